"""The words of proposals: where one stands, how good its plan is, what was wished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from web import i18n
from web.formats import number
from web.parts import Fact, Text
from workflow.kernel.messages import Reason, plural, say

if TYPE_CHECKING:
    from web.desk.proposal_page import Board

STATES = {
    "waiting": say("being computed"),
    "ready": say("ready"),
    "impossible": say("no plan is possible"),
    "applied": say("applied"),
    "undone": say("undone"),
}
STATE_CSS = {"waiting": "", "ready": "here", "impossible": "late", "applied": "done", "undone": ""}
WISHES = {"locked": say("to be kept"), "forbidden": say("not wanted")}

PERCENT = 100
OPEN_GAP = 0.00005
"""A gap that would be written as 0.00 %."""


def figure(value: float) -> str:
    """Give a score as the reader's language writes it, with two digits."""
    return number(round(value, 2), i18n.language())


def headline(shown: Board) -> Reason:
    """Say where the proposal stands."""
    n = len(shown.titles)
    match shown.view.state:
        case "waiting":
            return plural("The panel for {n} submission is being computed",
                          "The panels for {n} submissions are being computed", n)  # fmt: skip
        case "impossible":
            return plural("No panel by the rule is possible for {n} submission",
                          "No panels by the rule are possible for all {n} submissions together", n)  # fmt: skip
        case "applied":
            return plural("The panel for {n} submission is invited", "The panels for {n} submissions are invited", n)
        case "undone":
            return plural("The invitations for {n} submission were taken back",
                          "The invitations for {n} submissions were taken back", n)  # fmt: skip
        case _:
            return plural("A panel for {n} submission", "Panels for {n} submissions", n)


def lede(shown: Board) -> Reason:
    """Say what happens next."""
    return {
        "waiting": say("You need not wait here: the proposal stands in the list as soon as it is ready."),
        "impossible": say("Below is what makes it impossible, and the smallest things that would help."),
        "applied": say("Everybody named here was asked as one unit. What nobody has answered can be taken back."),
        "undone": say("Invitations that were answered before were kept."),
    }.get(
        shown.view.state or "",
        say("Nobody has been asked yet. Change what you like, solve again, then invite everybody as one unit."),
    )


def invitations(shown: Board) -> int:
    """Give how many people would be asked: the pairs that do not sit there already."""
    return len(shown.plan["pairs"]) - len((shown.view.problem or {})["seats"])


def proof(plan: Mapping[str, Any]) -> Reason:
    """Say how good the plan is at most, in words."""
    if plan["gap"] <= OPEN_GAP:
        return say("No better plan exists")
    share = number(round(plan["gap"] * PERCENT, 2), i18n.language())
    return say("At most {share} % better is possible", share=share)


def certificate(shown: Board) -> list[Fact]:
    """Give the proof as plain figures with their bound."""
    plan = shown.plan
    before = shown.curve()[0][0] if shown.curve() else plan["least"]
    raised: Text = say("instead of {before}", before=figure(before)) if before < plan["least"] else ""
    seats = sum(item["demand"] for item in (shown.view.problem or {})["items"])
    total = say("{total} of at most {bound}", total=figure(plan["total"]), bound=figure(plan["bound"]))
    return [
        Fact(name=say("Certificate"), value=proof(plan)),
        Fact(name=say("Total fit"), value=total),
        Fact(name=say("Worst-served submission"), value=figure(plan["least"]), hint=raised),
        Fact(name=say("Seats"), value=say("{have} of {need}", have=len(plan["pairs"]), need=seats)),
    ]


def figures(shown: Board) -> list[Fact]:
    """Give the other figures."""
    plan = shown.plan
    return [
        Fact(name=say("Least fit"), value=figure(plan["least"])),
        Fact(name=say("Worst tenth"), value=say("up to {fit}", fit=figure(plan["tenth"]))),
        Fact(name=say("Median"), value=figure(plan["middle"])),
        Fact(name=say("Best"), value=figure(plan["most"])),
    ]


def load_line(times: int, members: int) -> Reason:
    """Say how many are asked so often."""
    if not times:
        return plural("{n} member is not asked", "{n} members are not asked", members)
    asked = plural("once", "{n} times", times)
    return plural("{n} member is asked {often}", "{n} members are asked {often}", members, often=asked)
