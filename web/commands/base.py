"""What the commands have in common: where they print, how they end, and the database they work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from sqlalchemy.engine import make_url

from config.settings import Settings
from workflow.kernel.db import Database

console = Console()
complaints = Console(stderr=True)

PROBLEM = 1
WRONG_SETTING = 2
NO_REPORT = 65
"""What a mail server reads as: the data was wrong, keep it for a person (EX_DATAERR)."""


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Give the database, whatever its version."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def migrated(settings: Settings) -> Iterator[Database]:
    """Give the database, or say what to do when it is missing or at another version."""
    from workflow import migrations  # noqa: PLC0415  # heavy

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        stop(f"There is no database at {url.database}. Run “collegium migrate” first.")
    with opened(settings) as database:
        if migrations.current(database) != migrations.newest():
            stop("The database is at another version than the program. Run “collegium migrate” first.")
        yield database


def text_of(file: Path) -> str:
    """Give the text of a file, or say that it cannot be read."""
    try:
        return bytes_of(file).decode("utf-8")
    except UnicodeDecodeError:
        stop(f"{file} cannot be read.")


def bytes_of(file: Path) -> bytes:
    """Give what is in a file, or say that it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        stop(f"{file} cannot be read.")


def stop(sentence: str) -> NoReturn:
    """End the command with a sentence."""
    complain([sentence])
    raise typer.Exit(PROBLEM)


def complain(sentences: list[str] | tuple[str, ...]) -> None:
    """Say what is wrong."""
    for sentence in sentences:
        complaints.print(sentence, style="bold red", markup=False, highlight=False, soft_wrap=True)
