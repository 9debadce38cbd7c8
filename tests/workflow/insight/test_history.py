from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_submission, a_world, accepted, an_application, seats_of
from tests.statements import counted
from workflow.actions import answers, decisions, screening
from workflow.actions.process_store import shipped_text
from workflow.insight import history, history_words
from workflow.kernel.errors import NotFound
from workflow.models import Membership, Submission
from workflow.policy import Actor, link_actor

PATH = [
    "Received.", "Checked: complete and in scope.", "The review began.", "The decision is there.", "Published.",
]  # fmt: skip


def words(session: Session, actor: Actor, item: Submission) -> list[str]:
    return [str(line.words) for line in reversed(history.of_submission(session, actor, item))]


@behaviour("S6")
@pytest.mark.case("D-AN-10", "D-AN-12")
def test_a_submitter_reads_public_stages_in_days_without_times_or_names(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "published", world=world)
    lines = history.of_submission(session, world.submitter, item)
    assert [str(line.words) for line in reversed(lines)] == PATH
    told = {(line.at, line.actor_name, line.on_behalf_of, line.sequence, line.is_automatic) for line in lines}
    assert told == {(None, None, None, None, False)}
    assert {line.day for line in lines} == {NOW.date()}


@behaviour("S6")
@pytest.mark.case("D-AN-10")
def test_a_history_is_the_same_whatever_reviewers_did(session: Session) -> None:
    world = a_world(session)
    quiet, busy = (a_submission(session, "assigned", world=world) for _ in range(2))
    for seat in seats_of(busy)[:2]:
        accepted(session, world, seat)
    answers.decline(session, world.panel[2], seats_of(busy)[2].public_id, now=NOW)
    decisions.close_early(session, world.coordinator, busy.public_id, "enough", now=NOW)
    decisions.reopen_round(session, world.coordinator, busy.public_id, "one more", now=NOW)
    assert words(session, world.submitter, quiet) == words(session, world.submitter, busy) == PATH[:3]


@behaviour("S6")
def test_a_result_that_was_opened_and_reviewed_again_is_told(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "reviewed", world=world)
    screening.open_result(session, world.coordinator, item.public_id, now=NOW)
    decisions.reopen_round(session, world.coordinator, item.public_id, "one more", now=NOW)
    assert words(session, world.submitter, item)[3:] == [
        "The review is over; the decision is being prepared.", "The review goes on.",
    ]  # fmt: skip


@behaviour("S6")
@pytest.mark.parametrize(("point", "reader", "reason"), [
    ("returned", "submitter", True), ("returned", "coordinator", True), ("early", "submitter", False),
    ("early", "coordinator", True),
])  # fmt: skip
def test_a_reason_is_read_by_those_it_was_written_for(
    session: Session, point: str, reader: str, *, reason: bool
) -> None:
    world = a_world(session)
    item = a_submission(session, "accepted" if point == "early" else "submitted", world=world)
    if point == "early":
        decisions.close_early(session, world.coordinator, item.public_id, "The words of it", now=NOW)
    else:
        screening.return_to_submitter(session, world.coordinator, item.public_id, "The words of it", now=NOW)
    lines = history.of_submission(session, world.identities()[reader], item)
    assert ("The words of it" in {line.reason for line in lines}) == reason


def test_a_coordinator_reads_all_of_it_with_names_and_what_was_automatic(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "assigned", world=world)
    answers.accept(session, world.coordinator, seats_of(item)[0].public_id, now=NOW + timedelta(hours=1))
    newest, *_, oldest = history.of_submission(session, world.coordinator, item)
    assert (str(newest.words), newest.actor_name, newest.on_behalf_of) == (
        "internal reader accepted", "Cora Coordinator", "Mem Ber1",
    )  # fmt: skip
    assert (newest.at, newest.is_automatic) == (NOW + timedelta(hours=1), False)
    assert (str(oldest.words), oldest.actor_name) == ("Draft begun", "Sue Submitter")
    automatic = [str(x.words) for x in history.of_submission(session, world.coordinator, item) if x.is_automatic]
    assert automatic == ["The review began"]


@pytest.mark.case("D-AN-10", "D-AZ-08", "D-AZ-10")
def test_nobody_else_reads_a_history(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "published", world=world)
    for name in ("reviewer", "member", "outsider", "other_coordinator", "administrator", "visitor", "suspended"):
        with pytest.raises(NotFound):
            history.of_submission(session, world.identities()[name], item)
    holder = link_actor(submission_id=item.id, person_id=None)
    assert words(session, holder, item) == PATH


@pytest.mark.parametrize("reader", ["coordinator", "submitter"])
def test_a_history_costs_one_statement_however_long(session: Session, reader: str) -> None:
    world = a_world(session)
    actor, seen = world.identities()[reader], []
    for point in ("submitted", "published"):
        item = a_submission(session, point, world=world)
        history.of_submission(session, actor, item)
        with counted(session) as sent:
            history.of_submission(session, actor, item)
        seen.append(len([statement for statement in sent if "log_entry" in statement]))
    assert seen == [1, 1]


def test_applications_and_memberships_have_a_history_for_coordinators(session: Session) -> None:
    world = a_world(session)
    application = an_application(session, "approved", world=world)
    lines = history.of_application(session, world.coordinator, application)
    assert [str(line.words) for line in lines][-2:] == ["Application sent in", "Application begun"]
    member = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()
    assert str(history.of_membership(session, world.chief, member)[-1].words) == "Taken onto the roster"
    with pytest.raises(NotFound):
        history.of_application(session, world.outsider, application)
    with pytest.raises(NotFound):
        history.of_membership(session, world.outsider, member)


@pytest.mark.parametrize("process", ["hub", "assignment", "application", "membership"])
def test_every_trigger_of_a_shipped_process_has_words(process: str) -> None:
    known = {**history_words.BY_KIND, "hub": history_words.SUBMISSION, "assignment": history_words.ASSIGNMENT}
    triggers = {row["trigger"] for row in tomllib.loads(shipped_text(process))["transition"]}
    assert triggers - set(known[process]) == set()
