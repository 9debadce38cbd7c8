"""The demo shows every state and every list, believably; what the seed does not say is not made up."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.demo import archetypes, samples
from config.demo.stories import stories
from config.forms import kinds
from tests.cast import a_person
from tests.conftest import START
from workflow.actions import audit, due, standing
from workflow.actions.engine import AUDIENCES, registry
from workflow.actions.process_store import shipped_text
from workflow.demo import load
from workflow.demo.scenes import ACTS
from workflow.insight import worklists
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused
from workflow.models import (
    Absence,
    Application,
    Assignment,
    ConflictDeclaration,
    Event,
    Membership,
    Person,
    Publication,
    Review,
    ReviewRound,
    Submission,
    SubmissionVersion,
)
from workflow.policy import Actor, person_actor
from workflow.process.reading import parse

pytestmark = pytest.mark.sqlite_first

PROCESSES: dict[str, Any] = {
    "hub": Submission,
    "assignment": Assignment,
    "application": Application,
    "membership": Membership,
}
PASSED_THROUGH = {"approved"}
"""A membership leaves it in the transaction in which it begins."""


def named(session: Session, name: str) -> Actor:
    """Give somebody of the demo as an actor."""
    return person_actor(session.scalars(select(Person).where(Person.name == name)).one())


@pytest.mark.parametrize("name", PROCESSES)
def test_every_state_of_every_process_is_there(demo: Database, name: str) -> None:
    process = parse(shipped_text(name), registry.known(AUDIENCES), file=name)
    with demo.reading() as session:
        reached = set(session.scalars(select(PROCESSES[name].state).distinct()))
    wanted = {state.name for state in process.states}
    assert reached == (wanted - PASSED_THROUGH if name == "membership" else wanted)


def test_every_work_list_has_something_to_show(demo: Database) -> None:
    with demo.reading() as session:
        counts = worklists.counts(session, named(session, "Coordinator A"), now=START)
    assert [key for key, n in counts.queues.items() if not n] == []


def test_the_clock_finds_nothing_to_do(demo: Database) -> None:
    with demo.reading() as session:
        assert (due.overdue_invitations(session, START), due.ripe_rounds(session, START)) == ([], [])


def test_what_lists_read_is_what_the_rows_say(demo: Database) -> None:
    with demo.reading() as session:
        wrong = [
            (item.title, name)
            for item in session.scalars(select(Submission))
            for name, value in vars(standing.derive(session, item)).items()
            if getattr(item, name) != value
        ]
    assert wrong == []


def test_the_log_is_whole_and_in_order(demo: Database) -> None:
    with demo.reading() as session:
        assert audit.verify(session) == []


def test_published_items_were_reviewed_or_are_marked(demo: Database) -> None:
    with demo.reading() as session:
        found = session.scalars(select(Publication)).all()
        reviewed = [one for one in found if one.reviewed_on is not None]
        rounds = {one.submission_id for one in session.scalars(select(ReviewRound))}
    assert (len(reviewed) >= 4, len(found) - len(reviewed) >= 2) == (True, True)
    assert {one.submission_id for one in reviewed} <= rounds


def test_there_is_one_of_each_rare_thing(demo: Database) -> None:
    with demo.reading() as session:
        full = session.scalars(select(Membership)).all()
        found = {
            "a late review": session.scalars(select(Assignment).where(Assignment.is_late)).first(),
            "an extra reviewer": session.scalars(select(Assignment).where(Assignment.is_extra)).first(),
            "a conflict": session.scalars(select(ConflictDeclaration)).first(),
            "a second round": session.scalars(select(ReviewRound).where(ReviewRound.number == 2)).first(),
            "an absence": session.scalars(select(Absence).where(Absence.ends_on >= START.date())).first(),
            "a review begun": session.scalars(select(Review).where(Review.handed_in_at.is_(None))).first(),
            "no place left": [m for m in full for c in m.capacities if c.year == START.year and c.taken == c.cap],
        }
        overdue = session.scalars(select(Assignment.review_due_at).where(Assignment.state == "accepted")).all()
    assert [thing for thing, one in found.items() if not one] == []
    assert 9 in {(START.date() - at.date()).days for at in overdue if at is not None}


def test_all_seed_records_and_all_archetypes_are_in_it(demo: Database) -> None:
    with demo.reading() as session:
        summaries = set(session.scalars(select(SubmissionVersion.summary)))
        members = session.scalar(select(func.count()).select_from(Membership)) or 0
    assert [r["id"] for r in samples() if not any(str(r["description"]) in text for text in summaries)] == []
    assert members >= len(archetypes())


def test_titles_of_ours_are_marked_and_the_contact_is_masked(demo: Database) -> None:
    titled = {str(r["title"] or r["suggested"].get("title")) for r in samples()} - {"None"}
    with demo.reading() as session:
        versions = session.scalars(select(SubmissionVersion)).all()
    assert {version.title for version in versions if not version.title_is_working} == titled
    contact = next(record["contact"] for record in samples() if record["contact"])
    assert [v.title for v in versions if contact["email"] in str(v.answers)] == []
    assert len([v for v in versions if "the published address is masked" in v.summary]) == 2


def test_old_news_is_not_told_again(demo: Database) -> None:
    with demo.reading() as session:
        waiting = session.scalars(select(Event.at).where(Event.relayed_at.is_(None))).all()
    assert [at for at in waiting if (START - at).days >= 1] == []


def test_a_loaded_demo_is_left_alone(demo: Database) -> None:
    with demo.reading() as session:
        before = session.scalar(select(func.count()).select_from(Person))
    assert load(demo, FixedClock(START)) is False
    with demo.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == before


def test_a_database_with_other_people_is_refused(database: Database) -> None:
    database.in_transaction(lambda session: a_person(session).id)
    with pytest.raises(Refused, match="needs an empty database"):
        load(database, FixedClock(START))


def test_the_stories_use_each_verb_they_may_use() -> None:
    used = {step.verb for story in stories() for step in story.steps}
    assert used == set(ACTS)
    assert {story.submitter for story in stories()} <= {"geneva", "network", "secretariat", "institute", "university",
                                                        "mission", "ministry", "city"}  # fmt: skip
    assert {str(record["kind"]) for record in samples()} <= set(kinds())
