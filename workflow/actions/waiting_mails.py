"""What a coordinator does about one message of the outbox that waits: hold it back, and let it go.

Reminders to come are held and sent early on the timetable; this is about what is written already and leaves next.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions.undelivered import found_message, note_message
from workflow.insight.outbox import BY_HAND
from workflow.kernel.errors import Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Message
from workflow.policy import Actor


def hold_message(session: Session, actor: Actor, message_id: PublicId, *, now: datetime) -> Message:
    """Hold one message back until it is let go. Raises NotFound, NotAllowed, or Refused where it has left."""
    message = found_message(session, actor, message_id)
    if message.state != "due":
        raise Refused(say("This message does not wait any more."))
    message.state, message.problem = "held", BY_HAND
    note_message(session, message, actor, "hold_message", now)
    return message


def release_message(session: Session, actor: Actor, message_id: PublicId, *, now: datetime) -> Message:
    """Let a message leave now that was held back; what makes no sense any more is dropped in the moment of sending.

    Raises NotFound, NotAllowed, or Refused where nobody holds it back.
    """
    message = found_message(session, actor, message_id)
    if message.state != "held" or message.problem != BY_HAND:
        raise Refused(say("Nobody holds this message back."))
    message.state, message.problem, message.due_at = "due", "", now
    note_message(session, message, actor, "release_message", now)
    return message
