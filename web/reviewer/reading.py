"""The work as its reviewer reads it: what the policy leaves of a version's answers, in words."""

from __future__ import annotations

from config.forms import UnknownForm, form_of_kind
from web import answer_facts
from web.parts import Fact
from web.terms import LEGAL_NOTE, term_label
from workflow.kernel.messages import Reason
from workflow.policy.content import ContentView
from workflow.rules.answers import is_empty

ELSEWHERE = frozenset({
    "title",
    "working_title",
    "summary",
    "files",
    "personal_data_checked",
    "rights",
    "focal_point",
    "contact",
})
"""Answers that stand elsewhere on the page, or are not a reviewer's business."""


def facts(work: ContentView) -> list[Fact]:
    """Give what was answered about the work, question by question; what is hidden from the reader is not there."""
    answers = {k: v for k, v in (work.answers or {}).items() if k not in ELSEWHERE and not is_empty(v)}
    try:
        fields = form_of_kind(work.kind or "").fields
    except UnknownForm:
        return []
    return answer_facts.facts([field for field in fields if field.name in answers], answers)


def legal_note(work: ContentView) -> Reason | None:
    """Give the note that must stand with one of the labels, or None."""
    noted = any(term_label(name, key).note for name, keys in (work.terms or {}).items() for key in keys)
    return LEGAL_NOTE if noted else None
