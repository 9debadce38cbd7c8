"""Small problems for tests, what a plan must keep, and the best plan by trying all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from random import Random
from types import MappingProxyType

import numpy as np

from workflow.roster.matching import NO_RULE, Pair, Problem, Traits
from workflow.rules.panel import Member, PanelRule, Standing, is_met

SIDES = PanelRule(MappingProxyType({"internal": 1, "external": 1}))
MIXED = PanelRule(MappingProxyType({"internal": 1}), 1, MappingProxyType({"policy": 1}), 1)


def a_problem(
    given: Sequence[Sequence[float]], *, need: int = 1, most: int = 1, least: int = 0, **more: object
) -> Problem:
    """Give a problem with submissions p0, p1 … and reviewers r0, r1 …, all alike but for the scores."""
    matrix = np.array(given, np.float32)
    papers, reviewers = matrix.shape
    values = {
        "papers": [f"p{at}" for at in range(papers)],
        "reviewers": [f"r{at}" for at in range(reviewers)],
        "scores": matrix,
        "demand": np.full(papers, need),
        "load_max": np.full(reviewers, most),
        "load_min": np.full(reviewers, least),
    }
    return Problem(**values | more)  # type: ignore[arg-type]  # a table of cases names what it changes


def a_random_problem(seed: int, *, papers: int = 4, reviewers: int = 6, rule: PanelRule | None = None) -> Problem:
    """Give a small problem with ties, conflicts and, now and then, minimum loads."""
    random = Random(seed)
    papers, reviewers = random.randint(1, papers), random.randint(2, reviewers)
    need = random.randint(sum(rule.minimum.values()) if rule else 1, min(3, reviewers)) if reviewers > 1 else 1
    scores = np.array([
        [random.choice((0.0, 0.1, 0.25, 0.5, 0.77, 1.0)) for _ in range(reviewers)] for _ in range(papers)
    ])
    scores[np.array([[random.random() < 0.1 for _ in range(reviewers)] for _ in range(papers)])] = -np.inf
    most = [random.randint(0, papers) for _ in range(reviewers)]
    return a_problem(
        scores.tolist(),
        demand=np.full(papers, need),
        load_max=np.array(most),
        load_min=np.array([min(n, random.choice((0, 0, 0, 0, 1))) for n in most]),
        rules=[rule] * papers if rule else (),
        languages=[random.choice(("en", "fr")) for _ in range(papers)] if rule else (),
        traits=[_traits(random) for _ in range(reviewers)] if rule else (),
    )


def _traits(random: Random) -> Traits:
    languages = frozenset(language for language in ("en", "fr") if random.random() < 0.7)
    regions = frozenset({random.choice(("africa", "asia", "global-scope"))})
    return Traits(random.choice(("internal", "external")), random.choice(("policy", "technical")), regions, languages)


def shuffled(problem: Problem, seed: int) -> Problem:
    """Give the same problem with submissions and reviewers in another order."""
    random = Random(seed)
    papers, reviewers = list(range(len(problem.papers))), list(range(len(problem.reviewers)))
    random.shuffle(papers)
    random.shuffle(reviewers)
    return Problem(
        papers=[problem.papers[at] for at in papers],
        reviewers=[problem.reviewers[at] for at in reviewers],
        scores=problem.scores[papers][:, reviewers],
        demand=problem.demand[papers],
        load_max=problem.load_max[reviewers],
        load_min=None if problem.load_min is None else problem.load_min[reviewers],
        rules=[problem.rules[at] for at in papers] if problem.rules else (),
        languages=[problem.languages[at] for at in papers] if problem.languages else (),
        traits=[problem.traits[at] for at in reviewers] if problem.traits else (),
        locked=problem.locked,
        forbidden=problem.forbidden,
    )


def broken(problem: Problem, pairs: Sequence[Pair]) -> list[str]:
    """Say what of the problem a plan breaks, by means that are not the solver's."""
    found = [f"{pair} twice" for pair, n in Counter(pairs).items() if n > 1]
    for paper, reviewer in set(pairs) - set(problem.locked):
        if problem.scores[problem.places[paper], problem.seats[reviewer]] < 0 or (paper, reviewer) in problem.forbidden:
            found.append(f"{paper}, {reviewer} must not be")
    load = Counter(reviewer for _, reviewer in pairs)
    for at, name in enumerate(problem.reviewers):
        least = 0 if problem.load_min is None else problem.load_min[at]
        if not least <= load[name] <= problem.load_max[at]:
            found.append(f"{name} has {load[name]}")
    for at, name in enumerate(problem.papers):
        panel = [problem.seats[reviewer] for paper, reviewer in pairs if paper == name]
        if len(panel) != problem.demand[at]:
            found.append(f"{name} has {len(panel)} reviewers")
        if not keeps_rule(problem, at, panel):
            found.append(f"the rule of {name}")
    return found


def keeps_rule(problem: Problem, paper: int, panel: Sequence[int]) -> bool:
    """Ask the panel rule itself."""
    rule = problem.rule_of(paper)
    return rule is NO_RULE or is_met(rule, [_member(problem, paper, seat) for seat in panel]) is None


def _member(problem: Problem, paper: int, seat: int) -> Member:
    trait = problem.traits[seat]
    reads = problem.languages[paper] in trait.languages
    return Member(str(seat), trait.side, Standing.ASKED, reads, trait.regions, trait.background)


def best_by_trying(problem: Problem) -> float | None:
    """Give the highest total of any plan, or None when there is none."""
    least = (0,) * len(problem.reviewers) if problem.load_min is None else tuple(map(int, problem.load_min))
    panels = [list(_panels(problem, paper)) for paper in range(len(problem.papers))]

    @cache
    def best(paper: int, left: tuple[int, ...]) -> float | None:
        if paper == len(panels):
            used = (int(most) - rest for most, rest in zip(problem.load_max, left, strict=True))
            return 0.0 if all(n >= low for n, low in zip(used, least, strict=True)) else None
        found = [
            worth + rest
            for panel, worth in panels[paper]
            if all(left[seat] for seat in panel)
            and (rest := best(paper + 1, tuple(n - (seat in panel) for seat, n in enumerate(left)))) is not None
        ]
        return max(found, default=None)

    return best(0, tuple(map(int, problem.load_max)))


def _panels(problem: Problem, paper: int) -> Iterator[tuple[tuple[int, ...], float]]:
    row = problem.scores[paper]
    able = [seat for seat in range(len(problem.reviewers)) if row[seat] >= 0]
    for panel in combinations(able, int(problem.demand[paper])):
        if keeps_rule(problem, paper, panel):
            yield panel, float(sum(round(float(row[seat]), 4) for seat in panel))


def greedy(problem: Problem) -> float | None:
    """Give the total of taking the best pair that still fits, again and again; None when it gets stuck."""
    pairs = sorted(np.argwhere(problem.scores >= 0).tolist(), key=lambda at: -problem.scores[at[0], at[1]])
    need, left, total = problem.demand.copy(), problem.load_max.copy(), 0.0
    for paper, reviewer in pairs:
        if need[paper] and left[reviewer]:
            need[paper] -= 1
            left[reviewer] -= 1
            total += float(problem.scores[paper, reviewer])
    return None if need.any() else total
