"""Commands that go on until they are stopped: the site, the clock, the delivery of mail, the demo."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from web.commands.base import console, migrated
from workflow.kernel.clock import SystemClock

app = typer.Typer()

MOST_AT_ONCE = 20
"""A process has 24 connections to its database; a request that writes holds two, and a second one must stay free."""

MAIL_MAY_WAIT = 5
"""By so much the worker stands back where pages want the same processor."""


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    threads: Annotated[int, typer.Option(help="Requests answered at once.", min=1, max=MOST_AT_ONCE)] = 8,
) -> None:
    """Serve the site."""
    from web.app import create_app  # noqa: PLC0415  # heavy
    from web.serving import server_of  # noqa: PLC0415  # heavy

    settings = load_settings()
    with migrated(settings) as database:
        console.print(f"Collegium answers at http://{host}:{port}")
        server_of(create_app(settings, database), host=host, port=port, threads=threads).run()


@app.command()
def worker() -> None:
    """Run the clock (reminders, sweeps) and the delivery of mail."""
    _work("clock", "delivery")


@app.command()
def clock() -> None:
    """Run the clock alone; “collegium delivery” sends, here or on other machines."""
    _work("clock")


@app.command()
def delivery() -> None:
    """Run the delivery of mail alone; “collegium clock” asks what is due."""
    _work("delivery")


@app.command()
def prepare_queue() -> None:
    """Make the tables of procrastinate beside ours, once, for COLLEGIUM_DELIVERY=procrastinate."""
    from notifications import worker  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database:
        made = worker.prepare_queue(database)
    console.print("The queue is ready." if made else "The queue was ready before; nothing was changed.")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    data: Annotated[Path, typer.Option(help="Folder for the demo's database and files.")] = Path("data/demo"),
    reset: Annotated[bool, typer.Option("--reset", help="Begin with a fresh database.")] = False,
) -> None:
    """Show the whole product with example data, on this machine only."""
    from web.demo_site import run_demo  # noqa: PLC0415  # heavy

    sys.exit(run_demo(port=port, data=data, reset=reset))


def _work(*parts: str) -> None:
    from notifications.worker import run  # noqa: PLC0415  # heavy

    settings = load_settings()
    with migrated(settings) as database:
        os.nice(MAIL_MAY_WAIT)
        run(settings, database, SystemClock(), frozenset(parts))
