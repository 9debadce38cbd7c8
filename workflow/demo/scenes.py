"""What the steps of a story do: each verb of `config/demo/stories.toml` calls the verb of the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.demo.stories import Story, letters
from config.forms import default_review_form
from workflow.actions import (
    answers,
    carrying_over,
    decisions,
    panels,
    reviews,
    screening,
    submissions,
    sweep,
)
from workflow.actions.reviews import Answers
from workflow.demo import records
from workflow.demo.cast import Cast
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Submission
from workflow.policy import Actor
from workflow.roster.candidates import candidates


@dataclass
class Scene:
    """One item on its way: whose it is, who handles it, and what time it is there."""

    session: Session
    cast: Cast
    story: Story
    item_id: PublicId
    now: datetime

    @property
    def submitter(self) -> Actor:
        """Who sent it in."""
        return self.cast[self.story.submitter]

    @property
    def coordinator(self) -> Actor:
        """Who handles it."""
        return self.cast[self.story.coordinator]

    def item(self) -> Submission:
        """Give the item."""
        return self.session.scalars(select(Submission).where(Submission.public_id == self.item_id)).one()

    def seat(self, key: str) -> Assignment:
        """Give the seat of a reviewer in the last round."""
        seats = self.item().rounds[-1].assignments
        return next(seat for seat in seats if seat.reviewer.public_id == self.cast.id_of(key))


Act = Callable[..., object]
"""Takes the scene and the words of the step."""


def play(scene: Scene, verb: str, words: tuple[str, ...]) -> None:
    """Do one step of a story."""
    ACTS[verb](scene, *words)


def submit(scene: Scene) -> None:
    """Send it in, or in again."""
    submissions.submit(scene.session, scene.submitter, scene.item_id, now=scene.now)


def revise(scene: Scene) -> None:
    """Change what was returned: the summary says more."""
    more = {"summary": records.longer_summary(scene.story)}
    submissions.save_draft(scene.session, scene.submitter, scene.item_id, more, now=scene.now)


def withdraw(scene: Scene) -> None:
    """Take it back."""
    submissions.withdraw(scene.session, scene.submitter, scene.item_id, now=scene.now)


def carry_over(scene: Scene) -> None:
    """Take it over from before this review existed."""
    carrying_over.carry_over(scene.session, scene.item_id, now=scene.now)


def screen(scene: Scene) -> None:
    """Find it in scope."""
    checks = {"complete": True, "rights": True, "personal_data": True}
    screening.screen(scene.session, scene.coordinator, scene.item_id, in_scope=True, checks=checks, now=scene.now)


def screen_out(scene: Scene, *note: str) -> None:
    """Find it out of scope."""
    text = " ".join(note)
    screening.screen(scene.session, scene.coordinator, scene.item_id, in_scope=False, note=text, now=scene.now)


def give_back(scene: Scene, *reason: str) -> None:
    """Return it to the submitter."""
    screening.return_to_submitter(scene.session, scene.coordinator, scene.item_id, " ".join(reason), now=scene.now)


def ask(scene: Scene, *question: str) -> None:
    """Ask the submitter something."""
    screening.ask_submitter(scene.session, scene.coordinator, scene.item_id, " ".join(question), now=scene.now)


def open_result(scene: Scene) -> None:
    """Look at the result."""
    screening.open_result(scene.session, scene.coordinator, scene.item_id, now=scene.now)


def invite(scene: Scene, *keys: str) -> None:
    """Invite reviewers."""
    chosen = [scene.cast.id_of(key) for key in keys]
    found = candidates(scene.session, scene.coordinator, scene.item(), now=scene.now, only=chosen).best
    evidence = {person.public_id: person.evidence for person in found}
    panels.assign_panel(scene.session, scene.coordinator, scene.item_id, chosen, evidence=evidence, now=scene.now)


def extra(scene: Scene, key: str) -> None:
    """Call one reviewer more because the reviews disagree."""
    who = scene.cast.id_of(key)
    panels.call_extra_reviewer(scene.session, scene.coordinator, scene.item_id, who, now=scene.now)


def accept(scene: Scene, *keys: str) -> None:
    """Accept, and declare to be free of conflicts."""
    for key in keys:
        seat_id = scene.seat(key).public_id
        answers.accept(scene.session, scene.cast[key], seat_id, now=scene.now)
        answers.declare_free(scene.session, scene.cast[key], seat_id, now=scene.now)


def say_yes(scene: Scene, key: str) -> None:
    """Accept, and declare nothing yet."""
    answers.accept(scene.session, scene.cast[key], scene.seat(key).public_id, now=scene.now)


def decline(scene: Scene, key: str, code: str) -> None:
    """Decline an invitation, or step back; who is away says until when."""
    words = letters()["decline"]
    today = scene.now.date()
    absent = (today, today + timedelta(days=45)) if code == "absent" else None
    other = words["alternative"] if code == "not_my_field" else ""
    answers.decline(
        scene.session, scene.cast[key], scene.seat(key).public_id,
        code=code, note=words[code], alternative=other, absent=absent, now=scene.now,
    )  # fmt: skip


def conflict(scene: Scene, key: str, kind: str) -> None:
    """Declare a conflict of interest."""
    answers.declare_conflict(scene.session, scene.cast[key], scene.seat(key).public_id, kind=kind, now=scene.now)


def propose(scene: Scene, key: str, days: str) -> None:
    """Ask for more time."""
    day = (scene.now + timedelta(days=int(days))).date()
    answers.propose_due_date(scene.session, scene.cast[key], scene.seat(key).public_id, day, now=scene.now)


def lapse(scene: Scene, key: str) -> None:
    """Let the clock close an invitation that nobody answered."""
    sweep.lapse(scene.session, scene.seat(key).public_id, now=scene.now)


def settle_round(scene: Scene) -> None:
    """Let the clock close the round, if its quorum is reached."""
    panels.settle(scene.session, scene.item().id, scene.now)


def save(scene: Scene, key: str, score: str) -> None:
    """Write a part of a review."""
    half = {criterion.key: int(score) for criterion in default_review_form().criteria[:3]}
    texts = {"comment_to_submitter": letters()["review"]["approve"]["for_submitter"][0]}
    reviews.save_review(
        scene.session, scene.cast[key], scene.seat(key).public_id, Answers(scores=half, texts=texts), now=scene.now
    )


def review(scene: Scene, key: str, score: str, recommendation: str) -> None:
    """Hand a review in."""
    typed = review_answers(scene.story, key, int(score), recommendation)
    reviews.hand_in(scene.session, scene.cast[key], scene.seat(key).public_id, typed, now=scene.now)


def settle(scene: Scene, *note: str) -> None:
    """Settle a disagreement in writing."""
    decisions.settle_dispute(scene.session, scene.coordinator, scene.item_id, " ".join(note), now=scene.now)


def decide(scene: Scene, verdict: str, code: str = "", again: str = "") -> None:
    """Record a decision."""
    decisions.record_decision(
        scene.session, scene.coordinator, scene.item_id, verdict=verdict, code=code,
        letter=letters()["decision"][code or verdict], may_resubmit=again == "again", now=scene.now,
    )  # fmt: skip


def release(scene: Scene) -> None:
    """Tell the submitter."""
    decisions.release_decision(scene.session, scene.coordinator, scene.item_id, now=scene.now)


def publish(scene: Scene) -> None:
    """Put it into the hub."""
    decisions.publish(scene.session, scene.coordinator, scene.item_id, now=scene.now)


def reject(scene: Scene) -> None:
    """Close it as decided."""
    decisions.reject(scene.session, scene.coordinator, scene.item_id, now=scene.now)


def retract(scene: Scene, *reason: str) -> None:
    """Take it down for good."""
    decisions.retract(scene.session, scene.cast["chief"], scene.item_id, " ".join(reason), now=scene.now)


def review_answers(story: Story, key: str, score: int, recommendation: str) -> Answers:
    """Give a whole review; who says what follows from the names, so that every loading writes the same."""
    turn = sum(map(ord, story.subject + key))
    criteria = default_review_form().criteria
    scores: dict[str, int | None] = {
        criterion.key: min(5, max(1, score + (turn + n) % 3 - 1)) for n, criterion in enumerate(criteria)
    }
    if recommendation == "approve" and turn % 2:
        scores["methodology-transparency"] = None
    words: Mapping[str, Any] = letters()["review"][recommendation]
    comments = letters()["comment"]
    return Answers(
        scores=scores,
        levels={"gcm-applicability": ["national", "global"] if turn % 2 else ["global"]},
        texts={
            "comment_to_submitter": words["for_submitter"][turn % len(words["for_submitter"])],
            "comment_to_office": words["for_office"][turn % len(words["for_office"])],
        },
        comments=[comments[(turn + n) % len(comments)] for n in range(1 + turn % 2)],
        recommendation=recommendation,
        confidence=2 + turn % 2,
    )


ACTS: Mapping[str, Act] = {
    "accept": accept, "ask": ask, "carry_over": carry_over, "conflict": conflict, "decide": decide,
    "decline": decline, "extra": extra, "invite": invite, "lapse": lapse, "open_result": open_result,
    "propose": propose, "publish": publish, "reject": reject, "release": release, "retract": retract,
    "return": give_back, "review": review, "revise": revise, "save": save, "say_yes": say_yes, "screen": screen,
    "screen_out": screen_out, "settle": settle, "settle_round": settle_round, "submit": submit,
    "withdraw": withdraw,
}  # fmt: skip
"""By the names that stories use."""
