"""Every kind of conflict, found from plain values, with its evidence in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.behaviours import behaviour
from workflow.rules import conflicts
from workflow.rules.conflicts import OVERRIDABLE, WORDS, Behind, Known, Named, Work, detected, ties_of

ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0002-1694-233X"
ME = Known(
    person_id=1, name="Rita Reader", addresses=frozenset({"rita@agency.int", "rr@gmail.com"}), orcid=ORCID,
    organisation="Agency of Readers", ror="05k34t975", domains=frozenset({"readers.org"}),
)  # fmt: skip
SUE = Known(person_id=2, name="Sue Submitter", addresses=frozenset({"sue@ministry.gov"}))
PLAIN = Behind(submitter=SUE, contributors=(Known(name="Ada Author"),), organisations={"examples office": "Office"})


def behind(**changes: object) -> Behind:
    return replace(PLAIN, **changes)  # type: ignore[arg-type]  # the fields of Behind, by name


def wishes(**columns: object) -> tuple[Named, ...]:
    return (Named(who=Known(**columns), reason="A rival."),)  # type: ignore[arg-type]


def sender(**columns: object) -> Behind:
    return behind(submitter=replace(SUE, **columns))  # type: ignore[arg-type]


def ties(*works: Work, since: int = 2022) -> Behind:
    return behind(ties=ties_of((SUE, Known(name="Ada Author")), works, since=since, together_since=2024))


RITA, ADA = Known(name="Reader, Rita"), Known(name="Ada Author")
HARD: dict[str, tuple[Behind, str]] = {
    "own_submission": (sender(person_id=1), "has sent this submission in"),
    "same_person": (sender(orcid=ORCID), "seems to be who sent this submission in: the same ORCID"),
    "same_person by mailbox": (
        sender(addresses=frozenset({"rr+1@gmail.com"})), "seems to be who sent this submission in: the same mailbox",
    ),
    "same_person by name": (
        sender(name="RITA READER"), "seems to be who sent this submission in: the same name",
    ),
    "contributor": (
        behind(contributors=(Known(name="R. Reader", orcid=ORCID),)),
        "is named as a contributor: R. Reader (the same ORCID)",
    ),
    "contributor by name": (
        behind(contributors=(ADA, RITA)), "is named as a contributor: Reader, Rita (the same name)",
    ),
    "same_organisation": (
        behind(organisations={"agency readers": "AGENCY OF READERS"}),
        "works for an organisation behind this submission: AGENCY OF READERS",
    ),
    "same_organisation by ROR": (
        behind(organisations={"05k34t975": "Agence"}), "works for an organisation behind this submission: Agence",
    ),
    "same_domain": (
        sender(addresses=frozenset({"sue@hq.agency.int"})), "has the e-mail domain of the submitter: agency.int",
    ),
    "same_domain of the organisation": (
        sender(addresses=frozenset({"sue@readers.org"})), "has the e-mail domain of the submitter: readers.org",
    ),
    "co_author": (
        ties(Work(title="A map", year=2023, authors=(RITA, ADA))), "wrote “A map” (2023) with Ada Author",
    ),
    "co_author without a title": (
        ties(Work(title="", year=2022, authors=(RITA, ADA))), "wrote another work of 2022 with Ada Author",
    ),
    "opposed": (
        behind(opposed=wishes(name="Rita Reader")), "the submitter asks not to have this reviewer: A rival.",
    ),
}  # fmt: skip


@behaviour("C14")
@pytest.mark.parametrize("name", HARD)
def test_what_rules_somebody_out_is_found_and_said(name: str) -> None:
    found = detected(ME, HARD[name][0])
    assert [(each.kind, str(each.evidence), each.is_hard) for each in found] == [
        (name.split(maxsplit=1)[0], HARD[name][1], True)
    ]


SOFT: dict[str, tuple[Behind, str]] = {
    "suggested": (behind(suggested=wishes(addresses=frozenset({"rita@agency.int"}))), "Suggested by the submitter"),
    "suggested at one's own domain": (
        behind(suggested=wishes(name="Rita Reader", addresses=frozenset({"rita@ministry.gov"}))),
        "Suggested by the submitter, with an address at the submitter’s domain ministry.gov",
    ),
    "same_name": (
        behind(contributors=(Known(name="Rita Reader", orcid=OTHER_ORCID),)), "Has the same name as Rita Reader",
    ),
    "collaboration": (behind(served={1: 2025}), "Sat on a panel together with the submitter in 2025"),
    "collaboration in a work": (
        ties(Work(title="", year=2025, authors=(RITA,), others=(SUE,))),
        "Had a part in another work of 2025 with Sue Submitter",
    ),
}  # fmt: skip


@behaviour("C14")
@pytest.mark.parametrize("name", SOFT)
def test_what_speaks_against_somebody_rules_nobody_out(name: str) -> None:
    found = detected(ME, SOFT[name][0])
    assert [(each.kind, str(each.evidence), each.is_hard) for each in found] == [
        (name.split(maxsplit=1)[0], SOFT[name][1], False)
    ]


@pytest.mark.parametrize("name", HARD | SOFT)
def test_who_is_in_conflict_has_a_trace_in_common(name: str) -> None:
    """Who has none is not looked at closely, so none may be missing."""
    assert not conflicts.traces(ME).isdisjoint((HARD | SOFT)[name][0].traces)


def test_strangers_have_no_trace_in_common_nor_have_customers_of_one_provider() -> None:
    assert conflicts.traces(ME).isdisjoint(sender(addresses=frozenset({"sue@gmail.com"})).traces)


NOTHING: dict[str, Behind] = {
    "strangers": PLAIN,
    "a provider in common": sender(addresses=frozenset({"sue@gmail.com"})),
    "an old work": ties(Work(title="", year=2021, authors=(RITA, ADA))),
    "an old part in a work": ties(Work(title="", year=2023, authors=(RITA,), others=(SUE,))),
    "a work of others": ties(Work(title="", year=2025, authors=(RITA, Known(name="Ann Other")))),
    "a work of one alone": ties(Work(title="", year=2025, authors=(RITA,))),
    "another year on a panel": behind(served={3: 2025}),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_no_conflict(name: str) -> None:
    assert detected(ME, NOTHING[name]) == ()


def test_the_strongest_tie_is_told_and_the_newest_of_equal_ones() -> None:
    works = [
        Work(title="Old", year=2023, authors=(RITA, ADA)),
        Work(title="New", year=2025, authors=(RITA, ADA)),
        Work(title="Sent in", year=2026, authors=(RITA,), others=(SUE,)),
    ]
    for order in (works, works[::-1]):
        found = detected(ME, ties(*order))
        assert [str(each.evidence) for each in found] == ["wrote “New” (2025) with Ada Author"]


def test_hard_conflicts_come_first_and_each_kind_has_its_words() -> None:
    found = detected(ME, behind(suggested=wishes(name="Rita Reader"), opposed=wishes(name="Rita Reader")))
    assert [str(each.words) for each in found] == ["Not wanted by the submitter", "Suggested by the submitter"]
    assert set(OVERRIDABLE) <= set(WORDS)
    assert not conflicts.NEVER_OVERRIDDEN & set(OVERRIDABLE)


def test_somebody_of_whom_nothing_is_known_has_no_conflict() -> None:
    unknown = Known(person_id=9)
    assert detected(unknown, behind(contributors=(Known(),), submitter=Known(person_id=2))) == ()
