"""The letters: one sketch for each event and audience; what a process adds gets a general one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from notifications.letters import accounts, assignments, clock, roster, submissions, tasks
from notifications.letters.sketch import Key, Letters, Sketch
from workflow.kernel.messages import N_

LETTERS: Letters = MappingProxyType(
    ChainMap(
        *(
            dict(letters)
            for letters in (
                submissions.TO_THE_SUBMITTER,
                submissions.TO_ITS_REVIEWERS,
                submissions.TO_ITS_COORDINATORS,
                assignments.TO_THE_REVIEWER,
                assignments.TO_THE_COORDINATOR,
                roster.TO_APPLICANTS,
                roster.TO_MEMBERS,
                roster.TO_COORDINATORS,
                accounts.TO_PERSONS,
                accounts.TO_ADMINISTRATORS,
                tasks.TO_THEIR_OWNERS,
                clock.BY_THE_CLOCK,
            )
        )
    )
)

WHERE = {
    "submitter": "status", "reviewer": "review", "reviewers": "review", "coordinator": "desk",
    "chief": "desk", "task_owner": "desk", "administrator": "health",
    "applicant": "application", "member": "profile",
}  # fmt: skip
"""Where a general letter leads, by audience."""

ABOUT_A_SUBMISSION = (
    N_("News about “{title}”"),
    N_("Something has changed for “{title}”. The page says how it stands now."),
)
ABOUT_THE_ROSTER = (N_("News from the roster"), N_("Something has changed. The page says how it stands now."))


def sketch_for(event_name: str, audience: str, payload: Mapping[str, Any]) -> Sketch:
    """Give the letter of an event for an audience; a general one where a process has moves of its own."""
    name = _by_occasion(event_name, payload)
    return LETTERS.get((name, audience)) or _general(name, audience)


def _by_occasion(event_name: str, payload: Mapping[str, Any]) -> str:
    """Name the letter of a link by what it was sent for."""
    if event_name.startswith("person.") and payload.get("role"):
        return "person.staff_invitation"
    return "person.roster_invitation" if event_name.startswith("person.") and payload.get("roster") else event_name


def _general(event_name: str, audience: str) -> Sketch:
    about_work = event_name.startswith(("submission.", "assignment."))
    subject, sentence = ABOUT_A_SUBMISSION if about_work else ABOUT_THE_ROSTER
    link = WHERE.get(audience, "")
    return Sketch(subject, (sentence,), link="desk_application" if link == "desk" and not about_work else link)


__all__ = ["LETTERS", "Key", "Sketch", "sketch_for"]
