"""What the parts of the affinity weigh and how texts are compared: settings of a call, typed and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from math import isfinite
from typing import Any

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say

METHOD = "affinity 1"
"""Changes when the calculation does, so that stored evidence is never taken for that of another method."""

HEAVIEST = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each part counts in the score; 0 leaves it out."""

    text: float = 1.0
    """Of the soft maximum of cosines, -1 to 1; without a model there is no such part."""
    lexical: float = 3.0
    """Of the soft maximum of BM25 over the submission's own idf mass; about 0 to 0.5."""
    taxonomy: float = 1.0
    """Of topics × level over the square root of the number of topics; 0 to about 5."""
    language: float = 0.15
    """Of the proficiency in the submission's language, 0 to 1."""
    bid: float = 0.5
    """Of the reviewer's own wish, -1 to 1."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Weights:
        """Read the weights from a call's plain values. Raises InvalidInput by field."""
        return cls(**_numbers(data, cls, _weight_problem))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """How texts are compared. The values were measured by others on other data and are not tuned here."""

    beta_text: float = 8.0
    """How much more the nearest works count than the mean one, by vectors."""
    beta_lexical: float = 12.0
    """The same by words."""
    saturation: float = 1.2
    """k1 of BM25: how soon a repeated word counts no more."""
    length_share: float = 0.75
    """b of BM25: how much a long text is discounted."""
    across_languages: bool = False
    """Whether the model knows several languages, so that vectors are compared across them; words never are."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> TextRule:
        """Read the rule from a call's plain values. Raises InvalidInput by field."""
        across = data.get("across_languages", False)
        if not isinstance(across, bool):
            raise InvalidInput({"across_languages": say("Say yes or no.")})
        numbers = {name: value for name, value in data.items() if name != "across_languages"}
        return cls(**_numbers(numbers, cls, _rule_problem), across_languages=across)


@dataclass(frozen=True, slots=True, kw_only=True)
class AffinitySettings:
    """Everything that a score depends on besides the facts themselves."""

    weights: Weights = Weights()
    texts: TextRule = TextRule()
    model: str = ""
    """The name of the model whose vectors are compared; empty for words alone."""

    def config_hash(self, corpus: str) -> str:
        """Give the SHA-256 of all that a score depends on; `corpus` is the key of the corpus statistic."""
        return _config_hash(self, corpus)


@lru_cache(maxsize=16)
def _config_hash(settings: AffinitySettings, corpus: str) -> str:
    data = {"method": METHOD, "settings": asdict(settings), "corpus": corpus}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _numbers(data: Mapping[str, Any], kind: type[Any], problem: Any) -> dict[str, float]:
    known = {field.name for field in fields(kind)}
    given = {name: value for name, value in data.items() if name in known}
    found = {name: problem(name, value) for name, value in given.items()}
    wrong = {name: reason for name, reason in found.items() if reason is not None}
    if wrong:
        raise InvalidInput(wrong)
    return {name: float(value) for name, value in given.items()}


def _weight_problem(_name: str, value: object) -> Reason | None:
    return None if 0 <= _number(value) <= HEAVIEST else say("Give a number from 0 to {most}.", most=int(HEAVIEST))


def _rule_problem(name: str, value: object) -> Reason | None:
    least, most = (0.0, 1.0) if name == "length_share" else (0.1, 50.0)
    return (
        None
        if least <= _number(value) <= most
        else say("Give a number from {least} to {most}.", least=least, most=most)
    )


def _number(value: object) -> float:
    """Give a finite number, or -1 for everything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and isfinite(value) else -1.0  # type: ignore[arg-type]  # just asked
