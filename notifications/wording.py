"""Which words a letter says: a call's own, or the shipped ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from notifications.languages import ENGLISH, Language, language_for
from notifications.letters.of_calls import name_of
from workflow.models import Call, Event
from workflow.rules.letter_words import Words, variables

Own = Mapping[str, Words]
"""A call's own words for one letter, by language."""

NONE: Own = MappingProxyType({})


def own_words(session: Session, event: Event, audience: str) -> Own:
    """Give the words of the event's call for its letter; asked of the database once for all letters of a call."""
    name = name_of(event.name, audience)
    if not name or event.call_id is None:
        return NONE
    call = session.get_one(Call, event.call_id)
    return {row.language: Words(row.subject, row.text) for row in call.letters if row.letter == name}


def fitting(own: Own, known: Iterable[str]) -> Own:
    """Leave out words that ask for what is not known in this case: the shipped ones do without."""
    names = set(known)
    return {code: words for code, words in own.items() if names.issuperset(variables(f"{words.subject} {words.text}"))}


def choose(own: Own, locale: str, shipped: list[str], frame: list[str]) -> tuple[Language, Words | None]:
    """Give the language of a letter, and the call's own words where they count.

    The reader's language comes first: the call's words in it, else the shipped ones in it. Only who reads English, or
    a language that letters are not written in yet, gets the call's English words.
    """
    if locale in own:
        language = language_for(locale, frame)
        if language.code == locale:
            return language, own[locale]
    language = language_for(locale, [*shipped, *frame])
    return language, own.get(ENGLISH) if language.code == ENGLISH else None
