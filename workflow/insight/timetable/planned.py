"""What leaves from now until a day: the steps of every rule for every date, held back or not, in one look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from workflow.insight.timetable import subjects
from workflow.insight.timetable.rules import InForce, Rules, in_force
from workflow.insight.timetable.subjects import Subject, Wanted
from workflow.models import Absence, Event, Membership, Person, ReminderHold
from workflow.rules import holds, reminder_steps
from workflow.rules.reminder_rules import Line, Rule
from workflow.rules.reminder_steps import Planned, Stretch, Track

AT_ONCE = 5000
OF_PERSONS = frozenset({"reviewer", "submitter", "member", "task_owner"})
"""Who is told as a person, and so may be away; the office is an office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One automatic mail, or task, that has fallen due or will."""

    key: str
    """Of its event: the same step is announced once."""
    subject: Subject
    rule: Rule
    line: Line
    offset: int
    moment: datetime
    at: datetime
    """When it leaves: at its moment, or when who is told is back."""
    stopped: str = ""
    """held or skipped, or nothing."""
    stopped_by: str = ""
    """What of it is held, as rules.holds names it."""

    @property
    def handle(self) -> str:
        """Give what pages call it: it tells no number of the database."""
        return blake2s(self.key.encode(), digest_size=8).hexdigest()

    @property
    def waits_for_return(self) -> bool:
        """Whether an absence delays it."""
        return self.at > self.moment and self.line.tells in OF_PERSONS


@dataclass(frozen=True)
class Known:
    """What is looked up once for all dates."""

    rules: Rules
    away: Mapping[int, list[Stretch]]
    silent: frozenset[int]
    holds: Mapping[str, str]


def steps(session: Session, now: datetime, until: datetime, wanted: Wanted | None = None) -> list[Step]:
    """Give what leaves from now until then, in order, as things stand; with `until` = now what is to be announced now.

    What is held or skipped is among it and says so.
    """
    wanted = wanted or Wanted()
    known = _known(session, now)
    found = subjects.rows(session, wanted, until + _longest_lead(known.rules))
    tracks = [track for subject in found for track in _tracks(subject, known)]
    last = _announced(session, [key for each in tracks for key in each.keys(now, until)])
    planned = [step for each in tracks for step in each.steps(now, until, last, known.holds)]
    return sorted(planned, key=lambda step: (step.at, step.subject.due_at, step.key))


def due(session: Session, now: datetime, wanted: Wanted | None = None) -> list[Step]:
    """Give what is to be announced now: everything due until now and not yet announced, held or skipped."""
    return [step for step in steps(session, now, now, wanted) if not step.stopped]


@dataclass(frozen=True)
class _Tracked:
    subject: Subject
    rule: Rule
    line: Line
    track: Track

    def key(self, offset: int) -> str:
        about = f"{self.rule.key}-{self.line.tells}-{self.subject.about}-{self.subject.number}"
        return f"remind-{about}-{self.subject.due_at:%Y%m%dT%H%M%SZ}-{offset:+d}"

    def keys(self, now: datetime, until: datetime) -> Iterator[str]:
        """Give the keys that decide what leaves: of the first step that could, and of all later ones."""
        could = reminder_steps.plan(self.track, now, until)
        if could:
            first = min(step.offset for step in could)
            yield from (self.key(offset) for offset in self.track.offsets if offset >= first)

    def steps(self, now: datetime, until: datetime, announced: set[str], held: Mapping[str, str]) -> Iterator[Step]:
        told = [offset for offset in self.track.offsets if self.key(offset) in announced]
        track = Track(**{**self.track.__dict__, "last": max(told, default=None)})
        for planned in reminder_steps.plan(track, now, until):
            yield self._step(planned, held)

    def _step(self, planned: Planned, held: Mapping[str, str]) -> Step:
        key = self.key(planned.offset)
        names = _names(self.subject, self.rule, self.line, key)
        by = next((name for name in names if name in held), "")
        return Step(
            key=key, subject=self.subject, rule=self.rule, line=self.line, offset=planned.offset, moment=planned.moment,
            at=planned.at, stopped=held.get(by, ""), stopped_by=by,
        )  # fmt: skip


def _tracks(subject: Subject, known: Known) -> Iterator[_Tracked]:
    for each in known.rules.about(subject.call_id, subject.about):
        for line in each.rule.lines():
            if line.tells in OF_PERSONS and (subject.person_id is None or subject.person_id in known.silent):
                continue
            yield _Tracked(subject, each.rule, line, _track(subject, each, line, known))


def _track(subject: Subject, each: InForce, line: Line, known: Known) -> Track:
    away = known.away.get(subject.person_id or 0, ()) if line.tells in OF_PERSONS else ()
    return Track(
        offsets=line.offsets, due=subject.due_at, zone=subject.zone, since=subject.since, working=each.rule.working,
        catch_up=each.rule.catch_up, began=each.began_of(line), away=away,
    )  # fmt: skip


def _names(subject: Subject, rule: Rule, line: Line, key: str) -> list[str]:
    """Give what may be held of a step, the widest first."""
    found = [holds.EVERYTHING, holds.of_rule(subject.call, rule.key), holds.of_item(subject.item_kind, subject.item)]
    if line.tells in OF_PERSONS:
        found.append(holds.of_person(subject.person))
    return [*found, holds.of_step(key)]


def _known(session: Session, now: datetime) -> Known:
    away, silent = _away(session, now)
    return Known(in_force(session), away, silent, held(session))


def held(session: Session) -> dict[str, str]:
    """Give what is held or skipped, by its name."""
    return {row.key: row.kind for row in session.execute(select(ReminderHold.key, ReminderHold.kind))}


def is_away(session: Session, person_id: int | None, now: datetime) -> bool:
    """Say whether somebody is not to be chased now: absent, or not to be contacted."""
    away, silent = _away(session, now)
    return person_id in silent or reminder_steps.present(now, away.get(person_id or 0, ())) > now


def _away(session: Session, now: datetime) -> tuple[dict[int, list[Stretch]], frozenset[int]]:
    """Give when members are away from now on, where each of them is, and who is not to be contacted at all."""
    lasts = and_(Absence.membership_id == Membership.id, Absence.ends_on >= (now - timedelta(days=2)).date())
    query = (
        select(
            Membership.person_id, Membership.do_not_contact, Person.time_zone, Absence.starts_on, Absence.ends_on,
        )
        .join(Person, Membership.person_id == Person.id)
        .outerjoin(Absence, lasts)
        .where(or_(Membership.do_not_contact, Absence.id.is_not(None)))
    )  # fmt: skip
    away: dict[int, list[Stretch]] = defaultdict(list)
    found = session.execute(query).all()
    for row in found:
        if row.starts_on is not None:
            away[row.person_id].append(reminder_steps.stretch(row.starts_on, row.ends_on, row.time_zone))
    return away, frozenset(row.person_id for row in found if row.do_not_contact)


def _announced(session: Session, keys: list[str]) -> set[str]:
    known: set[str] = set()
    for begin in range(0, len(keys), AT_ONCE):
        known.update(session.scalars(select(Event.key).where(Event.key.in_(keys[begin : begin + AT_ONCE]))))
    return known


def _longest_lead(rules: Rules) -> timedelta:
    every: Iterable[int] = (offset for rule in rules.everywhere() for line in rule.lines() for offset in line.offsets)
    return reminder_steps.longest_lead(list(every))
