"""The worker process: a clock that asks three times a minute what is due, and every few seconds what is to be sent.

APScheduler is the clock and nothing more: its jobs are in memory and hold no state, so a worker that is killed, doubled
or started three days late loses nothing (STACK, "Proved").
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
from pathlib import Path
from types import FrameType

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from config.settings import Settings
from notifications import restored
from notifications.bounce_box import empty_box
from notifications.deliver import Post
from notifications.solving import solve_waiting
from notifications.texts import model_of, read_texts
from notifications.tick import empty, tick
from notifications.transports import transport_for
from workflow.actions import sweep
from workflow.files import LocalFolder
from workflow.insight import health
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database

log = structlog.get_logger("collegium.worker")

TICK_SECONDS = 20
MAIL_SECONDS = 3
SOLVE_SECONDS = 3
BEAT_SECONDS = 20
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run(settings: Settings, database: Database, clock: Clock) -> None:
    """Run a worker until it is told to stop."""
    Worker(settings, database, clock).run()


class Worker:
    """Ticks and delivers until it is told to stop; then it finishes the message in hand and ends."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, *, tick_seconds: int = TICK_SECONDS
    ) -> None:
        """Prepare; nothing runs before `run`."""
        self._tick_seconds = tick_seconds
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
            executors={"default": ThreadPoolExecutor(5)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        jobs: list[tuple[Callable[[], object], int]] = [
            (self._noting(health.TICKED, self._tick), self._tick_seconds),
            (partial(read_texts, self._database, self._clock, self._model), TICK_SECONDS),
            (self._noting(health.MAILED, partial(empty, self._post)), MAIL_SECONDS),
            (partial(solve_waiting, self._database, self._clock), SOLVE_SECONDS),
            (self._beat, BEAT_SECONDS),
        ]
        if self._bounces:
            jobs.append((
                partial(empty_box, self._bounces, self._database, self._clock, self._post.sender),
                TICK_SECONDS,
            ))
        for job, seconds in jobs:
            scheduler.add_job(job, "interval", seconds=seconds, next_run_time=datetime.now(UTC))
        scheduler.add_listener(_report_failure, EVENT_JOB_ERROR)
        return scheduler

    def _tick(self) -> None:
        self._watch()
        tick(self._database, self._clock, self._store)

    def _watch(self) -> None:
        """Notice a restored database before anything leaves."""
        restored.watch(self._database, self._clock, self._folder)

    def _noting(self, name: str, job: Callable[[], object]) -> Callable[[], None]:
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


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _report_failure(event: JobExecutionEvent) -> None:
    """Log what a job died of; the next one comes at its time all the same."""
    log.error("job failed", problem=f"{type(event.exception).__name__}: {event.exception}", trace=event.traceback)
