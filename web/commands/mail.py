"""Commands about what is sent by itself: once, held back, come back, and whether it works."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from config.settings import load_settings
from web.commands.base import NO_REPORT, PROBLEM, complain, console, migrated, stop
from workflow.kernel.clock import SystemClock
from workflow.kernel.errors import Refused

app = typer.Typer()


@app.command()
def tick() -> None:
    """Do once what the clock asks for: reminders that are due, rounds that are complete, texts to be counted."""
    from notifications import restored, texts  # noqa: PLC0415  # heavy
    from notifications import tick as ticks  # noqa: PLC0415  # heavy
    from workflow.files import LocalFolder  # noqa: PLC0415  # heavy

    settings = load_settings()
    with migrated(settings) as database:
        if restored.watch(database, SystemClock(), settings.data_folder):
            console.print("The database was restored or copied: no automatic mail leaves before “collegium release”.")
        console.print(str(ticks.tick(database, SystemClock(), LocalFolder(settings.data_folder / "files"))))
        console.print(str(texts.read_texts(database, SystemClock(), texts.model_of(settings))))


@app.command()
def drain() -> None:
    """Deliver once what waits in the outbox."""
    from notifications import tick as ticks  # noqa: PLC0415  # heavy
    from notifications.transports import transport_for  # noqa: PLC0415  # heavy

    settings = load_settings()
    with migrated(settings) as database:
        console.print(str(ticks.drain(database, transport_for(settings), SystemClock(), settings)))


@app.command()
def hold() -> None:
    """Hold back everything automatic until “collegium release”: before a copy is tried, or after a restore."""
    from workflow.actions import restored  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database:
        now = SystemClock().now()
        database.in_transaction(lambda session: restored.hold_everything(session, "", now))
    console.print("Everything automatic is held. What people do still sends its mail.")


@app.command()
def release() -> None:
    """Let go everything that was held after a restore; what has passed meanwhile is left out."""
    from workflow.actions import timetable  # noqa: PLC0415  # heavy
    from workflow.policy import SYSTEM  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database:
        now = SystemClock().now()
        try:
            database.in_transaction(
                lambda session: timetable.release_mails(session, SYSTEM, "", kind="everything", now=now)
            )
        except Refused as refused:
            stop(str(refused.reasons[0]))
    console.print("Everything goes on. What has fallen due leaves within a minute, the latest step of each.")


@app.command()
def bounce() -> None:
    """Take one report of a failed delivery from standard input, as a mail server pipes it in."""
    from notifications import bounces  # noqa: PLC0415  # heavy
    from notifications.sender import Sender  # noqa: PLC0415  # heavy

    settings = load_settings()
    with migrated(settings) as database:
        raw = sys.stdin.buffer.read(bounces.LARGEST + 1)
        try:
            console.print(str(bounces.take(raw, database, SystemClock(), Sender.of(settings))))
        except Refused as problem:
            complain([str(reason) for reason in problem.reasons])
            raise typer.Exit(NO_REPORT) from problem


@app.command("health")
def tell_health(
    metrics: Annotated[bool, typer.Option("--metrics", help="Figures for Prometheus, and exit code 0.")] = False,
) -> None:
    """Say whether the worker works and how old the oldest mail is; the exit code says whether all is well."""
    from workflow.insight import health  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database, database.reading() as session:
        found = health.of(session, SystemClock().now())
    sys.stdout.write(health.metrics(found))
    if not metrics and (wrong := [str(reason) for reason in health.problems(found)]):
        complain(wrong)
        raise typer.Exit(PROBLEM)
