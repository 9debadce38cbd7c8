"""The tables, one file per aggregate; importing this package knows them all."""

from workflow.models.access import Attempt, Capability, IdempotencyKey, SignIn
from workflow.models.assignment import Assignment, ConflictDeclaration, ConflictOverride, ReviewRound
from workflow.models.base import Base, Json, Stateful, UtcDateTime
from workflow.models.bid import WISHES, Bid
from workflow.models.call import Call
from workflow.models.decision import Clarification, Decision, Dispute, Screening
from workflow.models.file import StoredFile
from workflow.models.letter import CallLetter
from workflow.models.log import LogAnchor, LogChain, LogEntry, LogPayload
from workflow.models.outbox import Beat, Event, MailWishes, Message
from workflow.models.person import Address, Person, Role
from workflow.models.process import ProcessVersion
from workflow.models.proposal import Proposal, ProposalItem, ProposalSeat
from workflow.models.publication import Publication, Stamp
from workflow.models.reminder import Installation, ReminderHold, ReminderRule
from workflow.models.review import CommentItem, Review, ReviewForm
from workflow.models.roster import (
    SERVING,
    Absence,
    Application,
    ApplicationScreening,
    Capacity,
    Expertise,
    LanguageSkill,
    MemberNote,
    MemberRegion,
    Membership,
)
from workflow.models.roster_import import RosterImport
from workflow.models.submission import Contributor, Submission, SubmissionVersion, VersionTerm
from workflow.models.task import Task
from workflow.models.vocabulary import Organisation, Term
from workflow.models.work import AffinityBasis, MemberWork, TextEmbedding, TextStatistic, WorkImport

__all__ = [
    "SERVING", "WISHES", "Absence", "Address", "AffinityBasis", "Application", "ApplicationScreening", "Assignment",
    "Attempt", "Base", "Beat", "Bid", "Call", "CallLetter", "Capability", "Capacity", "Clarification", "CommentItem",
    "ConflictDeclaration", "ConflictOverride", "Contributor", "Decision", "Dispute", "Event", "Expertise",
    "IdempotencyKey", "Installation", "Json", "LanguageSkill", "LogAnchor", "LogChain", "LogEntry", "LogPayload",
    "MailWishes", "MemberNote", "MemberRegion", "MemberWork", "Membership", "Message", "Organisation", "Person",
    "ProcessVersion", "Proposal", "ProposalItem", "ProposalSeat", "Publication", "ReminderHold", "ReminderRule",
    "Review", "ReviewForm", "ReviewRound", "Role", "RosterImport", "Screening", "SignIn", "Stamp", "Stateful",
    "StoredFile", "Submission", "SubmissionVersion", "Task", "Term", "TextEmbedding", "TextStatistic", "UtcDateTime",
    "VersionTerm", "WorkImport",
]  # fmt: skip
