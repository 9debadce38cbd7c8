"""Which language a reader gets, and what a text of another language carries."""

from __future__ import annotations

import pytest

from tests.web.kit_site import kit_site
from web import i18n, languages
from web.i18n import Preferences
from web.languages import Wishes
from workflow.kernel.messages import say


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (Wishes(), "en"),
        (Wishes(accepted=("zh-CN", "en")), "zh"),
        (Wishes(accepted=("zh-Hant-TW", "fr")), "zh"),
        (Wishes(accepted=("de", "fr-CA", "en")), "fr"),
        (Wishes(accepted=("de", "pt")), "en"),
        (Wishes(accepted=("*",)), "en"),
        (Wishes(person="ar", accepted=("fr",)), "ar"),
        (Wishes(person="de", accepted=("fr",)), "fr"),
        (Wishes(chosen="es", person="ar"), "es"),
        (Wishes(asked="ru", chosen="es", person="ar", accepted=("fr",)), "ru"),
        (Wishes(asked="xx", chosen="../es", person="ar"), "ar"),
    ],
)
def test_the_clearest_wish_decides(wishes: Wishes, language: str) -> None:
    assert languages.negotiate(wishes) == language


@pytest.mark.parametrize(
    ("code", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("zh", "ltr"), ("pt-BR", "ltr"), ("?", "auto")]
)
def test_a_language_runs_its_own_way(code: str, direction: str) -> None:
    assert languages.direction(code) == direction


def test_only_a_text_of_another_language_is_marked() -> None:
    assert languages.lang_attrs("ar", "en") == ' lang="ar" dir="rtl"'
    assert languages.lang_attrs("en", "en") == ""
    assert languages.lang_attrs("", "en") == ""
    assert languages.lang_attrs('"><b>', "en") == ' lang="&#34;&gt;&lt;b&gt;" dir="auto"'


def test_languages_are_named_in_the_readers_language() -> None:
    assert [languages.language_name("es", reader) for reader in ("en", "fr", "ru")] == [
        "Spanish",
        "espagnol",
        "испанский",
    ]
    assert languages.language_name("tlh-unknown", "en") == "tlh-unknown"


def test_the_menu_is_kept_for_the_next_page_and_beats_the_setting() -> None:
    client = kit_site(Preferences(language="fr")).test_client()
    assert '<html lang="fr" dir="ltr"' in client.get("/kit").text
    assert '<html lang="ar" dir="rtl"' in client.get("/kit?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in client.get("/kit").text


def test_the_menu_leads_to_the_same_page_with_its_questions() -> None:
    page = kit_site().test_client().get("/kit?q=a&q=b%26c&lang=en").text
    assert 'href="/kit?q=a&amp;q=b%26c&amp;lang=es"' in page


def test_an_unknown_zone_is_utc() -> None:
    assert kit_site(Preferences(time_zone="Mars/Base")).test_client().get("/kit").status_code == 200


@pytest.mark.parametrize(("language", "sentence"), [("en", "Unknown: Pat (2)"), ("ar", "Unknown: \u2068Pat (2)\u2069")])
def test_what_people_typed_keeps_its_direction_in_a_sentence(language: str, sentence: str) -> None:
    with kit_site(Preferences(language=language)).test_request_context("/kit"):
        assert i18n.words(say("Unknown: {name}", name="Pat (2)")) == sentence
        assert i18n.words(say("Unknown: {name}", name="7، 10")) == "Unknown: 7، 10"
