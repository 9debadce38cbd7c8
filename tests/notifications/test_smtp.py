"""What a mail server answers means the same, whether it takes commands together or one by one."""

from __future__ import annotations

import smtplib
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.receiver import HOST, receiving
from config.settings import Settings
from notifications.mime import Mail
from notifications.sender import Sender
from notifications.transports import SmtpTransport
from notifications.troubles import DeliveryTrouble, Rejected, TryLater, Unsure
from tests.behaviours import case
from tests.conftest import START
from tests.mail import MailServer, free_port
from tests.notifications.conftest import SUE, Office, by_smtp

TOGETHER = pytest.mark.parametrize("together", [True, False])
RECEIPT = "submission.submit:submitter"


@case("D-NT-01", "D-NT-08", "D-NT-09", "D-NT-10")
@TOGETHER
@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"refused": {SUE: "550 No such user"}}, ("failed", "550", 1, 0)),
        ({"refused": {SUE: "550 No such user"}, "waits_anyway": True}, ("failed", "550", 1, 0)),
        ({"refused": {SUE: "451 Greylisted"}}, ("due", "451", 1, 1)),
        ({"refused": {SUE: "421 Closing"}}, ("due", "421", 0, 1)),
        ({"refused": {SUE: "drop"}}, ("due", "SMTPServerDisconnected", 1, 1)),
        ({"sender_refused": "530 Authentication required"}, ("due", "530", 0, 1)),
        ({"sender_refused": "451 Try later"}, ("due", "451", 1, 1)),
        ({"once": {SUE: "554 No"}}, ("failed", "554", 1, 0)),
        ({"once": {SUE: "451 Later"}}, ("due", "451", 1, 1)),
        ({"once": {SUE: "drop"}}, ("in_doubt", "It is not known", 1, 2)),
    ],
)
def test_an_answer_means_the_same_however_it_was_asked_for(
    sending: Office,
    mail_server: MailServer,
    together: bool,
    faults: dict[str, Any],
    expected: tuple[str, str, int, int],
) -> None:
    state, problem, tries, copies = expected
    healthy = {name: getattr(mail_server, name) for name in faults}
    for name, value in {"pipelining": together, **deepcopy(faults)}.items():
        setattr(mail_server, name, value)
    by_smtp(sending)
    (receipt,) = sending.messages(RECEIPT)
    assert (receipt.state, receipt.problem[: len(problem)], receipt.attempts) == (state, problem, tries)
    assert mail_server.withdrawn == [b""] * (together and "waits_anyway" in faults)
    for name, value in {**healthy, "refused": {}}.items():
        setattr(mail_server, name, value)
    sending.clock.move(minutes=2)
    by_smtp(sending)
    arrived = Counter(str(one.message["Message-ID"]) for one in mail_server.received)
    receipts = arrived.pop(f"<{receipt.public_id}@hub.example.org>", 0)
    assert (receipts, set(arrived.values())) == (copies, {1})


@TOGETHER
def test_a_line_that_was_closed_after_a_message_is_opened_again_for_the_next(
    sending: Office, mail_server: MailServer, together: bool
) -> None:
    mail_server.pipelining, mail_server.goes_away = together, True
    assert by_smtp(sending).sent == 3
    assert len(mail_server.received) == 3


@TOGETHER
def test_the_commands_leave_in_one_write_where_the_server_takes_that(
    sending: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    mail_server.pipelining, written, send = together, list[bytes](), smtplib.SMTP.send

    def keep(line: smtplib.SMTP, said: Any) -> None:
        written.append(said.encode() if isinstance(said, str) else bytes(said))
        send(line, said)

    monkeypatch.setattr(smtplib.SMTP, "send", keep)
    assert by_smtp(sending).sent == 3
    said = [each.split(b" ")[0].strip() for each in written if not each.startswith((b"ehlo", b"From:", b"quit"))]
    assert said == [b"MAIL"] * 3 if together else [b"MAIL", b"RCPT", b"DATA"] * 3
    assert all(each.endswith(b"DATA\r\n") for each in written if together and each.startswith(b"MAIL"))


@pytest.mark.parametrize("body", ["", ".", ".\n", "one\n.\ntwo\n", "..\n.three", "ends without a row's end"])
def test_a_dot_alone_in_a_row_does_not_end_the_message(
    smtp_settings: Settings, mail_server: MailServer, body: str
) -> None:
    transport = SmtpTransport(smtp_settings, Sender.of(smtp_settings))
    transport.send(a_mail(body=body))
    transport.send(a_mail(body="the next one\n"))
    transport.close()
    read = [one.message.get_content().replace("\r\n", "\n").rstrip("\n") for one in mail_server.received]
    assert read == [body.rstrip("\n"), "the next one"]


@pytest.mark.parametrize(
    ("fault", "trouble", "written"),
    [("", None, "taken"), ("later", TryLater, "later"), ("never", Rejected, "never"), ("drop", Unsure, "dropped")],
)
def test_the_receiver_of_the_benchmarks_writes_down_what_it_answers(
    smtp_settings: Settings, tmp_path: Path, fault: str, trouble: type[DeliveryTrouble] | None, written: str
) -> None:
    ledger, port = tmp_path / "ledger", free_port()
    settings = smtp_settings.model_copy(update={"smtp_host": HOST, "smtp_port": port})
    with receiving(port, ledger, **({fault: 1.0} if fault else {})):
        transport = SmtpTransport(settings, Sender.of(settings))
        for _ in range(2):
            assert trouble_of(transport, a_mail()) == trouble
        transport.close()
        with smtplib.SMTP(HOST, port, timeout=5) as line:
            answers = [line.docmd(said)[0] for said in ("EHLO me", "DATA", "MAIL FROM:<>", "RCPT TO:<b@c>", "DATA")]
            with suppress(smtplib.SMTPServerDisconnected):
                line.docmd(".")  # a message with nothing in it
    assert answers == [250, 503, 250, 250, 354]
    assert ledger.read_text().splitlines() == [
        *[f"{written} ada@example.org <m1@hub.example.org>"] * 2, f"{written} b@c -",
    ]  # fmt: skip


def trouble_of(transport: SmtpTransport, mail: Mail) -> type[DeliveryTrouble] | None:
    try:
        transport.send(mail)
    except DeliveryTrouble as trouble:
        return type(trouble)
    return None


def a_mail(body: str = "Good morning\n") -> Mail:
    return Mail(public_id="m1", to="ada@example.org", subject="Where", body=body, language="en", at=START)
