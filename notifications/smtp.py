"""Says to a mail server what one message needs: who sends it, for whom, and then what it says.

A server that takes commands together (PIPELINING, RFC 2920) gets the first three in one write and is waited for once;
any other gets one after the other. What it answers means the same either way.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass

from notifications.troubles import DeliveryTrouble, LineIsDead, Rejected, TryLater, Unreachable, Unsure

ACCEPTED, FORWARDED, GO_ON = 250, 251, 354
FIRST_PERMANENT = 500
CLOSING = 421
"""The server ends the line, whatever was asked."""

LOST = (smtplib.SMTPException, OSError)
"""What a line meets that cannot be used any more."""


@dataclass(frozen=True)
class Envelope:
    """Who sends a message and who gets it, as the mail server hears it."""

    sender: str
    recipient: str

    def commands(self) -> dict[bytes, tuple[int, ...]]:
        """Give what is said before the content, each with the answers that let it go on."""
        options = "" if self.recipient.isascii() else " SMTPUTF8 BODY=8BITMIME"
        return {
            f"MAIL FROM:<{self.sender}>{options}\r\n".encode(): (ACCEPTED,),
            f"RCPT TO:<{self.recipient}>\r\n".encode(): (ACCEPTED, FORWARDED),
            b"DATA\r\n": (GO_ON,),
        }


def announce(line: smtplib.SMTP, envelope: Envelope) -> None:
    """Say who sends and who gets it, until the server waits for the content. Raises DeliveryTrouble."""
    if not envelope.recipient.isascii() and not line.has_extn("smtputf8"):
        raise Rejected("the mail server cannot take an address with these letters")
    asked, answered = envelope.commands(), 0
    together = line.has_extn("pipelining")
    try:
        if together:
            line.send(b"".join(asked))
        for command, good in asked.items():
            if not together:
                line.send(command)
            code, text = line.getreply()
            answered += 1
            if code not in good:
                if together:
                    _withdraw(line, len(asked) - answered)
                said_to_all = code == CLOSING or (answered == 1 and code >= FIRST_PERMANENT)
                raise _refusal(code, text, said_to_all=said_to_all)
    except LOST as problem:
        raise (TryLater if answered else LineIsDead)(words_of(problem)) from problem


def hand_over(line: smtplib.SMTP, content: bytes) -> None:
    """Give the content to a server that waits for it. Raises DeliveryTrouble."""
    try:
        line.send(_with_its_end(content))
        code, text = line.getreply()
    except LOST as problem:
        raise Unsure(words_of(problem)) from problem
    if code != ACCEPTED:
        raise _refusal(code, text)


def words_of(problem: Exception) -> str:
    """Give what is kept of a line's trouble."""
    return f"{type(problem).__name__}: {problem}"[:400]


def _withdraw(line: smtplib.SMTP, unread: int) -> None:
    """Read what else was answered; a server that waits for the content all the same gets an empty one, for nobody."""
    with suppress(*LOST):
        codes = [line.getreply()[0] for _ in range(unread)]
        if GO_ON in codes:
            line.docmd(".")


def _refusal(code: int, text: bytes, *, said_to_all: bool = False) -> DeliveryTrouble:
    words = f"{code} {text.decode('utf-8', 'replace')}"[:400]
    if said_to_all:  # it knows nothing of the message yet but who we are, or takes none from anybody
        return Unreachable(words)
    return Rejected(words) if code >= FIRST_PERMANENT else TryLater(words)


def _with_its_end(content: bytes) -> bytes:
    """Give the content as it goes over the line: no row of it is taken for its end, a dot alone."""
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    return content.replace(b"\r\n.", b"\r\n..") + end
