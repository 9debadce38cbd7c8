"""The soft maximum over a reviewer's works: near the best one, nearly free of how many there are.

A maximum rewards long profiles, a mean punishes broad ones. log(mean(exp(beta × s))) / beta lies between them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def soft_maxima(similarities: Numbers, comparable: Flags, sizes: NDArray[np.int64], beta: float) -> Numbers:
    """Give the soft maximum of each row over each group of columns; NaN where no column of a group is comparable.

    `sizes` are the numbers of columns of each group, in their order.
    """
    found = np.full((similarities.shape[0], len(sizes)), np.nan)
    starts = (np.cumsum(sizes) - sizes)[sizes > 0]
    if not len(starts):
        return found
    raised = np.where(comparable, np.exp(beta * similarities), 0.0)
    sums = np.add.reduceat(raised, starts, axis=1)
    numbers = np.add.reduceat(comparable.astype(np.float64), starts, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, sizes > 0] = np.where(numbers > 0, np.log(sums / numbers) / beta, np.nan)
    return found


def shares(similarities: Numbers, comparable: Flags, beta: float) -> Numbers:
    """Give what each work has in the soft maximum; the shares add up to 1, or are all 0 where none is comparable."""
    raised = np.where(comparable, np.exp(beta * similarities), 0.0)
    total = float(raised.sum())
    return raised / total if total else raised
