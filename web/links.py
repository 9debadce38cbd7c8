"""Addresses of many pages of one kind, for lists: the router is asked once and not for every row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from workflow.kernel.ids import ALPHABET, LENGTH

STAND_IN = ALPHABET[0] * LENGTH
"""What a public id looks like; stands in the address that the router gives."""


def addresses(endpoint: str, name: str) -> Callable[[str], str]:
    """Give what writes the address of a page by its public id, which the endpoint calls `name`."""
    values: dict[str, Any] = {name: STAND_IN}
    before, _, after = url_for(endpoint, **values).partition(STAND_IN)
    return lambda public_id: f"{before}{public_id}{after}"
