"""Where a submission stands, for its submitter or whoever holds the private link: stages and days, never people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.forms import form_of_kind
from web.parts import Entry, Step, Text, TypicalDays, Work
from web.submitter import stages_shown
from workflow.actions.engine import machine
from workflow.actions.finding import find
from workflow.insight import durations, history, stages, waiting
from workflow.insight.history import HistoryLine
from workflow.kernel.calendar import local_day
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Submission
from workflow.policy import Actor, facts_of, see
from workflow.policy.submission import SubmissionView

HEADINGS = {
    "submitted": say("We have received your resource"),
    "assigned": say("Your resource is with its reviewers"),
    "reviewed": say("The decision on your resource is being prepared"),
    "published": say("Your resource is published"),
    "rejected": say("Your resource was not accepted"),
    "returned": say("Your resource is back with you"),
    "withdrawn": say("You have withdrawn your resource"),
    "retracted": say("Your resource was retracted"),
}
WHAT_NEXT = {
    "submitted": say("We look whether it is complete and in scope; then experts review it."),
    "assigned": say("Experts read it, each on their own. We write to you when there is a decision."),
    "reviewed": say("The reviews are in. We write to you when the decision is made."),
    "published": say("Everybody can read it in the hub."),
    "returned": say("Change what we ask for below and send it in again."),
    "withdrawn": say("Nobody works on it. You can bring it back until a decision is taken."),
    "retracted": say("It is no longer in the hub."),
}
QUESTION = say("The review goes on meanwhile.")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the submitter that waits for an answer."""

    public_id: str
    text: str
    about: Sequence[Text]
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything the status page shows."""

    public_id: str
    reference: str
    sent_in_on: date | None
    """In the time zone of the call, as all days here."""
    work: Work
    heading: Text
    acts: Text
    lede: Text
    days: Text
    path: Sequence[Step]
    questions: Sequence[Question]
    to_change: str
    typical: TypicalDays | None
    basis: Text
    entries: Sequence[Entry]
    decided: bool
    may: frozenset[str]
    """What the submitter can do now: withdraw, revive, resubmit."""
    is_draft: bool
    is_own: bool
    """Not somebody with the private link, who may only read."""


def of(session: Session, actor: Actor, submission_id: PublicId, now: datetime) -> Status:
    """Give where a submission stands. Raises NotFound for everybody but its submitter and the holder of its link."""
    submission = find(session, Submission, submission_id)
    facts = facts_of(submission, actor)
    if not (facts.submitter or facts.holds_status_link):
        raise NotFound
    view = see(actor, submission)
    stage, asked = view.stage or "", bool(view.clarification_open)
    table = stages_shown.process(session, view.process_name or "", view.process_version or 0)
    lines = history.of_submission(session, actor, submission)
    acts = stages.acts_next_words(stage, clarification_open=asked)
    decided = facts.submitter and facts.released
    typical, basis = _typical(session, actor, submission, now)
    return Status(
        public_id=submission_id, reference=view.reference or "", sent_in_on=_day(view.submitted_at, submission),
        work=Work(view.title or "", lang=view.language or ""), acts=acts, days=_days(view, submission, now),
        heading=_heading(stage, asked=asked, decided=decided) or stages_shown.words(table, stage),
        lede=QUESTION if asked else WHAT_NEXT.get(stage, ""), path=stages_shown.path(table, stage),
        questions=_questions(actor, submission) if facts.submitter else (),
        to_change=_to_change(lines) if stage == "returned" else "", typical=typical, basis=basis,
        entries=_entries(lines, acts, is_over=stage in {"published", "rejected", "retracted", "withdrawn"}),
        decided=decided, may=_possible(session, actor, submission, now),
        is_draft=stage == "draft", is_own=facts.submitter,
    )  # fmt: skip


def _heading(stage: str, *, asked: bool, decided: bool) -> Reason | None:
    if asked:
        return say("We have a question for you")
    if decided and stage in {"submitted", "reviewed"}:
        return say("There is a decision on your resource")
    return HEADINGS.get(stage)


def _days(view: SubmissionView, submission: Submission, now: datetime) -> Reason:
    n = waiting.days(view.stage_since or now, now, submission.call.time_zone)
    return (
        plural("At this stage for {n} day.", "At this stage for {n} days.", n)
        if n
        else say("At this stage since today.")
    )


def _day(at: datetime | None, submission: Submission) -> date | None:
    """Give the day of a moment where the call is; a time could say whose work it was."""
    return local_day(at, ZoneInfo(submission.call.time_zone)) if at else None


def _questions(actor: Actor, submission: Submission) -> list[Question]:
    seen = [see(actor, asked) for asked in submission.clarifications]
    labels = {field.name: say(field.label) for field in form_of_kind(submission.kind).fields}
    return [
        Question(
            q.public_id or "", q.question or "", [labels[name] for name in q.fields or () if name in labels], q.due_at
        )
        for q in seen
        if not q.answered_at and not q.closed_at
    ]


def _to_change(lines: Sequence[HistoryLine]) -> str:
    return next((line.reason for line in lines if line.trigger == "return"), "")


def _typical(session: Session, actor: Actor, submission: Submission, now: datetime) -> tuple[TypicalDays | None, Text]:
    """Give how long others took, while it is under way and enough are finished to tell."""
    if not submission.is_open or submission.submitted_at is None:
        return None, ""
    found = durations.typical(session, actor, submission, now=now)
    if found is None or found.high is None:
        return None, ""
    today = waiting.days(submission.submitted_at, now, submission.call.time_zone)
    basis = plural(
        "From the {n} resource of the last two years, those still open counted in.",
        "From the {n} resources of the last two years, those still open counted in.",
        found.items,
    )
    return TypicalDays(today=today, half=found.half, low=found.low, high=found.high), basis


def _entries(lines: Sequence[HistoryLine], acts: Text, *, is_over: bool) -> list[Entry]:
    """Give what comes next, then what has happened, the newest first."""
    past = [Entry(text=line.words, at=line.day, note=line.reason) for line in lines]
    return past if is_over else [Entry(text=acts, next=True), *past]


def _possible(session: Session, actor: Actor, submission: Submission, now: datetime) -> frozenset[str]:
    offers = machine.available(session, submission, actor, now=now)
    return frozenset(offer.trigger for offer in offers if offer.possible)
