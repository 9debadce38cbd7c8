"""Lays a letter out as plain text, which is the letter; the HTML beside it only repeats it."""

from __future__ import annotations

from notifications.letter import Action, Letter

RULE = "-- "
"""What mail programs know as the beginning of a signature."""


def text(letter: Letter) -> str:
    """Give the whole letter as plain text."""
    parts = [
        letter.language.notice,
        letter.greeting,
        *letter.paragraphs,
        "\n".join(f"> {row}".rstrip() for row in letter.quote.split("\n")) if letter.quote else "",
        _lead(letter.action) if letter.action else "",
        "\n".join([RULE, *letter.footer]),
        *(_lead(action) for action in letter.settings),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _lead(action: Action) -> str:
    return f"{action.words}\n{action.url}"
