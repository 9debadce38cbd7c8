"""Every letter that the shipped processes ask for is composed once from a database, out of the lives of a few items.

The lives run in one session that is rolled back; where an item can go several ways, each is tried from the same point.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import resources
from itertools import product
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from config.settings import load_settings
from notifications import previews, relay
from notifications.letters import LETTERS
from notifications.letters.clock import BY_THE_CLOCK
from notifications.letters.of_calls import BY_NAME, name_of
from notifications.mime import Mail
from notifications.sender import Sender
from notifications.writing import NotSent, compose
from tests.behaviours import behaviour
from tests.builders import (
    NOW,
    STEPS,
    World,
    a_submission,
    a_world,
    an_application,
    review_answers,
    seats_of,
    way_to,
)
from tests.imported import NEW, a_member_table
from workflow.actions import (
    accounts,
    alarms,
    answers,
    applications,
    decisions,
    journal,
    memberships,
    panels,
    people,
    reviews,
    screening,
    submissions,
    succession,
    sweep,
)
from workflow.actions.bounces import note_failure
from workflow.insight import health
from workflow.kernel.clock import FixedClock
from workflow.models import Assignment, Beat, Call, CallLetter, Event, Membership, Message, Person, Submission
from workflow.policy import SYSTEM
from workflow.rules.letter_words import listed

TOLD_BY_VERBS = {
    ("assignment.invite", "reviewer"), ("assignment.invite_next", "coordinator"),
    ("assignment.extend_due_date", "reviewer"),
    ("assignment.propose_due_date", "coordinator"), ("assignment.remind_answer", "reviewer"),
    ("assignment.remind_review", "reviewer"), ("submission.ask_submitter", "submitter"),
    ("submission.answer_clarification", "coordinator"), ("submission.hand_over", "coordinator"),
    ("submission.open_result", "submitter"), ("submission.release_decision", "submitter"),
    ("person.sign_in_link", "person"), ("person.confirm_address_link", "person"), ("person.staff_invitation", "person"),
    ("person.roster_invitation", "person"), ("membership.tell_entered", "member"),
    ("submission.mail_failed", "coordinator"), ("assignment.mail_failed", "coordinator"),
    ("application.mail_failed", "coordinator"), ("installation.trouble", "administrator"),
}  # fmt: skip
"""What verbs announce besides the moves of the processes."""

BY_ANOTHER_NAME = {("person.staff_invitation", "person"), ("person.roster_invitation", "person")}
"""An invitation to the staff or the roster is the confirmation of an address, for a reason."""

AVAILABILITY = "https://hub.example.org/profile#h-availability"
MAILS = "https://hub.example.org/mails"
STRANGERS = {"new@example.org", "somebody@example.org", NEW["email"]}


BY_RULES = {key for key in LETTERS if key[1] == "task_owner"} | set(BY_THE_CLOCK)
"""What tests/notifications/test_clock.py has written."""


def told_by_processes() -> set[tuple[str, str]]:
    kinds = {"hub": "submission"}
    found = set()
    for file in (resources.files("config") / "processes").iterdir():
        if file.name.endswith(".toml"):
            process = tomllib.loads(file.read_text(encoding="utf-8"))
            kind = kinds.get(process["name"], process["name"])
            for row in process["transition"]:
                found |= {(f"{kind}.{row['trigger']}", audience) for audience in row.get("tells", ())}
    return found


def test_there_is_a_letter_for_everything_that_is_told_and_none_besides() -> None:
    assert set(LETTERS) >= told_by_processes() | TOLD_BY_VERBS
    assert set(LETTERS) - told_by_processes() - TOLD_BY_VERBS - BY_RULES <= {
        ("membership.start", "member"), ("submission.remind_draft", "submitter"),
    }  # fmt: skip


OWN = "In our own words:"


def in_own_words(call_id: str, session: Session) -> Iterator[CallLetter]:
    """Give own words of a call for each of its letters, with every variable the letter has."""
    number = session.scalars(select(Call.id).where(Call.public_id == call_id)).one()
    for letter, language in product(BY_NAME.values(), previews.languages()):
        words = previews.shipped_words(letter, language)
        text = f"{OWN} {listed(letter.has)}\n\n{words.text}"
        yield CallLetter(
            call_id=number, letter=letter.name, language=language, subject=words.subject, text=text, changed_at=NOW
        )


class Life:
    """Lets things happen one after another, and composes the first message of every kind that comes of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.world: World = a_world(session)
        self.sender = Sender.of(load_settings(base_url="https://hub.example.org", secret_key="k" * 40))
        self.mails: dict[tuple[str, str], Mail] = {}
        session.add_all(in_own_words(self.world.call_id, session))
        session.flush()

    def does(self, verb: Callable[..., Any], *args: Any, **typed: Any) -> Any:
        """Run one verb and hear what comes of it; gives the public id of what it gave."""
        done = verb(self.session, *args, **typed, now=NOW)
        self.session.flush()
        self.hears()
        return getattr(done, "public_id", None)

    def goes_on(self, item: Submission, point: str) -> None:
        """Take a submission one step further, to this point."""
        STEPS[point][1](self.session, self.world, item, NOW)
        self.hears()

    def reminds(self, seat: Assignment, kind: str, due_at: Any) -> None:
        """Announce a reminder as the clock does."""
        fact = journal.Fact(
            trigger=f"remind_{kind}", actor=SYSTEM, now=NOW, tells=("reviewer",), payload={"due_at": due_at.isoformat()}
        )
        journal.announce(self.session, seat, fact, key=f"remind-{kind}")
        self.hears()

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Try a way that is not gone."""
        with self.session.begin_nested() as trial:
            yield
            trial.rollback()
        self.session.expire_all()

    def says_all_it_has(self, name: str, audience: str) -> None:
        """Check that a letter of a call could say every variable that it is offered with."""
        assert (OWN in self.mails[name, audience].body) == bool(name_of(name, audience)), name

    def hears(self) -> None:
        """Expand what has happened, and compose what no message said before."""
        for event_id in self.session.scalars(select(Event.id).where(Event.relayed_at.is_(None)).order_by(Event.id)):
            relay.expand(self.session, event_id, FixedClock(NOW))
            for message in self.session.scalars(select(Message).where(Message.event_id == event_id)):
                name, _, audience = message.kind.rpartition(":")
                if (name, audience) not in self.mails:
                    try:
                        self.mails[name, audience] = compose(self.session, message, self.sender, NOW)
                        self.says_all_it_has(name, audience)
                    except NotSent:
                        continue


def a_submission_is_screened(life: Life, item: Submission) -> None:
    world, item_id = life.world, item.public_id
    with life.branch():
        asked = life.does(screening.ask_submitter, world.coordinator, item_id, "Who made it?")
        life.does(submissions.answer_clarification, world.submitter, asked, "We did.")
        life.does(screening.hand_over, world.coordinator, item_id, world.coordinator2.public_id)
    with life.branch():
        life.goes_on(item, "returned")
        with life.branch():
            life.does(screening.take_back_return, world.coordinator, item_id, "It is there.")
        life.does(submissions.submit, world.submitter, item_id)
    with life.branch():
        life.goes_on(item, "withdrawn")
        life.does(submissions.revive, world.submitter, item_id)


def a_panel_is_asked(life: Life, item: Submission) -> None:
    world, (first, second, *_) = life.world, seats_of(item)
    life.reminds(first, "answer", first.answer_due_at)
    with life.branch():
        life.does(answers.decline, world.members[0], first.public_id)
        life.does(succession.invite_next, item.id)
        life.does(panels.cancel, world.coordinator, second.public_id)
        life.does(panels.invite_again, world.coordinator, second.public_id)
    with life.branch():
        sweep.lapse(life.session, first.public_id, now=first.answer_due_at + timedelta(days=30))
        life.hears()


def a_panel_reads(life: Life, item: Submission) -> None:
    world, (first, second, third) = life.world, seats_of(item)
    life.reminds(first, "review", first.review_due_at)
    with life.branch():
        life.does(panels.extend_due_date, world.coordinator, first.public_id, date(2027, 1, 10))
        life.does(answers.propose_due_date, world.members[0], first.public_id, date(2027, 3, 1))
        life.does(panels.end_assignment, world.coordinator, first.public_id)
        life.does(answers.declare_conflict, world.members[1], second.public_id, kind="rival")
        life.does(reviews.hand_in, world.members[2], third.public_id, review_answers())
        life.does(reviews.reopen_review, world.coordinator, third.public_id)
    with life.branch():
        life.does(decisions.close_early, world.chief, item.public_id, "No time.")
    with life.branch():
        life.goes_on(item, "withdrawn_from_review")


def a_result_is_weighed(life: Life, item: Submission) -> None:
    world, item_id = life.world, item.public_id
    with life.branch():
        life.does(screening.open_result, world.coordinator, item_id)
        life.does(decisions.reopen_round, world.coordinator, item_id, "One more opinion.")
    with life.branch():
        life.does(submissions.withdraw, world.submitter, item_id)
    with life.branch():
        life.goes_on(item, "returned_after_review")
        life.does(screening.take_back_return, world.coordinator, item_id, "It is there.")
    with life.branch():
        for point in ("against", "against_released", "rejected"):
            life.goes_on(item, point)


def a_submission_lives(life: Life) -> None:
    item = a_submission(life.session, world=life.world)
    visits = {
        "submitted": a_submission_is_screened, "assigned": a_panel_is_asked, "accepted": a_panel_reads,
        "reviewed": a_result_is_weighed,
    }  # fmt: skip
    for point in way_to("published"):
        life.goes_on(item, point)
        visits.get(point, lambda _life, _item: None)(life, item)
    with life.branch():
        life.goes_on(item, "retracted")
    life.does(decisions.reopen, life.world.coordinator, item.public_id, "A figure is wrong.")


def the_roster_lives(life: Life) -> None:
    world = life.world
    life.does(an_application, "approved", world=world, applicant=world.submitter2)
    declined = life.does(an_application, "declined", world=world)
    life.does(applications.reopen_application, world.coordinator, declined, "New facts.")
    life.does(applications.withdraw_application, world.outsider, declined)
    life.does(applications.revive_application, world.outsider, declined)
    more = life.does(an_application, "more_asked", world=world, applicant=world.chief)
    life.does(applications.submit_application, world.chief, more, reply="2010 to 2020")
    member = world.membership_ids[4]
    life.does(memberships.move_membership, world.coordinator, member, "ask_renewal")
    for trigger in ("renew", "pause", "resume", "leave"):
        life.does(memberships.move_membership, world.members[4], member, trigger)
    life.does(memberships.move_membership, world.coordinator, member, "reinstate", reason="Asked for.")
    life.does(memberships.move_membership, world.coordinator, member, "put_on_trial", reason="Too soon.")
    for trigger in ("extend_trial", "retire"):
        life.does(memberships.move_membership, world.coordinator, member, trigger, reason="As we said.")
    known = {**NEW, "name": "Ada Administrator", "email": "ada.administrator.11@example.org"}
    life.does(a_member_table, world, "taken", [NEW, known])
    life.does(people.invite_staff, world.administrator, name="New", email="new@example.org", role="coordinator")
    life.does(accounts.register, "Somebody", "somebody@example.org", peer="1")
    life.does(accounts.ask_for_link, "sue.submitter.5@example.org", peer="1")


@behaviour("C16", "S5", "R11")
def test_every_letter_is_written_whole_in_the_language_of_its_reader(session: Session) -> None:
    language = {"sqlite": "ar", "postgresql": "fr"}[session.get_bind().dialect.name]
    life = Life(session)
    session.execute(update(Person).values(locale=language, time_zone="Africa/Cairo"))
    session.execute(update(Membership).values(yearly_cap=99))
    session.execute(update(Call).values(next_in_line="invite"))
    session.expire_all()
    a_submission_lives(life)
    the_roster_lives(life)
    session.execute(insert(Beat).values(worker=health.TICKED, at=NOW - timedelta(hours=2)))
    life.does(alarms.announce_troubles)
    for kind in ("submission.submit:submitter", "assignment.invite:reviewer", "application.submit:applicant"):
        life.does(note_failure, session.scalars(select(Message.id).where(Message.kind == kind)).first())

    assert told_by_processes() | TOLD_BY_VERBS - BY_ANOTHER_NAME <= set(life.mails)
    mails = {kind: mail for kind, mail in life.mails.items() if mail.to not in STRANGERS}
    assert {kind: mail.language for kind, mail in mails.items() if mail.language != language} == {}
    for mail in life.mails.values():
        assert not {"{", "}"} & set(mail.subject + mail.body + mail.html)
        assert "None" not in mail.subject + mail.body
        assert mail.body.replace(AVAILABILITY, "").replace(MAILS, "").count("https://hub.example.org/") <= 1
    told = {(audience, AVAILABILITY in mail.body) for (_, audience), mail in life.mails.items()}
    assert told == {
        ("reviewer", True), ("reviewers", True), ("member", True), ("submitter", False), ("coordinator", False),
        ("applicant", False), ("person", False), ("administrator", False),
    }  # fmt: skip
