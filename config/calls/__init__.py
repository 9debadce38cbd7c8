"""Gives the calls that come with the product, as data: theme, process, form, panel rule, days, anonymity."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

Anonymity = Literal["open", "single", "double"]


class UnknownCall(LookupError):
    """There is no call of this name."""


@dataclass(frozen=True, slots=True)
class CallData:
    """A call before it is in the database; `panel`, `quorum` and `dispute` are read by the rules of these names."""

    key: str
    title: str
    theme: str
    reference_prefix: str
    processes: Mapping[str, str]
    review_form: str
    anonymity: Anonymity
    next_in_line: Literal["suggest", "invite"]
    bidding: bool
    reviews_shown: Literal["never", "after_own", "always"]
    time_zone: str
    answer_days: int
    due_days: int
    grace_days: int
    longest_extension_days: int
    clarification_days: int
    panel: Mapping[str, Any]
    quorum: Mapping[str, Any]
    dispute: Mapping[str, Any]
    affinity: Mapping[str, Any]
    reminders: Mapping[str, tuple[int, ...]]


@cache
def call_data(name: str = "hub") -> CallData:
    """Give a call that comes with the product. Raises UnknownCall."""
    file = resources.files(__package__).joinpath(f"{name}.toml")
    if not file.is_file():
        raise UnknownCall(name)
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {k: MappingProxyType(data[k]) for k in ("processes", "panel", "quorum", "dispute", "affinity")}
    reminders = MappingProxyType({kind: tuple(days) for kind, days in data["reminders"].items()})
    return CallData(**{**data, **tables, "reminders": reminders})
