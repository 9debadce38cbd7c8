"""Turns texts into vectors through a model, and compares them; the model is optional (extra `semantic`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workflow.roster.affinity.vectors import TextVector, vector_key

FINENESS = 32_767
"""Each component is kept as a whole number of at most this size: exact sums in any order, two bytes each."""


class Embedder(Protocol):
    """Whatever turns texts into vectors of one length, such that similar texts point in similar directions."""

    @property
    def name(self) -> str:
        """Give the name of the model; another model has another name."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one row a text."""


def embedded(texts: Iterable[str], model: Embedder) -> dict[str, TextVector]:
    """Give the vector of each text that is not empty under its key; the same text is embedded once."""
    wanted = {vector_key(model.name, text): text for text in texts if text.strip()}
    if not wanted:
        return {}
    rows = np.asarray(model.embed(list(wanted.values())), dtype=np.float64)
    return {key: vector_of(model.name, row) for key, row in zip(wanted, rows, strict=True)}


def vector_of(model: str, row: NDArray[np.float64]) -> TextVector:
    """Give a row of a model as it is stored; zeros or nonsense become zeros, which are compared with nothing."""
    length = float(np.sqrt(np.sum(row * row)))
    unit = row / length if length > 0 and np.isfinite(length) else np.zeros_like(row)
    return TextVector(model, np.rint(unit * FINENESS).astype("<i2").tobytes())


def unit_rows(vectors: Sequence[TextVector | None], model: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the vectors of this model as rows of whole numbers, and which texts have one; the others are zeros."""
    own = [vector.values if vector is not None and vector.model == model else b"" for vector in vectors]
    width = max((len(values) for values in own), default=0)
    rows = [np.frombuffer(values or bytes(width), dtype="<i2").astype(np.float64) for values in own]
    matrix = np.stack(rows) if rows else np.zeros((0, 0))
    return matrix, np.any(matrix != 0, axis=1)


def cosines(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the cosine of every row with every column; the products are sums of whole numbers, hence exact."""
    lengths = np.sqrt(np.outer((rows * rows).sum(axis=1), (columns * columns).sum(axis=1)))
    return np.clip(rows @ columns.T / np.maximum(lengths, 1.0), -1.0, 1.0)


class SentenceModel:
    """A sentence-transformers model by its name or folder, loaded when the first text is embedded."""

    def __init__(self, place: str) -> None:
        """Take the name of a model, or the folder it lies in; a folder is named by the hash of its files."""
        self.place = place
        folder = Path(place)
        self.name = f"{folder.name}@{_folder_hash(folder)[:16]}" if folder.is_dir() else place

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one row of length 1 a text."""
        rows = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, np.float32)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # heavy

        return SentenceTransformer(self.place, device="cpu")


def _folder_hash(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            own = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {own}\n".encode())
    return whole.hexdigest()
