"""Labels of vocabulary terms for pages: in the reader's language, marked with the one they are really in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup, escape

from config import vocabularies
from web import i18n, languages
from workflow.kernel.messages import Reason, say

LEGAL_NOTE = say(
    "*References to Kosovo shall be understood to be in the context of United Nations Security Council"
    " resolution 1244 (1999)."
)
"""Stands wherever the starred label is shown; the English words are those of the vocabulary."""


@dataclass(frozen=True, slots=True)
class TermLabel:
    """The label of a term: its text, the language that is in, and a note that must be shown with it.

    In a template `{{ term("countries", "per") }}` writes the text, marked where it is not in the page's language.
    """

    text: str
    lang: str = ""
    note: Reason | None = None

    def __str__(self) -> str:
        """Give the bare text."""
        return self.text

    def __html__(self) -> str:
        """Give the text as a page shows it."""
        attributes = languages.lang_attrs(self.lang, i18n.language())
        return Markup("<span{}>{}</span>").format(attributes, self.text) if attributes else escape(self.text)


def install(app: Flask) -> None:
    """Give templates `term(vocabulary, key)` and `term_title(vocabulary, key)`."""
    app.jinja_env.globals.update(term=term_label, term_title=term_title)


def term_label(vocabulary: str, key: str) -> TermLabel:
    """Give the label of a term for this reader; a language outside the vocabulary has its name, else the key stands."""
    record = vocabularies.term(vocabulary, key)
    if record is None:
        return TermLabel(languages.language_name(key, i18n.language()) if vocabulary == "languages" else key)
    return _labelled(record, *vocabularies.label(record, i18n.language()))


def term_title(vocabulary: str, key: str) -> TermLabel:
    """Give the full title of a term for this reader; the label where it has no title."""
    record = vocabularies.term(vocabulary, key)
    if record is None:
        return term_label(vocabulary, key)
    return _labelled(record, *vocabularies.title(record, i18n.language()))


def _labelled(record: vocabularies.TermRecord, text: str, lang: str) -> TermLabel:
    return TermLabel(text, lang, LEGAL_NOTE if record.note else None)
