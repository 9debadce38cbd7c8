r"""Reads the LaTeX that stands in titles and names: accents, letters, dashes, quotation marks; commands fall away.

A full reader of LaTeX takes a percent sign for a remark and a dollar for mathematics, and loses what follows; in what
reference managers write, both are mostly signs of their own.
"""

from __future__ import annotations

import re
import unicodedata

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "b": "\u0331",
    "d": "\u0323", "G": "\u030f",
}  # fmt: skip
LETTERS = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "ldots": "…", "dots": "…", "textregistered": "®", "texttrademark": "™", "pounds": "£",
    "euro": "€", "texteuro": "€", "copyright": "©", "S": "§", "times": "×", "pm": "±", "leq": "≤", "geq": "≥",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "pi": "π",
    "sigma": "σ", "omega": "ω",
}  # fmt: skip

SIGN_ACCENT = re.compile(r"\\([`'^~\"=.])\s*(?:\{\s*(\\?\w?)\s*\}|(\\?\w))")
LETTER_ACCENT = re.compile(r"\\([uvHckrbdG])(?:\s*\{\s*(\\?\w?)\s*\}|\s+(\\?\w))")
COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?:\s+|\{\})?")
ESCAPED = re.compile(r"\\([&%$#_{}, -])")
MATHEMATICS = re.compile(r"\$(?! )([^$]{1,200})(?<! )\$(?!\d)")
KEPT = {"{": "\ue000", "}": "\ue001", "$": "\ue002"}
"""Signs that were written to be seen, out of the way until the others have fallen."""


def plain(text: str) -> str:
    """Give the text as it is meant to be read. Text without a backslash, brace or dollar hardly changes."""
    text = SIGN_ACCENT.sub(_accented, text.replace("\\\\", " "))
    text = LETTER_ACCENT.sub(_accented, text)
    text = ESCAPED.sub(lambda found: KEPT.get(found[1], found[1]), text)
    text = COMMAND.sub(_command, text)
    text = re.sub(r"(?<=\S)~(?=\S)", " ", text).replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    text = MATHEMATICS.sub(r"\1", re.sub(r"[{}]", "", text))
    for sign, kept in KEPT.items():
        text = text.replace(kept, sign)
    return unicodedata.normalize("NFC", text)


def _accented(found: re.Match[str]) -> str:
    letter = (found[2] if found[2] is not None else found[3]).lstrip("\\")
    return letter + ACCENTS[found[1]] if letter else ""


def _command(found: re.Match[str]) -> str:
    """Give the letter a command stands for; one that only says how to set what follows falls away."""
    return LETTERS.get(found[1], "")
