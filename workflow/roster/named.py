"""Reads who and what is behind a submission from its answers: contributors, organisations, wishes about reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.rules import identities
from workflow.rules.conflicts import Behind, Known, Named
from workflow.rules.text import tidy_line

SUGGESTED, OPPOSED = "suggested_reviewers", "opposed_reviewers"
ORGANISATIONS = ("publisher", "implementer", "co_organisers")


def behind(submitter: Known, answers: Mapping[str, Any]) -> Behind:
    """Give who and what is behind a submission, as its answers tell."""
    return Behind(
        submitter=submitter,
        contributors=tuple(_contributors(answers)),
        organisations=_organisations(submitter, answers),
        suggested=tuple(_wishes(answers, SUGGESTED)),
        opposed=tuple(_wishes(answers, OPPOSED)),
    )


def ror_key(ror: str) -> str:
    """Give a ROR in one form: the last part of its address, in lower case."""
    return ror.strip().rstrip("/").rpartition("/")[2].casefold()


def _contributors(answers: Mapping[str, Any]) -> Iterator[Known]:
    for row in _rows(answers.get("contributors")):
        if name := _text(row, "name"):
            address = frozenset(filter(None, [_text(row, "address")]))
            orcid = identities.orcid_key(_text(row, "orcid"))
            yield Known(name=name, addresses=address, orcid=orcid, organisation=_text(row, "affiliation"))


def _wishes(answers: Mapping[str, Any], field: str) -> Iterator[Named]:
    for row in _rows(answers.get(field)):
        address = frozenset(filter(None, [_text(row, "address")]))
        who = Known(name=_text(row, "name"), addresses=address, organisation=_text(row, "organisation"))
        yield Named(who=who, reason=_text(row, "reason"))


def _organisations(submitter: Known, answers: Mapping[str, Any]) -> dict[str, str]:
    """Give every organisation by what it is compared by, with the name as it was written."""
    written: list[tuple[str, str]] = [(submitter.organisation, submitter.ror)]
    for field in ORGANISATIONS:
        value = answers.get(field)
        written.extend(_organisation(item) for item in (value if isinstance(value, list) else [value]))
    written.extend((_text(row, "affiliation"), "") for row in _rows(answers.get("contributors")))
    found = {}
    for name, ror in reversed(written):
        found.update({key: name for key in (identities.organisation_key(name), ror_key(ror)) if key})
    return found


def _organisation(value: object) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return _text(value, "name"), _text(value, "ror")
    return (tidy_line(value), "") if isinstance(value, str) else ("", "")


def _rows(value: object) -> Iterable[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _text(row: Mapping[str, Any], part: str) -> str:
    return tidy_line(str(row.get(part) or ""))
