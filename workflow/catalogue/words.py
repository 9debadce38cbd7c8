"""What is asked of the catalogue as words: each with the forms it may be stored in."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.rules.tokens import EMPTY_WORDS, folded, tokens_of

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
    return [word for word in words if folded(word.typed) not in EMPTY_WORDS] or words


def _needs(typed: str) -> tuple[tuple[str, ...], ...]:
    """Give, for each token of what was typed, every form it may be stored in."""
    read = [tokens_of(typed, language) for language in LATIN_STEMS]
    return tuple(tuple(dict.fromkeys(forms)) for forms in zip(*read, strict=True))
