"""How a record is looked at: field by field, each by its rule; what may not be seen is None and not even counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from workflow.policy.rule import Facts, Rule

Item = TypeVar("Item")
V = TypeVar("V", bound="View")


@dataclass(frozen=True, kw_only=True)
class View:
    """What one actor may see of one record; the only thing templates, exports and mails are given."""

    visible: frozenset[str] = field(default_factory=frozenset)
    """The fields that were shown: None in one of these means "not given", elsewhere "not for you"."""

    def shows(self, name: str) -> bool:
        """Say whether the field is for this actor."""
        return name in self.visible


Reader = Callable[[Any, Facts], Any]


@dataclass(frozen=True)
class Sight(Generic[Item, V]):
    """One kind of record: its view, who sees which field, and how a field is read where it is not a plain column."""

    view: type[V]
    sees: Mapping[str, Rule]
    reads: Mapping[str, Reader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a view with a field that has no rule: a new field is hidden or decided, never forgotten."""
        shown = {f.name for f in fields(self.view)} - {"visible"}
        if shown != set(self.sees):
            message = f"{self.view.__name__}: rules and fields differ in {sorted(shown ^ set(self.sees))}"
            raise TypeError(message)

    def look(self, item: Item, facts: Facts) -> V:
        """Give what these facts allow to see of the item."""
        allowed = frozenset(name for name, rule in self.sees.items() if rule(facts))
        values = {name: self._read(name, item, facts) if name in allowed else None for name in self.sees}
        return self.view(visible=allowed, **values)

    def _read(self, name: str, item: Item, facts: Facts) -> Any:
        reader = self.reads.get(name)
        return reader(item, facts) if reader else getattr(item, name)
