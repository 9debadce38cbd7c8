"""What stands at the top of every page about an item."""

from __future__ import annotations

from flask import url_for

from web import i18n, languages
from web.desk import standing_words, words
from web.parts import Link, Text, Work
from workflow.models import Submission


def head_of(submission: Submission) -> dict[str, object]:
    """Give what stands at the top of every page about an item."""
    meta: list[Text] = [words.kind(submission.kind)]
    if submission.language:
        meta.append(languages.language_name(submission.language, i18n.language()))
    meta.extend(words.objectives(submission.current_version.answers.get("objectives") or ()))
    title = submission.title or i18n.words(standing_words.UNTITLED)
    return {
        "item_id": submission.public_id,
        "reference": submission.reference or "",
        "meta": meta,
        "work": Work(title, "", submission.language, submission.current_version.title_is_working),
        "linked_work": Work(title, url_for("desk.item", submission_id=submission.public_id), submission.language),
        "way": [Link(standing_words.DESK, url_for("desk.index"))],
    }
