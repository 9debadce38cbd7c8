from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_panel, a_submission, a_world, an_application
from tests.many import many_submissions
from tests.statements import counted
from workflow.insight import applications, worklists
from workflow.insight.queues import QUEUES
from workflow.insight.worklists import WorkRow
from workflow.kernel.errors import InvalidInput, NotAllowed
from workflow.models import ConflictDeclaration, Submission
from workflow.policy import Actor, permits
from workflow.policy.permissions import Permission

KEYS = [queue.key for queue in QUEUES]


def every_row(session: Session, actor: Actor, queue: str, **how: str) -> list[WorkRow]:
    page = worklists.rows(session, actor, queue, now=NOW, **how)
    found = list(page.rows)
    while page.next:
        page = worklists.rows(session, actor, queue, now=NOW, after=page.next, **how)
        found += page.rows
    return found


@behaviour("C1")
def test_each_count_equals_its_list(session: Session) -> None:
    world = a_world(session)
    many_submissions(session, world, 130)
    found = worklists.counts(session, world.coordinator, now=NOW)
    lists = {key: every_row(session, world.coordinator, key) for key in KEYS}
    assert found.queues == {key: len({row.public_id for row in rows}) for key, rows in lists.items()}
    assert all(n > 0 for n in found.queues.values())
    assert found.you + found.others == found.queues["all"] == 130
    assert {key: worklists.total(session, world.coordinator, key, now=NOW) for key in KEYS} == found.queues


@behaviour("C1")
@pytest.mark.parametrize(("sort", "key"), [
    ("due", lambda row: row.due_at or worklists.NEVER), ("title", lambda row: row.title.lower()),
    ("oldest", lambda row: row.submitted_at), ("newest", lambda row: -row.submitted_at.timestamp()),
])  # fmt: skip
def test_a_list_keeps_its_order_over_all_pages(session: Session, sort: str, key: Callable[[WorkRow], float]) -> None:
    world = a_world(session)
    many_submissions(session, world, 120)
    keys = [key(row) for row in every_row(session, world.coordinator, "all", sort=sort)]
    assert (keys, len(keys)) == (sorted(keys), 120)


@behaviour("C1")
@pytest.mark.parametrize(("point", "queue", "words"), [
    ("submitted", "screening", ("Needs screening", "You", "screen")),
    ("screened", "needs_reviewers", ("Needs reviewers", "You", "choose reviewers")),
    ("assigned", "unanswered", ("Under review", "internal reader and 2 other reviewers", "3 asked, have not answered")),
    ("accepted", "under_review", ("Under review", "internal reader and 2 other reviewers", "3 reviews open")),
    ("reviewed", "ready", ("Ready for decision", "You", "decide")),
    ("disputed", "disputed", ("Disputed", "You", "settle, or call another reviewer")),
    ("returned", "all", ("With the submitter", "the submitter", "change it and send it in again")),
])  # fmt: skip
def test_a_row_says_what_is_the_matter_and_who_acts(
    session: Session, point: str, queue: str, words: tuple[str, str, str]
) -> None:
    world = a_world(session)
    item = a_submission(session, point, world=world)
    (row,) = worklists.rows(session, world.coordinator, queue, now=NOW).rows
    assert (row.public_id, str(row.stage), str(row.who), str(row.what)) == (item.public_id, *words)
    assert (row.reference, row.title, row.objectives) == (item.reference, item.title, ("gcm-06", "gcm-07"))


@behaviour("C1")
def test_an_item_that_another_handles_names_him(session: Session) -> None:
    world = a_world(session)
    a_submission(session, "screened", world=world)
    (row,) = worklists.rows(session, world.coordinator2, now=NOW).rows
    assert (str(row.who), row.is_mine) == ("Cora Coordinator", False)


@behaviour("C1", "C4")
def test_a_panel_with_an_open_seat_is_incomplete(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    a_panel(session, world, item, world.panel[:2])
    (row,) = worklists.rows(session, world.coordinator, "panel_incomplete", now=NOW).rows
    assert (str(row.stage), str(row.what)) == ("Panel incomplete", "1 seat open")
    assert [str(quota.label) for quota in row.quotas if quota.short] == ["external 0/2"]


@behaviour("C1")
@pytest.mark.parametrize(("days", "overdue", "long"), [(20, 0, 0), (22, 1, 0), (29, 1, 1)])
def test_late_reviews_are_counted_and_those_of_more_than_seven_days_apart(
    session: Session, days: int, overdue: int, long: int
) -> None:
    world = a_world(session)
    a_submission(session, "accepted", world=world)
    found = worklists.counts(session, world.coordinator, now=NOW + timedelta(days=days)).queues
    assert (found["overdue"], found["overdue_long"]) == (overdue, long)


@behaviour("C1")
def test_a_decision_is_late_after_its_day(session: Session) -> None:
    world = a_world(session)
    a_submission(session, "reviewed", world=world)
    at = [worklists.counts(session, world.coordinator, now=NOW + timedelta(days=d)) for d in (6, 9)]
    assert [found.queues["decision_late"] for found in at] == [0, 1]


@pytest.mark.parametrize(("search", "found"), [
    ("50 %", 5), ("it_all", 5), ("WORK", 5), ("%_%", 0), ("itxall", 0), ("nothing", 0), ("many-", 5),
    ("work it_all", 5), ("\x00work", 5), ("   ", 5),
])  # fmt: skip
def test_a_search_takes_every_sign_literally(session: Session, search: str, found: int) -> None:
    world = a_world(session)
    many_submissions(session, world, 5)
    assert len(worklists.rows(session, world.coordinator, now=NOW, search=search).rows) == found
    assert worklists.total(session, world.coordinator, now=NOW, search=search) == found


@pytest.mark.parametrize("wrong", [{"queue": "x"}, {"sort": "score"}, {"after": "x"}, {"after": "WyJhdCIsIjEiXQ"}])
def test_an_unknown_list_order_or_page_is_refused(session: Session, wrong: dict[str, str]) -> None:
    world = a_world(session)
    with pytest.raises(InvalidInput):
        worklists.rows(session, world.coordinator, now=NOW, **wrong)


@pytest.mark.parametrize("n", [5, 50, 60])
def test_a_page_costs_the_same_statements_however_long(session: Session, n: int) -> None:
    world = a_world(session)
    many_submissions(session, world, n)
    session.expire_all()
    with counted(session) as sent:
        worklists.counts(session, world.coordinator, now=NOW)
        worklists.rows(session, world.coordinator, now=NOW)
    assert len(sent) == 3


def close_off(session: Session, world: World) -> None:
    """The coordinator declares a conflict with everything there is."""
    assert world.coordinator.person_id is not None
    for item in session.scalars(select(Submission)):
        session.add(
            ConflictDeclaration(
                submission_id=item.id, person_id=world.coordinator.person_id, kind="rival", declared_at=NOW,
                declared_by_id=world.coordinator.person_id,
            )
        )  # fmt: skip
    session.flush()


@behaviour("C1")
@pytest.mark.case("D-AN-13", "D-AZ-08", "D-AZ-10")
@pytest.mark.parametrize("who", ["other_coordinator", "conflicted", "author"])
def test_what_is_not_his_is_in_no_list_no_count_and_no_search(session: Session, who: str) -> None:
    world = a_world(session)
    a_submission(session, "accepted", world=world)
    actor = world.coordinator
    if who == "other_coordinator":
        actor = world.other_coordinator
    elif who == "conflicted":
        close_off(session, world)
    else:
        item = session.scalars(select(Submission)).one()
        item.submitter_id = world.coordinator.person_id or 0
        session.flush()
    found = worklists.counts(session, actor, now=NOW)
    assert (set(found.queues.values()), found.you, found.others) == ({0}, 0, 0)
    assert worklists.rows(session, actor, now=NOW, search="HUB").rows == ()
    assert worklists.total(session, actor, now=NOW) == 0


@pytest.mark.case("D-AZ-08")
def test_nobody_without_a_desk_reads_a_list(session: Session) -> None:
    world = a_world(session)
    for name, actor in world.identities().items():
        if permits(actor, Permission.DESK_SEE):
            continue
        for ask in (worklists.counts, worklists.rows, worklists.total):
            with pytest.raises(NotAllowed):
                ask(session, actor, now=NOW)
        with pytest.raises(NotAllowed):
            applications.rows(session, actor)
        assert name not in {"coordinator", "coordinator2", "other_coordinator", "chief"}


@behaviour("C1", "C12")
@pytest.mark.parametrize(("state", "which"), [
    ("submitted", "waiting"), ("screened", "waiting"), ("more_asked", "asked"), ("approved", "decided"),
    ("draft", None), ("declined", "decided"),
])  # fmt: skip
def test_an_application_is_in_the_list_of_its_state_and_counted_there(
    session: Session, state: str, which: str | None
) -> None:
    world = a_world(session)
    an_application(session, state, world=world)
    found = applications.counts(session, world.coordinator)
    assert found == {name: int(name == which) for name in applications.STATES}
    assert {name: len(applications.rows(session, world.coordinator, name).rows) for name in found} == found


@behaviour("C12")
def test_an_application_says_who_has_screened_it_and_is_never_ones_own(session: Session) -> None:
    world = a_world(session)
    an_application(session, "screened", world=world)
    (row,) = applications.rows(session, world.coordinator).rows
    assert (row.screenings, row.approvals, row.screened_by_me, row.name) == (2, 2, True, "Olga Outsider")
    an_application(session, "submitted", world=world, applicant=world.coordinator)
    assert len(applications.rows(session, world.coordinator).rows) == 1
    assert len(applications.rows(session, world.coordinator2).rows) == 2
