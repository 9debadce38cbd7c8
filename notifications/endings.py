"""How the sending of a message ends: sent, failed, due again later with growing pauses, or in doubt by its kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications import doubt
from notifications.batches import Ready
from notifications.claims import Ending
from notifications.troubles import DeliveryTrouble, TryLater, Unsure

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 720))
"""Before each further try; after the last, about two days later, the message has failed."""


def of_sent(ready: Ready, now: datetime) -> Ending:
    """Give the ending of a message that the server has taken."""
    return Ending(message_id=ready.message_id, state="sent", sent_at=now)


def of_trouble(ready: Ready, trouble: DeliveryTrouble, now: datetime) -> Ending:
    """Give the ending of a message that was refused, or that nobody knows of whether it was taken."""
    if isinstance(trouble, Unsure):
        return _in_doubt(ready, now)
    if isinstance(trouble, TryLater) and ready.tries <= len(PAUSES):
        return Ending(message_id=ready.message_id, state="due", problem=str(trouble), due_at=_next_try(ready, now))
    return Ending(message_id=ready.message_id, state="failed", problem=str(trouble))


def outcome(ending: Ending) -> str:
    """Give the word it is counted under."""
    return "later" if ending.state == "due" else ending.state


def _in_doubt(ready: Ready, now: datetime) -> Ending:
    """Do what the policy of its kind says; after the last try a person decides in any case."""
    then = doubt.policy_of(ready.event)
    if then == doubt.AGAIN and ready.tries > len(PAUSES):
        then = doubt.PERSON
    return Ending(message_id=ready.message_id, due_at=_next_try(ready, now), **doubt.values_of(then))


def _next_try(ready: Ready, now: datetime) -> datetime:
    pause = PAUSES[min(max(ready.tries, 1), len(PAUSES)) - 1]
    return now + pause + pause * (ready.message_id % 10) / 50
