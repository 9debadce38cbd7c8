from __future__ import annotations

import pytest

from config import demo, vocabularies
from config.vocabularies import LANGUAGES, VOCABULARIES, UnknownVocabulary, keys, label, legal_note, term, terms, title
from tests.behaviours import behaviour

SIZES = {
    "objectives": 24,
    "principles": 10,
    "scope": 5,
    "regions": 6,
    "countries": 196,
    "document_types": 12,
    "content_kinds": 8,
    "languages": 6,
    "expertise": 69,
}


@behaviour("S3")
@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_vocabulary_is_whole(vocabulary: str) -> None:
    records = terms(vocabulary)
    assert len(records) == len({record.key for record in records}) == SIZES[vocabulary]
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    assert keys(vocabulary) == {record.key for record in records}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_label_has_text_and_source_in_six_languages(vocabulary: str) -> None:
    for record in terms(vocabulary):
        assert set(record.labels) == set(LANGUAGES), record.key
        for texts in (record.labels, record.titles):
            assert all(text.text.strip() and text.source.strip() for text in texts.values()), record.key


@behaviour("H3")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starred_label_carries_the_legal_note_in_every_language(language: str) -> None:
    starred = [record for record in terms("countries") if label(record, language)[0].endswith("*")]
    assert [record.key for record in starred] == ["kosovo-unscr-1244"]
    assert starred[0].note == legal_note()
    assert "resolution 1244 (1999)" in legal_note()


def test_only_a_starred_label_has_a_note() -> None:
    noted = [record.key for vocabulary in VOCABULARIES for record in terms(vocabulary) if record.note]
    assert noted == ["kosovo-unscr-1244"]


@behaviour("S3")
@pytest.mark.parametrize(
    ("vocabulary", "key", "language", "shown"),
    [
        ("countries", "global", "en", "Global"),
        ("countries", "civ", "en", "Côte d’Ivoire"),
        ("countries", "kor", "en", "Korea, Rep."),
        ("countries", "kor", "fr", "Corée du Sud"),
        ("countries", "kosovo-unscr-1244", "en", "Kosovo*"),
        ("objectives", "gcm-00", "en", "General"),
        ("objectives", "gcm-07", "en", "Reduce vulnerabilities"),
        ("content_kinds", "practice", "fr", "Pratique"),
        ("content_kinds", "training-guidance", "en", "Training and guidance"),
        ("languages", "zh", "zh", "中文"),
        ("regions", "global-scope", "es", "Alcance geográfico global"),
    ],
)
def test_labels_are_those_of_their_source(vocabulary: str, key: str, language: str, shown: str) -> None:
    record = term(vocabulary, key)
    assert record is not None
    assert label(record, language) == (shown, language)


def test_a_missing_language_says_which_is_used() -> None:
    record = terms("scope")[0]
    assert label(record, "pt") == ("Global", "en")
    assert title(record, "ru") == ("Глобальный", "ru")


def test_facts_are_kept() -> None:
    seven, kenya, event = term("objectives", "gcm-07"), term("countries", "ken"), term("content_kinds", "event")
    assert seven
    assert kenya
    assert event
    assert (seven.facts["gcm_paragraph"], seven.facts["number"]) == (23, 7)
    assert title(seven, "en")[0].startswith("Address and reduce vulnerabilities")
    assert (kenya.facts["iso_alpha2"], kenya.facts["region"]) == ("KE", "africa")
    assert event.facts["has_venue"] is True
    assert [record.facts["rank"] for record in terms("scope")] == [1, 2, 3, 4, 5]


def test_every_country_lies_in_a_known_region() -> None:
    regions = keys("regions")
    assert {record.key for record in terms("countries") if record.facts.get("region") not in regions} == {"global"}


def test_every_topic_belongs_to_known_objectives() -> None:
    for record in terms("expertise"):
        assert set(record.facts["objectives"]) <= keys("objectives")  # type: ignore[arg-type]


def test_an_unknown_vocabulary_or_term_is_told_apart() -> None:
    assert term("scope", "galactic") is None
    with pytest.raises(UnknownVocabulary):
        terms("hub_policy")


def test_what_is_known_of_the_hub_says_how_it_is_known() -> None:
    assert vocabularies.hub_policy()["assignment"]["min_external"]["status"] == "stated"


def test_the_demo_data_uses_known_terms() -> None:
    for archetype in demo.archetypes():
        assert archetype.side in {"internal", "external"}
        assert set(archetype.expertise) <= keys("expertise")
        assert set(archetype.languages) <= keys("languages")
    assert {sample["kind"] for sample in demo.samples()} <= keys("content_kinds")
    assert demo.objective_page()["gcm_paragraph"] == 23


def test_no_personal_address_is_in_the_demo_data() -> None:
    contacts = [sample["contact"] for sample in demo.samples() if sample["contact"]]
    assert [contact["email"].rpartition(".")[2] for contact in contacts] == ["example"]
    assert all(contact["personal_data"] for contact in contacts)
