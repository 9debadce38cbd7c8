"""The words for every line of a history, by what happened to what; and the few a submitter is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.kernel.messages import N_, Reason, say

MAILS = {
    "hold_mails": say("Automatic mails held back"),
    "release_mails": say("Automatic mails let go again"),
    "skip_mail": say("One automatic mail left out"),
    "send_mail_now": say("One automatic mail sent before its time"),
    "hold_message": say("One message held back"),
    "release_message": say("One message let go"),
    "mail_failed": say("A message did not arrive"),
    "send_again": say("A message was sent again"),
    "fix_address": say("A message was sent to a corrected address"),
    "let_go": say("A message that did not arrive was left at that"),
}
SUBMISSION = {
    "begin": say("Draft begun"),
    "attach_file": say("File added"),
    "remove_file": say("File taken away"),
    "submit": say("Sent in"),
    "resubmit": say("Sent in again"),
    "take_back": say("Return taken back"),
    "take_back_reviewed": say("Return taken back"),
    "carry_over": say("Carried over from before this review existed"),
    "return": say("Returned to the submitter"),
    "screen": say("Screened: in scope"),
    "assign": say("The review began"),
    "close": say("Round closed: enough reviews are in"),
    "close_early": say("Round closed early"),
    "reopen_round": say("Round reopened"),
    "open_result": say("Result opened"),
    "ask_submitter": say("Question sent to the submitter"),
    "answer_clarification": say("The submitter answered the question"),
    "close_clarification": say("Question taken back"),
    "hand_over": say("Handed over to another coordinator"),
    "settle_dispute": say("Disagreement settled in writing"),
    "record_decision": say("Decision recorded"),
    "release_decision": say("Decision released to the submitter"),
    "publish": say("Published"),
    "reject": say("Rejected"),
    "withdraw": say("Withdrawn"),
    "revive": say("Brought back"),
    "reopen": say("Reopened"),
    "retract": say("Retracted"),
    "override_conflict": say("A conflict of interest does not count for a time"),
    "end_override": say("A conflict of interest counts again"),
    "open_task": say("Task opened by a rule"),
    "make_task": say("Task opened"),
    "finish_task": say("Task done"),
    "reopen_task": say("Task opened again"),
    "reassign_task": say("Task given to somebody else"),
    **MAILS,
}
ASSIGNMENT = {
    "invite": N_("{who} invited"),
    "invite_again": N_("{who} invited again"),
    "invite_next": N_("{who} was next in line and was invited for that"),
    "accept": N_("{who} accepted"),
    "decline": N_("{who} declined"),
    "declare_free": N_("{who} declared to have no conflict of interest"),
    "declare_conflict": N_("{who} declared a conflict of interest"),
    "propose_due_date": N_("{who} proposed another due date"),
    "extend_due_date": N_("Due date moved for {who}"),
    "lapse": N_("Invitation ended without an answer: {who}"),
    "cancel": N_("Invitation cancelled: {who}"),
    "end": N_("Review no longer waited for: {who}"),
    "hand_in": N_("Review received: {who}"),
    "reopen_review": N_("Review given back: {who}"),
    "hold_message": N_("A message to {who} was held back"),
    "release_message": N_("A message to {who} was let go"),
    "mail_failed": N_("A message to {who} did not arrive"),
    "send_again": N_("A message to {who} was sent again"),
    "fix_address": N_("A message to {who} was sent to a corrected address"),
    "let_go": N_("A message to {who} that did not arrive was left at that"),
}
APPLICATION = {
    "begin": say("Application begun"),
    "attach_file": say("File added"),
    "remove_file": say("File taken away"),
    "submit": say("Application sent in"),
    "answer": say("Answer sent"),
    "ask_more": say("More asked of the applicant"),
    "screen_application": say("Screened by a coordinator"),
    "screen": say("Screening finished"),
    "approve": say("Approved"),
    "decline": say("Declined"),
    "reopen": say("Reopened"),
    "withdraw": say("Withdrawn"),
    "revive": say("Brought back"),
    "open_task": say("Task opened by a rule"),
    "finish_task": say("Task done"),
    "reopen_task": say("Task opened again"),
    "reassign_task": say("Task given to somebody else"),
    **MAILS,
}
MEMBERSHIP = {
    **MAILS,
    "begin": say("Taken onto the roster"),
    "start": say("Trial period started"),
    "activate": say("Trial period ended"),
    "put_on_trial": say("On trial again"),
    "pause": say("Paused"),
    "resume": say("Resumed"),
    "extend_trial": say("Trial period prolonged"),
    "ask_renewal": say("Asked whether to stay"),
    "renew": say("Stays for another term"),
    "leave": say("Left the roster"),
    "place_bid": say("Said whether to review something"),
    "tell_entered": say("Told of the place on the roster"),
    "enter": say("Entered in the roster"),
    "change_by_table": say("Changed by a table"),
    "retire": say("Retired"),
    "reinstate": say("Reinstated"),
    "change_expertise": say("Expertise changed"),
    "change_availability": say("Availability changed"),
    "agree_to_be_listed": say("Agreed to be named on the public page"),
    "leave_the_list": say("No longer named on the public page"),
    "announce_absence": say("Absence announced"),
    "remove_absence": say("Absence taken back"),
    "verify_expertise": say("Expertise verified"),
    "stop_contact": say("Does not want to be contacted"),
    "allow_contact": say("May be contacted again"),
    "write_note": say("Note written"),
    "remove_note": say("Note removed"),
    "add_work": say("Publication added"),
    "take_works": say("Publications taken from a file"),
    "exclude_work": say("A publication is read or not read any more"),
    "remove_work": say("Publication removed"),
}
BY_KIND: Mapping[str, Mapping[str, Reason]] = {
    "submission": SUBMISSION,
    "application": APPLICATION,
    "membership": MEMBERSHIP,
}
OUT_OF_SCOPE = say("Screened: out of scope")
VERDICTS = {
    "publish": say("Decision recorded: publish"),
    "publish_with_changes": say("Decision recorded: publish with changes"),
    "reject": say("Decision recorded: reject"),
}

TOLD = {
    "submit": say("Received."),
    "resubmit": say("Received again."),
    "return": say("Back with you: please change what we wrote."),
    "take_back": say("We took it up again: nothing needs to be changed."),
    "take_back_reviewed": say("We took it up again: nothing needs to be changed."),
    "screen": say("Checked: complete and in scope."),
    "assign": say("The review began."),
    "reopen_round": say("The review goes on."),
    "open_result": say("The review is over; the decision is being prepared."),
    "ask_submitter": say("We asked you a question."),
    "answer_clarification": say("You answered our question."),
    "close_clarification": say("We took our question back."),
    "release_decision": say("The decision is there."),
    "publish": say("Published."),
    "reject": say("Closed without publication."),
    "carry_over": say("Published."),
    "withdraw": say("You withdrew it."),
    "revive": say("You brought it back."),
    "reopen": say("We took it up again."),
    "retract": say("Retracted."),
}
"""What a submitter is told of, and how; nothing else of a history is for him."""

TOLD_WHY = frozenset({"return", "ask_submitter", "retract"})
"""Where the reason was written for the submitter."""


def in_full(kind: str, trigger: str, payload: Mapping[str, Any], who: str) -> Reason:
    """Give the words of a line for a coordinator; `who` is the reviewer of an assignment."""
    if kind == "assignment" and trigger in ASSIGNMENT:
        return say(ASSIGNMENT[trigger], who=who)
    if trigger == "screen" and payload.get("in_scope") is False:
        return OUT_OF_SCOPE
    if trigger == "record_decision" and payload.get("verdict") in VERDICTS:
        return VERDICTS[payload["verdict"]]
    return BY_KIND.get(kind, {}).get(trigger) or say("{trigger}", trigger=trigger.replace("_", " "))


def reason_in(payload: Mapping[str, Any]) -> str:
    """Give what was typed with a line: a reason, a question or a note."""
    return next((str(payload[name]) for name in ("reason", "question", "note") if payload.get(name)), "")
