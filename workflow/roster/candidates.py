"""Who could review a submission, ranked with reasons in words; and who cannot, each with the reason.

The order: who fills a place that is missing, who is next in line by the plan the panel came of, then the score
(topics × level, with small parts for language, region, wish and absence), the load of this year, who was asked longest
ago, and last a stable hash, so that the same facts give the same list on every day and in every database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import conflict_facts, exclusions, members, panels, reasons, succession
from workflow.roster.conflict_facts import Looked
from workflow.roster.members import RosterMember
from workflow.roster.reasons import Point, Situation
from workflow.roster.topics import Subject, name_of, objectives_of, subject_of
from workflow.rules import panel
from workflow.rules.affinity_terms import BAND_WORDS, Band, Claim, TopicFit, fit, with_objectives
from workflow.rules.panel import Member, Meter, PanelRule, Standing

LIMIT = 20
REGION, LANGUAGE, WISH, ABSENCE, CROWD = 0.3, 0.1, 0.3, 0.3, 0.3
"""What the small parts of the score weigh; a topic known well weighs 2 to 3."""

NEXT_IN_LINE = Point("+", say("Next in line by the plan of this panel"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who can be asked, and why or why not."""

    public_id: PublicId
    """Of the person: what `panels.assign_panel` takes."""
    membership: PublicId
    name: str
    descriptor: str
    side: str
    background: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    score: float
    band: Band
    points: tuple[Point, ...]
    fills: tuple[str, ...]
    """Which missing parts of the panel rule he fills: internal, external, reads_item_language, a background."""

    @property
    def band_words(self) -> Reason:
        """Give the band in words."""
        return BAND_WORDS[self.band]

    @property
    def evidence(self) -> dict[str, Any]:
        """Give what is kept with an invitation: why this reviewer, as it was shown."""
        return evidence_of(self.score, self.band, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who cannot be asked, and why not."""

    public_id: PublicId
    membership: PublicId
    name: str
    descriptor: str
    side: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The ranking: the best, how many there are in all, and everybody who was left out."""

    best: tuple[Candidate, ...]
    total: int
    left_out: tuple[LeftOut, ...]
    note: Reason | None
    """What the ranking lacks to be a good one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A panel as it would be with the people chosen."""

    meter: Meter
    missing: Reason | None
    """What the panel rule would still lack."""
    warnings: tuple[Reason, ...]
    impossible: tuple[LeftOut, ...]
    """Who of the chosen cannot be asked; they are not on the meter."""


@dataclass(frozen=True)
class _View:
    """Everything a ranking needs, loaded once."""

    submission: Submission
    subject: Subject
    everyone: dict[int, RosterMember]
    seated: list[Member]
    rule: PanelRule
    asking: exclusions.Asking
    situation: Situation
    line: tuple[PublicId, ...]
    """Who comes next by the plan the panel came of."""

    def missing(self) -> list[panel.Quota]:
        """Give the parts of the rule that are not met by those on the panel."""
        return [quota for quota in panel.seats(self.rule, self.seated).quotas if quota.short]


def candidates(
    session: Session, actor: Actor, submission: Submission, *,
    now: datetime, limit: int = LIMIT, only_missing: bool = False, looked: Looked | None = None,
) -> Candidates:  # fmt: skip
    """Give the best candidates for a submission, and everybody who cannot be asked with the reason.

    Four statements besides the submission's own parts, one more for a panel, however large the roster. `only_missing`
    leaves out of the list who fills no missing place; `looked` are the conflicts of the whole roster, where they are
    known already.
    Raises NotFound or NotAllowed.
    """
    view = _view(session, actor, submission, now, looked)
    missing = view.missing()
    ranked, left_out = [], []
    for member in view.everyone.values():
        reason = exclusions.reason_against(member, view.asking)
        if reason is not None:
            left_out.append(_left_out(member, reason))
        elif (fills := _fills(member, missing, view)) or not only_missing:
            found = fit(view.subject.topics, claims_of(member))
            ranked.append((_place(member, found, fills, view), member, found, fills))
    ranked.sort(key=lambda entry: entry[0])
    return Candidates(
        best=tuple(_candidate(member, found, fills, view) for _, member, found, fills in ranked[:limit]),
        total=len(ranked),
        left_out=tuple(sorted(left_out, key=lambda who: (str(who.reason), who.descriptor, who.public_id))),
        note=None
        if view.subject.topics
        else say("No objective is given; set one first, so that topics can be matched."),
    )


def preview(
    session: Session, actor: Actor, submission: Submission, chosen: Sequence[PublicId], *,
    now: datetime, looked: Looked | None = None,
) -> Preview:  # fmt: skip
    """Give the panel meter as it would be with these people, with warnings and who cannot be asked.

    Raises NotFound, also for somebody who is not on the roster, or NotAllowed.
    """
    view = _view(session, actor, submission, now, looked)
    by_id = {member.person_public_id: member for member in view.everyone.values()}
    if not set(chosen) <= set(by_id):
        raise NotFound
    people = [by_id[public_id] for public_id in dict.fromkeys(chosen)]
    against = [(member, exclusions.reason_against(member, view.asking)) for member in people]
    joining = [m.seated(Standing.ASKED, submission.language) for m, reason in against if reason is None]
    crowd = panel.would_crowd(view.rule, view.seated, joining)
    after = [*view.seated, *joining]
    language: Reason | str = name_of("languages", submission.language) if submission.language else ""
    return Preview(
        meter=panel.seats(view.rule, after, language=language),
        missing=panel.is_met(view.rule, after, "invited"),
        warnings=() if crowd is None else (crowd,),
        impossible=tuple(_left_out(member, reason) for member, reason in against if reason is not None),
    )


def _view(session: Session, actor: Actor, submission: Submission, now: datetime, looked: Looked | None) -> _View:
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    subject = subject_of(session, submission)
    found = members.load(session, now=now, actor=actor, submission=submission, topics=subject.wanted)
    everyone = {member.person_id: member for member in found}
    round_ = submission.current_round
    seats = list(round_.assignments) if round_ else []
    on_panel = [
        everyone[seat.reviewer_id].seated(panels.STANDING.get(seat.state, Standing.ENDED), submission.language)
        for seat in seats
        if seat.reviewer_id in everyone
    ]
    seated = [member for member in on_panel if member.standing is not Standing.ENDED]
    taken = frozenset(region for member in seated for region in member.regions)
    looked = looked or conflict_facts.look(session, submission, now=now, actor=actor)
    asking = exclusions.asking_for(submission, looked.by_person, now)
    return _View(
        submission, subject, everyone, seated, panels.rule_of(submission), asking,
        Situation(subject, submission.language, taken, now), succession.line_of(session, submission),
    )  # fmt: skip


def evidence_of(score: float, band: Band, points: Sequence[Point]) -> dict[str, Any]:
    """Give what is kept with an invitation as plain values."""
    written = [{"kind": point.kind, "words": point.words.as_data()} for point in points]
    return {"score": round(score, 4), "band": band, "points": written}


def claims_of(member: RosterMember) -> tuple[Claim, ...]:
    """Give what a member knows, with the objectives his topics belong to."""
    return with_objectives(member.claims, objectives_of())


def score_of(member: RosterMember, found: TopicFit, situation: Situation) -> float:
    """Give the score: the topics and the small parts."""
    parts = (
        REGION * bool(reasons.shared_regions(member, situation)),
        LANGUAGE * (member.languages.get(situation.language, 0) >= reasons.WORKS_IN),
        WISH * member.ask_next,
        -ABSENCE * reasons.is_away_soon(member, situation.now),
        -CROWD * bool(reasons.crowded_regions(member, situation)),
    )
    return round(found.score + sum(parts), 6)


def _fills(member: RosterMember, missing: Sequence[panel.Quota], view: _View) -> tuple[str, ...]:
    held = {("side", member.side), ("background", member.background)}
    if member.reads(view.submission.language):
        held.add(("language", "reads_item_language"))
    return tuple(quota.key for quota in missing if (quota.kind, quota.key) in held)


def _place(member: RosterMember, found: TopicFit, fills: Sequence[str], view: _View) -> tuple[Any, ...]:
    load = member.shown_taken / member.cap if member.cap else 1.0
    asked = member.shown_last_asked_at or datetime.min.replace(tzinfo=UTC)
    pair = f"{view.submission.public_id} {member.person_public_id}"
    person, line = member.person_public_id, view.line
    turn = line.index(person) if person in line else len(line)
    return (
        -len(fills), turn, -score_of(member, found, view.situation), load, asked,
        hashlib.sha256(pair.encode()).hexdigest(),
    )  # fmt: skip


def _candidate(member: RosterMember, found: TopicFit, fills: tuple[str, ...], view: _View) -> Candidate:
    told = reasons.points(member, found, view.situation, view.asking.findings[member.person_id])
    named = (NEXT_IN_LINE,) if member.person_public_id in view.line else ()
    return Candidate(
        public_id=member.person_public_id, membership=member.public_id, name=member.name,
        descriptor=member.descriptor, side=member.side, background=member.background,
        languages=tuple(sorted(member.languages)), regions=tuple(sorted(member.regions)),
        score=score_of(member, found, view.situation), band=found.band,
        points=(*named, *told), fills=fills,
    )  # fmt: skip


def _left_out(member: RosterMember, reason: Reason) -> LeftOut:
    return LeftOut(
        public_id=member.person_public_id, membership=member.public_id, name=member.name,
        descriptor=member.descriptor, side=member.side, reason=reason,
    )  # fmt: skip
