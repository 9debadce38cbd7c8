"""Writes anchors: one digest over the heads of all chains, which can be printed and kept elsewhere (DESIGN §2.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel import log
from workflow.models import LogAnchor, LogChain


@dataclass(frozen=True)
class Head:
    """How long a chain was, and the digest of its last entry."""

    chain_id: int
    item_kind: str
    item_id: int
    length: int
    digest: str


def write_anchor(session: Session, now: datetime) -> LogAnchor:
    """Give a new anchor over all chains as they stand, with the heads that have changed since the one before."""
    heads = heads_now(session)
    before = set(anchored_heads(session).values())
    chains, entries, digest = sum_of(heads)
    changed = [list(astuple(head)) for head in heads if head not in before]
    anchor = LogAnchor(at=now, chains=chains, entries=entries, digest=digest, changed=changed)
    session.add(anchor)
    session.flush()
    return anchor


def heads_now(session: Session) -> list[Head]:
    """Give the heads of all chains as they stand."""
    columns = (LogChain.id, LogChain.item_kind, LogChain.item_id, LogChain.length, LogChain.head)
    return [Head(*row) for row in session.execute(select(*columns).order_by(LogChain.id))]


def anchored_heads(session: Session) -> dict[int, Head]:
    """Give the heads as the last anchor knew them, by chain."""
    changes = session.scalars(select(LogAnchor.changed).order_by(LogAnchor.id))
    return {head.chain_id: head for rows in changes for head in (Head(*row) for row in rows)}


def over_all_chains(session: Session) -> tuple[int, int, str]:
    """Give how many chains and entries there are, and the digest over the heads; the same rows give the same one."""
    return sum_of(heads_now(session))


def sum_of(heads: Iterable[Head]) -> tuple[int, int, str]:
    """Give how many chains and entries these heads stand for, and one digest over them."""
    digest, chains, entries = log.FIRST, 0, 0
    for head in sorted(heads, key=lambda head: head.chain_id):
        digest = log.chain(digest, {"item": [head.item_kind, head.item_id], "length": head.length, "head": head.digest})
        chains, entries = chains + 1, entries + head.length
    return chains, entries, digest
