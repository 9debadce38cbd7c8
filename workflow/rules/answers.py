"""Checks the answers given to the fields of a form: what is missing, what cannot be read, what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from config.forms import Field, FieldKind
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.partial_dates import PartialDate
from workflow.rules.text import UNSTORABLE, address_problem, length_problem, link_problem, tidy, unstorable

Known = Mapping[str, Collection[str]]
"""The keys of each vocabulary."""

Values = Mapping[str, object]
"""Answers by name of the field, as plain values: text, yes or no, lists of keys, lists of mappings."""

Problems = dict[str, Reason]
"""A sentence for each field that is wrong, by its name."""

UNKNOWN_SUFFIX = "_unknown"
"""The name of a field with this ending holds the tick "the source does not say"."""

LONGEST_PART = 500
"""What is said about one person in one part of a row."""

MOST_ITEMS = 200
"""More answers than this to one question are a mistake or an attack."""


def problems(fields: Sequence[Field], values: Values, known: Known, *, complete: bool = True) -> Problems:
    """Give what is wrong, by field; with `complete` false (a draft) nothing is missing yet."""
    found = {field.name: wrong for field in fields if (wrong := field_problem(field, values.get(field.name), known))}
    return found if not complete else {**_missing(fields, values), **found}


def field_problem(field: Field, value: object, known: Known) -> Reason | None:
    """Say what is wrong with one answer, or None; no answer is not wrong here."""
    return None if is_empty(value) else CHECKS[field.kind](field, value, known) or unstorable_within(value)


def unstorable_within(value: object) -> Reason | None:
    """Say what cannot be kept in any text of an answer, however deep it lies."""
    if isinstance(value, str):
        return unstorable(value)
    parts = [*value, *value.values()] if isinstance(value, Mapping) else _items(value)
    return next((problem for part in parts if (problem := unstorable_within(part))), None)


def is_empty(value: object) -> bool:
    """Say whether a field was left without an answer; a number 0 is one."""
    if isinstance(value, str):
        return not tidy(value)
    return value is None or value is False or (isinstance(value, Collection) and not value)


def _missing(fields: Sequence[Field], values: Values) -> Problems:
    given = {field.name for field in fields if _is_answered(field, values)}
    lacking = {field.name: _ask(field) for field in fields if field.required and field.name not in given}
    settled = {field.one_of for field in fields if field.required or field.name in given}
    for field in fields:
        if field.one_of and field.one_of not in settled:
            settled.add(field.one_of)
            lacking[field.name] = ASK_ONE_OF.get(field.one_of, say("Answer this or the next question."))
    return lacking


def _is_answered(field: Field, values: Values) -> bool:
    unknown = field.may_be_unknown and values.get(field.name + UNKNOWN_SUFFIX) is True
    return unknown or not is_empty(values.get(field.name))


ASK_ONE_OF = {
    "language": say("Choose at least one language, or name another."),
    "source": say("Give a link or a file."),
    "evidence": say("Give at least one publication, link or file."),
}
ASK = {
    "title": say("Give a title."),
    "summary": say("Say in a few sentences what it is."),
    "objectives": say("Choose at least one objective, or General."),
    "scope": say("Choose the geographic scope."),
    "rights": say("Say who holds the rights."),
}


def _ask(field: Field) -> Reason:
    if field.name in ASK:
        return ASK[field.name]
    if field.may_be_unknown:
        return say("Answer this, or say that the source does not tell.")
    return say("Tick this to go on.") if field.kind == "yes" else say("Answer this.")


def _text(field: Field, value: object, _known: Known) -> Reason | None:
    if not isinstance(value, str):
        return NOT_UNDERSTOOD
    if field.kind == "text" and "\n" in tidy(value):
        return say("Write this on one line.")
    return unstorable(value) or length_problem(tidy(value), shortest=field.shortest, longest=field.longest)


def _term(field: Field, value: object, known: Known) -> Reason | None:
    return _unlisted([value], known.get(field.vocabulary, ()))


def _terms(field: Field, value: object, known: Known) -> Reason | None:
    return _list_problem(field, value) or _unlisted(_items(value), known.get(field.vocabulary, ()))


def _choice(field: Field, value: object, _known: Known) -> Reason | None:
    return _unlisted([str(value) if isinstance(value, int) else value], [choice.key for choice in field.choices])


def _chosen(field: Field, value: object, _known: Known) -> Reason | None:
    return _list_problem(field, value) or _unlisted(_items(value), [choice.key for choice in field.choices])


def _date(_field: Field, value: object, _known: Known) -> Reason | None:
    if isinstance(value, PartialDate):
        return None
    parsed = PartialDate.parse(value) if isinstance(value, str) else NOT_UNDERSTOOD
    return parsed if isinstance(parsed, Reason) else None


def _link(_field: Field, value: object, _known: Known) -> Reason | None:
    return link_problem(value.strip()) if isinstance(value, str) else NOT_UNDERSTOOD


def _links(field: Field, value: object, known: Known) -> Reason | None:
    addresses = [item.get("url") if isinstance(item, Mapping) else item for item in _items(value)]
    wrong = (_link(field, address, known) for address in addresses)
    return _list_problem(field, value) or next((problem for problem in wrong if problem), None)


def _number(field: Field, value: object, _known: Known) -> Reason | None:
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, bool) or not (isinstance(text, int) or (isinstance(text, str) and _is_whole(text))):
        return say("Give a whole number.")
    number = int(text)
    if field.least is not None and number < field.least:
        return say("Give {least} or more.", least=field.least)
    if field.most is not None and number > field.most:
        return say("Give {most} or less.", most=field.most)
    return None


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and len(text) <= 12  # noqa: PLR2004 - longer is no count of anything


def _yes(_field: Field, value: object, _known: Known) -> Reason | None:
    return None if value is True else NOT_UNDERSTOOD


def _organisation(_field: Field, value: object, _known: Known) -> Reason | None:
    name = value.get("name") if isinstance(value, Mapping) else value
    if not isinstance(name, str) or is_empty(name):
        return say("Give the name of the organisation.")
    return unstorable(name) or length_problem(tidy(name), longest=300)


def _organisations(field: Field, value: object, known: Known) -> Reason | None:
    wrong = (_organisation(field, item, known) for item in _items(value))
    return _list_problem(field, value) or next((problem for problem in wrong if problem), None)


def _contributors(field: Field, value: object, _known: Known) -> Reason | None:
    if problem := _list_problem(field, value):
        return problem
    names = [item.get("name") if isinstance(item, Mapping) else None for item in _items(value)]
    if not all(isinstance(name, str) and not is_empty(name) for name in names):
        return say("Give the name of each contributor.")
    return next((problem for name in names if (problem := unstorable(str(name)))), None)


def _named_people(field: Field, value: object, _known: Known) -> Reason | None:
    """Check people the submitter names for or against: each has a name, and an address that can be one."""
    if problem := _list_problem(field, value):
        return problem
    rows = [item for item in _items(value) if isinstance(item, Mapping)]
    if len(rows) < len(_items(value)) or any(not isinstance(text, str) for row in rows for text in row.values()):
        return NOT_UNDERSTOOD
    if any(is_empty(row.get("name")) for row in rows):
        return say("Give the name of each person.")
    problems = (address_problem(row["address"]) for row in rows if not is_empty(row.get("address")))
    texts = (length_problem(text, longest=LONGEST_PART) for row in rows for text in row.values())
    return next((problem for problem in (*problems, *texts) if problem), None)


def _listed(field: Field, value: object, _known: Known) -> Reason | None:
    return _list_problem(field, value)


def _levels(field: Field, value: object, known: Known) -> Reason | None:
    if not isinstance(value, Mapping):
        return NOT_UNDERSTOOD
    levels = [choice.key for choice in field.choices]
    given = [str(level) for level in value.values()]
    return (
        _list_problem(field, list(value))
        or _unlisted(list(value), known.get(field.vocabulary, ()))
        or _unlisted(given, levels)
    )


def _score(field: Field, value: object, _known: Known) -> Reason | None:
    fits = type(value) is int and 1 <= value <= (field.most or 5)
    return None if fits else say("Choose a score from 1 to {most}.", most=field.most or 5)


NOT_UNDERSTOOD = say("This answer is not understood.")


def _list_problem(field: Field, value: object) -> Reason | None:
    if isinstance(value, str) or not isinstance(value, Collection):
        return NOT_UNDERSTOOD
    most = field.most or MOST_ITEMS
    return plural("Give at most {n}.", "Give at most {n}.", most) if len(value) > most else None


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, Collection) and not isinstance(value, str) else []


def _unlisted(values: Sequence[object], listed: Collection[str]) -> Reason | None:
    odd = [value for value in values if not isinstance(value, str) or value not in listed]
    return say("“{value}” is not in the list.", value=_short(odd[0])) if odd else None


def _short(value: object) -> str:
    """Give a value to be repeated in a sentence: tidied and not long."""
    text = tidy(UNSTORABLE.sub("", str(value)))
    return text if len(text) <= 60 else text[:60] + "…"  # noqa: PLR2004 - a line of a sentence


Check = Callable[[Field, object, Known], Reason | None]

CHECKS: Mapping[FieldKind, Check] = {
    "text": _text,
    "long_text": _text,
    "term": _term,
    "terms": _terms,
    "choice": _choice,
    "choices": _chosen,
    "date": _date,
    "link": _link,
    "links": _links,
    "number": _number,
    "yes": _yes,
    "organisation": _organisation,
    "organisations": _organisations,
    "contributors": _contributors,
    "named_people": _named_people,
    "files": _listed,
    "comment_items": _listed,
    "expertise": _levels,
    "language_levels": _levels,
    "score": _score,
}
"""How each kind of field is checked."""
