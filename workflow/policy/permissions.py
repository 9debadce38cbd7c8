"""Who may do what: the whole table, asked in the verbs."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import NotAllowed, NotFound
from workflow.policy.actors import Actor
from workflow.policy.relations import facts_of
from workflow.policy.rule import (
    Rule,
    administrator,
    anybody,
    bidder,
    chief,
    conflicted,
    coordinator,
    coordinator_somewhere,
    holds_status_link,
    invited,
    owner,
    public,
    reader,
    signed_in,
    submitter,
    system,
)


class Permission(StrEnum):
    """Everything that can be permitted, by the name it has in the log and in `collegium routes`."""

    HUB_SEE = "hub.see"
    ACCOUNT_USE = "account.use"
    SUBMISSION_BEGIN = "submission.begin"
    SUBMISSION_SEE = "submission.see"
    SUBMISSION_EDIT = "submission.edit"
    SUBMISSION_WITHDRAW = "submission.withdraw"
    SUBMISSION_READ = "submission.read"
    SUBMISSION_HANDLE = "submission.handle"
    SUBMISSION_RETRACT = "submission.retract"
    DECISION_TAKE = "decision.take"
    CONFLICT_OVERRIDE = "conflict.override"
    BID_PLACE = "bid.place"
    ASSIGNMENT_SEE = "assignment.see"
    ASSIGNMENT_ANSWER = "assignment.answer"
    ASSIGNMENT_MANAGE = "assignment.manage"
    REVIEW_WRITE = "review.write"
    REVIEW_RECORD = "review.record"
    APPLICATION_BEGIN = "application.begin"
    APPLICATION_SEE = "application.see"
    APPLICATION_EDIT = "application.edit"
    APPLICATION_SCREEN = "application.screen"
    MEMBERSHIP_SEE = "membership.see"
    MEMBERSHIP_EDIT = "membership.edit"
    ROSTER_SEE = "roster.see"
    ROSTER_EDIT = "roster.edit"
    COVERAGE_SEE = "coverage.see"
    DESK_SEE = "desk.see"
    OUTBOX_SEE = "outbox.see"
    TASK_MANAGE = "task.manage"
    REMINDER_MANAGE = "reminder.manage"
    LETTER_MANAGE = "letter.manage"
    MAIL_HOLD = "mail.hold"
    CALL_SEE = "call.see"
    CALL_MANAGE = "call.manage"
    PEOPLE_MANAGE = "people.manage"


MAY: dict[Permission, Rule] = {
    Permission.HUB_SEE: anybody,
    Permission.ACCOUNT_USE: signed_in,
    Permission.SUBMISSION_BEGIN: signed_in,
    Permission.SUBMISSION_SEE: submitter | holds_status_link | coordinator | invited | public | system,
    Permission.SUBMISSION_EDIT: submitter,
    Permission.SUBMISSION_WITHDRAW: submitter,
    Permission.SUBMISSION_READ: submitter | coordinator | reader | public,
    Permission.SUBMISSION_HANDLE: coordinator,
    Permission.SUBMISSION_RETRACT: chief,
    Permission.DECISION_TAKE: coordinator,
    Permission.CONFLICT_OVERRIDE: chief,
    Permission.BID_PLACE: bidder,
    Permission.ASSIGNMENT_SEE: owner | coordinator | system,
    Permission.ASSIGNMENT_ANSWER: owner & ~conflicted,
    Permission.ASSIGNMENT_MANAGE: coordinator | system,
    Permission.REVIEW_WRITE: reader & ~conflicted,
    Permission.REVIEW_RECORD: coordinator,
    Permission.APPLICATION_BEGIN: signed_in,
    Permission.APPLICATION_SEE: owner | coordinator,
    Permission.APPLICATION_EDIT: owner,
    Permission.APPLICATION_SCREEN: coordinator,
    Permission.MEMBERSHIP_SEE: owner | coordinator,
    Permission.MEMBERSHIP_EDIT: owner,
    Permission.ROSTER_SEE: coordinator_somewhere,
    Permission.ROSTER_EDIT: coordinator_somewhere & ~owner,
    Permission.COVERAGE_SEE: coordinator_somewhere,
    Permission.DESK_SEE: coordinator_somewhere,
    Permission.OUTBOX_SEE: coordinator_somewhere,
    Permission.TASK_MANAGE: coordinator,
    Permission.REMINDER_MANAGE: coordinator,
    Permission.LETTER_MANAGE: coordinator,
    Permission.MAIL_HOLD: coordinator_somewhere | administrator | system,
    Permission.CALL_SEE: coordinator | administrator,
    Permission.CALL_MANAGE: administrator,
    Permission.PEOPLE_MANAGE: administrator,
}

VISIBLE: dict[str, Permission] = {
    "Submission": Permission.SUBMISSION_SEE,
    "SubmissionVersion": Permission.SUBMISSION_READ,
    "StoredFile": Permission.SUBMISSION_READ,
    "Clarification": Permission.SUBMISSION_SEE,
    "Decision": Permission.DECISION_TAKE,
    "Assignment": Permission.ASSIGNMENT_SEE,
    "Review": Permission.ASSIGNMENT_SEE,
    "Proposal": Permission.ASSIGNMENT_MANAGE,
    "Application": Permission.APPLICATION_SEE,
    "Membership": Permission.MEMBERSHIP_SEE,
    "Task": Permission.TASK_MANAGE,
    "Call": Permission.CALL_SEE,
    "Person": Permission.PEOPLE_MANAGE,
}
"""Which permission says that a record exists for somebody at all; a kind without one exists for nobody."""


def permits(actor: Actor, permission: Permission, item: object = None) -> bool:
    """Say whether the actor may; an item in doubt, or a permission without a rule, is a no."""
    rule = MAY.get(permission)
    return rule is not None and rule(facts_of(item, actor))


def is_visible(actor: Actor, item: object) -> bool:
    """Say whether the item exists for the actor."""
    permission = VISIBLE.get(type(item).__name__)
    return permission is not None and permits(actor, permission, item)


def require(actor: Actor, permission: Permission, item: object = None) -> None:
    """Let the actor pass or raise: NotFound where the item does not exist for him, else NotAllowed."""
    if permits(actor, permission, item):
        return
    if item is not None and not is_visible(actor, item):
        raise NotFound
    raise NotAllowed
