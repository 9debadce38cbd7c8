"""Mailers that are killed and mail servers that fail: nothing is lost, and nothing comes twice but in the gap.

The gap is between the last dot and the answer; a copy that comes of it has the same Message-ID. The long tests do what
`benchmarks.delivery` does; the short one has a few dozen messages with a fault each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from benchmarks import delivery, postbag
from config.settings import Settings
from notifications.endings import PAUSES
from notifications.transports import transport_for
from tests.behaviours import case, long
from tests.mail import MailServer
from tests.notifications.conftest import Office
from tests.postgresql import start_postgresql

FAULTS = ("drop", "451 Later", "550 No such user", "421 Too busy", "")
MANY = 40


@case("D-NT-01", "D-NT-06", "D-NT-10")
def test_each_message_arrives_once_whatever_befalls_it(
    office: Office, smtp_settings: Settings, mail_server: MailServer
) -> None:
    office.settings = smtp_settings
    office.do(partial(postbag.fill, n=MANY, now=office.clock.now()))
    waiting = [message for message in office.messages(postbag.KIND) if message.state == "due"]
    faults = {postbag.address_of(message.person_id or 0): FAULTS[n % 5] for n, message in enumerate(waiting)}
    mail_server.once.update(faults)
    for _ in range(2):
        office.drain(transport_for(smtp_settings))
        office.clock.move(seconds=PAUSES[0].total_seconds() * 2)
    mails = [mail for mail in mail_server.received if mail.recipients[0] in faults]
    arrived = Counter((mail.recipients[0], str(mail.message["Message-ID"])) for mail in mails)
    ids = {postbag.address_of(m.person_id or 0): f"<{m.public_id}@hub.example.org>" for m in waiting}
    copies = {"drop": 2, "550 No such user": 0}
    assert arrived == Counter({(to, ids[to]): n for to, fault in faults.items() if (n := copies.get(fault, 1))})
    assert Counter(message.state for message in office.messages(postbag.KIND)) == {"sent": 32, "failed": 8}


def on_postgresql(run: Callable[..., delivery.Count], n: int) -> delivery.Count:
    """Run it on a server of its own."""
    server = start_postgresql()
    try:
        return run(server.url, n)
    finally:
        server.stop()


@long("delivery", short="test_each_message_arrives_once_whatever_befalls_it")
@case("D-NT-01", "D-NT-06", "D-DU-02", "D-TM-07")
@pytest.mark.parametrize("kills", [1, 10])
def test_three_workers_on_postgresql_the_busiest_killed(kills: int) -> None:
    found = on_postgresql(partial(delivery.killed, kills=kills), 1000 if kills == 1 else 2000)
    assert found.is_sound, found


@long("delivery", short="test_each_message_arrives_once_whatever_befalls_it")
@case("D-NT-01", "D-NT-03", "D-NT-06", "D-DU-02", "D-TM-07")
@pytest.mark.parametrize("kills", [1, 5])
def test_three_workers_of_the_queue_each_job_in_it_twice_the_busiest_killed(kills: int) -> None:
    found = on_postgresql(partial(delivery.killed, kills=kills, queued=True), 1000)
    assert found.is_sound, found


@long("delivery", short="test_each_message_arrives_once_whatever_befalls_it")
@case("D-NT-01", "D-NT-06", "D-DU-02")
def test_three_workers_on_sqlite_the_busiest_killed() -> None:
    found = delivery.killed(None, 1000)
    assert found.is_sound, found


@long("delivery", short="test_each_message_arrives_once_whatever_befalls_it")
@case("D-NT-01", "D-NT-09")
def test_ten_thousand_messages_under_faults() -> None:
    found = on_postgresql(delivery.faulty, 10_000)
    assert found.is_sound, found
