"""Writes one mail as it goes over the wire: headers, plain text, the same words as HTML, a date for the calendar.

Written out here because the library parses each header again, which costs four times what all the rest of a mail does.
The same message is the same bytes however often it is sent.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import cache
from textwrap import wrap

from notifications.inert import header
from notifications.sender import Sender

BASE64_LANGUAGES = frozenset({"ar", "ru", "zh"})
"""Whose letters would be three times as long in the other encoding."""
WITHIN_A_LETTER = 0b10000000
END = b"\r\n"
LONGEST_ROW = 76
LONGEST_PLAIN, LONGEST_WORD = 66, 39
"""Letters that stand in one row behind the name of a header, and octets that an encoded word there holds."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it leaves, to one recipient."""

    public_id: str
    to: str
    subject: str
    body: str
    html: str = ""
    """The same words laid out; a mail may do without."""
    calendar: str = ""
    """A date for the reader's calendar, as iCalendar."""
    stop_url: str = ""
    """Where one click ends mails of this kind; empty where they cannot be switched off."""
    return_path: str = ""
    """Where a report goes that it could not be delivered; empty: to the sender."""
    language: str
    at: datetime


def wire(mail: Mail, sender: Sender) -> bytes:
    """Give the message with its headers; the same message has the same Message-ID however often it is sent.

    Raises ValueError, IndexError or MessageError for an address that is none.
    """
    encode = _base64 if mail.language in BASE64_LANGUAGES else _quoted
    parts = [_part("text/plain", mail.body, encode)]
    if mail.html:
        parts.append(_part("text/html", mail.html, encode))
    content = parts[0] if len(parts) == 1 else _joined("alternative", parts, f"=_a{mail.public_id}")
    if mail.calendar:
        content = _joined("mixed", [content, _calendar(mail.calendar)], f"=_m{mail.public_id}")
    head = "\r\n".join(f"{name}: {value}" for name, value in _headers(mail, sender).items())
    return head.encode() + END + content


def _headers(mail: Mail, sender: Sender) -> dict[str, str]:
    headers = {
        "From": _from(sender.name, sender.address),
        "To": _to(mail.to),
        "Subject": _encoded(header(mail.subject)),
        "Date": format_datetime(mail.at),
        "Message-ID": f"<{mail.public_id}@{sender.host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
        "MIME-Version": "1.0",
    }
    if mail.stop_url:
        headers |= {"List-Unsubscribe": f"<{mail.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


@cache
def _from(name: str, address: str) -> str:
    plain = header(name)
    if plain.isascii():
        return str(Address(display_name=plain, addr_spec=address))
    return f"{_encoded(plain)} <{Address(addr_spec=address).addr_spec}>"


def _to(to: str) -> str:
    """Give the address as a header takes it; the wire takes other letters where the server has said so."""
    local, _, domain = to.rpartition("@")
    checked = Address(addr_spec=to) if to.isascii() else Address(username=local, domain=domain)
    return checked.addr_spec


def _encoded(text: str) -> str:
    """Give a text for a header, in rows that are short enough: as it stands, or as encoded words (RFC 2047)."""
    if text.isascii() and "=?" not in text:
        return "\r\n ".join(wrap(text, LONGEST_PLAIN, break_long_words=False, break_on_hyphens=False))
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(text.encode()))


def _pieces(text: bytes) -> Iterator[bytes]:
    """Cut a text for encoded words; no letter is cut in two."""
    begin = 0
    while begin < len(text):
        end = min(begin + LONGEST_WORD, len(text))
        while end < len(text) and text[end] & 0b11000000 == WITHIN_A_LETTER:
            end -= 1
        yield text[begin:end]
        begin = end


def _part(kind: str, text: str, encode: Callable[[bytes], tuple[str, bytes]]) -> bytes:
    name, encoded = encode(text.replace("\n", "\r\n").encode())
    return f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {name}\r\n\r\n'.encode() + encoded


def _calendar(text: str) -> bytes:
    """Attach a date; programs that know dates offer to keep it, the others offer a file."""
    _, encoded = _base64(text.encode())
    return (
        b'Content-Type: text/calendar; charset="utf-8"; method=PUBLISH; name="date.ics"\r\n'
        b'Content-Disposition: attachment; filename="date.ics"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + encoded
    )


def _joined(kind: str, parts: list[bytes], boundary: str) -> bytes:
    """Join parts; an equals sign before an underscore is in none of them, for each is encoded."""
    line = f"--{boundary}".encode()
    inside = b"".join(line + END + part + END for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + inside + line + b"--" + END


def _base64(text: bytes) -> tuple[str, bytes]:
    encoded = b64encode(text)
    rows = [encoded[at : at + LONGEST_ROW] for at in range(0, len(encoded), LONGEST_ROW)]
    return "base64", b"".join(row + END for row in rows)


def _quoted(text: bytes) -> tuple[str, bytes]:
    return "quoted-printable", b2a_qp(text, istext=True)
