"""A mail server in a process of its own that writes down what it takes before it says so, and fails as it is told.

python -m benchmarks.receiver PORT LEDGER [--delay 0.1] [--drop 0.05] [--later 0.1] [--never 0.02] [--slow 0.05]

The ledger has one line a message: what came of it, who it was for, its Message-ID. A line is on disk before the answer
leaves, so that the ledger knows of every message that anybody can believe to be taken. Written out on plain sockets, a
thread for each connection: a library in between takes longer for a message than the sender that is measured.
"""

from __future__ import annotations

import argparse
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock

HOST = "127.0.0.1"
MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^>]*>)")
ADDRESS = re.compile("<([^>]*)>")
FAULTS = ("drop", "later", "never", "slow")
SLOW_SECONDS = 0.5
ENDS = {"drop": "dropped", "later": "later", "never": "never"}
REFUSALS = {"later": b"451 Later\r\n", "never": b"550 No such user\r\n"}
ANSWERS = {
    b"EHLO": b"250-receiver\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    b"DATA": b"503 Who is it for?\r\n",
}
ROW, DOT = b"\r\n", b"\r\n.\r\n"


class Ledger:
    """Draws what befalls a message, and writes down what came of it."""

    def __init__(self, given: argparse.Namespace) -> None:
        """Open the ledger."""
        self.delay: float = given.delay
        self._chances = [(name, getattr(given, name)) for name in FAULTS]
        self._drawn = random.Random(20261127)  # noqa: S311 - faults, not secrets
        self._file = Path(given.ledger).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - as long as it runs
        self._alone = Lock()

    def fault(self) -> str:
        """Give what befalls the next message; mostly nothing."""
        with self._alone:
            drawn = self._drawn.random()
        for name, chance in self._chances:
            drawn -= chance
            if drawn < 0:
                return name
        return ""

    def write(self, what: str, address: str, content: bytes) -> None:
        """Write a line."""
        found = MESSAGE_ID.search(content)
        with self._alone:
            self._file.write(f"{what} {address} {found[1].decode() if found else '-'}\n")


class Conversation(BaseRequestHandler):
    """One connection, from the greeting to its end; commands that come together are answered together (RFC 2920)."""

    server: Server

    def handle(self) -> None:
        """Answer until the other side goes, or a fault drops the line."""
        self._came, self._said, self._to = b"", b"220 receiver\r\n", ""
        with suppress(ConnectionError):
            while self._answer(self._until(ROW)):
                pass

    def _answer(self, command: bytes) -> bool:
        """Answer one command; False where it was the last."""
        word = command[:4].upper()
        if word == b"DATA" and self._to:
            return self._take()
        if word == b"QUIT":
            self.request.sendall(self._said + b"221 Bye\r\n")
            return False
        if word in {b"MAIL", b"RCPT"}:
            self._to = ADDRESS.findall(command.decode())[0] if word == b"RCPT" else ""
        self._said += ANSWERS.get(word, b"250 OK\r\n")
        return True

    def _take(self) -> bool:
        """Take a content, or fail; False where the line is dropped."""
        self._said += b"354 Go on\r\n"
        self._came = ROW + self._came  # where nothing is in it, its dot stands in the first row
        content, ledger = self._until(DOT), self.server.ledger
        fault = ledger.fault()
        time.sleep(SLOW_SECONDS if fault == "slow" else ledger.delay)
        ledger.write(ENDS.get(fault, "taken"), self._to, content)
        self._said, self._to = self._said + REFUSALS.get(fault, b"250 OK\r\n"), ""
        return fault != "drop"

    def _until(self, end: bytes) -> bytes:
        """Give what comes up to an end; what was said leaves before more is waited for."""
        while end not in self._came:
            if self._said:
                self.request.sendall(self._said)
                self._said = b""
            more = self.request.recv(65536)
            if not more:
                raise ConnectionAbortedError
            self._came += more
        found, _, self._came = self._came.partition(end)
        return bytes(found)


class Server(ThreadingTCPServer):
    """Listens, and has the ledger for all conversations."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, given: argparse.Namespace) -> None:
        """Begin to listen."""
        super().__init__((HOST, given.port), Conversation)
        self.ledger = Ledger(given)


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
    for name in ("delay", *FAULTS):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    with Server(parser.parse_args()) as server:
        server.serve_forever()
