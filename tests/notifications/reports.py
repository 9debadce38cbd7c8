"""Reports of failed delivery as mail servers write them (RFC 3464)."""

from __future__ import annotations

DSN = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; gone@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--B
Content-Type: {kind}

From: hub@example.org
Message-ID: {message_id}
Subject: Invitation

--B--
"""


def a_report(
    to: str = "hub@example.org", *, action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822",
    message_id: str = "<0123456789abcdef@hub.example.org>", said: str = "550 5.1.1 <gone@example.org>: unknown",
) -> bytes:  # fmt: skip
    """Give one report."""
    text = DSN.format(to=to, action=action, status=status, kind=kind, message_id=message_id, said=said)
    return text.replace("\n", "\r\n").encode()
