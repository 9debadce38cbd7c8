"""The vector a model made of a text, as it is stored: whole numbers, under a key of model and text."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TextVector:
    """The vector of one text, under the name of its model."""

    model: str
    values: bytes
    """Whole numbers of 16 bits, lowest byte first."""

    def to_data(self) -> dict[str, Any]:
        """Give what `from_data` needs, as plain JSON values."""
        return {"model": self.model, "values": b64encode(self.values).decode("ascii")}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> TextVector:
        """Give back the vector that `to_data` wrote."""
        return cls(data["model"], b64decode(data["values"]))


def vector_key(model: str, text: str) -> str:
    """Give the key under which the vector of a text is stored: the SHA-256 of model and text."""
    return hashlib.sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
