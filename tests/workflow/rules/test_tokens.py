from __future__ import annotations

import pytest

from workflow.rules.tokens import decoded, guessed_language, telling_tokens, tokens_of, typed_forms


@pytest.mark.parametrize(("text", "language"), [
    ("The rights of migrants", "en"), ("La migración laboral en los países de acogida", "es"),
    ("Les droits des migrants et le travail", "fr"), ("Права мигрантов", "ru"), ("حقوق المهاجرين", "ar"),
    ("移民与发展", "zh"), ("ひらがな", "ja"), ("한국어", "ko"), ("Zebra", ""), ("", ""), ("2020 – 42", ""),
    ("con avec", ""),
])  # fmt: skip
def test_a_language_is_guessed_from_script_and_small_words(text: str, language: str) -> None:
    assert guessed_language(text) == language


def test_the_longer_part_of_a_mixed_text_tells_its_language() -> None:
    assert guessed_language("移民与发展国家报告 (UN)") == "zh"
    assert guessed_language("The rights of migrants in China (移民)") == "en"


def test_words_that_say_nothing_are_left_out_before_they_are_stemmed() -> None:
    assert telling_tokens("Les droits des migrants", "fr") == ["droit", "migr"]
    assert tokens_of("Les droits des migrants", "fr") == ["le", "droit", "de", "migr"]


@pytest.mark.parametrize(("token", "text"), [
    ("u79fbu6c11", "移民"), ("u43cu438u433u440", "мигр"), ("ubeda", "ubeda"), ("migrat", "migrat"), ("", ""),
])  # fmt: skip
def test_a_token_is_read_in_its_own_script(token: str, text: str) -> None:
    assert decoded(token) == text


def test_a_token_is_shown_as_it_was_typed() -> None:
    assert list(typed_forms("EVALUATION of USAID").values()) == ["evaluation", "of", "USAID"]
    assert typed_forms("Migración y migraciones", "es")["migracion"] == "Migración"
    assert typed_forms("حقوق المُهاجرين") == typed_forms("حقوق المُهاجرين") != {}
    assert typed_forms("移民法") == {"u79fbu6c11": "移民", "u6c11u6cd5": "民法"}
