"""Writes anchors: one digest over the heads of all chains, which can be printed and kept elsewhere (DESIGN §2.10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.kernel import log
from workflow.models import LogAnchor, LogChain


def write_anchor(session: Session, now: datetime) -> LogAnchor:
    """Give a new anchor over all chains as they stand."""
    chains, entries, digest = over_all_chains(session)
    anchor = LogAnchor(at=now, chains=chains, entries=entries, digest=digest)
    session.add(anchor)
    session.flush()
    return anchor


def over_all_chains(session: Session) -> tuple[int, int, str]:
    """Give how many chains and entries there are, and the digest over the heads; the same rows give the same one."""
    columns = (LogChain.item_kind, LogChain.item_id, LogChain.length, LogChain.head)
    digest, chains = log.FIRST, 0
    for row in session.execute(select(*columns).order_by(LogChain.id)).yield_per(1000):
        digest = log.chain(digest, {"item": [row.item_kind, row.item_id], "length": row.length, "head": row.head})
        chains += 1
    return chains, session.scalar(select(func.sum(LogChain.length))) or 0, digest
