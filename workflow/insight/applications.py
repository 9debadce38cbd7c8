"""The coordinators' queue of applications to the roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from workflow.insight.worklists import KEPT
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.kernel.paging import Order, Page, mark, page_of
from workflow.models import Application, ApplicationScreening, Person, UtcDateTime
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import screened

STATES = {
    "waiting": ("submitted", "screened"),
    "asked": ("more_asked",),
    "decided": ("approved", "declined", "withdrawn"),
}
"""The lists of applications: waiting for coordinators, for the applicant, or over."""

ORDER = Order(
    func.coalesce(Application.submitted_at, Application.created_at, type_=UtcDateTime()),
    Application.public_id,
    holds=datetime,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """One application as the list shows it."""

    public_id: str
    name: str
    state: str
    since: datetime
    submitted_at: datetime | None
    side: str
    background: str
    position: str
    screenings: int
    approvals: int
    screened_by_me: bool


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Give how many applications each list holds, in one statement. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(_counting(actor))}
    return {name: sum(found.get(state, 0) for state in states) for name, states in STATES.items()}


@lru_cache(maxsize=KEPT)
def _counting(actor: Actor) -> Select[str, int]:
    return select(Application.state, func.count()).where(screened(actor)).group_by(Application.state)


def rows(session: Session, actor: Actor, which: str = "waiting", *, after: str | None = None) -> Page[ApplicationRow]:
    """Give a page of applications, the longest waiting first. Raises NotAllowed or InvalidInput (which, after)."""
    require(actor, Permission.DESK_SEE)
    if which not in STATES:
        raise InvalidInput({"which": say("There is no such list.")})
    query = (
        select(
            Application.public_id, Application.state, Application.state_since, Application.submitted_at,
            Application.answers, Person.name, ORDER.column.label("place"), _screenings().label("screenings"),
            _screenings(ApplicationScreening.approves).label("approvals"),
            _screenings(ApplicationScreening.screener_id == actor.person_id).label("mine"),
        )
        .join(Person, Person.id == Application.person_id)
        .where(screened(actor), Application.state.in_(STATES[which]))
    )  # fmt: skip
    found = session.execute(ORDER.page(query, after)).all()
    return page_of([_row(row) for row in found], lambda n: mark(found[n].place, found[n].public_id))


def _screenings(*criteria: ColumnElement[bool] | Any) -> Any:
    of_this = ApplicationScreening.application_id == Application.id
    query = select(func.count()).select_from(ApplicationScreening).where(and_(of_this, *criteria))
    return query.correlate(Application).scalar_subquery()


def _row(row: Row[Any]) -> ApplicationRow:
    said = {name: str(row.answers.get(name) or "") for name in ("side", "background", "position")}
    return ApplicationRow(
        public_id=row.public_id, name=row.name, state=row.state, since=row.state_since,
        submitted_at=row.submitted_at, screenings=row.screenings, approvals=row.approvals,
        screened_by_me=bool(row.mine), **said,
    )  # fmt: skip
