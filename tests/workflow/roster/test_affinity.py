from __future__ import annotations

import json
from dataclasses import replace
from math import exp, isnan, log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.roster.affinities import CORPUS, MODEL, WORDS, a_document, a_paper, a_reviewer
from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.evidence import Evidence, Parts, TermEvidence, WorkEvidence, reasons_against, reasons_for
from workflow.roster.affinity.explaining import Pair, explain
from workflow.roster.affinity.facts import ReviewerFacts, SubmissionFacts, latest_works, reviewer_facts
from workflow.roster.affinity.matrix import PARTS, affinities
from workflow.roster.affinity.settings import AffinitySettings, TextRule, Weights
from workflow.rules.affinity_terms import Claim, fit
from workflow.rules.tokens import typed_forms

LEXICAL = AffinitySettings()
SEMANTIC = AffinitySettings(model=MODEL.name)
EXPERT = Claim("gcm-07", 3, verified=True)

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
claims = st.lists(st.builds(Claim, st.sampled_from(["a", "b", "c"]), st.integers(1, 3), st.booleans()), max_size=4)


@st.composite
def reviewers(draw: st.DrawFn, id_: str = "r") -> ReviewerFacts:
    titles = draw(st.lists(texts, max_size=5))
    languages = {"en": draw(st.integers(1, 3))} if draw(st.booleans()) else {}
    embed = draw(st.booleans())
    return a_reviewer(id_, *titles, more={"embed": embed}, claims=draw(claims), languages=languages)


@st.composite
def papers(draw: st.DrawFn) -> SubmissionFacts:
    topics = draw(st.sets(st.sampled_from(["a", "b", "c"])))
    return a_paper(draw(texts), draw(texts), topics=sorted(topics), embed=draw(st.booleans()))


def scores(
    paper: SubmissionFacts, *people: ReviewerFacts, used: AffinitySettings = LEXICAL, **more: Any
) -> list[float]:
    found = affinities([paper], people, corpus=CORPUS, settings=used, **more)
    return [float(each) for each in found.score[0]]


def explained(
    paper: SubmissionFacts, reviewer: ReviewerFacts, used: AffinitySettings = LEXICAL, **more: Any
) -> Evidence:
    return explain(Pair(paper, reviewer, CORPUS, used), **more)


@settings(max_examples=35, deadline=None)
@given(papers(), reviewers("r"), reviewers("other"), st.sampled_from([LEXICAL, SEMANTIC]))
def test_a_score_does_not_change_when_another_reviewer_joins(
    paper: SubmissionFacts, reviewer: ReviewerFacts, other: ReviewerFacts, used: AffinitySettings
) -> None:
    alone = scores(paper, reviewer, used=used)
    assert scores(paper, other, reviewer, used=used)[1] == alone[0] == scores(paper, reviewer, other, used=used)[0]
    elsewhere = SubmissionFacts(document=a_document("s2", "housing", "children and skills"))
    both = affinities([elsewhere, paper], [other, reviewer], corpus=CORPUS, settings=used)
    assert both.score[1, 1] == alone[0]


def test_two_hundred_who_join_change_no_score() -> None:
    crowd = [a_reviewer(f"c{n}", f"{WORDS[n % 10]} {WORDS[n % 7]}", WORDS[n % 3]) for n in range(200)]
    paper, reviewer = a_paper("labour migration", "skills and return"), a_reviewer("r", "labour and skills", "health")
    (alone,) = scores(paper, reviewer)
    assert alone > 0
    assert scores(paper, *crowd[:97], reviewer, *crowd[97:])[97] == alone


@settings(max_examples=35, deadline=None)
@given(papers(), reviewers(), st.sampled_from([LEXICAL, SEMANTIC]), st.sampled_from([None, "interested", "not_for_me"]))
def test_the_evidence_adds_up_to_the_score_of_the_matrix(
    paper: SubmissionFacts, reviewer: ReviewerFacts, used: AffinitySettings, bid: str | None
) -> None:
    found = explained(paper, reviewer, used, bid=bid)
    bids = {("s1", "r"): bid} if bid else {}
    assert [found.score] == scores(paper, reviewer, used=used, bids=bids)
    parts = [part for name in PARTS if (part := getattr(found.parts, name)) is not None]
    assert round(sum(parts), 6) == found.score == found.parts.total
    if found.works:
        assert round(sum(work.weight for work in found.works) + found.other_works, 6) == 1
    lexical = sum(term.contribution for term in found.terms) + found.other_terms
    assert round(lexical, 6) == (found.parts.lexical or 0)
    assert Evidence.from_data(json.loads(json.dumps(found.as_data()))) == found
    assert explained(paper, reviewer, used, bid=bid) == found


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=6).flatmap(lambda own: st.tuples(st.just(own), st.permutations(own))))
def test_the_order_of_works_is_irrelevant(orders: tuple[list[str], list[str]]) -> None:
    paper = a_paper("labour migration", "return of children and housing", embed=True)
    found = [
        explained(paper, reviewer_facts("r", [a_document(f"w {t}", t, embed=True) for t in order]), SEMANTIC)
        for order in orders
    ]
    assert found[0] == found[1]


@settings(max_examples=25, deadline=None)
@given(texts, st.lists(texts, min_size=1, max_size=4), st.sampled_from(WORDS))
def test_a_work_that_says_what_the_submission_says_never_lowers_the_words_of_another(
    abstract: str, titles: list[str], word: str
) -> None:
    """A word of the submission in place of a foreign one of the same length: BM25 only grows."""
    paper = a_paper(f"{word} migration", abstract)
    before = [f"number{n} {title} xylophone" for n, title in enumerate(titles)]  # the same text would count once
    after = [f"{before[0][:-9]}{word}", *before[1:]]
    low, high = a_reviewer("r", *before), a_reviewer("r", *after)
    assert scores(paper, high)[0] >= scores(paper, low)[0]


@pytest.mark.parametrize("part", ["claims", "languages", "bid"])
def test_more_of_a_part_is_a_higher_score(part: str) -> None:
    paper = a_paper("labour", "skills", topics=["gcm-07", "gcm-05"])
    ladders: dict[str, list[tuple[dict[str, Any], str | None]]] = {
        "claims": [({"claims": [Claim("gcm-07", n, verified=v)]}, None) for n, v in ((1, False), (1, True), (3, True))],
        "languages": [({"languages": {"en": n}}, None) for n in (0, 1, 2, 3)],
        "bid": [({}, bid) for bid in ("not_for_me", None, "maybe", "interested")],
    }
    found = [explained(paper, a_reviewer("r", "housing", **facts), bid=bid).score for facts, bid in ladders[part]]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_topics_count_as_their_own_rule_says() -> None:
    own = [EXPERT, Claim("gcm-05", 2), Claim("gcm-01", 3)]
    paper, reviewer = a_paper("x", topics=["gcm-07", "gcm-05"]), a_reviewer("r", claims=own)
    found = explained(paper, reviewer)
    expected = fit(paper.topics, own)
    assert found.parts.taxonomy == round(expected.score, 6)
    assert found.topics == expected.matched


def test_weights_scale_their_parts_and_nothing_else() -> None:
    paper = a_paper("labour migration", "skills", topics=["gcm-07"], embed=True)
    reviewer = a_reviewer("r", "labour skills", more={"embed": True}, claims=[EXPERT], languages={"en": 3})
    twice = AffinitySettings(weights=Weights(text=2, lexical=6, taxonomy=2, language=0.3, bid=1), model=MODEL.name)
    one, two = explained(paper, reviewer, SEMANTIC, bid="maybe"), explained(paper, reviewer, twice, bid="maybe")
    assert two.score == pytest.approx(2 * one.score, abs=5e-6)
    none = AffinitySettings(weights=Weights(text=0, lexical=0, taxonomy=0, language=0, bid=0), model=MODEL.name)
    assert explained(paper, reviewer, none, bid="maybe").score == 0


def test_the_soft_maximum_is_that_of_its_formula() -> None:
    paper = a_paper("labour labour return", embed=True)
    reviewer = a_reviewer("r", "labour", "return", "health", more={"embed": True})
    found = explained(paper, reviewer, SEMANTIC)
    cosines = [2 / 5**0.5, 1 / 5**0.5, 0.0]
    assert found.parts.text == pytest.approx(log(sum(exp(8 * c) for c in cosines) / 3) / 8, abs=1e-4)
    assert [work.title for work in found.works] == ["labour", "return", "health"]
    assert [work.cosine for work in found.works] == pytest.approx(cosines, abs=1e-4)


def test_bm25_is_that_of_its_formula() -> None:
    paper, reviewer = a_paper("labour skills"), a_reviewer("r", "labour labour health")
    own = CORPUS.of("en")

    def idf(term: str) -> float:
        n = own.frequencies.get(term, 0)
        return log(1 + (own.documents - n + 0.5) / (n + 0.5))

    norm = 1.2 * (0.25 + 0.75 * 5 / own.mean_length)
    reached = idf("labour") * 2 * 2.2 / (2 + norm)
    share = reached / (idf("labour") + idf("skill") + idf("labour skill"))
    assert explained(paper, reviewer).parts.lexical == pytest.approx(3 * share, abs=2e-3)


def test_without_works_nothing_is_claimed() -> None:
    paper = a_paper("labour migration", "skills", topics=["gcm-07"], embed=True)
    found = explained(paper, a_reviewer("r", claims=[EXPERT]), SEMANTIC)
    assert (found.parts.text, found.parts.lexical, found.works, found.terms) == (None, None, (), ())
    assert found.flags == ("no_publications",)
    assert found.score == 3
    matrix = affinities([paper], [a_reviewer("r", claims=[EXPERT])], corpus=CORPUS, settings=SEMANTIC)
    assert isnan(matrix.parts["lexical"][0, 0])
    silent = explained(paper, a_reviewer("r", "housing", claims=[EXPERT]))
    assert (silent.parts.lexical, silent.flags) == (0, ())


@pytest.mark.parametrize(("paper", "reviewer", "used", "flags"), [
    (("labour", "skills"), ("labour",), LEXICAL, ()),
    (("labour", ""), ("labour",), LEXICAL, ("no_abstract",)),
    (("", ""), ("labour",), LEXICAL, ("no_text",)),
    (("", ""), (), LEXICAL, ("no_text", "no_publications")),
    (("labour", "skills"), ("",), LEXICAL, ("no_comparable_works",)),
    (("labour", "skills " * 4000), ("labour",), LEXICAL, ("truncated",)),
    (("labour", "skills"), ("labour " * 4000,), LEXICAL, ("truncated",)),
    (("labour", "skills"), ("labour",), SEMANTIC, ("not_embedded",)),
])  # fmt: skip
def test_what_makes_a_score_less_sure_is_flagged(
    paper: tuple[str, str], reviewer: tuple[str, ...], used: AffinitySettings, flags: tuple[str, ...]
) -> None:
    found = explained(a_paper(*paper), a_reviewer("r", *reviewer), used, this_year=2026)
    assert found.flags == flags
    assert len(list(reasons_against(found))) == len(flags)


@pytest.mark.parametrize(("year", "stale"), [(2017, True), (2018, False), (None, False)])
def test_an_old_profile_is_flagged(year: int | None, *, stale: bool) -> None:
    found = explained(a_paper("labour", "skills"), a_reviewer("r", "labour", more={"year": year}), this_year=2026)
    assert found.flags == (("stale_profile",) if stale else ())


def test_texts_are_compared_within_a_language_only() -> None:
    paper = a_paper("labour migration", "skills", embed=True)
    spanish = a_reviewer("r", "labour skills", more={"language": "es", "embed": True})
    unknown = a_reviewer("r", "labour skills", more={"language": "", "embed": True})
    assert explained(paper, spanish, SEMANTIC).flags == ("no_comparable_works",)
    assert explained(paper, unknown, SEMANTIC).parts.text == explained(paper, unknown, SEMANTIC).works[0].cosine
    across = AffinitySettings(model=MODEL.name, texts=TextRule(across_languages=True))
    found = explained(paper, spanish, across)
    assert (found.flags, found.parts.lexical) == ((), None)
    assert found.parts.text is not None
    assert found.parts.text > 0


@pytest.mark.parametrize(("language", "asked", "near", "far", "term"), [
    ("ar", "حقوق العمال المهاجرين", "العمال المهاجرون في الخليج", "التعليم العالي", "العمال المهاجرين"),
    ("zh", "移民与发展", "国际移民政策", "高等教育", "移民"),
    ("ru", "Права трудовых мигрантов", "Трудовые мигранты в городе", "Высшее образование", "трудовых мигрантов"),
    ("es", "Migración laboral", "La migración laboral en Chile", "Salud pública", "Migración laboral"),
])  # fmt: skip
def test_every_script_is_compared_and_shown_as_typed(language: str, asked: str, near: str, far: str, term: str) -> None:
    paper = a_paper(asked, language=language)
    one, other = (a_reviewer("r", text, more={"language": language}) for text in (near, far))
    forms = typed_forms(asked, language)
    found = explained(paper, one, forms=forms)
    assert found.score > 0 == explained(paper, other).score
    assert term in {shown.term for shown in found.terms}
    stems = {shown.term for shown in explained(paper, one).terms}
    assert all(not any(c.isdigit() for c in stem) for stem in stems)


def test_only_the_latest_works_are_read_and_each_text_once() -> None:
    works = [a_document(f"w{n}", f"work {n}", year=1990 + n) for n in range(30)]
    twice = [*works, a_document("again", "work 29", year=2019)]
    assert [work.id for work in latest_works(twice)] == ["again", *(f"w{n}" for n in range(28, 9, -1))]
    assert latest_works(reversed(twice)) == latest_works(twice)


def test_the_reasons_name_works_and_words() -> None:
    paper = a_paper("Labour migration and skills", "How skills are recognised")
    reviewer = a_reviewer("r", "Labour migration and skills", "Housing")
    found = explained(paper, reviewer, forms=typed_forms("Labour migration and skills"))
    said = [str(reason) for reason in reasons_for(found)]
    assert said[0] == "Wrote on this: «Labour migration and skills» (2024)"
    assert said[1] == "In common with the publications: migration skills, Labour migration"
    assert len(said) == 2
    undated = explained(paper, a_reviewer("r", "Labour migration and skills", more={"year": None}))
    assert str(next(reasons_for(undated))) == "Wrote on this: «Labour migration and skills»"
    assert list(reasons_for(explained(paper, a_reviewer("r", "Housing")))) == []
    little = WorkEvidence("w", "Of something else", 2020, None, 0.04, 1.0, 1.0)
    shown = Evidence(config="c", score=0.1, parts=Parts(), works=(little,), terms=(TermEvidence("report", 0.1),))
    assert list(reasons_for(shown)) == []
    assert [str(reason) for reason in reasons_for(replace(shown, works=(replace(little, words=0.05),)))] == [
        "In common with the publications: report"
    ]


@pytest.mark.parametrize(("known", "language", "part"), [
    ({"en": 3}, "en", 0.15), ({"en": 1}, "en", 0.05), ({"fr": 3}, "en", 0.0), ({}, "en", None), ({"en": 3}, "", None),
    ({"en": 9}, "en", 0.15),
])  # fmt: skip
def test_an_unknown_language_is_not_a_missing_one(known: dict[str, int], language: str, part: float | None) -> None:
    paper = a_paper("zebra", language=language)
    assert explained(paper, a_reviewer("r", languages=known)).parts.language == part


def test_the_evidence_knows_its_place() -> None:
    found = Evidence(config="c", score=1.0, parts=Parts(taxonomy=1.0))
    assert (found.percentile, found.placed(1, 4).percentile, found.placed(4, 4).percentile) == (None, 0.75, 0.0)


def test_evidence_of_other_settings_model_or_corpus_has_another_hash() -> None:
    used = [LEXICAL, SEMANTIC, AffinitySettings(weights=Weights(text=2)), AffinitySettings(texts=TextRule(beta_text=9))]
    found = {each.config_hash(corpus.key) for each in used for corpus in (CORPUS, CorpusStatistic())}
    assert len(found) == 8
    assert LEXICAL.config_hash("x") == AffinitySettings().config_hash("x")


def test_nobody_and_nothing_are_a_matrix_too() -> None:
    nobody = affinities([a_paper("x")], [], corpus=CORPUS, settings=SEMANTIC)
    nothing = affinities([], [a_reviewer("r", "x")], corpus=CORPUS, settings=SEMANTIC)
    assert (nobody.score.shape, nothing.score.shape) == ((1, 0), (0, 1))
    bids = {("s1", "gone"): "maybe", ("s1", "r"): "conflict"}
    assert scores(a_paper("x"), a_reviewer("r"), bids=bids) == [0.0]


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [
        SubmissionFacts(document=a_document(f"s{n}", f"{WORDS[n]} {WORDS[-n]}", embed=True), topics=frozenset({"a"}))
        for n in range(10)
    ]
    people = [a_reviewer(f"r{n}", *WORDS[n : n + n % 4], more={"embed": True}) for n in range(8)]
    whole = affinities(many, people, corpus=CORPUS, settings=SEMANTIC)
    monkeypatch.setattr("workflow.roster.affinity.matrix.A_BLOCK", 3)
    parted = affinities(many, people, corpus=CORPUS, settings=SEMANTIC)
    assert all(np.array_equal(whole.parts[name], parted.parts[name], equal_nan=True) for name in PARTS)
