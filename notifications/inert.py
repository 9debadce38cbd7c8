"""Makes what people typed harmless in a mail: one line, no control characters, no live links, not too long."""

from __future__ import annotations

import re
import unicodedata

from workflow.rules.text import UNSTORABLE, tidy, tidy_line

LONGEST_LINE = 120
LONGEST_QUOTE = 20_000
"""As long as a form lets it be: what was previewed is sent whole."""
SCHEME = re.compile(r"(?i)\b(https?|ftp)://")
WWW = re.compile(r"(?i)\bwww\.")
INVISIBLE = re.compile("[\u0080-\u009f\u2028\u2029\ufeff]")
ISOLATED = "\u2068{}\u2069"
RTL_LETTERS = frozenset({"R", "AL"})


def line(text: str, *, isolate: bool = False) -> str:
    """Give a typed text for the middle of a sentence; isolated where its direction may differ from the sentence's."""
    plain = tidy_line(INVISIBLE.sub(" ", UNSTORABLE.sub(" ", text)))
    plain = WWW.sub("www .", SCHEME.sub(r"\1: //", plain))
    if len(plain) > LONGEST_LINE:
        plain = plain[: LONGEST_LINE - 1].rstrip() + "…"
    return ISOLATED.format(plain) if isolate or _has_rtl(plain) else plain


def quotation(text: str) -> str:
    """Give a typed text to be quoted, with its lines; who writes it is a coordinator, so its links stay."""
    plain = tidy(INVISIBLE.sub(" ", UNSTORABLE.sub(" ", text)))
    if len(plain) > LONGEST_QUOTE:
        plain = plain[:LONGEST_QUOTE].rstrip() + "…"
    return "\n".join(row.rstrip() for row in plain.split("\n"))


def header(text: str) -> str:
    """Give a text for a header: one line, no control character, not longer than a subject may be."""
    return tidy_line(INVISIBLE.sub(" ", UNSTORABLE.sub(" ", text)))[:250]


def _has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in RTL_LETTERS for letter in text)
