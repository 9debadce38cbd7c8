"""What the page of an invitation shows, in every state its assignment can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy.orm import Session

from config import vocabularies
from web import terms
from web.parts import Choice, Text
from workflow.actions.answers import LONGEST_OWN_EXTENSION_DAYS
from workflow.actions.engine import machine
from workflow.actions.finding import find
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Assignment
from workflow.policy import Actor, facts_of, see
from workflow.policy.content import ContentView
from workflow.policy.submission import SubmissionView

HOURS = 2
"""How long a review takes, as we tell those we ask: proposed, until finished reviews say it."""

REASONS = (
    Choice("busy", say("No time at the moment")),
    Choice("absent", say("I am away")),
    Choice("not_my_field", say("Not my field"), say("We will adjust your topics with you.")),
    Choice("language", say("I do not read this language well enough")),
    Choice("no_longer", say("I no longer review")),
    Choice("other", say("Another reason")),
)
"""Why somebody declines; a conflict of interest is declared on its own."""

CONFLICTS = (
    Choice("own_work", say("I wrote it, or part of it")),
    Choice("same_organisation", say("I work for one of the organisations, or did in the last three years")),
    Choice("co_author", say("I worked closely with the authors in the last three years")),
    Choice("financial", say("I gain or lose money if it is published")),
    Choice("personal", say("Family, friendship or dispute")),
    Choice("rival", say("I work on something that competes with it")),
    Choice("other", say("Another conflict")),
)
HEADS: dict[str, tuple[Reason, Text]] = {
    "invited": (say("Will you review this resource?"), ""),
    "accepted": (say("You review this resource"), say("Thank you for accepting.")),
    "handed_in": (say("Your review is in"), say("Thank you. Nothing is left for you to do.")),
    "declined": (say("You have declined"), say("Thank you for telling us. Nothing is left for you to do.")),
    "lapsed": (say("This invitation has ended"), say("No answer came in time. That is no trouble.")),
    "cancelled": (say("This review is no longer needed"), say("Thank you all the same. There is nothing to do.")),
    "ended": (say("This review is no longer needed"), say("Thank you all the same. There is nothing to do.")),
    "conflicted": (
        say("Thank you for telling us"),
        say("Your part ends here. You will not be asked about this resource again; it does not count against you."),
    ),
}
"""By the state of the assignment: where things stand, and what is next."""

WHO_SEES = {
    "open": say("The coordinators and the submitter."),
    "single": say("The coordinators. The submitter will not learn who reviews."),
    "double": say("The coordinators. You and the submitter do not learn who the other is."),
}


@dataclass(frozen=True)
class Answer:
    """An answer that the process offers now; `not_yet` says why it is not possible."""

    label: Reason
    not_yet: tuple[Reason, ...] = ()


def invitation(session: Session, actor: Actor, assignment_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the page shows its reviewer, by account or by link. Raises NotFound."""
    seat = find(session, Assignment, assignment_id)
    if not facts_of(seat, actor).owner:
        raise NotFound
    view, work, item = see(actor, seat), _work(actor, seat), _item(actor, seat)
    title, lede = HEADS[view.state or "ended"]
    return {
        "seat": view,
        "title": title,
        "lede": lede,
        "work": work,
        "item": item,
        "what": [_named(*key) for key in _keys(work)],
        "who_sees": WHO_SEES[item.anonymity or "single"] if item else "",
        "hours": HOURS,
        "answers": _answers(session, seat, actor, now),
        "reasons": REASONS,
        "conflicts": CONFLICTS,
        "extension": LONGEST_OWN_EXTENSION_DAYS,
        "by_link": not actor.is_signed_in,
        "contact": _contact(),
        "review_days": seat.submission.call.review_days,
    }


def _answers(session: Session, seat: Assignment, actor: Actor, now: datetime) -> dict[str, Answer]:
    return {
        offer.trigger: Answer(say(offer.label), offer.reasons)
        for offer in machine.available(session, seat, actor, now=now)
    }


def _work(actor: Actor, seat: Assignment) -> ContentView | None:
    """Give title and summary of the version that is reviewed, while the seat is this person's."""
    try:
        return see(actor, seat.round.version)
    except NotFound:
        return None


def _item(actor: Actor, seat: Assignment) -> SubmissionView | None:
    try:
        return see(actor, seat.submission)
    except NotFound:
        return None


def _keys(work: ContentView | None) -> list[tuple[str, str]]:
    if work is None or not work.terms:
        return []
    return [(name, key) for name in ("objectives", "principles") for key in work.terms.get(name, [])]


def _named(vocabulary: str, key: str) -> str:
    """Give an objective or a principle with its number."""
    record = vocabularies.term(vocabulary, key)
    number = record.facts.get("number") if record else None
    label = terms.term_label(vocabulary, key).text
    return f"{number}. {label}" if number else label


def _contact() -> Text:
    return url_for("hub.contact") if "hub.contact" in current_app.view_functions else ""
