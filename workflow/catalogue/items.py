"""One published item as everybody may see it, with its place, its review and what is related to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.catalogue.bits import most_shared
from workflow.catalogue.index import Index
from workflow.catalogue.rows import Row, rows_at
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Publication, Submission, SubmissionVersion
from workflow.policy import READS, VISITOR, see
from workflow.policy.content import ContentView

RELATED = 4
RELATED_BY = ("objectives", "expertise", "countries")
"""The vocabularies whose terms, shared, make two items related."""

WITH_CONTENT = joinedload(Publication.version).joinedload(SubmissionVersion.submission).options(*READS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the page of a published item shows; the same to everybody, whoever asks."""

    row: Row
    """Its line in the whole hub, with why it stands where it stands there."""
    content: ContentView
    """As a visitor may see it: a contact is masked."""
    place: int
    """Its number in the whole hub, from 1."""
    of: int
    versions: tuple[tuple[int, datetime], ...]
    """Number of each version up to the published one, and when it was sent in."""
    reviewed_on: date | None
    review_again_on: date | None
    related: tuple[Row, ...]


def item(session: Session, index: Index, public_id: PublicId) -> Item:
    """Give a published item. Raises NotFound for everything that is not in the hub."""
    query = select(Publication).join(Submission).where(Submission.public_id == public_id).options(WITH_CONTENT)
    publication = session.scalars(query).unique().one_or_none()
    if publication is None or publication.id not in index.place:
        raise NotFound
    place = index.place[publication.id]
    content = see(VISITOR, publication.version)
    related = _related(index, content, place)
    above = place - 1 if place else None
    (row,) = rows_at(session, index, above, [place])
    return Item(
        row=row,
        content=content,
        place=place + 1,
        of=len(index.ids),
        versions=_versions(session, publication.version),
        reviewed_on=publication.reviewed_on,
        review_again_on=publication.review_again_on,
        related=tuple(rows_at(session, index, None, related)),
    )


def _versions(session: Session, version: SubmissionVersion) -> tuple[tuple[int, datetime], ...]:
    columns = (SubmissionVersion.number, SubmissionVersion.frozen_at, SubmissionVersion.saved_at)
    query = select(*columns).where(
        SubmissionVersion.submission_id == version.submission_id, SubmissionVersion.number <= version.number
    )
    rows = session.execute(query.order_by(SubmissionVersion.number))
    return tuple((number, frozen_at or saved_at) for number, frozen_at, saved_at in rows)


def _related(index: Index, content: ContentView, place: int) -> Sequence[int]:
    """Give the places of the items that share the most objectives, topics and countries."""
    sets = [
        index.terms[vocabulary][key]
        for vocabulary in RELATED_BY
        for key in (content.terms or {}).get(vocabulary, ())
        if key in index.terms.get(vocabulary, {})
    ]
    return most_shared(sets, index.everything & ~(1 << place), RELATED)
