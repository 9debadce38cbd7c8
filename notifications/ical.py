"""Writes dates for calendars, as RFC 5545 has it: escaped, folded at 75 octets, lines ended by CR and LF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75
"""Octets in a line; what is longer goes on in the next, after a space."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One moment in a calendar; the same `uid` with a higher `sequence` replaces it."""

    uid: str
    sequence: int
    at: datetime
    stamp: datetime
    summary: str
    description: str
    url: str
    cancelled: bool = False


def calendar(entries: Iterable[Entry], *, language: str, name: str = "") -> str:
    """Give a whole calendar; one with a name is subscribed to, one without is sent with a mail."""
    named = (f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Collegium//Collegium//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(named if name else ()),
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """Give a text as a value: what has a meaning there is marked, a line's end is written."""
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Give a line in rows of at most 75 octets; no letter is cut in two."""
    rows, row, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            rows.append(row)
            row, size = " ", 1
        row, size = row + letter, size + octets
    return "".join(f"{each}\r\n" for each in (*rows, row))


def _event(entry: Entry) -> list[str]:
    """Give one date: a moment without length that keeps nobody busy."""
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{_utc(entry.stamp)}",
        f"DTSTART:{_utc(entry.at)}",
        f"SEQUENCE:{entry.sequence}",
        f"SUMMARY:{escaped(entry.summary)}",
        f"DESCRIPTION:{escaped(entry.description)}",
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
