"""The site as a visitor meets it: a WSGI application behind the real server on a free port of loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from waitress import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask


class Compiled(BytecodeCache):
    """Templates that one application of this process has compiled, for the next: all of them take three seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled, if it was."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def for_tests(app: Flask) -> Flask:
    """Prepare an application of the product for a test; it is the product in all else."""
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    return app


@dataclass(frozen=True)
class Site:
    """A running site; its address has no slash at the end."""

    url: str


@contextmanager
def serving(app: WSGIApplication, port: int = 0) -> Iterator[Site]:
    """Serve an application on loopback for the length of the block, on a free port when none is named."""
    sockets: dict[int, object] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=port, threads=4, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, name="site", daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}")
    finally:
        server.trigger.pull_trigger(lambda: [channel.handle_close() for channel in [*server.active_channels.values()]])
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
