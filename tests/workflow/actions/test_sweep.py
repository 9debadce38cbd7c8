"""What the clock tidies away: workers that are gone, and bytes that nobody speaks of."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import NOW, a_submission, a_world
from workflow.actions import sweep
from workflow.files import LocalFolder
from workflow.models import Beat, StoredFile

TODAY = datetime.now(UTC)
"""The file system has a clock of its own."""


def test_a_worker_that_is_gone_is_forgotten_after_a_day(session: Session) -> None:
    for name, days in (("worker old 1", 2), ("worker new 2", 0), ("job: anchor", 9)):
        session.add(Beat(worker=name, at=NOW - timedelta(days=days)))
    session.flush()
    sweep.expire(session, NOW)
    assert set(session.scalars(select(Beat.worker))) == {"worker new 2", "job: anchor", "job: expire"}


def aged(store: LocalFolder, text: bytes, days: float) -> str:
    """Keep bytes as if they had been sent some days ago; give their digest."""
    digest = store.put(io.BytesIO(text)).digest
    at = (TODAY - timedelta(days=days)).timestamp()
    os.utime(store.root / digest[:2] / digest, (at, at))
    return digest


def test_bytes_without_a_row_go_after_a_day_and_the_others_stay(session: Session, tmp_path: Path) -> None:
    world, store = a_world(session), LocalFolder(tmp_path / "files")
    item = a_submission(session, "draft", world=world)
    stray, fresh, kept, again = (
        aged(store, text, days) for text, days in ((b"a", 2), (b"b", 0.5), (b"c", 90), (b"d", 3))
    )
    session.add(
        StoredFile(
            version_id=item.current_version.id, digest=kept, size=1, media_type="text/plain", original_name="c.txt",
            neutral_name="document-1.txt", uploaded_by_id=world.submitter.person_id, uploaded_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    store.put(io.BytesIO(b"d"))
    assert sweep.forget_strays(session, store, TODAY) == 1
    left = {path.name for path in store.root.glob("??/*")}
    assert left == {fresh, kept, again}
    assert stray not in left
    assert sweep.forget_strays(session, store, TODAY) == 0
