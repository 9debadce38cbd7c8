"""What the page that checks somebody for conflicts shows, and what the item's other pages say about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from web.desk import item_head, words
from web.desk.standing_words import Note
from web.parts import Choice, Link, Text
from workflow.insight import dossier
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.models import Submission
from workflow.policy import Actor, Permission, permits
from workflow.roster import conflict_check
from workflow.roster.conflict_check import Checked
from workflow.roster.conflict_facts import Looked

USUAL = timedelta(days=90)
"""How long an override lasts unless another day is chosen."""


def page(
    session: Session, actor: Actor, submission_id: PublicId, *, typed: str, person: str, now: datetime
) -> dict[str, object]:
    """Give what the check of one person shows, or the people a name may mean. Raises NotFound."""
    submission = dossier.handled(session, actor, submission_id)
    found = conflict_check.members_called(session, actor, submission, typed)
    chosen = PublicId(person) if person else found[0][0] if len(found) == 1 else None
    checked = conflict_check.check(session, actor, submission, chosen, now) if chosen else None
    may_override = permits(actor, Permission.CONFLICT_OVERRIDE, submission)
    return {
        **item_head.head_of(submission),
        "heading": _heading(checked, typed, len(found)),
        "typed_name": typed,
        "checked": checked,
        "found": [_found(submission_id, each) for each in found] if checked is None else [],
        "kinds": _kinds(checked) if checked and may_override else [],
        "may_override": may_override,
        "usual_until": (now + USUAL).date().isoformat(),
    }


def notes(session: Session, actor: Actor, submission: Submission, now: datetime, looked: Looked | None) -> list[Note]:
    """Say of everybody on the panel who came into conflict, by what, and where more is found."""
    return [_note(submission, each) for each in conflict_check.on_the_panel(session, actor, submission, now, looked)]


def _note(submission: Submission, checked: Checked) -> Note:
    evidence = [
        say("{words}: {evidence}.", words=line.words, evidence=line.evidence)
        for line in checked.lines
        if line.rules_out
    ]
    url = url_for("desk.conflicts", submission_id=submission.public_id, person=checked.public_id)
    title = say("{who} is on the panel and has a conflict of interest.", who=_who(checked))
    return Note(title, words.listed(evidence), "late", Link(say("See everything that was found"), url))


def _who(checked: Checked) -> str:
    return checked.descriptor or checked.name


def _heading(checked: Checked | None, typed: str, found: int) -> Text:
    if checked is not None:
        hard = sum(line.rules_out for line in checked.lines)
        if hard:
            return plural("{n} conflict rules this person out", "{n} conflicts rule this person out", hard)
        return say("Nothing rules this person out")
    if not typed:
        return say("Check somebody for conflicts of interest")
    return plural("{n} member is called like this", "{n} members are called like this", found)


def _found(submission_id: PublicId, member: Sequence[str]) -> Link:
    person, name, descriptor = member
    label = say("{name} ({descriptor})", name=name, descriptor=descriptor) if descriptor != name else name
    return Link(label, url_for("desk.conflicts", submission_id=submission_id, person=person))


def _kinds(checked: Checked) -> list[Choice]:
    """Give the conflicts that can be overridden now."""
    return [
        Choice(line.kind, line.words, line.evidence)
        for line in checked.lines
        if line.rules_out and line.may_be_overridden
    ]
