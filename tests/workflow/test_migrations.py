"""The schema goes up and down on both databases, and is what the models say."""

from __future__ import annotations

import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from tests.behaviours import case
from workflow import migrations
from workflow.kernel.db import Database
from workflow.models import Base

OURS = {"include_object": lambda _obj, name, *_: not str(name).startswith("publication_search")}
"""The search index is the database's own way to find words; no model speaks of it."""

PROGRAM = """
import sys
from workflow import migrations
from workflow.kernel.db import Database
migrations.upgrade(Database(sys.argv[1]))
"""


def tables(database: Database) -> set[str]:
    """Give the tables there are, without the search index's own."""
    found = set(inspect(database.engine).get_table_names())
    return {name for name in found if not name.startswith("publication_search")} - {"alembic_version"}


def test_up_down_and_up_again(empty_database: Database) -> None:
    """Down leaves nothing; up leaves every table; twice is as once."""
    migrations.upgrade(empty_database)
    migrations.upgrade(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables)
    migrations.downgrade(empty_database, "base")
    assert tables(empty_database) == set()
    migrations.upgrade(empty_database)
    assert (tables(empty_database), migrations.current(empty_database)) == (
        set(Base.metadata.tables),
        migrations.newest(),
    )


def test_migrations_and_models_agree(empty_database: Database) -> None:
    """A model that changed without a migration is found here."""
    migrations.upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OURS)
        assert compare_metadata(context, Base.metadata) == []


@case("D-DU-08")
def test_two_programs_that_start_at_once_migrate_once(empty_database: Database) -> None:
    """The second waits for the first and finds everything done."""
    url = empty_database.url.render_as_string(hide_password=False)
    programs = [subprocess.Popen([sys.executable, "-c", PROGRAM, url], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(program.wait(60), program.communicate()[1]) for program in programs] == [(0, b"")] * 3
    assert migrations.current(empty_database) == migrations.newest()
