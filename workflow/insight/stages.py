"""The submitter's side of the states: who acts next, in words that blame nobody and count nobody."""

from __future__ import annotations

from workflow.kernel.messages import Reason, say

YOU, TEAM, REVIEWERS, NOBODY = "you", "team", "reviewers", "nobody"

TURNS = {"draft": YOU, "returned": YOU, "submitted": TEAM, "assigned": REVIEWERS, "reviewed": TEAM}
"""Whose turn it is in a public stage; in every other stage nobody's."""

WORDS = {
    YOU: say("You act next."),
    TEAM: say("The coordinators act next."),
    REVIEWERS: say("The reviewers act next."),
    NOBODY: say("Nobody has to act."),
}


def acts_next(stage: str, *, clarification_open: bool) -> str:
    """Give who acts next: you, team, reviewers or nobody; an open question is the submitter's turn in every stage."""
    return YOU if clarification_open else TURNS.get(stage, NOBODY)


def acts_next_words(stage: str, *, clarification_open: bool) -> Reason:
    """Say who acts next."""
    return WORDS[acts_next(stage, clarification_open=clarification_open)]
