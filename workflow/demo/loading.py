"""Loads the demo: plays everything that happened, in the order it happened, through the verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.demo import archetypes
from config.demo.stories import Story, applicants, stories, wishes
from workflow.actions import memberships, submissions
from workflow.demo import entries, records, scenes
from workflow.demo.cast import Cast, add_office, add_reviewer, archetype_of
from workflow.demo.entries import Entry
from workflow.demo.scenes import Scene
from workflow.kernel.clock import Clock, FixedClock
from workflow.kernel.db import Database
from workflow.kernel.ids import PublicId
from workflow.models import Call, Event, Person

BEGINNING = 1000
"""How many days ago the office opened its doors; the roster was filled in the weeks after."""

TOLD = timedelta(days=2)
"""What is older has been told long ago; what is younger waits in the outbox, so that the demo has mail to send."""

Progress = Callable[[int, int], None]
"""Takes how many things have happened and how many there are."""


@dataclass(frozen=True)
class Happening:
    """One thing that happens at a time."""

    at: datetime
    run: Callable[[datetime], None]


def load(database: Database, clock: Clock, progress: Progress = lambda _done, _all: None) -> bool:
    """Fill a migrated, seeded database; one in which there is anybody already is left alone. Say whether it was filled.

    It is one transaction, so a loading that is broken off leaves nothing behind. Dates are counted from now.
    """
    now = clock.now()
    return database.in_transaction(lambda session: _load(session, now, progress))


def is_empty(session: Session) -> bool:
    """Say whether there is nobody in the database."""
    return session.scalars(select(Person.id).limit(1)).first() is None


def _load(session: Session, now: datetime, progress: Progress) -> bool:
    if not is_empty(session):
        return False
    past = FixedClock(now)
    play = Play(session, Cast(), now)
    happenings = sorted(play.everything(), key=lambda one: one.at)
    for n, happening in enumerate(happenings, 1):
        past.set(happening.at)
        happening.run(past.now())
        progress(n, len(happenings))
    session.execute(update(Event).where(Event.at < now - TOLD).values(relayed_at=Event.at))
    return True


class Play:
    """Everything that happens in the demo, with its times."""

    def __init__(self, session: Session, cast: Cast, now: datetime) -> None:
        """Take where it happens and the time that is the present."""
        self.session, self.cast, self.now = session, cast, now

    def everything(self) -> list[Happening]:
        """Give it all, unsorted."""
        return [
            Happening(self._at(BEGINNING, 0), lambda at: add_office(self.session, self.cast, at)),
            *self._roster(),
            *(one for story in applicants() for one in self._application(story)),
            *(one for story in stories() for one in self._item(story)),
            *self._wishes(),
        ]

    def _at(self, days_ago: int, place: int) -> datetime:
        """Give a moment of the working day that many days ago, never one that is still to come."""
        day = (self.now - timedelta(days=days_ago)).date()
        hour = datetime.combine(day, time(8), self.now.tzinfo) + timedelta(minutes=days_ago * 37 % 300 + place * 17)
        return min(hour, self.now)

    def _roster(self) -> list[Happening]:
        return [
            Happening(self._at(BEGINNING - 5 - 2 * n, n % 9), self._joining(archetype.key))
            for n, archetype in enumerate(archetypes())
        ]

    def _joining(self, key: str) -> Callable[[datetime], None]:
        def join(at: datetime) -> None:
            add_reviewer(self.session, self.cast, key, archetype_of(key), at)
            entries.join(Entry(self.session, self.cast, key, archetype_of(key), at))

        return join

    def _application(self, story: Story) -> list[Happening]:
        key = story.key or f"{story.subject}-applicant"

        def begin(at: datetime) -> None:
            add_reviewer(self.session, self.cast, key, archetype_of(story.subject), at)
            entries.begin(Entry(self.session, self.cast, key, archetype_of(story.subject), at))

        def step(verb: str, words: tuple[str, ...]) -> Callable[[datetime], None]:
            who = archetype_of(story.subject)
            return lambda at: entries.ACTS[verb](Entry(self.session, self.cast, key, who, at), *words)

        steps = [Happening(at, step(s.verb, s.words)) for at, s in zip(self._times(story), story.steps, strict=True)]
        return [Happening(self._at(story.began, 0), begin), *steps]

    def _item(self, story: Story) -> list[Happening]:
        made: list[PublicId] = []

        def begin(at: datetime) -> None:
            made.append(self._draft(story, at))

        def step(verb: str, words: tuple[str, ...]) -> Callable[[datetime], None]:
            return lambda at: scenes.play(Scene(self.session, self.cast, story, made[0], at), verb, words)

        steps = [Happening(at, step(s.verb, s.words)) for at, s in zip(self._times(story), story.steps, strict=True)]
        return [Happening(self._at(story.began, 0), begin), *steps]

    def _times(self, story: Story) -> list[datetime]:
        return [self._at(story.began - step.day, place) for place, step in enumerate(story.steps, 1)]

    def _draft(self, story: Story, at: datetime) -> PublicId:
        call_id = PublicId(self.session.scalars(select(Call.public_id).where(Call.slug == "hub")).one())
        owner = self.cast[story.submitter]
        draft = submissions.begin_draft(self.session, owner, call_id, records.kind_of(story), now=at)
        submissions.save_draft(self.session, owner, draft.public_id, records.answers_of(story), now=at)
        return PublicId(draft.public_id)

    def _wishes(self) -> list[Happening]:
        said = [
            *((30, self._absence(row["member"], row["from"], row["to"])) for row in wishes("absence")),
            *((row.get("ago", 20), self._limit(row)) for row in wishes("limit")),
            *((row["ago"], self._move(row["member"], row["trigger"])) for row in wishes("move")),
        ]
        return [Happening(self._at(days, 20), run) for days, run in said]

    def _absence(self, key: str, first: int, last: int) -> Callable[[datetime], None]:
        today = self.now.date()
        days = today + timedelta(days=first), today + timedelta(days=last)
        return lambda at: self._ignore(
            memberships.announce_absence(self.session, self.cast[key], self.cast.memberships[key], *days, now=at)
        )

    def _limit(self, row: Mapping[str, Any]) -> Callable[[datetime], None]:
        key, skip = row["member"], row.get("skip")
        limits = {
            "yearly_cap": row["cap"],
            "minimum_interval_days": row.get("interval", 0),
            "skip_until": self.now.date() + timedelta(days=skip) if skip else None,
            "ask_next": row.get("next", False),
        }
        return lambda at: self._ignore(
            memberships.change_availability(self.session, self.cast[key], self.cast.memberships[key], **limits, now=at)
        )

    def _move(self, key: str, trigger: str) -> Callable[[datetime], None]:
        return lambda at: self._ignore(
            memberships.move_membership(self.session, self.cast["A"], self.cast.memberships[key], trigger, now=at)
        )

    @staticmethod
    def _ignore(_result: object) -> None:
        """Take what a verb gives back and give nothing."""
