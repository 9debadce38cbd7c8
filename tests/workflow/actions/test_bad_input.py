"""What cannot be taken: every verb with wrong values, and the field and sentence that say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.behaviours import case
from tests.builders import NOW, complete_answers, review_answers
from tests.workflow.actions.stages import Stage
from tests.workflow.actions.verbs import AVAILABILITY, EXPERTISE, VERDICT, Id, verb
from workflow.kernel.errors import InvalidInput
from workflow.models import LogEntry

StageAt = Callable[[str], Stage]
Row = tuple[str, str, str, dict[str, Any], dict[str, str]]
"""Verb, stage, identity, changed values, field → sentence."""

TODAY = NOW.date()
REASON = "Please give a reason."
REASONS = "Write the reasons for the submitter."
UNSTORABLE = "The text holds 1 character that cannot be kept. It is invisible; write the text anew or delete it."
NOT_UNDERSTOOD = "This answer is not understood."


def typed(**changes: Any) -> dict[str, Any]:
    """Give the values of a verb that takes answers: only the changed ones."""
    return {"values": (changes,)}


def reviewed(**changes: Any) -> dict[str, Any]:
    """Give the values of a verb that takes a review."""
    return {"values": (review_answers(**changes),)}


ROWS: list[Row] = [
    ("begin_draft", "world", "submitter", {"values": ("poem",)}, {"kind": "Choose what kind of resource it is."}),
    ("save_draft", "draft", "submitter", {"kind": "poem"}, {"kind": "Choose what kind of resource it is."}),
    ("save_draft", "draft", "submitter", typed(title="A\x00B"), {"title": UNSTORABLE}),
    ("save_draft", "draft", "submitter", typed(venue="A\x00B"), {"venue": UNSTORABLE}),
    ("save_draft", "draft", "submitter", typed(contributors=[{"name": "A", "role": "\x00"}]),
     {"contributors": UNSTORABLE}),
    ("save_draft", "draft", "submitter", typed(title=["a list"]), {"title": NOT_UNDERSTOOD}),
    ("save_draft", "draft", "submitter", typed(title="x" * 301),
     {"title": "Shorten this to 300 characters; it has 301."}),
    ("save_draft", "draft", "submitter", typed(languages=["klingon" * 9]),
     {"languages": "“klingonklingonklingonklingonklingonklingonklingonklingonklin…” is not in the list."}),
    ("save_draft", "draft", "submitter", typed(objectives=["gcm-99"]), {"objectives": "“gcm-99” is not in the list."}),
    ("save_draft", "draft", "submitter", typed(publication_date="the day before"),
     {"publication_date": "Give at least a year or a month, for example 14 May 2018, May 2018 or 2018."}),
    ("submit", "draft_without_title", "submitter", {}, {"title": "Give a title."}),
    ("answer_clarification", "asked", "submitter", {"values": ("  ",)}, {"answer": "Write an answer."}),
    ("screen", "submitted", "coordinator", {"in_scope": False}, {"note": "Say why it is out of scope."}),
    ("return_to_submitter", "submitted", "coordinator", {"values": (" ",)}, {"reason": REASON}),
    ("ask_submitter", "submitted", "coordinator", {"values": (" ",)}, {"question": "Write the question."}),
    ("hand_over", "submitted", "coordinator", {"values": (Id("other_coordinator"),)},
     {"coordinator": "Choose a coordinator of this call who has no conflict with it."}),
    ("assign_panel", "assigned", "coordinator", {"values": ([],)}, {"reviewers": "Choose at least one reviewer."}),
    ("extend_due_date", "seat:accepted", "coordinator", {"values": (TODAY - timedelta(1),)},
     {"day": "Choose a day that is still to come."}),
    ("decline", "seat:invited", "reviewer", {"code": "bored"}, {"code": "Choose one of the reasons, or none."}),
    ("decline", "seat:invited", "reviewer", {"absent": (TODAY, TODAY - timedelta(1))},
     {"absent": "The absence ends before it begins."}),
    ("declare_conflict", "seat:invited", "reviewer", {"kind": "dislike"},
     {"kind": "Choose what kind of conflict it is."}),
    ("propose_due_date", "seat:accepted", "reviewer", {"values": (TODAY,)},
     {"day": "Propose a day after the due date."}),
    ("save_review", "seat:free", "reviewer", reviewed(scores={"quality": 9}),
     {"quality": "Choose a score from 1 to 5."}),
    ("save_review", "seat:free", "reviewer", reviewed(scores={"quality": None}),
     {"quality": "This criterion always applies; give a score."}),
    ("save_review", "seat:free", "reviewer", reviewed(levels={"gcm-applicability": ["cosmic"]}),
     {"gcm-applicability": "Choose levels from the list."}),
    ("save_review", "seat:free", "reviewer", reviewed(recommendation="maybe"),
     {"recommendation": "“maybe” is not in the list."}),
    ("save_review", "seat:free", "reviewer", reviewed(confidence=7), {"confidence": "“7” is not in the list."}),
    ("save_review", "seat:free", "reviewer", reviewed(texts={"comment_to_submitter": "\x00"}),
     {"comment_to_submitter": UNSTORABLE}),
    ("save_review", "seat:free", "reviewer", reviewed(comments=[{"text": "x\x00"}]), {"comment_items": UNSTORABLE}),
    ("save_review", "seat:free", "reviewer", reviewed(comments=[{"text": "x", "weight": "heavy"}]),
     {"comment_items": "Choose how much the comment weighs."}),
    ("save_review", "seat:free", "reviewer", reviewed(comments=[{"text": "x", "place": "p" * 201}]),
     {"comment_items": "Shorten this to 200 characters; it has 201."}),
    ("hand_in", "seat:free", "reviewer", reviewed(recommendation=""), {"recommendation": "Answer this."}),
    ("close_early", "accepted", "coordinator", {"values": (" ",)}, {"reason": REASON}),
    ("settle_dispute", "disputed", "coordinator", {"values": (" ",)}, {"note": "Write how it was settled."}),
    ("record_decision", "reviewed", "coordinator", {"verdict": "shrug"}, {"verdict": "Choose a decision."}),
    ("record_decision", "reviewed", "coordinator", {"letter": " "}, {"letter": REASONS}),
    ("record_decision", "reviewed", "coordinator", {"verdict": "reject"}, {"code": "Say why it is rejected."}),
    ("record_decision", "submitted", "coordinator", {**VERDICT, "verdict": "reject", "code": "after_review"},
     {"code": "It has not been reviewed; choose another reason."}),
    ("reopen", "published", "coordinator", {"values": (" ",)}, {"reason": REASON}),
    ("retract", "published", "chief", {"values": (" ",)}, {"reason": REASON}),
    ("save_application", "application:draft", "outsider", typed(side="outer"), {"side": "“outer” is not in the list."}),
    ("save_application", "application:draft", "outsider", typed(position="\x00"), {"position": UNSTORABLE}),
    ("submit_application", "incomplete_application", "outsider", {}, {"position": "Answer this."}),
    ("screen_application", "application:submitted", "coordinator", {"approves": False},
     {"note": "Say what speaks against it."}),
    ("ask_applicant", "application:submitted", "coordinator", {"values": (" ",)}, {"reason": REASON}),
    ("decide_application", "application:screened", "coordinator", {"letter": " "},
     {"letter": "Write the reasons for the applicant."}),
    ("reopen_application", "application:declined", "coordinator", {"values": (" ",)}, {"reason": REASON}),
    ("change_expertise", "world", "reviewer", {**EXPERTISE, "topics": {}}, {"expertise": "Choose at least one topic."}),
    ("change_expertise", "world", "reviewer", {**EXPERTISE, "languages": {}},
     {"languages": "Choose at least one language."}),
    ("change_expertise", "world", "reviewer", {**EXPERTISE, "topics": {"expertise": {"migration-statistics": "9"}}},
     {"expertise": "“9” is not in the list."}),
    ("change_availability", "world", "reviewer", {**AVAILABILITY, "yearly_cap": 13},
     {"yearly_cap": "Choose a number from 0 to 12."}),
    ("change_availability", "world", "reviewer", {**AVAILABILITY, "minimum_interval_days": 366},
     {"minimum_interval_days": "Choose a number of days from 0 to 365."}),
    ("announce_absence", "world", "reviewer", {"values": (TODAY, TODAY - timedelta(1))},
     {"absent": "The absence ends before it begins."}),
    ("give_role", "world", "administrator", {"values": ("king",)}, {"role": "Choose a role."}),
    ("set_password", "world", "outsider", {"values": ("short",)}, {"password": "Use at least 10 characters."}),
]  # fmt: skip


@case("D-AZ-05")
@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)])
def test_what_cannot_be_taken_is_said_by_field_and_nothing_is_logged(stage_at: StageAt, row: Row) -> None:
    name, point, who, changes, problems = row
    stage = stage_at(point)
    before = stage.session.scalar(select(func.count()).select_from(LogEntry))
    with pytest.raises(InvalidInput) as caught:
        verb(name).call(stage, stage.world.identities()[who], **changes)
    assert {field: str(reason) for field, reason in caught.value.problems.items()} == problems
    assert stage.session.scalar(select(func.count()).select_from(LogEntry)) == before


def test_a_review_keeps_only_answers_that_its_form_asks_for(stage_at: StageAt) -> None:
    stage = stage_at("seat:free")
    texts = {"comment_to_submitter": "Good.", "scores": {"quality": 5}, "state": "handed_in"}
    values = reviewed(scores={"quality": 3, "x": 1}, texts=texts)
    review = verb("save_review").call(stage, stage.world.panel[0], **values)
    assert review.answers == {"scores": {"quality": 3}, "levels": {}, "comment_to_submitter": "Good."}


def test_what_a_submitter_may_leave_unsaid_can_be_sent_in(stage_at: StageAt) -> None:
    stage = stage_at("draft")
    answers = {**complete_answers(), "publication_date": "", "publication_date_unknown": True}
    verb("save_draft").call(stage, stage.world.submitter, values=(answers,))
    assert verb("submit").call(stage, stage.world.submitter).state == "submitted"
