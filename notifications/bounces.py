"""Reads reports that a message could not be delivered (RFC 3464) and puts the message down as come back.

Which message it was is told by the address the report came to. Where none is set, by the Message-ID in what the report
gives back: nobody else than its reader knows that. Everything else is refused with a sentence and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32
from functools import partial

from notifications import return_path
from notifications.sender import Sender
from workflow.actions.bounces import note_bounce
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import NotFound, Refused
from workflow.kernel.ids import ALPHABET, LENGTH, PublicId
from workflow.kernel.messages import Reason, say

LARGEST = 2_000_000
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
OWN_ID = re.compile(rf"<([{ALPHABET}]{{{LENGTH}}})@([^<>@\s]+)>")
PERMANENT = "5"

NO_REPORT = say("This is no report of a failed delivery that can be read. Nothing was changed.")
NOT_OURS = say("This report does not prove to be about a message of ours. Nothing was changed.")
TOO_LARGE = say("This is too large to be a report of a failed delivery. Nothing was changed.")


@dataclass(frozen=True)
class Report:
    """What a report says about one recipient."""

    message_id: PublicId
    status: str
    diagnostic: str

    @property
    def is_final(self) -> bool:
        """Whether nobody tries any more."""
        return self.status.startswith(PERMANENT)


def take(raw: bytes, database: Database, clock: Clock, sender: Sender) -> Reason:
    """Take one report and say what came of it. Raises Refused for what is none, or about no message of ours."""
    report = read(raw, sender)
    if not report.is_final:
        return say("The message is late and still under way. Nothing was changed.")
    problem = f"{report.status} {report.diagnostic}".strip()
    work = partial(note_bounce, message_id=report.message_id, problem=problem, now=clock.now())
    try:
        is_new = database.in_transaction(work)
    except NotFound:
        raise Refused(NOT_OURS) from None
    return say("The message is put down as come back.") if is_new else say("That is known already.")


def read(raw: bytes, sender: Sender) -> Report:
    """Give what the report says. Raises Refused."""
    if len(raw) > LARGEST:
        raise Refused(TOO_LARGE)
    mail = BytesParser(policy=compat32).parsebytes(raw)
    try:
        failed = [fields for fields in _recipients(mail) if _text(fields, "Action").lower() in {"failed", "delayed"}]
        message_id = _message_of(mail, sender)
    except (LookupError, TypeError, ValueError, AttributeError) as problem:
        raise Refused(NO_REPORT) from problem
    if not failed:
        raise Refused(NO_REPORT)
    if message_id is None:
        raise Refused(NOT_OURS)
    fields = failed[0]
    status = re.sub(r"[^0-9.]", "", _text(fields, "Status"))[:12] or ("5.0.0" if _is_failed(fields) else "4.0.0")
    final = status if _is_failed(fields) else f"4{status[1:]}"
    return Report(message_id, final, _text(fields, "Diagnostic-Code").partition(";")[2].strip()[:300])


def _recipients(mail: Mail) -> Iterable[Mail]:
    """Give the fields of each recipient: every block of the report after the first, which is about the whole."""
    for part in mail.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = part.get_payload()
            yield from [block for block in blocks if isinstance(block, Mail) and block.get("Action")]


def _message_of(mail: Mail, sender: Sender) -> PublicId | None:
    if sender.bounces:
        return return_path.message_of(
            sender, " ".join(str(value) for name in ADDRESSED for value in mail.get_all(name, []))
        )
    for part in mail.walk():
        if part.get_content_type() in RETURNED:
            for public_id, host in OWN_ID.findall(_returned(part)):
                if host == sender.host:
                    return PublicId(public_id)
    return None


def _returned(part: Mail) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        mails = [inner for inner in payload if isinstance(inner, Mail)]
        return " ".join(str(value) for inner in mails for value in inner.get_all("Message-ID", []))
    return "\n".join(line for line in str(payload).splitlines() if line.lower().startswith("message-id:"))


def _is_failed(fields: Mail) -> bool:
    return _text(fields, "Action").lower() == "failed"


def _text(fields: Mail, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())
