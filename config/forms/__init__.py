"""Gives the forms people fill in, as data: what each kind of submission asks for, reviews, roster applications.

Labels, hints and words are English msgids; they are translated where they are shown.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

KEPT = 64
"""So many review forms are kept as they were read; a page of an item needs its form eight times."""

FieldKind = Literal[
    "text",
    "long_text",
    "term",
    "terms",
    "choice",
    "choices",
    "date",
    "link",
    "links",
    "number",
    "yes",
    "organisation",
    "organisations",
    "contributors",
    "named_people",
    "files",
    "expertise",
    "language_levels",
    "score",
    "comment_items",
]
"""How a field is asked and checked; `term(s)` come from a vocabulary, `choice(s)` from the form itself."""

Reader = Literal["author", "reviewers", "coordinators"]
"""Who sees an answer: the submitter after release, other reviewers as the call says, coordinators always."""


class UnknownForm(LookupError):
    """There is no form of this name, or it has no such kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose, with the English text shown for it."""

    key: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `may_be_unknown`: the person may tick that the source does not say, which counts as an answer.
    `one_of`: at least one field with the same word here must be answered.
    """

    name: str
    kind: FieldKind
    label: str
    hint: str = ""
    required: bool = False
    may_be_unknown: bool = False
    one_of: str = ""
    vocabulary: str = ""
    choices: tuple[Choice, ...] = ()
    shortest: int = 0
    longest: int = 0
    least: int | None = None
    most: int | None = None
    seen_by: tuple[Reader, ...] = ("coordinators",)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form."""

    key: str
    title: str
    hint: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of several steps, asked one page at a time."""

    name: str
    steps: tuple[Step, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of asking."""
        return tuple(field for step in self.steps for field in step.fields)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a review scores: a question and a word for each step of the scale.

    `not_applicable` is the text of that answer, empty where it may not be given.
    """

    key: str
    label: str
    question: str
    anchors: tuple[str, ...]
    not_applicable: str = ""
    levels: tuple[Choice, ...] = ()
    required: bool = True
    seen_by: tuple[Reader, ...] = ("author", "reviewers", "coordinators")

    @property
    def most(self) -> int:
        """The highest score; the lowest is 1."""
        return len(self.anchors)


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What a review asks for: criteria to score and other fields, in their order."""

    name: str
    criteria: tuple[Criterion, ...]
    fields: tuple[Field, ...]


@cache
def kinds() -> tuple[str, ...]:
    """Give the kinds of submission that have a form, in the order of their choice."""
    return tuple(form_data("kinds")["kind"])


@cache
def form_of_kind(kind: str) -> Form:
    """Give what a submission of this kind asks for. Raises UnknownForm."""
    data = form_data("kinds")
    if kind not in data["kind"]:
        raise UnknownForm(kind)
    own: dict[str, Any] = data["kind"][kind]
    changes = own.get("change", {})
    rows = [{**row, **changes.get(row["name"], {})} for row in data["field"]] + own.get("field", [])
    steps = ({**step, "field": [row for row in rows if row["step"] == step["key"]]} for step in data["step"])
    return Form(kind, tuple(_step(step) for step in steps if step["field"]))


@cache
def application_form() -> Form:
    """Give the steps and fields of an application to the roster."""
    return Form("application", tuple(map(_step, form_data("application")["step"])))


@cache
def default_review_form() -> ReviewForm:
    """Give the default review form of the Hub."""
    return review_form(form_data("review_hub"))


def review_form(data: Mapping[str, Any]) -> ReviewForm:
    """Give the review form that these plain values describe, as kept with a call or frozen with a review."""
    return _review_form(json.dumps(dict(data)))


@lru_cache(maxsize=KEPT)
def _review_form(text: str) -> ReviewForm:
    data = json.loads(text)
    return ReviewForm(
        data["name"],
        tuple(_criterion(row) for row in data["criterion"]),
        tuple(_field(row) for row in data["field"]),
    )


@cache
def form_data(name: str) -> Mapping[str, Any]:
    """Give a form file as plain values, to be stored. Raises UnknownForm."""
    file = resources.files(__package__).joinpath(f"{name}.toml")
    if not file.is_file():
        raise UnknownForm(name)
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


def _step(row: Mapping[str, Any]) -> Step:
    return Step(row["key"], row["title"], row.get("hint", ""), tuple(map(_field, row["field"])))


def _choices(rows: Any) -> tuple[Choice, ...]:
    return tuple(Choice(row["key"], row["label"], row.get("hint", "")) for row in rows)


def _field(row: Mapping[str, Any]) -> Field:
    given = {name: value for name, value in row.items() if name not in {"step", "choices", "seen_by"}}
    if "seen_by" in row:
        given["seen_by"] = tuple(row["seen_by"])
    return Field(**given, choices=_choices(row.get("choices", ())))


def _criterion(row: Mapping[str, Any]) -> Criterion:
    given = {name: value for name, value in row.items() if name not in {"anchors", "levels", "seen_by"}}
    if "seen_by" in row:
        given["seen_by"] = tuple(row["seen_by"])
    return Criterion(**given, anchors=tuple(row["anchors"]), levels=_choices(row.get("levels", ())))
