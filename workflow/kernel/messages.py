"""Sentences that are decided here and written in the reader's language later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol


class Translator(Protocol):
    """Whatever knows a language: gettext's translations, Flask-Babel's functions, or plain English."""

    def gettext(self, message: str, /) -> str:
        """Give the sentence in the reader's language."""

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Give the form of the sentence that `n` takes in the reader's language."""


class English:
    """The language the sentences are written in."""

    def gettext(self, message: str, /) -> str:
        """Give the sentence as it stands."""
        return message

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Give the English form for `n`."""
        return singular if n == 1 else plural


@dataclass(frozen=True)
class Reason:
    """A message with its values: why something is so, or why not.

    `values` may hold other reasons; they are rendered in the same language.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        """Give the English sentence, for logs and the command line."""
        return render(self, English())

    def __hash__(self) -> int:
        """Hash by text and number; equal reasons hash equally."""
        return hash((self.text, self.plural, self.n))

    def as_data(self) -> dict[str, object]:
        """Give what `from_data` needs, as plain JSON values."""
        values = {name: _plain(value) for name, value in self.values.items()}
        return {"text": self.text, "values": values, "plural": self.plural, "n": self.n}


def say(text: str, /, **values: object) -> Reason:
    """Give a reason with its values; `text` is an English sentence with {places}."""
    return Reason(text, MappingProxyType(values))


def plural(one: str, many: str, n: int, /, **values: object) -> Reason:
    """Give a reason that counts; {n} stands for the number."""
    return Reason(one, MappingProxyType({"n": n, **values}), many, n)


def N_(text: str) -> str:  # noqa: N802 - the name gettext gives its marker everywhere
    """Mark a text for translation that is translated where it is shown."""
    return text


def from_data(data: Mapping[str, object]) -> Reason:
    """Give back the reason that `Reason.as_data` wrote."""
    raw = data.get("values")
    values = raw if isinstance(raw, Mapping) else {}
    many, n = data.get("plural"), data.get("n")
    return Reason(
        str(data["text"]),
        MappingProxyType({name: _back(value) for name, value in values.items()}),
        many if isinstance(many, str) else None,
        n if isinstance(n, int) else None,
    )


def _plain(value: object) -> object:
    """Give a value as JSON holds it; a day says that it is one, to be written in the reader’s language later."""
    if isinstance(value, Reason):
        return value.as_data()
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _back(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if "time" in value:
        return datetime.fromisoformat(str(value["time"]))
    return date.fromisoformat(str(value["day"])) if "day" in value else from_data(value)


def render(reason: Reason, translator: Translator) -> str:
    """Give the sentence in the translator's language, with its values in their places."""
    if reason.plural is not None and reason.n is not None:
        pattern = translator.ngettext(reason.text, reason.plural, reason.n)
    else:
        pattern = translator.gettext(reason.text)
    values = {name: render(v, translator) if isinstance(v, Reason) else v for name, v in reason.values.items()}
    return pattern.format_map(values) if values else pattern
