"""What the texts of a submission and of its possible reviewers look like to the matcher: read from what is stored.

Two statements, whatever the roster's size: the basis of all scores, and the works on file with their counted words.
A work whose words are not counted yet, or that is in another language, is known by its title only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from workflow.models import AffinityBasis, MemberWork, SubmissionVersion, TextEmbedding, TextStatistic
from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.documents import (
    Document,
    TextStatistics,
    compared_text,
    statistics_of,
)
from workflow.roster.affinity.vectors import TextVector
from workflow.rules.tokens import typed_forms

KEPT = 4096
"""So many texts stay read in memory, about 15 KB each; they are never changed, only forgotten."""


@dataclass(frozen=True)
class Basis:
    """What all scores are measured by."""

    corpus: CorpusStatistic
    model: str


@dataclass(frozen=True)
class Texts:
    """The text of a submission and those of the members, and what they are compared by."""

    basis: Basis
    submission: Document
    works: Mapping[int, tuple[Document, ...]]
    """By the id of the membership."""
    forms: Mapping[str, str]
    """How the words of the submission stand there, by their stems."""


def load(session: Session, version: SubmissionVersion) -> Texts:
    """Give what is stored for a version of a submission and all members, in two statements."""
    basis = basis_of(session)
    statistic = statistics_of(version.title, version.summary, version.language)
    text = compared_text(version.title, version.summary)
    document = Document(
        id=version.submission.public_id, title=version.title, statistics=statistic,
        has_abstract=bool(version.summary.strip()),
        vector=_vector_of(session, version.text_key, basis.model) if basis.model else None,
    )  # fmt: skip
    forms = typed_forms(text, statistic.language)
    return Texts(basis, document, _works(session, statistic.language, basis.model), forms)


def basis_of(session: Session) -> Basis:
    """Give the basis that counts now; one that knows nothing before the first is counted."""
    newest = select(AffinityBasis.corpus, AffinityBasis.model).order_by(AffinityBasis.id.desc()).limit(1)
    row = session.execute(newest).first()
    return Basis(_corpus(row.corpus), row.model) if row else Basis(CorpusStatistic(), "")


def _works(session: Session, language: str, model: str) -> dict[int, tuple[Document, ...]]:
    """Give the works that are not left out, those comparable with their counted words."""
    is_near = TextStatistic.language.in_((language, "")) if language else TextStatistic.key.is_not(None)
    query = (
        select(
            MemberWork.membership_id, MemberWork.public_id, MemberWork.title, MemberWork.year, MemberWork.text_key,
            TextStatistic.language, case((is_near, TextStatistic.data)).label("data"),
            TextEmbedding.data.label("vector"),
        )
        .outerjoin(TextStatistic, TextStatistic.key == MemberWork.text_key)
        .outerjoin(TextEmbedding, and_(TextEmbedding.key == MemberWork.text_key, TextEmbedding.model == model))
        .where(~MemberWork.is_excluded)
        .order_by(MemberWork.id)
    )  # fmt: skip
    found: dict[int, list[Document]] = {}
    for row in session.execute(query):
        statistic = _statistic(row.data) if row.data else TextStatistics(row.text_key, row.language or "-", {}, 0)
        vector = _vector(row.vector) if row.vector else None
        document = Document(id=row.public_id, title=row.title, year=row.year, statistics=statistic, vector=vector)
        found.setdefault(row.membership_id, []).append(document)
    return {member: tuple(works) for member, works in found.items()}


def _vector_of(session: Session, key: str, model: str) -> TextVector | None:
    stored = session.get(TextEmbedding, (key, model))
    return _vector(stored.data) if stored else None


@lru_cache(maxsize=KEPT)
def _statistic(data: str) -> TextStatistics:
    return TextStatistics.from_data(json.loads(data))


@lru_cache(maxsize=KEPT)
def _vector(data: str) -> TextVector:
    return TextVector.from_data(json.loads(data))


@lru_cache(maxsize=2)
def _corpus(data: str) -> CorpusStatistic:
    return CorpusStatistic.from_data(json.loads(data))
