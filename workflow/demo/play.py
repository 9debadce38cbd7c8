"""Lays out everything that happens in the demo, each with its time, counted back from now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.demo import archetypes
from config.demo.stories import Story, applicants, stories, wishes
from config.demo.stories import works as written
from workflow.actions import member_notes, memberships, submissions, works
from workflow.demo import entries, records, scenes
from workflow.demo.cast import Cast, add_office, add_reviewer, archetype_of
from workflow.demo.entries import Entry
from workflow.demo.scenes import Scene
from workflow.kernel.ids import PublicId
from workflow.models import Call

BEGINNING = 1000
"""How many days ago the office opened its doors; the roster was filled in the weeks after."""

RECENT = timedelta(days=30)
"""What is older has been told long ago, and nobody in the demo keeps the mails."""

HALF_A_DAY = timedelta(hours=12)

Run = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Happening:
    """One thing that happens at a time, in a transaction of its own; None stands for the clock's round."""

    at: datetime
    run: Run | None


class Play:
    """Everything that happens in the demo, with its times."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        """Take who is in it and the time that is the present."""
        self.cast, self.now = cast, now

    def everything(self) -> list[Happening]:
        """Give it all, unsorted."""
        return [
            Happening(self._at(BEGINNING, 0), lambda session, at: add_office(session, self.cast, at)),
            *self._roster(),
            *(one for story in applicants() for one in self._application(story)),
            *(one for story in stories() for one in self._item(story)),
            *self._wishes(),
            *(Happening(self._at(380, n % 20), self._work(row)) for n, row in enumerate(written("work"))),
            *(Happening(self._at(2, n), self._file(row)) for n, row in enumerate(written("file"))),
            *(Happening(self.now - HALF_A_DAY * n, None) for n in range(1, RECENT // HALF_A_DAY)),
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

    def _joining(self, key: str) -> Run:
        def join(session: Session, at: datetime) -> None:
            add_reviewer(session, self.cast, key, archetype_of(key), at)
            entries.join(Entry(session, self.cast, key, archetype_of(key), at))

        return join

    def _application(self, story: Story) -> list[Happening]:
        key = story.key or f"{story.subject}-applicant"

        def begin(session: Session, at: datetime) -> None:
            add_reviewer(session, self.cast, key, archetype_of(story.subject), at)
            entries.begin(Entry(session, self.cast, key, archetype_of(story.subject), at))

        def step(verb: str, words: tuple[str, ...]) -> Run:
            who = archetype_of(story.subject)
            return lambda session, at: entries.ACTS[verb](Entry(session, self.cast, key, who, at), *words)

        steps = [Happening(at, step(s.verb, s.words)) for at, s in zip(self._times(story), story.steps, strict=True)]
        return [Happening(self._at(story.began, 0), begin), *steps]

    def _item(self, story: Story) -> list[Happening]:
        made: list[PublicId] = []

        def begin(session: Session, at: datetime) -> None:
            made.append(self._draft(session, story, at))

        def step(verb: str, words: tuple[str, ...]) -> Run:
            return lambda session, at: scenes.play(Scene(session, self.cast, story, made[-1], at), verb, words)

        steps = [Happening(at, step(s.verb, s.words)) for at, s in zip(self._times(story), story.steps, strict=True)]
        return [Happening(self._at(story.began, 0), begin), *steps]

    def _times(self, story: Story) -> list[datetime]:
        return [self._at(story.began - step.day, place) for place, step in enumerate(story.steps, 1)]

    def _draft(self, session: Session, story: Story, at: datetime) -> PublicId:
        call_id = PublicId(session.scalars(select(Call.public_id).where(Call.slug == "hub")).one())
        owner = self.cast[story.submitter]
        draft = submissions.begin_draft(session, owner, call_id, records.kind_of(story), now=at)
        submissions.save_draft(session, owner, draft.public_id, records.answers_of(story), now=at)
        return PublicId(draft.public_id)

    def _wishes(self) -> list[Happening]:
        said = [
            *((30, self._absence(row["member"], row["from"], row["to"])) for row in wishes("absence")),
            *((row.get("ago", 20), self._limit(row)) for row in wishes("limit")),
            *((row["ago"], self._listed(row["member"])) for row in wishes("listed")),
            *((row["ago"], self._move(row)) for row in wishes("move")),
            *((row.get("ago", 20), self._note(row)) for row in wishes("note")),
        ]
        return [Happening(self._at(days, 20), run) for days, run in said]

    def _absence(self, key: str, first: int, last: int) -> Run:
        today = self.now.date()
        days = today + timedelta(days=first), today + timedelta(days=last)
        return lambda session, at: memberships.announce_absence(
            session, self.cast[key], self.cast.memberships[key], *days, now=at
        )

    def _limit(self, row: Mapping[str, Any]) -> Run:
        key, skip = row["member"], row.get("skip")
        limits = {
            "yearly_cap": row["cap"],
            "minimum_interval_days": row.get("interval", 0),
            "skip_until": self.now.date() + timedelta(days=skip) if skip else None,
            "ask_next": row.get("next", False),
        }
        return lambda session, at: memberships.change_availability(
            session, self.cast[key], self.cast.memberships[key], **limits, now=at
        )

    def _note(self, row: Mapping[str, Any]) -> Run:
        return lambda session, at: member_notes.write_note(
            session, self.cast["A"], self.cast.memberships[row["member"]], row["text"], row["mark"], now=at
        )

    def _work(self, row: Mapping[str, Any]) -> Run:
        key = row["member"]
        typed = {name: str(value) for name, value in row.items() if name != "member"}
        return lambda session, at: works.add_work(session, self.cast[key], self.cast.memberships[key], typed, now=at)

    def _file(self, row: Mapping[str, Any]) -> Run:
        key, file = row["member"], works.read_file(row["name"], row["text"].lstrip().encode())
        return lambda session, at: works.read_works(session, self.cast[key], self.cast.memberships[key], file, now=at)

    def _listed(self, key: str) -> Run:
        return lambda session, at: memberships.agree_to_be_listed(
            session, self.cast[key], self.cast.memberships[key], listed=True, now=at
        )

    def _move(self, row: Mapping[str, Any]) -> Run:
        key, trigger, reason = row["member"], row["trigger"], row.get("reason", "")
        return lambda session, at: memberships.move_membership(
            session, self.cast["A"], self.cast.memberships[key], trigger, reason=reason, now=at
        )
