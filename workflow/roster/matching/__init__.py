"""Which panels are best for all submissions together: proven, fair, explained. Pure: no database, no web, no clock.

    problem = Problem(papers=ids, reviewers=ids, scores=matrix, demand=numbers, load_max=numbers, …)
    plan = solve(problem)                  # the highest total; plan.gap is 0 when proven
    plan = solve(problem, fair=0.01)       # the worst-served raised for at most 1 % of the total

`Problem` checks itself (InvalidInput by field). `scores` has -inf where a pair must not be: conflicts, absences,
minimum intervals. `rules`, `languages` and `traits` carry the panel rules; `locked` pairs stand in every plan and count
in demand and load, `forbidden` pairs never do; `pair_floor` bars pairs under a score. `solve` raises `NoPlan`: its
`report` names submissions, reviewers, the places that stay empty, and `relaxations`, smaller wishes that would help, as
data and words.

A `Plan` has `pairs`, `panels`, `paper_scores`, `loads`; `total`, `best`, `bound`, `gap`; for the board's drawings
`curve` (floor and total, step by step) and `exchanges` (who rose, who gave up what). From it:

    why(plan, paper, reviewer)             # standing, score, prices, margin, and a Reason: why chosen, why not
    scarce(plan)                           # reviewers of whom one submission more would add most
    alternates(plan, most=3)               # who comes next, a submission
    what_if(plan, force=, forbid=, recuse=)  # the plan after it, and the exact difference, before anything is saved
    changed(problem, …)                    # the same wishes kept: give the result to `solve`
    randomised(problem, Fraction(1, 2), seed=7)  # no pair with a probability above the cap

The same input gives the same plan in whatever order it comes. A solve of 1,000 × 500 takes a tenth of a second; with
`fair`, or with rules beyond sides, seconds: then it belongs in the worker. The solver's library is loaded by the first
solve and by no import.
"""

from workflow.roster.matching.explain import Change, Standing, Why, alternates, changed, scarce, what_if, why
from workflow.roster.matching.plan import CurvePoint, Exchange, Infeasible, NoPlan, Pair, Plan, Relaxation
from workflow.roster.matching.problem import IMPOSSIBLE, NO_RULE, Problem, Traits
from workflow.roster.matching.sampling import Randomised, randomised
from workflow.roster.matching.solving import solve

__all__ = [
    "IMPOSSIBLE",
    "NO_RULE",
    "Change",
    "CurvePoint",
    "Exchange",
    "Infeasible",
    "NoPlan",
    "Pair",
    "Plan",
    "Problem",
    "Randomised",
    "Relaxation",
    "Standing",
    "Traits",
    "Why",
    "alternates",
    "changed",
    "randomised",
    "scarce",
    "solve",
    "what_if",
    "why",
]
