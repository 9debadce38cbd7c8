"""Rules for automatic mails as data: read and checked whole, every problem at once, whoever wrote them.

A rule counts days from a date (`about`), tells one audience at its steps, and others where it escalates. What it tells
one audience is a *line*: its steps are followed one after another, whatever becomes of the other lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workflow.kernel.messages import Reason, say

KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")
MOST_STEPS, MOST_DAYS, LONGEST_PAUSE = 20, 365, 90
STAFF = ("coordinator", "chief")


@dataclass(frozen=True)
class About:
    """A date that rules count from: whom it concerns first, and whether it belongs to a call, the roster, or either."""

    tells: tuple[str, ...]
    of_call: bool = True
    of_roster: bool = False


ABOUT: Mapping[str, About] = MappingProxyType({
    "answer": About(("reviewer", *STAFF)),
    "review": About(("reviewer", *STAFF)),
    "clarification": About(("submitter", *STAFF)),
    "screening": About(STAFF),
    "panel": About(STAFF),
    "decision": About(STAFF),
    "draft": About(("submitter",)),
    "application": About(STAFF, of_call=False, of_roster=True),
    "renewal": About(("member", *STAFF), of_call=False, of_roster=True),
    "absence": About(("member",), of_call=False, of_roster=True),
    "task": About(("task_owner", *STAFF), of_roster=True),
})  # fmt: skip
"""answer, review, clarification, screening, decision: due dates. panel: the day by which reviewers should have been
asked. draft: the day it is removed. application: the day it came. renewal: the end of a trial period or of a term.
absence: its last day. task: its due date."""


@dataclass(frozen=True)
class Escalation:
    """Somebody else who is told, so many days after."""

    after: int
    tells: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one audience is told: the steps in days, in order."""

    tells: str
    offsets: tuple[int, ...]
    escalates: bool


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, sound."""

    key: str
    about: str
    tells: str
    steps: tuple[int, ...]
    days: str = "calendar"
    every: int = 0
    until: int = 0
    escalation: tuple[Escalation, ...] = ()
    channel: str = "mail"
    catch_up: str = "latest"
    active: bool = True

    @property
    def working(self) -> bool:
        """Whether its steps count working days only."""
        return self.days == "working"

    def lines(self) -> list[Line]:
        """Give what each audience is told; nothing where the rule is off."""
        if not self.active:
            return []
        others: dict[str, set[int]] = defaultdict(set)
        for each in self.escalation:
            others[each.tells].add(each.after)
        first = Line(tells=self.tells, offsets=tuple(sorted({*self.steps, *self._repeated()})), escalates=False)
        rest = [Line(tells=who, offsets=tuple(sorted(days)), escalates=True) for who, days in others.items()]
        return [line for line in (first, *rest) if line.offsets]

    def _repeated(self) -> Iterator[int]:
        if self.every and self.steps:
            yield from range(max(self.steps) + self.every, self.until + 1, self.every)

    def as_data(self) -> dict[str, Any]:
        """Give it as `read` takes it."""
        return {
            "key": self.key, "about": self.about, "tells": self.tells, "steps": list(self.steps), "days": self.days,
            "every": self.every, "until": self.until, "channel": self.channel, "catch_up": self.catch_up,
            "active": self.active,
            "escalation": [{"after": each.after, "tells": each.tells} for each in self.escalation],
        }  # fmt: skip


class InvalidRules(Exception):
    """Rules that cannot be followed, with every reason."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """Take all that is wrong with them."""
        self.reasons = tuple(reasons)
        super().__init__("; ".join(str(reason) for reason in reasons))


def read_all(rows: Sequence[Mapping[str, Any]]) -> dict[str, Rule]:
    """Give the rules by key. Raises InvalidRules with every problem of every row, each under the row's key."""
    reasons: list[Reason] = []
    found: dict[str, Rule] = {}
    for number, row in enumerate(rows, 1):
        name = str(row.get("key") or number)
        problems = problems_in(row)
        reasons += [say("Rule {rule}, {field}: {problem}", rule=name, field=field, problem=problem)
                    for field, problem in problems.items()]  # fmt: skip
        if name in found:
            reasons.append(say("Rule {rule} stands there twice.", rule=name))
        if not problems:
            found[name] = read(row)
    if reasons:
        raise InvalidRules(reasons)
    return found


def read(row: Mapping[str, Any]) -> Rule:
    """Give the rule of a row without problems."""
    told = [Escalation(each["after"], each["tells"]) for each in row.get("escalation", ())]
    steps = tuple(sorted(set(row["steps"])))
    return Rule(**{**row, "steps": steps, "escalation": tuple(sorted(told, key=lambda each: each.after))})


def problems_in(row: Mapping[str, Any]) -> dict[str, Reason]:
    """Give what is wrong with a row, by field."""
    problems: dict[str, Reason] = {}
    unknown = sorted(set(row) - set(Rule.__dataclass_fields__))
    if unknown:
        problems[unknown[0]] = say("There is no such field.")
    if not KEY.fullmatch(str(row.get("key", ""))):
        problems["key"] = say("Use small letters, figures and hyphens, beginning with a letter.")
    about = ABOUT.get(str(row.get("about")))
    if about is None:
        problems["about"] = say("Choose the date that the days are counted from.")
    elif row.get("tells") not in about.tells:
        problems["tells"] = say("Choose somebody whom this date concerns.")
    for name, choices in CHOICES.items():
        if row.get(name, choices[0]) not in choices:
            problems[name] = say("Choose one of the list.")
    return problems | _problems_of_steps(row) | _problems_of_repetition(row) | _problems_of_escalation(row, about)


CHOICES = {
    "days": ("calendar", "working"), "channel": ("mail", "task"), "catch_up": ("latest", "all", "none"),
    "active": (True, False),
}  # fmt: skip


def _problems_of_steps(row: Mapping[str, Any]) -> dict[str, Reason]:
    steps = row.get("steps")
    if not isinstance(steps, list | tuple) or not all(_is_day(step, -MOST_DAYS) for step in steps):
        return {"steps": say("Write whole days from -{most} to {most}, parted by commas.", most=MOST_DAYS)}
    if not steps:
        return {"steps": say("Write at least one day, or switch the rule off.")}
    if len(steps) > MOST_STEPS:
        return {"steps": say("Write at most {most} days.", most=MOST_STEPS)}
    return {}


def _problems_of_repetition(row: Mapping[str, Any]) -> dict[str, Reason]:
    every, until, steps = row.get("every", 0), row.get("until", 0), row.get("steps") or ()
    if not _is_day(every, 0) or every > LONGEST_PAUSE:
        return {"every": say("Choose a number of days from {least} to {most}.", least=0, most=LONGEST_PAUSE)}
    if not _is_day(until, -MOST_DAYS):
        return {"until": say("Write whole days from -{most} to {most}, parted by commas.", most=MOST_DAYS)}
    last = max((step for step in steps if _is_day(step, -MOST_DAYS)), default=0)
    if every and until < last + every:
        return {"until": say("A repetition needs an end after the last step.")}
    return {}


def _problems_of_escalation(row: Mapping[str, Any], about: About | None) -> dict[str, Reason]:
    for each in row.get("escalation", ()):
        if not isinstance(each, Mapping) or set(each) != {"after", "tells"} or not _is_day(each["after"], -MOST_DAYS):
            return {"escalation": say("Say who is told, and how many days after.")}
        if each["tells"] == row.get("tells") or (about and each["tells"] not in about.tells):
            return {"escalation": say("Choose somebody else whom this date concerns.")}
    return {}


def _is_day(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST_DAYS
