"""Gives Babel the texts of our TOML files, so that translators see them beside those of the code."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO

SHOWN = frozenset({
    "label",
    "labels",
    "hint",
    "question",
    "anchors",
    "not_applicable",
    "title",
    "theme",
    "words",
    "heading",
    "stage",
})
"""The keys whose texts a reader sees."""


def toml_texts(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Give (line, function, text, comments) for every text of a TOML file that a reader sees."""
    del keywords, comment_tags, options
    source = file.read().decode()
    for text in shown_texts(tomllib.loads(source)):
        position = source.find(text)
        yield source.count("\n", 0, max(position, 0)) + 1, "gettext", text, []


def shown_texts(data: object, key: str = "") -> Iterator[str]:
    """Give every text that stands under one of the shown keys, however deep."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from shown_texts(value, key if key in {"labels", "words"} else str(name))
    elif isinstance(data, list):
        for value in data:
            yield from shown_texts(value, key)
    elif isinstance(data, str) and data and key in SHOWN:
        yield data
