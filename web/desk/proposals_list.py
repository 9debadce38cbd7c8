"""What the list of proposals shows: what waits for panels, call by call, and the proposals so far."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from web import tables
from web.desk import proposal_words, standing_words, words
from web.parts import Choice, Link
from workflow.insight import proposals
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Actor


def page(session: Session, actor: Actor) -> dict[str, object]:
    """Give what the page shows."""
    calls = proposals.waiting(session, actor)
    return {
        "title": _title(sum(call.items for call in calls)),
        "way": [Link(standing_words.DESK, url_for("desk.index"))],
        "calls": calls,
        "choices": [Choice(call.public_id, call.title) for call in calls],
        "lines": proposals.listed(session, actor),
        "states": proposal_words.STATES,
        "accepted": tables.ACCEPTED,
        "css": proposal_words.STATE_CSS,
    }


def _title(n: int) -> Reason:
    if not n:
        return say("No submission waits for a panel")
    return plural(
        "{many} submission waits for its panel", "{many} submissions wait for their panels", n, many=words.counted(n)
    )
