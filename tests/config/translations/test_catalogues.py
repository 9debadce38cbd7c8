"""The catalogues are complete where they claim to be, and what runs is what was written."""

from __future__ import annotations

from gettext import GNUTranslations

import pytest

from config.translations import catalogues
from workflow.kernel.messages import plural, render


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    compiled = catalogues.path(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(language)), "run: python -m config.translations"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_translations_keep_the_places_of_their_values(language: str) -> None:
    problems = [(message.id, str(error)) for message in catalogues.read(language) for error in message.check()]
    assert problems == []


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
    with catalogues.path("ar").with_suffix(".mo").open("rb") as file:
        arabic = GNUTranslations(file)
    assert render(plural("Due in {n} day", "Due in {n} days", days), arabic) == sentence


def test_an_untranslated_plural_stays_english() -> None:
    half = catalogues.read("ar")
    half.add(("{n} thing", "{n} things"), ("",) * 6)
    assert b"{n} thing" not in catalogues.compiled(half)
