"""Stages: a world with one item at one point of its life, which the verbs are tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import (
    NOW,
    World,
    a_review,
    a_seat,
    a_submission,
    a_world,
    an_address,
    an_application,
    review_answers,
    seats_of,
    the_call,
    the_submission,
)
from tests.imported import a_member_table
from tests.proposed import a_proposal
from tests.remembered import remembered
from tests.undelivered import KIND, undelivered
from workflow.actions import (
    accounts,
    answers,
    applications,
    conflicts,
    decisions,
    letters,
    member_notes,
    memberships,
    merging,
    panels,
    people,
    reminder_rules,
    reviews,
    screening,
    submissions,
    tasks,
    timetable,
    waiting_mails,
    works,
)
from workflow.insight.timetable import planned
from workflow.insight.timetable.subjects import Wanted
from workflow.kernel.ids import PublicId
from workflow.models import (
    Absence,
    Application,
    Assignment,
    Clarification,
    ConflictOverride,
    MemberNote,
    Membership,
    MemberWork,
    Message,
    Person,
    Proposal,
    RosterImport,
    SignIn,
    Submission,
    Task,
)
from workflow.policy import Actor
from workflow.rules.letter_words import Letter, Words

INVITATION = Letter("assignment.invite:reviewer", ("title", "call", "due", "name", "site"), ("en", "fr", "ar"))


@dataclass(frozen=True)
class Stage:
    """A world and the session it was built in."""

    session: Session
    world: World

    def item(self, kind: str) -> Any:
        """Give the item of this kind that the stage is about; the seat and membership are the internal reviewer's."""
        reviewer = self.world.panel[0].person_id
        query = {
            "submission": select(Submission),
            "seat": select(Assignment).where(Assignment.reviewer_id == reviewer),
            "clarification": select(Clarification),
            "application": select(Application).order_by(Application.id).limit(1),
            "membership": select(Membership).where(Membership.person_id == reviewer),
            "person": select(Person).where(Person.id == self.world.outsider.person_id),
            "suspended": select(Person).where(Person.suspended_at.is_not(None)),
            "sign_in": select(SignIn),
            "override": select(ConflictOverride),
            "task": select(Task),
            "table": select(RosterImport),
            "message": select(Message).where(Message.kind == KIND),
            "proposal": select(Proposal).order_by(Proposal.id).limit(1),
        }[kind]
        found: Any = self.session.scalars(query).one()
        return found

    def id_of(self, kind: str) -> PublicId:
        """Give the id that a verb is called with."""
        if kind in {"call", "other_call"}:
            return self.world.call_id if kind == "call" else self.world.other_call_id
        if kind == "absence":
            return self.session.scalars(select(Absence.public_id)).one()
        if kind == "step":
            return PublicId(a_step(self.session, self.world.coordinator))
        if kind == "work":
            return self.session.scalars(select(MemberWork.public_id)).one()
        if kind == "note":
            return self.session.scalars(select(MemberNote.public_id)).one()
        people = {**self.world.identities(), "spare": self.world.members[3]}
        if kind in people and kind != "suspended":
            return PublicId(people[kind].public_id)
        return PublicId(self.item(kind).public_id)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what happens within the block."""
        savepoint = self.session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()
            self.session.expire_all()


def a_step(session: Session, actor: Actor) -> str:
    """Give the handle of the next automatic mail that an actor may plan for."""
    found = planned.steps(session, NOW, NOW + timetable.AHEAD, Wanted(actor=actor))
    return found[0].handle if found else ""


def stage(session: Session, point: str) -> Stage:
    """Give the stage of this name: a point of tests.builders, or one of those below."""
    world = remembered(session, f"stage {point}", lambda session: _build(session, point))
    session.expire_all()
    return Stage(session, world)


def _build(session: Session, point: str) -> World:
    world = a_world(session)
    kind, _, state = point.partition(":")
    if kind == "seat":
        a_seat(session, world, state)
    elif kind == "application":
        an_application(session, state, world=world)
    elif kind == "proposal":
        a_proposal(session, world, state)
    elif kind == "task":
        _task(session, world, state)
    elif kind == "table":
        a_member_table(session, world, state)
    elif kind == "world":
        _furnish(session, world)
    elif kind in SPECIAL:
        SPECIAL[kind](session, world)
    else:
        a_submission(session, point, world=world)
    return world


def _furnish(session: Session, world: World) -> None:
    """Give the internal member an absence, a work, a file of works and a note, and the outsider a sign-in."""
    member = world.members[0]
    day = NOW.date()
    memberships.announce_absence(session, member, world.membership_ids[0], day, day, now=NOW)
    works.add_work(session, member, world.membership_ids[0], {"title": "A work on file"}, now=NOW)
    member_notes.write_note(session, world.coordinator, world.membership_ids[0], "Quick.", 4, now=NOW)
    file = works.read_file("works.csv", b"title,year\nAnother work,2020\n")
    works.read_works(session, member, world.membership_ids[0], file, now=NOW)
    accounts.begin_sign_in(session, session.get_one(Person, world.outsider.person_id), accounts.Terms(), NOW)


def _task(session: Session, world: World, state: str) -> None:
    """Open a task about a submission by hand, and have it done."""
    item, day = a_submission(session, "submitted", world=world).public_id, NOW.date().replace(month=12)
    task = tasks.make_task(session, world.coordinator, item, "Ring the publisher.", day, now=NOW)
    if state == "done":
        tasks.finish_task(session, world.coordinator, task.public_id, now=NOW)


def _asked(session: Session, world: World) -> None:
    item = a_submission(session, "assigned", world=world)
    screening.ask_submitter(session, world.coordinator, item.public_id, "Which year?", now=NOW)


def _asked_in_review(session: Session, world: World) -> None:
    item = a_submission(session, "released", world=world)
    screening.ask_submitter(session, world.coordinator, item.public_id, "Which year?", now=NOW)


def _waiting_for_one(session: Session, world: World) -> None:
    """Everybody has answered; the first reviewer has declined, the others have accepted."""
    item = a_submission(session, "accepted", world=world)
    answers.decline(session, world.panel[0], seats_of(item)[0].public_id, code="busy", now=NOW)


def _full(session: Session, world: World) -> None:
    """The first reviewer has declined, and takes no more reviews this year."""
    _waiting_for_one(session, world)
    memberships.change_availability(
        session, world.panel[0], world.membership_ids[0],
        yearly_cap=0, minimum_interval_days=0, skip_until=None, ask_next=False, now=NOW,
    )  # fmt: skip


def _reopened(session: Session, world: World) -> None:
    item = a_submission(session, "reviewed", world=world)
    decisions.reopen_round(session, world.coordinator, item.public_id, "One more opinion.", now=NOW)


def _out_of_scope(session: Session, world: World) -> None:
    item = a_submission(session, "submitted", world=world)
    screening.screen(session, world.coordinator, item.public_id, in_scope=False, note="A novel.", now=NOW)


def _undelivered(session: Session, world: World) -> None:
    """The invitation to the first reviewer did not arrive."""
    undelivered(session, seats_of(a_submission(session, "assigned", world=world))[0])


def _suspended(session: Session, world: World) -> None:
    people.suspend(session, world.administrator, PublicId(world.outsider.public_id), now=NOW)


def _ended(session: Session, world: World) -> None:
    item = a_submission(session, "accepted", world=world)
    panels.end_assignment(session, world.coordinator, seats_of(item)[0].public_id, now=NOW)


def _answered(session: Session, world: World) -> None:
    _asked(session, world)
    question = session.scalars(select(Clarification)).one()
    submissions.answer_clarification(session, world.submitter, question.public_id, "In 2019.", now=NOW)


def _declined_and_closed(session: Session, world: World) -> None:
    _waiting_for_one(session, world)
    item = the_submission(session)
    decisions.close_early(session, world.coordinator, item.public_id, "Urgent.", now=NOW)


def _review_begun(session: Session, world: World) -> None:
    seat = a_seat(session, world, "free")
    reviews.save_review(session, world.panel[0], seat.public_id, review_answers(), now=NOW)


def _late_and_decided(session: Session, world: World) -> None:
    """The first reviewer is still reading when the round is closed and decided on."""
    item = a_submission(session, "accepted", world=world)
    for seat in seats_of(item)[1:]:
        a_review(session, world, seat)
    decisions.close_early(session, world.coordinator, item.public_id, "Urgent.", now=NOW)
    _decide(session, world)


def _decide(session: Session, world: World) -> None:
    item = the_submission(session)
    decisions.record_decision(
        session, world.coordinator, item.public_id, verdict="publish", letter="Well done.", now=NOW
    )


def _disputed_and_decided(session: Session, world: World) -> None:
    a_submission(session, "disputed", world=world)
    _decide(session, world)


def _withdrawn_with_review(session: Session, world: World) -> None:
    seat = a_seat(session, world, "handed_in")
    submissions.withdraw(session, world.submitter, seat.submission.public_id, now=NOW)


def _desk_reopened(session: Session, world: World) -> None:
    item = a_submission(session, "desk_rejected", world=world)
    decisions.reopen(session, world.coordinator, item.public_id, "It is in scope after all.", now=NOW)


def _in_french(session: Session, world: World) -> None:
    a_submission(session, "screened", world=world, languages=["fr"])


def _applied_again(session: Session, world: World) -> None:
    """The outsider has begun another application after withdrawing the first."""
    an_application(session, "withdrawn", world=world)
    applications.begin_application(session, world.outsider, now=NOW)


def _declined_and_applied_again(session: Session, world: World) -> None:
    an_application(session, "declined", world=world)
    applications.begin_application(session, world.outsider, now=NOW)


def _spare(**changes: Any) -> Callable[[Session, World], None]:
    """Give the stage of an assigned item where the spare member has changed his availability."""

    def build_it(session: Session, world: World) -> None:
        a_submission(session, "assigned", world=world)
        said = {"yearly_cap": 3, "minimum_interval_days": 0, "skip_until": None, "ask_next": False, **changes}
        memberships.change_availability(session, world.members[3], world.membership_ids[3], **said, now=NOW)

    return build_it


def _spare_is_away(session: Session, world: World) -> None:
    a_submission(session, "assigned", world=world)
    day = NOW.date()
    memberships.announce_absence(session, world.members[3], world.membership_ids[3], day, day, now=NOW)


def _spare_is_paused(session: Session, world: World) -> None:
    a_submission(session, "assigned", world=world)
    memberships.move_membership(session, world.members[3], world.membership_ids[3], "pause", now=NOW)


def _spare_in_conflict(session: Session, world: World) -> None:
    """The spare member has an address at the submitter's office."""
    a_submission(session, "assigned", world=world)
    for actor in (world.submitter, world.members[3]):
        an_address(session, actor, "agency.int")


def _spare_overridden(session: Session, world: World) -> None:
    _spare_in_conflict(session, world)
    spare, until = PublicId(world.members[3].public_id), NOW.date().replace(year=2027, month=2)
    item = the_submission(session).public_id
    conflicts.override_conflict(
        session, world.chief, item, spare, kind="same_domain", reason="Another department.", until=until, now=NOW
    )


def _merged(session: Session, world: World) -> None:
    """The outsider was the spare member all along."""
    spare, outsider = PublicId(world.members[3].public_id), PublicId(world.outsider.public_id)
    merging.merge_people(session, world.administrator, spare, outsider, "One person.", now=NOW)


def _without_title(session: Session, world: World) -> None:
    a_submission(session, "draft", world=world, title="")


def _incomplete(session: Session, world: World) -> None:
    an_application(session, "draft", world=world, position="")


def _bidding(session: Session, world: World) -> None:
    the_call(session).bidding = True
    a_submission(session, "screened", world=world)


def _mails_held(session: Session, world: World) -> None:
    item = a_submission(session, "assigned", world=world)
    timetable.hold_mails(session, world.coordinator, item.public_id, kind="submission", now=NOW)


def _rule_changed(session: Session, world: World) -> None:
    rule = {"key": "review", "about": "review", "tells": "reviewer", "steps": [1]}
    reminder_rules.set_reminder_rule(session, world.coordinator, world.call_id, rule, now=NOW)


def _letter_worded(session: Session, world: World) -> None:
    words = Words("About “{title}”", "Dear colleague, please answer by {due}.")
    letters.set_letter(session, world.coordinator, world.call_id, INVITATION, words, language="en", now=NOW)


def _waiting_mail(session: Session, world: World) -> None:
    undelivered(session, seats_of(a_submission(session, "assigned", world=world))[0]).state = "due"


def _held_mail(session: Session, world: World) -> None:
    message = undelivered(session, seats_of(a_submission(session, "assigned", world=world))[0])
    message.state = "due"
    waiting_mails.hold_message(session, world.coordinator, message.public_id, now=NOW)


SPECIAL = {
    "mail_waiting": _waiting_mail,
    "mail_held": _held_mail,
    "bidding": _bidding,
    "mails_held": _mails_held,
    "rule_changed": _rule_changed,
    "letter_worded": _letter_worded,
    "asked": _asked,
    "asked_in_review": _asked_in_review,
    "waiting_for_one": _waiting_for_one,
    "full": _full,
    "reopened": _reopened,
    "out_of_scope": _out_of_scope,
    "person_suspended": _suspended,
    "undelivered": _undelivered,
    "ended": _ended,
    "answered": _answered,
    "draft_without_title": _without_title,
    "incomplete_application": _incomplete,
    "declined_and_closed": _declined_and_closed,
    "review_begun": _review_begun,
    "late_and_decided": _late_and_decided,
    "disputed_and_decided": _disputed_and_decided,
    "withdrawn_with_review": _withdrawn_with_review,
    "desk_reopened": _desk_reopened,
    "in_french": _in_french,
    "applied_again": _applied_again,
    "declined_and_applied_again": _declined_and_applied_again,
    "spare_is_full": _spare(yearly_cap=0),
    "spare_rests": _spare(skip_until=date(2027, 11, 23)),
    "spare_is_away": _spare_is_away,
    "spare_is_paused": _spare_is_paused,
    "spare_in_conflict": _spare_in_conflict,
    "spare_overridden": _spare_overridden,
    "merged": _merged,
}
