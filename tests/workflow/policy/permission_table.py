"""The table of permissions: for each, at each point of the life of what it is asked with, everybody who may.

`seat in conflict`: an accepted seat of a submission with which its reviewer and coordinator2 declared a conflict.
"""

from __future__ import annotations

from workflow.policy import Permission

DESK = "chief, coordinator, coordinator2"
OFFICE = DESK + ", other_coordinator"
OFFICE_BUT_ONE = "chief, coordinator, other_coordinator"
"""All but coordinator2, whom the task is about."""
SIGNED_IN = OFFICE + ", administrator, member, outsider, reviewer, submitter, submitter2"
EVERY = SIGNED_IN + ", suspended, visitor, system, invitation link, status link"

MAY_AT: dict[Permission, dict[str, str]] = {
    Permission.HUB_SEE: {
        "nothing": EVERY,
    },
    Permission.ACCOUNT_USE: {
        "nothing": SIGNED_IN,
    },
    Permission.SUBMISSION_BEGIN: {
        "nothing": SIGNED_IN,
    },
    Permission.SUBMISSION_SEE: {
        "draft": "status link, submitter, system",
        "submitted": DESK + ", status link, submitter, system",
        "assigned": DESK + ", invitation link, reviewer, status link, submitter, system",
        "accepted": DESK + ", invitation link, reviewer, status link, submitter, system",
        "reviewed": DESK + ", invitation link, reviewer, status link, submitter, system",
        "published": EVERY,
    },
    Permission.SUBMISSION_EDIT: {
        "draft": "submitter",
        "submitted": "submitter",
        "assigned": "submitter",
        "accepted": "submitter",
        "reviewed": "submitter",
        "published": "submitter",
    },
    Permission.SUBMISSION_WITHDRAW: {
        "draft": "submitter",
        "submitted": "submitter",
        "assigned": "submitter",
        "accepted": "submitter",
        "reviewed": "submitter",
        "published": "submitter",
    },
    Permission.SUBMISSION_READ: {
        "draft": "submitter",
        "submitted": DESK + ", submitter",
        "assigned": DESK + ", submitter",
        "accepted": DESK + ", reviewer, submitter",
        "reviewed": DESK + ", reviewer, submitter",
        "published": EVERY,
    },
    Permission.SUBMISSION_HANDLE: {
        "draft": "",
        "submitted": DESK,
        "assigned": DESK,
        "accepted": DESK,
        "reviewed": DESK,
        "published": DESK,
    },
    Permission.SUBMISSION_RETRACT: {
        "draft": "",
        "submitted": "chief",
        "assigned": "chief",
        "accepted": "chief",
        "reviewed": "chief",
        "published": "chief",
    },
    Permission.CONFLICT_OVERRIDE: {
        "draft": "",
        "submitted": "chief",
        "assigned": "chief",
        "accepted": "chief",
        "reviewed": "chief",
        "published": "chief",
    },
    Permission.DECISION_TAKE: {
        "draft": "",
        "submitted": DESK,
        "assigned": DESK,
        "accepted": DESK,
        "reviewed": DESK,
        "published": DESK,
    },
    Permission.BID_PLACE: {
        "waits, for a member": "member",
        "is reviewed, for a member": "",
    },
    Permission.ASSIGNMENT_SEE: {
        "seat invited": DESK + ", invitation link, reviewer, system",
        "seat accepted": DESK + ", invitation link, reviewer, system",
        "seat in conflict": "chief, coordinator, invitation link, reviewer, system",
        "seat handed in": DESK + ", invitation link, reviewer, system",
    },
    Permission.ASSIGNMENT_ANSWER: {
        "seat invited": "invitation link, reviewer",
        "seat accepted": "invitation link, reviewer",
        "seat in conflict": "",
        "seat handed in": "invitation link, reviewer",
    },
    Permission.ASSIGNMENT_MANAGE: {
        "seat invited": f"{DESK}, system",
        "seat accepted": f"{DESK}, system",
        "seat in conflict": "chief, coordinator, system",
        "seat handed in": f"{DESK}, system",
    },
    Permission.REVIEW_WRITE: {
        "seat invited": "",
        "seat accepted": "reviewer",
        "seat in conflict": "",
        "seat handed in": "reviewer",
    },
    Permission.REVIEW_RECORD: {
        "seat invited": DESK,
        "seat accepted": DESK,
        "seat in conflict": "chief, coordinator",
        "seat handed in": DESK,
    },
    Permission.APPLICATION_BEGIN: {
        "nothing": SIGNED_IN,
    },
    Permission.APPLICATION_SEE: {
        "application draft": "outsider",
        "application submitted": OFFICE + ", submitter2",
        "application of the coordinator": OFFICE,
    },
    Permission.APPLICATION_EDIT: {
        "application draft": "outsider",
        "application submitted": "submitter2",
        "application of the coordinator": "coordinator",
    },
    Permission.APPLICATION_SCREEN: {
        "application draft": "",
        "application submitted": OFFICE,
        "application of the coordinator": "chief, coordinator2, other_coordinator",
    },
    Permission.MEMBERSHIP_SEE: {
        "member": OFFICE + ", reviewer",
        "member who coordinates": OFFICE,
    },
    Permission.MEMBERSHIP_EDIT: {
        "member": "reviewer",
        "member who coordinates": "coordinator",
    },
    Permission.ROSTER_SEE: {
        "nothing": OFFICE,
    },
    Permission.ROSTER_EDIT: {
        "member": OFFICE,
        "member who coordinates": "chief, coordinator2, other_coordinator",
    },
    Permission.COVERAGE_SEE: {
        "nothing": OFFICE,
    },
    Permission.DESK_SEE: {
        "nothing": OFFICE,
    },
    Permission.OUTBOX_SEE: {
        "nothing": OFFICE,
    },
    Permission.TASK_MANAGE: {
        "task about a submission": DESK,
        "task about a person": OFFICE_BUT_ONE,
    },
    Permission.REMINDER_MANAGE: {
        "call": DESK,
    },
    Permission.LETTER_MANAGE: {
        "call": DESK,
    },
    Permission.MAIL_HOLD: {
        "nothing": OFFICE + ", administrator, system",
    },
    Permission.CALL_SEE: {
        "call": DESK + ", administrator",
    },
    Permission.CALL_MANAGE: {
        "call": "administrator",
    },
    Permission.PEOPLE_MANAGE: {
        "nothing": "administrator",
    },
}
