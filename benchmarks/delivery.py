"""Counts what arrives while mailers are killed and mail servers fail, and measures how quickly mail leaves.

    python -m benchmarks.delivery --json [--only NAME] [--messages 1000] [--faulty 10000]

`collegium worker` runs in processes of its own; the mail server is another process, which writes down what it takes
before it says so. Every message goes to an address of its own, so that the ledger tells lost, doubled and renamed
messages apart without asking us. The last line under --json is one JSON object.

runs: per name how many messages the server took (`accepted`), how many it never took and did not refuse for good
(`lost`), how many copies came again under the same Message-ID or under another, and how many rows end in a state that
the ledger does not bear out (`unaccounted`).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from benchmarks import postbag
from benchmarks.receiver import HOST, receiving
from config.settings import load_settings
from notifications import distributed
from notifications.deliver import Post, deliver
from notifications.transports import transport_for
from tests.mail import free_port
from tests.postgresql import connected, start_postgresql
from workflow import migrations
from workflow.actions import seeding
from workflow.kernel.clock import Clock, SystemClock
from workflow.kernel.db import Database
from workflow.models import Message, Person

KEY = "a key for measuring only, known to all"
WORKERS = 3
KILLED_AFTER = 0.35
A_RUN = 900
"""Seconds after which a run that has not ended is judged as it stands."""


@dataclass(frozen=True)
class Count:
    """What became of the messages of one run."""

    accepted: int
    lost: int
    second_copies_same_id: int
    second_copies_new_id: int
    unaccounted: int
    kills: int = 0
    dropped_in_the_gap: int = 0
    refused_for_good: int = 0
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Say whether nothing was lost or renamed, and nothing doubled but by a kill or a fault in the gap."""
        extra = self.second_copies_same_id - self.kills - self.dropped_in_the_gap
        return not (self.lost or self.second_copies_new_id or self.unaccounted) and extra <= 0


@dataclass
class Bench:
    """One run: a database with messages that are due, and a ledger."""

    database: Database
    folder: Path
    port: int
    delivery: str = "here"

    def environment(self, **more: str) -> dict[str, str]:
        """Give the settings for a process of ours."""
        given = {
            "SECRET_KEY": KEY, "BASE_URL": "https://hub.example.org", "MAIL_MODE": "smtp", "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.port), "SMTP_STARTTLS": "false", "SMTP_TIMEOUT_SECONDS": "5",
            "MAIL_FROM": "hub@example.org", "DATA_FOLDER": str(self.folder), "DELIVERY": self.delivery,
            "DATABASE_URL": self.database.url.render_as_string(hide_password=False), **more,
        }  # fmt: skip
        return {**os.environ, **{f"COLLEGIUM_{name}": value for name, value in given.items()}}

    def ledger(self) -> list[tuple[str, str, str]]:
        """Give what the mail server has written down: what, for whom, which Message-ID."""
        path = self.folder / "ledger"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [tuple(line.split(" ", 2)) for line in lines if line.count(" ") >= 2]  # type: ignore[misc]

    def waiting(self) -> int:
        """Give how many messages have not ended."""
        with self.database.reading() as session:
            query = select(func.count()).where(Message.state.in_(("due", "sending", "in_doubt")))
            return session.scalar(query) or 0

    def busiest(self) -> int:
        """Give the process that has sent the most."""
        with self.database.reading() as session:
            sent = select(Message.worker, func.count()).where(Message.state == "sent").group_by(Message.worker)
            by_process: Counter[int] = Counter()
            for worker, n in session.execute(sent):
                by_process[int(worker.split()[-2])] += n
        return by_process.most_common(1)[0][0]


@contextmanager
def a_bench(server: URL | None, n: int, **faults: float) -> Iterator[Bench]:
    """Give a run on a new database of a server, or of SQLite where none is given, with a mail server that listens."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder, port = Path(name), free_port()
        url = make_url(f"sqlite:///{folder / 'bench.sqlite3'}")
        if server is not None:
            url = server.set(database=f"bench_{os.getpid()}_{port}")
            with connected(server) as connection:
                connection.execute(f'CREATE DATABASE "{url.database}"'.encode())
        database = Database(url)
        ending.callback(database.dispose)
        migrations.upgrade(database)
        now = SystemClock().now()
        database.in_transaction(lambda session: seeding.seed(session, now))
        database.in_transaction(lambda session: postbag.fill(session, n, now))
        ending.enter_context(receiving(port, folder / "ledger", **faults))
        yield Bench(database, folder, port)


def killed(server: URL | None, n: int, *, delay: float = 0.1, kills: int = 1, queued: bool = False) -> Count:
    """Let three workers send; kill the busiest without warning, once a share of the messages has arrived.

    Where `queued`, they are workers of procrastinate, and each of its jobs is in the queue twice from the beginning.
    """
    with ExitStack() as ending:
        bench = ending.enter_context(a_bench(server, n, delay=delay))
        if queued:
            bench.delivery = "procrastinate"
            enqueue_twice(bench.database)
        workers = ending.enter_context(_workers(bench, WORKERS))
        begun = time.monotonic()
        for number in range(1, kills + 1):
            wanted = int(n * KILLED_AFTER * number / kills)
            _until(partial(_has_arrived, bench, wanted), A_RUN)
            victim = bench.busiest()
            if victim in workers:
                dying = workers.pop(victim)
                dying.kill()
                dying.wait()
            if kills > 1:
                workers.update(_start(bench))
        _until(lambda: bench.waiting() == 0, A_RUN)
        return count(bench, n, kills=kills, seconds=time.monotonic() - begun)


def enqueue_twice(database: Database) -> int:
    """Put two jobs into the queue for each handful of messages, side by side so that they meet; give how many."""
    distributed.prepare(database)
    relay = distributed.Relay(database, SystemClock())

    def work(session: Session) -> int:
        last = session.scalar(select(func.max(Message.id))) or 0
        handfuls = [number for number in range(last // distributed.HANDFUL + 1) for _ in range(2)]
        return sum(relay.defer(session, handful, lock=None) for handful in handfuls)

    return database.in_transaction(work)


def faulty(server: URL | None, n: int) -> Count:
    """Send under faults from three threads, by a clock that jumps to the next message that is due."""
    clock = JumpingClock()
    with a_bench(server, n, drop=0.05, later=0.10, never=0.02, slow=0.05) as bench:
        begun = time.monotonic()
        while bench.waiting() and time.monotonic() - begun < A_RUN:
            threads = [Thread(target=deliver, args=(_post(bench, clock),)) for _ in range(WORKERS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            clock.jump_to_the_next(bench.database)
        return count(bench, n, seconds=time.monotonic() - begun)


class JumpingClock:
    """The system's time, and as much more as was waited for."""

    def __init__(self) -> None:
        """Begin with the system's time."""
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Give the time."""
        return SystemClock().now() + self._ahead

    def jump_to_the_next(self, database: Database) -> None:
        """Go on to where everything that waits is due."""
        with database.reading() as session:
            due = session.scalar(select(func.max(Message.due_at)).where(Message.state.in_(("due", "in_doubt"))))
        self._ahead += max(due - self.now(), timedelta()) if due else timedelta()


def throughput(server: URL | None, n: int) -> float:
    """Give how many messages a second one worker writes and hands to a mail server that answers at once."""
    with a_bench(server, n) as bench:
        post = _post(bench, SystemClock())
        begun = time.perf_counter()
        sent = deliver(post)["sent"]
        seconds = time.perf_counter() - begun
        found = count(bench, n, seconds=seconds)
        assert found.is_sound and found.accepted == sent == n, found  # noqa: PT018 - each message came once
        return n / seconds


def count(bench: Bench, n: int, *, kills: int = 0, seconds: float) -> Count:
    """Compare the ledger with the rows."""
    copies: dict[str, Counter[str]] = defaultdict(Counter)
    refused: set[str] = set()
    dropped = 0
    for what, address, message_id in bench.ledger():
        if what in {"taken", "dropped"}:
            copies[address][message_id] += 1
            dropped += what == "dropped"
        elif what == "never":
            refused.add(address)
    with bench.database.reading() as session:
        rows = session.execute(select(Person.id, Message.state).join(Person, Person.id == Message.person_id)).all()
    states = {postbag.address_of(person): state for person, state in rows}
    sound = {a: (s == "sent" and a in copies) or (s == "failed" and a in refused) for a, s in states.items()}
    return Count(
        accepted=sum(sum(found.values()) for found in copies.values()),
        lost=sum(address not in copies and address not in refused for address in states) + n - len(states),
        second_copies_same_id=sum(sum(found.values()) - len(found) for found in copies.values()),
        second_copies_new_id=sum(len(found) - 1 for found in copies.values()),
        unaccounted=sum(not good for good in sound.values()), kills=kills, dropped_in_the_gap=dropped,
        refused_for_good=len(refused - set(copies)), seconds=round(seconds, 1),
    )  # fmt: skip


def _post(bench: Bench, clock: Clock) -> Post:
    settings = load_settings(
        secret_key=KEY, base_url="https://hub.example.org", mail_mode="smtp", smtp_host=HOST, smtp_port=bench.port,
        smtp_starttls=False, mail_from="hub@example.org", smtp_timeout_seconds=5,
    )  # fmt: skip
    return Post.of(settings, bench.database, clock, transport_for(settings))


@contextmanager
def _workers(bench: Bench, n: int) -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    running: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for _ in range(n):
            running.update(_start(bench))
        yield running
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        for process in running.values():
            process.wait(60)


def _start(bench: Bench) -> dict[int, subprocess.Popen[bytes]]:
    words = [sys.executable, "-m", "web.cli", "worker"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=bench.environment(), stdout=quiet, stderr=quiet)  # noqa: S603 - ours
    return {process.pid: process}


def _has_arrived(bench: Bench, n: int) -> bool:
    return len(bench.ledger()) >= n


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not holds():
        time.sleep(0.2)


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--faulty", type=int, default=10_000)
    given = parser.parse_args()
    server = start_postgresql()
    works: dict[str, Callable[[], Count]] = {
        "postgresql, three workers, the busiest killed": lambda: killed(server.url, given.messages),
        "sqlite, three workers, the busiest killed": lambda: killed(None, given.messages),
        "postgresql through procrastinate, each job twice, the busiest of three killed": lambda: killed(
            server.url, given.messages, queued=True
        ),
        "postgresql, faults of the mail server": lambda: faulty(server.url, given.faulty),
    }
    try:
        runs = {}
        for name, work in works.items():
            if given.only in name:
                runs[name] = work()
                print(f"{name}: {runs[name]} {'sound' if runs[name].is_sound else 'NOT SOUND'}", flush=True)
        rates = {}
        if not given.only or given.only == "throughput":
            for kind, url in (("postgresql", server.url), ("sqlite", None)):
                rates[kind] = round(max(throughput(url, 2000) for _ in range(3)))
                print(f"throughput on {kind}: {rates[kind]} a second", flush=True)
    finally:
        server.stop()
    if given.json:
        print(json.dumps({"runs": {name: asdict(found) for name, found in runs.items()}, "messages_per_second": rates}))
    sys.exit(0 if all(found.is_sound for found in runs.values()) else 1)


if __name__ == "__main__":
    main()
