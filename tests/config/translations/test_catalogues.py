"""The catalogues are complete where they claim to be, and what runs is what was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog

from config import vocabularies
from config.translations import catalogues
from workflow.kernel.messages import plural, render
from workflow.roster.topics import name_of
from workflow.rules.affinity_terms import Claim, claim_words

COMPLETE = ("ar",)
"""The languages in which every sentence has its words."""

PLACE = re.compile(r"%\((\w+)\)[ds]|\{(\w+)\}")


def running(language: str) -> GNUTranslations:
    """Give a language as the running system reads it."""
    with catalogues.path(language).with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file)


def places(text: str) -> Counter[str]:
    """Give the places for values in a sentence."""
    return Counter(plain or braced for plain, braced in PLACE.findall(text))


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    compiled = catalogues.path(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(language)), "run: python -m config.translations"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_translations_keep_the_places_of_their_values(language: str) -> None:
    problems = [(message.id, str(error)) for message in catalogues.read(language) for error in message.check()]
    assert problems == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    catalogue = catalogues.read(language)
    single = [(m.id, str(m.string)) for m in catalogue if isinstance(m.id, str) and m.id and m.string]
    assert [sentence for sentence, own in single if places(sentence) != places(own)] == []
    # The form for one or two may write the number as a word; no form has a place of its own.
    counted = [(m.id[1], catalogues.forms(m.string)) for m in catalogue if isinstance(m.id, tuple)]
    many = [(sentence, found) for sentence, found in counted if any(found)]
    assert [sentence for sentence, found in many if any(places(form) - places(sentence) for form in found)] == []
    assert [sentence for sentence, found in many if len(found) != catalogue.num_plurals] == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogues.read(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", COMPLETE)
def test_every_sentence_of_the_sources_is_translated(language: str) -> None:
    own = catalogues.read(language)
    missing = [message.id for message in catalogues.extract() if message.id and not _is_translated(own, message.id)]
    assert missing == [], "translate them; python -m config.translations brings them into the catalogue"


def _is_translated(catalogue: Catalog, sentence: str | Sequence[str]) -> bool:
    message = catalogue.get(sentence if isinstance(sentence, str) else sentence[0])
    forms = [] if message is None else catalogues.forms(message.string)
    return bool(forms) and all(forms)


def test_the_sources_are_searched() -> None:
    template = catalogues.extract()
    assert "Skip to the content" in template
    assert ("Due in {n} day", "Due in {n} days") in template
    assert "Parts and their states" not in template


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "الموعد اليوم"),
        (1, "خلال يوم واحد"),
        (2, "خلال يومين"),
        (3, "خلال 3 أيام"),
        (11, "خلال 11 يوما"),
        (100, "خلال 100 يوم"),
        (103, "خلال 103 أيام"),
    ],
)
def test_arabic_counts_in_six_forms(days: int, sentence: str) -> None:
    assert render(plural("Due in {n} day", "Due in {n} days", days), running("ar")) == sentence


def test_an_untranslated_plural_stays_english() -> None:
    half = catalogues.read("ar")
    half.add(("{n} thing", "{n} things"), ("",) * 6)
    assert b"{n} thing" not in catalogues.compiled(half)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("vocabulary", ["regions", "languages", "expertise", "objectives"])
def test_a_term_named_in_a_reason_has_its_label(language: str, vocabulary: str) -> None:
    reader, records = running(language), vocabularies.terms(vocabulary)
    shown = {record.key: render(name_of(vocabulary, record.key), reader) for record in records}
    named = {record.key: vocabularies.label(record, language)[0] for record in records}
    # Two terms of the same English name may differ a little elsewhere; the first one's label is as good.
    assert set(shown.values()) <= set(catalogues.labels(language).values())
    assert sum(shown[key] != named[key] for key in shown) <= 1


def test_a_claim_is_read_in_the_language_of_the_reader() -> None:
    claim = claim_words(Claim("health", 3, verified=True), name_of("regions", "africa"))
    assert render(claim, running("ar")) == "أفريقيا (خبير، مؤكد)"


def test_a_sentence_of_the_catalogue_comes_before_a_label() -> None:
    own = catalogues.read("ar")
    own.add("English", "غيرها")
    assert "غيرها".encode() in catalogues.compiled(own)
