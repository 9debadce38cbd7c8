"""Permitted and not possible: every verb where something speaks against it, with the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import case
from tests.builders import NOW, complete_answers, review_answers
from tests.workflow.actions.stages import Stage
from tests.workflow.actions.verbs import Id, verb
from workflow.kernel.errors import Refused
from workflow.models import Call

StageAt = Callable[[str], Stage]
LATE = NOW + timedelta(days=400)
OVER = "This review round is over; thank you all the same."
RECORDED = "The decision has been recorded."
SENT = "It has been sent in; what was sent in no longer changes."
DISAGREE = "The reviews disagree. Settle it in writing or call another reviewer first."
ANOTHER = "This was saved elsewhere after you opened it. Both texts are below; nothing is lost."


def not_in(title: str) -> str:
    """Give the sentence for a move that the state does not offer."""
    return f"Not possible in the state “{title}”."


Row = tuple[str, str, str, dict[str, Any], str]
"""Verb, stage, identity, changed values, sentence."""

REFUSALS: list[Row] = [
    ("save_draft", "submitted", "submitter", {}, SENT),
    ("save_draft", "draft", "submitter", {"revision": 99}, ANOTHER),
    ("submit", "submitted", "submitter", {}, SENT),
    ("withdraw", "draft", "submitter", {}, not_in("Draft")),
    ("withdraw", "published", "submitter", {}, not_in("Published")),
    ("withdraw", "withdrawn", "submitter", {}, not_in("Withdrawn")),
    ("revive", "submitted", "submitter", {}, not_in("Submitted")),
    ("answer_clarification", "answered", "submitter", {}, "This question is no longer open."),
    ("screen", "assigned", "coordinator", {}, "Only what has just been sent in is screened."),
    ("return_to_submitter", "assigned", "coordinator", {}, not_in("Assigned")),
    ("ask_submitter", "published", "coordinator", {}, "A question can be asked while it is being handled."),
    ("ask_submitter", "asked", "coordinator", {}, "A question to the submitter is still open."),
    ("close_clarification", "answered", "coordinator", {}, "This question is no longer open."),
    ("open_result", "assigned", "coordinator", {}, "There is no result yet."),
    ("assign_panel", "submitted", "coordinator", {}, "It has not been screened yet."),
    ("assign_panel", "reviewed", "coordinator", {}, "A panel is made after the screening and before the round closes."),
    ("assign_panel", "desk_released", "coordinator", {}, "A decision has been released."),
    ("invite", "assigned", "coordinator", {"values": (Id("reviewer"),)}, "Mem Ber1: already on this panel"),
    ("invite", "waiting_for_one", "coordinator", {"values": (Id("reviewer"),)},
     "Mem Ber1: declined this item on 2026-11-23"),
    ("invite", "seat:conflicted", "coordinator", {"values": (Id("reviewer"),)},
     "Mem Ber1: conflict of interest, declared"),
    ("invite", "seat:cancelled", "coordinator", {"values": (Id("reviewer"),)},
     "Mem Ber1: was on this panel; invite again from the panel"),
    ("invite", "spare_is_full", "coordinator", {}, "Mem Ber4: has 0 of 0 reviews this year"),
    ("invite", "spare_is_away", "coordinator", {}, "Mem Ber4: absent until 2026-11-23"),
    ("invite", "spare_rests", "coordinator", {}, "Mem Ber4: not before 2027-11-23"),
    ("invite", "spare_is_paused", "coordinator", {}, "Mem Ber4: not active on the roster"),
    ("invite", "in_french", "coordinator", {}, "Mem Ber4: does not read the language of this submission"),
    ("call_extra_reviewer", "reviewed", "coordinator", {},
     "The reviews do not disagree, so no extra reviewer is called."),
    ("call_extra_reviewer", "disputed", "coordinator", {"values": (Id("reviewer"),)},
     "Mem Ber1: already on this panel"),
    ("invite_again", "seat:accepted", "coordinator", {}, not_in("Accepted")),
    ("invite_again", "full", "coordinator", {}, "has 0 of 0 reviews this year"),
    ("cancel", "seat:handed_in", "coordinator", {}, not_in("Handed in")),
    ("end_assignment", "seat:invited", "coordinator", {}, not_in("Invited")),
    ("extend_due_date", "seat:declined", "coordinator", {}, "Nothing is waited for from this reviewer."),
    ("accept", "seat:accepted", "reviewer", {}, not_in("Accepted")),
    ("accept", "full", "reviewer", {}, "has 0 of 0 reviews this year"),
    ("accept", "declined_and_closed", "reviewer", {}, OVER),
    ("decline", "seat:handed_in", "reviewer", {}, not_in("Handed in")),
    ("declare_free", "seat:invited", "reviewer", {}, "Accept the invitation first."),
    ("declare_conflict", "seat:handed_in", "reviewer", {}, not_in("Handed in")),
    ("propose_due_date", "seat:invited", "reviewer", {}, "A due date is proposed after accepting."),
    ("save_review", "seat:handed_in", "reviewer", {}, "This review can no longer be changed."),
    ("save_review", "review_begun", "reviewer", {"values": (review_answers(revision=9),)}, ANOTHER),
    ("hand_in", "seat:handed_in", "reviewer", {}, "This review can no longer be changed."),
    ("hand_in", "late_and_decided", "reviewer", {}, RECORDED),
    ("record_review", "seat:accepted", "coordinator", {}, "The declaration about conflicts of interest is missing."),
    ("reopen_review", "decided", "coordinator", {}, RECORDED),
    ("reopen_review", "withdrawn_with_review", "coordinator", {}, OVER),
    ("close_early", "reviewed", "coordinator", {}, not_in("Reviewed")),
    ("reopen_round", "released", "coordinator", {}, "A decision has been released."),
    ("reopen_round", "desk_reopened", "coordinator", {}, "No round of review has begun."),
    ("settle_dispute", "reviewed", "coordinator", {}, "The reviews do not disagree."),
    ("record_decision", "submitted", "coordinator", {}, "It can be published only after its review."),
    ("record_decision", "desk_reopened", "coordinator", {}, "It can be published only after its review."),
    ("record_decision", "assigned", "coordinator", {}, "A decision is taken after the round has closed."),
    ("record_decision", "released", "coordinator", {}, "A decision has been released."),
    ("release_decision", "reviewed", "coordinator", {}, "No decision is recorded."),
    ("release_decision", "released", "coordinator", {}, "The decision has been released already."),
    ("release_decision", "disputed_and_decided", "coordinator", {}, DISAGREE),
    ("publish", "reviewed", "coordinator", {}, "No decision is recorded."),
    ("publish", "decided", "coordinator", {}, "The decision is not released yet."),
    ("publish", "against_released", "coordinator", {}, "The decision is to reject."),
    ("publish", "asked_in_review", "coordinator", {}, "A question to the submitter is still open."),
    ("publish", "assigned", "coordinator", {}, not_in("Assigned")),
    ("reject", "released", "coordinator", {}, "The decision is to publish."),
    ("reject", "reviewed", "coordinator", {}, "No decision is recorded."),
    ("reopen", "reviewed", "coordinator", {}, not_in("Reviewed")),
    ("retract", "reviewed", "chief", {}, not_in("Reviewed")),
    ("save_application", "application:submitted", "outsider", {}, SENT),
    ("save_application", "application:draft", "outsider", {"revision": 99}, ANOTHER),
    ("submit_application", "application:submitted", "outsider", {}, not_in("Submitted")),
    ("withdraw_application", "application:approved", "outsider", {}, not_in("Approved")),
    ("revive_application", "application:declined", "outsider", {}, not_in("Declined")),
    ("revive_application", "applied_again", "outsider", {}, "Another application of yours is open."),
    ("screen_application", "application:screened", "coordinator", {},
     "Only an application that has been sent in is screened."),
    ("ask_applicant", "application:approved", "coordinator", {}, not_in("Approved")),
    ("decide_application", "application:submitted", "coordinator", {}, not_in("Submitted")),
    ("reopen_application", "application:approved", "coordinator", {}, not_in("Approved")),
    ("reopen_application", "declined_and_applied_again", "coordinator", {},
     "This person has another application open."),
    ("move_membership", "world", "coordinator", {"values": ("resume",)}, not_in("Active")),
    ("take_role", "world", "administrator", {"values": ("chief",)}, "This person does not have this role."),
    ("suspend", "world", "administrator", {"target": "administrator"}, "Nobody suspends himself."),
    ("change_call", "world", "administrator", {"revision": 99}, ANOTHER),
]  # fmt: skip


@pytest.mark.sqlite_first
@case("D-CC-08")
@pytest.mark.parametrize("row", REFUSALS, ids=[f"{row[0]}-{row[1]}-{n}" for n, row in enumerate(REFUSALS)])
def test_what_is_not_possible_is_refused_with_its_reason(stage_at: StageAt, row: Row) -> None:
    name, point, who, changes, sentence = row
    stage = stage_at(point)
    with pytest.raises(Refused) as caught:
        verb(name).call(stage, stage.world.identities()[who], **changes)
    assert [str(reason) for reason in caught.value.reasons] == [sentence]


def close(session: Session) -> None:
    """Close every call the day before."""
    for call in session.query(Call):
        call.closes_at = NOW - timedelta(days=1)
    session.flush()


@pytest.mark.parametrize(("name", "point"), [("begin_draft", "world"), ("submit", "draft")])
def test_a_closed_call_takes_nothing_in(stage_at: StageAt, name: str, point: str) -> None:
    stage = stage_at(point)
    close(stage.session)
    with pytest.raises(Refused, match=r"The call is closed\."):
        verb(name).call(stage, stage.world.submitter)


def test_what_was_returned_may_be_sent_in_again_after_the_call_has_closed(stage_at: StageAt) -> None:
    stage = stage_at("returned")
    close(stage.session)
    assert verb("submit").call(stage, stage.world.submitter).state == "submitted"


def test_a_draft_keeps_only_answers_that_are_asked_for(stage_at: StageAt) -> None:
    stage = stage_at("draft")
    evil = {"state": "published", "reference": "HUB-1", "submitter_id": 1, "files": ["x"], "title": "Anew"}
    version = verb("save_draft").call(stage, stage.world.submitter, values=(evil,))
    kept = {**complete_answers(), "title": "Anew", "kind": "document"}
    assert version.answers == kept
