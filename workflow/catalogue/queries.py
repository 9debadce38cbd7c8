"""What a reader of the hub asks for, as an address can say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from config.vocabularies import keys
from workflow.catalogue.index import FACETS, NOT_GIVEN, OTHER_LANGUAGE, VOCABULARY_OF
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.rules.text import length_problem, tidy_line, unstorable

LONGEST_TEXT = 300
LONGEST_KEY = 300
MOST_VALUES = 40
MOST_PAGES = 1_000_000
PAGE_SIZE = 20

Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """Words to find, values chosen by facet, and which page of the result."""

    text: str = ""
    chosen: Chosen = field(default_factory=lambda: MappingProxyType({}))
    page: int = 1


def read(given: Mapping[str, Iterable[str]]) -> Query:
    """Read a question: `q` for words, `page`, and any facet any number of times.

    Raises InvalidInput by name for what no link of ours says: a facet or term that does not exist, a page that is no
    number, text that cannot be text. A term, year or publisher that nothing is published under is no mistake: links
    live longer than lists.
    """
    lists = {name: list(values) for name, values in given.items()}
    text, page = _last(lists.pop("q", [])), _last(lists.pop("page", []))
    problems = {name: problem for name, values in lists.items() if (problem := _facet_problem(name, values))}
    if problem := unstorable(text) or length_problem(text, longest=LONGEST_TEXT):
        problems["q"] = problem
    if page and not (page.isascii() and page.isdecimal() and 1 <= int(page[:9]) <= MOST_PAGES):
        problems["page"] = say("There is no such page.")
    if problems:
        raise InvalidInput(problems)
    chosen = {name: tuple(dict.fromkeys(lists[name])) for name in FACETS if lists.get(name)}
    return Query(tidy_line(text), MappingProxyType(chosen), int(page or 1))


def _last(values: list[str]) -> str:
    return values[-1] if values else ""


def _facet_problem(name: str, values: list[str]) -> Reason | None:
    if name not in FACETS:
        return say("The list cannot be narrowed down by “{name}”.", name=name[:LONGEST_TEXT])
    if len(values) > MOST_VALUES:
        return say("Choose at most {n} values.", n=MOST_VALUES)
    wrong = [value for value in values if not _may_be(name, value)]
    return say("There is no “{value}” to narrow down by.", value=tidy_line(wrong[0])[:80]) if wrong else None


def _may_be(name: str, value: str) -> bool:
    if name == "publisher":
        return bool(value.strip()) and len(value) <= LONGEST_KEY and unstorable(value) is None
    if name == "year":
        return value == NOT_GIVEN or (value.isascii() and value.isdecimal() and len(value) == len("2019"))
    return value in keys(VOCABULARY_OF[name]) or (name, value) == ("language", OTHER_LANGUAGE)
