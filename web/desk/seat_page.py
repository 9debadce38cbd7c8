"""What the page of one seat shows: what was answered, what is offered, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from web import formats, i18n
from web.desk import acts, item_head, panel_table, undelivered_page, words
from web.parts import Action, Fact, Point
from workflow.actions.engine import machine
from workflow.insight import dossier, reminded, undelivered
from workflow.insight.reminded import Reminded
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import from_data, plural, say
from workflow.models import Assignment
from workflow.policy import Actor
from workflow.process.machine import Offer
from workflow.roster.affinity.evidence import Evidence

FORMS = frozenset({"decline", "declare_conflict", "hand_in"})
"""Moves that have forms of their own on the page."""

LABELS = {
    "accept": say("Record that the reviewer accepts"),
    "cancel": say("Cancel the assignment"),
    "end": say("Stop waiting for this review"),
    "invite_again": say("Ask again"),
    "reopen_review": say("Give the review back to its author"),
}


def seat(session: Session, actor: Actor, ids: tuple[PublicId, PublicId], now: datetime) -> dict[str, object]:
    """Give what the page shows; `ids` are of the submission and of the seat. Raises NotFound."""
    submission = dossier.handled(session, actor, ids[0])
    found = next((each for each in submission.assignments if each.public_id == ids[1]), None)
    if found is None:
        raise NotFound
    offers = {offer.trigger: offer for offer in machine.available(session, found, actor, now=now)}
    return {
        **item_head.head_of(submission),
        "seat": panel_table.seat_row(found, now),
        "notes": undelivered_page.notes(undelivered.of_submission(session, submission), found.public_id),
        "facts": [*_facts(found), _reminded(reminded.of(found))],
        "evidence": list(_evidence(found)),
        "affinity": list(_affinity(found)),
        "actions": list(_actions(found, offers.values())),
        "takes_date": found.state in {"invited", "accepted"},
        "takes_answer": "decline" in offers,
        "takes_conflict": "declare_conflict" in offers,
        "takes_review": found.state == "accepted",
        "proposed": formats.local_day(found.proposed_due_at, i18n.zone()) if found.proposed_due_at else None,
        "tomorrow": formats.local_day(now + timedelta(days=1), i18n.zone()),
        "declines": words.choices(words.DECLINES),
        "conflicts": words.choices(words.CONFLICTS),
    }


def _actions(seat: Assignment, offers: Iterable[Offer]) -> Iterable[Action]:
    if seat.state == "accepted" and seat.declared_free_at is None:
        yield Action(label=say("Record that the reviewer has no conflict of interest"), value="declare_free")
    for offer in offers:
        if offer.trigger not in FORMS:
            yield _action(offer)


def _action(offer: Offer) -> Action:
    label = LABELS.get(offer.trigger, say(offer.label))
    if not offer.possible:
        return Action(label=label, value=offer.trigger, not_yet=acts.joined(offer.reasons))
    return Action(label=label, value=offer.trigger, css="warn" if offer.warn else "quiet")


def _facts(seat: Assignment) -> Iterable[Fact]:
    yield Fact(name=say("Name"), value=seat.reviewer.name)
    yield Fact(name=say("Side"), value=words.side(seat.side))
    yield Fact(name=say("Round"), value=str(seat.round.number))
    yield Fact(name=say("Asked on"), value=words.full_day(seat.invited_at))
    yield Fact(name=say("Answer due"), value=words.full_day(seat.answer_due_at))
    if seat.answered_at:
        yield Fact(name=say("Answered on"), value=words.full_day(seat.answered_at))
    if seat.review_due_at:
        yield Fact(name=say("Review due"), value=words.full_day(seat.review_due_at))
    if seat.declared_free_at:
        yield Fact(name=say("Declared free of conflicts"), value=words.full_day(seat.declared_free_at))
    if seat.handed_in_at:
        yield Fact(name=say("Review in"), value=words.full_day(seat.handed_in_at))


def _reminded(found: Reminded) -> Fact:
    if not found.times or found.last is None:
        return Fact(name=say("Reminded"), value=say("not yet"))
    value = plural("once, on {day}", "{n} times, last on {day}", found.times, day=words.full_day(found.last))
    return Fact(name=say("Reminded"), value=value)


PARTS = (
    ("taxonomy", say("topics")),
    ("lexical", say("words in common")),
    ("text", say("meaning")),
    ("language", say("language")),
    ("bid", say("own wish")),
)


def _affinity(seat: Assignment) -> Iterable[Fact]:
    """Give the calculation that was kept when this person was asked."""
    data = seat.evidence.get("affinity")
    if not isinstance(data, dict):
        return
    found = Evidence.from_data(data)
    if found.rank is not None and found.pool:
        yield Fact(name=say("Place when asked"), value=say("{rank} of {pool}", rank=found.rank, pool=found.pool))
    known = [(name, getattr(found.parts, part)) for part, name in PARTS]
    parts = [say("{part} {value}", part=name, value=_figure(value)) for name, value in known if value is not None]
    score = say("{total}: {parts}", total=_figure(found.score), parts=words.listed(parts))
    yield Fact(name=say("Score when asked"), value=score)
    for work in found.works:
        share = say("share among the publications: {share} %", share=round(work.weight * 100))
        year = str(work.year or "")
        yield Fact(name=say("Publication"), value=f"{work.title} ({year})" if year else work.title, hint=share)


def _figure(value: float) -> str:
    return formats.number(round(value, 2), i18n.language())


def _evidence(seat: Assignment) -> Iterable[Point]:
    """Give why this person was asked, as it was shown then."""
    for point in seat.evidence.get("points", ()):
        if isinstance(point.get("words"), dict):
            yield Point(from_data(point["words"]), "minus" if point.get("kind") == "-" else "plus")
