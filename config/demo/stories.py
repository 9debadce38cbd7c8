"""Gives what happened in the demo: who is in it, and what happened to each item and application, day by day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: the day after the beginning, what, and the words that say by or to whom."""

    day: int
    verb: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened to one item or application since it was begun, `began` days ago."""

    subject: str
    """The seed record of an item, or the archetype of an applicant."""
    began: int
    steps: tuple[Step, ...]
    key: str = ""
    title: str = ""
    """A working title, where the source gives none."""
    submitter: str = ""
    coordinator: str = "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person by his role: staff of the office, or somebody who sends resources in."""

    key: str
    name: str
    role: str = ""
    locale: str = "en"
    time_zone: str = "UTC"

    @property
    def email(self) -> str:
        """Give an address that can belong to nobody."""
        return f"{self.name.lower().replace(',', '').replace(' ', '-')}@example.org"


@cache
def stories() -> tuple[Story, ...]:
    """Give what happened to the items, the oldest first."""
    return tuple(sorted(map(_story, _load("stories")["story"]), key=lambda story: -story.began))


@cache
def applicants() -> tuple[Story, ...]:
    """Give what happened to the applications of people who were not on the roster from the beginning."""
    return tuple(map(_story, _load("people")["applicant"]))


@cache
def staff() -> tuple[Somebody, ...]:
    """Give the office: administrator, chief and coordinators."""
    return tuple(Somebody(**row) for row in _load("people")["staff"])


@cache
def submitters() -> tuple[Somebody, ...]:
    """Give those who send resources in."""
    return tuple(Somebody(**row) for row in _load("people")["submitter"])


@cache
def wishes(kind: str) -> tuple[Mapping[str, Any], ...]:
    """Give what members said of their time (`absence`, `limit`, `listed`), or how their membership moved (`move`)."""
    return tuple(MappingProxyType(row) for row in _load("people")[kind])


@cache
def works(kind: str) -> tuple[Mapping[str, Any], ...]:
    """Give what members have on file (`work`), or a file of it that waits to be looked at (`file`)."""
    return tuple(MappingProxyType(row) for row in _load("works")[kind])


@cache
def member_table() -> Mapping[str, Any]:
    """Give a table of members that somebody brought: its name, and its rows as they were written."""
    found: Mapping[str, Any] = _load("people")["table"]
    return found


@cache
def letters() -> Mapping[str, Any]:
    """Give the words of reviews, decisions and applications."""
    return MappingProxyType(_load("letters"))


def _story(row: Mapping[str, Any]) -> Story:
    return Story(**{**row, "steps": tuple(_step(text) for text in row["steps"])})


def _step(text: str) -> Step:
    day, verb, *words = text.split()
    return Step(int(day), verb, tuple(words))


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
