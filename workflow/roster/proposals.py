"""What a proposal is computed from: the items of a call that wait for reviewers, who can be asked, and how well.

`scene` reads the rows in a number of statements that does not grow with them; `problem_of` makes the plain values that
are kept with the proposal, by public id; `workflow/roster/plans.py` turns these into the solver's problem.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workflow.kernel.messages import Reason
from workflow.models import Call, ReviewRound, Submission, SubmissionVersion, VersionTerm
from workflow.policy import Actor
from workflow.policy.scope import coordinated
from workflow.roster import candidates, exclusions, panels, reasons, texts
from workflow.roster.affinity.evidence import Evidence
from workflow.roster.candidate import evidence_of
from workflow.roster.conflict_facts import Finding, Looked
from workflow.roster.fitting import Fit, FitTable, Fitting
from workflow.roster.members import RosterMember
from workflow.roster.reasons import Situation
from workflow.roster.survey import survey_all
from workflow.roster.topics import Subject, subject_of
from workflow.rules.panel import Member, PanelRule, Standing

Regions = tuple[frozenset[str], frozenset[str]]
"""Those of an item, and those on its panel."""

FEW = (
    joinedload(Submission.call),
    joinedload(Submission.decisions),
    joinedload(Submission.conflicts),
    joinedload(Submission.overrides),
    joinedload(Submission.rounds).joinedload(ReviewRound.assignments),
)
"""What of a submission its panel depends on; what waits for one has few of each, so that one statement is enough."""

_VERSIONS = joinedload(Submission.versions)
TOGETHER = (*FEW, _VERSIONS.joinedload(SubmissionVersion.term_links).joinedload(VersionTerm.term))
APART = (*FEW, _VERSIONS.selectinload(SubmissionVersion.term_links).joinedload(VersionTerm.term))
"""With the topics: in the same statement for a page, in one of their own where many texts would be read many times."""


@dataclass(frozen=True)
class Item:
    """One submission with what is asked of every member for it, and who sits on its panel already."""

    submission: Submission
    subject: Subject
    asking: exclusions.Asking
    rule: PanelRule
    seated: tuple[RosterMember, ...]

    @property
    def id(self) -> str:
        """Give the public id of the submission."""
        return str(self.submission.public_id)

    @cached_property
    def situation(self) -> Situation:
        """Give what a member is measured against."""
        taken = frozenset(region for member in self.seated for region in member.regions)
        return Situation(self.subject, self.submission.language, taken, self.asking.now, self.id)

    @cached_property
    def _declared(self) -> frozenset[int]:
        return frozenset(declared.person_id for declared in self.submission.conflicts)

    def met_by(self, member: RosterMember) -> RosterMember:
        """Give the member with whether a conflict with this submission is declared."""
        return replace(member, has_conflict=True) if member.person_id in self._declared else member

    def findings(self, member: RosterMember) -> tuple[Finding, ...]:
        """Give the conflicts that were detected."""
        return self.asking.findings.get(member.person_id, ())

    @property
    def demand(self) -> int:
        """Give how many the panel has at the end: what the rule asks for on each side, and who is there beyond it."""
        on_side = {side: sum(member.side == side for member in self.seated) for side in self.rule.minimum}
        beyond = sum(member.side not in self.rule.minimum for member in self.seated)
        return beyond + sum(max(need, on_side[side]) for side, need in self.rule.minimum.items())

    def seats(self, joining: Sequence[RosterMember] = ()) -> list[Member]:
        """Give the panel as the rule sees it, with these people on it too."""
        language = self.submission.language
        held = [member.seated(Standing.ACCEPTED, language) for member in self.seated]
        return held + [member.seated(Standing.ASKED, language) for member in joining]


@dataclass(frozen=True)
class Scene:
    """The items of a proposal and the whole roster, as they are now."""

    items: tuple[Item, ...]
    roster: Mapping[str, RosterMember]
    """By the public id of the person."""
    fittings: Mapping[str, Fitting]
    """What the members are compared by, by the public id of the submission."""
    now: datetime

    @cached_property
    def free(self) -> dict[str, RosterMember]:
        """Give who can be asked for anything at all."""
        asked = ((person, exclusions.whatever_the_item(member, self.now)) for person, member in self.roster.items())
        return {person: self.roster[person] for person, reason in asked if reason is None}

    def reason_against(self, item: Item, member: RosterMember) -> Reason | None:
        """Say why this member cannot be asked for this item, or None."""
        return exclusions.reason_against(item.met_by(member), item.asking)

    @cached_property
    def _table(self) -> FitTable:
        return FitTable(self.fittings, list(self.roster.values()))

    def fit(self, item: Item, member: RosterMember) -> Fit:
        """Give how well the member fits, by topics and texts."""
        return self._table.fit(item.id, member)

    def score(self, item: Item, member: RosterMember) -> float:
        """Give the score of a pair as the matching counts it."""
        return counted(candidates.score_of(member, self._table.total(item.id, member), item.situation))

    def affinities(self, item: Item) -> list[float]:
        """Give the affinity of everybody on the roster, in its order."""
        return self._table.totals(item.id)

    def points(self, item: Item, member: RosterMember) -> tuple[reasons.Point, ...]:
        """Give the reasons for and against, conflicts that rule nobody out among them."""
        return self._told(item, member)[0]

    def evidence(self, item: Item, member: RosterMember) -> dict[str, Any]:
        """Give what is kept with an invitation: why this reviewer."""
        points, affinity = self._told(item, member)
        found = self.fit(item, member)
        score = candidates.score_of(member, found.score, item.situation)
        return evidence_of(score, found.band, points, affinity)

    def _told(self, item: Item, member: RosterMember) -> tuple[tuple[reasons.Point, ...], Evidence]:
        (affinity,) = self.fittings[item.id].evidence([member], this_year=self.now.year)
        topics = self.fit(item, member).topics
        return reasons.points(member, topics, item.situation, affinity, item.findings(member)), affinity


def waiting(session: Session, actor: Actor, call: Call) -> list[Submission]:
    """Give what waits for reviewers in a call, of what the actor coordinates, in the order of the rows."""
    wanted = or_(Submission.needs_reviewers, Submission.panel_incomplete)
    query = select(Submission).where(Submission.call_id == call.id, Submission.is_open, wanted, coordinated(actor))
    return list(session.scalars(query.options(*APART).order_by(Submission.id)).unique())


def submissions_of(session: Session, public_ids: Collection[str]) -> list[Submission]:
    """Give submissions with what their panels depend on."""
    query = select(Submission).where(Submission.public_id.in_(public_ids)).options(*TOGETHER).order_by(Submission.id)
    return list(session.scalars(query).unique()) if public_ids else []


def scene(session: Session, actor: Actor, submissions: Sequence[Submission], now: datetime) -> Scene:
    """Give the items and the roster; the submissions come with all that is needed. Four statements besides."""
    subjects = {submission.id: subject_of(session, submission) for submission in submissions}
    topics = {key for subject in subjects.values() for key in subject.wanted}
    people, looked = survey_all(session, submissions, now=now, actor=actor, topics=topics)
    written = texts.load_all(session, [submission.current_version for submission in submissions])
    return Scene(
        items=tuple(_item(each, subjects[each.id], looked[each.id], people, now) for each in submissions),
        roster={str(member.person_public_id): member for member in people.values()},
        fittings={
            str(each.public_id): Fitting(subjects[each.id], written[each.current_version.id]) for each in submissions
        },
        now=now,
    )


def _item(
    submission: Submission, subject: Subject, looked: Looked, people: Mapping[int, RosterMember], now: datetime
) -> Item:
    held = [seat for seat in panels.current_seats(submission) if seat.state in panels.STANDING]
    seated = tuple(people[seat.reviewer_id] for seat in held if seat.reviewer_id in people)
    asking = exclusions.asking_for(submission, looked.by_person, now)
    return Item(submission, subject, asking, panels.rule_of(submission), seated)


def problem_of(found: Scene) -> dict[str, Any]:
    """Give the problem as plain values: items, the members who can be asked for one of them, scores, and the rule."""
    seats = [[item.id, str(member.person_public_id)] for item in found.items for member in item.seated]
    beyond = _beyond_affinity(found)
    rows = {item.id: dict(_scores(found, item, beyond[item.situation.regions])) for item in found.items}
    named = {person for scores in rows.values() for person in scores} | {person for _, person in seats}
    people = [person for person in sorted(found.roster) if person in named]
    return {
        "items": [_item_data(item) for item in found.items],
        "members": [_member_data(found.roster[person], sum(p == person for _, p in seats)) for person in people],
        "scores": [[row.get(person) for person in people] for row in rows.values()],
        "seats": seats,
        "rule": dict(found.items[0].submission.call.panel_rule) if found.items else {},
    }


def counted(score: float) -> float:
    """Give a score as the matching counts it: that of the candidates, never under 0."""
    return max(0.0, round(score, 4))


def _beyond_affinity(found: Scene) -> dict[Regions, list[float]]:
    """Give what each member's score has besides his affinity, once for all items with the same regions."""
    alike = {item.situation.regions: item.situation for item in found.items}
    return {
        regions: [candidates.beyond_affinity(member, situation) for member in found.roster.values()]
        for regions, situation in alike.items()
    }


def _scores(found: Scene, item: Item, beyond: Sequence[float]) -> Iterator[tuple[str, float]]:
    """Give the scores of who can be asked, and of who sits on the panel, whose part in it counts as well."""
    free, seated = found.free, {member.person_id for member in item.seated}
    for (person, member), affinity, more in zip(found.roster.items(), found.affinities(item), beyond, strict=True):
        able = person in free and exclusions.for_the_item(item.met_by(member), item.asking) is None
        if able or member.person_id in seated:
            yield person, counted(candidates.whole_score(affinity, more))


def _item_data(item: Item) -> dict[str, Any]:
    return {"id": item.id, "language": item.submission.language, "demand": item.demand}


def _member_data(member: RosterMember, held: int) -> dict[str, Any]:
    return {
        "id": str(member.person_public_id),
        "side": member.side,
        "background": member.background,
        "regions": sorted(member.regions),
        "languages": sorted(member.languages),
        "room": room(member) + held,
    }


def room(member: RosterMember) -> int:
    """Give how many more submissions a member can be asked for now; one, where there must be days between two."""
    left = max(0, member.cap - member.taken)
    return min(left, 1) if member.minimum_interval_days else left
