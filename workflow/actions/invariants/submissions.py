"""What is always true of submissions, their versions, standing, decisions and publications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workflow.actions import standing
from workflow.actions.invariants.rules import invariant
from workflow.models import (
    Clarification,
    Decision,
    Dispute,
    Publication,
    ReviewRound,
    Screening,
    Submission,
    SubmissionVersion,
)

BEFORE_RELEASE = ("published", "rejected")


def _every(session: Session) -> Iterator[Submission]:
    """Give the submissions one by one, without keeping them."""
    yield from session.scalars(select(Submission).order_by(Submission.id).execution_options(yield_per=200))


def _named(session: Session, *where: object) -> Iterable[str]:
    query = select(Submission.id, Submission.reference).where(*where).order_by(Submission.id)  # type: ignore[arg-type]
    return [_name(row.id, row.reference) for row in session.execute(query)]


def _name(number: int, reference: str | None) -> str:
    return f"submission {reference or number}"


@invariant
def standing_is_current(session: Session, now: datetime) -> Iterator[str]:
    """The standing on a submission's row equals what its parts say."""
    del now
    for item in _every(session):
        derived = asdict(standing.derive(session, item))
        wrong = sorted(name for name, value in derived.items() if getattr(item, name) != value)
        if wrong:
            yield f"{_name(item.id, item.reference)} in {', '.join(wrong)}"


@invariant
def row_shows_the_current_version(session: Session, now: datetime) -> Iterator[str]:
    """The title, kind and language on a submission's row are those of its newest version."""
    del now
    newest = (
        select(SubmissionVersion.submission_id, func.max(SubmissionVersion.number).label("number"))
        .group_by(SubmissionVersion.submission_id)
        .subquery()
    )
    query = (
        select(Submission.id, Submission.reference)
        .join(newest, newest.c.submission_id == Submission.id)
        .join(
            SubmissionVersion,
            (SubmissionVersion.submission_id == Submission.id) & (SubmissionVersion.number == newest.c.number),
        )
        .where(
            or_(
                Submission.title != SubmissionVersion.title,
                Submission.kind != SubmissionVersion.kind,
                Submission.language != SubmissionVersion.language,
            )
        )
    )
    for row in session.execute(query):
        yield _name(row.id, row.reference)


@invariant
def every_submission_has_a_version(session: Session, now: datetime) -> Iterable[str]:
    """Every submission has a version."""
    del now
    return _named(session, ~Submission.id.in_(select(SubmissionVersion.submission_id)))


@invariant
def versions_are_numbered_without_gaps(session: Session, now: datetime) -> Iterator[str]:
    """The versions of a submission are numbered from 1 without gaps."""
    del now
    column = SubmissionVersion.submission_id
    query = select(column).group_by(column).having(func.max(SubmissionVersion.number) != func.count())
    for number in session.scalars(query):
        yield _name(number, None)


@invariant
def what_was_sent_in_is_frozen(session: Session, now: datetime) -> Iterator[str]:
    """The newest version is frozen unless it is the submitter's turn to write."""
    del now
    query = select(SubmissionVersion).where(SubmissionVersion.frozen_at.is_(None)).join(Submission)
    for version in session.scalars(query.where(Submission.state.not_in(("draft", "returned", "withdrawn")))):
        yield _name(version.submission_id, version.submission.reference)


@invariant
def drafts_have_no_reference(session: Session, now: datetime) -> Iterable[str]:
    """A draft has no reference, and whatever was sent in has one."""
    del now
    return _named(session, (Submission.state == "draft") != Submission.reference.is_(None))


@invariant
def assigned_has_an_open_round(session: Session, now: datetime) -> Iterable[str]:
    """An assigned submission has exactly one open round."""
    del now
    rounds = (
        select(func.count())
        .where(ReviewRound.submission_id == Submission.id, ReviewRound.closed_at.is_(None))
        .correlate(Submission)
        .scalar_subquery()
    )
    return _named(session, Submission.state == "assigned", rounds != 1)


@invariant
def rounds_are_open_only_under_review(session: Session, now: datetime) -> Iterable[str]:
    """A round is open only while its submission waits for a panel or is being reviewed."""
    del now
    open_rounds = select(ReviewRound.submission_id).where(ReviewRound.closed_at.is_(None))
    return _named(session, Submission.state.not_in(("submitted", "assigned")), Submission.id.in_(open_rounds))


@invariant
def published_is_in_the_hub(session: Session, now: datetime) -> Iterable[str]:
    """A submission is published if and only if it is in the hub."""
    del now
    in_the_hub = Submission.id.in_(select(Publication.submission_id))
    return _named(session, (Submission.state == "published") != in_the_hub)


@invariant
def published_has_a_time(session: Session, now: datetime) -> Iterable[str]:
    """A submission has a time of publication if and only if it is published."""
    del now
    return _named(session, (Submission.state == "published") == Submission.published_at.is_(None))


@invariant
def publications_show_a_frozen_version_of_their_own(session: Session, now: datetime) -> Iterator[str]:
    """A publication shows a frozen version of its own submission."""
    del now
    query = select(Publication.submission_id).join(SubmissionVersion, Publication.version_id == SubmissionVersion.id)
    foreign = SubmissionVersion.submission_id != Publication.submission_id
    for number in session.scalars(query.where(or_(foreign, SubmissionVersion.frozen_at.is_(None)))):
        yield _name(number, None)


@invariant
def closed_by_a_released_decision(session: Session, now: datetime) -> Iterable[str]:
    """A reviewed submission is published or rejected only by a released decision in force."""
    del now
    told = select(Decision.submission_id).where(Decision.superseded_at.is_(None), Decision.released_at.is_not(None))
    untouched = select(Publication.submission_id).where(Publication.reviewed_on.is_(None))
    return _named(
        session,
        Submission.state.in_(BEFORE_RELEASE),
        ~Submission.id.in_(told),
        ~Submission.id.in_(untouched),  # was public before this review existed
    )


@invariant
def verdict_fits_the_state(session: Session, now: datetime) -> Iterable[str]:
    """What is published was decided to be published, and what is rejected to be rejected."""
    del now
    in_force = select(Decision.submission_id).where(Decision.superseded_at.is_(None))
    against, for_it = Decision.verdict == "reject", Decision.verdict != "reject"
    return _named(
        session,
        ((Submission.state == "published") & Submission.id.in_(in_force.where(against)))
        | ((Submission.state == "rejected") & Submission.id.in_(in_force.where(for_it))),
    )


@invariant
def one_decision_in_force(session: Session, now: datetime) -> Iterator[str]:
    """A submission has at most one decision in force."""
    del now
    query = select(Decision.submission_id).where(Decision.superseded_at.is_(None)).group_by(Decision.submission_id)
    for number in session.scalars(query.having(func.count() > 1)):
        yield _name(number, None)


@invariant
def decisions_belong_to_a_round_of_theirs(session: Session, now: datetime) -> Iterator[str]:
    """The round of a decision, dispute or screening belongs to the same submission."""
    del now
    for kind in (Decision, Dispute):
        query = select(kind.submission_id).join(ReviewRound, kind.round_id == ReviewRound.id)
        for number in session.scalars(query.where(ReviewRound.submission_id != kind.submission_id)):
            yield f"{kind.__name__.lower()} of {_name(number, None)}"
    query = select(Screening.submission_id).join(SubmissionVersion, Screening.version_id == SubmissionVersion.id)
    for number in session.scalars(query.where(SubmissionVersion.submission_id != Screening.submission_id)):
        yield f"screening of {_name(number, None)}"


@invariant
def one_open_dispute(session: Session, now: datetime) -> Iterator[str]:
    """A submission has at most one dispute that is not settled."""
    del now
    query = select(Dispute.submission_id).where(Dispute.settled_at.is_(None)).group_by(Dispute.submission_id)
    for number in session.scalars(query.having(func.count() > 1)):
        yield _name(number, None)


@invariant
def one_open_question(session: Session, now: datetime) -> Iterator[str]:
    """At most one question to a submitter is open."""
    del now
    waiting = Clarification.answered_at.is_(None) & Clarification.closed_at.is_(None)
    query = select(Clarification.submission_id).where(waiting).group_by(Clarification.submission_id)
    for number in session.scalars(query.having(func.count() > 1)):
        yield _name(number, None)


@invariant
def withdrawn_knows_from_where(session: Session, now: datetime) -> Iterable[str]:
    """A submission says from where it was withdrawn if and only if it is withdrawn."""
    del now
    return _named(session, (Submission.state == "withdrawn") == Submission.withdrawn_from.is_(None))
