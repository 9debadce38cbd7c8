"""Commands that look after an installation: its schema, its people, its invariants, its log, its routes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from config.settings import load_settings
from web.commands.base import PROBLEM, bytes_of, complain, complaints, console, migrated, opened
from workflow.kernel.clock import SystemClock

app = typer.Typer()
admins = typer.Typer(no_args_is_help=True, help="Administrators.")
rosters = typer.Typer(no_args_is_help=True, help="The roster.")
audits = typer.Typer(no_args_is_help=True, help="The log.")
app.add_typer(admins, name="admin")
app.add_typer(audits, name="audit")
app.add_typer(rosters, name="roster")


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this program, with the terms, processes and call it ships."""
    from workflow import migrations  # noqa: PLC0415  # heavy
    from workflow.actions import seeding  # noqa: PLC0415  # heavy

    with opened(load_settings()) as database:
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

    with migrated(load_settings()) as database:
        now = SystemClock().now()
        database.in_transaction(lambda s: people.make_first_administrator(s, name, email, now=now).id)
        console.print(f"{name} is the administrator. Sign in with a link sent to {email}.")


@app.command()
def check() -> None:
    """Check the invariants of the live database; the exit code says whether all hold."""
    from workflow.actions import invariants  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database, database.reading() as session:
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


@audits.command("verify")
def verify_log() -> None:
    """Verify every chain of the log; the exit code says whether all are whole."""
    from workflow.actions import audit  # noqa: PLC0415  # heavy

    with migrated(load_settings()) as database, database.reading() as session:
        broken = audit.verify(session)
    if broken:
        complain([str(reason) for reason in broken])
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

    with migrated(load_settings()) as database:
        for sentence in bring(database, by, (file.name, bytes_of(file)), SystemClock().now(), take=take):
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
