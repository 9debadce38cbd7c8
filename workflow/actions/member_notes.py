"""What coordinators note of a member for each other: words, a mark, or both; the member never sees them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import memberships
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import MemberNote, Membership
from workflow.policy import Actor, Permission, require
from workflow.rules.text import tidy

LONGEST = 2000
MARKS = range(1, 6)


def write_note(
    session: Session, actor: Actor, membership_id: PublicId, text: str, mark: int | None = None, *, now: datetime
) -> MemberNote:
    """Note something of a member. Raises NotFound, NotAllowed, or InvalidInput (note, mark)."""
    member = _noted(session, actor, membership_id)
    words = tidy(text)
    if not words and mark is None:
        raise InvalidInput({"note": say("Write a note or choose a mark.")})
    if len(words) > LONGEST:
        raise InvalidInput({"note": say("Write at most {most} characters.", most=LONGEST)})
    if mark is not None and mark not in MARKS:
        raise InvalidInput({"mark": say("Choose a mark of the list.")})
    note = MemberNote(text=words, mark=mark, author_id=actor.person_id, written_at=now)
    member.notes.insert(0, note)
    memberships.note(session, member, "write_note", actor, now)
    return note


def remove_note(
    session: Session, actor: Actor, membership_id: PublicId, note_id: PublicId, *, now: datetime
) -> Membership:
    """Take a note off. Raises NotFound or NotAllowed."""
    member = _noted(session, actor, membership_id)
    note = next((note for note in member.notes if note.public_id == note_id), None)
    if note is None:
        raise NotFound
    member.notes.remove(note)
    memberships.note(session, member, "remove_note", actor, now)
    return member


def _noted(session: Session, actor: Actor, membership_id: PublicId) -> Membership:
    member = find_locked(session, Membership, membership_id)
    require(actor, Permission.ROSTER_EDIT, member)
    return member
