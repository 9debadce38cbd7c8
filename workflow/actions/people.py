"""What an administrator does: roles, staff, suspension, signing in as somebody; and the first one, by command."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import accounts, journal
from workflow.actions.finding import find, find_locked
from workflow.kernel import links
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Call, Person, Role, SignIn, Submission
from workflow.policy import SYSTEM, Actor, Permission, person_actor, require, scope
from workflow.rules.text import tidy

ROLES = ("coordinator", "chief", "administrator")
LIFE_AS_ANOTHER = timedelta(hours=1)
LONGEST_REASON = 2000


def invite_staff(
    session: Session, actor: Actor, *, name: str, email: str, role: str, call_id: PublicId | None = None, now: datetime
) -> Person:
    """Make an account with a role, or give the role to the account there is, and send a link to sign in.

    Raises NotAllowed or InvalidInput (name, email, role).
    """
    require(actor, Permission.PEOPLE_MANAGE)
    if role not in ROLES:
        raise InvalidInput({"role": say("Choose a role.")})
    person = accounts.person_with(session, email)
    if person is None:
        person = accounts.make_person(session, name, email, verified=False, now=now)
    give_role(session, actor, person.public_id, role, call_id=call_id, now=now)
    fact = journal.Fact(
        trigger="confirm_address_link", actor=actor, now=now, tells=("person",),
        payload={"purpose": "confirm_address", "address": email.strip(), "role": role},
    )  # fmt: skip
    journal.note(session, person, fact)
    return person


def give_role(
    session: Session, actor: Actor, person_id: PublicId, role: str, *, call_id: PublicId | None = None, now: datetime
) -> Person:
    """Give a role in one call, or in all where none is named.

    Raises NotFound, NotAllowed, InvalidInput (role), or Refused for an account that was merged.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    person = find_locked(session, Person, person_id)
    if role not in ROLES:
        raise InvalidInput({"role": say("Choose a role.")})
    if person.merged_at is not None:
        raise Refused(say("This account is part of another one now; it stays closed."))
    call = find(session, Call, call_id) if call_id and role != "administrator" else None
    if _held(session, person, role, call) is None:
        session.add(
            Role(person_id=person.id, name=role, call_id=call.id if call else None, given_at=now,
                 given_by_id=actor.person_id)
        )  # fmt: skip
        _changed(session, person, "give_role", actor, role=role, now=now)
    return person


def take_role(
    session: Session, actor: Actor, person_id: PublicId, role: str, *, call_id: PublicId | None = None, now: datetime
) -> Person:
    """Take a role back; the last administrator stays one. Raises NotFound, NotAllowed or Refused."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = find_locked(session, Person, person_id)
    call = find(session, Call, call_id) if call_id else None
    held = _held(session, person, role, call)
    if held is None:
        raise Refused(say("This person does not have this role."))
    if role == "administrator" and _is_last_administrator(session, person):
        raise Refused(say("This is the last administrator."))
    session.delete(held)
    _changed(session, person, "take_role", actor, role=role, now=now)
    return person


def suspend(session: Session, actor: Actor, person_id: PublicId, *, now: datetime) -> Person:
    """Keep a person out; every sign-in ends. Raises NotFound, NotAllowed or Refused."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = find_locked(session, Person, person_id)
    if person.id == actor.person_id:
        raise Refused(say("Nobody suspends himself."))
    if person.suspended_at is None:
        person.suspended_at = now
        _changed(session, person, "suspend", actor, now=now)
    return person


def reinstate(session: Session, actor: Actor, person_id: PublicId, *, now: datetime) -> Person:
    """Let a suspended person in again. Raises NotFound, NotAllowed, or Refused for one that was merged."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = find_locked(session, Person, person_id)
    if person.merged_at is not None:
        raise Refused(say("This account is part of another one now; it stays closed."))
    if person.suspended_at is not None:
        person.suspended_at = None
        _changed(session, person, "reinstate", actor, now=now)
    return person


def sign_in_as(
    session: Session, actor: Actor, person_id: PublicId, reason: str, *, browser: str = "", now: datetime
) -> str:
    """Give the token of a sign-in as somebody else, for an hour: his rights, and both names in the log.

    Raises NotFound, NotAllowed, InvalidInput (reason), or Refused with what stands against it.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    person = find_locked(session, Person, person_id)
    if not (why := tidy(reason)[:LONGEST_REASON]):
        raise InvalidInput({"reason": say("Please give a reason.")})
    _refuse_to_become(session, actor, person)
    opened_by = session.get_one(Person, actor.person_id)
    terms = accounts.Terms(lives=LIFE_AS_ANOTHER, browser=browser, opened_by=opened_by)
    token = accounts.begin_sign_in(session, person, terms, now)
    fact = journal.Fact(trigger="sign_in_as", actor=actor, now=now, payload={"reason": why})
    journal.note(session, person, fact)
    return token


def end_sign_in_as(session: Session, token: str, *, now: datetime) -> None:
    """End a sign-in as somebody else; nothing happens where it is over, or the person's own."""
    found = session.scalars(select(SignIn).where(SignIn.digest == links.digest_of(token))).one_or_none()
    if found is None or found.opened_by is None or found.ended_at is not None:
        return
    found.ended_at = now
    acting = person_actor(found.person, found.opened_by)
    journal.note(session, found.person, journal.Fact(trigger="end_sign_in_as", actor=acting, now=now))


def make_first_administrator(session: Session, name: str, email: str, *, now: datetime) -> Person:
    """Make the first administrator, from the machine's own command line.

    Raises InvalidInput, or Refused if there is one.
    """
    if session.scalars(select(Role).where(Role.name == "administrator")).first() is not None:
        raise Refused(say("There is an administrator already; ask him for the role."))
    person = accounts.person_with(session, email) or accounts.make_person(session, name, email, verified=True, now=now)
    session.add(Role(person_id=person.id, name="administrator", call_id=None, given_at=now))
    _changed(session, person, "give_role", SYSTEM, role="administrator", now=now)
    return person


def _held(session: Session, person: Person, role: str, call: Call | None) -> Role | None:
    query = select(Role).where(Role.person_id == person.id, Role.name == role)
    query = query.where(Role.call_id.is_(None) if call is None else Role.call_id == call.id)
    return session.scalars(query).one_or_none()


def _refuse_to_become(session: Session, actor: Actor, person: Person) -> None:
    """Refuse whose rights nobody borrows, and eyes that would show the administrator who judges his own work."""
    if person.id == actor.person_id or any(role.name == "administrator" for role in person.roles):
        raise Refused(say("Nobody signs in as an administrator."))
    if person.suspended_at is not None:
        raise Refused(say("This person is suspended."))
    both = select(Submission.id).where(scope.related(actor), scope.related(person_actor(person)))
    if session.execute(both.limit(1)).first() is not None:
        raise Refused(say("Both of you have a part in the same submission. Ask another administrator."))


def _is_last_administrator(session: Session, person: Person) -> bool:
    others = select(Role.id).join(Person, Role.person_id == Person.id).where(
        Role.name == "administrator", Role.person_id != person.id, Person.suspended_at.is_(None)
    )  # fmt: skip
    return session.execute(others).first() is None


def _changed(
    session: Session, person: Person, trigger: str, actor: Actor, *, role: str = "", now: datetime
) -> None:  # fmt: skip
    """Note the change and end every sign-in: what a person may do is read anew."""
    person.epoch += 1
    session.flush()
    session.expire(person, ["roles"])
    payload = {"role": role} if role else {}
    journal.note(session, person, journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload))
