"""Runs the demo: a database with the example data, the site, and the worker beside it, on this machine only.

The site answers in this process, the worker works in a child, as they do in production. Ctrl-C ends both.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from config.settings import PREFIX, Settings, load_settings
from notifications.texts import read_texts
from notifications.tick import drain, tick
from notifications.transports import OutboxTransport
from web.app import create_app
from web.serving import server_of
from workflow import migrations
from workflow.actions import seeding
from workflow.demo import load
from workflow.kernel.clock import Clock, SystemClock
from workflow.kernel.db import Database

HOST = "127.0.0.1"
DATABASE = "collegium.sqlite3"
UNFINISHED = "loading.sqlite3"
"""The database while it is filled; it takes its name when it is whole, so a start that was broken off begins anew."""

ENDINGS = ("", "-wal", "-shm")
STOP_SECONDS = 10
THREADS = 8
CANNOT_START = 1
BY_CTRL_C = 130

console = Console(highlight=False)


def run_demo(*, port: int, data: Path, reset: bool) -> int:
    """Run the demo until Ctrl-C; give the exit code. Raises SettingsProblem."""
    settings = _settings(port, data)
    if problem := _port_problem(port):
        console.print(problem)
        return CANNOT_START
    if problem := _folder_problem(data):
        console.print(problem)
        return CANNOT_START
    try:
        _prepare(settings, data, reset=reset)
        with _ended_by_signals(), _working(settings):
            return _serve(settings, port)
    except KeyboardInterrupt:
        console.print("Stopped.")
        return BY_CTRL_C


def _settings(port: int, data: Path) -> Settings:
    """Give the demo's settings; a base URL of the environment counts, and is refused where it is not loopback."""
    given = {} if os.environ.get(f"{PREFIX}BASE_URL") else {"base_url": f"http://{HOST}:{port}"}
    url = f"sqlite:///{data / DATABASE}"
    return load_settings(demo=True, mail_mode="outbox", data_folder=data, database_url=url, **given)


def _port_problem(port: int) -> str:
    """Say why nothing can answer at this port, or nothing."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as knock:
        if os.name != "nt":
            knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind((HOST, port))
        except OverflowError:
            return f"{port} is not a port. Choose one from 1024 to 65535 with --port."
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return f"Port {port} is in use. Choose another with --port {port + 1}, or stop what uses it."
            return f"Port {port} cannot be used ({problem.strerror}). Choose another with --port."
    return ""


def _folder_problem(data: Path) -> str:
    """Make the data folder; say why it cannot be used, or nothing."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        (data / UNFINISHED).touch()
    except OSError as problem:
        return f"The folder {data} cannot be used ({problem.strerror}). Choose another with --data."
    return ""


def _prepare(settings: Settings, data: Path, *, reset: bool) -> None:
    """Bring the database to where the demo begins; a whole one is only brought up to the program's version."""
    whole = data / DATABASE
    _remove(data / UNFINISHED)
    if reset:
        _remove(whole)
    if not whole.exists():
        _fill(settings, data / UNFINISHED)
        (data / UNFINISHED).replace(whole)
    with _open(whole) as database:
        _bring_up(database)


def _fill(settings: Settings, path: Path) -> None:
    """Make a database and play the demo's past into it, with its clock and its mail."""
    with _open(path) as database, _shown() as progress:
        _bring_up(database)
        task = progress.add_task("Playing the demo's past", total=None)

        def meanwhile(past: Clock) -> None:
            tick(database, past)
            read_texts(database, past)
            drain(database, OutboxTransport(), past, settings)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        load(database, SystemClock(), show, meanwhile)
        read_texts(database, SystemClock())


def _bring_up(database: Database) -> None:
    now = SystemClock().now()
    if migrations.current(database) != migrations.newest():
        migrations.upgrade(database)
    database.in_transaction(lambda session: seeding.seed(session, now))


@contextmanager
def _open(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.dispose()


def _shown() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console)


def _remove(path: Path) -> None:
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _working(settings: Settings) -> Iterator[None]:
    """Have a worker beside the site for the length of the block; it takes its settings from the environment."""
    environment = {**os.environ, **_as_environment(settings)}
    words = [sys.executable, "-m", "web.cli", "worker"]
    # A session of its own: Ctrl-C reaches this process only, which then ends the worker in good order.
    child = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        yield
    finally:
        _end(child)


def _as_environment(settings: Settings) -> dict[str, str]:
    names = ("demo", "base_url", "data_folder", "database_url", "mail_mode")
    return {PREFIX + name.upper(): str(getattr(settings, name)) for name in names}


def _end(child: subprocess.Popen[bytes]) -> None:
    """Tell the worker to finish what it has in hand; one that does not hear is ended."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _serve(settings: Settings, port: int) -> int:
    """Answer requests until Ctrl-C or SIGTERM; give the exit code."""
    app = create_app(settings)
    server = server_of(app, host=HOST, port=port, threads=THREADS)
    console.print(f"The demo answers at {settings.base_url}/demo")
    console.print(f"Its data is in {settings.data_folder}. Ctrl-C ends it.")
    server.run()
    console.print("Stopped.")
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and the end of the terminal end what runs in the block in good order."""

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise SystemExit(BY_CTRL_C)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, end)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
