"""The schema's versions, up and down, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from workflow.kernel.db import Database

FOLDER = Path(__file__).parent


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`; does nothing where it is there already."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema down to `revision` ("base" empties it)."""
    command.downgrade(_config(database), revision)


def current(database: Database) -> str | None:
    """Give the revision the database is at, or None for an empty one."""
    with database.engine.connect().execution_options(kind="reading") as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Give the revision the program needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["database"] = database
    return config
