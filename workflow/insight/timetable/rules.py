"""The rules in force: what a call or the roster has changed, and else what the product ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.reminders import shipped_rules
from workflow.models import ReminderRule
from workflow.rules.reminder_rules import ABOUT, Line, Rule, read, read_all


@dataclass(frozen=True)
class InForce:
    """A rule, since when its later steps exist, and whether it is the shipped one."""

    rule: Rule
    began: Mapping[str, datetime]
    changed: bool
    revision: int = 0

    def began_of(self, line: Line) -> dict[int, datetime]:
        """Give since when the later steps of a line exist."""
        return {
            offset: self.began[name]
            for offset in line.offsets
            if (name := step_name(line, offset)) in self.began
        }  # fmt: skip


def step_name(line: Line, offset: int) -> str:
    """Name a step of a rule, as `ReminderRule.began` does."""
    return f"{line.tells}:{offset}"


@cache
def shipped() -> Mapping[str, Rule]:
    """Give the rules of the product. Raises InvalidRules with everything that is wrong with them."""
    return read_all(shipped_rules())


def in_force(session: Session) -> Rules:
    """Read the rules of every call and of the roster, in one statement."""
    changed: dict[int | None, dict[str, InForce]] = {}
    for row in session.scalars(select(ReminderRule).order_by(ReminderRule.id)):
        began = {name: datetime.fromisoformat(at) for name, at in row.began.items()}
        changed.setdefault(row.call_id, {})[row.key] = InForce(
            read(row.rule), began, changed=True, revision=row.revision
        )
    return Rules(changed)


class Rules:
    """The rules of each call, and of the roster (None)."""

    def __init__(self, changed: Mapping[int | None, Mapping[str, InForce]]) -> None:
        """Take what was changed, by call and key."""
        self._changed = changed
        self._known: dict[int | None, list[InForce]] = {}

    def of(self, call_id: int | None) -> list[InForce]:
        """Give the rules of a call or of the roster, shipped ones first, in their order."""
        if call_id not in self._known:
            own = self._changed.get(call_id, {})
            whole = {key: InForce(rule, {}, changed=False) for key, rule in shipped().items()}
            self._known[call_id] = [each for each in {**whole, **own}.values() if _belongs(each.rule, call_id)]
        return self._known[call_id]

    def about(self, call_id: int | None, about: str) -> list[InForce]:
        """Give the rules that count from this date."""
        return [each for each in self.of(call_id) if each.rule.about == about]

    def everywhere(self) -> list[Rule]:
        """Give every rule that is in force somewhere, or shipped."""
        return [*shipped().values(), *(each.rule for rules in self._changed.values() for each in rules.values())]


def _belongs(rule: Rule, call_id: int | None) -> bool:
    return ABOUT[rule.about].of_roster if call_id is None else ABOUT[rule.about].of_call
