"""Accounts that look like one person, from plain values."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.rules.conflicts import Known
from workflow.rules.lookalikes import alike

ORCID = "0000-0002-1825-0097"
ANN = Known(person_id=1, name="Ann Lee", addresses=frozenset({"ann@gmail.com", "a.lee@agency.int"}), orcid=ORCID)


def other(name: str = "Somebody Else", *, address: str = "x@example.org", orcid: str = "", number: int = 2) -> Known:
    return Known(person_id=number, name=name, addresses=frozenset({address}), orcid=orcid)


@behaviour("C23")
@pytest.mark.parametrize(
    ("who", "words"),
    [
        (other(orcid=ORCID), ["the same ORCID"]),
        (other(address="ann+reviews@gmail.com"), ["addresses of one mailbox"]),
        (other("LEE, Ánn", address="lee@agency.int"), ["the same name and the domain agency.int"]),
        (other("Ann Lee", address="ann.lee@gmail.com"), ["the same name and the domain gmail.com"]),
        (other("Ann Lee"), []),
        (other("Bea Lee", address="bea@agency.int"), []),
        (other(number=1, orcid=ORCID), []),
    ],
)
def test_an_orcid_a_mailbox_or_name_and_domain_make_two_look_alike(who: Known, words: list[str]) -> None:
    assert [str(each.by) for each in alike(ANN, [who])] == words


def test_the_surest_comes_first() -> None:
    others = [other("Ann Lee", address="l@agency.int", number=2), other(orcid=ORCID, number=3)]
    assert [each.person_id for each in alike(ANN, others)] == [3, 2]
