"""Texts as tokens: stemmed in five languages, pairs of characters where words are not parted by spaces.

The same function reads what is stored and what is asked or compared, so both databases give the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

STEMMED = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}

WORD = re.compile(r"[^\W_]+")
TYPED = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])+")
"""A word as it is typed, with the marks that stand over its letters."""

UNPARTED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]+")
CODED = re.compile(r"u([0-9a-f]{3,5})")
LONGEST_WORD = 40
LONGEST_ABBREVIATION = 5
REMEMBERED = 50_000
"""So many stems are kept at hand: to stem a word costs fifty times as much as to look it up."""


def tokens_of(text: str, language: str = "") -> list[str]:
    """Give the tokens of a text in their order; `language` is that of the text, or empty where it is not known.

    A Latin word is stemmed as in its language, or as in English; other scripts tell their language themselves.
    """
    return _tokens(WORD.findall(folded(text)), language)


def telling_tokens(text: str, language: str = "") -> list[str]:
    """Give the tokens of a text without the words that say nothing by themselves."""
    return _tokens([word for word in WORD.findall(folded(text)) if word not in EMPTY_WORDS], language)


def _tokens(words: Iterable[str], language: str) -> list[str]:
    tokens: list[str] = []
    for word in words:
        for part in _parts(word):
            tokens += _pairs(part) if UNPARTED.fullmatch(part) else [stem(part, language)]
    return tokens


def folded(text: str) -> str:
    """Give the text in small letters without accents, in one form of Unicode."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)


@lru_cache(REMEMBERED)
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


def _parts(word: str) -> list[str]:
    """Part a run of letters where its script changes between parted and unparted writing."""
    return [part for part in re.split(f"({UNPARTED.pattern})", word) if part]


def _pairs(run: str) -> list[str]:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return [_ascii(pair) for pair in pairs]


def _ascii(token: str) -> str:
    """Write what is not ASCII as its code points: no index has an opinion on those."""
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in token)


def typed_forms(text: str, language: str = "") -> dict[str, str]:
    """Give, for each token of the text, the word it was first typed as; a pair of characters stands for itself."""
    forms: dict[str, str] = {}
    for word in TYPED.findall(unicodedata.normalize("NFC", text)):
        tokens = tokens_of(word, language)
        for token in tokens:
            forms.setdefault(token, _shown(word) if len(tokens) == 1 else decoded(token))
    return forms


def _shown(word: str) -> str:
    """Give a word as it was typed, but none of a title in capitals: only what is short may be an abbreviation."""
    return word.lower() if word.isupper() and len(word) > LONGEST_ABBREVIATION else word


def decoded(token: str) -> str:
    """Give a token in its own script again; it stays a stem. One letter alone might be a word such as "ubeda"."""
    if not re.fullmatch(f"(?:{CODED.pattern}){{2,}}", token):
        return token
    return CODED.sub(lambda found: chr(int(found[1], 16)), token)


EMPTY_WORDS_OF = {
    "en": "a an and as at by for from in into is of on or that the to with",
    "es": "al con de del el en la las los para por que un una y",
    "fr": "au aux avec ce des du est et le les ou pour sur une",
    "ru": "без в для до за и из к на о об от по при с со у",
    "ar": "من في على إلى عن و مع",
}
"""Words that say nothing by themselves, of the languages whose words are stemmed."""

EMPTY_WORDS = frozenset(word for words in EMPTY_WORDS_OF.values() for word in folded(words).split())

SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko"}


def guessed_language(text: str) -> str:
    """Give the language a text is most likely written in by its script and its smallest words, or "" if unclear."""
    words = WORD.findall(folded(text[:GUESSED_FROM]))
    scripts = Counter(unicodedata.name(word[0], "").split(" ")[0] for word in words for _ in word)
    if not scripts:
        return ""
    (script, _), *_ = scripts.most_common()
    if script != "LATIN":
        return SCRIPTS.get(script, "")
    votes = Counter(language for word in words for language in VOTES.get(word, ()))
    (best, most), (_, second), *_ = [*votes.most_common(2), ("", 0), ("", 0)]
    return best if most > second else ""


GUESSED_FROM = 2000
"""So many characters at the beginning of a text tell its language."""


def _votes() -> dict[str, tuple[str, ...]]:
    said = {language: set(folded(words).split()) for language, words in EMPTY_WORDS_OF.items()}
    latin = {"en", "es", "fr"}
    return {word: tuple(sorted(each for each in latin if word in said[each])) for own in latin for word in said[own]}


VOTES = _votes()
"""The languages of Latin script each empty word belongs to."""
