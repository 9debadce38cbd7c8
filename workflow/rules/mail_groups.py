"""The kinds of mail as people choose among them: each letter belongs to one group; some cannot be left out."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.kernel.messages import N_

AT_ONCE, DAILY, HERE = "at_once", "daily", "here"
WAYS = (AT_ONCE, DAILY, HERE)
"""A mail at once, with others in one mail a day, or to be read on the site only."""


@dataclass(frozen=True)
class Group:
    """Some letters that people think of as one thing."""

    label: str
    always: str = ""
    """Why it is always sent, at once; empty where there is a choice."""
    for_staff: bool = False


GROUPS: dict[str, Group] = {
    "reminders": Group(N_("Reminders of due dates")),
    "receipts": Group(N_("Receipts: what you did has arrived")),
    "progress": Group(N_("How it goes on with what you sent in or reviewed")),
    "roster": Group(N_("Your place on the roster")),
    "desk_work": Group(N_("What waits for you as a coordinator"), for_staff=True),
    "desk_news": Group(N_("What others did with what you coordinate"), for_staff=True),
    "alarms": Group(
        N_("Trouble with the clock or the mail of this site"), N_("You look after the site."), for_staff=True
    ),
    "asked": Group(N_("Invitations, questions, and what is back with you"), N_("Somebody waits for your answer.")),
    "decided": Group(N_("Decisions about what you sent in or applied for"), N_("They are about your own work.")),
    "ended": Group(N_("What you were asked for has moved or ended"), N_("So that you do no work in vain.")),
    "links": Group(N_("Links to sign in and to confirm an address"), N_("You have asked for them yourself.")),
}

WITHOUT_DELAY = frozenset({"links", "alarms"})
"""What leaves in quiet hours as well."""

STAFF = frozenset({"coordinator", "chief", "task_owner"})
_RECEIPTS = ("submit", "resubmit", "withdraw", "revive")
_WORK = (
    "submission.submit", "submission.resubmit", "submission.revive", "submission.close", "submission.close_early",
    "submission.answer_clarification", "submission.hand_over", "application.submit", "application.answer",
    "application.screen", "application.revive", "assignment.decline", "assignment.lapse",
    "assignment.declare_conflict", "assignment.propose_due_date",
)  # fmt: skip
_OF: dict[tuple[str, str], str] = {
    **{(f"submission.{name}", "submitter"): "receipts" for name in _RECEIPTS},
    **{(f"application.{name}", "applicant"): "receipts" for name in ("submit", "answer", "withdraw", "revive")},
    **{(f"assignment.{name}", "reviewer"): "receipts" for name in ("accept", "hand_in")},
    **{(f"assignment.{name}", "reviewer"): "asked" for name in ("invite", "invite_again")},
    **{(f"submission.{name}", "submitter"): "asked" for name in ("ask_submitter", "return", "remind_draft")},
    ("application.ask_more", "applicant"): "asked",
    **{(f"submission.{name}", "submitter"): "decided" for name in ("release_decision", "reject", "retract")},
    **{(f"application.{name}", "applicant"): "decided" for name in ("approve", "decline", "reopen")},
    **{
        (f"assignment.{name}", "reviewer"): "ended"
        for name in ("cancel", "end", "lapse", "extend_due_date", "reopen_review")
    },
    **{(f"submission.{name}", "reviewers"): "ended" for name in ("withdraw", "return", "close_early", "reopen_round")},
    **{(f"assignment.remind_{name}", "reviewer"): "reminders" for name in ("answer", "review")},
    **{(name, "coordinator"): "desk_work" for name in _WORK},
}
_BY_AUDIENCE = {
    "submitter": "progress", "reviewer": "progress", "reviewers": "progress", "applicant": "decided",
    "member": "roster", "coordinator": "desk_news", "person": "links",
    "task_owner": "desk_work", "chief": "desk_work", "administrator": "alarms",
}  # fmt: skip


def group_of(event_name: str, audience: str) -> str:
    """Give the group of a letter; what an installation adds goes by whom it is for."""
    if known := _OF.get((event_name, audience)):
        return known
    if ".remind_" in event_name:
        return "desk_work" if audience in STAFF else "reminders"
    return _BY_AUDIENCE.get(audience, "links")


def may_choose(group: str) -> bool:
    """Say whether people choose how they get this group."""
    return group in GROUPS and not GROUPS[group].always
