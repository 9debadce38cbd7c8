"""How a visitor begins: an address is enough, and the link that confirms it opens the draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import accounts, submissions, versions
from workflow.actions.finding import find
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Call
from workflow.policy import person_actor
from workflow.rules.text import address_problem, tidy_line


def begin_with_address(
    session: Session, name: str, email: str, call_id: PublicId, kind: str, *, peer: str, locale: str, now: datetime
) -> None:
    """Send a link to the address; one that nobody had before gets an account with an empty draft.

    Nothing the visitor is told depends on whether the address was known. Raises NotFound, InvalidInput (name, email,
    kind), Refused when the call is closed, or Throttled.
    """
    call = find(session, Call, call_id)
    problems = {}
    if problem := address_problem(email):
        problems["email"] = problem
    if not tidy_line(name):
        problems["name"] = say("Write your name.")
    if not versions.is_kind(kind):
        problems["kind"] = say("Choose what kind of resource it is.")
    if problems:
        raise InvalidInput(problems)
    if not call.is_open(now):
        raise Refused(say("The call is closed."))
    was_known = accounts.person_with(session, email) is not None
    accounts.register(session, name, email, peer=peer, locale=locale, now=now)
    person = accounts.person_with(session, email)
    if person is not None and not was_known:
        submissions.begin_draft(session, person_actor(person), call_id, kind, now=now)
