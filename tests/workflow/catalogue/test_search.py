from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import POINTS, World, a_submission, a_world
from tests.published import published, some_answers
from workflow.actions.versions import hub_facts
from workflow.catalogue import queries
from workflow.catalogue.index import FACETS, Catalogue
from workflow.catalogue.search import Found, search
from workflow.kernel.errors import InvalidInput
from workflow.models import Publication
from workflow.rules.hub_order import sort_key, why_here

WORDS = {
    "en": ("Protecting migrant children", "It says what cities do for children who arrive alone, and who pays for it."),
    "fr": ("Protection des enfants migrants", "Ce que font les villes pour les enfants arrivés seuls, et qui paie."),
    "es": ("Protección de niños migrantes", "Lo que hacen las ciudades por los niños que llegan solos, y quién paga."),
    "ru": ("Защита детей-мигрантов", "Что делают города для детей, прибывших без родителей, и кто за это платит."),
    "ar": ("حماية الأطفال المهاجرين", "ما تفعله المدن للأطفال الذين يصلون وحدهم، ومن يدفع تكاليف ذلك في كل بلد."),
    "zh": (
        "移民儿童保护手册",
        "本手册说明城市如何保护独自抵达的儿童，由谁承担费用，并附有登记、转介和家庭团聚的步骤，供工作人员使用。",
    ),
}
"""A title and a summary in each of the six languages."""


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def found(session: Session, **given: Any) -> Found:
    values = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    return search(session, Catalogue().index(session), queries.read(values), size=100)


def titles(session: Session, **given: Any) -> list[str]:
    return [row.title for row in found(session, **given).rows]


@behaviour("H2")
@pytest.mark.parametrize("seed", range(3))
def test_the_order_is_that_of_the_rule(session: Session, world: World, seed: int) -> None:
    dice = random.Random(seed)
    items = [published(session, world, **some_answers(dice)) for _ in range(12)]
    facts = sorted((hub_facts(item.current_version) for item in items), key=sort_key)
    rows = found(session).rows
    assert [row.public_id for row in rows] == [fact.id for fact in facts]
    above = [None, *facts]
    assert [row.why for row in rows] == [tuple(why_here(f, a)) for f, a in zip(facts, above, strict=False)]


@behaviour("H2")
def test_the_first_of_a_page_is_explained_by_the_last_of_the_page_before(session: Session, world: World) -> None:
    dice = random.Random(3)
    for _ in range(7):
        published(session, world, **some_answers(dice))
    index = Catalogue().index(session)
    pages = [search(session, index, queries.Query(page=page), size=3) for page in (1, 2, 3, 4)]
    whole = search(session, index, queries.Query(), size=7)
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert [(page.first, page.has_more) for page in pages] == [(1, True), (4, True), (7, False), (0, False)]


@behaviour("H1")
@pytest.mark.parametrize("seed", range(4))
def test_every_count_is_the_length_of_the_list_it_leads_to(session: Session, world: World, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(10):
        published(session, world, **some_answers(dice))
    chosen: dict[str, list[str]] = {}
    index = Catalogue().index(session)
    for _ in range(3):
        counted = search(session, index, queries.read(chosen))
        assert counted.total == len(counted.rows)
        offered = [(name, key, n) for name in FACETS for key, n in counted.counts[name].items()]
        for name, key, n in offered:
            narrower = search(session, index, queries.read(_with(chosen, name, key)))
            assert narrower.total == len(narrower.rows) == n, (chosen, name, key)
        name, key, _ = dice.choice(offered)
        chosen = _with(chosen, name, key)


def _with(chosen: Mapping[str, list[str]], name: str, key: str) -> dict[str, list[str]]:
    return {**chosen, name: [*chosen.get(name, []), key]}


OPERATORS = (
    "%", "_", "*", "gui*", '"', "'", "\\", "zebra OR guide", "guide NOT fair", "NEAR(a b)", "tokens:guide zebra",
    "-- x", "guide'); DROP TABLE publication;--",
    "guide & zebra", "guide | zebra", "!zebra", "guide <-> zebra", "🦓", "^guide^ x",
)  # fmt: skip
"""What the language of an index would read as more than words."""

FOUND_BY = {
    "children": {"en"},
    "child protection": set(),
    "PROTECTED Children": {"en"},
    "enfants": {"fr"},
    "enfant migrant": {"fr"},
    "niño migrante": {"es"},
    "ninos": {"es"},
    "дети": {"ru"},
    "город": {"ru"},
    "мигранты": {"ru"},
    "الأطفال": {"ar"},
    "أطفال مهاجرين": {"ar"},
    "儿童": {"zh"},
    "移民儿童": {"zh"},
    "童儿": set(),
    "migrant": {"en", "fr", "es"},
    "the children": {"en"},
    "the": set(),
    "Office": set(WORDS),
}
"""What is asked, and the languages of what is found."""


@behaviour("H1")
def test_words_are_found_in_six_languages_alike_on_both_databases(session: Session, world: World) -> None:
    for language, (title, summary) in WORDS.items():
        published(session, world, title=title, summary=summary, languages=[language])
    index = Catalogue().index(session)
    hits = {query: search(session, index, queries.read({"q": [query]})).rows for query in FOUND_BY}
    assert {query: {row.language for row in rows} for query, rows in hits.items()} == FOUND_BY


@behaviour("H1")
@case("D-AN-01")
def test_what_an_index_would_take_for_an_operator_is_a_word(session: Session, world: World) -> None:
    published(session, world)
    index = Catalogue().index(session)
    hits = {query: search(session, index, queries.read({"q": [query]})).total for query in OPERATORS}
    assert hits == dict.fromkeys(OPERATORS, 0)
    assert titles(session, q='"Guide"') == ["A guide to fair recruitment"]


@behaviour("H1")
@case("D-AN-01")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reviewer": ["x"]}, "reviewer"),
        ({"group": ["x"]}, "group"),
        ({"objective": ["gcm-99"]}, "objective"),
        ({"scope": ["global", "galactic"]}, "scope"),
        ({"language": ["none"]}, "language"),
        ({"year": ["20x9"]}, "year"),
        ({"year": ["٢٠١٩"]}, "year"),
        ({"publisher": [""]}, "publisher"),
        ({"publisher": ["a\x00b"]}, "publisher"),
        ({"country": ["per"] * 41}, "country"),
        ({"q": ["a\x00b"]}, "q"),
        ({"q": ["\ud800"]}, "q"),
        ({"q": ["x" * 301]}, "q"),
        ({"page": ["0"]}, "page"),
        ({"page": ["-1"]}, "page"),
        ({"page": ["²"]}, "page"),
        ({"page": ["1e3"]}, "page"),
    ],
)
def test_what_no_link_of_ours_asks_is_refused_with_its_reason(given: dict[str, list[str]], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        queries.read(given)
    assert set(refused.value.problems) == {field}


@behaviour("H1")
def test_a_term_that_nothing_has_gives_an_empty_list(session: Session, world: World) -> None:
    published(session, world)
    for chosen in ({"country": "fji"}, {"year": "1999"}, {"publisher": "Nobody"}, {"language": "other"}):
        assert titles(session, **chosen) == []


@behaviour("H1")
@pytest.mark.parametrize(
    ("chosen", "is_found"),
    [
        ({"region": "americas"}, True),
        ({"region": "africa"}, False),
        ({"objective": "gcm-07"}, True),
        ({"objective": "gcm-00"}, True),
        ({"country": ["per", "ken"]}, True),
        ({"country": ["ken"]}, False),
        ({"country": "per", "type": "report"}, True),
        ({"country": "per", "type": "analysis"}, False),
        ({"publisher": "Ministry of “Quotes” & 50%"}, True),
        ({"language": "other"}, True),
        ({"year": "2019", "kind": "document", "principle": "human-rights", "scope": "national"}, True),
    ],
)
def test_an_item_is_found_under_what_it_is(
    session: Session, world: World, chosen: dict[str, Any], is_found: bool
) -> None:
    published(
        session, world, scope="national", countries=["per"], objectives=["gcm-00"], principles=["human-rights"],
        languages=None, other_language="Quechua", publisher="Ministry of “Quotes” & 50%", document_type="report",
    )  # fmt: skip
    assert bool(titles(session, **chosen)) == is_found


@behaviour("H1")
def test_nothing_but_what_is_published_is_shown_or_counted(session: Session) -> None:
    for point in POINTS:
        if point != "published":
            with session.begin_nested() as one:
                a_submission(session, point, title=f"Hidden {point}")
                everything = found(session)
                assert (everything.total, everything.rows) == (0, ()), point
                assert all(not counts for counts in everything.counts.values()), point
                assert titles(session, q="hidden") == [], point
                assert session.scalars(select(Publication)).all() == [], point
                one.rollback()
