from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.roster.affinities import MODEL, a_corpus
from workflow.kernel.errors import InvalidInput
from workflow.roster.affinity.corpus import NOTHING, CorpusStatistic, counted
from workflow.roster.affinity.documents import LONGEST_TEXT, TextStatistics, statistics_key, statistics_of
from workflow.roster.affinity.embedding import SentenceModel, cosines, embedded, unit_rows, vector_of
from workflow.roster.affinity.settings import TextRule, Weights
from workflow.roster.affinity.vectors import TextVector, vector_key

HERE = Path(__file__).resolve().parents[3]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200), st.sampled_from(["", "en", "fr", "ar", "zh"]))
def test_stored_statistics_come_back_as_they_were(title: str, abstract: str, language: str) -> None:
    found = statistics_of(title, abstract, language)
    back = TextStatistics.from_data(json.loads(json.dumps(found.to_data())))
    assert back == found
    assert list(back.counts) == list(found.counts)
    assert found.key == statistics_key(title, abstract, language)
    assert found.length == sum(found.counts.values())


def test_words_and_neighbours_are_counted() -> None:
    found = statistics_of("The rights of migrant children", "Migrant rights.")
    assert found.language == "en"
    assert found.counts == {
        "right": 2, "migrant": 2, "children": 1, "right migrant": 1, "migrant children": 1, "migrant right": 1,
    }  # fmt: skip


def test_a_key_tells_texts_and_languages_apart_but_not_spaces() -> None:
    keys = [statistics_key(*words) for words in (("a", "b"), ("a", "c"), ("a b", ""), ("a", "b", "fr"))]
    assert len(set(keys)) == 4
    assert statistics_key(" a ", "b\n") == keys[0]
    assert statistics_key("a \ud800", "")


@pytest.mark.parametrize(("text", "truncated"), [
    ("word " * (LONGEST_TEXT // 5), False), ("word " * (LONGEST_TEXT // 5) + "more", True),
    ("字" * LONGEST_TEXT, False),    ("字" * (LONGEST_TEXT + 1), True),
])  # fmt: skip
def test_twenty_pages_are_read_in_part(text: str, *, truncated: bool) -> None:
    found = statistics_of("", text)
    assert found.truncated == truncated
    assert "mor" not in found.counts
    assert found.length > 4000


def test_a_corpus_is_counted_by_language_once_a_text_in_any_order() -> None:
    texts = [
        statistics_of("labour skills", "", "en"),
        statistics_of("labour", "", "en"),
        statistics_of("labor", "", "es"),
    ]
    found = counted([*texts, texts[0], statistics_of("", "")])
    assert (found.of("en").documents, found.of("en").length, found.of("en").frequencies) == (2, 4, {"labour": 2})
    assert found.of("es").documents == 1
    assert found.of("fr") is NOTHING
    assert counted(reversed(texts)).key == found.key != a_corpus("labour").key
    assert CorpusStatistic.from_data(json.loads(json.dumps(found.to_data()))).key == found.key


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=20))
def test_stored_vectors_come_back_and_are_near_themselves(row: list[float]) -> None:
    vector = vector_of("m", np.array(row))
    assert TextVector.from_data(json.loads(json.dumps(vector.to_data()))) == vector
    rows, known = unit_rows([vector, None, TextVector("other", vector.values)], "m")
    assert known.tolist() == [any(abs(value) > 0 for value in row), False, False]
    if known[0]:
        assert cosines(rows, rows)[0, 0] == 1.0


def test_a_vector_of_nonsense_is_compared_with_nothing() -> None:
    _, known = unit_rows([vector_of("m", np.array([np.nan, 1.0])), vector_of("m", np.array([np.inf, 1.0]))], "m")
    assert known.tolist() == [False, False]


def test_each_text_is_embedded_once_and_an_empty_one_never() -> None:
    class Counting:
        name = MODEL.name
        asked: list[str]

        def embed(self, texts: Any) -> Any:
            self.asked = list(texts)
            return MODEL.embed(texts)

    model = Counting()
    found = embedded(["labour", "health", "labour", " "], model)
    assert model.asked == ["labour", "health"]
    assert set(found) == {vector_key(MODEL.name, "labour"), vector_key(MODEL.name, "health")}
    assert embedded([], model) == {}


def test_a_model_is_loaded_when_first_needed_and_named_by_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Loaded:
        def __init__(self, place: str, device: str) -> None:
            loaded.append((place, device))

        def encode(self, texts: list[str], **_: Any) -> Any:
            return [[float(len(text)), 1.0] for text in texts]

    loaded: list[tuple[str, str]] = []
    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = Loaded  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    (tmp_path / "config.json").write_text("{}")
    first = SentenceModel(str(tmp_path))
    (tmp_path / "config.json").write_text("{ }")
    second = SentenceModel(str(tmp_path))
    assert loaded == []
    assert first.name.startswith(f"{tmp_path.name}@")
    assert first.name != second.name
    assert SentenceModel("some/model").name == "some/model"
    assert [second.embed(["ab"]).tolist(), second.embed(["c"]).tolist()] == [[[2.0, 1.0]], [[1.0, 1.0]]]
    assert loaded == [(str(tmp_path), "cpu")]


@pytest.mark.parametrize(("kind", "data", "field"), [
    (Weights, {"text": -1}, "text"), (Weights, {"lexical": "3"}, "lexical"), (Weights, {"bid": True}, "bid"),
    (Weights, {"taxonomy": float("nan")}, "taxonomy"), (Weights, {"language": float("inf")}, "language"),
    (Weights, {"text": 101}, "text"), (TextRule, {"beta_text": 0}, "beta_text"),
    (TextRule, {"length_share": 1.1}, "length_share"), (TextRule, {"across_languages": 1}, "across_languages"),
])  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(kind: Any, data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kind.from_data(data)
    assert list(refused.value.problems) == [field]


def test_settings_are_read_from_plain_values() -> None:
    assert Weights.from_data({"text": 2, "unknown": "x"}) == Weights(text=2.0)
    rule = TextRule.from_data({"beta_text": 9, "length_share": 0, "across_languages": True})
    assert rule == TextRule(beta_text=9.0, length_share=0.0, across_languages=True)


def test_stored_evidence_is_read_without_the_heavy_library() -> None:
    code = "import sys, workflow.roster.affinity.evidence; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HERE, check=False).returncode == 0
