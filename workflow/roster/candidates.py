"""Who could review a submission, ranked with reasons in words; and who cannot, each with the reason.

The order: who fills a place that is missing, who is next in line by the plan the panel came of, then the score (the
affinity of topics, texts and language, with small parts for region, wish and absence), the load of this year, who was
asked longest ago, and last a stable hash, so that the same facts give the same list on every day and in every database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import exclusions, panels, reasons, succession, texts
from workflow.roster.affinity.evidence import Evidence
from workflow.roster.candidate import Candidate, Candidates, LeftOut, Preview
from workflow.roster.conflict_facts import Looked
from workflow.roster.fitting import Fit, Fitting
from workflow.roster.members import RosterMember
from workflow.roster.reasons import Point, Situation
from workflow.roster.survey import survey
from workflow.roster.topics import Subject, name_of, subject_of
from workflow.rules import panel
from workflow.rules.panel import Member, PanelRule, Standing
from workflow.rules.suggestions import meant_by

LIMIT = 20
REGION, WISH, ABSENCE, CROWD = 0.3, 0.3, 0.3, 0.3
"""What is added to the affinity; a topic known well weighs 2 to 3 in it."""

NEXT_IN_LINE = Point("+", say("Next in line by the plan of this panel"))


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One who can be asked, with his place."""

    member: RosterMember
    fit: Fit
    fills: tuple[str, ...]
    rank: int = 0


@dataclass(frozen=True)
class View:
    """Everything a ranking needs but the texts, loaded once."""

    submission: Submission
    subject: Subject
    everyone: Mapping[int, RosterMember]
    looked: Looked
    seated: list[Member]
    rule: PanelRule
    asking: exclusions.Asking
    situation: Situation
    line: tuple[PublicId, ...]
    """Who comes next by the plan the panel came of."""

    @cached_property
    def instead(self) -> Mapping[int, str]:
        """Give whom reviewers who declined this round suggested instead, with their words."""
        round_ = self.submission.current_round
        seats = round_.assignments if round_ else []
        return meant_by([seat.alternative for seat in seats if seat.alternative], self.looked.people)

    def missing(self) -> list[panel.Quota]:
        """Give the parts of the rule that are not met by those on the panel."""
        return [quota for quota in panel.seats(self.rule, self.seated).quotas if quota.short]


def candidates(
    session: Session, actor: Actor, submission: Submission, *,
    now: datetime, limit: int = LIMIT, only_missing: bool = False, only: Collection[PublicId] | None = None,
    view: View | None = None,
) -> Candidates:  # fmt: skip
    """Give the best candidates for a submission, and everybody who cannot be asked with the reason.

    Three statements besides the submission's own parts, however large the roster; one where `view` is known already.
    `only_missing` leaves out of the list who fills no missing place; `only` gives these people, wherever they stand.
    Raises NotFound or NotAllowed.
    """
    view = view or view_of(session, actor, submission, now=now)
    left_out, able = _asked(view)
    fitting = Fitting(view.subject, texts.load(session, view.submission.current_version))
    ranked = [each for each in _ranked(view, fitting, able) if each.fills or not only_missing]
    best = ranked[:limit] if only is None else [each for each in ranked if each.member.person_public_id in only]
    return Candidates(
        best=tuple(_explained(view, fitting, best, len(ranked))),
        total=len(ranked),
        left_out=tuple(left_out),
        note=None
        if view.subject.topics
        else say("No objective is given; set one first, so that topics can be matched."),
    )


def preview(
    session: Session, actor: Actor, submission: Submission, chosen: Sequence[PublicId], *,
    now: datetime,
) -> Preview:  # fmt: skip
    """Give the panel meter as it would be with these people, with warnings and who cannot be asked.

    Raises NotFound, also for somebody who is not on the roster, or NotAllowed.
    """
    view = view_of(session, actor, submission, now=now)
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
        chosen=candidates(session, actor, submission, now=now, only=chosen, view=view).best,
        warnings=() if crowd is None else (crowd,),
        impossible=tuple(_left_out(member, reason) for member, reason in against if reason is not None),
    )


def view_of(session: Session, actor: Actor, submission: Submission, *, now: datetime) -> View:
    """Give the roster as a coordinator of the submission may know it. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    subject = subject_of(session, submission)
    found = survey(session, submission, now=now, actor=actor, topics=subject.wanted)
    everyone = found.members
    round_ = submission.current_round
    seats = list(round_.assignments) if round_ else []
    on_panel = [
        everyone[seat.reviewer_id].seated(panels.STANDING.get(seat.state, Standing.ENDED), submission.language)
        for seat in seats
        if seat.reviewer_id in everyone
    ]
    seated = [member for member in on_panel if member.standing is not Standing.ENDED]
    taken = frozenset(region for member in seated for region in member.regions)
    asking = exclusions.asking_for(submission, found.looked.by_person, now)
    return View(
        submission, subject, everyone, found.looked, seated, panels.rule_of(submission), asking,
        Situation(subject, submission.language, taken, now, str(submission.public_id)),
        succession.line_of(session, submission),
    )  # fmt: skip


def _asked(view: View) -> tuple[list[LeftOut], list[RosterMember]]:
    """Give who cannot be asked, with the reason, and who can."""
    against = [(member, exclusions.reason_against(member, view.asking)) for member in view.everyone.values()]
    left_out = [_left_out(member, reason) for member, reason in against if reason is not None]
    left_out.sort(key=lambda who: (str(who.reason), who.descriptor, who.public_id))
    return left_out, [member for member, reason in against if reason is None]


def _ranked(view: View, fitting: Fitting, able: Sequence[RosterMember]) -> list[_Ranked]:
    missing = view.missing()
    fits = zip(able, fitting.fits(able), strict=True)
    entries = [_Ranked(member, found, _fills(member, missing, view)) for member, found in fits]
    ranked = sorted(entries, key=lambda each: _place(each.member, each.fit, each.fills, view))
    return [replace(each, rank=n) for n, each in enumerate(ranked, 1)]


def _explained(view: View, fitting: Fitting, best: Sequence[_Ranked], pool: int) -> Iterator[Candidate]:
    evidence = fitting.evidence([each.member for each in best], this_year=view.situation.now.year)
    for each, why in zip(best, evidence, strict=True):
        yield _candidate(each, why.placed(each.rank, pool), view)


def score_of(member: RosterMember, affinity: float, situation: Situation) -> float:
    """Give the score: the affinity and the small parts."""
    return whole_score(affinity, beyond_affinity(member, situation))


def whole_score(affinity: float, beyond: float) -> float:
    """Give the score from its parts."""
    return round(affinity + beyond, 6)


def beyond_affinity(member: RosterMember, situation: Situation) -> float:
    """Give the small parts; they are the same for all situations with the same regions at the same time."""
    return sum((
        REGION * bool(reasons.shared_regions(member, situation)),
        WISH * member.ask_next,
        -ABSENCE * reasons.is_away_soon(member, situation.now),
        -CROWD * bool(reasons.crowded_regions(member, situation)),
    ))


def _fills(member: RosterMember, missing: Sequence[panel.Quota], view: View) -> tuple[str, ...]:
    held = {("side", member.side), ("background", member.background)}
    if member.reads(view.submission.language):
        held.add(("language", "reads_item_language"))
    return tuple(quota.key for quota in missing if (quota.kind, quota.key) in held)


def _place(member: RosterMember, found: Fit, fills: Sequence[str], view: View) -> tuple[Any, ...]:
    load = member.shown_taken / member.cap if member.cap else 1.0
    asked = member.shown_last_asked_at or datetime.min.replace(tzinfo=UTC)
    pair = f"{view.submission.public_id} {member.person_public_id}"
    person, line = member.person_public_id, view.line
    turn = line.index(person) if person in line else len(line)
    return (
        -len(fills), turn, -score_of(member, found.score, view.situation), load, asked,
        hashlib.sha256(pair.encode()).hexdigest(),
    )  # fmt: skip


def _candidate(ranked: _Ranked, evidence: Evidence, view: View) -> Candidate:
    member, found = ranked.member, ranked.fit
    named = [NEXT_IN_LINE] if member.person_public_id in view.line else []
    if (words := view.instead.get(member.person_id)) is not None:
        named.append(Point("+", say("Suggested by a reviewer who declined: “{words}”", words=words)))
    told = reasons.points(member, found.topics, view.situation, evidence, view.asking.findings[member.person_id])
    return Candidate(
        public_id=member.person_public_id, membership=member.public_id, name=member.name,
        descriptor=member.descriptor, side=member.side, background=member.background,
        languages=tuple(sorted(member.languages)), regions=tuple(sorted(member.regions)),
        score=score_of(member, found.score, view.situation), band=found.band,
        points=(*named, *told), fills=ranked.fills, affinity=evidence,
    )  # fmt: skip


def _left_out(member: RosterMember, reason: Reason) -> LeftOut:
    return LeftOut(
        public_id=member.person_public_id, membership=member.public_id, name=member.name,
        descriptor=member.descriptor, side=member.side, reason=reason,
    )  # fmt: skip
