"""What the timetable shows: the automatic mails of seven days, day by day, and what of them is held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from flask import url_for
from sqlalchemy.orm import Session

from web import i18n
from web.desk import standing_words, timetable_words
from web.parts import Link, Text
from workflow.insight.timetable import calls as insight
from workflow.insight.timetable import planned, rules
from workflow.insight.timetable.planned import Step
from workflow.insight.timetable.subjects import Wanted
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Actor
from workflow.rules import holds

WEEK = timedelta(days=7)
MOST = 200
FARTHEST = timedelta(days=62)


@dataclass(frozen=True)
class Asked:
    """Which part of the timetable: about one item, to one person, of one call, from a day on."""

    item: str = ""
    person: str = ""
    call: str = ""
    day: date | None = None

    def shown(self) -> dict[str, str]:
        """Give it as an address says it."""
        day = self.day.isoformat() if self.day else ""
        found = {"item": self.item, "person": self.person, "call": self.call, "day": day}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One automatic mail that is to leave."""

    handle: str
    at: datetime
    what: Text
    when: Text
    title: str
    reference: str
    url: str
    to: Text
    to_url: str
    state: Text
    css: str
    release: Mapping[str, str]
    """What lets it go, where it is stopped: the fields of the form."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """All mails of one rule of a call or of the roster."""

    title: Text
    of: str
    rule: str
    count: int
    held: bool


def page(session: Session, actor: Actor, asked: Asked, now: datetime) -> dict[str, object]:
    """Give what the page shows."""
    begin = max(now, datetime.combine(asked.day, time(), i18n.zone())) if asked.day else now
    begin = min(begin, now + FARTHEST)
    known = planned.steps(session, now, begin + WEEK, Wanted(actor=actor))
    coming = [step for step in known if step.at >= begin]
    chosen = [step for step in coming if _is_chosen(step, asked)]
    leaving = [step for step in chosen if not step.stopped]
    held = planned.held(session)
    calls = insight.coordinated_calls(session, actor)
    return {
        "title": _title(len(leaving)),
        "asked": asked,
        "narrowed": _narrowed(chosen, asked),
        "whole_url": url_for("desk.timetable"),
        "days": [(day, [_row(step) for step in steps]) for day, steps in _by_day(chosen[:MOST])],
        "rest": max(len(chosen) - MOST, 0),
        "begin_day": begin.astimezone(i18n.zone()).date().isoformat(),
        "kinds": list(_kinds(coming, calls, held)),
        "everything_held": holds.EVERYTHING in held,
        "rules": [Link(title, url_for("desk.reminder_rules", call=call)) for call, title in calls.items()],
        "way": [Link(standing_words.DESK, url_for("desk.index"))],
        "back": asked.shown(),
    }


def _title(n: int) -> Reason:
    if not n:
        return say("No automatic mail leaves in these seven days")
    return plural("{n} automatic mail leaves in these seven days", "{n} automatic mails leave in these seven days", n)


def _is_chosen(step: Step, asked: Asked) -> bool:
    subject = step.subject
    return (
        asked.item in {"", subject.item, subject.submission}
        and (not asked.person or (step.line.tells in planned.OF_PERSONS and subject.person == asked.person))
        and (not asked.call or subject.call == asked.call)
    )


def _narrowed(steps: list[Step], asked: Asked) -> dict[str, str]:
    """Give what can be held as a whole where the page is about one item or person, and its name."""
    first = next(iter(steps), None)
    if asked.item:
        kind = first.subject.item_kind if first else "submission"
        return {"kind": kind, "of": asked.item, "name": first.subject.title if first else ""}
    if asked.person:
        return {"kind": "person", "of": asked.person, "name": first.subject.name if first else ""}
    return {}


def _by_day(steps: Iterable[Step]) -> Iterator[tuple[date, list[Step]]]:
    for day, those in groupby(steps, key=lambda step: step.at.astimezone(i18n.zone()).date()):
        yield day, list(those)


def _row(step: Step) -> Row:
    subject = step.subject
    to_url = ""
    if step.line.tells in planned.OF_PERSONS:
        to_url = url_for("desk.timetable", person=subject.person)
    return Row(
        handle=step.handle, at=step.at, what=timetable_words.ABOUT[subject.about],
        when=timetable_words.offset(step.offset, working=step.rule.working), title=subject.title,
        reference=subject.reference, url=url_for("desk.timetable", item=subject.submission or subject.item),
        to=timetable_words.to(step), to_url=to_url, state=_state(step), css="soon" if step.stopped else "",
        release=_release(step),
    )  # fmt: skip


def _state(step: Step) -> Text:
    if step.stopped:
        what = timetable_words.WHAT_IS_HELD[step.stopped_by.partition(":")[0]]
        return say("{stopped}: {what}", stopped=timetable_words.STOPPED[step.stopped], what=what)
    if step.waits_for_return:
        return say("on the return: away until then")
    return say("opens a task") if step.rule.channel == "task" else say("leaves by itself")


def _release(step: Step) -> Mapping[str, str]:
    kind, *rest = step.stopped_by.split(":")
    if kind == "step":
        return {"kind": "step", "of": step.handle}
    if kind == "rule":
        return {"kind": "rule", "of": step.subject.call, "rule": step.rule.key}
    if kind == "item":
        return {"kind": rest[0], "of": rest[1]}
    return {"kind": kind, "of": "".join(rest)} if kind else {}


def _kinds(coming: list[Step], calls: Mapping[str, str], held: Mapping[str, str]) -> Iterator[Kind]:
    """Give every kind of which a mail leaves, and every kind that is held."""
    counts = Counter((step.subject.call, step.rule.key) for step in coming)
    in_force = {step.rule.key: step.rule for step in coming} | dict(rules.shipped())
    places: dict[str, Text] = {**calls, "": say("the roster")}
    for call, title in places.items():
        for key, rule in in_force.items():
            name = holds.of_rule(call, key)
            if counts[call, key] or name in held:
                words = say("{kind}, {call}", kind=timetable_words.ABOUT[rule.about], call=title)
                yield Kind(title=words, of=call, rule=key, count=counts[call, key], held=name in held)


def day_of(text: str) -> date | None:
    """Give the day of an address, or None where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
