"""Reads lines of a table about members: what each says in the words of an application, and what is wrong with it.

A cell that is empty says nothing, so that a table may hold only what is to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from workflow.kernel.messages import Reason, say
from workflow.rules import identities
from workflow.rules.member_cells import READERS, Unknown
from workflow.rules.text import UNSTORABLE, address_problem, tidy_line

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "email": ("email", "e-mail", "e-mail address", "address"),
    "side": ("side",),
    "affiliation": ("organisation", "organization", "affiliation"),
    "position": ("position", "what they do", "descriptor"),
    "background": ("background",),
    "expertise": ("expertise", "topics"),
    "objectives": ("objectives",),
    "principles": ("principles",),
    "languages": ("languages",),
    "regions": ("regions", "region"),
    "country": ("country", "countries"),
    "experience_years": ("years", "years of experience"),
    "reviews_per_year": ("reviews a year", "reviews per year"),
    "orcid": ("orcid",),
}
"""What each column may be called; the first name is the one that is written."""

USUAL: Mapping[str, object] = MappingProxyType({
    "side": "external", "affiliation": "", "position": "", "background": "practitioner", "expertise": {},
    "objectives": [], "principles": [], "languages": {}, "regions": [], "experience_years": "", "reviews_per_year": "2",
})  # fmt: skip
"""What is kept of somebody new where the table does not say."""
LONGEST = {"name": 200, "affiliation": 300, "position": 200}


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """What one line says of a member."""

    number: int
    """Its place in the table, the head being line 1."""
    name: str
    email: str
    orcid: str = ""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """By the names of an application's answers, only what is said."""
    problems: tuple[Reason, ...] = ()

    @property
    def address(self) -> str:
        """Give the address as addresses are kept apart."""
        return identities.normal_form(self.email)

    def lacks(self) -> list[Reason]:
        """Say what somebody new would need besides."""
        needs = {
            say("the name"): self.name,
            say("the side"): self.values.get("side"),
            say("a topic"): self.values.get("expertise") or self.values.get("objectives"),
            say("a language"): self.values.get("languages"),
        }
        missing = [what for what, given in needs.items() if not given]
        return [say("somebody new needs {what}", what=what) for what in missing]


def columns_of(names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Give which column holds what, by our names, and the columns that are not read."""
    known = {spelling: ours for ours, spellings in COLUMNS.items() for spelling in spellings}
    plain = {name: known.get(" ".join(name.casefold().replace("_", " ").split())) for name in names if name}
    return {ours: name for name, ours in reversed(plain.items()) if ours}, [n for n, ours in plain.items() if not ours]


def read(rows: Sequence[Mapping[str, str]]) -> list[MemberLine]:
    """Give what the rows of a table say, empty rows left out; the first row is line 2."""
    columns, _unread = columns_of(list(dict.fromkeys(name for row in rows for name in row)))
    cells = [{ours: tidy_line(UNSTORABLE.sub("", row.get(name, ""))) for ours, name in columns.items()} for row in rows]
    lines = [_line(number, row) for number, row in enumerate(cells, 2) if any(row.values())]
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(line.address, line.number)
    return [
        line if first[line.address] == line.number else _doubled(line, first[line.address]) for line in lines
    ]  # fmt: skip


def _doubled(line: MemberLine, first: int) -> MemberLine:
    reason = say("the same address as line {n}", n=first)
    return replace(line, problems=(*line.problems, reason))


def _line(number: int, cells: Mapping[str, str]) -> MemberLine:
    values: dict[str, object] = {}
    problems: list[Reason] = []
    for name, reads in READERS.items():
        if not cells.get(name):
            continue
        try:
            values[name] = reads(cells[name])
        except Unknown as unknown:
            problems.append(unknown.reason)
    regions = [*_listed(values.pop("regions", ())), *_listed(values.pop("country", ()))]
    if regions:
        values["regions"] = sorted(set(regions))
    if (wrong := address_problem(cells.get("email", ""))) is not None:
        problems.insert(0, wrong)
    problems += [
        say("“{text}” is longer than {n} characters", text=cells[name][:40], n=longest)
        for name, longest in LONGEST.items()
        if len(cells.get(name, "")) > longest
    ]
    orcid = str(values.pop("orcid", ""))
    return MemberLine(number=number, name=cells.get("name", ""), email=cells.get("email", ""), orcid=orcid,
                      values=values, problems=tuple(problems))  # fmt: skip


def _listed(found: object) -> list[str]:
    return [str(each) for each in found] if isinstance(found, list | tuple) else []


def changed(values: Mapping[str, object], held: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Give by name what would be otherwise than it is: (as it is, as it would be)."""
    return {name: (held.get(name), value) for name, value in values.items() if not _same(name, value, held.get(name))}


def _same(name: str, value: object, before: object) -> bool:
    """Say whether a cell says what is kept; organisations are told apart without case."""
    if name == "affiliation":
        return str(value).casefold() == str(before or "").casefold()
    return value == before


def written(value: object) -> str:
    """Give a value as a cell holds it."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {level}" for key, level in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
