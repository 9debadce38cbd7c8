"""Accounts: how people come to have one, get in by password or link, and are let out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.vocabularies import LANGUAGES
from workflow.actions import attempts, capabilities, journal
from workflow.actions.finding import find_locked
from workflow.kernel import links
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Address, Person, SignIn
from workflow.policy import SYSTEM, Actor, Permission, require
from workflow.rules import identities
from workflow.rules.identities import normal_form
from workflow.rules.text import address_problem, tidy_line

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LIFE_OF_LINKS = timedelta(minutes=10)
LIFE_OF_CONFIRMATIONS = timedelta(days=3)
WRONG = say("The address and the password do not belong together.")

hasher = PasswordHasher()
NOBODY = hasher.hash("nobody has this password")
"""Verified where there is no account, so that the time tells nothing."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a sign-in is kept: for how long, and which browser it is, for the owner's list."""

    lives: timedelta = timedelta(days=30)
    browser: str = ""
    opened_by: Person | None = None
    """The administrator who signs in as somebody else."""


def person_with(session: Session, email: str) -> Person | None:
    """Give the person an address belongs to, or None."""
    query = select(Person).join(Address).where(Address.normal_form == normal_form(email))
    return session.scalars(query).one_or_none()


def make_person(
    session: Session, name: str, email: str, *, verified: bool, now: datetime, locale: str = "en"
) -> Person:
    """Give a new account with this address. Raises InvalidInput (name, email)."""
    wrong = address_problem(email)
    problems = {"email": wrong} if wrong else {}
    if not tidy_line(name):
        problems["name"] = say("Write your name.")
    if person_with(session, email) is not None:
        problems["email"] = say("This address belongs to an account already.")
    if problems:
        raise InvalidInput(problems)
    person = Person(name=tidy_line(name)[:200], locale=locale if locale in LANGUAGES else "en", created_at=now)
    session.add(person)
    session.flush()
    person.addresses.append(
        Address(
            email=email.strip(), normal_form=normal_form(email), is_primary=True, verified_at=now if verified else None
        )
    )
    session.flush()
    return person


def register(session: Session, name: str, email: str, *, peer: str, locale: str = "en", now: datetime) -> None:
    """Begin with nothing but an address: a confirmation is sent to it; a known one gets a sign-in link instead.

    The answer is the same for both, so that nobody learns who has an account. Raises InvalidInput or Throttled.
    """
    if problem := address_problem(email):
        raise InvalidInput({"email": problem})
    attempts.count(session, "register", peer, now)
    person = person_with(session, email)
    if person is None:
        person = make_person(session, name, email, verified=False, locale=locale, now=now)
        _send_link(session, person, "confirm_address", email, now)
    elif _is_unverified(person):
        attempts.count(session, "confirm", normal_form(email), now)
        _send_link(session, person, "confirm_address", email, now)
    elif _opens(person, email):
        _send_link(session, person, "sign_in", email, now)


def ask_for_link(session: Session, email: str, *, peer: str, now: datetime) -> None:
    """Send a sign-in link to the address if an account has it; the answer is the same if none has.

    Raises InvalidInput or Throttled.
    """
    if problem := address_problem(email):
        raise InvalidInput({"email": problem})
    attempts.count(session, "link", peer, now)
    attempts.count(session, "link", normal_form(email), now)
    person = person_with(session, email)
    if person is not None and person.suspended_at is None and _opens(person, email):
        _send_link(session, person, "confirm_address" if _is_unverified(person) else "sign_in", email, now)


def sign_in_by_password(
    session: Session, email: str, password: str, *, peer: str, terms: Terms, now: datetime
) -> str | None:
    """Give the token of a new sign-in, or None where address and password do not belong together.

    A wrong one is counted, so the transaction must be kept; the caller shows `WRONG`. Raises Throttled.
    """
    attempts.refuse_after_too_many(session, "password", peer, now)
    attempts.refuse_after_too_many(session, "password", normal_form(email), now)
    person = person_with(session, email)
    stored = person.password_hash if person is not None and person.suspended_at is None else None
    known = _verify(stored or NOBODY, password)
    if person is None or stored is None or not known:
        attempts.note(session, "password", peer, now)
        attempts.note(session, "password", normal_form(email), now)
        return None
    attempts.forget(session, "password", normal_form(email))
    if hasher.check_needs_rehash(stored):
        person.password_hash = hasher.hash(password)
    return begin_sign_in(session, person, terms, now)


def sign_in_by_link(session: Session, token: str, purpose: str, *, terms: Terms, now: datetime) -> str:
    """Give the token of a new sign-in for the holder of a link, and end the link; its address is confirmed by it.

    `purpose` is sign_in or confirm_address. Raises NotFound, or Refused for a link that was used or is too old.
    """
    capability = capabilities.find(session, token, purpose, now)
    person = session.get(Person, capability.person_id, with_for_update=True)
    if person is None or person.suspended_at is not None or not _opens(person, capability.address or ""):
        raise NotFound
    capabilities.use(session, capability, now=now)
    for address in person.addresses:
        if address.normal_form == normal_form(capability.address or ""):
            address.verified_at = address.verified_at or now
            address.failing_since = None
    return begin_sign_in(session, person, terms, now)


def begin_sign_in(session: Session, person: Person, terms: Terms, now: datetime) -> str:
    """Give the token of a new sign-in; only its digest is kept."""
    token, opened_by = links.new_token(), terms.opened_by
    session.add(
        SignIn(
            digest=links.digest_of(token), person_id=person.id, epoch=person.epoch,
            browser=tidy_line(terms.browser)[:200], began_at=now, expires_at=now + terms.lives,
            opened_by_id=opened_by.id if opened_by else None, opened_epoch=opened_by.epoch if opened_by else None,
        )
    )  # fmt: skip
    session.flush()
    return token


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End the sign-in with this token, on every process at once."""
    found = session.scalars(select(SignIn).where(SignIn.digest == links.digest_of(token))).one_or_none()
    if found is not None and found.ended_at is None:
        found.ended_at = now


def end_sign_in(session: Session, actor: Actor, sign_in_id: PublicId, *, now: datetime) -> None:
    """End one of the actor's own sign-ins. Raises NotFound, or Refused for who acts for him."""
    require(actor, Permission.ACCOUNT_USE)
    _refuse_who_acts_for_another(actor)
    found = session.scalars(select(SignIn).where(SignIn.public_id == sign_in_id)).one_or_none()
    if found is None or found.person_id != actor.person_id:
        raise NotFound
    found.ended_at = found.ended_at or now


def set_password(session: Session, actor: Actor, password: str, *, now: datetime) -> Person:
    """Set the actor's password; every sign-in and link of before ends. Raises NotAllowed or InvalidInput (password)."""
    person = own_account(session, actor)
    _refuse_who_acts_for_another(actor)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput({"password": say("Use at least {n} characters.", n=SHORTEST_PASSWORD)})
    person.password_hash = hasher.hash(password)
    person.epoch += 1
    session.flush()
    journal.note(session, person, journal.Fact(trigger="set_password", actor=actor, now=now))
    return person


def change_settings(
    session: Session, actor: Actor, *,
    name: str, locale: str, time_zone: str, theme: str, orcid: str | None = None, now: datetime,
) -> Person:  # fmt: skip
    """Change name, language, time zone, look and ORCID; None leaves the last. Raises NotAllowed or InvalidInput."""
    person = own_account(session, actor)
    problems: dict[str, Reason] = {}
    if not tidy_line(name):
        problems["name"] = say("Write your name.")
    if locale not in LANGUAGES:
        problems["locale"] = say("Choose one of the six languages.")
    if time_zone not in available_timezones():
        problems["time_zone"] = say("Choose a time zone such as Europe/Geneva or Africa/Nairobi.")
    if theme not in {"", "light", "dark"}:
        problems["theme"] = say("Choose light, dark, or as the system has it.")
    if orcid and not identities.orcid_key(orcid):
        problems["orcid"] = say("Write an ORCID such as 0000-0002-1825-0097.")
    if problems:
        raise InvalidInput(problems)
    person.orcid = person.orcid if orcid is None else identities.orcid_key(orcid)
    person.name, person.locale, person.time_zone, person.theme = tidy_line(name)[:200], locale, time_zone, theme
    session.flush()
    journal.note(session, person, journal.Fact(trigger="change_settings", actor=actor, now=now))
    return person


def own_account(session: Session, actor: Actor) -> Person:
    """Give the actor's own account, locked. Raises NotAllowed."""
    require(actor, Permission.ACCOUNT_USE)
    return find_locked(session, Person, PublicId(actor.public_id))


def _refuse_who_acts_for_another(actor: Actor) -> None:
    """Keep the keys of an account with the person himself, whoever else may sign in as him."""
    if actor.by_id is not None:
        raise Refused(say("Only the person himself changes how he signs in."))


def count_people(session: Session) -> int:
    """Give how many accounts there are."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def is_unused(person: Person) -> bool:
    """Say whether nobody has opened this account yet and nothing hangs on it: no address, password or role."""
    return _is_unverified(person) and person.password_hash is None and not person.roles


def _is_unverified(person: Person) -> bool:
    return all(address.verified_at is None for address in person.addresses)


def _opens(person: Person, email: str) -> bool:
    """Say whether links to this address may open the account: once one address is confirmed, only confirmed ones."""
    own = (address for address in person.addresses if address.normal_form == normal_form(email))
    return _is_unverified(person) or any(address.verified_at is not None for address in own)


def _send_link(session: Session, person: Person, purpose: str, email: str, now: datetime) -> None:
    """Announce a link; its secret is made when the mail is written, so that no table ever holds it."""
    if attempts.is_too_many(session, purpose, normal_form(email), now):
        return
    attempts.note(session, purpose, normal_form(email), now)
    fact = journal.Fact(
        trigger=f"{purpose}_link", actor=SYSTEM, now=now, tells=("person",),
        payload={"purpose": purpose, "address": email.strip()},
    )  # fmt: skip
    journal.note(session, person, fact)


def ask_to_confirm(session: Session, person: Person, email: str, now: datetime) -> None:
    """Send a link that confirms an address of the person."""
    _send_link(session, person, "confirm_address", email, now)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
