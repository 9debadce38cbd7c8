"""What a call may write into its letters: variables that the letter has, in whole braces, and nothing that is run."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.rules.letter_words import LONGEST_TEXT, Letter, Words, fill, problems_in

LETTER = Letter("assignment.invite:reviewer", ("title", "due"), ("en",))
HAS = "It has: {title} {due}."
NONE = "Write something here, or go back to the shipped words."


def missing(near: str) -> str:
    return f"A brace is missing here: “{near}”. A variable stands in two braces: {{title}}."


@behaviour("C19")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Please answer by {due}.", ""),
        ("Two: {title} and { title }.", ""),
        ("No variable at all, 100 %", ""),
        ("عزيزي، {title} حتى {due}", ""),
        ("Dear {tilte}", f"This letter has no variable {{tilte}}. {HAS}"),
        ("It was {verdict}", f"This letter has no variable {{verdict}}. {HAS}"),
        ("{title.__class__}", f"This letter has no variable {{title.__class__}}. {HAS}"),
        ("{title!r:>99999999}", f"This letter has no variable {{title!r:>99999999}}. {HAS}"),
        ("{0}", f"This letter has no variable {{0}}. {HAS}"),
        ("{}", f"This letter has no variable {{}}. {HAS}"),
        ("{TITLE}", f"This letter has no variable {{TITLE}}. {HAS}"),
        ("by {due, please", missing("{due, please")),
        ("by due}, please", missing("by due}, please")),
        ("{title} and {due", missing("{due")),
        ("{{title}}", missing("{{title}}")),
        ("", NONE),
        (" \n\n ", NONE),
        ("x" * (LONGEST_TEXT + 1), f"Shorten this to {LONGEST_TEXT} characters; it has {LONGEST_TEXT + 1}."),
        (
            "a\x00b",
            "The text holds 1 character that cannot be kept. It is invisible; write the text anew or delete it.",
        ),
    ],
)
def test_words_are_checked_before_they_are_kept(text: str, said: str) -> None:
    found = problems_in(LETTER, Words("About {title}", text))
    assert {name: str(reason) for name, reason in found.items()} == ({"text": said} if said else {})


def test_the_subject_is_checked_like_the_text_and_kept_on_one_line() -> None:
    assert set(problems_in(LETTER, Words("{due", "{oops}"))) == {"subject", "text"}
    assert Words("About\r\nBcc: all", "One.\r\n\r\nTwo\nlines.\n").tidied() == Words(
        "About Bcc: all", "One.\n\nTwo\nlines."
    )
    assert Words("", "One.\n \n\nTwo\nlines.").paragraphs() == ("One.", "Two\nlines.")


@behaviour("C19")
def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{title}: {due}", {"title": "{due} {x} {0}", "due": "today"}) == "{due} {x} {0}: today"
    with pytest.raises(KeyError):
        fill("{title}", {})
