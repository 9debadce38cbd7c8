"""Panels that can be changed one reviewer at a time, and what each change would do to the submissions it touches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.instance import NEVER, Instance
from workflow.roster.matching.problem import Whole

Replacement = tuple[int, int]
"""A place of a panel, and the reviewer who takes it."""


class Panels:
    """All places of all panels; N places, each held by one reviewer."""

    def __init__(self, instance: Instance, chosen: Whole) -> None:
        self.instance = instance
        papers, reviewers = instance.shape
        self.paper, self.reviewer = np.divmod(np.sort(chosen), reviewers)
        self.worth = instance.points[self.paper, self.reviewer].astype(np.int64)
        self.score = np.bincount(self.paper, self.worth, papers).astype(np.int64)
        self.load = np.bincount(self.reviewer, minlength=reviewers)
        self.open = instance.points.copy()
        """Points as they are, but NEVER where the reviewer is on the panel already."""
        self.open[self.paper, self.reviewer] = NEVER
        self.places = np.split(np.arange(len(chosen)), np.searchsorted(self.paper, np.arange(1, papers)))
        self.kind = instance.kinds.of
        self.may = np.ones((len(chosen), len(instance.kinds.traits)), bool)
        """N × K: which kinds of reviewers a place may pass to: the panel's rule is kept, or, where broken, less so."""
        for paper in np.unique(instance.quotas.paper):
            self._weigh_rule(paper)
        self.free = [self._free_of(kind) for kind in range(self.may.shape[1])]
        every = np.arange(papers)
        self.best_free = np.stack([self._best(every, kind) for kind in range(self.may.shape[1])], axis=1)

    @property
    def total(self) -> int:
        """Give the points of all panels."""
        return int(self.score.sum())

    @property
    def broken(self) -> Whole:
        """Give by how many reviewers each quota is missed."""
        quotas, kinds = self.instance.quotas, np.zeros((len(self.score), self.may.shape[1]), np.int64)
        np.add.at(kinds, (self.paper, self.kind[self.reviewer]), 1)
        return quotas.missed(slice(None), (kinds[quotas.paper] * quotas.mask).sum(axis=1))

    def broken_of(self, paper: int) -> int:
        """Give by how many reviewers the rule of one submission is missed."""
        rows = self.instance.quotas.of_paper(paper)
        held = self.instance.quotas.mask[rows][:, self.kind[self.reviewer[self.places[paper]]]].sum(axis=1)
        return int(self.instance.quotas.missed(rows, held).sum())

    @property
    def chosen(self) -> Whole:
        """Give the keys of all pairs, sorted."""
        return np.sort(self.paper * self.instance.shape[1] + self.reviewer)

    def free_for(self, places: Whole | slice) -> Whole:
        """Give the points of the best reviewer with time who may take each place."""
        best = self.best_free[self.paper[places]]
        points = best[:, 0] if best.shape[1] == 1 else np.where(self.may[places], best, NEVER).max(axis=1)
        return points.astype(np.int64)

    def whom(self, place: int) -> int:
        """Give the best reviewer with time who may take a place; `free_for` says that there is one."""
        paper = self.paper[place]
        kinds = np.where(self.may[place], self.best_free[paper], NEVER)
        among = self.free[int(kinds.argmax())]
        return int(among[self.open[paper, among].argmax()])

    def replace(self, replacements: Sequence[Replacement]) -> None:
        """Carry out a chain of replacements."""
        before = self.load.copy()
        for place, joining in replacements:
            paper, leaving = self.paper[place], self.reviewer[place]
            self.open[paper, leaving], self.open[paper, joining] = self.instance.points[paper, leaving], NEVER
            self.score[paper] += self.instance.points[paper, joining] - self.worth[place]
            self.worth[place], self.reviewer[place] = self.instance.points[paper, joining], joining
            self.load[leaving] -= 1
            self.load[joining] += 1
        touched = np.array(sorted({int(self.paper[place]) for place, _ in replacements}))
        if len(self.instance.quotas.paper):
            for paper in touched:
                self._weigh_rule(paper)
        self._refresh(touched, before)

    def _refresh(self, touched: Whole, before: Whole) -> None:
        """Bring what is known of reviewers with time up to date."""
        full, was = self.load >= self.instance.high, before >= self.instance.high
        for kind in range(self.may.shape[1]):
            changed = np.flatnonzero((full != was) & (self.kind == kind))
            stale = [touched]
            if len(changed):
                self.free[kind] = self._free_of(kind)
            for reviewer in changed:
                points = self.instance.points[:, reviewer]
                if full[reviewer]:
                    stale.append(np.flatnonzero((self.best_free[:, kind] == points) & (points > NEVER)))
                else:
                    np.maximum(self.best_free[:, kind], self.open[:, reviewer], out=self.best_free[:, kind])
            papers = np.unique(np.concatenate(stale))
            self.best_free[papers, kind] = self._best(papers, kind)

    def _free_of(self, kind: int) -> Whole:
        return np.flatnonzero((self.load < self.instance.high) & (self.kind == kind))

    def _best(self, papers: Whole, kind: int) -> NDArray[np.int32]:
        best: NDArray[np.int32] = self.open[papers[:, None], self.free[kind]].max(axis=1, initial=NEVER)
        return best

    def _weigh_rule(self, paper: int) -> None:
        """Say for each place of a panel which kinds could hold it."""
        rows = self.instance.quotas.of_paper(paper)
        mask, places = self.instance.quotas.mask[rows], self.places[paper]
        held = mask[:, self.kind[self.reviewer[places]]]
        others = (held.sum(axis=1, keepdims=True) - held).T[:, :, None] + mask[None]
        least, most = self.instance.quotas.least[rows][:, None], self.instance.quotas.most[rows][:, None]
        after = (np.maximum(least - others, 0) + np.maximum(others - most, 0)).sum(axis=1)
        now = self.instance.quotas.missed(rows, held.sum(axis=1)).sum()
        self.may[places] = after < max(1, now)
