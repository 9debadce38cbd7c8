"""Asks the questions of any form in `config/forms` and reads what was answered, field by field, by their kinds.

Templates draw a field with `macros/asking.html`; `read_answers` gives back what `workflow/rules/answers.py` checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict

from config.forms import Choice as FormChoice
from config.forms import Field, FieldKind
from config.vocabularies import TermRecord, terms
from web.parts import Choice
from web.terms import LEGAL_NOTE, TermLabel, term_label
from workflow.kernel.messages import Reason, say
from workflow.rules.answers import UNKNOWN_SUFFIX
from workflow.rules.text import tidy

Form = MultiDict[str, str]

EMPTY_ROWS = 2
"""How many empty rows follow the filled ones of a growing list; sending the form brings two more."""

ROWS: Mapping[str, tuple[str, ...]] = {
    "links": ("url", "label"),
    "organisations": ("name",),
    "contributors": ("name", "affiliation", "orcid"),
    "named_people": ("name", "address", "organisation", "reason"),
    "comment_items": ("weight", "place", "text"),
}
"""The parts of one row of each kind of growing list; a part is sent as `field-part`."""

GROUPED_BY = {"countries": "region", "expertise": "group"}
"""The fact by which the terms of a long vocabulary are laid out in groups."""

GROUP_NAMES = {"theme": say("Themes"), "people": say("People and communities")}
GROUP_ORDER = (*(record.key for record in terms("regions")), *GROUP_NAMES)
FEW = 8
"""Up to so many terms are laid open to pick one; more become a menu."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the choices of a question under a name; without a name when there is one group."""

    name: TermLabel | Reason | None
    choices: Sequence[Choice]
    values: frozenset[str]

    def chosen(self, value: object) -> int:
        """Give how many of its choices are among the answers."""
        return len(self.values.intersection(value)) if isinstance(value, Iterable) else 0


def install(app: Flask) -> None:
    """Give the macros of `asking.html` what they draw with."""
    app.jinja_env.globals.update(
        say=say, groups_of=groups_of, rows_of=rows_of, is_menu=is_menu, has_note=has_note, legal_note=LEGAL_NOTE
    )


def read_answers(fields: Iterable[Field], form: Form) -> dict[str, Any]:
    """Give the answers of these fields as they were typed, as plain values; files are not read here."""
    answers: dict[str, Any] = {}
    for field in fields:
        if field.kind in READERS:
            answers[field.name] = READERS[field.kind](field, form)
        if field.may_be_unknown:
            answers[field.name + UNKNOWN_SUFFIX] = bool(form.get(field.name + UNKNOWN_SUFFIX))
    return answers


def groups_of(field: Field) -> list[Group]:
    """Give what can be chosen, in the reader's language: one group without a name, or several with one."""
    if not field.vocabulary:
        return [_group(None, [Choice(c.key, say(c.label), say(c.hint) if c.hint else "") for c in field.choices])]
    fact = GROUPED_BY.get(field.vocabulary)
    records = terms(field.vocabulary)
    if fact is None:
        return [_group(None, [_term_choice(record) for record in records])]
    named = [record for record in records if record.facts.get(fact)]
    named.sort(key=lambda record: GROUP_ORDER.index(str(record.facts[fact])))
    groups = groupby(named, key=lambda record: str(record.facts[fact]))
    return [_group(_group_name(fact, key), [_term_choice(record) for record in found]) for key, found in groups]


def levels_of(choices: Iterable[FormChoice]) -> list[Choice]:
    """Give the levels of a topic or a language as choices."""
    return [Choice(choice.key, say(choice.label)) for choice in choices]


def is_menu(field: Field) -> bool:
    """Say whether one of so many terms is picked from a menu."""
    return sum(len(group.choices) for group in groups_of(field)) > FEW


def has_note(field: Field) -> bool:
    """Say whether a label of the vocabulary carries a note that must stand with it."""
    return bool(field.vocabulary) and any(record.note for record in terms(field.vocabulary))


def rows_of(field: Field, value: object) -> list[dict[str, str]]:
    """Give the rows of a growing list: the filled ones, and two empty ones more up to what the field takes."""
    parts = ROWS[field.kind]
    items = value if isinstance(value, list | tuple) else []
    rows = [_row(parts, item) for item in items]
    room = max((field.most or len(rows) + EMPTY_ROWS) - len(rows), 0)
    return rows + [dict.fromkeys(parts, "") for _ in range(min(EMPTY_ROWS, room))]


def _row(parts: tuple[str, ...], item: object) -> dict[str, str]:
    if isinstance(item, Mapping):
        return {part: str(item.get(part) or "") for part in parts}
    return {**dict.fromkeys(parts, ""), parts[0]: str(item)}


def _group(name: TermLabel | Reason | None, choices: list[Choice]) -> Group:
    return Group(name, choices, frozenset(choice.value for choice in choices))


def _group_name(fact: str, key: str) -> TermLabel | Reason:
    return term_label("regions", key) if fact == "region" else GROUP_NAMES[key]


def _term_choice(record: TermRecord) -> Choice:
    label = term_label(record.vocabulary, record.key)
    if record.vocabulary == "objectives" and (number := record.facts.get("number")):
        label = replace(label, text=f"{number} {label.text}")
    return Choice(record.key, label)  # type: ignore[arg-type]  # a label writes itself, marked with its language


def _text(field: Field, form: Form) -> str:
    return tidy(form.get(field.name, ""))


def _as_typed(field: Field, form: Form) -> str:
    return form.get(field.name, "").strip()


def _list(field: Field, form: Form) -> list[str]:
    return list(dict.fromkeys(value for value in form.getlist(field.name) if value))


def _yes(field: Field, form: Form) -> bool:
    return bool(form.get(field.name))


def _number(field: Field, form: Form) -> int | str:
    """Give a whole number, or what was typed instead of one."""
    typed = _as_typed(field, form)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 12 else typed  # noqa: PLR2004 - longer is no count


def _table(field: Field, form: Form) -> list[dict[str, str]]:
    """Give the rows of a growing list that are not empty, in their order."""
    parts = ROWS[field.kind]
    columns = [[_clean(part, value) for value in form.getlist(f"{field.name}-{part}")] for part in parts]
    rows = [dict(zip(parts, values, strict=True)) for values in zip_longest(*columns, fillvalue="")]
    return [row for row in rows if any(text for part, text in row.items() if part != "weight")]


def _clean(part: str, value: str) -> str:
    """Give a text tidied; an address stays as typed, so that what is odd in it is told."""
    return value.strip() if part == "url" else tidy(value)


def _names(field: Field, form: Form) -> list[str]:
    return [row["name"] for row in _table(field, form)]


def _levels(field: Field, form: Form) -> dict[str, str]:
    """Give the level of each term that has one, in the order of the vocabulary."""
    typed = {key: form.get(f"{field.name}-{key}", "") for key in (record.key for record in terms(field.vocabulary))}
    return {key: level for key, level in typed.items() if level}


Read = Callable[[Field, Form], Any]

READERS: Mapping[FieldKind, Read] = {
    "text": _text,
    "long_text": _text,
    "term": _as_typed,
    "terms": _list,
    "choice": _as_typed,
    "choices": _list,
    "date": _text,
    "link": _as_typed,
    "links": _table,
    "number": _number,
    "yes": _yes,
    "organisation": _text,
    "organisations": _names,
    "contributors": _table,
    "named_people": _table,
    "expertise": _levels,
    "language_levels": _levels,
    "score": _number,
    "comment_items": _table,
}
"""How the answer of each kind of field is read; files come another way."""
