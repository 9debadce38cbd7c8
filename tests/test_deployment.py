"""What docs/deployment names is there: commands, options, settings; its files are read as their programs read them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from config.settings import FILE_VARIABLE, PREFIX, Settings, load_settings
from tests.test_run import pins
from web import cli

FOLDER = Path(__file__).parent.parent / "docs" / "deployment"
UNITS = sorted((FOLDER / "systemd").glob("*.service"))
COMPOSE = sorted(FOLDER.glob("*.compose.yaml"))
TEXTS = [path for path in FOLDER.rglob("*") if path.is_file()]
COMMANDS: dict[str, Any] = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
GIVEN = {
    "BASE_URL": "https://hub.example.org", "SECRET_KEY": "k" * 40, "DATABASE_PASSWORD": "secret",
    "DATABASE_URL": "postgresql://collegium@db/collegium", "MAIL_FROM": "hub@example.org", "SMTP_HOST": "mail",
    "SHARED_FOLDER": "/srv/collegium",
}  # fmt: skip
"""What the file beside a compose file gives."""


def is_understood(words: list[str]) -> bool:
    """Say whether the command line takes these words."""
    command, *rest = words
    known = {option for each in COMMANDS[command].params for option in each.opts} if command in COMMANDS else set()
    return command in COMMANDS and {word for word in rest if word.startswith("--")} <= known


def filled(text: object) -> str:
    """Put in the variables as compose does; one that must be given and is not is an error here too."""

    def value(found: re.Match[str]) -> str:
        name, otherwise = found[1], found[2] or ""
        return GIVEN[name] if name in GIVEN else {":-": otherwise[2:]}[otherwise[:2]]

    return re.sub(r"\$\{(\w+)((?::[-?])[^}]*)?\}", value, str(text))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_there_is(unit: Path) -> None:
    parser = ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd minds capitals
    parser.read_string(unit.read_text(encoding="utf-8"))
    program, *words = parser["Service"]["ExecStart"].split()
    assert (Path(program).name, is_understood(words)) == ("collegium", True)
    assert parser["Service"]["Environment"].startswith(f"{FILE_VARIABLE}=")
    assert {*parser} == {"DEFAULT", "Unit", "Service", "Install"}


@pytest.mark.parametrize("file", COMPOSE, ids=lambda path: path.name)
def test_a_compose_file_starts_what_there_is_with_settings_that_are_taken(file: Path) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    ours = {name: each for name, each in content["services"].items() if each["image"] == "collegium"}
    assert {name: is_understood(each["command"]) for name, each in ours.items()} == dict.fromkeys(ours, True)
    assert {"web", "migrate"} < set(ours)
    for each in ours.values():
        given = {name.removeprefix(PREFIX).lower(): filled(value) for name, value in each["environment"].items()}
        assert load_settings(**given).mail_mode == "smtp"
        assert set(each.get("depends_on", {})) <= set(content["services"])


def test_the_settings_of_the_page_are_taken() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    block = page.split("```toml\n")[1].split("```")[0].replace("…", "x" * 40)
    assert load_settings(**tomllib.loads(block)).trusted_proxies == 1


def test_everything_named_is_there() -> None:
    settings = {PREFIX + name.upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    assert set(named(r"COLLEGIUM_[A-Z_]+")) <= settings
    assert set(named(r"`collegium ([a-z-]+)")) <= set(COMMANDS)
    links = set(re.findall(r"\]\(([^)#:]+)\)", (FOLDER / "README.md").read_text(encoding="utf-8")))
    assert [link for link in sorted(links) if not (FOLDER / link).exists()] == []


def named(pattern: str) -> Iterator[str]:
    for text in TEXTS:
        yield from re.findall(pattern, text.read_text(encoding="utf-8"))


def test_the_lock_of_many_machines_is_the_other_one_and_more() -> None:
    run, distributed, test = pins("run"), pins("distributed"), pins("test")
    assert run.items() < distributed.items() < test.items()
    assert "procrastinate" in distributed.keys() - run.keys()
