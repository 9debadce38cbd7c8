"""A mail server in a process of its own that writes down what it takes before it says so, and fails as it is told.

python -m benchmarks.receiver PORT LEDGER [--delay 0.1] [--drop 0.05] [--later 0.1] [--never 0.02] [--slow 0.05]

The ledger has one line a message: what came of it, who it was for, its Message-ID. A line is on disk before the answer
leaves, so that the ledger knows of every message that anybody can believe to be taken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^>]*>)")
SLOW_SECONDS = 0.5


class Receiver:
    """Takes messages and writes them down."""

    def __init__(self, given: argparse.Namespace) -> None:
        """Open the ledger."""
        self._given = given
        self._chance = random.Random(20261127)  # noqa: S311 - faults, not secrets
        self._ledger = Path(given.ledger).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - as long as it runs

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one message, or fail."""
        fault = self._fault()
        await asyncio.sleep(SLOW_SECONDS if fault == "slow" else self._given.delay)
        if fault in {"later", "never"}:
            self._write(fault, envelope)
            return "451 Later" if fault == "later" else "550 No such user"
        self._write("dropped" if fault == "drop" else "taken", envelope)
        if fault == "drop" and server.transport is not None:
            server.transport.close()
        return "250 OK"

    def _fault(self) -> str:
        drawn, given = self._chance.random(), self._given
        for name in ("drop", "later", "never", "slow"):
            drawn -= getattr(given, name)
            if drawn < 0:
                return name
        return ""

    def _write(self, what: str, envelope: Envelope) -> None:
        found = MESSAGE_ID.search(cast("bytes", envelope.content))
        self._ledger.write(f"{what} {envelope.rcpt_tos[0]} {found[1].decode() if found else '-'}\n")


async def serve(given: argparse.Namespace) -> None:
    """Serve until the process is ended."""
    loop, receiver = asyncio.get_running_loop(), Receiver(given)
    options: dict[str, Any] = {"hostname": "receiver", "enable_SMTPUTF8": True}
    server = await loop.create_server(lambda: SMTP(receiver, loop=loop, **options), HOST, given.port)
    async with server:
        await server.serve_forever()


@contextmanager
def receiving(port: int, ledger: Path, **faults: float) -> Iterator[subprocess.Popen[bytes]]:
    """Run a receiver for the length of the block."""
    options = [word for name, value in faults.items() for word in (f"--{name}", str(value))]
    words = [sys.executable, "-m", "benchmarks.receiver", str(port), str(ledger), *options]
    process = subprocess.Popen(words)  # noqa: S603 - our own command
    try:
        _wait_for(port)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    import socket  # noqa: PLC0415 - only here

    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("the receiver did not start")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("ledger")
    for name in ("delay", "drop", "later", "never", "slow"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    asyncio.run(serve(parser.parse_args()))
