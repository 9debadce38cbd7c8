"""The six languages of the pages: their names, their direction, and which one a reader gets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError, negotiate_locale
from markupsafe import Markup

CODES = ("ar", "zh", "en", "fr", "ru", "es")
DEFAULT = "en"
KEPT = 1024
"""So many answers about languages are kept: a list asks the same for each of its rows."""

OWN_NAMES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known about the language a reader wants; empty where nothing is known."""

    asked: str = ""
    chosen: str = ""
    person: str = ""
    accepted: tuple[str, ...] = ()


def negotiate(wishes: Wishes) -> str:
    """Give the code of the language to write in.

    What the address asks for comes first, then what was last chosen in this browser, then what the person has
    set, then what the browser accepts, then English.
    """
    for code in (wishes.asked, wishes.chosen, wishes.person):
        if code in CODES:
            return code
    return negotiate_locale([code.replace("-", "_") for code in wishes.accepted], CODES) or DEFAULT


@lru_cache(maxsize=KEPT)
def _locale(code: str) -> Locale | None:
    """Give Babel's locale of a code, or None when there is no such language."""
    try:
        return Locale.parse(code, sep="-" if "-" in code else "_")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=KEPT)
def direction(code: str) -> str:
    """Give "rtl" or "ltr"; "auto", which lets the browser look at the text, for an unknown language."""
    locale = _locale(code)
    return locale.text_direction if locale else "auto"


@lru_cache(maxsize=KEPT)
def language_name(code: str, reader: str) -> str:
    """Give the name of a language in the language of the reader; the code itself when it is unknown."""
    locale = _locale(code)
    return (locale.get_display_name(reader) if locale else None) or code


def lang_attrs(code: str, page: str) -> Markup:
    """Give the attributes that mark a text of another language than its page; nothing for the page's own."""
    if not code or code == page:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(code, direction(code))
