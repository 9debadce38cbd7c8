from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import NOW, POINTS, STEPS, World, a_submission, a_world
from tests.published import published, some_answers
from workflow.actions.versions import hub_facts
from workflow.catalogue import queries
from workflow.catalogue.index import FACETS, Catalogue, Index
from workflow.catalogue.search import Found, search
from workflow.kernel.errors import InvalidInput
from workflow.models import Publication, Submission
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


@behaviour("H1", "H2")
@pytest.mark.parametrize("seed", range(3))
def test_the_order_the_pages_and_the_counts_are_those_of_the_rules(session: Session, world: World, seed: int) -> None:
    dice = random.Random(seed)
    items = [published(session, world, **some_answers(dice)) for _ in range(10)]
    index = Catalogue().index(session)
    follows_the_rule(session, index, items)
    is_paged_like_the_whole(session, index)
    counts_what_it_leads_to(session, index, dice)


def follows_the_rule(session: Session, index: Index, items: Sequence[Submission]) -> None:
    facts = sorted((hub_facts(item.current_version) for item in items), key=sort_key)
    rows = search(session, index, queries.Query(), size=100).rows
    assert [row.public_id for row in rows] == [fact.id for fact in facts]
    above = [None, *facts]
    assert [row.why for row in rows] == [tuple(why_here(f, a)) for f, a in zip(facts, above, strict=False)]


def is_paged_like_the_whole(session: Session, index: Index) -> None:
    """The first of a page is explained by the last of the page before."""
    pages = [search(session, index, queries.Query(page=page), size=4) for page in (1, 2, 3, 4)]
    whole = search(session, index, queries.Query(), size=10)
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert [(page.first, page.has_more) for page in pages] == [(1, True), (5, True), (9, False), (0, False)]


def counts_what_it_leads_to(session: Session, index: Index, dice: random.Random) -> None:
    """Every count is the length of the list it leads to, however the list is narrowed."""
    chosen: dict[str, list[str]] = {}
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


UNDER: tuple[tuple[dict[str, Any], bool], ...] = (
    ({"region": "americas"}, True),
    ({"region": "africa"}, False),
    ({"objective": "gcm-07"}, True),
    ({"objective": "gcm-00"}, True),
    ({"country": ["per", "ken"]}, True),
    ({"country": ["ken"]}, False),
    ({"country": "fji"}, False),
    ({"country": "per", "type": "report"}, True),
    ({"country": "per", "type": "analysis"}, False),
    ({"publisher": "Ministry of “Quotes” & 50%"}, True),
    ({"publisher": "Nobody"}, False),
    ({"language": "other"}, True),
    ({"language": "fr"}, False),
    ({"year": "1999"}, False),
    ({"year": "2019", "kind": "document", "principle": "human-rights", "scope": "national"}, True),
)
"""What is chosen, and whether the one item is found under it; a term that nothing has gives an empty list."""


@behaviour("H1")
def test_an_item_is_found_under_what_it_is(session: Session, world: World) -> None:
    published(
        session, world, scope="national", countries=["per"], objectives=["gcm-00"], principles=["human-rights"],
        languages=None, other_language="Quechua", publisher="Ministry of “Quotes” & 50%", document_type="report",
    )  # fmt: skip
    assert [(chosen, bool(titles(session, **chosen))) for chosen, _ in UNDER] == list(UNDER)


@behaviour("H1")
def test_nothing_but_what_is_published_is_shown_or_counted(session: Session, world: World) -> None:
    """Every way is gone once, from the draft on, and taken back where another one branches off."""
    item = a_submission(session, "draft", world=world, title="Hidden work")
    looked: set[str] = set()

    def go_on(point: str) -> None:
        if point != "published":
            everything = found(session)
            assert (everything.total, everything.rows) == (0, ()), point
            assert all(not counts for counts in everything.counts.values()), point
            assert titles(session, q="hidden") == [], point
            assert session.scalars(select(Publication)).all() == [], point
        looked.add(point)
        for further, (before, step) in STEPS.items():
            if before == point:
                with session.begin_nested() as tried:
                    step(session, world, item, NOW)
                    go_on(further)
                    tried.rollback()
                session.expire_all()

    go_on("draft")
    assert looked == set(POINTS)
