"""Every verb in one table: on what it acts, who may, who may see but not do, what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.builders import NOW, complete_answers, review_answers
from tests.imported import NEW
from tests.workflow.actions.stages import INVITATION, Stage
from workflow.actions import (
    accounts,
    answers,
    applications,
    bids,
    calendars,
    calls,
    conflicts,
    decisions,
    files,
    invited_address,
    letters,
    mail_wishes,
    member_notes,
    memberships,
    merging,
    panels,
    people,
    proposals,
    reminder_rules,
    reviews,
    roster_imports,
    screening,
    sparing,
    submissions,
    tasks,
    timetable,
    undelivered,
    waiting_mails,
    works,
)
from workflow.actions.calls import CallTerms
from workflow.files import Limits, Received
from workflow.models import Call
from workflow.policy import Actor
from workflow.roster.written import Line
from workflow.rules.letter_words import Words

DAY = NOW.date()
SIGNED_IN = frozenset({
    "submitter", "submitter2", "coordinator", "coordinator2", "other_coordinator", "chief", "administrator", "outsider",
    "reviewer", "member",
})  # fmt: skip
"""Everybody but the visitor and the suspended one."""
DESK = frozenset({"coordinator", "coordinator2", "chief"})
"""Who coordinates the item's call."""
ROSTER = DESK | {"other_coordinator"}
"""Who coordinates some call: the roster is one for all."""
INVOLVED = DESK | {"submitter"}
REVIEWED = INVOLVED | {"reviewer"}
EVERYBODY = SIGNED_IN | {"visitor", "suspended"}


@dataclass(frozen=True)
class Verb:
    """One verb, tried at one stage; `Id("seat")` among the values stands for the public id of that item."""

    do: Callable[..., Any]
    at: str
    on: str = ""
    """What the verb's first value names; nothing for verbs that begin something."""
    values: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    may: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    """Who is told "you may not" instead of "there is no such thing"."""
    leaves: str = ""
    """The state of the item afterwards."""
    logs: str = ""
    """What the log says last; the verb's own name unless said otherwise, "-" for nothing."""

    @property
    def name(self) -> str:
        """The verb's name in this table."""
        return self.do.__name__

    def call(self, stage: Stage, actor: Actor, **changes: Any) -> Any:
        """Do it as the actor, with some values changed."""
        on = changes.pop("target", self.on)
        target = (stage.id_of(on),) if on else ()
        values = tuple(_given(stage, value) for value in changes.pop("values", self.values))
        named = {name: _given(stage, value) for name, value in {**self.named, **changes}.items()}
        return self.do(stage.session, actor, *target, *values, **{"now": NOW, **named})


@dataclass(frozen=True)
class Id:
    """Stands for the public id of an item on the stage."""

    of: str


def _given(stage: Stage, value: Any) -> Any:
    if isinstance(value, Id):
        return stage.id_of(value.of)
    return [_given(stage, part) for part in value] if isinstance(value, list) else value


def terms_of(call: Call, **changes: Any) -> CallTerms:
    """Give what a call says, changed."""
    days = ("answer_days", "review_days", "grace_days", "decision_days", "screening_days")
    whole: dict[str, Any] = {
        "title": call.title, "theme": call.theme, "prefix": call.prefix, "opens_at": call.opens_at,
        "closes_at": call.closes_at, "time_zone": call.time_zone, "anonymity": call.anonymity,
        "panel_rule": call.panel_rule, "next_in_line": call.next_in_line,
        "bidding": call.bidding,
        "days": {name: getattr(call, name) for name in days},
    }  # fmt: skip
    return CallTerms(**{**whole, **changes})


TERMS = CallTerms(
    title="A new call", theme="", prefix="NEW", opens_at=NOW, closes_at=None, time_zone="UTC", anonymity="double",
    panel_rule={"minimum": {"internal": 1, "external": 1}}, next_in_line="invite",
    days={"answer_days": 7, "review_days": 21, "grace_days": 3, "decision_days": 7, "screening_days": 5},
)  # fmt: skip
SETTINGS = {"name": "New Name", "locale": "fr", "time_zone": "Africa/Nairobi", "theme": "dark"}
AVAILABILITY = {"yearly_cap": 3, "minimum_interval_days": 30, "skip_until": None, "ask_next": True}
EXPERTISE = {"topics": {"objectives": ["gcm-01"]}, "languages": {"ar": "native"}, "regions": ["africa"]}
WORK = {"title": "Who reads the forms", "year": "2021", "authors": "An Author\nAnother Author"}
TABLE = roster_imports.MemberTable("members.csv", [NEW])
READ = works.read_file("works.csv", b"title,year\nFair recruitment in practice,2020\n")
RECEIVED = Received("0" * 64, 12, "application/pdf", "pdf", "paper.pdf")
LIMITS = Limits(1, 2)
OVERRIDE = {"kind": "same_domain", "reason": "Another department.", "until": DAY + timedelta(30)}
RULE = {"key": "review", "about": "review", "tells": "reviewer", "steps": [-3, 2]}
VERDICT = {"verdict": "publish", "letter": "Well done."}

VERBS = [
    # what a submitter does
    Verb(submissions.begin_draft, "world", "call", ("document",), may=SIGNED_IN, sees=EVERYBODY, logs="begin"),
    Verb(submissions.save_draft, "draft", "submission", (complete_answers(title="Anew"),), may=frozenset({"submitter"}),
         leaves="draft", logs="-"),
    Verb(files.attach, "draft", "submission", ([RECEIVED], LIMITS), may=frozenset({"submitter"}), leaves="draft",
         logs="attach_file"),
    Verb(submissions.submit, "draft", "submission", may=frozenset({"submitter"}), leaves="submitted"),
    Verb(submissions.submit, "returned", "submission", may=frozenset({"submitter"}), sees=DESK, leaves="submitted",
         logs="resubmit"),
    Verb(submissions.withdraw, "assigned", "submission", may=frozenset({"submitter"}), sees=REVIEWED,
         leaves="withdrawn"),
    Verb(submissions.revive, "withdrawn", "submission", may=frozenset({"submitter"}), sees=DESK, leaves="submitted"),
    Verb(submissions.answer_clarification, "asked", "clarification", ("In 2019.",), may=frozenset({"submitter"}),
         sees=REVIEWED),
    # what a coordinator does before and with a panel
    Verb(screening.screen, "submitted", "submission", named={"in_scope": True}, may=DESK, sees=INVOLVED,
         leaves="submitted"),
    Verb(screening.return_to_submitter, "submitted", "submission", ("Say more.",), may=DESK, sees=INVOLVED,
         leaves="returned", logs="return"),
    Verb(screening.take_back_return, "returned", "submission", ("It is there.",), may=DESK, sees=INVOLVED,
         leaves="submitted", logs="take_back"),
    Verb(screening.ask_submitter, "submitted", "submission", ("Who made it?",), may=DESK, sees=INVOLVED,
         leaves="submitted"),
    Verb(screening.close_clarification, "asked", "clarification", may=DESK, sees=REVIEWED),
    Verb(screening.hand_over, "submitted", "submission", (Id("coordinator2"),), may=DESK, sees=INVOLVED,
         leaves="submitted"),
    Verb(screening.open_result, "reviewed", "submission", may=DESK, sees=REVIEWED, leaves="reviewed"),
    Verb(panels.assign_panel, "assigned", "submission", ([Id("spare")],), may=DESK, sees=REVIEWED, leaves="assigned",
         logs="invite"),
    Verb(panels.invite, "assigned", "submission", (Id("spare"),), may=DESK, sees=REVIEWED, leaves="assigned"),
    Verb(panels.call_extra_reviewer, "disputed", "submission", (Id("spare"),), may=DESK, sees=REVIEWED,
         leaves="assigned", logs="invite"),
    Verb(panels.invite_again, "seat:declined", "seat", may=DESK, sees=frozenset({"reviewer"}), leaves="invited"),
    Verb(panels.cancel, "seat:invited", "seat", may=DESK, sees=frozenset({"reviewer"}), leaves="cancelled"),
    Verb(panels.end_assignment, "seat:accepted", "seat", may=DESK, sees=frozenset({"reviewer"}), leaves="ended",
         logs="end"),
    Verb(panels.extend_due_date, "seat:accepted", "seat", (DAY + timedelta(40),), may=DESK,
         sees=frozenset({"reviewer"}), leaves="accepted"),
    # tasks
    Verb(tasks.make_task, "submitted", "submission", ("Ring the publisher.", DAY + timedelta(3)),
         named={"owner_id": Id("coordinator2")}, may=DESK, sees=INVOLVED, leaves="submitted"),
    Verb(tasks.finish_task, "task:open", "task", may=DESK),
    Verb(tasks.reassign_task, "task:open", "task", (Id("chief"),), may=DESK),
    Verb(tasks.reopen_task, "task:done", "task", may=DESK),
    # what a coordinator does about automatic mails
    Verb(timetable.hold_mails, "assigned", "submission", named={"kind": "submission"}, may=DESK, sees=REVIEWED,
         leaves="assigned"),
    Verb(timetable.release_mails, "mails_held", "submission", named={"kind": "submission"}, may=DESK, sees=REVIEWED,
         leaves="assigned"),
    Verb(timetable.skip_mail, "assigned", values=(Id("step"),), may=DESK, sees=EVERYBODY - ROSTER),
    Verb(timetable.send_mail_now, "assigned", values=(Id("step"),), may=DESK, sees=EVERYBODY - ROSTER),
    Verb(reminder_rules.set_reminder_rule, "world", "call", (RULE,), may=DESK, sees=frozenset({"administrator"})),
    Verb(reminder_rules.reset_reminder_rule, "rule_changed", "call", ("review",), may=DESK,
         sees=frozenset({"administrator"})),
    Verb(letters.set_letter, "world", "call", (INVITATION, Words("About “{title}”", "By {due}, please.")),
         named={"language": "fr"}, may=DESK, sees=frozenset({"administrator"})),
    Verb(letters.reset_letter, "letter_worded", "call", (INVITATION,), named={"language": "en"}, may=DESK,
         sees=frozenset({"administrator"})),
    # panels for many submissions together
    Verb(proposals.propose, "screened", "call", may=DESK, sees=frozenset({"administrator"})),
    Verb(proposals.propose_written, "screened", "call", ([Line(2, "HUB-2026-0001", "Mem Ber1")],), may=DESK,
         sees=frozenset({"administrator"}), logs="propose"),
    Verb(proposals.lock_pair, "proposal:ready", "proposal", (Id("submission"), Id("spare")), may=DESK, leaves="ready",
         logs="-"),
    Verb(proposals.forbid_pair, "proposal:ready", "proposal", (Id("submission"), Id("spare")), may=DESK,
         leaves="ready", logs="-"),
    Verb(proposals.release_pair, "proposal:ready", "proposal", (Id("submission"), Id("spare")), may=DESK,
         leaves="ready", logs="-"),
    Verb(proposals.solve_again, "proposal:changed", "proposal", may=DESK, leaves="ready", logs="propose"),
    Verb(proposals.apply_proposal, "proposal:ready", "proposal", may=DESK, leaves="applied"),
    Verb(proposals.undo_proposal, "proposal:applied", "proposal", named={"reason": "Too early."}, may=DESK,
         leaves="undone"),
    # what a reviewer does, and a coordinator on his behalf
    Verb(answers.accept, "seat:invited", "seat", may=DESK | {"reviewer"}, leaves="accepted"),
    Verb(answers.decline, "seat:invited", "seat", named={"code": "busy"}, may=DESK | {"reviewer"}, leaves="declined"),
    Verb(answers.declare_free, "seat:accepted", "seat", may=DESK | {"reviewer"}, leaves="accepted"),
    Verb(answers.declare_conflict, "seat:invited", "seat", named={"kind": "co_author"}, may=DESK | {"reviewer"},
         leaves="conflicted"),
    Verb(answers.propose_due_date, "seat:accepted", "seat", (DAY + timedelta(30),), may=DESK | {"reviewer"},
         leaves="accepted"),
    Verb(sparing.limit_requests, "seat:invited", "seat", named={"yearly_cap": 2}, may=frozenset({"reviewer"}),
         sees=DESK, leaves="invited", logs="change_availability"),
    Verb(invited_address.send_link_to_reviewer, "seat:accepted", "seat", named={"peer": "127.0.0.1"},
         may=frozenset({"reviewer"}), sees=DESK, leaves="accepted", logs="sign_in_link"),
    Verb(reviews.save_review, "seat:free", "seat", (review_answers(),), may=DESK | {"reviewer"}, leaves="accepted",
         logs="-"),
    Verb(reviews.hand_in, "seat:free", "seat", (review_answers(),), may=DESK | {"reviewer"}, leaves="handed_in"),
    Verb(reviews.record_review, "seat:free", "seat", (review_answers(),), may=DESK, sees=frozenset({"reviewer"}),
         leaves="handed_in", logs="hand_in"),
    Verb(reviews.reopen_review, "seat:handed_in", "seat", may=DESK, sees=frozenset({"reviewer"}), leaves="accepted"),
    # what a coordinator decides
    Verb(decisions.close_early, "accepted", "submission", ("It is urgent.",), may=DESK, sees=REVIEWED,
         leaves="reviewed"),
    Verb(decisions.reopen_round, "reviewed", "submission", ("One more opinion.",), may=DESK, sees=REVIEWED,
         leaves="assigned"),
    Verb(decisions.settle_dispute, "disputed", "submission", ("We talked.",), may=DESK, sees=REVIEWED,
         leaves="reviewed"),
    Verb(decisions.record_decision, "reviewed", "submission", named=VERDICT, may=DESK, sees=REVIEWED,
         leaves="reviewed"),
    Verb(decisions.release_decision, "decided", "submission", may=DESK, sees=REVIEWED, leaves="reviewed"),
    Verb(decisions.publish, "released", "submission", may=DESK, sees=REVIEWED, leaves="published"),
    Verb(decisions.reject, "against_released", "submission", may=DESK, sees=REVIEWED, leaves="rejected"),
    Verb(decisions.reopen, "published", "submission", ("New figures.",), may=DESK, sees=EVERYBODY, leaves="reviewed"),
    Verb(decisions.reopen, "rejected", "submission", ("An appeal.",), may=DESK, sees=REVIEWED, leaves="reviewed"),
    Verb(decisions.retract, "published", "submission", ("Wrong.",), may=frozenset({"chief"}), sees=EVERYBODY,
         leaves="retracted"),
    # what a chief says about a conflict
    Verb(conflicts.override_conflict, "spare_in_conflict", "submission", (Id("spare"),), named=OVERRIDE,
         may=frozenset({"chief"}), sees=REVIEWED, leaves="assigned"),
    Verb(conflicts.end_override, "spare_overridden", "override", may=frozenset({"chief"}), sees=REVIEWED),
    # mail that did not arrive
    Verb(undelivered.send_again, "undelivered", "message", may=DESK, sees=REVIEWED, leaves="due"),
    Verb(undelivered.fix_address, "undelivered", "message", ("right@example.org",), may=DESK, sees=REVIEWED,
         leaves="due"),
    Verb(undelivered.ask_next, "undelivered", "message", may=DESK, sees=REVIEWED, leaves="dropped", logs="invite"),
    Verb(undelivered.let_go, "undelivered", "message", may=DESK, sees=REVIEWED, leaves="dropped"),
    # mail that waits
    Verb(waiting_mails.hold_message, "mail_waiting", "message", may=DESK, sees=REVIEWED, leaves="held"),
    Verb(waiting_mails.release_message, "mail_held", "message", may=DESK, sees=REVIEWED, leaves="due"),
    # applications
    Verb(applications.begin_application, "world", may=SIGNED_IN, sees=EVERYBODY, logs="begin"),
    Verb(applications.save_application, "application:draft", "application", ({"years": None},),
         may=frozenset({"outsider"}), leaves="draft", logs="-"),
    Verb(files.attach_to_application, "application:draft", "application", ([RECEIVED], LIMITS),
         may=frozenset({"outsider"}), leaves="draft", logs="attach_file"),
    Verb(applications.submit_application, "application:draft", "application", may=frozenset({"outsider"}),
         leaves="submitted", logs="submit"),
    Verb(applications.submit_application, "application:more_asked", "application", named={"reply": "Nine."},
         may=frozenset({"outsider"}), sees=ROSTER, leaves="submitted", logs="answer"),
    Verb(applications.withdraw_application, "application:submitted", "application", may=frozenset({"outsider"}),
         sees=ROSTER, leaves="withdrawn", logs="withdraw"),
    Verb(applications.revive_application, "application:withdrawn", "application", may=frozenset({"outsider"}),
         sees=ROSTER, leaves="submitted", logs="revive"),
    Verb(applications.screen_application, "application:submitted", "application", named={"approves": True}, may=ROSTER,
         sees=frozenset({"outsider"}), leaves="submitted"),
    Verb(applications.ask_applicant, "application:submitted", "application", ("Which years?",), may=ROSTER,
         sees=frozenset({"outsider"}), leaves="more_asked", logs="ask_more"),
    Verb(applications.decide_application, "application:screened", "application",
         named={"approve": True, "letter": "Welcome."}, may=ROSTER, sees=frozenset({"outsider"}), leaves="approved",
         logs="approve"),
    Verb(applications.decide_application, "application:screened", "application",
         named={"approve": False, "letter": "Not now."}, may=ROSTER, sees=frozenset({"outsider"}), leaves="declined",
         logs="decline"),
    Verb(applications.reopen_application, "application:declined", "application", ("An appeal.",), may=ROSTER,
         sees=frozenset({"outsider"}), leaves="screened", logs="reopen"),
    # memberships
    Verb(memberships.change_expertise, "world", "membership", named=EXPERTISE, may=ROSTER | {"reviewer"},
         leaves="active"),
    Verb(memberships.change_availability, "world", "membership", named=AVAILABILITY, may=ROSTER | {"reviewer"},
         leaves="active"),
    Verb(memberships.agree_to_be_listed, "world", "membership", named={"listed": True}, may=frozenset({"reviewer"}),
         sees=ROSTER, leaves="active"),
    Verb(memberships.announce_absence, "world", "membership", (DAY, DAY), may=ROSTER | {"reviewer"}, leaves="active"),
    Verb(memberships.remove_absence, "world", "membership", (Id("absence"),), may=ROSTER | {"reviewer"},
         leaves="active"),
    Verb(memberships.move_membership, "world", "membership", ("pause",), may=ROSTER | {"reviewer"}, leaves="paused",
         logs="pause"),
    Verb(memberships.verify_expertise, "world", "membership", (("objectives", "gcm-07"),), named={"verified": True},
         may=ROSTER, sees=frozenset({"reviewer"}), leaves="active"),
    Verb(memberships.stop_contact, "world", "membership", named={"stopped": True}, may=ROSTER,
         sees=frozenset({"reviewer"}), leaves="active"),
    Verb(member_notes.write_note, "world", "membership", ("Quick and thorough.", 5), may=ROSTER,
         sees=frozenset({"reviewer"}), leaves="active"),
    Verb(member_notes.remove_note, "world", "membership", (Id("note"),), may=ROSTER, sees=frozenset({"reviewer"}),
         leaves="active"),
    # what members wrote
    Verb(works.add_work, "world", "membership", (WORK,), may=ROSTER | {"reviewer"}, leaves="active"),
    Verb(works.read_works, "world", "membership", (READ,), may=ROSTER | {"reviewer"}, leaves="active", logs="-"),
    Verb(works.take_works, "world", "membership", may=ROSTER | {"reviewer"}, leaves="active"),
    Verb(works.drop_works, "world", "membership", may=ROSTER | {"reviewer"}, leaves="active", logs="-"),
    Verb(works.exclude_work, "world", "membership", (Id("work"),), named={"excluded": True},
         may=ROSTER | {"reviewer"}, leaves="active"),
    Verb(works.remove_work, "world", "membership", (Id("work"),), may=ROSTER | {"reviewer"}, leaves="active"),
    # what a member would like to review
    Verb(bids.place_bid, "bidding", "submission", ("interested",), may=frozenset({"reviewer", "member"}),
         leaves="submitted"),
    # members from a table
    Verb(roster_imports.read_members, "world", values=(TABLE,), may=ROSTER, sees=EVERYBODY, logs="-"),
    Verb(roster_imports.take_members, "table:waiting", "table", may=ROSTER, sees=EVERYBODY,
         logs="confirm_address_link"),
    Verb(roster_imports.drop_members, "table:waiting", "table", may=ROSTER, sees=EVERYBODY, logs="-"),
    Verb(roster_imports.undo_members, "table:taken", "table", named={"reason": "Too early."}, may=ROSTER,
         sees=EVERYBODY, logs="retire"),
    # accounts, people and calls
    Verb(accounts.end_sign_in, "world", "sign_in", may=frozenset({"outsider"}),
         sees=frozenset({"visitor", "suspended"}), logs="-"),
    Verb(accounts.set_password, "world", values=("a long password",), may=SIGNED_IN, sees=EVERYBODY),
    Verb(accounts.change_settings, "world", named=SETTINGS, may=SIGNED_IN, sees=EVERYBODY),
    Verb(mail_wishes.change_mail_wishes, "world", values=({"reminders": "daily"}, (22, 6)), may=SIGNED_IN,
         sees=EVERYBODY),
    Verb(calendars.make_calendar, "world", may=SIGNED_IN, sees=EVERYBODY),
    Verb(calendars.end_calendar, "world", may=SIGNED_IN, sees=EVERYBODY),
    Verb(people.invite_staff, "world", named={"name": "Nia New", "email": "nia@example.org", "role": "coordinator"},
         may=frozenset({"administrator"}), sees=EVERYBODY, logs="confirm_address_link"),
    Verb(people.give_role, "world", "person", ("coordinator",), may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(people.take_role, "world", "suspended", ("coordinator",), may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(people.suspend, "world", "person", may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(people.reinstate, "person_suspended", "person", may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(merging.merge_people, "world", "person", (Id("spare"), "One person, two accounts."),
         may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(people.sign_in_as, "world", "person", ("He asked me to look.",), may=frozenset({"administrator"}),
         sees=EVERYBODY),
    Verb(calls.open_call, "world", values=("new-call", TERMS), may=frozenset({"administrator"}), sees=EVERYBODY),
    Verb(calls.change_call, "world", "call", (TERMS,), may=frozenset({"administrator"}), sees=DESK),
]  # fmt: skip


def verb(name: str, at: str | None = None) -> Verb:
    """Give the row of a verb, the first one or that of a stage."""
    return next(row for row in VERBS if row.name == name and at in {None, row.at})
