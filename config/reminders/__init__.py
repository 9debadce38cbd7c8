"""Gives the rules for automatic mails that come with the product; workflow/rules/reminder_rules.py checks them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def shipped_rules() -> tuple[dict[str, Any], ...]:
    """Give the rules as they stand in the file, unchecked."""
    text = resources.files(__package__).joinpath("reminders.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["rule"])
