"""Why no plan keeps all rules: which submissions and reviewers make it so, and the smallest things that would help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workflow.kernel.messages import Reason, plural, say
from workflow.roster.matching.exact import Best
from workflow.roster.matching.instance import NEVER, Instance
from workflow.roster.matching.plan import Infeasible, Relaxation
from workflow.roster.matching.problem import Problem, Whole
from workflow.roster.matching.programme import Mixed
from workflow.roster.matching.rules import Part

LISTED = 20
"""So many sentences a report has at most; the ids it names are all there."""


def alone(problem: Problem, instance: Instance) -> Infeasible | None:
    """Report what is impossible by itself: a submission that too few can review, a lock beyond a reviewer's limit."""
    over = np.flatnonzero(instance.high < 0)
    if len(over):
        return _overbooked(problem, instance, over)
    extra = np.flatnonzero(instance.demand < 0)
    if len(extra):
        reasons = [
            say("{paper} has more locked reviewers than it needs.", paper=name)
            for name in _papers(problem, instance, extra)
        ]
        return _report(_papers(problem, instance, extra), (), 0, reasons, [])
    possible = (instance.points > NEVER) & (instance.high > 0)
    lacks = _lacks(instance, possible)
    if not lacks:
        return None
    papers = _papers(problem, instance, np.unique([paper for paper, *_ in lacks]))
    name = _papers(problem, instance, np.arange(len(instance.demand)))
    reasons = [_too_few(name[paper], part, have, need) for paper, part, have, need in lacks]
    short = sum(need - have for _, _, have, need in lacks)
    return _report(papers, (), short, reasons, [_ask_fewer(papers, short), _more_reviewers(papers, short, lacks[0][1])])


def from_prices(problem: Problem, instance: Instance, best: Best) -> Infeasible:
    """Report a crowd: submissions that together need more from certain reviewers than these can give."""
    dear = 2 * instance.top
    short, missing = int(best.flow.unfilled.sum()), np.flatnonzero(best.flow.missing)
    groups = np.flatnonzero(best.prices.group < -dear) if short else np.empty(0, np.int64)
    papers = _papers(problem, instance, np.unique(instance.group_paper[groups]))
    full = (
        _reviewers(problem, instance, np.flatnonzero((best.prices.reviewer > dear) & (instance.high > 0)))
        if short
        else ()
    )
    reasons, relaxations = [], []
    if short:
        reasons.append(_crowd(papers, full, short))
        relaxations += [_more_time(full, short)] if full else []
        relaxations += [_ask_fewer(papers, short), _more_reviewers(papers, short, None)]
    for at in missing:
        reviewer = problem.reviewers[instance.reviewer_order[at]]
        reasons.append(_idle(reviewer, int(best.flow.missing[at])))
        relaxations.append(_less_minimum(reviewer, int(best.flow.missing[at])))
    return _report(papers, full + _reviewers(problem, instance, missing), short, reasons, relaxations)


def from_quotas(problem: Problem, instance: Instance, broken: Whole) -> Infeasible:
    """Report the parts of panel rules that no plan was found to keep."""
    rows = np.flatnonzero(broken)
    papers = _papers(problem, instance, np.unique(instance.quotas.paper[rows]))
    name = _papers(problem, instance, np.arange(len(instance.demand)))
    reasons = [_missed(name[instance.quotas.paper[row]], instance.quotas.part[row], int(broken[row])) for row in rows]
    short = int(broken.sum())
    return _report(papers, (), short, reasons, [_more_reviewers(papers, short, instance.quotas.part[rows[0]])])


def from_slacks(problem: Problem, instance: Instance, found: Mixed) -> Infeasible:
    """Report what the programme had to leave empty or unkept."""
    papers, reviewers = np.flatnonzero(found.unfilled), np.flatnonzero(found.missing)
    reasons = [
        _empty(name, int(found.unfilled[at]))
        for at, name in zip(papers, _papers(problem, instance, papers), strict=True)
    ]
    names = _reviewers(problem, instance, reviewers)
    reasons += [_idle(name, int(found.missing[at])) for at, name in zip(reviewers, names, strict=True)]
    relaxations = [_less_minimum(name, int(found.missing[at])) for at, name in zip(reviewers, names, strict=True)]
    if found.broken.any():
        quotas = from_quotas(problem, instance, found.broken)
        reasons, relaxations = [*reasons, *quotas.reasons], [*relaxations, *quotas.relaxations]
        papers = np.union1d(papers, np.unique(instance.quotas.paper[np.flatnonzero(found.broken)]))
    if found.unfilled.any():
        relaxations.append(_ask_fewer(_papers(problem, instance, papers), int(found.unfilled.sum())))
    short = int(found.unfilled.sum() + found.broken.sum())
    return _report(_papers(problem, instance, papers), names, short, reasons, relaxations)


def _lacks(instance: Instance, possible: NDArray[np.bool_]) -> list[tuple[int, Part | None, int, int]]:
    """Give what too few can do: submission, part of its rule (None: any), how many can, how many must."""
    have = possible.sum(axis=1)
    lacks: list[tuple[int, Part | None, int, int]] = [
        (int(paper), None, int(have[paper]), int(instance.demand[paper]))
        for paper in np.flatnonzero(have < instance.demand)
    ]
    quotas, kinds = instance.quotas, len(instance.kinds.traits)
    if not len(quotas.paper) or not kinds:
        return lacks
    by_kind = np.stack([possible[:, instance.kinds.of == kind].sum(axis=1) for kind in range(kinds)], axis=1)
    able = (by_kind[quotas.paper] * quotas.mask).sum(axis=1)
    rows = np.flatnonzero(able < quotas.least)
    return lacks + [(int(quotas.paper[at]), quotas.part[at], int(able[at]), int(quotas.least[at])) for at in rows]


def _overbooked(problem: Problem, instance: Instance, over: Whole) -> Infeasible:
    names = _reviewers(problem, instance, over)
    numbers = -instance.high[over]
    reasons = [
        plural(
            "{name} has {n} locked submission too many.",
            "{name} has {n} locked submissions too many.",
            int(n),
            name=name,
        )
        for name, n in zip(names, numbers, strict=True)
    ]
    return _report((), names, 0, reasons, [_more_time(names, int(numbers.sum()))])


def _report(
    papers: Sequence[str],
    reviewers: Sequence[str],
    short: int,
    reasons: Sequence[Reason],
    relaxations: Sequence[Relaxation],
) -> Infeasible:
    return Infeasible(
        tuple(sorted(papers)), tuple(sorted(reviewers)), short, tuple(reasons[:LISTED]), tuple(relaxations)
    )


def _papers(problem: Problem, instance: Instance, places: Whole) -> tuple[str, ...]:
    return tuple(problem.papers[at] for at in instance.paper_order[places])


def _reviewers(problem: Problem, instance: Instance, places: Whole) -> tuple[str, ...]:
    return tuple(problem.reviewers[at] for at in instance.reviewer_order[places])


def _too_few(paper: str, part: Part | None, have: int, need: int) -> Reason:
    return say(
        "{paper} needs {need} of {whom}; {have} can be asked.", paper=paper, need=need, whom=_whom(part), have=have
    )


def _whom(part: Part | None) -> Reason:
    match part:
        case ("side", "internal"):
            return say("the internal reviewers")
        case ("side", "external"):
            return say("the external reviewers")
        case ("language", language):
            return say("the reviewers who read {language}", language=language)
        case ("region", region):
            return say("the reviewers of the region {region}", region=region)
        case (_, name):
            return say("the reviewers of the group {name}", name=name)
        case _:
            return say("the reviewers")


def _crowd(papers: Sequence[str], full: Sequence[str], short: int) -> Reason:
    return plural(
        "{n} place stays empty: {papers} submissions can only be reviewed by {reviewers} reviewers, who are full.",
        "{n} places stay empty: {papers} submissions can only be reviewed by {reviewers} reviewers, who are full.",
        short, papers=len(papers), reviewers=len(full),
    )  # fmt: skip


def _empty(paper: str, n: int) -> Reason:
    return plural("{n} place of {paper} stays empty.", "{n} places of {paper} stay empty.", n, paper=paper)


def _missed(paper: str, part: Part, n: int) -> Reason:
    if part[0] == "region":
        return plural(
            "{paper} has {n} reviewer too many of {whom}.",
            "{paper} has {n} too many of {whom}.",
            n,
            paper=paper,
            whom=_whom(part),
        )
    return plural("{paper} lacks {n} of {whom}.", "{paper} lacks {n} of {whom}.", n, paper=paper, whom=_whom(part))


def _idle(reviewer: str, n: int) -> Reason:
    return plural(
        "{name} must take {n} more submission than he can be given.",
        "{name} must take {n} more submissions than he can be given.",
        n, name=reviewer,
    )  # fmt: skip


def _ask_fewer(papers: Sequence[str], n: int) -> Relaxation:
    reason = plural(
        "Ask for {n} reviewer less in all for these submissions.",
        "Ask for {n} reviewers less in all for these submissions.",
        n,
    )
    return Relaxation("demand", tuple(sorted(papers)), n, reason)


def _more_time(reviewers: Sequence[str], n: int) -> Relaxation:
    reason = plural(
        "Let these reviewers take {n} submission more in all.",
        "Let these reviewers take {n} submissions more in all.",
        n,
    )
    return Relaxation("capacity", tuple(sorted(reviewers)), n, reason)


def _more_reviewers(papers: Sequence[str], n: int, part: Part | None) -> Relaxation:
    reason = plural(
        "Find {n} more place among {whom} for these submissions.",
        "Find {n} more places among {whom} for these submissions.",
        n,
        whom=_whom(part),
    )
    return Relaxation("reviewers", tuple(sorted(papers)), n, reason)


def _less_minimum(reviewer: str, n: int) -> Relaxation:
    reason = plural("Lower the minimum of {name} by {n}.", "Lower the minimum of {name} by {n}.", n, name=reviewer)
    return Relaxation("minimum", (reviewer,), n, reason)
