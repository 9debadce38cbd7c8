"""What the roster covers beside what is sent in: members who can be asked, by what they know, speak and have time for.

Of a member's load the actor learns no more here than in the roster's table (see members.py). Gender is read here, to
be counted, and leaves this module as counts that rules/small_cells.py lets through, the same for every question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.vocabularies import terms
from workflow.models import Membership
from workflow.policy import Actor, Permission, require
from workflow.roster import members, sent_in
from workflow.roster.exclusions import ASKABLE
from workflow.roster.members import RosterMember
from workflow.roster.topics import GENERAL, all_objectives, objectives_of
from workflow.rules import coverage, small_cells
from workflow.rules.affinity_terms import Claim, with_objectives
from workflow.rules.coverage import OF_MEMBER, CoverItem, CoverMember, Line
from workflow.rules.gaps import Gap, gaps
from workflow.rules.panel import BACKGROUND_WORDS, PanelRule
from workflow.rules.small_cells import Counts

EVERYBODY = ("everybody", "")
"""The group of all members who can be asked."""

GENDERS = ("woman", "man", "other", "unsaid")
"""The answers of config/forms/application.toml; who gave none counts with those who prefer not to say."""

UNSAID = "unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What coverage and forecast are counted from."""

    members: tuple[CoverMember, ...]
    items: tuple[CoverItem, ...]
    rules: Mapping[int, PanelRule]
    roster: tuple[RosterMember, ...]

    @property
    def panel(self) -> dict[str, int]:
        """How many of each side the most demanding call asks for."""
        return sent_in.panel_of(self.rules.values())

    def lines(self, dimension: str) -> tuple[Line, ...]:
        """Give the lines of a dimension, in the order of its keys."""
        return coverage.lines(dimension, keys_of(dimension, self), self.members, self.items)

    def gaps(self) -> tuple[Gap, ...]:
        """Give what is missing, the most wanted first."""
        return gaps(self.lines("objective"), self.lines("language"), self.lines("region"), self.panel)


def known(session: Session, actor: Actor, *, now: datetime) -> Known:
    """Give what is counted, in three statements however much there is. Raises NotAllowed."""
    require(actor, Permission.COVERAGE_SEE)
    topics = (*all_objectives(), GENERAL, *objectives_of())
    found = [m for m in members.load(session, now=now, actor=actor, topics=topics) if can_be_asked(m)]
    rules = sent_in.panel_rules(session, actor)
    return Known(
        members=tuple(_member(member, now) for member in found),
        items=sent_in.items(session, actor, rules, now),
        rules=rules,
        roster=tuple(found),
    )


def can_be_asked(member: RosterMember) -> bool:
    """Say whether a member counts: on trial or active, and not one who does not want to be contacted."""
    return member.state in ASKABLE and not member.do_not_contact


def genders(session: Session, actor: Actor, given: Known) -> dict[tuple[str, str], Counts]:
    """Give the genders of every group of members, as far as they may be shown, in one statement. Raises NotAllowed."""
    require(actor, Permission.COVERAGE_SEE)
    ids = {member.id for member in given.members}
    said = session.execute(select(Membership.id, Membership.gender).where(Membership.gender != ""))
    held = dict.fromkeys(ids, UNSAID) | {i: own for i, own in said if i in ids and own in GENDERS}
    groups: dict[str, dict[str, Collection[int]]] = {EVERYBODY[0]: {EVERYBODY[1]: ids}}
    for dimension, has in OF_MEMBER.items():
        keys = keys_of(dimension, given)
        groups[dimension] = {key: [member.id for member in given.members if key in has(member)] for key in keys}
    return small_cells.release(groups, held, GENDERS)


def keys_of(dimension: str, given: Known) -> tuple[str, ...]:
    """Give the rows of a dimension in their order; languages are those somebody reads or something is in."""
    if dimension != "language":
        return _fixed_keys()[dimension]
    spoken = {code for member in given.members for code in member.languages}
    written = {item.language for item in given.items if item.language}
    usual = [record.key for record in terms("languages") if record.key in spoken | written]
    return (*usual, *sorted((spoken | written).difference(usual)))


@cache
def _fixed_keys() -> Mapping[str, tuple[str, ...]]:
    regions = [record.key for record in terms("regions")]
    return {
        "objective": (*all_objectives(), GENERAL),
        "region": (*regions[1:], regions[0]),
        "side": coverage.SIDES,
        "background": tuple(BACKGROUND_WORDS),
    }


def claims_of(member: RosterMember) -> dict[str, Claim]:
    """Give what a member knows by objective: those he names, else those of his topics; with any, the whole Compact."""
    named = {claim.topic: claim for claim in member.claims if claim.topic in all_objectives()}
    if not named:
        implied = with_objectives(member.claims, objectives_of())
        named = {claim.topic: claim for claim in implied if claim.topic in all_objectives()}
    best = max(named.values(), key=lambda claim: (claim.verified, claim.level), default=None)
    return named if best is None else {**named, GENERAL: replace(best, topic=GENERAL)}


def _member(member: RosterMember, now: datetime) -> CoverMember:
    return CoverMember(
        id=member.id, side=member.side, background=member.background, languages=frozenset(member.languages),
        regions=member.regions, claims=claims_of(member), left=left_this_year(member, now),
    )  # fmt: skip


def left_this_year(member: RosterMember, now: datetime) -> int:
    """Give how many reviews a member can still be given this year, as far as the actor may know."""
    last = date(now.year, 12, 31)
    is_away = member.away_from is not None and member.away_from <= now.date() and (member.away_until or last) >= last
    waits = member.skip_until is not None and member.skip_until > last
    return 0 if is_away or waits else max(member.cap - member.shown_taken, 0)
