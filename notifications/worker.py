"""The worker process: a clock that asks three times a minute what is due, and every few seconds what is to be sent.

Where the settings say `procrastinate`, the clock relays what is due into its jobs and the delivery runs them; both may
be processes of their own then (`collegium clock`, `collegium delivery`). APScheduler is the timer and nothing more: its
jobs are in memory and hold no state, so a worker that is killed, doubled or started three days late loses nothing.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, ModuleType

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from config.settings import Settings
from notifications import restored
from notifications.bounce_box import empty_box
from notifications.deliver import Post, deliver
from notifications.relay import relay
from notifications.solving import solve_waiting
from notifications.texts import model_of, read_texts
from notifications.tick import empty, tick
from notifications.transports import transport_for
from workflow.actions import alarms, sweep
from workflow.files import LocalFolder
from workflow.insight import health
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused
from workflow.kernel.messages import say

log = structlog.get_logger("collegium.worker")

TICK_SECONDS = 20
MAIL_SECONDS = 3
SOLVE_SECONDS = 1
LOOK_SECONDS = 60
BEAT_SECONDS = 20
SIGNALS = (signal.SIGTERM, signal.SIGINT)
CLOCK, DELIVERY = "clock", "delivery"
BOTH = frozenset({CLOCK, DELIVERY})
Job = tuple[Callable[[], object], int]
"""What is done, and after how many seconds again."""


def run(settings: Settings, database: Database, clock: Clock, parts: frozenset[str] = BOTH) -> None:
    """Run a worker until it is told to stop. Raises Refused where the settings ask for a queue that is not there."""
    if settings.delivery == "procrastinate":
        _queue().refuse_without_tables(database)
    Worker(settings, database, clock, parts).run()


def prepare_queue(database: Database) -> bool:
    """Make the queue's own tables; False where they are there. Raises Refused where there can be none."""
    return bool(_queue().prepare(database))


def _queue() -> ModuleType:
    """Give the module of the queue, which needs the extra. Raises Refused where that is not installed."""
    if find_spec("procrastinate") is None:
        raise Refused(say("The extra “distributed” is not installed: pip install “collegium[distributed]”."))
    return import_module("notifications.distributed")


def _nothing() -> None:
    """Be done at once."""


class Worker:
    """Ticks and delivers until it is told to stop; then it finishes the message in hand and ends."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, parts: frozenset[str] = BOTH,
        *, tick_seconds: int = TICK_SECONDS,
    ) -> None:  # fmt: skip
        """Prepare; nothing runs before `run`."""
        self._tick_seconds = tick_seconds
        self._parts = parts
        self._delivery = settings.delivery
        self.name = f"worker {socket.gethostname()[:30]} {os.getpid()}"
        self._database = database
        self._clock = clock
        self._folder = settings.data_folder
        self._store = LocalFolder(settings.data_folder / "files")
        self._model = model_of(settings)
        self._bounces = Path(settings.bounce_maildir) if settings.bounce_maildir else None
        self._done: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._post = Post.of(settings, database, clock, transport_for(settings), stopping=self._stopping)

    def run(self) -> None:
        """Work until `stop` is called or SIGTERM or SIGINT arrives."""
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # failures are logged by _report_failure
        self._watch()
        if CLOCK in self._parts:
            self._look_for_troubles()  # before the first tick hides that there was none for long
        scheduler = self._scheduler()
        restore = [(number, signal.signal(number, self._heed)) for number in SIGNALS if _is_main_thread()]
        scheduler.start()
        log.info("worker started", worker=self.name)
        self._stopping.wait()
        scheduler.shutdown(wait=True)
        for number, before in restore:
            signal.signal(number, before)
        log.info("worker stopped", worker=self.name)

    def stop(self) -> None:
        """Let the work in hand end, then `run` returns."""
        self._stopping.set()

    def _heed(self, number: int, frame: FrameType | None) -> None:
        """Leave the stopping to a thread: the signal may have come while this one holds the event's lock."""
        del number, frame
        threading.Thread(target=self.stop).start()

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(7)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        jobs: list[Job] = [(self._beat, BEAT_SECONDS)]
        jobs += self._clock_jobs() if CLOCK in self._parts else []
        jobs += self._mail_jobs()
        for job, seconds in jobs:
            scheduler.add_job(job, "interval", seconds=seconds, next_run_time=datetime.now(UTC))
        scheduler.add_listener(_report_failure, EVENT_JOB_ERROR)
        return scheduler

    def _clock_jobs(self) -> list[Job]:
        jobs: list[Job] = [
            (self._noting(health.TICKED, self._tick), self._tick_seconds),
            (partial(read_texts, self._database, self._clock, self._model), TICK_SECONDS),
            (partial(solve_waiting, self._database, self._clock), SOLVE_SECONDS),
            (self._look_for_troubles, LOOK_SECONDS),
        ]
        if self._bounces:
            box = partial(empty_box, self._bounces, self._database, self._clock, self._post.sender)
            jobs.append((box, TICK_SECONDS))
        return jobs

    def _mail_jobs(self) -> list[Job]:
        if self._delivery == "here":
            sending = self._noting(health.MAILED, partial(empty, self._post))
            return [(sending, MAIL_SECONDS)] if DELIVERY in self._parts else []
        queue = _queue()
        jobs: list[Job] = []
        if CLOCK in self._parts:
            enqueue = queue.Relay(self._database, self._clock).enqueue
            jobs.append((partial(_in_turn, partial(relay, self._database, self._clock), enqueue), MAIL_SECONDS))
        if DELIVERY in self._parts:
            delivery = queue.Delivery(self._database, partial(deliver, self._post), self._noting(health.MAILED))
            jobs.append((partial(delivery.work, self._stopping), MAIL_SECONDS))  # begun again if it ever ends
        return jobs

    def _look_for_troubles(self) -> None:
        self._database.in_transaction(partial(alarms.announce_troubles, now=self._clock.now()))

    def _tick(self) -> None:
        self._watch()
        tick(self._database, self._clock, self._store)

    def _watch(self) -> None:
        """Notice a restored database before anything leaves."""
        restored.watch(self._database, self._clock, self._folder)

    def _noting(self, name: str, job: Callable[[], object] = _nothing) -> Callable[[], None]:
        """Give the job as one that leaves behind when it was last done to its end: who hangs or fails shows by that."""

        def done() -> None:
            job()
            at, before = self._clock.now(), self._done.get(name)
            if before is None or abs((at - before).total_seconds()) >= BEAT_SECONDS:
                self._database.in_transaction(partial(sweep.begin_slot, job=name, slot=at, now=at))
                self._done[name] = at

        return done

    def _beat(self) -> None:
        self._database.in_transaction(partial(sweep.beat, worker=self.name, now=self._clock.now()))


def _in_turn(*works: Callable[[], object]) -> None:
    for work in works:
        work()


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _report_failure(event: JobExecutionEvent) -> None:
    """Log what a job died of; the next one comes at its time all the same."""
    log.error("job failed", problem=f"{type(event.exception).__name__}: {event.exception}", trace=event.traceback)
