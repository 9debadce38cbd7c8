"""Measures the affinity: how well it orders what reviewers say of themselves, and what it costs.

    python -m benchmarks.affinity --gold FILE --out FOLDER [--model FOLDER] [--json]
    python -m benchmarks.affinity --speed [--json]

FILE has "submissions" and "papers" (id → title and abstract, papers with a year) and "runs", each a sampled profile
of every reviewer (reviewer → ids of papers). One file of predictions is written a run: reviewer → submission → score.
What a word weighs comes from the papers and submissions of the file, counted once for all runs. Times are CPU seconds.
The last line under --json is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from workflow.roster.affinity.corpus import CorpusStatistic, counted
from workflow.roster.affinity.documents import Document, TextStatistics, compared_text, statistics_of
from workflow.roster.affinity.embedding import SentenceModel, embedded, vector_of
from workflow.roster.affinity.explaining import Pair, explain
from workflow.roster.affinity.facts import SubmissionFacts, reviewer_facts
from workflow.roster.affinity.matrix import affinities
from workflow.roster.affinity.settings import AffinitySettings
from workflow.roster.affinity.vectors import TextVector, vector_key

REVIEWERS, WORKS, SUBMISSIONS, WIDTH = 1000, 10, 1000, 384
VOCABULARY, WORDS = 30_000, 150
SPEED_BAR = 10.0
A_MODEL = "of random vectors"


def main() -> None:
    """Measure what was asked for, print."""
    options = _options()
    figures: dict[str, Any] = {}
    if options.gold:
        figures["gold"] = _gold(json.loads(options.gold.read_text("utf-8")), options.out, options.model)
    if options.speed:
        figures["speed"] = _speed()
    for name, found in figures.items():
        print(name, *(f"{key}={value}" for key, value in found.items()))
    if options.json:
        sys.stdout.write(json.dumps({"affinity": figures}) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="texts and sampled profiles")
    parser.add_argument("--out", type=Path, help="the folder the predictions are written to")
    parser.add_argument("--model", default="", help="a sentence model, by folder or name; without one, words alone")
    parser.add_argument("--speed", action="store_true", help="measure 1,000 reviewers against 1,000 submissions")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    if bool(options.gold) != bool(options.out) or not (options.gold or options.speed):
        parser.error("give --gold with --out, or --speed")
    return options


def _gold(gold: Mapping[str, Any], out: Path, place: str) -> dict[str, Any]:
    times: dict[str, float] = {}
    with _timed(times, "reading"):
        documents = {name: _documents(gold[name]) for name in ("submissions", "papers")}
        corpus = counted(each.statistics for own in documents.values() for each in own.values())
    model = SentenceModel(place) if place else None
    if model is not None:
        with _timed(times, "embedding"):
            documents = {name: _with_vectors(gold[name], own, model) for name, own in documents.items()}
    settings = AffinitySettings(model=model.name if model is not None else "")
    out.mkdir(parents=True, exist_ok=True)
    with _timed(times, "scoring"):
        for n, run in enumerate(gold["runs"]):
            found = _predictions(run, documents, corpus, settings)
            (out / f"run{n:02}.json").write_text(json.dumps(found), "utf-8")
    return {"runs": len(gold["runs"]), "model": settings.model, "config": settings.config_hash(corpus.key), **times}


def _documents(texts: Mapping[str, Sequence[Any]]) -> dict[str, Document]:
    """Read texts: title, abstract and, where known, the year."""
    return {
        key: Document(
            id=key, title=title, statistics=statistics_of(title, abstract or "", "en"),
            year=rest[0] if rest else None, has_abstract=bool(abstract),
        )
        for key, (title, abstract, *rest) in texts.items()
    }  # fmt: skip


def _with_vectors(
    texts: Mapping[str, Sequence[Any]], documents: Mapping[str, Document], model: SentenceModel
) -> dict[str, Document]:
    whole = {key: compared_text(title, abstract or "") for key, (title, abstract, *_) in texts.items()}
    found = embedded(whole.values(), model)
    return {key: replace(own, vector=found.get(vector_key(model.name, whole[key]))) for key, own in documents.items()}


def _predictions(
    run: Mapping[str, Sequence[str]], documents: Mapping[str, Mapping[str, Document]],
    corpus: CorpusStatistic, settings: AffinitySettings,
) -> dict[str, dict[str, float]]:  # fmt: skip
    reviewers = [reviewer_facts(key, [documents["papers"][paper] for paper in papers]) for key, papers in run.items()]
    submissions = [SubmissionFacts(document=each) for each in documents["submissions"].values()]
    score = affinities(submissions, reviewers, corpus=corpus, settings=settings).score
    return {
        reviewer.id: {each.id: float(score[row, column]) for row, each in enumerate(submissions)}
        for column, reviewer in enumerate(reviewers)
    }


def _speed() -> dict[str, Any]:
    """Give the CPU seconds of all pairs with stored statistics and vectors, by words alone and with vectors."""
    times: dict[str, float] = {}
    texts, vectors = _texts(), _vectors()
    with _timed(times, "counting_11000_texts"):
        documents = [_document(n, texts(), next(vectors)) for n in range(SUBMISSIONS + REVIEWERS * WORKS)]
    stored = [json.dumps(each.statistics.to_data()) for each in documents]
    with _timed(times, "loading_11000_stored_statistics"):
        documents = [
            replace(each, statistics=TextStatistics.from_data(json.loads(data)))
            for each, data in zip(documents, stored, strict=True)
        ]
    with _timed(times, "corpus_statistic"):
        corpus = counted(each.statistics for each in documents)
    submissions = [SubmissionFacts(document=each) for each in documents[:SUBMISSIONS]]
    works = documents[SUBMISSIONS:]
    reviewers = [reviewer_facts(str(n), works[n * WORKS : (n + 1) * WORKS]) for n in range(REVIEWERS)]
    settings = {"words_only": AffinitySettings(), "with_vectors": AffinitySettings(model=A_MODEL)}
    for name, used in settings.items():
        with _timed(times, name):
            affinities(submissions, reviewers, corpus=corpus, settings=used)
    with _timed(times, "evidence_of_100_pairs"):
        for submission, reviewer in zip(submissions[:100], reviewers[:100], strict=True):
            explain(Pair(submission, reviewer, corpus, settings["with_vectors"]))
    bytes_each = sum(map(len, stored)) // len(stored)
    return {
        **times,
        "bar": SPEED_BAR,
        "bytes_of_stored_statistics": bytes_each,
        "holds": times["with_vectors"] <= SPEED_BAR,
    }


def _texts() -> Callable[[], str]:
    """Give a writer of abstracts of 150 words, frequent ones often as in any language."""
    chance = random.Random(1)  # noqa: S311 - a measure needs no secrecy
    words = [f"w{n}x" for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 3) for n in range(VOCABULARY)))
    return lambda: " ".join(chance.choices(words, cum_weights=weights, k=WORDS))


def _vectors() -> Iterator[TextVector]:
    chance = np.random.default_rng(1)
    while True:
        yield vector_of(A_MODEL, chance.standard_normal(WIDTH))


def _document(n: int, text: str, vector: TextVector) -> Document:
    return Document(id=str(n), title=f"work {n}", statistics=statistics_of("", text, "en"), vector=vector, year=2020)


@contextmanager
def _timed(times: dict[str, float], name: str) -> Iterator[None]:
    start = time.process_time()
    yield
    times[name] = round(time.process_time() - start, 2)


if __name__ == "__main__":
    main()
