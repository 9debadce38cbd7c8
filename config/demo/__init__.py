"""Gives the demonstration data: the twelve seed records and the reviewers drawn from role descriptors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Archetype:
    """A role, not a person: what a reviewer of this kind knows, reads and has time for."""

    key: str
    descriptor: str
    side: str
    background: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    expertise: tuple[str, ...]
    objectives: tuple[str, ...]
    experience_years: str
    availability_per_year: int


@cache
def archetypes() -> tuple[Archetype, ...]:
    """Give the reviewer archetypes; `side` is internal (the file's "un") or external."""
    return tuple(_archetype(row) for row in _load("reviewer_archetypes")["items"])


@cache
def samples() -> tuple[Mapping[str, Any], ...]:
    """Give the twelve seed records in the seed's own words; what is inferred stands under "suggested" only."""
    return tuple(MappingProxyType(row) for row in _load("samples")["items"])


@cache
def objective_page() -> Mapping[str, Any]:
    """Give the text of the seed's objective page: commitment and actions of objective 7."""
    return MappingProxyType(_load("samples")["pages"][0])


def _archetype(row: Mapping[str, Any]) -> Archetype:
    lists = {name: tuple(row[name]) for name in ("regions", "languages", "expertise", "objectives")}
    side = "internal" if row["side"] == "un" else "external"
    return Archetype(**{**row, **lists, "side": side})


def _load(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
