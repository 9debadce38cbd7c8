"""What the submitter's pages send, read into plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first page asks for."""

    call: str = ""
    kind: str = ""
    name: str = ""
    email: str = ""


def beginning(sent: Mapping[str, str]) -> Beginning:
    """Give what was chosen and typed on the first page."""
    return Beginning(*(sent.get(name, "")[:LONGEST] for name in ("call", "kind", "name", "email")))


def refuse_without_call(typed: Beginning) -> None:
    """Let what names a call pass, or raise InvalidInput (call)."""
    if not typed.call:
        raise InvalidInput({"call": say("Choose what it is for.")})


def revision() -> int | None:
    """Give the version of the draft that the form was opened at, or None where it names none."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None  # noqa: PLR2004 - as many as a database counts


def wanted() -> str:
    """Give which button was pressed: next, leave or add."""
    return request.form.get("do", "next")
