"""The command line: what is wrong is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.behaviours import behaviour, case
from tests.builders import NOW, a_submission, a_world
from web import cli
from workflow.kernel.db import Database
from workflow.models import LogEntry, Person, Role

ROOT = Path(__file__).parents[2]
FORK = multiprocessing.get_context("fork")
BROKEN = """
name = "broken"
title = "Broken"
[[state]]
name = "draft"
title = "Draft"
[[state]]
name = "lost"
title = "Lost"
[[transition]]
trigger = "send"
label = "Send"
from = ["draft"]
to = "nowhere"
by = ["nobody"]
needs = ["no_such_guard"]
"""


@dataclass(frozen=True)
class Said:
    """What the command said, and its exit code."""

    code: int
    out: str
    problem: str


Command = Callable[..., Said]


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """Give a function that runs the program without a database."""
    return lambda *words, **settings: _run(tmp_path, f"sqlite:///{tmp_path / 'none.db'}", words, settings)


@pytest.fixture
def collegium(database: Database, tmp_path: Path) -> Command:
    """Give a function that runs the program on the test's database."""
    url = database.url.render_as_string(hide_password=False)
    return lambda *words, **settings: _run(tmp_path, url, words, settings)


def _run(folder: Path, url: str, words: tuple[str, ...], settings: dict[str, str]) -> Said:
    given = {"DATABASE_URL": url, "SECRET_KEY": "k" * 40, "DATA_FOLDER": str(folder), "BASE_URL": "http://localhost"}
    named = {f"COLLEGIUM_{name}": value for name, value in {**given, **settings}.items()}
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "300", "NO_COLOR": "1", **named}
    out, problem = folder / "out", folder / "problem"
    program = FORK.Process(target=_be_the_program, args=(folder, environment, words, out, problem))
    program.start()
    program.join(100)
    said = Said(program.exitcode if program.exitcode is not None else -1, out.read_text(), problem.read_text())
    assert "Traceback" not in said.problem
    return said


def _be_the_program(
    folder: Path, environment: dict[str, str], words: tuple[str, ...], out: Path, problem: Path
) -> None:
    """Run the command as its own process would; a fork has imported everything already."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["collegium", *words]
    code: object = 0
    nothing = Path(os.devnull)
    with out.open("w") as sys.stdout, problem.open("w") as sys.stderr, nothing.open() as sys.stdin:
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        except BaseException:  # noqa: BLE001 - whatever it is, the program would show it
            traceback.print_exc()
            code = 1
    os._exit(code if isinstance(code, int) else int(code is not None))


def test_a_wrong_setting_is_one_sentence(bare: Command) -> None:
    said = bare("check", SESSION_DAYS="many")
    assert (said.code, len(said.problem.strip().splitlines())) == (2, 1)
    assert "COLLEGIUM_SESSION_DAYS" in said.problem


def test_a_missing_database_is_said_with_what_to_do(bare: Command) -> None:
    for words in (["check"], ["tick"], ["drain"], ["audit", "verify"], ["worker"]):
        said = bare(*words)
        assert (said.code, "Run “collegium migrate” first." in said.problem) == (1, True)


def test_an_empty_database_is_migrated_and_then_sound(bare: Command) -> None:
    first, again, found = bare("migrate"), bare("migrate"), bare("check")
    assert [first.code, again.code, found.code] == [0, 0, 0]
    assert "The database is at version" in first.out
    assert "Every invariant holds." in found.out


def test_a_database_of_another_version_is_refused(collegium: Command, database: Database) -> None:
    database.in_transaction(lambda s: s.execute(text("UPDATE alembic_version SET version_num = '0000'")))
    said = collegium("check")
    assert (said.code, "at another version than the program" in said.problem) == (1, True)


@behaviour("A4")
def test_the_first_administrator_is_made_once(collegium: Command, database: Database) -> None:
    words = ("admin", "create", "--email", "ada@example.org", "--name", "Ada")
    first, again = collegium(*words), collegium(*words)
    assert (first.code, "Ada is the administrator." in first.out) == (0, True)
    assert (again.code, "There is an administrator already" in again.problem) == (1, True)
    with database.reading() as session:
        assert session.execute(select(Person.name, Role.name).join(Role, Role.person_id == Person.id)).all() == [
            ("Ada", "administrator")
        ]


def test_a_wrong_address_is_a_sentence(collegium: Command) -> None:
    said = collegium("admin", "create", "--email", "nobody", "--name", "Ada")
    assert (said.code, "Write an address such as name@example.org." in said.problem) == (1, True)


def test_routes_shows_nothing_of_the_demo_outside_it(bare: Command) -> None:
    inside, outside = bare("routes", DEMO="true", BASE_URL="http://127.0.0.1:8000"), bare("routes")
    assert (inside.code, "demo.personas" in inside.out) == (0, True)
    assert (outside.code, "demo" in outside.out, "needs people.manage" in outside.out) == (0, False, True)


def test_a_broken_process_file_is_told_whole(bare: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(BROKEN, encoding="utf-8")
    said = bare("process", "check", "broken.toml", str(ROOT / "config/processes/hub.toml"))
    assert said.code == 1
    assert "hub.toml: every row is sound." in said.out
    assert [word for word in ("nowhere", "nobody", "no_such_guard", "lost") if word not in said.problem] == []
    assert all("broken.toml" in line for line in said.problem.strip().splitlines())
    assert bare("process", "check", "not-there.toml").code == 1


def test_a_process_is_drawn(bare: Command, tmp_path: Path) -> None:
    said, written = bare("process", "draw", "hub"), bare("process", "draw", "membership", "--out", "picture.svg")
    assert (said.code, said.out.lstrip().startswith("<svg")) == (0, True)
    assert (written.code, "</svg>" in (tmp_path / "picture.svg").read_text(encoding="utf-8")) == (0, True)
    assert bare("process", "draw", "nothing").code == 2


@behaviour("X7")
@case("D-CC-06")
def test_check_and_verify_find_what_is_broken(collegium: Command, database: Database) -> None:
    database.in_transaction(lambda s: a_submission(s, "reviewed", world=a_world(s)).id)
    assert [collegium("check").code, collegium("audit", "verify").code] == [0, 0]

    with database.engine.connect().execution_options(kind="writing") as connection:
        newest = select(LogEntry.id).order_by(LogEntry.id.desc()).limit(1)
        wrong = update(LogEntry).where(LogEntry.id == newest.scalar_subquery()).values(trigger="publish")
        connection.execute(wrong)
        connection.commit()
    said = collegium("audit", "verify")
    assert (said.code, said.problem.strip() != "") == (1, True)
    database.in_transaction(lambda s: s.execute(text("UPDATE submission SET reviews_in = 99")))
    found = collegium("check")
    assert (found.code, found.problem.strip() != "") == (1, True)


def test_tick_and_drain_say_what_they_did(collegium: Command, database: Database) -> None:
    database.in_transaction(lambda s: a_submission(s, "assigned", world=a_world(s), now=NOW).id)
    ticked, drained = collegium("tick"), collegium("drain")
    assert (ticked.code, "reminders " in ticked.out, "anchored 1" in ticked.out) == (0, True, True)
    assert (drained.code, "relayed " in drained.out) == (0, True)
    assert "relayed 0" in collegium("drain").out


@behaviour("C9")
@case("D-TM-06")
def test_health_says_that_no_worker_runs_and_bounce_refuses_what_is_no_report(collegium: Command) -> None:
    said = collegium("health")
    assert (said.code, "no worker runs" in said.problem, "collegium_mail_due 0" in said.out) == (1, True, True)
    assert collegium("health", "--metrics").code == 0
    refused = collegium("bounce")
    assert (refused.code, "Nothing was changed" in refused.problem) == (65, True)
