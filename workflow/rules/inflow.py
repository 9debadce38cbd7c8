"""Says how many items are to be expected, with the range that chance alone gives, from how many there were.

Items come one by one and independently (a Poisson process) at a rate nobody knows. With Jeffreys' prior the number in
a coming stretch of time is then negative binomial with n + 1/2 (Krishnamoorthy and Peng, Journal of Statistical
Planning and Inference 141, 2011). The range says nothing about a campaign, a new call or a summer.
"""

from __future__ import annotations

from dataclasses import dataclass

LOW, HIGH = 0.1, 0.9
"""The ends of the range: eight times of ten the number lies within it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How many items are expected: if it goes on as it did, and the ends of the range."""

    middle: float
    low: int
    high: int


def expected(items: int, days: int, ahead: int) -> Expected:
    """Give what is to be expected in the next `ahead` days where `items` came in the last `days`."""
    if days <= 0 or ahead <= 0:
        return Expected(0.0, 0, 0)
    share = ahead / days
    return Expected(items * share, _quantile(items, share, LOW), _quantile(items, share, HIGH))


def _quantile(items: int, share: float, at: float) -> int:
    """Give the smallest number that is not exceeded with this probability."""
    shape, again = items + 0.5, share / (1 + share)
    number, chance = 0, (1 + share) ** -shape
    together = chance
    while together < at:
        chance *= (number + shape) / (number + 1) * again
        number += 1
        together += chance
    return number
