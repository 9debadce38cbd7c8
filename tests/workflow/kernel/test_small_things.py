"""Clocks, ids, links, the log's digests and the errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflow.kernel import ids, links, log
from workflow.kernel.clock import FixedClock, SystemClock
from workflow.kernel.errors import (
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    Throttled,
    Unavailable,
)
from workflow.kernel.messages import say

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_fixed_clock_moves_when_it_is_moved() -> None:
    """Time in tests and in the demo's past is what we say it is."""
    clock = FixedClock(AT)
    assert clock.now() == clock.now() == AT
    assert clock.move(days=2, hours=1) == AT + timedelta(days=2, hours=1) == clock.now()
    clock.set(AT)
    assert clock.now() == AT


def test_the_system_clock_is_aware() -> None:
    """The machine's time is in UTC."""
    assert SystemClock().now().tzinfo is UTC


def test_ids_are_random_and_come_from_the_source_in_force() -> None:
    """Two worlds can have equal ids; outside of that nobody can guess one."""
    assert len({ids.new_public_id() for _ in range(1000)}) == 1000
    with ids.using(lambda: ids.PublicId("0" * 16)):
        assert ids.new_public_id() == "0" * 16
    assert ids.new_public_id() != "0" * 16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0" * 16, True),
        ("0" * 15, False),
        ("0" * 17, False),
        ("O" * 16, False),
        ("../etc/passwd\0\0", False),
        ("", False),
    ],
)
def test_what_looks_like_a_public_id(text: str, expected: bool) -> None:
    """Anything else never reaches the database."""
    assert ids.is_public_id(text) is expected


def test_only_the_digest_of_a_link_is_kept() -> None:
    """Tokens are never equal, their digests always are."""
    token = links.new_token()
    assert token != links.new_token()
    assert links.digest_of(token) == links.digest_of(token) != token


def test_a_chain_depends_on_everything_before() -> None:
    """Another payload, salt, fact or predecessor gives another digest."""
    sealed = log.seal({"reason": "a", "at": AT}, "salt")
    assert sealed == log.seal({"at": AT, "reason": "a"}, "salt")
    assert sealed not in {log.seal({"reason": "b", "at": AT}, "salt"), log.seal({"reason": "a", "at": AT}, "pepper")}
    first = log.chain(log.FIRST, {"sequence": 1})
    assert first not in {log.chain(log.FIRST, {"sequence": 2}), log.chain(first, {"sequence": 1})}
    assert len(log.new_salt()) == 32


ERRORS = [
    (NotFound(), "This page does not exist, or it is not for you."),
    (NotAllowed(), "You may not do this."),
    (NotAllowed(say("Only chiefs may.")), "Only chiefs may."),
    (Refused(), "This is not possible now."),
    (Refused(say("The call is closed."), say("It is late.")), "The call is closed."),
    (Stale(say("Somebody was faster.")), "Somebody was faster."),
    (Throttled(say("Too many tries."), after=60), "Too many tries."),
    (InvalidInput({"title": say("Give a title.")}), "Give a title."),
    (Unavailable(say("The database is busy.")), "The database is busy."),
    (DomainError(), "This could not be done."),
]


@pytest.mark.parametrize(("error", "sentence"), ERRORS)
def test_every_error_has_a_sentence(error: DomainError, sentence: str) -> None:
    """Whatever goes wrong can be said."""
    assert str(error.reasons[0]) == sentence
