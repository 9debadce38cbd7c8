from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from config.vocabularies import legal_note
from tests.behaviours import behaviour
from tests.web.kit_site import kit_site
from web import terms


@pytest.fixture(scope="module")
def site() -> Flask:
    app = kit_site()
    terms.install(app)
    return app


def written(site: Flask, template: str, language: str) -> str:
    with site.test_request_context(f"/kit?lang={language}"):
        return render_template_string(template)


@pytest.mark.parametrize(
    ("call", "language", "text"),
    [
        ("term('objectives', 'gcm-07')", "en", "Reduce vulnerabilities"),
        ("term('objectives', 'gcm-07')", "ar", "الحد من أوجه الضعف"),
        ("term_title('objectives', 'gcm-07')", "en", "Address and reduce vulnerabilities in migration"),
        ("term_title('countries', 'per')", "fr", "Pérou"),
        ("term('languages', 'pt')", "fr", "portugais"),
        ("term('countries', '<atlantis>')", "en", "&lt;atlantis&gt;"),
        ("term_title('countries', 'atlantis')", "en", "atlantis"),
    ],
)
def test_a_term_is_written_in_the_language_of_the_page(site: Flask, call: str, language: str, text: str) -> None:
    assert written(site, f"{{{{ {call} }}}}", language) == text


def test_a_label_in_another_language_says_so(site: Flask) -> None:
    with site.test_request_context("/kit?lang=ar"):
        assert terms.TermLabel("Peru", "en").__html__() == '<span lang="en" dir="ltr">Peru</span>'


@behaviour("H3")
def test_the_starred_label_brings_its_note(site: Flask) -> None:
    with site.test_request_context("/kit"):
        assert terms.term_label("countries", "kosovo-unscr-1244").note == terms.LEGAL_NOTE
        assert terms.term_label("countries", "per").note is None
    assert str(terms.LEGAL_NOTE) == legal_note()
