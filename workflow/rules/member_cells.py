"""Reads the cells of a table about members: sides, levels and terms by key or by label in any language.

Several things in one cell are parted by semicolons; a level follows its topic after a colon.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from config import vocabularies
from workflow.kernel.messages import Reason, say
from workflow.rules import identities

SIDES = {"internal": "internal", "inside": "internal", "un": "internal", "external": "external", "outside": "external"}
BACKGROUNDS = ("policy", "technical", "practitioner", "academic")
LEVELS = {"1": "1", "working knowledge": "1", "2": "2", "experienced": "2", "3": "3", "expert": "3"}
PROFICIENCIES = {
    "1": "reads", "reads": "reads", "2": "writes", "writes": "writes", "works in it": "writes",
    "3": "native", "native": "native", "first language": "native",
}  # fmt: skip
GOOD, WORKS_IN = "2", "writes"
"""The level of a topic or a language that is named without one."""
MOST_REVIEWS, MOST_YEARS = 12, 70

WHAT = {
    "expertise": say("topics"), "objectives": say("objectives"), "principles": say("guiding principles"),
    "languages": say("languages"), "regions": say("regions"), "countries": say("countries"),
}  # fmt: skip


class Unknown(Exception):
    """A cell says something that is not known; `reason` names it."""

    def __init__(self, reason: Reason) -> None:
        """Take what to say of the cell."""
        super().__init__(str(reason))
        self.reason = reason


@cache
def _index(vocabulary: str) -> Mapping[str, str]:
    """Give the key of each term by everything it may be called."""
    found: dict[str, str] = {}
    for term in vocabularies.terms(vocabulary):
        names = [term.key, *(label.text for label in term.labels.values())]
        names += [str(term.facts[fact]) for fact in ("number", "seed_label", "iso_alpha2") if fact in term.facts]
        for name in names:
            found.setdefault(_plain(name), term.key)
    return found


def _plain(text: str) -> str:
    """Give a name as names of terms are compared: case, marks, hyphens and spaces tell no two apart."""
    return " ".join(identities.folded(text).replace("-", " ").split())


def _term(vocabulary: str, written: str) -> str:
    key = _index(vocabulary).get(_plain(written))
    if key is None:
        raise Unknown(say("“{text}” is not known among the {what}", text=written[:60], what=WHAT[vocabulary]))
    return key


def _parted(cell: str, vocabulary: str) -> list[str]:
    """Part a cell at its semicolons; where it has none and is no term itself, at its commas."""
    marks = ";" if ";" in cell or _plain(cell) in _index(vocabulary) else ",;"
    return [part for each in re.split(f"[{marks}|]", cell) if (part := each.strip())]


def _terms(vocabulary: str) -> Callable[[str], list[str]]:
    def reads(cell: str) -> list[str]:
        return sorted({_term(vocabulary, part) for part in _parted(cell, vocabulary)})

    return reads


def _levels(vocabulary: str, levels: Mapping[str, str], usual: str) -> Callable[[str], dict[str, str]]:
    def reads(cell: str) -> dict[str, str]:
        found = {}
        for part in _parted(cell, vocabulary):
            topic, colon, level = part.rpartition(":")
            known = levels.get(level.strip().casefold()) if colon else usual
            if known is None and _plain(part) not in _index(vocabulary):
                raise Unknown(say("“{text}” is no level", text=level.strip()[:60]))
            found[_term(vocabulary, topic.strip() if colon and known else part)] = known or usual
        return dict(sorted(found.items()))

    return reads


def _regions_of_countries(cell: str) -> list[str]:
    keys = [_term("countries", part) for part in _parted(cell, "countries")]
    records = vocabularies.by_key("countries")
    return sorted({str(records[key].facts["region"]) for key in keys if "region" in records[key].facts})


def _one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    def reads(cell: str) -> str:
        found = known.get(cell.casefold())
        if found is None:
            raise Unknown(
                say("“{text}” is none of: {known}", text=cell[:60], known=", ".join(dict.fromkeys(known.values())))
            )
        return found

    return reads


def _number(most: int) -> Callable[[str], str]:
    def reads(cell: str) -> str:
        if not (cell.isascii() and cell.isdigit() and int(cell) <= most):
            raise Unknown(say("“{text}” is no number from 0 to {most}", text=cell[:20], most=most))
        return str(int(cell))

    return reads


def _orcid(cell: str) -> str:
    found = identities.orcid_key(cell)
    if not found:
        raise Unknown(say("Write an ORCID such as 0000-0002-1825-0097."))
    return found


READERS: Mapping[str, Callable[[str], object]] = {
    "side": _one_of(SIDES),
    "affiliation": str,
    "position": str,
    "background": _one_of({name: name for name in BACKGROUNDS}),
    "expertise": _levels("expertise", LEVELS, GOOD),
    "objectives": _terms("objectives"),
    "principles": _terms("principles"),
    "languages": _levels("languages", PROFICIENCIES, WORKS_IN),
    "regions": _terms("regions"),
    "country": _regions_of_countries,
    "experience_years": _number(MOST_YEARS),
    "reviews_per_year": _number(MOST_REVIEWS),
    "orcid": _orcid,
}
"""How the cell of each column is read; a reader raises Unknown."""
