"""The facts of an item: what was answered, by which rules it is handled, what was asked and found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from config.forms import UnknownForm, form_of_kind
from web import answer_facts, formats, i18n
from web.desk import words
from web.parts import Fact, Link, Text
from workflow.kernel.messages import say
from workflow.models import Submission
from workflow.policy.content import ContentView, FileView

SHOWN_APART = frozenset({"title", "summary", "working_title", "files"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the submitter with its answer, and whether it can still be taken back."""

    public_id: str
    question: str
    asked_at: datetime
    due_at: datetime
    answer: str
    answered_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """One screening."""

    in_scope: bool
    at: datetime
    note: str
    checks: list[tuple[Text, bool]]


def content(kind: str, answers: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Give what was answered, in the order of the form."""
    try:
        fields = form_of_kind(kind).fields
    except UnknownForm:
        return ()
    return tuple(answer_facts.facts([field for field in fields if field.name not in SHOWN_APART], answers))


def facts(submission: Submission, view: ContentView) -> tuple[Fact, ...]:
    """Give by whom and by which rules the item is handled."""
    process = say("{name}, version {n}", name=submission.process_name, n=submission.process_version)
    handler = submission.handling_coordinator.name if submission.handling_coordinator else ""
    return (
        Fact(name=say("Sent in by"), value=submission.submitter.name),
        Fact(name=say("Handled by"), value=handler),
        Fact(name=say("Call"), value=say(submission.call.title)),
        Fact(name=say("Process"), links=(Link(process, _process_url(submission.process_name)),)),
        Fact(name=say("Anonymity"), value=words.ANONYMITY.get(submission.call.anonymity, submission.call.anonymity)),
        Fact(name=say("Version"), value=str(view.number or "")),
        Fact(name=say("Files"), links=tuple(_file(file) for file in view.files or ())),
    )


def _file(file: FileView) -> Link:
    size = formats.filesize(file.size or 0, i18n.language())
    label = say("{name} ({size})", name=file.original_name or file.neutral_name, size=size)
    return Link(label, url_for("submitter.file", file_id=file.public_id))


def _process_url(name: str) -> str:
    return url_for("desk.process", name=name)


def questions(submission: Submission) -> list[Question]:
    """Give the questions to the submitter, the newest first."""
    return [
        Question(
            public_id=each.public_id, question=each.question, asked_at=each.asked_at, due_at=each.due_at,
            answer=each.answer, answered_at=each.answered_at,
            is_open=each.answered_at is None and each.closed_at is None,
        )
        for each in reversed(submission.clarifications)
    ]  # fmt: skip


def screenings(submission: Submission) -> list[Looked]:
    """Give what was found when the item was screened, the newest first."""
    return [
        Looked(each.in_scope, each.at, each.note, [(words.CHECKS.get(k, k), bool(v)) for k, v in each.checks.items()])
        for each in reversed(submission.screenings)
    ]
