"""The record of a reviewer in words: what was asked, what came of it, how long it took."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from web.parts import Fact, Text
from workflow.insight import record
from workflow.kernel.messages import plural, say
from workflow.models import Membership
from workflow.policy import Actor


def of_reviewer(session: Session, actor: Actor, member: Membership, now: datetime) -> list[Fact]:
    """Give the figures of a member. Raises NotFound or NotAllowed."""
    found = record.of_reviewer(session, actor, member, now=now)
    asked = say(
        "{asked}; {accepted} accepted, {declined} declined, {silent} not answered",
        asked=found.asked, accepted=found.accepted, declined=found.declined, silent=found.unanswered,
    )  # fmt: skip
    in_time = plural("{done} of {n} review", "{done} of {n} reviews", found.handed_in, done=found.in_time)
    return [
        Fact(name=say("Asked"), value=asked),
        Fact(name=say("Half of the invitations answered within"), value=_days(found.answer_days)),
        Fact(name=say("Half of the reviews handed in within"), value=_days(found.review_days)),
        Fact(name=say("Handed in on time"), value=in_time if found.handed_in else say("no review yet")),
    ]


def _days(n: int | None) -> Text:
    return say("not known yet") if n is None else plural("{n} day", "{n} days", n)
