"""What is being written: the draft with its steps, what each still lacks, and what its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from config.forms import Field, Form, Step, form_of_kind
from web.parts import Fact, Text
from web.submitter import shown_answers
from workflow.actions import versions
from workflow.actions.finding import find
from workflow.insight import history
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Submission
from workflow.policy import Actor, Permission, require, see
from workflow.rules.answers import UNKNOWN_SUFFIX, is_empty

WRITABLE = frozenset({"draft", "returned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A submission in the hands of its submitter, as plain values."""

    public_id: str
    reference: str
    title: str
    kind: str
    form: Form
    answers: Mapping[str, Any]
    """By field, with the files as they are shown."""
    revision: int | None
    """What the next save must find; None where it opens a new version."""
    problems: Mapping[str, Reason]
    """What keeps it from being sent in."""
    is_returned: bool
    to_change: str
    """What the coordinators asked to be changed."""
    is_writable: bool

    def step(self, key: str) -> Step:
        """Give one page of the form. Raises NotFound."""
        for step in self.form.steps:
            if step.key == key:
                return step
        raise NotFound

    def after(self, step: Step) -> str:
        """Give the key of the page that follows, or nothing after the last."""
        return self._beside(step, 1)

    def before(self, step: Step) -> str:
        """Give the key of the page before, or nothing before the first."""
        return self._beside(step, -1)

    def number(self, step: Step) -> int:
        """Give the place of a page, from 1."""
        return self.form.steps.index(step) + 1

    def step_of(self, field: str) -> str:
        """Give the key of the page a field stands on."""
        return next((s.key for s in self.form.steps if field in {f.name for f in s.fields}), self.form.steps[0].key)

    def _beside(self, step: Step, by: int) -> str:
        place = self.form.steps.index(step) + by
        return self.form.steps[place].key if 0 <= place < len(self.form.steps) else ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A page of the form in the overview: where it is, and how far it is."""

    title: Text
    url: str
    state: Text
    css: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing, with the place to give it."""

    sentence: Reason
    url: str


def draft(session: Session, actor: Actor, submission_id: PublicId) -> Draft:
    """Give what the actor is writing. Raises NotFound or NotAllowed."""
    submission = find(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    version = submission.current_version
    view = see(actor, version)
    is_writable = submission.state in WRITABLE
    is_returned = submission.state == "returned"
    return Draft(
        public_id=submission.public_id, reference=submission.reference or "", title=version.title, kind=version.kind,
        form=form_of_kind(version.kind), answers={**(view.answers or {}), "files": view.files or []},
        revision=None if version.frozen_at else version.revision,
        problems=versions.problems_of(version) if is_writable else {}, is_returned=is_returned, is_writable=is_writable,
        to_change=_to_change(session, actor, submission) if is_returned else "",
    )  # fmt: skip


def _to_change(session: Session, actor: Actor, submission: Submission) -> str:
    lines = history.of_submission(session, actor, submission)
    return next((line.reason for line in lines if line.trigger == "return"), "")


def overview(writing: Draft) -> list[StepLine]:
    """Give every page of the form with what it still lacks."""
    return [_line(writing, step) for step in writing.form.steps]


def lacks(writing: Draft) -> list[Lack]:
    """Give what is missing, each with the place to give it."""
    return [
        Lack(
            reason, url_for("submitter.step", submission_id=writing.public_id, step=writing.step_of(name)) + f"#{name}"
        )
        for name, reason in writing.problems.items()
    ]


def sections(writing: Draft, *, changes: bool) -> list[tuple[Text, list[Fact]]]:
    """Give all answers, page by page, with links to change them where that is possible."""
    return [(say(step.title), _facts(writing, step, changes=changes)) for step in writing.form.steps]


def differing(fields: tuple[Field, ...], typed: Mapping[str, Any], saved: Mapping[str, Any]) -> list[Fact]:
    """Give the answers as they are saved now where something else was typed."""
    names = [f for f in fields if f.name in typed and _plain(typed[f.name]) != _plain(saved.get(f.name))]
    return shown_answers.facts(names, saved)


def _plain(value: Any) -> Any:
    return None if is_empty(value) else value


def _facts(writing: Draft, step: Step, *, changes: bool) -> list[Fact]:
    page = url_for("submitter.step", submission_id=writing.public_id, step=step.key) if changes else ""
    return shown_answers.facts(step.fields, writing.answers, page)


def _line(writing: Draft, step: Step) -> StepLine:
    missing = sum(field.name in writing.problems for field in step.fields)
    answered = any(_is_answered(field, writing.answers) for field in step.fields)
    url = url_for("submitter.step", submission_id=writing.public_id, step=step.key)
    if missing and answered:
        return StepLine(say(step.title), url, plural("{n} answer missing", "{n} answers missing", missing), "soon")
    if missing:
        return StepLine(say(step.title), url, say("not begun"), "")
    return StepLine(say(step.title), url, say("done") if answered else say("optional"), "done" if answered else "")


def _is_answered(field: Field, answers: Mapping[str, Any]) -> bool:
    return answers.get(field.name + UNKNOWN_SUFFIX) is True or not is_empty(answers.get(field.name))
