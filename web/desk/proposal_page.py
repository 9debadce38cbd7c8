"""What the page of a proposal shows: how good the plan is, and the panels, worst-served first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from web import i18n, languages, plan_charts
from web.desk import candidates_page, coverage_words, proposal_words, standing_words, words
from web.parts import Link, PanelState, Point, Seat, Text, Work
from workflow.insight import proposals
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, from_data, say
from workflow.models import Proposal
from workflow.policy import Actor, see
from workflow.policy.proposal import ProposalView
from workflow.roster import proposals as roster
from workflow.roster import reasons, shortages
from workflow.roster.members import RosterMember
from workflow.roster.proposals import Item, Scene
from workflow.rules import panel
from workflow.rules.affinity_terms import BAND_WORDS

ON_PAGE = 6
REASONS = 3
"""So many reasons stand beside a name, and every conflict; the rest is behind "Why"."""

GAPS = 10
"""So many gaps of the roster are named."""

JUST_NOW = timedelta(seconds=15)
"""So long a proposal is new, and its page waits for the worker: after that it has much to do, or is down."""

PROPOSALS = say("Panels")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Somebody on a proposed panel."""

    pair: str
    """What the buttons send: submission and person."""
    name: str
    mark: Seat
    side: Reason
    band: Reason
    band_css: str
    score: float
    sits: bool
    """On the panel already, whatever the plan."""
    wish: str
    """locked, forbidden or nothing"""
    points: list[Point]
    why_url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One submission with its proposed panel."""

    work: Work
    meta: list[Text]
    fit: float
    people: list[Placed]
    meter: PanelState
    lacks: Reason | None
    next: list[str]
    """Who comes next, in order."""
    why_url: str


@dataclass(frozen=True)
class Board:
    """A proposal as one actor may see it, with the submissions that the page shows and the roster as they are now."""

    view: ProposalView
    titles: Mapping[str, str]
    """Of every submission in it, by public id."""
    scene: Scene

    @property
    def items(self) -> dict[str, Item]:
        """Give the submissions that the page shows."""
        return {item.id: item for item in self.scene.items}

    def name(self, public_id: str) -> str:
        """Give the name of a submission or person as the board writes it."""
        if public_id in self.titles:
            return title_of(self.titles[public_id])
        member = self.scene.roster.get(public_id)
        return (member.descriptor or member.name) if member else i18n.words(say("somebody who has left the roster"))

    def named(self, reason: Reason) -> Reason:
        """Give a sentence with names in the place of ids."""
        known = {*self.titles, *self.scene.roster}
        values = {key: self._value(value, known) for key, value in reason.values.items()}
        return Reason(reason.text, values, reason.plural, reason.n)

    def _value(self, value: object, known: set[str]) -> object:
        if isinstance(value, Reason):
            return self.named(value)
        return self.name(value) if isinstance(value, str) and value in known else value

    @property
    def plan(self) -> dict[str, Any]:
        """Give the plan; empty where there is none."""
        return self.view.plan or {}

    def curve(self) -> list[tuple[float, float]]:
        """Give the floors and totals; none where seats are fixed, whose part in a panel the floors leave out."""
        fixed = [*(self.view.problem or {})["seats"], *self.plan["wishes"]["locked"]]
        return [] if fixed else [(floor, total) for floor, total in self.plan["curve"]]

    def pending(self) -> bool:
        """Say whether wishes were made that the plan does not know."""
        met = (self.view.plan or self.view.report or {}).get("wishes", {})
        return self.view.state == "ready" and self.view.wishes != met


def board(
    session: Session, actor: Actor, proposal_id: PublicId, now: datetime, *,
    shows: Callable[[ProposalView], Collection[str]] = lambda _view: (), beside: Proposal | None = None,
) -> Board:  # fmt: skip
    """Give a proposal with the names of all it is about, and all of the submissions it `shows`. Raises NotFound.

    With another one `beside` it, the titles are those of both.
    """
    proposal = proposals.found(session, proposal_id)
    view = see(actor, proposal)
    titles = proposals.titles(session, proposal, *([beside] if beside else []))
    here = [item for item in shows(view) if item in titles]
    return Board(view, titles, roster.scene(session, actor, roster.submissions_of(session, here), now))


def title_of(title: str) -> str:
    """Give the title, or the words for a work without one."""
    return title or i18n.words(standing_words.UNTITLED)


def page(session: Session, actor: Actor, proposal_id: PublicId, start: int, now: datetime) -> dict[str, object]:
    """Give what the page of a proposal shows. Raises NotFound."""
    shown = board(session, actor, proposal_id, now, shows=lambda view: worst_first(view)[start : start + ON_PAGE])
    kept = {
        **frame(shown), "title": proposal_words.headline(shown), "lede": proposal_words.lede(shown),
        "is_new": shown.view.asked_at is not None and now - shown.view.asked_at < JUST_NOW,
        "gaps": [coverage_words.sentence(gap) for gap in shortages.gaps_in(shown.view.problem or {})[:GAPS]],
    }  # fmt: skip
    if shown.view.state == "impossible":
        return {**kept, **_report(shown)}
    return {**kept, **_plan(shown, start)} if shown.plan else kept


def worst_first(view: ProposalView) -> list[str]:
    """Give the submissions of a plan, those it serves worst first; none where there is no plan."""
    scores = (view.plan or {"scores": {}})["scores"]
    return sorted(scores, key=lambda item: (scores[item], item))


def frame(shown: Board) -> dict[str, object]:
    """Give what every page about a proposal has."""
    return {
        "proposal_id": shown.view.public_id,
        "state": shown.view.state,
        "call": shown.view.call_title,
        "asked_at": shown.view.asked_at,
        "asked_by": shown.view.asked_by_name,
        "way": [
            Link(standing_words.DESK, url_for("desk.index")),
            Link(PROPOSALS, url_for("desk.proposals")),
        ],
        "here": url_for("desk.proposal", proposal_id=shown.view.public_id),
    }


def _report(shown: Board) -> dict[str, object]:
    report = shown.view.report or {}
    return {
        "short": report.get("short", 0),
        "reasons": [shown.named(from_data(reason)) for reason in report["reasons"]],
        "helps": [
            {"words": shown.named(from_data(each["words"])), "names": [shown.name(each_id) for each_id in each["ids"]]}
            for each in report["helps"]
        ],
    }


def _plan(shown: Board, start: int) -> dict[str, object]:
    plan, rtl = shown.plan, i18n.direction_of_page() == "rtl"
    order, points = worst_first(shown.view), shown.curve()
    here = order[start : start + ON_PAGE]
    address = url_for("desk.proposal", proposal_id=shown.view.public_id)
    return {
        "rows": [row(shown, shown.items[item]) for item in here],
        "start": start + 1,
        "end": start + len(here),
        "total_rows": len(order),
        "first_url": address if start else "",
        "next_url": f"{address}?from={start + ON_PAGE}" if start + ON_PAGE < len(order) else "",
        "facts": proposal_words.certificate(shown),
        "figures": proposal_words.figures(shown),
        "curve": plan_charts.curve(points, rtl=rtl),
        "curve_points": sorted(set(points)),
        "chosen": points[-1] if points else None,
        "bars": plan_charts.bars(plan["loads"], rtl=rtl),
        "scarce": [(shown.name(person), price) for person, price in plan["scarce"]],
        "wishes": list(_wishes(shown)),
        "pending": shown.pending(),
        "invitations": proposal_words.invitations(shown),
        "answer_days": shown.view.answer_days,
    }


def _wishes(shown: Board) -> Iterable[dict[str, object]]:
    for kind, pairs in sorted((shown.view.wishes or {}).items()):
        for item, person in pairs:
            yield {
                "pair": f"{item} {person}",
                "words": proposal_words.WISHES[kind],
                "name": shown.name(person),
                "title": shown.name(item),
            }


def row(shown: Board, item: Item) -> Row:
    """Give one submission with its proposed panel."""
    people = [person for one, person, _ in shown.plan["pairs"] if one == item.id]
    members = [shown.scene.roster[person] for person in people if person in shown.scene.roster]
    joining = [member for member in members if member not in item.seated]
    seats = item.seats(joining)
    submission = item.submission
    meta: list[Text] = [languages.language_name(submission.language, i18n.language())] if submission.language else []
    meta.extend(words.objectives(submission.current_version.answers.get("objectives") or ()))
    language: Reason | str = languages.language_name(submission.language, i18n.language()) or ""
    return Row(
        work=Work(title_of(submission.title), url_for("desk.item", submission_id=item.id), submission.language),
        meta=meta,
        fit=shown.plan["scores"].get(item.id, 0.0),
        people=[placed(shown, item, member) for member in sorted(members, key=_internal_first)],
        meter=candidates_page.meter(panel.seats(item.rule, seats, language=language)),
        lacks=panel.is_met(item.rule, seats, "invited"),
        next=[shown.name(person) for person in shown.plan["next"].get(item.id, ())],
        why_url=url_for("desk.why_not", proposal_id=shown.view.public_id, item=item.id),
    )


def _internal_first(member: RosterMember) -> tuple[bool, str]:
    return member.side != "internal", member.person_public_id


def placed(shown: Board, item: Item, member: RosterMember) -> Placed:
    """Give somebody on a panel, with why."""
    person = str(member.person_public_id)
    fit = shown.scene.fit(item, member)
    wishes = shown.view.wishes or {}
    return Placed(
        pair=f"{item.id} {person}",
        name=member.descriptor or member.name,
        mark=Seat(member.side == "internal", "accepted" if member in item.seated else "asked"),
        side=words.side(member.side),
        band=BAND_WORDS[fit.band],
        band_css=candidates_page.BANDS.get(fit.band, ""),
        score=shown.scene.score(item, member),
        sits=[item.id, person] in (shown.view.problem or {})["seats"],
        wish=next((kind for kind, pairs in wishes.items() if [item.id, person] in pairs), ""),
        points=[Point(point.words, candidates_page.KINDS[point.kind]) for point in _told(shown, item, member)],
        why_url=url_for("desk.why_not", proposal_id=shown.view.public_id, item=item.id, person=person),
    )


def _told(shown: Board, item: Item, member: RosterMember) -> list[reasons.Point]:
    points = shown.scene.points(item, member)
    conflicts = [reasons.words_of(finding) for finding in item.findings(member)]
    return [point for n, point in enumerate(points) if n < REASONS or point.words in conflicts]
