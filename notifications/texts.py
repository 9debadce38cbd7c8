"""Counts what the matcher compares, in the background: words, vectors where a model is set, and the basis of scores.

The worker does it every minute and the command line once; what is missing is asked of the tables, and each text is
written in a transaction of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from config.settings import Settings
from notifications.careful import attempt
from workflow.actions import texts
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database

if TYPE_CHECKING:
    from workflow.roster.affinity.embedding import Embedder

READ_AT_A_TIME = 50
"""A model needs a tenth of a second a text; the next round goes on."""


@dataclass(frozen=True, kw_only=True)
class TextReport:
    """What one round did."""

    counted: int = 0
    embedded: int = 0
    forgotten: int = 0
    measured: bool = False
    """Whether the basis of all scores was counted anew."""

    def __str__(self) -> str:
        """Say it in one line, for the command line."""
        words = {"texts counted": self.counted, "texts embedded": self.embedded, "texts forgotten": self.forgotten}
        return ", ".join(f"{name} {value}" for name, value in {**words, "basis": int(self.measured)}.items())


def model_of(settings: Settings) -> Embedder | None:
    """Give the model that is set, or None; nothing of it is loaded before the first text."""
    if not settings.affinity_model:
        return None
    from workflow.roster.affinity.embedding import SentenceModel  # noqa: PLC0415  # heavy

    return SentenceModel(settings.affinity_model)


def read_texts(database: Database, clock: Clock, model: Embedder | None = None) -> TextReport:
    """Count and embed what is missing, forget what is not used, and count the basis anew where enough has changed."""
    now = clock.now()
    with database.reading() as session:
        missing = texts.uncounted(session)
    counted = sum(attempt(partial(_count, database, text, clock), otherwise=False, item=text.key) for text in missing)
    embedded = 0 if model is None else _embed(database, model)
    forgotten = database.in_transaction(texts.forget_unused)
    with database.reading() as session:
        name = model.name if model else ""
        basis = texts.counted_basis(session, name) if texts.basis_is_due(session, name) else None
    measured = basis is not None and database.in_transaction(partial(texts.keep_basis, basis=basis, now=now))
    return TextReport(counted=counted, embedded=embedded, forgotten=forgotten, measured=measured)


def _count(database: Database, text: texts.Text, clock: Clock) -> bool:
    return database.in_transaction(partial(texts.count_text, text=text, now=clock.now()))


def _embed(database: Database, model: Embedder) -> int:
    from workflow.roster.affinity.embedding import vector_of  # noqa: PLC0415  # heavy

    with database.reading() as session:
        wanted = texts.unread(session, model.name, READ_AT_A_TIME)
    if not wanted:
        return 0
    rows = model.embed([texts.embedded_text(text) for text in wanted])
    vectors = [(text.key, vector_of(model.name, row)) for text, row in zip(wanted, rows, strict=True)]
    return sum(database.in_transaction(partial(texts.keep_vector, key=key, vector=vector)) for key, vector in vectors)
