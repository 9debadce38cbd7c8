"""Lines of the hub's lists: what everybody may know of a published item, read for one page in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row as DatabaseRow
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.catalogue.facts import facts_of_answers
from workflow.catalogue.index import Index
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.kernel.paging import Query
from workflow.models import Publication, Submission, SubmissionVersion
from workflow.rules.hub_order import GENERAL, HubFacts, derive_scope, why_here
from workflow.rules.partial_dates import PartialDate

SUMMARY_START = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A published item in a list; keys are terms of the vocabularies, in no order unless said."""

    public_id: PublicId
    reference: str
    title: str
    title_is_working: bool
    language: str
    kind: str
    document_type: str
    """Empty where the kind has none."""
    dated: PartialDate | None
    publisher: str
    summary: str
    """The start of it, cut at a word."""
    scope: str
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    objectives: tuple[str, ...]
    principles: tuple[str, ...]
    languages: tuple[str, ...]
    other_language: str
    published_at: datetime
    reviewed_on: date | None
    """None: already published before this review existed."""
    why: tuple[Reason, ...] = ()
    """Why it stands below the one above it in this list."""

    @property
    def is_general(self) -> bool:
        """Say whether it covers the Compact as a whole, which counts as all objectives."""
        return GENERAL in self.objectives


def rows_at(session: Session, index: Index, above: int | None, positions: Sequence[int]) -> tuple[Row, ...]:
    """Give the rows at these positions; `above` is the position before the first of them in the same list."""
    wanted = [index.ids[position] for position in positions]
    above_id = None if above is None else index.ids[above]
    found = _read(session, [*wanted, *([] if above_id is None else [above_id])]) if wanted else {}
    previous = hub_facts(found[above_id]) if above_id in found else None
    rows: list[Row] = []
    for row in (found[id_] for id_ in wanted if id_ in found):  # one may have left the hub since the index was read
        facts = hub_facts(row)
        rows.append(_row(row, facts, tuple(why_here(facts, previous))))
        previous = facts
    return tuple(rows)


def _read(session: Session, ids: Sequence[int]) -> Mapping[int | None, DatabaseRow[Any]]:
    rows: Iterable[DatabaseRow[Any]] = session.execute(_LINES, {"ids": ids})
    return {row.id: row for row in rows}


def _lines() -> Query:
    publication = (Publication.id, Publication.published_at, Publication.reviewed_on)
    version = SubmissionVersion
    return (
        select(
            *publication, Submission.public_id, Submission.reference, version.title, version.title_is_working,
            version.language, version.kind, version.publisher, version.summary, version.answers,
        )
        .join(Submission, Submission.id == Publication.submission_id)
        .join(version, version.id == Publication.version_id)
        .where(Publication.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip


_LINES = _lines()


def hub_facts(row: DatabaseRow[Any]) -> HubFacts:
    """Give a row as the order of the hub sees it."""
    title = None if row.title_is_working else row.title
    return facts_of_answers(row.answers, public_id=row.public_id, title=title)


def _row(row: DatabaseRow[Any], facts: HubFacts, why: tuple[Reason, ...]) -> Row:
    answers: Mapping[str, Any] = row.answers
    return Row(
        public_id=row.public_id,
        reference=row.reference or "",
        title=row.title,
        title_is_working=row.title_is_working,
        language=row.language,
        kind=row.kind,
        document_type=str(answers.get("document_type") or ""),
        dated=facts.published,
        publisher=row.publisher,
        summary=start_of(row.summary),
        scope=derive_scope(facts),
        regions=tuple(sorted(facts.regions)),
        countries=tuple(sorted(facts.countries)),
        objectives=tuple(sorted(facts.objectives)),
        principles=tuple(sorted(facts.principles)),
        languages=tuple(answers.get("languages") or ()),
        other_language=str(answers.get("other_language") or ""),
        published_at=row.published_at,
        reviewed_on=row.reviewed_on,
        why=why,
    )


def start_of(text: str, longest: int = SUMMARY_START) -> str:
    """Give the start of a text on one line, cut at a word where it is longer."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut, _, rest = line[:longest].rpartition(" ")
    return f"{(cut if len(cut) > longest // 2 else cut + ' ' + rest).rstrip(' ,;:')}…"
