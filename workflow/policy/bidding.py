"""What a member may know of a submission he may bid on: title, summary and topics, as an invitation would show them."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.models import SERVING, Membership, Submission
from workflow.policy.rule import bidder
from workflow.policy.sight import Sight, View


@dataclass(frozen=True)
class Bidding:
    """A submission before a member who may say whether he would like to review it."""

    submission: Submission
    membership: Membership | None
    wish: str = ""

    def is_open_to(self, person_id: int | None) -> bool:
        """Say whether it waits for reviewers, its call asks, and nothing that is known keeps this member from it."""
        item, member = self.submission, self.membership
        if member is None or member.person_id != person_id or member.state not in SERVING or member.do_not_contact:
            return False
        waits = item.is_open and item.removed_at is None and (item.needs_reviewers or item.panel_incomplete)
        parted = item.submitter_id == person_id or any(each.person_id == person_id for each in item.conflicts)
        asked = any(seat.reviewer_id == person_id for round_ in item.rounds for seat in round_.assignments)
        return item.call.bidding and waits and not parted and not asked


@dataclass(frozen=True, kw_only=True)
class BiddingView(View):
    """A submission as somebody sees it who may bid on it."""

    public_id: str | None
    call_title: str | None
    title: str | None
    title_is_working: bool | None
    summary: str | None
    language: str | None
    kind: str | None
    topics: list[tuple[str, str]] | None
    """(vocabulary, key) of its objectives and fields of work."""
    wish: str | None


BIDDING = Sight[Bidding, BiddingView](
    BiddingView,
    sees=dict.fromkeys(
        ("public_id", "call_title", "title", "title_is_working", "summary", "language", "kind", "topics", "wish"),
        bidder,
    ),
    reads={
        "public_id": lambda item, _facts: item.submission.public_id,
        "call_title": lambda item, _facts: item.submission.call.title,
        "title": lambda item, _facts: item.submission.current_version.title,
        "title_is_working": lambda item, _facts: item.submission.current_version.title_is_working,
        "summary": lambda item, _facts: item.submission.current_version.summary,
        "language": lambda item, _facts: item.submission.current_version.language,
        "kind": lambda item, _facts: item.submission.current_version.kind,
        "topics": lambda item, _facts: [
            (link.term.vocabulary, link.term.key)
            for link in item.submission.current_version.term_links
            if link.term.vocabulary in {"objectives", "expertise"}
        ],
    },
)
