"""Gives the figures of a criterion over the reviews of a round: n, median, mean, spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one criterion; without a score there is only n = 0.

    `not_applicable` counts who answered that the criterion does not apply; it is never a low score.
    """

    n: int
    not_applicable: int
    median: float | None = None
    mean: float | None = None
    lowest: int | None = None
    highest: int | None = None

    @property
    def spread(self) -> int | None:
        """How far the highest is from the lowest; None without a score."""
        return None if self.highest is None or self.lowest is None else self.highest - self.lowest


def summarise(answers: Iterable[int | None]) -> Summary:
    """Give the figures of these answers; None is "not applicable"."""
    given = list(answers)
    scores = [answer for answer in given if answer is not None]
    without = len(given) - len(scores)
    if not scores:
        return Summary(0, without)
    return Summary(len(scores), without, float(median(scores)), fmean(scores), min(scores), max(scores))


def by_criterion(criteria: Iterable[str], reviews: Iterable[Mapping[str, int | None]]) -> dict[str, Summary]:
    """Give the figures of each criterion in the order given; a criterion a review left out is no answer."""
    every = tuple(reviews)
    return {key: summarise(review[key] for review in every if key in review) for key in criteria}
