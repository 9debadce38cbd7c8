"""The command line: serving, migrating, looking after an installation."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from config.settings import Settings, SettingsProblem, load_settings
from workflow.kernel.clock import SystemClock
from workflow.kernel.db import Database
from workflow.kernel.errors import DomainError, Refused

app = typer.Typer(name="collegium", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Collegium: a peer-review workflow engine.")  # fmt: skip
admins = typer.Typer(no_args_is_help=True, help="Administrators.")
processes = typer.Typer(no_args_is_help=True, help="Processes.")
rosters = typer.Typer(no_args_is_help=True, help="The roster.")
audits = typer.Typer(no_args_is_help=True, help="The log.")
app.add_typer(admins, name="admin")
app.add_typer(processes, name="process")
app.add_typer(audits, name="audit")
app.add_typer(rosters, name="roster")

console = Console()
complaints = Console(stderr=True)

PROBLEM = 1
WRONG_SETTING = 2
MAIL_MAY_WAIT = 5
"""By so much the worker stands back where pages want the same processor."""

NO_REPORT = 65
"""What a mail server reads as: the data was wrong, keep it for a person (EX_DATAERR)."""


def main() -> None:
    """Run the command line; what is wrong is said in sentences, never as a traceback."""
    try:
        app()
    except SettingsProblem as problem:
        _complain(problem.sentences)
        sys.exit(WRONG_SETTING)
    except DomainError as problem:
        _complain([str(reason) for reason in problem.reasons])
        sys.exit(PROBLEM)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    threads: Annotated[int, typer.Option(help="Requests answered at once.")] = 8,
) -> None:
    """Serve the site."""
    from web.app import create_app  # noqa: PLC0415  # heavy
    from web.serving import server_of  # noqa: PLC0415  # heavy

    settings = load_settings()
    with _migrated(settings) as database:
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

    with _migrated(load_settings()) as database:
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


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this program, with the terms, processes and call it ships."""
    from workflow import migrations  # noqa: PLC0415  # heavy
    from workflow.actions import seeding  # noqa: PLC0415  # heavy

    with _database(load_settings()) as database:
        migrations.upgrade(database)
        now = SystemClock().now()
        database.in_transaction(lambda session: seeding.seed(session, now))
        console.print(f"The database is at version {migrations.current(database)}.")


@admins.command("create")
def create_administrator(
    email: Annotated[str, typer.Option(prompt="E-mail address", help="Where the sign-in link goes.")],
    name: Annotated[str, typer.Option(prompt="Name", help="How the person is called.")],
) -> None:
    """Make the first administrator."""
    from workflow.actions import people  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database:
        now = SystemClock().now()
        database.in_transaction(lambda s: people.make_first_administrator(s, name, email, now=now).id)
        console.print(f"{name} is the administrator. Sign in with a link sent to {email}.")


@app.command()
def tick() -> None:
    """Do once what the clock asks for: reminders that are due, rounds that are complete, texts to be counted."""
    from notifications import restored, texts  # noqa: PLC0415  # heavy
    from notifications import tick as ticks  # noqa: PLC0415  # heavy
    from workflow.files import LocalFolder  # noqa: PLC0415  # heavy

    settings = load_settings()
    with _migrated(settings) as database:
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
    with _migrated(settings) as database:
        console.print(str(ticks.drain(database, transport_for(settings), SystemClock(), settings)))


@app.command()
def hold() -> None:
    """Hold back everything automatic until “collegium release”: before a copy is tried, or after a restore."""
    from workflow.actions import restored  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database:
        now = SystemClock().now()
        database.in_transaction(lambda session: restored.hold_everything(session, "", now))
    console.print("Everything automatic is held. What people do still sends its mail.")


@app.command()
def release() -> None:
    """Let go everything that was held after a restore; what has passed meanwhile is left out."""
    from workflow.actions import timetable  # noqa: PLC0415  # heavy
    from workflow.policy import SYSTEM  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database:
        now = SystemClock().now()
        try:
            database.in_transaction(
                lambda session: timetable.release_mails(session, SYSTEM, "", kind="everything", now=now)
            )
        except Refused as refused:
            _stop(str(refused.reasons[0]))
    console.print("Everything goes on. What has fallen due leaves within a minute, the latest step of each.")


@app.command()
def bounce() -> None:
    """Take one report of a failed delivery from standard input, as a mail server pipes it in."""
    from notifications import bounces  # noqa: PLC0415  # heavy
    from notifications.sender import Sender  # noqa: PLC0415  # heavy

    settings = load_settings()
    with _migrated(settings) as database:
        raw = sys.stdin.buffer.read(bounces.LARGEST + 1)
        try:
            console.print(str(bounces.take(raw, database, SystemClock(), Sender.of(settings))))
        except Refused as problem:
            _complain([str(reason) for reason in problem.reasons])
            raise typer.Exit(NO_REPORT) from problem


@app.command("health")
def tell_health(
    metrics: Annotated[bool, typer.Option("--metrics", help="Figures for Prometheus, and exit code 0.")] = False,
) -> None:
    """Say whether the worker works and how old the oldest mail is; the exit code says whether all is well."""
    from workflow.insight import health  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database, database.reading() as session:
        found = health.of(session, SystemClock().now())
    sys.stdout.write(health.metrics(found))
    if not metrics and (wrong := [str(reason) for reason in health.problems(found)]):
        _complain(wrong)
        raise typer.Exit(PROBLEM)


@app.command()
def check() -> None:
    """Check the invariants of the live database; the exit code says whether all hold."""
    from workflow.actions import invariants  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database, database.reading() as session:
        violations = invariants.check(session, SystemClock().now())
    for violation in violations:
        complaints.print(str(violation))
    if violations:
        raise typer.Exit(PROBLEM)
    console.print("Every invariant holds.")


@app.command()
def routes() -> None:
    """List every route with whom it is for."""
    from web.app import create_app  # noqa: PLC0415  # heavy
    from web.routing import table  # noqa: PLC0415  # heavy

    settings = load_settings()
    listing = Table("methods", "address", "endpoint", "for")
    for row in table(create_app(settings)):
        listing.add_row(*row)
    console.print(listing)


@processes.command("check")
def check_process(files: Annotated[list[Path], typer.Argument(help="Process files.")]) -> None:
    """Check process files whole; every problem is named with its file and transition."""
    from workflow.actions.engine import AUDIENCES, registry  # noqa: PLC0415  # heavy
    from workflow.process.reading import InvalidProcess, parse  # noqa: PLC0415  # heavy

    failed = False
    for file in files:
        try:
            parse(_text_of(file), registry.known(AUDIENCES), file=file.name)
            console.print(f"{file.name}: every row is sound.")
        except InvalidProcess as problem:
            failed = True
            _complain([str(reason) for reason in problem.reasons])
    if failed:
        raise typer.Exit(PROBLEM)


@processes.command("draw")
def draw_process(
    name: Annotated[str, typer.Argument(help="hub, assignment, application or membership.")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without it.")] = None,
) -> None:
    """Draw a process as SVG."""
    from workflow.actions.engine import AUDIENCES, registry  # noqa: PLC0415  # heavy
    from workflow.actions.process_store import SHIPPED, shipped_text  # noqa: PLC0415  # heavy
    from workflow.process.diagram import draw  # noqa: PLC0415  # heavy
    from workflow.process.reading import parse  # noqa: PLC0415  # heavy

    if name not in SHIPPED:
        raise typer.BadParameter("choose one of " + ", ".join(SHIPPED))
    process = parse(shipped_text(name), registry.known(AUDIENCES), file=f"{name}.toml")
    picture = draw(process, process.title, standalone=True)
    if out is None:
        sys.stdout.write(picture + "\n")
    else:
        out.write_text(picture, encoding="utf-8")


@audits.command("verify")
def verify_log() -> None:
    """Verify every chain of the log; the exit code says whether all are whole."""
    from workflow.actions import audit  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database, database.reading() as session:
        broken = audit.verify(session)
    if broken:
        _complain([str(reason) for reason in broken])
        raise typer.Exit(PROBLEM)
    console.print("Every chain of the log is whole.")


@rosters.command("import")
def import_members(
    file: Annotated[Path, typer.Argument(help="A table, CSV or XLSX.")],
    by: Annotated[str, typer.Option(help="The address of the coordinator who brings it.")],
    take: Annotated[
        bool, typer.Option("--take", help="Change the roster; without it, only say what would come.")
    ] = False,
) -> None:
    """Say what would come of a table of members, line by line, and take it whole or not at all."""
    from web.roster.importing_command import bring  # noqa: PLC0415  # heavy

    with _migrated(load_settings()) as database:
        for sentence in bring(database, by, (file.name, _bytes_of(file)), SystemClock().now(), take=take):
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _work(*parts: str) -> None:
    from notifications.worker import run  # noqa: PLC0415  # heavy

    settings = load_settings()
    with _migrated(settings) as database:
        os.nice(MAIL_MAY_WAIT)
        run(settings, database, SystemClock(), frozenset(parts))


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _migrated(settings: Settings) -> Iterator[Database]:
    """Give the database, or say what to do when it is missing or at another version."""
    from workflow import migrations  # noqa: PLC0415  # heavy

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        _stop(f"There is no database at {url.database}. Run “collegium migrate” first.")
    with _database(settings) as database:
        if migrations.current(database) != migrations.newest():
            _stop("The database is at another version than the program. Run “collegium migrate” first.")
        yield database


def _text_of(file: Path) -> str:
    try:
        return _bytes_of(file).decode("utf-8")
    except UnicodeDecodeError:
        _stop(f"{file} cannot be read.")
        raise


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        _stop(f"{file} cannot be read.")
        raise


def _stop(sentence: str) -> None:
    _complain([sentence])
    raise typer.Exit(PROBLEM)


def _complain(sentences: list[str] | tuple[str, ...]) -> None:
    for sentence in sentences:
        complaints.print(sentence, style="bold red", markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
