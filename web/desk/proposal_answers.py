"""Answers about a proposal that change nothing: why somebody is not on a panel, what wishes would change, which of two.

The solver runs here only where the problem is small enough for somebody who waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from web import context
from web.desk import proposal_page, proposal_words
from web.desk.blueprint import bp
from web.desk.proposal_page import Board
from web.parts import Choice, Text, Work
from web.routing import needs
from workflow.insight import proposals
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor, Permission, see
from workflow.roster import plans


@bp.get("/desk/proposals/<public_id:proposal_id>/why")
@needs(Permission.DESK_SEE)
def why_not(proposal_id: PublicId) -> str:
    """Answer why somebody is on a panel of the plan or is not, from the prices of the proof."""
    item, person = request.args.get("item", ""), request.args.get("person", "")
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = proposal_page.board(session, actor, proposal_id, now, shows=lambda _view: [item])
        values = _why(shown, item, person)
    return render_template("desk/proposal_why.html", **values)


@bp.get("/desk/proposals/<public_id:proposal_id>/difference")
@needs(Permission.DESK_SEE)
def difference(proposal_id: PublicId) -> str:
    """Show what the pairs that were changed would change, exactly, before anything is saved."""
    with context.reading() as session:
        shown = proposal_page.board(session, context.current_actor(), proposal_id, context.now())
        values = _difference(shown)
    return render_template("desk/proposal_difference.html", **values)


@bp.get("/desk/proposals/<public_id:proposal_id>/compare")
@needs(Permission.DESK_SEE)
def compare(proposal_id: PublicId) -> str:
    """Show two proposals of a call beside each other."""
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        values = _compared(session, actor, proposal_id, PublicId(request.args.get("with", "")), now)
    return render_template("desk/proposal_compare.html", **values)


def _why(shown: Board, item_id: str, person: str) -> dict[str, object]:
    item = shown.items.get(item_id)
    if item is None or not shown.plan:
        raise NotFound
    people = sorted(shown.scene.roster.values(), key=lambda member: member.descriptor or member.name)
    values = {
        **proposal_page.frame(shown),
        "item_id": item_id,
        "work": Work(shown.name(item_id), "", item.submission.language),
        "reference": item.submission.reference or "",
        "choices": [Choice(str(m.person_public_id), m.descriptor or m.name) for m in people],
        "person": person,
    }
    return {**values, **_answer(shown, item_id, person)} if person else values


def _answer(shown: Board, item_id: str, person: str) -> dict[str, object]:
    """Give the answer about one person. Raises NotFound for a stranger."""
    member, item = shown.scene.roster.get(person), shown.items[item_id]
    if member is None:
        raise NotFound
    values: dict[str, object] = {"placed": proposal_page.placed(shown, item, member)}
    problem = shown.view.problem or {}
    known = [each["id"] for each in problem["members"]]
    at = [each["id"] for each in problem["items"]].index(item_id)
    scores = dict(zip(known, problem["scores"][at], strict=True))
    sits = [item_id, person] in problem["seats"]
    if sits:
        return {**values, "answer": say("This person is on the panel already."), "facts": []}
    if scores.get(person) is None:
        against = shown.scene.reason_against(item, member)
        return {
            **values,
            "answer": against or say("This person could not be asked when the plan was made."),
            "facts": [],
        }
    found = plans.why(problem, shown.plan, item_id, person)
    prices: list[tuple[Text, str]] = [
        (say("Score"), proposal_words.figure(found.score)),
        (say("What the place is worth"), proposal_words.figure(found.place)),
        (say("What this person’s time is worth elsewhere"), proposal_words.figure(found.reviewer)),
        (say("Margin"), proposal_words.figure(found.margin)),
    ]
    chosen = [item_id, person] in [pair[:2] for pair in shown.plan["pairs"]]
    return {**values, "answer": found.reason, "facts": prices, "can_lock": not chosen, "can_forbid": chosen}


def _difference(shown: Board) -> dict[str, object]:
    if not shown.plan or shown.view.state != "ready":
        raise NotFound
    values = {**proposal_page.frame(shown), "pending": shown.pending(), "small": (shown.view.size or 0) <= plans.SMALL}
    if not values["pending"] or not values["small"]:
        return values
    found = plans.difference(shown.view.problem or {}, shown.plan, shown.view.wishes or {})
    if isinstance(found, Reason):
        return {**values, "refusal": shown.named(found)}
    return {**values, **_moves(shown, found.joining, found.leaving), "figures": _figures(shown.plan, found.plan)}


def _moves(shown: Board, joining: Any, leaving: Any) -> dict[str, object]:
    """Give who joins and who leaves, submission by submission."""
    items = sorted({item for item, _ in (*joining, *leaving)}, key=shown.name)
    moves = [
        {
            "title": shown.name(item),
            "joining": [shown.name(person) for one, person in joining if one == item],
            "leaving": [shown.name(person) for one, person in leaving if one == item],
        }
        for item in items
    ]
    return {"moves": moves}


def _figures(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[tuple[Text, str, str, str]]:
    """Give the figures of two plans and how far apart they are."""
    named: list[tuple[Text, str]] = [
        (say("Total fit"), "total"),
        (say("Worst-served submission"), "least"),
        (say("Worst tenth"), "tenth"),
        (say("Median"), "middle"),
    ]
    figure = proposal_words.figure
    return [(label, figure(first[key]), figure(second[key]), _signed(second[key] - first[key])) for label, key in named]


def _signed(value: float) -> str:
    written = proposal_words.figure(abs(value))
    if round(value, 2) == 0:
        return written
    return f"+{written}" if value > 0 else f"\N{MINUS SIGN}{written}"


def _compared(session: Session, actor: Actor, one: PublicId, two: PublicId, now: datetime) -> dict[str, object]:
    second = proposals.found(session, two) if two else None
    shown = proposal_page.board(session, actor, one, now, beside=second)
    others = [
        line for line in proposals.listed(session, actor, call=shown.view.call_title)
        if line.public_id != one and line.state not in {"waiting", "impossible"}
    ]  # fmt: skip
    values = {**proposal_page.frame(shown), "others": others, "with": two}
    if not shown.plan or second is None:
        return values
    other = Board(see(actor, second), shown.titles, shown.scene)
    if not other.plan:
        raise NotFound
    pairs = [{(item, person) for item, person, _ in board.plan["pairs"]} for board in (shown, other)]
    moves = _moves(shown, sorted(pairs[1] - pairs[0]), sorted(pairs[0] - pairs[1]))
    return {**values, **moves, "figures": _figures(shown.plan, other.plan), "other": other.view.asked_at}
