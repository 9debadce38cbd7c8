"""What the detection of conflicts of interest compares with, as data: years that count, domains that say nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def years(name: str) -> int:
    """Give how many years back something still counts: co_author or collaboration."""
    return int(_data()["years"][name])


@cache
def shared_domains() -> frozenset[str]:
    """Give the domains under which people have addresses without having anything in common."""
    mail = _data()["mail"]
    return frozenset([*mail["providers"], *mail["reserved"]])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("conflicts.toml").read_text(encoding="utf-8"))
