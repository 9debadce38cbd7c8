"""What the matcher counts in the background: the words of texts, the statistic over all of them, their vectors.

Nothing is remembered between two questions: what is missing is what stands in no table, so a stop or a second worker
changes nothing. A new basis is counted when there are fifty texts, and again when their number has changed by a fifth
since or another model is set; every score then names another configuration.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.models import AffinityBasis, Base, MemberWork, SubmissionVersion, TextEmbedding, TextStatistic
from workflow.roster.affinity import corpus
from workflow.roster.affinity.documents import TextStatistics, compared_text, statistics_of
from workflow.roster.affinity.vectors import TextVector

AT_A_TIME = 500
"""So many texts are counted in one round of the clock."""

LEAST_TEXTS = 50
"""A statistic over fewer texts would say little of how telling a word is."""

CHANGED = 5
"""The basis is counted anew when a fifth of the texts came or went."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a work or a submission has."""

    key: str
    title: str
    abstract: str
    language: str


def uncounted(session: Session, most: int = AT_A_TIME) -> list[Text]:
    """Give texts of works and of submissions that were sent in whose words are not counted yet, each once."""
    return _texts_where(session, ~exists().where(TextStatistic.key == MemberWork.text_key),
                        ~exists().where(TextStatistic.key == SubmissionVersion.text_key), most)  # fmt: skip


def unread(session: Session, model: str, most: int) -> list[Text]:
    """Give texts of works and of submissions that this model has not read yet, each once."""

    def missing(key: Any) -> ColumnElement[bool]:
        return ~exists().where(TextEmbedding.key == key, TextEmbedding.model == model)

    return _texts_where(session, missing(MemberWork.text_key), missing(SubmissionVersion.text_key), most)


def count_text(session: Session, text: Text, *, now: datetime) -> bool:
    """Count the words of a text; False where somebody has done it meanwhile."""
    found = statistics_of(text.title, text.abstract, text.language)
    row = {"key": text.key, "language": found.language, "data": _json(found.to_data()), "counted_at": now}
    return _write_once(session, TextStatistic, row)


def keep_vector(session: Session, key: str, vector: TextVector) -> bool:
    """Keep the vector a model made of a text; False where it is there."""
    return _write_once(session, TextEmbedding, {"key": key, "model": vector.model, "data": _json(vector.to_data())})


def embedded_text(text: Text) -> str:
    """Give the text that a model reads."""
    return compared_text(text.title, text.abstract)


def basis_is_due(session: Session, model: str) -> bool:
    """Say whether the basis of all scores is to be counted anew."""
    texts = session.scalar(select(func.count()).select_from(TextStatistic)) or 0
    newest = session.scalars(select(AffinityBasis).order_by(AffinityBasis.id.desc()).limit(1)).first()
    if newest is None:
        return texts >= LEAST_TEXTS or bool(model)
    return abs(texts - newest.texts) * CHANGED >= max(newest.texts, LEAST_TEXTS) or newest.model != model


def counted_basis(session: Session, model: str) -> dict[str, Any]:
    """Count the statistic over all texts; read only, for it takes seconds where there are many."""
    stored = session.scalars(select(TextStatistic.data).execution_options(yield_per=AT_A_TIME))
    texts = [TextStatistics.from_data(json.loads(data)) for data in stored]
    return {"corpus": _json(corpus.counted(texts).to_data()), "texts": len(texts), "model": model}


def keep_basis(session: Session, basis: Mapping[str, Any], *, now: datetime) -> bool:
    """Let all scores be measured by this from now on; False where another worker was faster."""
    if not basis_is_due(session, basis["model"]):
        return False
    session.add(AffinityBasis(**basis, counted_at=now))
    session.flush()
    return True


def forget_unused(session: Session) -> int:
    """Forget what was counted of texts that are not there any more; give how many."""
    gone = 0
    for table in (TextStatistic, TextEmbedding):
        used = or_(
            exists().where(MemberWork.text_key == table.key), exists().where(SubmissionVersion.text_key == table.key)
        )
        gone += len(session.execute(delete(table).where(~used).returning(table.key)).all())
    return gone


def _texts_where(
    session: Session, of_works: ColumnElement[bool], of_versions: ColumnElement[bool], most: int
) -> list[Text]:
    work = (MemberWork.text_key, MemberWork.title, MemberWork.abstract, MemberWork.language)
    version = (
        SubmissionVersion.text_key, SubmissionVersion.title, SubmissionVersion.summary, SubmissionVersion.language,
    )  # fmt: skip
    queries = (
        select(*version).where(SubmissionVersion.text_key != "", of_versions).order_by(SubmissionVersion.id.desc()),
        select(*work).where(of_works).order_by(MemberWork.id),
    )
    found = [Text(*row) for query in queries for row in session.execute(query.limit(most))]
    return list(_once(found))[:most]


def _once(texts: Iterable[Text]) -> Iterable[Text]:
    return {text.key: text for text in texts}.values()


def _write_once(session: Session, table: type[Base], row: Mapping[str, Any]) -> bool:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    written = insert(table).values(**row).on_conflict_do_nothing().returning(table.__table__.c.key)
    return session.execute(written).first() is not None


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
