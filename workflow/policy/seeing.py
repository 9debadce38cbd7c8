"""`see(actor, item)`: the one way from a mapped object to something that may be shown."""

from __future__ import annotations

from functools import singledispatch
from typing import overload

from workflow.kernel.errors import NotFound
from workflow.models import (
    Application,
    Assignment,
    Call,
    Clarification,
    Decision,
    Membership,
    Person,
    Proposal,
    Review,
    StoredFile,
    Submission,
    SubmissionVersion,
)
from workflow.policy import admin, clarification, content, roster
from workflow.policy import assignment as assignments
from workflow.policy import decision as decisions
from workflow.policy import proposal as proposals
from workflow.policy import review as reviews
from workflow.policy import submission as submissions
from workflow.policy.actors import Actor
from workflow.policy.bidding import BIDDING, Bidding, BiddingView
from workflow.policy.relations import facts_of
from workflow.policy.rule import Facts
from workflow.policy.sight import View


@singledispatch
def _look(item: object, facts: Facts) -> View:
    del facts
    message = f"nobody sees a {type(item).__name__}"
    raise TypeError(message)


@_look.register
def _(item: Submission, facts: Facts) -> View:
    return submissions.SUBMISSION.look(item, facts)


@_look.register
def _(item: SubmissionVersion, facts: Facts) -> View:
    return content.CONTENT.look(item, facts)


@_look.register
def _(item: StoredFile, facts: Facts) -> View:
    return content.FILE.look(item, facts)


@_look.register
def _(item: Assignment, facts: Facts) -> View:
    return assignments.ASSIGNMENT.look(item, facts)


@_look.register
def _(item: Review, facts: Facts) -> View:
    if not (facts.owner or facts.coordinator or reviews.is_told(item)):
        raise NotFound
    if facts.coordinator and not facts.owner and item.handed_in_at is None:
        raise NotFound
    return reviews.look(item, facts)


@_look.register
def _(item: Decision, facts: Facts) -> View:
    return decisions.DECISION.look(item, facts)


@_look.register
def _(item: Clarification, facts: Facts) -> View:
    return clarification.CLARIFICATION.look(item, facts)


@_look.register
def _(item: Application, facts: Facts) -> View:
    return roster.APPLICATION.look(item, facts)


@_look.register
def _(item: Membership, facts: Facts) -> View:
    return roster.MEMBERSHIP.look(item, facts)


@_look.register
def _(item: Person, facts: Facts) -> View:
    return admin.PERSON.look(item, facts)


@_look.register
def _(item: Call, facts: Facts) -> View:
    return admin.CALL.look(item, facts)


@_look.register
def _(item: Proposal, facts: Facts) -> View:
    return proposals.PROPOSAL.look(item, facts)


@_look.register
def _(item: Bidding, facts: Facts) -> View:
    return BIDDING.look(item, facts)


@overload
def see(actor: Actor, item: Bidding) -> BiddingView: ...
@overload
def see(actor: Actor, item: Submission) -> submissions.SubmissionView: ...
@overload
def see(actor: Actor, item: SubmissionVersion) -> content.ContentView: ...
@overload
def see(actor: Actor, item: StoredFile) -> content.FileView: ...
@overload
def see(actor: Actor, item: Assignment) -> assignments.AssignmentView: ...
@overload
def see(actor: Actor, item: Review) -> reviews.ReviewView: ...
@overload
def see(actor: Actor, item: Decision) -> decisions.DecisionView: ...
@overload
def see(actor: Actor, item: Clarification) -> clarification.ClarificationView: ...
@overload
def see(actor: Actor, item: Application) -> roster.ApplicationView: ...
@overload
def see(actor: Actor, item: Membership) -> roster.MembershipView: ...
@overload
def see(actor: Actor, item: Person) -> admin.PersonView: ...
@overload
def see(actor: Actor, item: Call) -> admin.CallView: ...
@overload
def see(actor: Actor, item: Proposal) -> proposals.ProposalView: ...
def see(actor: Actor, item: object) -> View:
    """Give what the actor may see of the item.

    Raises NotFound where nothing of it is for him: what one may not see does not exist.
    """
    view = _look(item, facts_of(item, actor))
    if not view.visible:
        raise NotFound
    return view
