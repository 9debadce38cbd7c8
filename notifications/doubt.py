"""What becomes of a message of which nobody can know whether it arrived: a policy for each kind, with its reason.

Mail cannot be sent exactly once: where the line is lost between the last dot and the answer, or the sender dies there,
either a second copy leaves or perhaps none does (RFC 1047). The same message has the same Message-ID however often it
leaves, so most programs show a second copy once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workflow.kernel.messages import N_

AGAIN, PERSON, DROP = "again", "person", "drop"


@dataclass(frozen=True)
class Rule:
    """What happens to messages about one event that are in doubt, and why."""

    event: str
    then: str
    """again: sent again as the same message; person: a coordinator says; drop: it is let go"""
    reason: str


RULES = (
    Rule("*", AGAIN, "To miss it is worse than to get it twice, and the copy is the same message."),
    Rule("submission.release_decision", PERSON, "A verdict that comes twice looks like two, and is read again."),
    Rule("application.decline", PERSON, "As above: nobody should be turned down twice."),
    Rule("person.sign_in_link", DROP, "Who waits for it asks for another one before this could be sent again."),
)  # fmt: skip
"""The first line is for every event that has none of its own."""

PROBLEMS = {
    AGAIN: N_("It is not known whether it arrived; it is sent again as the same message."),
    PERSON: N_("It is not known whether it arrived, and it should not come twice: send it again, or leave it."),
    DROP: N_("It is not known whether it arrived; who waited for it can ask for another."),
}
"""What stands with the message, by what happens to it."""


def policy_of(event_name: str) -> str:
    """Give what happens to a message about this event that is in doubt."""
    return next((rule.then for rule in RULES if rule.event == event_name), RULES[0].then)


def values_of(then: str) -> dict[str, Any]:
    """Give the columns of a message in doubt by what happens to it."""
    state = "dropped" if then == DROP else "in_doubt"
    return {"state": state, "left_to_person": then == PERSON, "problem": PROBLEMS[then]}


EXCEPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    then: tuple(rule.event for rule in RULES[1:] if rule.then == then) for then in (PERSON, DROP)
})
"""The events whose messages are not sent again by themselves, by what happens to them."""
