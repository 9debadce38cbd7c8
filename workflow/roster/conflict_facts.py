"""Finds the conflicts of interest of people with submissions: two statements, however many of either.

Who loads people anyway adds the `columns` of conflict_rows.py to his query and asks `among`, which is one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from config.conflicts import years
from workflow.models import ConflictOverride, Submission
from workflow.policy import SYSTEM, Actor
from workflow.roster import conflict_rows, named
from workflow.rules import conflicts
from workflow.rules.conflicts import Behind, Conflict, Known, Work


@dataclass(frozen=True, slots=True)
class Finding:
    """A conflict of somebody, and the word of a chief that it does not count, where there is one."""

    conflict: Conflict
    override: ConflictOverride | None = None

    @property
    def rules_out(self) -> bool:
        """Say whether it keeps the person from reviewing."""
        return self.conflict.is_hard and self.override is None


@dataclass(frozen=True)
class Looked:
    """What a search found: the people and the submission as the rules see them, and the conflicts by person."""

    behind: Behind
    people: Mapping[int, Known]
    by_person: Mapping[int, tuple[Finding, ...]]


def look(
    session: Session, submission: Submission, *,
    now: datetime, actor: Actor = SYSTEM, people: Collection[int] | None = None,
) -> Looked:  # fmt: skip
    """Find the conflicts of the whole roster, or of these people, whether or not they are members."""
    return look_at_all(session, [submission], now=now, actor=actor, people=people)[submission.id]


def look_at_all(
    session: Session, submissions: Sequence[Submission], *,
    now: datetime, actor: Actor = SYSTEM, people: Collection[int] | None = None,
) -> dict[int, Looked]:  # fmt: skip
    """Find, by submission, the conflicts of the whole roster or of these people.

    Two statements besides the versions and overrides of the submissions, however many.
    """
    rows = session.execute(conflict_rows.known(submissions, people, now, actor)).all()
    return among(session, submissions, rows, now=now, actor=actor)


def among(
    session: Session, submissions: Sequence[Submission], rows: Sequence[Row[Any]], *,
    now: datetime, actor: Actor = SYSTEM,
) -> dict[int, Looked]:  # fmt: skip
    """Find the conflicts of people whose rows have the `columns`, in one statement; the submitters are among them."""
    known = {row.person_id: conflict_rows.person(row) for row in rows}
    behind = {
        submission.id: named.behind(known[submission.submitter_id], submission.current_version.answers)
        for submission in submissions
    }
    served = conflict_rows.served_with(rows)
    works = conflict_rows.Works(session.execute(conflict_rows.made(list(behind.values()), now, actor)))
    traces = {number: conflicts.traces(person) for number, person in known.items()}
    found = {}
    for submission in submissions:
        parties = behind[submission.id]
        ties = _ties(parties, works.touching(parties, besides=submission.id), now)
        whole = replace(parties, ties=ties, served=served.get(submission.submitter_id, {}))
        found[submission.id] = Looked(whole, known, _findings(submission, whole, known, traces, now))
    return found


def _ties(behind: Behind, works: Iterable[Work], now: datetime) -> dict[str, conflicts.Tie]:
    since, together = now.year - years("co_author"), now.year - years("collaboration")
    return conflicts.ties_of((behind.submitter, *behind.contributors), works, since=since, together_since=together)


def _findings(
    submission: Submission, behind: Behind, known: Mapping[int, Known], traces: Mapping[int, frozenset[str]],
    now: datetime,
) -> dict[int, tuple[Finding, ...]]:  # fmt: skip
    """Give what is found of each; only who leaves a trace in common with the submission is looked at closely."""
    in_force, left = overrides_in_force(submission, now), behind.traces
    return {
        number: ()
        if left.isdisjoint(traces[number])
        else tuple(_finding(each, person, in_force) for each in conflicts.detected(person, behind))
        for number, person in known.items()
    }


def overrides_in_force(submission: Submission, now: datetime) -> dict[tuple[int, str], ConflictOverride]:
    """Give the overrides that count now, by person and kind of conflict."""
    return {
        (override.person_id, override.kind): override
        for override in submission.overrides
        if override.ended_at is None and override.approved_at <= now < override.expires_at
    }


def _finding(conflict: Conflict, person: Known, in_force: Mapping[tuple[int, str], ConflictOverride]) -> Finding:
    return Finding(conflict, in_force.get((person.person_id, conflict.kind)))
