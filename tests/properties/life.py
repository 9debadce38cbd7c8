"""A life of the whole desk, step by step: every verb by anybody on anything, as hypothesis chooses.

Whatever is done, it is done, or refused with a noun of the domain; and at the end every invariant holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import NOW, POINTS, World, a_submission, a_world, an_address, complete_answers, review_answers
from tests.databases import Store
from tests.proposed import solved
from tests.undelivered import undelivered
from tests.workflow.actions.verbs import VERBS, Id, Verb, terms_of
from workflow.actions import accounts, invariants, panels, sweep
from workflow.kernel.db import Database
from workflow.kernel.errors import DomainError, Unavailable
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.models import (
    Absence,
    Application,
    Assignment,
    Call,
    Clarification,
    ConflictOverride,
    MemberNote,
    Membership,
    MemberWork,
    Message,
    Person,
    Proposal,
    RosterImport,
    SignIn,
    Submission,
    Task,
)
from workflow.models.base import Public
from workflow.policy import Actor

KINDS: dict[str, type[Public]] = {
    "submission": Submission, "seat": Assignment, "clarification": Clarification, "application": Application,
    "membership": Membership, "person": Person, "suspended": Person, "sign_in": SignIn, "call": Call,
    "absence": Absence, "work": MemberWork, "note": MemberNote, "spare": Person, "coordinator2": Person,
    "override": ConflictOverride, "proposal": Proposal, "message": Message, "task": Task, "chief": Person,
    "table": RosterImport,
}  # fmt: skip
"""What the names of targets and values in the table of verbs stand for."""

MOVES = ("pause", "resume", "retire", "reinstate", "activate", "start", "leave", "ask_renewal", "renew",
         "extend_trial", "put_on_trial")  # fmt: skip
"""Of a membership."""

ONCE: dict[str, Verb] = {row.name: row for row in reversed(VERBS)}
NUMBERS = st.integers(0, 11)


class Life(RuleBasedStateMachine):
    """A database with the usual cast; the rules, one for each verb, are entered below."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.database: Database = store.fresh()
        self.now: datetime = NOW
        self.world: World

    @initialize(points=st.lists(st.sampled_from(POINTS), min_size=1, max_size=3))
    def begin(self, points: list[str]) -> None:
        """Make the usual cast, with a sign-in, and submissions at these points of their life."""
        self.world = self.database.in_transaction(a_world)
        submitter = self.world.submitter

        def furnish(session: Session) -> None:
            accounts.begin_sign_in(session, session.get_one(Person, submitter.person_id), accounts.Terms(), NOW)

            for actor in (submitter, *self.world.members[3:]):
                an_address(session, actor, "agency.int")
            for point in points:
                a_submission(session, point, world=self.world)
            for seat in session.scalars(select(Assignment).limit(2)).all():
                undelivered(session, seat)

        self.database.in_transaction(furnish)

    def act(self, name: str, who: int, on: int, how: int) -> None:
        """Do a verb; a refusal by the domain is an answer, everything else is a fault."""

        def work(session: Session) -> None:
            row = ONCE[name]
            target = self.pick(session, row.on, on) if row.on else None
            if row.on and target is None:
                return
            ids = () if target is None else (target.public_id,)
            values = [self.given(session, value, how) for value in self.values(session, row, how)]
            named = {key: self.given(session, value, how) for key, value in self.named(row, how).items()}
            actor = self.actor(row, target, who)
            if actor.person_id and session.get_one(Person, actor.person_id).merged_at is not None:
                return  # every sign-in of a closed account has ended
            row.do(session, actor, *ids, *values, **{**named, "now": self.now})

        reasons: tuple[Reason, ...] = ()
        try:
            self.database.in_transaction(work)
        except Unavailable:
            raise
        except DomainError as problem:
            reasons = problem.reasons
        assert all(str(reason) for reason in reasons)

    def pick(self, session: Session, kind: str, n: int) -> Public | None:
        """Give one of the records of a kind, or None where there is none."""
        found = session.scalars(select(KINDS[kind]).order_by(KINDS[kind].id)).all()
        return found[-1 - n % len(found)] if found else None

    def given(self, session: Session, value: Any, n: int) -> Any:
        """Give the id of somebody or something where a value stands for it."""
        if isinstance(value, list):
            return [self.given(session, part, n + i) for i, part in enumerate(value)]
        if not isinstance(value, Id):
            return value
        if value.of == "spare":
            return PublicId(self.world.members[n % 5].public_id)
        found = self.pick(session, value.of, n)
        return found.public_id if found else PublicId("0" * 16)

    def values(self, session: Session, row: Verb, n: int) -> tuple[Any, ...]:
        """Give the values of a verb, varied."""
        if row.name in {"save_review", "hand_in", "record_review"}:
            against = n % 3 == 0
            return (review_answers(score=1 if against else 4, recommendation="reject" if against else "approve"),)
        if row.name == "fix_address":
            return (("right@example.org", "no address", "mem.ber2.1@example.org")[n % 3],)
        if row.name == "save_draft":
            return (complete_answers(title=f"A guide, edition {n}"),)
        if row.name == "assign_panel":
            return ([Id("spare")] * (1 + n % 4),)
        if row.name == "move_membership":
            return (MOVES[n % len(MOVES)],)
        if row.name in {"extend_due_date", "propose_due_date"}:
            return (self.now.date() + timedelta(3 * n),)
        if row.name == "change_call":
            call = self.pick(session, "call", 1)
            return (terms_of(call, title=f"Call {n}"),) if isinstance(call, Call) else row.values
        return (f"call-{n}", replace(row.values[1], title=f"Call {n}")) if row.name == "open_call" else row.values

    def named(self, row: Verb, n: int) -> dict[str, Any]:
        """Give the named values of a verb, varied."""
        if row.name == "record_decision":
            verdict = ("publish", "reject", "publish_with_changes")[n % 3]
            return {"verdict": verdict, "letter": "So.", "code": ("desk", "after_review")[n % 2]}
        if row.name == "screen":
            return {"in_scope": n < 9, "note": "Looked at."}
        if row.name in {"decide_application", "screen_application"}:
            word = "approve" if row.name == "decide_application" else "approves"
            return {**row.named, word: n % 3 != 2, ("letter" if word == "approve" else "note"): "So."}
        if row.name == "move_membership":
            return {"reason": "So." if n % 2 else ""}
        if row.name == "change_availability":
            return {**row.named, "yearly_cap": n}
        return dict(row.named)

    def actor(self, row: Verb, target: Public | None, n: int) -> Actor:
        """Give mostly somebody who may, sometimes anybody."""
        everybody = self.world.identities()
        if n > 9:
            return list(everybody.values())[n * 7 % len(everybody)]
        if (owner := self.owner(target)) is not None and n % 2 == 0 and row.may & {"reviewer", "outsider", "submitter"}:
            return owner
        return everybody[sorted(row.may)[n % len(row.may)]]

    def owner(self, target: Public | None) -> Actor | None:
        """Give the actor whom a record is about."""
        number = getattr(target, "reviewer_id", None) or getattr(target, "person_id", None)
        actors = [*self.world.members, *self.world.identities().values()]
        return next((actor for actor in actors if number is not None and actor.person_id == number), None)

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        """Let days pass, and let the clock ask: invitations lapse, complete rounds close."""
        self.now += timedelta(days=days)

        def work(session: Session) -> None:
            for seat in session.scalars(select(Assignment).where(Assignment.state == "invited").limit(3)).all():
                sweep.lapse(session, seat.public_id, now=self.now)
            for number in session.scalars(select(Submission.id).where(Submission.is_open)).all():
                panels.settle(session, number, self.now)
            for proposal in session.scalars(select(Proposal).where(Proposal.solved_at.is_(None))).all():
                solved(session, proposal)

        self.database.in_transaction(work)

    def teardown(self) -> None:
        """Check every invariant, and take the database away."""
        try:
            with self.database.reading() as session:
                broken = [str(violation) for violation in invariants.check(session, self.now)]
                assert not broken, broken
        finally:
            self.store.discard(self.database)


def _rule_of(name: str) -> Callable[[Life], None]:
    def act(self: Life, who: int, on: int, how: int) -> None:
        self.act(name, who, on, how)

    act.__name__ = name
    made: Callable[[Life], None] = rule(who=NUMBERS, on=NUMBERS, how=NUMBERS)(act)
    return made


for _name in ONCE:
    setattr(Life, _name, _rule_of(_name))
