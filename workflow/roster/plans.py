"""Plans as plain values: a kept problem becomes the solver's, and what the solver finds becomes what pages show.

The solver and its arrays are loaded by the functions that need them and by no import.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, from_data
from workflow.rules.panel import PanelRule

if TYPE_CHECKING:
    from workflow.roster.matching import Plan, Problem, Why

FAIR = 0.01
"""The share of the total that fairness may cost."""

SMALL = 10_000
"""Submissions times reviewers up to which a problem is solved while somebody waits for the page."""

SHOWN = 10
"""So many scarce reviewers are named."""

DIGITS = 9


@dataclass(frozen=True)
class Difference:
    """What a plan would change against another: totals, least score, and who moves."""

    plan: dict[str, Any]
    total: float
    least: float
    joining: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]


def no_wishes() -> dict[str, Any]:
    """Give the wishes of who has none."""
    return {"locked": [], "forbidden": []}


def solved(
    problem: Mapping[str, Any], wishes: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Solve a kept problem with these wishes: its plan, or the report why there is none."""
    from workflow.roster.matching import NoPlan, solve  # noqa: PLC0415  # heavy

    try:
        return plan_data(solve(as_problem(problem, wishes), fair=FAIR), wishes), None
    except NoPlan as none:
        return None, {**_report_data(none), "wishes": wishes}
    except InvalidInput as wrong:
        reasons = [reason.as_data() for reason in wrong.problems.values()]
        return None, {"short": 0, "reasons": reasons, "items": [], "members": [], "helps": [], "wishes": wishes}


def as_problem(problem: Mapping[str, Any], wishes: Mapping[str, Any]) -> Problem:
    """Give the solver's problem; who sits on a panel already is locked like a pair that somebody wishes to keep."""
    import numpy as np  # noqa: PLC0415  # heavy

    from workflow.roster.matching import IMPOSSIBLE, Problem  # noqa: PLC0415  # heavy

    items, people = problem["items"], problem["members"]
    rows = [[IMPOSSIBLE if score is None else score for score in row] for row in problem["scores"]]
    return Problem(
        papers=[item["id"] for item in items],
        reviewers=[member["id"] for member in people],
        scores=np.array(rows, np.float32).reshape(len(items), len(people)),
        demand=np.array([item["demand"] for item in items], np.int64),
        load_max=np.array([member["room"] for member in people], np.int64),
        locked=list(dict.fromkeys((item, person) for item, person in (*problem["seats"], *wishes["locked"]))),
        forbidden=[(item, person) for item, person in wishes["forbidden"]],
        rules=[_rule(problem)] * len(items),
        languages=[item["language"] for item in items],
        traits=[_traits(member) for member in people],
    )


def _rule(problem: Mapping[str, Any]) -> PanelRule:
    """Give the panel rule; a part that everybody who can be asked meets is left out, for it binds nobody."""
    data = dict(problem["rule"])
    reads = [set(member["languages"]) for member in problem["members"]]
    scored = zip(problem["items"], problem["scores"], strict=True)
    everybody_reads = all(
        score is None or not item["language"] or item["language"] in known
        for item, row in scored
        for score, known in zip(row, reads, strict=True)
    )
    if everybody_reads and not problem["seats"]:
        data.pop("reads_item_language", None)
    return PanelRule.from_data(data)


def _traits(member: Mapping[str, Any]) -> Any:
    from workflow.roster.matching import Traits  # noqa: PLC0415  # heavy

    regions, languages = frozenset(member["regions"]), frozenset(member["languages"])
    return Traits(member["side"], member["background"], regions, languages)


def plan_data(plan: Plan, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Give a plan as plain values, with its prices, so that it can be asked why."""
    from workflow.roster.matching import alternates, scarce  # noqa: PLC0415  # heavy

    scores = dict(zip(plan.problem.papers, plan.paper_scores.round(4).tolist(), strict=True))
    return {
        "pairs": [[item, person, _counted(plan, item, person)] for item, person in plan.pairs],
        "scores": scores,
        "total": round(plan.total, 4),
        "best": round(plan.best, 4),
        "bound": round(plan.bound, 4),
        "gap": max(0.0, round(plan.gap, DIGITS)),
        **_spread(list(scores.values())),
        "loads": [list(each) for each in sorted(Counter(plan.loads.tolist()).items())],
        "curve": [[point.floor, round(point.total, 4)] for point in plan.curve],
        "exchanges": [
            [each.paper, each.before, each.after, [list(other) for other in each.others]] for each in plan.exchanges
        ],
        "scarce": [[person, round(price, 4)] for person, price in scarce(plan)[:SHOWN]],
        "next": {item: list(who) for item, who in alternates(plan).items()},
        "prices": {
            "place": plan.prices.place.round(DIGITS).tolist(),
            "kind": plan.prices.kind.tolist(),
            "reviewer": plan.prices.reviewer.round(DIGITS).tolist(),
        },
        "wishes": {"locked": list(wishes["locked"]), "forbidden": list(wishes["forbidden"])},
    }


def _counted(plan: Plan, item: str, person: str) -> float:
    """Give the score of a pair; one that is kept though it must not be counts nothing."""
    return max(0.0, plan.score(item, person))


def _spread(scores: list[float]) -> dict[str, float]:
    """Give the least score, the one under which the worst tenth lies, the middle one and the best."""
    ordered = sorted(scores) or [0.0]
    last = len(ordered) - 1
    return {"least": ordered[0], "tenth": ordered[last // 10], "middle": ordered[last // 2], "most": ordered[last]}


def _report_data(none: Any) -> dict[str, Any]:
    report = none.report
    return {
        "short": report.short,
        "reasons": [reason.as_data() for reason in report.reasons],
        "items": list(report.papers),
        "members": list(report.reviewers),
        "helps": [{"words": each.reason.as_data(), "ids": list(each.ids)} for each in report.relaxations],
    }


def difference(problem: Mapping[str, Any], plan: Mapping[str, Any], wishes: Mapping[str, Any]) -> Difference | Reason:
    """Solve again with other wishes and give the exact difference, or the first reason why that gives no plan."""
    after, report = solved(problem, wishes)
    if after is None:
        return from_data((report or {})["reasons"][0])
    before_pairs, after_pairs = _pairs(plan), _pairs(after)
    return Difference(
        plan=after,
        total=round(after["total"] - plan["total"], 4),
        least=round(after["least"] - plan["least"], 4),
        joining=tuple(sorted(after_pairs - before_pairs)),
        leaving=tuple(sorted(before_pairs - after_pairs)),
    )


def _pairs(plan: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(item, person) for item, person, _ in plan["pairs"]}


def why(problem: Mapping[str, Any], plan: Mapping[str, Any], item: str, person: str) -> Why:
    """Say why a person is on a panel of the plan or is not, from the plan's prices."""
    import numpy as np  # noqa: PLC0415  # heavy

    from workflow.roster.matching import Plan  # noqa: PLC0415  # heavy
    from workflow.roster.matching import why as explain  # noqa: PLC0415  # heavy
    from workflow.roster.matching.plan import Prices  # noqa: PLC0415  # heavy

    kept = plan["prices"]
    place = np.array(kept["place"], np.float64).reshape(len(problem["items"]), -1)
    prices = Prices(place, np.array(kept["kind"], np.int64), np.array(kept["reviewer"], np.float64))
    pairs = tuple((one, who) for one, who, _ in plan["pairs"])
    again = Plan(as_problem(problem, plan["wishes"]), pairs, plan["total"], plan["best"], plan["bound"], prices, FAIR)
    return explain(again, item, person)
