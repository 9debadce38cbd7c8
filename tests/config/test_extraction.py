from __future__ import annotations

from io import BytesIO

from config.extraction import toml_texts

SOURCE = b"""
name = "not shown"
title = "Shown"
[[field]]
label = "Asked"
seen_by = ["author"]
anchors = ["One", "Two"]
choices = [{ key = "a", label = "First" }]
"""


def test_the_texts_a_reader_sees_are_found_with_their_lines() -> None:
    found = [(line, text) for line, _, text, _ in toml_texts(BytesIO(SOURCE), (), (), {})]
    assert found == [(3, "Shown"), (5, "Asked"), (7, "One"), (7, "Two"), (8, "First")]
