"""Tells the administrators, once for each trouble until it is over, that the clock or the mail does not keep up.

That a trouble lasts is a row beside the workers' beats; whoever looks first announces it. Where mail itself is the
trouble, this mail waits with the others, and the page `/health` says it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from workflow.actions import sweep
from workflow.insight import health
from workflow.insight.health import Trouble
from workflow.models import Beat, Event

EVENT = "installation.trouble"
LASTS = "alarm: "
CALM = timedelta(minutes=15)
"""What was not seen for so long is over; if it comes back later, it is told again."""


def announce_troubles(session: Session, *, now: datetime) -> int:
    """Announce what has begun to be trouble; what is over is forgotten. Gives how many are new."""
    found = [*health.alarming(health.of(session, now))]
    new = [trouble for trouble in found if _begins(session, trouble, now)]
    for trouble in new:
        session.add(
            Event(
                key=f"trouble-{trouble.name}-{now.isoformat()}", name=EVENT, at=now, tells=["administrator"],
                payload={"trouble": trouble.reason.as_data()},
            )
        )  # fmt: skip
    session.execute(delete(Beat).where(Beat.worker.startswith(LASTS), Beat.at < now - CALM))
    session.flush()
    return len(new)


def _begins(session: Session, trouble: Trouble, now: datetime) -> bool:
    """Note that this trouble is seen; say whether it was not before, also where two look in the same moment."""
    name = LASTS + trouble.name
    seen = update(Beat).where(Beat.worker == name).values(at=now).returning(Beat.worker)
    if session.execute(seen).first() is not None:
        return False
    return sweep.begin_slot(session, name, now, now)
