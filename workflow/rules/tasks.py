"""The words for what a task asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.kernel.messages import N_, Reason, say

ASKED_BY_RULES = {
    "fix_address": N_("The mail to {person} came back. Find another address, or ask the next candidate."),
    "answer": N_("{person} has not answered the invitation. Ask again, or ask somebody else."),
    "review": N_("The review of {person} is late. Ask how it goes, move the date, or ask somebody else."),
    "clarification": N_("The submitter has not answered your question. Ask again, or take the question back."),
    "screening": N_("Screen this submission."),
    "panel": N_("Find reviewers for this submission."),
    "decision": N_("Decide on this submission."),
    "application": N_("Answer this application to the roster."),
    "renewal": N_("Look at the membership of {person}: its trial period or its term ends."),
}
"""By the kind of a task that a rule opens; `person` is in its facts."""


def asked(kind: str, what: str, facts: Mapping[str, Any]) -> Reason | str:
    """Give what a task asks for: the words of its kind, or what was typed."""
    sentence = ASKED_BY_RULES.get(kind)
    return what if sentence is None else say(sentence, person=str(facts.get("person") or "…"))
