"""What the matcher counts in the background: each text once, whoever asks and however often."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from notifications.texts import READ_AT_A_TIME, TextReport, read_texts
from tests.behaviours import behaviour
from tests.builders import NOW, a_draft, a_submission, a_world
from workflow.actions import texts, works
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import AffinityBasis, MemberWork, SubmissionVersion, TextEmbedding, TextStatistic
from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.documents import TextStatistics, statistics_of

CLOCK = FixedClock(NOW)


def furnish(session: Session) -> None:
    """Make a submission that was sent in, a draft, and two works of one text."""
    world = a_world(session)
    a_submission(session, "submitted", world=world)
    a_draft(session, world, {"title": "Not sent in"})
    for n in range(2):
        typed = {"title": "Fair recruitment", "abstract": "Recruiters and fees."}
        works.add_work(session, world.members[n], world.membership_ids[n], typed, now=NOW)


class Lengths:
    """A model whose vectors are the length of a text and one."""

    name = "lengths"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one row a text."""
        return np.array([[len(text), 1.0] for text in texts], np.float32)


@behaviour("C3")
def test_what_is_missing_is_counted_once_and_read_as_it_was_counted(database: Database) -> None:
    database.in_transaction(furnish)
    assert read_texts(database, CLOCK) == TextReport(counted=2)
    assert read_texts(database, CLOCK) == TextReport()
    with database.reading() as session:
        version = session.scalars(select(SubmissionVersion).where(SubmissionVersion.frozen_at.is_not(None))).one()
        stored = session.get_one(TextStatistic, version.text_key)
        assert TextStatistics.from_data(json.loads(stored.data)) == statistics_of(
            version.title, version.summary, version.language
        )
        keys = set(session.scalars(select(MemberWork.text_key)))
        assert (len(keys), keys < set(session.scalars(select(TextStatistic.key)))) == (1, True)


def test_a_second_worker_changes_nothing(database: Database) -> None:
    database.in_transaction(furnish)
    with database.reading() as session:
        text = texts.uncounted(session)[0]
    done = [database.in_transaction(lambda s: texts.count_text(s, text, now=NOW)) for _ in range(2)]
    assert done == [True, False]


def test_what_nobody_has_any_more_is_forgotten(database: Database) -> None:
    database.in_transaction(furnish)
    read_texts(database, CLOCK)
    database.in_transaction(lambda s: s.execute(delete(MemberWork)))
    assert read_texts(database, CLOCK) == TextReport(forgotten=1)


@pytest.mark.parametrize(("counted", "measured", "due"), [
    (49, None, False), (50, None, True), (50, 50, False), (59, 50, False), (60, 50, True), (80, 100, True),
    (81, 100, False), (0, 0, False),
])  # fmt: skip
def test_the_basis_is_counted_anew_when_a_fifth_has_changed(
    session: Session, counted: int, measured: int | None, *, due: bool
) -> None:
    session.add_all(TextStatistic(key=str(n), language="en", data="{}", counted_at=NOW) for n in range(counted))
    if measured is not None:
        session.add(AffinityBasis(corpus="{}", texts=measured, counted_at=NOW))
    session.flush()
    assert texts.basis_is_due(session, "") is due


def test_a_basis_is_what_all_texts_say_and_is_kept_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LEAST_TEXTS", 2)
    database.in_transaction(furnish)
    assert read_texts(database, CLOCK) == TextReport(counted=2, measured=True)
    with database.reading() as session:
        basis = session.scalars(select(AffinityBasis)).one()
        assert (basis.texts, basis.model) == (2, "")
        assert CorpusStatistic.from_data(json.loads(basis.corpus)).of("en").documents == 2
        again = {"corpus": basis.corpus, "texts": 2, "model": ""}
    assert database.in_transaction(lambda s: texts.keep_basis(s, again, now=NOW)) is False


def test_vectors_are_made_where_a_model_is_set_and_name_it(database: Database) -> None:
    database.in_transaction(furnish)
    assert read_texts(database, CLOCK, Lengths()) == TextReport(counted=2, embedded=2, measured=True)
    assert read_texts(database, CLOCK, Lengths()) == TextReport()
    with database.reading() as session:
        assert set(session.scalars(select(TextEmbedding.model))) == {"lengths"}
        assert session.scalar(select(func.count()).select_from(TextEmbedding)) == 2 <= READ_AT_A_TIME
        assert session.scalars(select(AffinityBasis.model)).one() == "lengths"
