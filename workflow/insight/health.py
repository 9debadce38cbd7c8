"""How the work behind the pages stands: what waits to be told, since when, and whether anybody works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.insight.undelivered import is_undelivered
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Beat, Event, Message

TICKED, MAILED = "job: tick", "job: mail"
"""The rows of the beats that say when the clock last asked, and when the outbox was last emptied."""

SILENT = timedelta(seconds=60)
WAITED = timedelta(minutes=15)
MOST_IN_DOUBT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Counts and ages in seconds; -1 where it has never happened."""

    mail_due: int
    mail_oldest_due_seconds: float
    mail_in_doubt: int
    mail_left_to_people: int
    events_not_relayed: int
    events_oldest_not_relayed_seconds: float
    last_tick_seconds: float
    last_delivery_seconds: float


def of(session: Session, now: datetime) -> Health:
    """Give how it stands now; three statements."""
    waiting = select(func.count(), func.min(Message.due_at)).where(
        Message.state.in_(("due", "in_doubt", "sending")), Message.due_at <= now, ~Message.left_to_person
    )
    due, oldest_due = session.execute(waiting).one()
    doubt, left = session.execute(
        select(
            select(func.count()).where(Message.state == "in_doubt").scalar_subquery(),
            select(func.count()).where(is_undelivered()).scalar_subquery(),
        )
    ).one()
    events, oldest_event = session.execute(
        select(func.count(), func.min(Event.at)).where(Event.relayed_at.is_(None))
    ).one()
    beats = {beat.worker: beat.at for beat in session.scalars(select(Beat).where(Beat.worker.in_((TICKED, MAILED))))}
    return Health(
        mail_due=due, mail_oldest_due_seconds=_age(oldest_due, now, 0), mail_in_doubt=doubt, mail_left_to_people=left,
        events_not_relayed=events, events_oldest_not_relayed_seconds=_age(oldest_event, now, 0),
        last_tick_seconds=_age(beats.get(TICKED), now), last_delivery_seconds=_age(beats.get(MAILED), now),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that somebody has to look at."""

    name: str
    reason: Reason

    @property
    def about(self) -> str:
        """Give what it is trouble with: clock or mail."""
        return "clock" if self.name == "clock" else "mail"


def problems(health: Health) -> Iterator[Reason]:
    """Give a sentence for each thing that somebody has to look at."""
    return (trouble.reason for trouble in troubles(health))


def troubles(health: Health) -> Iterator[Trouble]:
    """Give what somebody has to look at, as soon as it shows."""
    for name, seconds, what in (
        ("clock", health.last_tick_seconds, say("The clock has not asked for more than a minute: no worker runs.")),
        ("delivery", health.last_delivery_seconds, say("The outbox was not emptied for more than a minute.")),
    ):
        if not 0 <= seconds <= SILENT.total_seconds():
            yield Trouble(name, what)
    yield from _of_the_outbox(health)


def alarming(health: Health) -> Iterator[Trouble]:
    """Give what is worth a mail to the administrators: what has lasted, so that a restart is none."""
    minutes = int(health.last_tick_seconds // 60)
    if health.last_tick_seconds > WAITED.total_seconds():
        what = plural("The clock has not asked for {n} minute.", "The clock has not asked for {n} minutes.", minutes)
        yield Trouble("clock", what)
    minutes = int(health.last_delivery_seconds // 60)
    if health.last_delivery_seconds > WAITED.total_seconds():
        what = plural("The outbox stood still for {n} minute.", "The outbox stood still for {n} minutes.", minutes)
        yield Trouble("delivery", what)
    yield from _of_the_outbox(health)


def _of_the_outbox(health: Health) -> Iterator[Trouble]:
    if health.mail_oldest_due_seconds > WAITED.total_seconds():
        minutes = int(health.mail_oldest_due_seconds // 60)
        yield Trouble("waiting", plural("Mail waits for {n} minute.", "Mail waits for {n} minutes.", minutes))
    if health.mail_in_doubt > MOST_IN_DOUBT:
        what = plural("{n} message may not have arrived.", "{n} messages may not have arrived.", health.mail_in_doubt)
        yield Trouble("doubt", what)
    if health.events_oldest_not_relayed_seconds > WAITED.total_seconds():
        yield Trouble("events", say("What has happened is not turned into messages."))


def metrics(health: Health) -> str:
    """Give the figures in the text form of Prometheus; they name nobody."""
    lines = [f"# TYPE collegium_{name} gauge\ncollegium_{name} {value:g}" for name, value in asdict(health).items()]
    return "\n".join(lines) + "\n"


def _age(at: datetime | None, now: datetime, never: float = -1) -> float:
    return never if at is None else max((now - at).total_seconds(), 0)
