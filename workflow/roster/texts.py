"""What the texts of a submission and of its possible reviewers look like to the matcher: read from what is stored.

One statement for a submission and two for many, whatever the roster's size: the works on file with their counted words,
and the basis of all scores. A work whose words are not counted yet, or that is in another language, is known by its
title only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Row, and_, case, literal, null, select, union_all
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
    """Give what is stored for a version of a submission and all members."""
    statistic = statistics_of(version.title, version.summary, version.language)
    basis, works = _read(session, version.text_key, statistic.language)
    return _texts(version, statistic, _basis(basis), _works(works), basis.vector if basis else None)


def load_all(session: Session, versions: Sequence[SubmissionVersion]) -> dict[int, Texts]:
    """Give, by the ids of the versions, what is stored for them and all members; works of one language are shared."""
    if not versions:
        return {}
    row, works = _read(session, "", "")
    basis, vectors = _basis(row), _vectors(session, {version.text_key for version in versions}, row)
    near: dict[str, dict[int, tuple[Document, ...]]] = {}
    found = {}
    for version in versions:
        statistic = statistics_of(version.title, version.summary, version.language)
        if statistic.language not in near:
            near[statistic.language] = _works(works, statistic.language)
        vector = vectors.get(version.text_key)
        found[version.id] = _texts(version, statistic, basis, near[statistic.language], vector)
    return found


def _texts(
    version: SubmissionVersion, statistic: TextStatistics, basis: Basis, works: dict[int, tuple[Document, ...]],
    vector: str | None,
) -> Texts:  # fmt: skip
    document = Document(
        id=version.submission.public_id, title=version.title, statistics=statistic,
        has_abstract=bool(version.summary.strip()), vector=_vector(vector) if vector else None,
    )  # fmt: skip
    return Texts(basis, document, works, typed_forms(compared_text(version.title, version.summary), statistic.language))


def _read(session: Session, key: str, language: str) -> tuple[Row[Any] | None, list[Row[Any]]]:
    """Give the row of the basis, where there is one, and those of the works."""
    rows = session.execute(_stored(key, language)).all()
    basis = next((row for row in rows if row.membership_id is None), None)
    return basis, [row for row in rows if row.membership_id is not None]


def _vectors(session: Session, keys: Collection[str], basis: Row[Any] | None) -> dict[str, str]:
    if basis is None or not basis.text_key:
        return {}
    query = select(TextEmbedding.key, TextEmbedding.data).where(
        TextEmbedding.model == basis.text_key, TextEmbedding.key.in_(sorted(keys))
    )
    return dict(session.execute(query).tuples())


def _stored(key: str, language: str) -> CompoundSelect[Any]:
    """Give the query for the works that are not left out, with the counted words of those in this language or in none.

    With them comes the basis, the row of no member: its model stands in the place of the text's key, its corpus in
    that of the words, and the vector of the submission's own text in that of the vector.
    """
    basis = select(AffinityBasis.corpus, AffinityBasis.model).order_by(AffinityBasis.id.desc()).limit(1).cte("basis")
    model = select(basis.c.model).scalar_subquery()
    is_near = TextStatistic.language.in_((language, "")) if language else TextStatistic.key.is_not(None)
    works = (
        select(
            MemberWork.id.label("number"), MemberWork.membership_id, MemberWork.public_id, MemberWork.title,
            MemberWork.year, MemberWork.text_key, TextStatistic.language,
            case((is_near, TextStatistic.data)).label("data"), TextEmbedding.data.label("vector"),
        )
        .outerjoin(TextStatistic, TextStatistic.key == MemberWork.text_key)
        .outerjoin(TextEmbedding, and_(TextEmbedding.key == MemberWork.text_key, TextEmbedding.model == model))
        .where(~MemberWork.is_excluded)
    )  # fmt: skip
    own = select(TextEmbedding.data).where(TextEmbedding.key == key, TextEmbedding.model == basis.c.model)
    measure = select(
        null(), null(), literal(""), literal(""), null(), basis.c.model, literal(""), basis.c.corpus,
        own.correlate(basis).scalar_subquery(),
    )  # fmt: skip
    return union_all(works, measure).order_by("number")


def _basis(row: Row[Any] | None) -> Basis:
    """Give what scores are measured by; it knows nothing before the first is counted."""
    return Basis(_corpus(row.data), row.text_key) if row is not None else Basis(CorpusStatistic(), "")


def _works(rows: Iterable[Row[Any]], language: str = "") -> dict[int, tuple[Document, ...]]:
    """Give the works by membership, with the counted words of those in this language or in none."""
    found: dict[int, list[Document]] = {}
    for row in rows:
        is_near = row.data and (not language or row.language in {language, ""})
        statistic = _statistic(row.data) if is_near else TextStatistics(row.text_key, row.language or "-", {}, 0)
        vector = _vector(row.vector) if row.vector else None
        document = Document(id=row.public_id, title=row.title, year=row.year, statistics=statistic, vector=vector)
        found.setdefault(row.membership_id, []).append(document)
    return {member: tuple(works) for member, works in found.items()}


@lru_cache(maxsize=KEPT)
def _statistic(data: str) -> TextStatistics:
    return TextStatistics.from_data(json.loads(data))


@lru_cache(maxsize=KEPT)
def _vector(data: str) -> TextVector:
    return TextVector.from_data(json.loads(data))


@lru_cache(maxsize=2)
def _corpus(data: str) -> CorpusStatistic:
    return CorpusStatistic.from_data(json.loads(data))
