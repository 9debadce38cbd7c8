"""What a coordinator does about a message that did not arrive: correct the address, send again, ask another, let go.

This one message goes to the corrected address. It becomes an address of the account only where nobody has used that
yet: a link to it would open the account, and that is not a coordinator's to give, nor a mistyped address's to get.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import accounts, journal, panels
from workflow.actions.finding import lock
from workflow.insight.undelivered import NOT_ARRIVED
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId, is_public_id
from workflow.kernel.messages import N_, say
from workflow.models import Address, Application, Assignment, Event, Message, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import candidates
from workflow.roster.candidate import Candidate
from workflow.rules.identities import normal_form
from workflow.rules.text import address_problem

LEFT = N_("A coordinator has left it at that.")
NOT_REACHED = "The invitation did not arrive."


def send_again(session: Session, actor: Actor, message_id: PublicId, *, now: datetime) -> Message:
    """Send a message again that did not arrive, or of which it is not known. Raises NotFound, NotAllowed, Refused."""
    message = found_message(session, actor, message_id)
    _refuse_unless_undelivered(message)
    _let_it_leave(message, now)
    note_message(session, message, actor, "send_again", now)
    return message


def fix_address(session: Session, actor: Actor, message_id: PublicId, email: str, *, now: datetime) -> Message:
    """Send a message to another address of its reader, who confirms it where he has never used his account.

    Raises NotFound, NotAllowed, InvalidInput (email) or Refused.
    """
    message = found_message(session, actor, message_id)
    _refuse_unless_undelivered(message)
    if wrong := address_problem(email):
        raise InvalidInput({"email": wrong})
    if message.person is None:
        raise Refused(say("Nobody is known who would get it."))
    owner = accounts.person_with(session, email)
    if owner is not None and owner.id != message.person_id:
        raise InvalidInput({"email": say("This address belongs to another account.")})
    if owner is None and accounts.is_unused(message.person):
        added = Address(person=message.person, email=email.strip(), normal_form=normal_form(email))
        session.add(added)
        accounts.ask_to_confirm(session, message.person, email, now)
    message.send_to = email.strip()
    _let_it_leave(message, now)
    note_message(session, message, actor, "fix_address", now)
    return message


def ask_next(session: Session, actor: Actor, message_id: PublicId, *, now: datetime) -> Assignment:
    """Cancel an invitation that did not arrive and invite who comes next on the roster.

    Raises NotFound, NotAllowed, or Refused where it is no invitation, or nobody can be asked.
    """
    message = found_message(session, actor, message_id)
    _refuse_unless_undelivered(message)
    seat = session.get(Assignment, message.event.assignment_id) if message.event.assignment_id else None
    if seat is None or seat.state != "invited":
        raise Refused(say("Only an invitation that waits for an answer is given to somebody else."))
    panels.cancel(session, actor, PublicId(seat.public_id), reason=NOT_REACHED, now=now)
    _leave(message)
    panels.refuse_unless_panels_are_made(seat.submission)
    for person in _next_in_line(session, actor, seat.submission, now):
        people = panels.locked_members(session, [person.public_id])
        if not panels.problems(session, seat.submission, people, actor=actor, now=now):
            evidence = {person.public_id: person.evidence}
            return panels.invite_all(session, seat.submission, people, evidence, actor=actor, now=now)[0]
    raise Refused(say("Nobody else on the roster can be asked now."))


def let_go(session: Session, actor: Actor, message_id: PublicId, *, now: datetime) -> Message:
    """Leave it at that: the message is not sent again. Raises NotFound, NotAllowed or Refused."""
    message = found_message(session, actor, message_id)
    _refuse_unless_undelivered(message)
    _leave(message)
    note_message(session, message, actor, "let_go", now)
    return message


def item_of(session: Session, event: Event) -> journal.Item | None:
    """Give what an event is about, where coordinators care for it; what it belongs to is locked."""
    if event.submission_id is not None:
        submission = lock(session, event.submission_id)
        return session.get(Assignment, event.assignment_id) if event.assignment_id is not None else submission
    return session.get(Application, event.application_id) if event.application_id is not None else None


def found_message(session: Session, actor: Actor, message_id: PublicId) -> Message:
    """Give the message, locked after what it is about. Raises NotFound or NotAllowed."""
    if not is_public_id(message_id):
        raise NotFound
    query = select(Event).join(Message, Message.event_id == Event.id).where(Message.public_id == message_id)
    event = session.scalars(query).one_or_none()
    item = item_of(session, event) if event is not None else None
    if item is None:
        raise NotFound
    is_application = isinstance(item, Application)
    require(actor, Permission.APPLICATION_SCREEN if is_application else Permission.SUBMISSION_HANDLE,
            journal.owner_of(item))  # fmt: skip
    locked = select(Message).where(Message.public_id == message_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def _next_in_line(session: Session, actor: Actor, submission: Submission, now: datetime) -> Sequence[Candidate]:
    """Give who fills a place that is missing now, or else the best of all."""
    missing = candidates.candidates(session, actor, submission, now=now, only_missing=True).best
    return missing or candidates.candidates(session, actor, submission, now=now).best


def _refuse_unless_undelivered(message: Message) -> None:
    if message.state not in NOT_ARRIVED and not message.left_to_person:
        raise Refused(say("This message is on its way, or somebody has seen to it already."))


def _let_it_leave(message: Message, now: datetime) -> None:
    message.state, message.due_at, message.attempts, message.left_to_person = "due", now, 0, False
    message.sent_at = message.bounced_at = message.begun_at = None
    message.problem = ""


def _leave(message: Message) -> None:
    message.state, message.problem, message.left_to_person = "dropped", LEFT, False
    message.sent_at = message.bounced_at = None


def note_message(session: Session, message: Message, actor: Actor, trigger: str, now: datetime) -> None:
    """Add to the history of what the message is about."""
    item = item_of(session, message.event)
    if item is not None:
        fact = journal.Fact(trigger=trigger, actor=actor, now=now, payload={"kind": message.kind})
        journal.note(session, item, fact)
