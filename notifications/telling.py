"""What a message has to tell, looked at in the moment of sending; or why it is not sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifications import facts, relevance
from notifications.facts import Facts
from notifications.letters import Sketch, sketch_for
from notifications.wording import Own, own_words
from workflow.kernel.errors import NotFound
from workflow.models import Event, Person


class NotSent(Exception):
    """A message that is not sent: dropped, failed, or kept on the site; with the reason."""

    def __init__(self, state: str, problem: str) -> None:
        """Take the state the message ends in and the reason."""
        self.state = state
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True)
class Told:
    """A letter's sketch with what may stand in it for this reader, and the words its call has for it."""

    sketch: Sketch
    facts: Facts
    own: Own


def told(session: Session, event: Event, person: Person | None, audience: str, now: datetime) -> Told:
    """Give what is to be told as of now. Raises NotSent where it makes no sense any more."""
    if person is None or not relevance.is_for(session, event, person, audience):
        raise NotSent("dropped", relevance.NOT_FOR_THEM)
    sketch = sketch_for(event.name, audience, event.payload)
    if problem := relevance.why_not(session, event, audience, sketch, now):
        raise NotSent("dropped", problem)
    try:
        found = facts.gather(session, event, person, audience, now)
    except NotFound:
        raise NotSent("dropped", relevance.NOT_FOR_THEM) from None
    return Told(sketch, found, own_words(session, event, audience))
