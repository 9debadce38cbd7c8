"""The reader's language in mails: a letter is whole in it, or in English and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

from workflow.kernel.messages import N_, English, Translator

ENGLISH = "en"
RIGHT_TO_LEFT = frozenset({"ar"})
NOT_TRANSLATED = N_("This message is not available in your language yet; here it is in English.")


@dataclass(frozen=True)
class Language:
    """A language to write in, with its catalogue."""

    code: str
    words: Translator
    notice: str = ""
    """Why it is not the reader's own; empty where it is."""


def language_for(code: str, sentences: Iterable[str]) -> Language:
    """Give the language to write these sentences in: the reader's where every one is translated, else English."""
    catalogue = _catalogue(code)
    if code == ENGLISH or catalogue is None:
        return Language(ENGLISH, English())
    if all(_has(catalogue, sentence) for sentence in sentences):
        return Language(code, catalogue)
    notice = catalogue.gettext(NOT_TRANSLATED)
    return Language(ENGLISH, English(), notice if notice != NOT_TRANSLATED else "")


def _has(catalogue: NullTranslations, sentence: str) -> bool:
    """Say whether a sentence is translated; one that counts is found by `gettext` in later Pythons only."""
    return catalogue.gettext(sentence) != sentence or catalogue.ngettext(sentence, sentence, 2) != sentence


@cache
def _catalogue(code: str) -> NullTranslations | None:
    compiled = resources.files("config") / "translations" / code / "LC_MESSAGES" / "messages.mo"
    if not code.isalpha() or not compiled.is_file():
        return None
    with compiled.open("rb") as file:
        return GNUTranslations(file)
