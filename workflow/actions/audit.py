"""Verifies the log: every chain from its first entry to its head, and every anchor over all chains.

What may be forgotten is erased here too: an erased payload leaves its chain whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.actions import anchors
from workflow.actions.journal import entry_facts
from workflow.kernel import log
from workflow.kernel.messages import Reason, say
from workflow.models import LogAnchor, LogChain, LogEntry


def verify(session: Session) -> list[Reason]:
    """Give a sentence for everything in the log that is not as it was written; none where all chains are whole."""
    return [*_chain_problems(session), *_anchor_problems(session)]


def anchor(session: Session, now: datetime) -> LogAnchor:
    """Write an anchor over all chains as they stand; its digest can be printed and kept elsewhere."""
    return anchors.write_anchor(session, now)


def erase(session: Session, entries: Iterable[LogEntry], now: datetime) -> int:
    """Erase what these entries say; that they were written, by whom and when, stays. Give how many were erased."""
    erased = 0
    for entry in entries:
        if entry.payload is not None and entry.payload.erased_at is None:
            entry.payload.payload, entry.payload.salt, entry.payload.erased_at = None, "", now
            erased += 1
    session.flush()
    return erased


def _chain_problems(session: Session) -> Iterator[Reason]:
    chains = {chain.id: chain for chain in session.scalars(select(LogChain))}
    query = select(LogEntry).options(joinedload(LogEntry.payload)).order_by(LogEntry.chain_id, LogEntry.sequence)
    entries = session.scalars(query.execution_options(yield_per=1000))
    written = set()
    for chain_id, group in groupby(entries, key=lambda entry: entry.chain_id):
        written.add(chain_id)
        yield from _problems_of(chains[chain_id], group)
    for chain in chains.values():
        if chain.id not in written and (chain.length or chain.head != log.FIRST):
            yield _about(chain, say("all of its entries are missing"))


def _problems_of(chain: LogChain, entries: Iterable[LogEntry]) -> Iterator[Reason]:
    previous, n = log.FIRST, 0
    for n, entry in enumerate(entries, 1):
        if problem := problem_of(entry, n, previous):
            yield _about(chain, problem)
            return
        previous = entry.digest
    if (n, previous) != (chain.length, chain.head):
        yield _about(chain, say("its last entries are missing"))


def problem_of(entry: LogEntry, n: int, previous: str) -> Reason | None:
    """Say what is wrong with the entry that should be number n after this digest, or None where it holds."""
    if entry.sequence != n:
        return say("entry {n} is missing", n=n)
    if entry.previous != previous or entry.digest != log.chain(previous, entry_facts(entry)):
        return say("entry {n} was changed", n=n)
    payload = entry.payload
    if payload is None:
        return say("what entry {n} says is missing", n=n)
    if payload.erased_at is None and log.seal(payload.payload or {}, payload.salt) != entry.payload_digest:
        return say("what entry {n} says was changed", n=n)
    return None


def _anchor_problems(session: Session) -> Iterator[Reason]:
    known: dict[int, anchors.Head] = {}
    for found in session.scalars(select(LogAnchor).order_by(LogAnchor.id)):
        changed = [anchors.Head(*row) for row in found.changed]
        known |= {head.chain_id: head for head in changed}
        if anchors.sum_of(known.values()) != (found.chains, found.entries, found.digest):
            yield say("The anchor of {at} was changed, or one before it is missing.", at=found.at)
            return
        yield from _heads_missing(session, changed, found.at)


def _heads_missing(session: Session, heads: Iterable[anchors.Head], at: datetime) -> Iterator[Reason]:
    for head in heads:
        query = select(LogEntry.digest).where(LogEntry.chain_id == head.chain_id, LogEntry.sequence == head.length)
        if session.scalar(query) != head.digest:
            yield say(
                "The history of {kind} {id} is not the one that was anchored on {at}.",
                kind=head.item_kind, id=head.item_id, at=at,
            )  # fmt: skip


def _about(chain: LogChain, problem: Reason) -> Reason:
    return say("In the history of {kind} {id}: {problem}.", kind=chain.item_kind, id=chain.item_id, problem=problem)
