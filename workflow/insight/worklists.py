"""The coordinator's work lists: what waits for whom, with counts that equal their lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.insight import waited_for
from workflow.insight.queues import BY_KEY, QUEUES, limits
from workflow.insight.waited_for import Seat
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, from_data, say
from workflow.kernel.paging import Order, Page, Query, mark, page_of
from workflow.models import Person, Submission, SubmissionVersion, Term, UtcDateTime, VersionTerm
from workflow.models.expressions import contains_words
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated

KEPT_ROWS = 4096
"""So many rows are kept as they are shown; a desk is looked at more often than it changes."""

KEPT = 256
"""So many queries are kept, one for each person and list: to build one takes longer than to ask it."""

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where an item without a due date stands in the order."""

_due = func.coalesce(Submission.due_at, literal(NEVER, UtcDateTime()), type_=UtcDateTime())
_sent = func.coalesce(Submission.submitted_at, Submission.created_at, type_=UtcDateTime())

ORDERS = {
    "due": Order(_due, Submission.public_id, holds=datetime),
    "oldest": Order(_sent, Submission.public_id, holds=datetime),
    "newest": Order(_sent, Submission.public_id, descending=True, holds=datetime),
    "title": Order(func.lower(Submission.title), Submission.public_id),
}
"""How a work list may be ordered."""


@dataclass(frozen=True, slots=True)
class Quota:
    """One part of the panel rule as the meter shows it."""

    kind: str
    key: str
    label: Reason
    have: int
    asked: int
    need: int
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkRow:
    """One open item of a work list; rows that say the same are mostly the same object, and are known by it."""

    public_id: str
    reference: str
    title: str
    title_is_working: bool
    language: str
    kind: str
    state: str
    stage: Reason
    """What is the matter with it: needs screening, disputed, under review …"""
    since: datetime
    submitted_at: datetime | None
    seats: tuple[tuple[str, str], ...]
    """(side, standing) of each seat, as drawn."""
    quotas: tuple[Quota, ...]
    due_at: datetime | None
    waits_for: str
    """coordinator, reviewers, submitter"""
    is_mine: bool
    """It waits for coordinators, and this one handles it or nobody does yet."""
    who: Reason
    what: Reason | None
    """What he who is waited for has to do, in words."""
    reviews_in: int
    score_mean: float | None
    score_median: float | None
    score_spread: float | None
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items each queue holds, and how many wait for the actor and for others."""

    queues: Mapping[str, int]
    you: int
    others: int


def counts(session: Session, actor: Actor, *, now: datetime) -> Counts:
    """Give the count of every queue of submissions, in one statement. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    found = session.execute(_counting(actor), limits(now)).mappings().one()
    return Counts({queue.key: found[queue.key] for queue in QUEUES}, found["you"], found["others"])


@lru_cache(maxsize=KEPT)
def _counting(actor: Actor) -> Query:
    handler = Submission.handling_coordinator_id
    yours = and_(Submission.waits_for == "coordinator", or_(handler.is_(None), handler == actor.person_id))
    wanted = [*((queue.key, queue.holds) for queue in QUEUES), ("you", yours), ("others", ~yours)]
    columns = [func.coalesce(func.sum(case((holds, 1), else_=0)), 0).label(key) for key, holds in wanted]
    return select(*columns).where(Submission.is_open, coordinated(actor))


def rows(
    session: Session, actor: Actor, queue: str = "all", *,
    now: datetime, after: str | None = None, sort: str = "due", search: str = "",
) -> Page[WorkRow]:  # fmt: skip
    """Give a page of a queue, in two statements however long it is. `search` looks in titles and references.

    Raises NotAllowed, or InvalidInput (queue, sort, after).
    """
    require(actor, Permission.DESK_SEE)
    if sort not in ORDERS or queue not in BY_KEY:
        raise InvalidInput({"queue" if sort in ORDERS else "sort": say("There is no such list.")})
    is_usual = after is None and not search
    query = _first_page(actor, queue, sort) if is_usual else _listing(actor, queue, sort, after=after, search=search)
    found = session.execute(query, limits(now)).all()
    seats = waited_for.seats(session, [row.id for row in found if row.waits_for == "reviewers"])
    made = [_row(row, tuple(seats.get(row.id, ())), actor.person_id) for row in found]
    return page_of(made, lambda n: mark(found[n].place, found[n].public_id))


@lru_cache(maxsize=KEPT)
def _first_page(actor: Actor, queue: str, sort: str) -> Query:
    return _listing(actor, queue, sort)


def _listing(actor: Actor, queue: str, sort: str, *, after: str | None = None, search: str = "") -> Query:
    """Give the query for a page of a queue; the time comes with `limits`."""
    order, holds = ORDERS[sort], BY_KEY[queue].holds
    chosen = select(Submission.id, order.column.label("place")).where(
        Submission.is_open, coordinated(actor), holds, *_searched(search)
    )
    return _page(order.page(chosen, after), order)


def total(session: Session, actor: Actor, queue: str = "all", *, now: datetime, search: str = "") -> int:
    """Give how many items a searched queue holds. Raises NotAllowed, or InvalidInput (queue)."""
    require(actor, Permission.DESK_SEE)
    if queue not in BY_KEY:
        raise InvalidInput({"queue": say("There is no such list.")})
    query = select(func.count()).select_from(Submission)
    wanted = query.where(Submission.is_open, coordinated(actor), BY_KEY[queue].holds, *_searched(search))
    return session.scalar(wanted, limits(now)) or 0


def _searched(search: str) -> Iterable[ColumnElement[bool]]:
    found = contains_words(search, Submission.title, Submission.reference)
    return () if found is None else (found,)


def _page(chosen: Query, order: Order) -> Query:
    """Give the query for the columns of the chosen ids: what costs something is computed for one page only."""
    page, handler = chosen.subquery("page"), aliased(Person)
    query = select(
        Submission.id, Submission.public_id, Submission.reference, Submission.title, Submission.language,
        Submission.kind, Submission.state, Submission.state_since, Submission.submitted_at, _as_kept("seats"),
        _as_kept("quotas"), Submission.due_at, Submission.waits_for, Submission.handling_coordinator_id,
        Submission.reviews_in, Submission.score_mean, Submission.score_median, Submission.score_spread,
        Submission.needs_screening, Submission.needs_reviewers, Submission.panel_incomplete, Submission.panel_open,
        Submission.is_ready, Submission.is_disputed, Submission.to_release, Submission.clarification_open,
        handler.name.label("handler"),
        SubmissionVersion.title_is_working, _objectives().label("objectives"), page.c.place,
    )  # fmt: skip
    newest = select(func.max(SubmissionVersion.number)).where(SubmissionVersion.submission_id == page.c.id)
    version = and_(
        SubmissionVersion.submission_id == page.c.id,
        SubmissionVersion.number == newest.correlate(page).scalar_subquery(),
    )
    joined = query.join(page, page.c.id == Submission.id).join(SubmissionVersion, version)
    joined = joined.outerjoin(handler, handler.id == Submission.handling_coordinator_id)
    place = page.c.place.desc() if order.descending else page.c.place.asc()
    return joined.order_by(place, Submission.public_id)


def _as_kept(name: str) -> ColumnElement[str]:
    """Give a column of structured values as text, which is read only when the row is a new one."""
    return cast(getattr(Submission, name), Text).label(name)


def _objectives() -> Any:
    query = select(func.aggregate_strings(Term.key, " ")).join(VersionTerm, VersionTerm.term_id == Term.id)
    held = query.where(VersionTerm.version_id == SubmissionVersion.id, Term.vocabulary == "objectives")
    return held.correlate(SubmissionVersion).scalar_subquery()


@lru_cache(maxsize=KEPT_ROWS)
def _row(row: Row[Any], waiting: tuple[Seat, ...], reader: int | None) -> WorkRow:
    """Give the row as it is shown to a person; all that it depends on is its key."""
    seats = tuple((side, standing) for side, standing in json.loads(row.seats))
    return WorkRow(
        public_id=row.public_id, reference=row.reference, title=row.title, title_is_working=row.title_is_working,
        language=row.language, kind=row.kind, state=row.state, stage=stage_words(row, seats), since=row.state_since,
        submitted_at=row.submitted_at, seats=seats, quotas=quotas_of(json.loads(row.quotas)), due_at=row.due_at,
        waits_for=row.waits_for,
        is_mine=row.waits_for == "coordinator" and row.handling_coordinator_id in {None, reader},
        who=waited_for.who(row, waiting, reader), what=waited_for.what(row, waiting, seats), reviews_in=row.reviews_in,
        score_mean=row.score_mean, score_median=row.score_median, score_spread=row.score_spread,
        objectives=tuple(sorted((row.objectives or "").split())),
    )  # fmt: skip


def quotas_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Quota, ...]:
    """Give the parts of a panel meter as they are kept on a submission."""
    return tuple(
        Quota(q["kind"], q["key"], from_data(q["label"]), q["have"], q["asked"], q["need"], q["short"]) for q in stored
    )


FLAGS = (
    ("needs_screening", say("Needs screening")),
    ("needs_reviewers", say("Needs reviewers")),
    ("is_disputed", say("Disputed")),
    ("clarification_open", say("Clarification asked")),
    ("to_release", say("Decision to release")),
    ("is_ready", say("Ready for decision")),
    ("panel_incomplete", say("Panel incomplete")),
)
"""What is the matter with an item, the most telling first."""

OUT_OF_SCOPE = say("Out of scope")
STATES = {
    "submitted": say("Inviting"),
    "assigned": say("Under review"),
    "reviewed": say("Reviewed"),
    "returned": say("With the submitter"),
}


def stage_words(row: Any, seats: Iterable[Sequence[str]]) -> Reason:
    """Give in words what is the matter with an item, by its standing and the seats (side, standing) of its panel."""
    flagged = next((words for name, words in FLAGS if getattr(row, name)), None)
    if flagged is None and waited_for.is_out_of_scope(row, seats):
        return OUT_OF_SCOPE
    return flagged or STATES.get(row.state) or say("{state}", state=row.state)
