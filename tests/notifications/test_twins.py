"""Two worlds that differ in their reviewers only: the submitter gets the same mail in both."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.transports import Mail
from tests.behaviours import case
from tests.builders import STEPS, a_submission, review_answers, seats_of, way_to
from tests.notifications.conftest import Office
from workflow.actions import answers, decisions, panels, reviews, screening
from workflow.kernel.ids import PublicId
from workflow.models import Person, Submission

SECRETS = re.compile(r"/status/open/\S+")
NAMES = ("Zoltan Zeta", "Yara Ypsilon", "Xenia Xi")


def mail_of_a_life(  # noqa: C901 - one life, told in order
    office: Office, *, score: int, names: tuple[str, ...], extra: bool
) -> list[tuple[str, str, str]]:
    """Take a submission to its publication and give what its submitter got: subject, text, language."""
    world, now = office.world, office.clock.now()
    mails: list[Mail] = []

    def rename(session: Session) -> None:
        for member, name in zip(world.members, names, strict=False):
            session.get_one(Person, member.person_id).name = name

    def item(session: Session) -> Submission:
        return session.scalars(select(Submission)).one()

    def do(work: Any) -> None:
        office.do(lambda session: work(session) and None)
        mails.extend(mail for mail in office.read() if mail.to.startswith("sue"))

    do(rename)
    do(lambda s: a_submission(s, world=world))
    for point in way_to("accepted"):
        do(lambda s, point=point: STEPS[point][1](s, world, item(s), now))
    if extra:
        do(
            lambda s: panels.invite(
                s, world.coordinator, item(s).public_id, PublicId(world.members[4].public_id), now=now
            )
        )
        do(lambda s: answers.decline(s, world.members[4], seats_of(item(s))[-1].public_id, now=now))
    for number, member in enumerate(world.panel):
        do(
            lambda s, number=number, member=member: reviews.hand_in(
                s, member, seats_of(item(s))[number].public_id, review_answers(score=score), now=now
            )
        )
    do(lambda s: screening.open_result(s, world.coordinator, item(s).public_id, now=now))
    for point in ("decided", "released", "published"):
        do(lambda s, point=point: STEPS[point][1](s, world, item(s), now))
    do(lambda s: decisions.reopen(s, world.coordinator, item(s).public_id, "Zoltan Zeta erred.", now=now))
    return [(mail.subject, SECRETS.sub("/status/open/…", mail.body), mail.language) for mail in mails]


@case("D-AN-06")
def test_the_submitter_gets_the_same_mail_whoever_reviews_and_whatever_they_say(office: Office, twin: Office) -> None:
    here = mail_of_a_life(office, score=4, names=NAMES, extra=False)
    there = mail_of_a_life(twin, score=5, names=("Ada", "Bo", "Cy"), extra=True)
    assert len(here) == 6
    assert here == there
    text = "".join(subject + body for subject, body, _ in here)
    assert not [name for name in (*NAMES, "Mem Ber") if name in text]
