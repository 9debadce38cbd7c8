"""Lays a letter out as plain text, which is the letter; the HTML beside it only repeats it."""

from __future__ import annotations

from notifications.letter import Action, Item, Letter

RULE = "-- "
"""What mail programs know as the beginning of a signature."""


def text(letter: Letter) -> str:
    """Give the whole letter as plain text."""
    parts = [
        letter.language.notice,
        letter.greeting,
        *letter.paragraphs,
        _quoted(letter.quote),
        *(part for item in letter.items for part in _item(item)),
        _lead(letter.action) if letter.action else "",
        "\n".join([RULE, *letter.footer]) if letter.footer else "",
        *(_lead(action) for action in letter.settings),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _item(item: Item) -> list[str]:
    lead = [_lead(item.action)] if item.action else []
    return [f"* {item.subject}", *item.paragraphs, _quoted(item.quote), *lead]


def _quoted(text: str) -> str:
    return "\n".join(f"> {row}".rstrip() for row in text.split("\n")) if text else ""


def _lead(action: Action) -> str:
    return f"{action.words}\n{action.url}"
