"""The log is whole, tampering is found wherever it happens, and forgetting breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.behaviours import behaviour
from tests.builders import NOW
from tests.workflow.actions.stages import Stage
from workflow.actions import audit, submissions
from workflow.models import LogEntry

StageAt = Callable[[str], Stage]
HERE = "In the history of submission {n}: {problem}."
TAMPERED = [
    ("UPDATE log_entry SET trigger = 'other' WHERE chain_id = :c AND sequence = 2", "entry 2 was changed"),
    ("UPDATE log_entry SET actor_id = NULL WHERE chain_id = :c AND sequence = 1", "entry 1 was changed"),
    (("UPDATE log_payload SET payload = '{}' WHERE entry_id IN "
     "(SELECT id FROM log_entry WHERE chain_id = :c AND trigger = 'screen')"), "what entry 3 says was changed"),
    ("DELETE FROM log_payload WHERE entry_id IN (SELECT id FROM log_entry WHERE chain_id = :c AND sequence = 1)",
     "what entry 1 says is missing"),
    ("UPDATE log_entry SET sequence = 99 WHERE chain_id = :c AND sequence = 2", "entry 2 is missing"),
    ("UPDATE log_chain SET length = length + 1 WHERE id = :c", "its last entries are missing"),
]  # fmt: skip


@behaviour("X7")
@pytest.mark.parametrize("row", TAMPERED, ids=[row[1] for row in TAMPERED])
def test_tampering_is_found(stage_at: StageAt, row: tuple[str, str]) -> None:
    session = stage_at("assigned").session
    assert audit.verify(session) == []
    chain = session.scalar(text("SELECT id FROM log_chain WHERE item_kind = 'submission'"))
    session.execute(text(row[0]), {"c": chain})
    session.expire_all()
    n = session.scalar(text("SELECT id FROM submission"))
    assert [str(reason) for reason in audit.verify(session)] == [HERE.format(n=n, problem=row[1])]


@behaviour("X7")
def test_what_the_log_says_can_be_forgotten_and_the_chain_stays_whole(stage_at: StageAt) -> None:
    session = stage_at("published").session
    entries = session.scalars(select(LogEntry)).all()
    assert audit.erase(session, entries, NOW) == len(entries)
    assert audit.erase(session, entries, NOW) == 0
    session.expire_all()
    assert (audit.verify(session), {entry.payload.payload for entry in entries if entry.payload}) == ([], {None})


@behaviour("X7")
def test_an_anchor_holds_while_the_history_grows_and_finds_one_that_was_written_anew(stage_at: StageAt) -> None:
    stage = stage_at("assigned")
    session = stage.session
    audit.anchor(session, NOW)
    submissions.withdraw(session, stage.world.submitter, stage.id_of("submission"), now=NOW)
    audit.anchor(session, NOW + timedelta(days=1))
    assert audit.verify(session) == []
    session.execute(text("UPDATE log_anchor SET entries = entries + 1 WHERE id = (SELECT min(id) FROM log_anchor)"))
    session.expire_all()
    assert [str(reason) for reason in audit.verify(session)] == [
        f"The anchor of {NOW} was changed, or one before it is missing."
    ]
