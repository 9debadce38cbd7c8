"""Texts as words to search by: stemmed in five languages, pairs of characters where words are not parted by spaces.

The same function reads what is stored and what is asked, so both databases give the same hits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

STEMMED = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}

WORD = re.compile(r"[^\W_]+")
UNPARTED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]+")
LONGEST_WORD = 40
LATIN_STEMS = ("en", "es", "fr")
"""The languages a Latin word may have been stemmed in; what is asked is looked for in each of them."""

MOST_WORDS = 24
"""More words than this are not asked by people."""


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question as it was typed; each of its `needs` is met by one of several tokens."""

    typed: str
    needs: tuple[tuple[str, ...], ...]


def asked(text: str) -> list[AskedWord]:
    """Give the words to look for, all of them; words that say nothing count only where there are no others."""
    words = [AskedWord(typed, _needs(typed)) for typed in text.split()]
    words = [word for word in words if word.needs][:MOST_WORDS]
    return [word for word in words if _folded(word.typed) not in EMPTY_WORDS] or words


def tokens_of(text: str, language: str = "") -> list[str]:
    """Give the tokens of a text in their order; `language` is that of the text, or empty where it is not known.

    A Latin word is stemmed as in its language, or as in English; other scripts tell their language themselves.
    """
    tokens: list[str] = []
    for word in WORD.findall(_folded(text)):
        for part in _parts(word):
            tokens += _pairs(part) if UNPARTED.fullmatch(part) else [stem(part, language)]
    return tokens


@cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)


def stem(word: str, language: str) -> str:
    """Give the stem of one word, written in ASCII as both databases' indexes want it."""
    used = _language_of(word, language)
    stemmed = str(_stemmer(STEMMED[used]).stemWord(word)) if used else word
    return _ascii(stemmed[:LONGEST_WORD])


def _language_of(word: str, language: str) -> str:
    first = unicodedata.name(word[0], "")
    if first.startswith("ARABIC"):
        return "ar"
    if first.startswith("CYRILLIC"):
        return "ru"
    if first.startswith("LATIN"):
        return language if language in {"es", "fr"} else "en"
    return ""


def _needs(typed: str) -> tuple[tuple[str, ...], ...]:
    """Give, for each token of what was typed, every form it may be stored in."""
    read = [tokens_of(typed, language) for language in LATIN_STEMS]
    return tuple(tuple(dict.fromkeys(forms)) for forms in zip(*read, strict=True))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _parts(word: str) -> list[str]:
    """Part a run of letters where its script changes between parted and unparted writing."""
    return [part for part in re.split(f"({UNPARTED.pattern})", word) if part]


def _pairs(run: str) -> list[str]:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return [_ascii(pair) for pair in pairs]


def _ascii(token: str) -> str:
    """Write what is not ASCII as its code points: no index has an opinion on those."""
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in token)


EMPTY_WORDS = frozenset(
    _folded(
        "a an and as at by for from in into is of on or that the to with "
        "al con de del el en la las los para por que un una y au aux avec ce des du est et le les ou pour sur une "
        "без в для до за и из к на о об от по при с со у "
        "من في على إلى عن و مع"
    ).split()
)
"""Words that say nothing by themselves, of the languages whose words are stemmed."""
