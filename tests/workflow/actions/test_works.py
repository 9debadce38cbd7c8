"""A member's works: by hand, from files, each once; what is wrong is said by field or by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_world
from workflow.actions import works
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.models import Membership, MemberWork, WorkImport
from workflow.policy import see
from workflow.policy.roster import import_of
from workflow.roster.affinity.documents import statistics_key

BIBTEX = b"""@article{a, title = {Fair Recruitment in Practice}, year = 2020, doi = {10.1000/ABC}}
@article{b, title = {A broken entry
@article{c, title = {Fair recruitment, again}, doi = {10.1000/abc}}
@article{d, year = 2019}
"""


def on_file(session: Session, world: World) -> list[tuple[str, str]]:
    """Give title and origin of the first member's works, in the order they are shown."""
    session.expire_all()
    member = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()
    return [(work.title, work.origin) for work in member.works]


def add(session: Session, world: World, **typed: str) -> MemberWork:
    """Add a work by hand."""
    return works.add_work(session, world.members[0], world.membership_ids[0], typed, now=NOW)


def read(session: Session, world: World, name: str, content: bytes) -> WorkImport:
    """Read a file for the first member."""
    file = works.read_file(name, content)
    return works.read_works(session, world.members[0], world.membership_ids[0], file, now=NOW)


@behaviour("R1")
def test_a_work_is_kept_as_it_was_typed_with_the_key_of_its_text(session: Session) -> None:
    world = a_world(session)
    work = add(session, world, title=" Fair  recruitment ", abstract="It works.", year="2020", language="en",
               authors="Ann Author\n\nBo Writer", doi="https://doi.org/10.1000/X.1")  # fmt: skip
    kept = (work.title, work.abstract, work.year, work.authors, work.doi, work.link, work.origin, work.is_excluded)
    assert kept == (
        "Fair recruitment", "It works.", 2020, ["Ann Author", "Bo Writer"], "10.1000/x.1",
        "https://doi.org/10.1000/x.1", "hand", False,
    )  # fmt: skip
    assert work.text_key == statistics_key("Fair recruitment", "It works.", "en")


@pytest.mark.parametrize(("typed", "field"), [
    ({"title": " "}, "title"),
    ({"title": "x" * 501}, "title"),
    ({"title": "A", "year": "next"}, "year"),
    ({"title": "A", "link": "javascript:alert(1)"}, "link"),
    ({"title": "A", "doi": "none"}, "doi"),
    ({"title": "A", "language": "tlh"}, "language"),
    ({"title": "A", "abstract": "y" * 20_001}, "abstract"),
    ({"title": "known!"}, "title"),
    ({"title": "Other", "doi": "10.1000/KNOWN"}, "title"),
])  # fmt: skip
def test_what_cannot_be_kept_is_said_by_field(session: Session, typed: dict[str, str], field: str) -> None:
    world = a_world(session)
    add(session, world, title="Known", doi="10.1000/known")
    with pytest.raises(InvalidInput) as caught:
        add(session, world, **typed)
    assert set(caught.value.problems) == {field}
    assert on_file(session, world) == [("Known", "hand")]


@behaviour("R1")
def test_a_file_is_looked_at_before_it_is_kept_and_nothing_of_it_is_lost(session: Session) -> None:
    world = a_world(session)
    add(session, world, title="Fair recruitment, again")
    read(session, world, "mine.bib", BIBTEX)
    member = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()
    view = see(world.members[0], member)
    waiting = import_of(view, member)
    assert waiting is not None
    assert (view.waiting_file, import_of(replace(view, visible=frozenset()), member)) == ("mine.bib", None)
    assert [work["title"] for work in waiting.works] == ["Fair Recruitment in Practice"]
    assert [(entry, str(reason)) for entry, _line, reason in waiting.problems] == [
        (2, "This entry is broken: a brace or a quotation mark has no partner."),
        (3, "This is the same work as entry 1; it is taken once."),
        (4, "This entry has no title."),
    ]
    assert on_file(session, world) == [("Fair recruitment, again", "hand")]
    taken = works.take_works(session, world.members[0], world.membership_ids[0], now=NOW)
    assert taken == works.Taken(added=1, known=0)
    assert on_file(session, world) == [("Fair Recruitment in Practice", "bibtex"), ("Fair recruitment, again", "hand")]


@behaviour("R1")
def test_the_same_file_twice_adds_nothing_the_second_time(session: Session) -> None:
    world = a_world(session)
    found = []
    for _ in range(2):
        read(session, world, "mine.bib", BIBTEX)
        found.append(works.take_works(session, world.members[0], world.membership_ids[0], now=NOW))
    assert found == [works.Taken(added=1, known=0), works.Taken(added=0, known=1)]
    with pytest.raises(NotFound):
        works.take_works(session, world.members[0], world.membership_ids[0], now=NOW)


@pytest.mark.parametrize(("name", "content", "origin"), [
    ("a.csv", b"title;year\nOne;2001\n", "csv"),
    ("a.ris", b"TY  - JOUR\nTI  - One\nER  - \n", "ris"),
    ("noname", b"@book{x, title={One}}", "bibtex"),
])  # fmt: skip
def test_each_kind_of_file_is_read(session: Session, name: str, content: bytes, origin: str) -> None:
    world = a_world(session)
    read(session, world, name, content)
    works.take_works(session, world.members[0], world.membership_ids[0], now=NOW)
    assert on_file(session, world) == [("One", origin)]


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"%PDF-1.7"), ("a.bib", b" \n"), ("", b"")])
def test_what_is_no_file_of_works_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        works.read_file(name, content)
    assert set(caught.value.problems) == {"file"}


def test_a_newer_file_replaces_one_that_was_not_looked_at(session: Session) -> None:
    world = a_world(session)
    for title in (b"One", b"Two"):
        read(session, world, "a.csv", b"title\n" + title)
    assert [each.works[0]["title"] for each in session.scalars(select(WorkImport))] == ["Two"]
    works.drop_works(session, world.members[0], world.membership_ids[0], now=NOW)
    assert (session.scalars(select(WorkImport)).all(), on_file(session, world)) == ([], [])


def test_too_many_are_refused_and_none_of_them_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "MOST_WORKS", 2)
    world = a_world(session)
    read(session, world, "a.csv", b"title\nOne\nTwo\nThree")
    with pytest.raises(Refused):
        works.take_works(session, world.members[0], world.membership_ids[0], now=NOW)
    assert on_file(session, world) == []


def test_a_work_of_somebody_else_is_not_found(session: Session) -> None:
    world = a_world(session)
    work = add(session, world, title="Mine")
    for change in (works.remove_work, works.exclude_work):
        named: dict[str, Any] = {"excluded": True} if change is works.exclude_work else {}
        with pytest.raises(NotFound):
            change(session, world.members[1], world.membership_ids[1], work.public_id, now=NOW, **named)


def test_the_database_refuses_a_doi_twice(session: Session) -> None:
    world = a_world(session)
    for title in ("One", "Two"):
        add(session, world, title=title)
    for work in session.scalars(select(MemberWork)):
        work.doi = "10.1000/same"
    with pytest.raises(IntegrityError):
        session.flush()
