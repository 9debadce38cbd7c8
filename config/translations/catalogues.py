"""The catalogues: sentences taken from the sources, merged into each language, compiled.

The compiled files are kept in the repository beside their sources, so that nothing has to be compiled at the start;
a test says when they are out of date.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("ar", "es", "fr", "ru", "zh")
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGES = ("workflow", "web", "notifications", "config")
# How a sentence is marked: the functions of the domain (`say`, `plural`), the marker, and gettext's own.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "plural": (1, 2),
    "N_": None,
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
}


def path(language: str) -> Path:
    """Give the place of a language's catalogue."""
    return HERE / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Read the catalogue of a language; an empty one when there is none yet."""
    source = path(language)
    if not source.exists():
        return Catalog(language, fuzzy=False)
    with source.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Give the catalogue as the running system reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def extract() -> Catalog:
    """Collect every marked sentence of the sources, with the files it stands in."""
    template = Catalog(project="Collegium", fuzzy=False)
    for filename, message, context in _found():
        template.add(message, locations=[(filename, 0)], context=context)
    return template


def _found() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Give file, sentence and context of each marked sentence."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, methods, options, keywords=KEYWORDS)
        for filename, _, message, _, context in found:
            yield f"{package}/{filename}", message, context


def refresh() -> None:
    """Merge what the sources say into every catalogue and compile it; translations are never guessed."""
    template = extract()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        target = path(language)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)
        target.with_suffix(".mo").write_bytes(compiled(catalogue))
