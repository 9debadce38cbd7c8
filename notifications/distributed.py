"""Many machines: what is due is relayed into jobs of procrastinate, whose workers run on as many as are wanted.

The rows stay the truth (docs/decisions/0013). A job names a handful of neighbouring messages; whoever runs it claims
those of them that are due, as any delivery does. So a job that comes twice, or after its messages have left, does
nothing, and one that is lost is made again: the clock looks every few seconds in which handfuls something waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from notifications import claims
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused
from workflow.kernel.messages import say
from workflow.models import Message

QUEUE = "collegium"
DELIVER, ROLL_CALL = "collegium.deliver", "collegium.roll_call"
HANDFUL = 25
AHEAD = 40
"""So many handfuls at most are looked for at once: what waits longer than its turn is not written down twice."""

POLL_SECONDS = 1.0
STOP_SECONDS = 0.2
QUIET_LOGS = "procrastinate"

WAITING_JOBS = text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = :queue")
"""Asked first, because each job that is refused as a second one is an error in the log of the server."""


ONE_LOOKS = text("SELECT pg_try_advisory_xact_lock(hashtext('collegium.enqueue'))")
"""True for one clock at a time: several that write the same jobs would wait for one another, in any order."""


class Relay:
    """The clock's side: puts a job into the queue for each handful in which something is due."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Prepare; every statement runs in a transaction of the database's own pool."""
        self._database = database
        self._clock = clock
        self._app = App(connector=SyncPsycopgConnector(conninfo=_plain(database.url)))

    def enqueue(self) -> int:
        """Free what dead workers held, then see to it that each handful with something due has a job; give the new."""
        now = self._clock.now()
        self._database.in_transaction(lambda session: claims.take_from_the_dead(session, now))
        return self._database.in_transaction(lambda session: self._enqueue(session, now))

    def _enqueue(self, session: Session, now: datetime) -> int:
        if not session.scalar(ONE_LOOKS):
            return 0
        known = set(session.scalars(WAITING_JOBS, {"queue": QUEUE}))
        new = sum(
            self.defer(session, handful, lock=lock)
            for handful in waiting_handfuls(session, now)
            if (lock := f"messages {handful}") not in known
        )
        if "roll call" not in known:
            self._defer(session, ROLL_CALL, "roll call")
        return new

    def defer(self, session: Session, handful: int, *, lock: str | None) -> bool:
        """Put one job into the queue; False where one with the same lock waits there already."""
        return self._defer(session, DELIVER, lock, handful=handful)

    def _defer(self, session: Session, task: str, lock: str | None, **given: int) -> bool:
        connection = session.connection().connection.driver_connection
        job = self._app.configure_task(task, queue=QUEUE, queueing_lock=lock, connection=connection)
        try:
            with session.begin_nested():
                job.defer(**given)
        except AlreadyEnqueued:
            return False
        return True


class Delivery:
    """The side that sends: a worker of procrastinate that runs one job at a time."""

    def __init__(self, database: Database, deliver: Callable[[range], object], note: Callable[[], object]) -> None:
        """Take what sends the due messages among some ids, and what notes that a job has come to its end."""
        logging.getLogger(QUIET_LOGS).setLevel(logging.ERROR)
        self._url = database.url
        self._deliver = deliver
        self._note = note

    def work(self, stopping: Event, *, until_empty: bool = False) -> None:
        """Run jobs until `stopping` is set, then let the job in hand end; or until none waits."""
        asyncio.run(self._work(stopping, until_empty=until_empty))

    async def _work(self, stopping: Event, *, until_empty: bool) -> None:
        async with self.app().open_async() as app:
            running = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE], wait=not until_empty, delete_jobs="always", install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_SECONDS,
                )
            )  # fmt: skip
            while not running.done() and not stopping.is_set():
                await asyncio.wait({running}, timeout=STOP_SECONDS)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    def app(self) -> App:
        """Give what procrastinate runs."""
        app = App(connector=PsycopgConnector(conninfo=_plain(self._url), min_size=1, max_size=4))

        @app.task(name=DELIVER, queue=QUEUE)
        def deliver(handful: int) -> None:
            self._deliver(messages_of(handful))
            self._note()

        @app.task(name=ROLL_CALL, queue=QUEUE)
        def roll_call() -> None:
            self._note()

        @app.periodic(cron="* * * * *")
        @app.task(name="collegium.forget", queue=QUEUE, queueing_lock="forget", priority=1)
        async def forget(timestamp: int) -> None:
            del timestamp
            await forget_the_dead(app)

        return app


async def forget_the_dead(app: App) -> None:
    """Take away the jobs of workers that died: what they had not sent is due again by itself."""
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE):
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def waiting_handfuls(session: Session, now: datetime) -> list[int]:
    """Give the handfuls in which something is due, the longest due first."""
    handful = Message.id // HANDFUL
    oldest = func.min(Message.due_at)
    query = select(handful).where(*claims.is_due(now)).group_by(handful).order_by(oldest, handful).limit(AHEAD)
    return list(session.scalars(query))


def messages_of(handful: int) -> range:
    """Give the ids of the messages that a job is about."""
    return range(handful * HANDFUL, (handful + 1) * HANDFUL)


def prepare(database: Database) -> bool:
    """Make procrastinate's own tables beside ours; False where they are there."""
    app = App(connector=_own_connector(database))
    with app.open():
        if app.check_connection():
            return False
        app.schema_manager.apply_schema()
    return True


def refuse_without_tables(database: Database) -> None:
    """Raise Refused, saying what to do, where the queue has not been prepared."""
    app = App(connector=_own_connector(database))
    with app.open():
        if not app.check_connection():
            raise Refused(say("The queue has no tables. Run “collegium prepare-queue” first."))


def _own_connector(database: Database) -> BaseConnector:
    if database.dialect != "postgresql":
        raise Refused(say("The queue needs PostgreSQL; this database is SQLite."))
    return SyncPsycopgConnector(conninfo=_plain(database.url), min_size=1, max_size=1)


def _plain(url: URL) -> str:
    """Give the address as the driver itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
