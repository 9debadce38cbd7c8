"""Reasons are sentences with values, written in the reader's language late."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from workflow.kernel.messages import N_, English, Reason, from_data, plural, render, say


class Backwards:
    """A language in which every sentence is written backwards, word by word."""

    def gettext(self, message: str, /) -> str:
        """Give the words in the other order."""
        return " ".join(reversed(message.split()))

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Give the form for n, its words in the other order."""
        return self.gettext(singular if n == 1 else plural)


SENTENCES = [
    (say("Nothing is written yet."), "Nothing is written yet.", "yet. written is Nothing"),
    (say("Choose from {least} to {most}.", least=1, most=9), "Choose from 1 to 9.", "9. to 1 from Choose"),
    (plural("{n} review is open", "{n} reviews are open", 1), "1 review is open", "open is review 1"),
    (plural("{n} review is open", "{n} reviews are open", 0), "0 reviews are open", "open are reviews 0"),
    (say("{who}: {why}", who="A", why=say("is absent")), "A: is absent", "absent is A:"),
    (say("100 % of {n}"), "100 % of {n}", "{n} of % 100"),
]


@pytest.mark.parametrize(("reason", "english", "backwards"), SENTENCES)
def test_a_reason_is_written_in_the_reader_s_language(reason: Reason, english: str, backwards: str) -> None:
    """The values stand in their places, reasons among them in the same language."""
    assert (str(reason), render(reason, English()), render(reason, Backwards())) == (english, english, backwards)


@pytest.mark.parametrize(("reason", "english", "_"), SENTENCES)
def test_a_reason_survives_being_stored(reason: Reason, english: str, _: str) -> None:
    """What a row keeps of a reason says the same in any language later."""
    again = from_data(reason.as_data())
    assert (str(again), again == from_data(again.as_data())) == (english, True)


def test_the_days_of_a_reason_are_days_again_after_json() -> None:
    """Written in a row, they are formatted in the language of whoever reads it later."""
    reason = say("{day}, {time}, {inner}", day=date(2026, 11, 28), time=datetime(2026, 11, 28, 9, tzinfo=UTC),
                 inner=say("until {day}", day=date(2026, 12, 7)))  # fmt: skip
    again = from_data(json.loads(json.dumps(reason.as_data())))
    assert (again, again.values["inner"]) == (reason, reason.values["inner"])
    assert again.values["day"] == date(2026, 11, 28)


def test_equal_reasons_are_one_in_a_set() -> None:
    """Reasons can be collected without doubles."""
    assert len({say("a {n}", n=1), say("a {n}", n=1), say("b")}) == 2


def test_marking_a_text_leaves_it_as_it_is() -> None:
    """The marker is for the extractor only."""
    assert N_("Draft") == "Draft"
