"""A small site with an example for every address, and who is let in where.

`LET_IN` is the whole table; a route that is not in it fails the suite.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.builders import NOW, a_submission, an_application, seats_of
from tests.cast import World
from tests.imported import a_member_table
from tests.proposed import a_proposal
from tests.undelivered import undelivered
from workflow.actions import member_notes, memberships, screening, tasks, works
from workflow.files import LocalFolder
from workflow.kernel.db import Database
from workflow.models import Absence, MemberWork, StoredFile

T = TypeVar("T")
TEXT = b"words"
FILE_DAY = date(2027, 1, 4)
DRAFTS = ("submitter.overview", "submitter.step", "submitter.save_step", "submitter.check", "submitter.send_in",
          "submitter.autosave")  # fmt: skip
"""What the address of a draft is for."""

DESK = "coordinator coordinator2 chief"
OFFICE = DESK + " other_coordinator"
ANYBODY = "anybody"
SIGNED_IN = "signed in"
LET_IN: dict[str, str] = {
    "POST account.ask_for_link": ANYBODY,
    "POST account.begin_account": ANYBODY,
    "GET account.calendar": "",
    "GET account.calendar_addresses": SIGNED_IN,
    "GET account.ask_to_stop": "",
    "POST account.change_mails": SIGNED_IN,
    "POST account.change_settings": SIGNED_IN,
    "GET account.confirm_link": ANYBODY,
    "POST account.end_calendar": SIGNED_IN,
    "POST account.end_sign_in": "",
    "POST account.end_sign_in_as": "",
    "GET account.home": SIGNED_IN,
    "GET account.index": SIGNED_IN,
    "GET account.link_sent": ANYBODY,
    "GET account.mails": SIGNED_IN,
    "POST account.make_calendar": SIGNED_IN,
    "GET account.messages": SIGNED_IN,
    "GET account.open_confirmation": ANYBODY,
    "GET account.open_link": ANYBODY,
    "GET account.register": ANYBODY,
    "POST account.set_password": SIGNED_IN,
    "GET account.sign_in": ANYBODY,
    "POST account.sign_in_by_password": ANYBODY,
    "POST account.sign_out": SIGNED_IN,
    "POST account.stop": "",
    "POST account.use_link": "",
    "GET admin.call": "administrator",
    "GET admin.calls": "administrator",
    "POST admin.change_call": "administrator",
    "POST admin.give_role": "administrator",
    "GET admin.index": "administrator",
    "GET admin.invite": "administrator",
    "GET admin.merge": "administrator",
    "POST admin.merge_people": "",
    "GET admin.new_call": "administrator",
    "POST admin.open_call": "administrator",
    "GET admin.people": "administrator",
    "GET admin.person": "administrator",
    "POST admin.reinstate": "administrator",
    "POST admin.send_invitation": "administrator",
    "POST admin.sign_in_as": "administrator",
    "POST admin.suspend": "administrator",
    "POST admin.take_role": "administrator",
    "GET asset": "",
    "GET desk.application": OFFICE,
    "GET desk.applications": OFFICE,
    "POST desk.apply": DESK,
    "POST desk.ask": DESK,
    "POST desk.ask_applicant": OFFICE,
    "GET desk.candidates": DESK,
    "POST desk.change_pair": "",
    "POST desk.close_question": DESK,
    "GET desk.compare": DESK,
    "POST desk.conflict": DESK,
    "GET desk.conflicts": DESK,
    "GET desk.coverage": OFFICE,
    "GET desk.coverage_csv": OFFICE,
    "POST desk.decide_application": "",
    "GET desk.decision": DESK,
    "POST desk.decline": DESK,
    "GET desk.difference": DESK,
    "GET desk.dispute": DESK,
    "POST desk.end_override": "",
    "POST desk.care_for_message": "",
    "POST desk.extend": DESK,
    "POST desk.fix_address": DESK,
    "GET desk.forecast": OFFICE,
    "POST desk.give": DESK,
    "GET desk.hand_over": DESK,
    "GET desk.index": OFFICE,
    "POST desk.invite": DESK,
    "GET desk.item": DESK,
    "GET desk.log": DESK,
    "POST desk.make_move": "",
    "POST desk.make_reasoned_move": DESK,
    "GET desk.move": "",
    "POST desk.move_seat": "",
    "POST desk.open_result": DESK,
    "GET desk.outbox": OFFICE,
    "POST desk.override_conflict": "",
    "GET desk.preview": DESK,
    "GET desk.process": OFFICE,
    "GET desk.proposal": DESK,
    "GET desk.proposal_table": DESK,
    "GET desk.proposals": OFFICE,
    "POST desk.propose": "",
    "POST desk.propose_plan": OFFICE,
    "GET desk.question": DESK,
    "POST desk.record": DESK,
    "POST desk.record_review": DESK,
    "GET desk.release": "",
    "POST desk.release_all": OFFICE,
    "POST desk.reopen_application": OFFICE,
    "GET desk.review_on_behalf": DESK,
    "POST desk.screen": DESK,
    "POST desk.screen_application": OFFICE,
    "GET desk.screening": DESK,
    "GET desk.seat": DESK,
    "POST desk.settle": DESK,
    "POST desk.solve": DESK,
    "POST desk.tell": DESK,
    "GET desk.to_release": OFFICE,
    "GET desk.undelivered": DESK,
    "POST desk.undo": DESK,
    "POST desk.finish_task": DESK,
    "POST desk.hold_mails": "",
    "POST desk.hold_message": DESK,
    "POST desk.release_message": DESK,
    "POST desk.make_task": DESK,
    "POST desk.reassign_task": "",
    "POST desk.release_mails": "",
    "GET desk.letter": DESK,
    "GET desk.letters": OFFICE,
    "POST desk.reset_letter": DESK,
    "POST desk.set_letter": DESK,
    "GET desk.reminder_rule": OFFICE,
    "GET desk.reminder_rules": OFFICE,
    "POST desk.reopen_task": DESK,
    "POST desk.reset_reminder_rule": OFFICE,
    "POST desk.set_reminder_rule": OFFICE,
    "POST desk.send_mail": "",
    "POST desk.skip_mail": "",
    "GET desk.new_task": DESK,
    "GET desk.tasks": OFFICE,
    "GET desk.timetable": OFFICE,
    "GET desk.why_not": "",
    "GET hub.about": ANYBODY,
    "GET hub.accessibility": ANYBODY,
    "GET hub.countries": ANYBODY,
    "GET hub.health": ANYBODY,
    "GET hub.index": ANYBODY,
    "GET hub.item": ANYBODY,
    "GET hub.metrics": "",
    "GET hub.objective": ANYBODY,
    "GET hub.objectives": ANYBODY,
    "GET hub.privacy": ANYBODY,
    "GET hub.reviewers": ANYBODY,
    "POST reviewer.accept": "reviewer",
    "POST reviewer.add_work": "member reviewer",
    "POST reviewer.agree_to_be_listed": "member reviewer",
    "POST reviewer.announce_absence": "member reviewer",
    "POST reviewer.answer_step": "outsider",
    "GET reviewer.application": SIGNED_IN,
    "GET reviewer.application_step": "outsider",
    "POST reviewer.begin_application": SIGNED_IN,
    "GET reviewer.bidding": "member reviewer",
    "POST reviewer.change_availability": "member reviewer",
    "POST reviewer.change_knowledge": "member reviewer",
    "POST reviewer.change_work": "",
    "GET reviewer.check_application": "outsider",
    "GET reviewer.conflict": "reviewer",
    "POST reviewer.declare": "reviewer",
    "POST reviewer.declare_conflict": "reviewer",
    "POST reviewer.decline": "reviewer",
    "GET reviewer.invitation": "reviewer",
    "GET reviewer.join": ANYBODY,
    "GET reviewer.join_by_account": ANYBODY,
    "POST reviewer.later": "reviewer",
    "POST reviewer.limit_requests": "reviewer",
    "POST reviewer.move_membership": "member reviewer",
    "GET reviewer.open_invitation": "",
    "GET reviewer.profile": SIGNED_IN,
    "POST reviewer.place_bid": "",
    "POST reviewer.propose_due_date": "reviewer",
    "POST reviewer.remove_absence": "reviewer",
    "POST reviewer.read_works": "member reviewer",
    "GET reviewer.review": "reviewer",
    "POST reviewer.revive_application": "outsider",
    "POST reviewer.save_review": "reviewer",
    "POST reviewer.save_step": "outsider",
    "POST reviewer.send_application": "outsider",
    "POST reviewer.send_link": "reviewer",
    "POST reviewer.settle_works": "reviewer",
    "GET reviewer.waiting": SIGNED_IN,
    "POST reviewer.withdraw_application": "outsider",
    "GET reviewer.works_file": "reviewer",
    "POST reviewer.write_review": "reviewer",
    "POST roster.add_work": OFFICE,
    "POST roster.change_work": "",
    "POST roster.contact": "",
    "POST roster.decide_due": "",
    "GET roster.due": OFFICE,
    "GET roster.imported": OFFICE,
    "GET roster.importing": OFFICE,
    "GET roster.index": OFFICE,
    "GET roster.member": OFFICE,
    "POST roster.move_member": "",
    "POST roster.read_members": OFFICE,
    "POST roster.read_works": OFFICE,
    "POST roster.remove_note": OFFICE,
    "GET roster.roster_table": OFFICE,
    "POST roster.settle_members": "",
    "POST roster.settle_works": OFFICE,
    "POST roster.verify": "",
    "GET roster.works_file": OFFICE,
    "POST roster.write_note": OFFICE,
    "POST submitter.answer": "submitter",
    "POST submitter.autosave": "submitter",
    "POST submitter.begin": ANYBODY,
    "GET submitter.begun": SIGNED_IN,
    "GET submitter.check": "submitter",
    "GET submitter.content": "submitter",
    "GET submitter.decision": "",
    "GET submitter.file": "chief coordinator coordinator2 reviewer submitter",
    "GET submitter.index": SIGNED_IN,
    "GET submitter.open_status": "",
    "GET submitter.overview": "submitter",
    "GET submitter.receipt": "submitter",
    "POST submitter.revive": "submitter",
    "POST submitter.save_step": "submitter",
    "POST submitter.send_in": "submitter",
    "GET submitter.start": ANYBODY,
    "GET submitter.status": "submitter",
    "GET submitter.status_by_link": "submitter",
    "GET submitter.step": "submitter",
    "POST submitter.withdraw": "submitter",
}
"""Who gets further than "sign in first" and "no such page", by the example of `furnish`.

An empty text: nobody, with a form that names nothing, or at this stage of the example.
"""


class Undone(Database):
    """A database whose transactions are tried and taken back, so that every request finds it as it was."""

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """Do the work and take it back; what it gives or raises is what it would have."""

        def tried(session: Session) -> None:
            result = work(session)
            session.flush()
            raise _Tried(result)

        try:
            super().in_transaction(tried)
        except _Tried as tried_once:
            result: T = tried_once.result
            return result
        raise AssertionError


class _Tried(Exception):
    def __init__(self, result: Any) -> None:
        self.result = result


@dataclass(frozen=True)
class Address:
    """One address of a route."""

    endpoint: str
    method: str
    path: str


def furnish(session: Session, world: World, store: LocalFolder) -> dict[str, str]:
    """Make an example of everything that addresses name; give the values of their parts."""
    reviewed, draft = a_submission(session, "reviewed", world=world), a_submission(session, "draft", world=world)
    accepted, published = (a_submission(session, point, world=world) for point in ("accepted", "published"))
    asked = screening.ask_submitter(session, world.coordinator, accepted.public_id, "Why?", now=NOW)
    person = world.members[0]
    member = world.membership_ids[0]
    memberships.announce_absence(session, person, member, FILE_DAY, FILE_DAY, now=NOW)
    works.add_work(session, person, member, {"title": "A work on file"}, now=NOW)
    works.read_works(session, person, member, works.read_file("a.csv", b"title\nAnother work\n"), now=NOW)
    digest = store.put(io.BytesIO(TEXT)).digest
    file = StoredFile(
        version_id=accepted.current_version.id, digest=digest, size=len(TEXT), media_type="text/plain",
        original_name="words.txt", neutral_name="document-1.txt", uploaded_by_id=draft.submitter_id, uploaded_at=NOW,
    )  # fmt: skip
    session.add(file)
    session.flush()
    assert digest == hashlib.sha256(TEXT).hexdigest()
    return {
        "submission_id": accepted.public_id, "draft": draft.public_id, "reviewed": reviewed.public_id,
        "assignment_id": seats_of(accepted)[0].public_id, "question_id": asked.public_id,
        "absence_id": session.scalars(select(Absence.public_id)).one(), "file_id": file.public_id,
        "note_id": member_notes.write_note(session, world.coordinator, member, "Quick.", now=NOW).public_id,
        "work_id": session.scalars(select(MemberWork.public_id)).one(),
        "application_id": an_application(session, "submitted", world=world).public_id,
        "membership_id": member, "call_id": world.call_id, "person_id": world.outsider.public_id,
        "proposal_id": a_proposal(session, world).public_id, "import_id": a_member_table(session, world).public_id,
        "public_id": published.public_id, "trigger": "return", "name": "hub", "key": "gcm-07", "step": "topics",
        "step_key": "expertise", "part": "languages", "token": "never-made", "digest": "0", "sign_in_id": "0" * 16,
        "override_id": "0" * 16, "kind": "xlsx", "group": "reminders", "seal": "0",
        "language": "en",
        "message_id": undelivered(session, seats_of(accepted)[1]).public_id,
        "task_id": tasks.make_task(
            session, world.coordinator, accepted.public_id, "Ring.", FILE_DAY, owner_id=None, now=NOW
        ).public_id,
    }  # fmt: skip


def addresses(app: Flask, values: dict[str, str]) -> Iterator[Address]:
    """Give an address for each route and method."""
    with app.test_request_context(base_url="http://localhost"):
        for rule in app.url_map.iter_rules():
            given: dict[str, Any] = {name: _value(rule, name, values) for name in rule.arguments}
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(rule.endpoint, method, url_for(rule.endpoint, **given))


def _value(rule: Rule, name: str, values: dict[str, str]) -> str:
    if name == "submission_id" and rule.endpoint in DRAFTS:
        return values["draft"]
    if rule.endpoint == "reviewer.move_membership":
        return "pause"
    if rule.endpoint in {"desk.letter", "desk.set_letter", "desk.reset_letter"} and name == "name":
        return "assignment.invite:reviewer"
    return "style.css" if rule.endpoint == "asset" and name == "name" else values[name]
