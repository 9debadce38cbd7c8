"""The server behind the site, for production, the demo and the benchmarks alike."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from waitress import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.server import BaseWSGIServer

YOUNG_OBJECTS = 20_000
"""So many new objects are made before the collector looks at them; a page makes about as many."""


def server_of(app: WSGIApplication, *, host: str, port: int, threads: int) -> BaseWSGIServer:
    """Give the server, listening; what the start has made stays for good, so the collector no longer walks it."""
    server = create_server(app, host=host, port=port, threads=threads, ident=None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    return server
