"""What a ranking of candidates says: of those who can be asked, of those who cannot, of a panel as it would be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.roster.affinity.evidence import Evidence
from workflow.roster.reasons import Point
from workflow.rules.affinity_terms import BAND_WORDS, Band
from workflow.rules.panel import Meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who can be asked, and why or why not."""

    public_id: PublicId
    """Of the person: what `panels.assign_panel` takes."""
    membership: PublicId
    name: str
    descriptor: str
    side: str
    background: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    score: float
    band: Band
    points: tuple[Point, ...]
    fills: tuple[str, ...]
    """Which missing parts of the panel rule he fills: internal, external, reads_item_language, a background."""
    affinity: Evidence
    """The calculation, with his place among all who can be asked."""

    @property
    def band_words(self) -> Reason:
        """Give the band in words."""
        return BAND_WORDS[self.band]

    @property
    def evidence(self) -> dict[str, Any]:
        """Give what is kept with an invitation: why this reviewer, as it was shown."""
        return evidence_of(self.score, self.band, self.points, self.affinity)


def evidence_of(score: float, band: Band, points: Iterable[Point], affinity: Evidence) -> dict[str, Any]:
    """Give as plain values what is kept with an invitation."""
    written = [{"kind": point.kind, "words": point.words.as_data()} for point in points]
    return {"score": round(score, 4), "band": band, "points": written, "affinity": affinity.as_data()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who cannot be asked, and why not."""

    public_id: PublicId
    membership: PublicId
    name: str
    descriptor: str
    side: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The ranking: the best, how many there are in all, and everybody who was left out."""

    best: tuple[Candidate, ...]
    total: int
    left_out: tuple[LeftOut, ...]
    note: Reason | None
    """What the ranking lacks to be a good one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A panel as it would be with the people chosen."""

    meter: Meter
    missing: Reason | None
    """What the panel rule would still lack."""
    chosen: tuple[Candidate, ...]
    """The chosen who can be asked, in the order of the ranking."""
    warnings: tuple[Reason, ...]
    impossible: tuple[LeftOut, ...]
    """Who of the chosen cannot be asked; they are not on the meter."""
