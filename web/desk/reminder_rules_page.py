"""What the pages of rules show: each rule of a call in sentences, and the form of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import url_for
from sqlalchemy.orm import Session

from web.desk import standing_words
from web.desk import timetable_words as words
from web.parts import Choice, Link, Text
from workflow.insight.timetable import calls as insight
from workflow.insight.timetable.rules import InForce, shipped
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor
from workflow.rules.reminder_rules import ABOUT, STAFF, Rule

BLANK: Mapping[str, str] = MappingProxyType({
    "about": "", "tells": "", "steps": "", "days": "calendar", "every": "", "until": "", "channel": "mail",
    "catch_up": "latest", "active": "yes", "coordinator": "", "chief": "",
})  # fmt: skip
ROSTER = say("The roster")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One rule in the list."""

    key: str
    title: Text
    sentences: list[Reason]
    changed: bool
    added: bool
    url: str


def listed(session: Session, actor: Actor, call: str) -> dict[str, object]:
    """Give what the list of rules shows. Raises NotFound or NotAllowed."""
    rules = insight.rules_of(session, actor, call)
    calls: dict[str, Text] = {**insight.coordinated_calls(session, actor), "": ROSTER}
    return {
        "rules": [_shown(each, call) for each in rules],
        "call": call,
        "new_url": url_for("desk.reminder_rule", call=call or None),
        "others": [Link(title, _list_url(each), each == call) for each, title in calls.items()],
        "way": [Link(standing_words.DESK, url_for("desk.index")), Link(say("Timetable"), url_for("desk.timetable"))],
    }


def form(
    session: Session, actor: Actor, call: str, key: str, *,
    typed: Mapping[str, str] | None = None, problems: Mapping[str, Reason] | None = None,
) -> dict[str, object]:  # fmt: skip
    """Give what the form of one rule shows; of a new one where no key is given. Raises NotFound or NotAllowed."""
    rules = insight.rules_of(session, actor, call)
    found = next((each for each in rules if each.rule.key == key), None)
    if key and found is None and typed is None:
        raise NotFound
    abouts = [name for name, each in ABOUT.items() if (each.of_call if call else each.of_roster)]
    told = (
        ABOUT[found.rule.about].tells if found else dict.fromkeys(who for name in abouts for who in ABOUT[name].tells)
    )
    return {
        "title": words.ABOUT[found.rule.about] if found else say("A new rule"),
        "typed": typed or (fields_of(found.rule) if found else BLANK),
        "problems": problems,
        "is_new": found is None,
        "call": call,
        "key": key,
        "revision": found.revision if found and found.changed else None,
        "abouts": [Choice(name, words.COUNTED_FROM[name]) for name in abouts],
        "tells": [Choice(who, words.TOLD[who]) for who in told],
        "days": _choices(words.DAYS),
        "channels": _choices(words.CHANNEL),
        "catch_ups": _choices(words.CATCH_UP),
        "way": [
            Link(standing_words.DESK, url_for("desk.index")), Link(say("Timetable"), url_for("desk.timetable")),
            Link(say("Rules"), _list_url(call)),
        ],
    }  # fmt: skip


def _list_url(call: str) -> str:
    return url_for("desk.reminder_rules", call=call or None)


def _choices(labels: Mapping[str, Reason]) -> list[Choice]:
    return [Choice(name, label) for name, label in labels.items()]


def _shown(each: InForce, call: str) -> Shown:
    return Shown(
        key=each.rule.key, title=words.ABOUT[each.rule.about], sentences=list(_sentences(each.rule)),
        changed=each.changed, added=each.rule.key not in shipped(),
        url=url_for("desk.reminder_rule", call=call or None, key=each.rule.key),
    )  # fmt: skip


def _sentences(rule: Rule) -> Iterator[Reason]:
    """Say in words what a rule does."""
    if not rule.active:
        yield say("Switched off: nothing is sent.")
        return
    yield say("Counted from {date}.", date=words.COUNTED_FROM[rule.about])
    for line in rule.lines():
        steps = [words.offset(days, working=rule.working) for days in line.offsets]
        yield say("To {whom}: {steps}.", whom=words.TOLD[line.tells], steps=_joined(steps))
    if rule.channel == "task":
        yield say("It opens a task instead of sending a mail.")


def _joined(parts: list[Reason]) -> Reason:
    first, *rest = parts
    return say("{first}, {rest}", first=first, rest=_joined(rest)) if rest else first


def fields_of(rule: Rule) -> dict[str, str]:
    """Give the fields of the form for a rule."""
    after = {who: _numbers(each.after for each in rule.escalation if each.tells == who) for who in STAFF}
    return {
        "tells": rule.tells, "about": rule.about, "steps": _numbers(rule.steps), "days": rule.days,
        "every": str(rule.every or ""), "until": str(rule.until if rule.every else ""), "channel": rule.channel,
        "catch_up": rule.catch_up, "active": "yes" if rule.active else "", **after,
    }  # fmt: skip


def _numbers(days: Iterable[int]) -> str:
    return ", ".join(str(day) for day in days)
