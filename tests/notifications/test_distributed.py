"""Through the queue of procrastinate: the rows decide, so a job twice in it, or left by the dead, changes nothing.

On PostgreSQL only, which the queue needs; the kill test with three processes is in test_faults.py.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, Thread

import pytest
from sqlalchemy import text

from benchmarks import postbag
from benchmarks.delivery import enqueue_twice
from config.settings import Settings
from notifications import claims, distributed, worker
from notifications.claims import LEASE
from notifications.deliver import Post, deliver
from notifications.transports import transport_for
from tests.behaviours import case
from tests.databases import PostgresqlStore, Store
from tests.mail import MailServer
from tests.notifications.conftest import Office, an_office
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused

MANY = 40
JOBS = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'collegium.deliver'")


@pytest.fixture
def queued(stores: Callable[[str], Store], clock: FixedClock) -> Iterator[Office]:
    """Give an installation on PostgreSQL, whatever else the suite runs on."""
    store = stores("postgresql")
    assert isinstance(store, PostgresqlStore)
    database = store.fresh()
    yield an_office(database, clock)
    database.dispose()
    store._drop(database.url.database or "")  # noqa: SLF001 - it has tables that no other test expects


def jobs(office: Office) -> int:
    return int(office.do(lambda session: session.scalar(JOBS)))


def states(office: Office) -> Counter[str]:
    return Counter(message.state for message in office.messages(postbag.KIND))


def in_threads(*works: Callable[[], object]) -> None:
    """Do this side by side; not in this thread, where a browser may keep a loop of its own."""
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def works(office: Office, settings: Settings, noted: list[str]) -> None:
    """Run every job that waits, as one process does."""
    post = Post.of(settings, office.database, office.clock, transport_for(settings))
    delivery = distributed.Delivery(office.database, partial(deliver, post), lambda: noted.append(post.worker))
    in_threads(lambda: delivery.work(Event(), until_empty=True))


@case("D-NT-03", "D-NT-04", "D-DU-02", "D-TM-05")
def test_what_waits_leaves_once_however_often_it_stands_in_the_queue(
    queued: Office, smtp_settings: Settings, mail_server: MailServer
) -> None:
    with pytest.raises(Refused, match="prepare-queue"):
        worker.run(smtp_settings.model_copy(update={"delivery": "procrastinate"}), queued.database, queued.clock)
    queued.do(partial(postbag.fill, n=MANY, now=queued.clock.now()))
    twice = enqueue_twice(queued.database)
    assert (twice, jobs(queued), worker.prepare_queue(queued.database)) == (twice, twice, False)

    noted: list[str] = []
    in_threads(*[lambda: works(queued, smtp_settings, noted)] * 2)
    arrived = Counter(mail.recipients[0] for mail in mail_server.received)
    assert arrived == {postbag.address_of(m.person_id or 0): 1 for m in queued.messages(postbag.KIND)}
    assert (len(noted), len(set(noted)), jobs(queued), states(queued)) == (twice, 2, 0, {"sent": MANY})

    queued.do(partial(postbag.fill, n=3, now=queued.clock.now()))
    of_the_dead = Post.of(smtp_settings, queued.database, queued.clock, transport_for(smtp_settings))
    queued.do(lambda session: claims.claim(session, of_the_dead.holder, queued.clock.now(), 2))
    clocks = [distributed.Relay(queued.database, queued.clock) for _ in range(2)]
    assert [clock.enqueue() for clock in clocks] == [1, 0]  # the third message; its neighbours are held
    works(queued, smtp_settings, noted)
    assert states(queued) == {"sent": MANY + 1, "sending": 2}
    queued.clock.move(seconds=LEASE.total_seconds())
    assert [clock.enqueue() for clock in clocks] == [1, 0]
    works(queued, smtp_settings, noted)
    assert (states(queued), len(mail_server.received)) == ({"sent": MANY + 3}, MANY + 3)

    queued.do(partial(postbag.fill, n=1, now=queued.clock.now()))
    left_by_the_dead = text("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'collegium.deliver'")
    clocks[0].enqueue()
    queued.do(lambda session: session.execute(left_by_the_dead).close())
    in_threads(lambda: asyncio.run(forget_the_dead(queued)))
    assert (jobs(queued), clocks[0].enqueue(), jobs(queued)) == (0, 1, 1)


async def forget_the_dead(office: Office) -> None:
    async with distributed.Delivery(office.database, print, print).app().open_async() as app:
        await distributed.forget_the_dead(app)


def test_without_postgresql_there_is_a_sentence() -> None:
    with pytest.raises(Refused, match="needs PostgreSQL"):
        worker.prepare_queue(Database("sqlite://"))
