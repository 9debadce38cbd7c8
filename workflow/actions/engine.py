"""The machine, wired to what it needs: the stored tables, the names they use, the log and the outbox.

Guards and effects enter themselves in `registry` (workflow/actions/guards); importing `workflow.actions` does it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.process_store import StoredProcesses
from workflow.policy import SYSTEM, Actor, facts_of
from workflow.process.machine import Machine
from workflow.process.registry import Library, Moved, Registry

AUDIENCES = frozenset({"submitter", "reviewers", "reviewer", "coordinator", "applicant", "member", "person"})
"""Who can be told of a move; notifications find the people."""

registry = Registry()


@registry.role("submitter")
def is_submitter(actor: Actor, item: object) -> bool:
    """Say whether the item is the actor's own submission."""
    return facts_of(item, actor).submitter


@registry.role("coordinator")
def is_coordinator(actor: Actor, item: object) -> bool:
    """Say whether the actor coordinates the item's call, without a conflict of his own."""
    return facts_of(item, actor).coordinator


@registry.role("chief")
def is_chief(actor: Actor, item: object) -> bool:
    """Say whether the actor is a chief for the item."""
    return facts_of(item, actor).chief


@registry.role("reviewer")
def is_reviewer(actor: Actor, item: object) -> bool:
    """Say whether the seat is the actor's, by account or by invitation link."""
    return facts_of(item, actor).owner


@registry.role("applicant")
def is_applicant(actor: Actor, item: object) -> bool:
    """Say whether the application is the actor's own."""
    return facts_of(item, actor).owner


@registry.role("member")
def is_member(actor: Actor, item: object) -> bool:
    """Say whether the membership is the actor's own."""
    return facts_of(item, actor).owner


@registry.role("system")
def is_system(actor: Actor, item: object) -> bool:
    """Say whether no person acts, but the product itself."""
    del item
    return actor.kind == "system"


class Journal:
    """The machine's recorder: history and outbox, in the transaction of the move."""

    def record(self, session: Session, item: Any, move: Moved) -> None:
        """Note since when the item stands where it stands, and write the move into its chain."""
        item.state_since = move.now
        if move.source is None:
            session.add(item)
        journal.note(session, item, _fact(move))

    def announce(self, session: Session, item: Any, move: Moved) -> None:
        """Leave it to `record`: the entry's place in its chain is the event's key."""


def _fact(move: Moved) -> journal.Fact:
    payload = {**move.details} | ({"reason": move.reason} if move.reason else {})
    return journal.Fact(
        trigger=move.trigger,
        actor=move.actor,
        now=move.now,
        source=move.source or "",
        target=move.target,
        payload=payload,
        tells=move.tells,
    )


library = Library(registry.known(AUDIENCES), StoredProcesses())
machine = Machine(library, registry, Journal(), system=SYSTEM)
