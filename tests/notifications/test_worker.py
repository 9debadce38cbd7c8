"""The worker process keeps the time, survives what goes wrong, and stops cleanly when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread

from sqlalchemy import select

from notifications.worker import Worker
from tests.behaviours import case
from tests.builders import a_submission
from tests.notifications.conftest import Office
from workflow.insight import health
from workflow.models import Beat

PROGRAM = """
import sys
from config.settings import load_settings
from notifications.worker import run
from workflow.kernel.clock import SystemClock
from workflow.kernel.db import Database
run(load_settings(secret_key="k" * 40), Database(sys.argv[1]), SystemClock())
"""


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def is_sent(office: Office) -> bool:
    return [m.state for m in office.messages("submission.submit:submitter")] == ["sent"]


@case("D-TM-05", "D-TM-06")
def test_a_worker_ticks_delivers_beats_and_stops(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    assert len(wrong(office)) == 2
    worker = Worker(office.settings, office.database, office.clock, tick_seconds=1)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        assert until(lambda: is_sent(office))
        assert until(lambda: {worker.name, health.TICKED, health.MAILED} <= beats(office))
        assert wrong(office) == []
        office.clock.move(seconds=health.SILENT.total_seconds() + 1)
        assert until(lambda: wrong(office) == [])  # the worker comes round within seconds
    finally:
        worker.stop()
        thread.join(30)
    assert not thread.is_alive()


def wrong(office: Office) -> list[str]:
    with office.database.reading() as session:
        return [str(reason) for reason in health.problems(health.of(session, office.clock.now()))]


def beats(office: Office) -> set[str]:
    with office.database.reading() as session:
        return set(session.scalars(select(Beat.worker)))


@case("D-TM-06")
def test_sigterm_ends_the_process_cleanly(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    url = office.database.url.render_as_string(hide_password=False)
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, url])
    try:
        office.clock.move(days=3650)
        assert until(lambda: is_sent(office), 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
