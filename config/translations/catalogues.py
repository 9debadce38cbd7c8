"""The catalogues: sentences taken from the sources, merged into each language, compiled.

The compiled files are kept in the repository beside their sources, so that nothing has to be compiled at the start;
a test says when they are out of date. The labels of the vocabularies are compiled with them: where a reason names a
term, it holds the English label, and every reader of a catalogue finds the label of his language under it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import vocabularies

LANGUAGES = ("ar", "es", "fr", "ru", "zh")
# No date of extraction is kept: it would change the files when nothing else does.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
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
        return _empty(language)
    with source.open("rb") as file:
        return read_po(file, locale=language)


def _empty(language: str) -> Catalog:
    """Give a catalogue with its header only."""
    return Catalog(
        language,
        header_comment="# The sentences of Collegium; see config/translations/catalogues.py.",
        project="Collegium",
        version="1",
        msgid_bugs_address="the issue tracker of the project",
        last_translator="the Collegium project",
        language_team="the Collegium project",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )


def compiled(catalogue: Catalog) -> bytes:
    """Give the catalogue as the running system reads it: with the labels, without what is not translated yet."""
    finished = _empty(str(catalogue.locale))
    # Babel would compile an empty plural as an empty sentence; the English one is better than none.
    for message in catalogue:
        if message.id and all(forms(message.string)):
            finished.add(message.id, message.string, context=message.context)
    for english, own in labels(str(catalogue.locale)).items():
        if english not in finished:
            finished.add(english, own)
    buffer = io.BytesIO()
    write_mo(buffer, finished)
    return buffer.getvalue()


def labels(language: str) -> dict[str, str]:
    """Give the label of every vocabulary term in a language, by the English one; of equal English ones the first."""
    found: dict[str, str] = {}
    for record in (record for name in vocabularies.VOCABULARIES for record in vocabularies.terms(name)):
        own, used = vocabularies.label(record, language)
        if used == language:
            found.setdefault(vocabularies.label(record, vocabularies.FALLBACK)[0], own)
    return found


def forms(string: str | Sequence[str] | None) -> Sequence[str]:
    """Give every form of a translation; one empty form when there is none."""
    return [string or ""] if isinstance(string, str | None) else string


def extract() -> Catalog:
    """Collect every marked sentence of the sources, with the files it stands in."""
    template = Catalog(project="Collegium", fuzzy=False, creation_date=EPOCH)
    for filename, message, context in _found():
        template.add(message, locations=[(filename, 0)], context=context)
    return template


def _found() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Give file, sentence and context of each marked sentence."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has not typed it
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
