"""Names, addresses and ORCIDs that are the same, however they are written."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour, case
from workflow.rules import identities


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chidi Okafor", "Okafor, Chidi", True),
        ("Chidi Okafor", "CHIDI OKÁFOR", True),
        ("Ibrahım Yılmaz", "Ibrahim Yilmaz", True),
        ("محمـــد علي", "محمد علي", True),
        ("O’Neil Pat", "Pat O'Neil", True),
        ("Ann Lee", "Ann Lea", False),
    ],
)
def test_a_name_is_compared_without_marks_and_order(one: str, other: str, same: bool) -> None:
    assert (identities.name_key(one) == identities.name_key(other)) is same


@pytest.mark.parametrize(("name", "full"), [("Ann Lee", True), ("王伟", True), ("Madonna", False), ("", False)])
def test_one_word_tells_nobody_apart(name: str, full: bool) -> None:
    assert identities.is_full_name(identities.name_key(name)) is full


@case("D-AU-12")
@pytest.mark.parametrize(
    "typed",
    ["MIKE@example.org", "mıke@example.org", "mike+reviews@example.org", "ｍike@example.org.", " mike@example.org"],
)
def test_look_alike_addresses_lead_to_one_mailbox(typed: str) -> None:
    assert identities.address_key(typed) == "mike@example.org"


@behaviour("C14")
@pytest.mark.parametrize(
    ("some", "others", "domain"),
    [
        ({"iom.int"}, {"iom.int"}, "iom.int"),
        ({"geneva.iom.int"}, {"iom.int"}, "iom.int"),
        ({"iom.int"}, {"kiom.int"}, ""),
        ({"gmail.com"}, {"gmail.com"}, ""),
        ({"mail.gmail.com"}, {"mail.gmail.com"}, ""),
        ({"example.org"}, {"example.org"}, ""),
        ({"int"}, {"int"}, ""),
        (set(), {"iom.int"}, ""),
    ],
)
def test_a_domain_in_common_is_an_organisations(some: set[str], others: set[str], domain: str) -> None:
    assert identities.common_domain(some, others) == domain


@pytest.mark.parametrize(
    ("typed", "orcid"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-1825-0098", ""),
        ("somebody", ""),
    ],
)
def test_an_orcid_is_read_and_its_last_digit_computed(typed: str, orcid: str) -> None:
    assert identities.orcid_key(typed) == orcid


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Office for Examples", "OFFICE, EXAMPLES"), ("Ministère de la Santé", "Ministere Sante"), ("The", "the")],
)
def test_an_organisation_is_compared_without_small_words(one: str, other: str) -> None:
    assert identities.organisation_key(one) == identities.organisation_key(other) != ""
