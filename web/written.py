"""Parts of pages that are written once: the same people look at the same rows and reviews many times a day.

What a part looks like follows from what it says, the reader's language, zone and day, and, where it has a date,
whether that has passed; all of these are the key, so that nothing ever has to be forgotten. A part with a form in it
is never kept: forms hold tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from flask import Flask, current_app, request
from markupsafe import Markup

from web import formats, i18n

KEPT = 4096
"""So many rows of each list are kept; one takes about two kilobytes."""

KEPT_PARTS = 512
"""So many parts of pages are kept; one takes about ten kilobytes."""


class Dated(Hashable, Protocol):
    """A row of a list; its date is written as the days left until it."""

    @property
    def due_at(self) -> datetime | None:
        """When it is due."""


R = TypeVar("R", bound=Dated)


@dataclass(frozen=True, slots=True)
class Look:
    """A row as one reader sees it now."""

    row: Any
    language: str
    zone: str
    day: date
    is_over: bool
    root: str
    now: datetime = field(compare=False)


def row_writer(write: Callable[[R, datetime], str]) -> Callable[[Iterable[R], datetime], list[Markup]]:
    """Give what writes rows with `write`, each once for all who see the same."""

    @lru_cache(maxsize=KEPT)
    def written(look: Look) -> Markup:
        return Markup(write(look.row, look.now))  # noqa: S704 - a macro wrote it, which escapes

    def rows(given: Iterable[R], now: datetime) -> list[Markup]:
        voice = i18n.voice()
        here = voice.language, str(voice.zone), formats.local_day(now, voice.zone)
        return [written(Look(row, *here, _is_over(row, now), request.script_root, now)) for row in given]

    return rows


def macro(template: str, name: str) -> Callable[..., str]:
    """Give a macro by its name, to be called from Python."""
    found: Callable[..., str] = getattr(current_app.jinja_env.get_template(template).module, name)
    return found


def install(app: Flask, *, now: Callable[[], datetime]) -> None:
    """Give templates `once(template, macro, …)`: what the macro writes of these values, which are plain and frozen."""

    def once(template: str, name: str, *values: Hashable) -> Markup:
        voice = i18n.voice()
        here = voice.language, str(voice.zone), formats.local_day(now(), voice.zone), request.script_root
        return _part(template, name, values, here)

    app.jinja_env.globals["once"] = once


@lru_cache(maxsize=KEPT_PARTS)
def _part(template: str, name: str, values: tuple[Hashable, ...], _here: Hashable) -> Markup:
    return Markup(macro(template, name)(*values))  # noqa: S704 - a macro wrote it, which escapes


def _is_over(row: Dated, now: datetime) -> bool:
    return row.due_at is not None and row.due_at < now
