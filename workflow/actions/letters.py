"""The letters of a call, put in its coordinators' own words, language by language; the shipped ones stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Call, CallLetter
from workflow.policy import Actor, Permission, require
from workflow.rules.letter_words import Letter, Words, problems_in


def set_letter(
    session: Session, actor: Actor, call_id: PublicId, letter: Letter, words: Words, *,
    language: str, revision: int | None = None, now: datetime,
) -> CallLetter:  # fmt: skip
    """Put a letter of a call in words of its own, in one language; it counts for all that is not yet sent.

    `revision` is that of the words which were looked at, 0 for the shipped ones.
    Raises NotFound, NotAllowed, Stale, or InvalidInput (subject, text, language).
    """
    call = _managed(session, actor, call_id)
    problems = problems_in(letter, words)
    if language not in letter.languages:
        problems["language"] = say("Letters are not written in this language yet.")
    if problems:
        raise InvalidInput(problems)
    found = _row(session, call, letter.name, language)
    if revision is not None and revision != (found.revision if found else 0):
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))

    if found is None:
        found = CallLetter(call_id=call.id, letter=letter.name, language=language, revision=0)
        session.add(found)
    kept = words.tidied()
    found.subject, found.text = kept.subject, kept.text
    found.changed_at, found.changed_by_id, found.revision = now, actor.person_id, found.revision + 1
    session.flush()
    said = {"letter": letter.name, "language": language, "subject": kept.subject, "text": kept.text}
    _note(session, call, "set_letter", actor, payload=said, now=now)
    return found


def reset_letter(
    session: Session, actor: Actor, call_id: PublicId, letter: Letter, *, language: str, now: datetime
) -> None:
    """Let a letter say the shipped words again, in one language.

    Raises NotFound, NotAllowed, or Refused where it does already.
    """
    call = _managed(session, actor, call_id)
    found = _row(session, call, letter.name, language)
    if found is None:
        raise Refused(say("This letter says the shipped words already."))
    session.delete(found)
    session.flush()
    _note(session, call, "reset_letter", actor, payload={"letter": letter.name, "language": language}, now=now)


def _managed(session: Session, actor: Actor, call_id: PublicId) -> Call:
    call = find_locked(session, Call, call_id)
    require(actor, Permission.LETTER_MANAGE, call)
    return call


def _row(session: Session, call: Call, letter: str, language: str) -> CallLetter | None:
    query = select(CallLetter).where(
        CallLetter.call_id == call.id, CallLetter.letter == letter, CallLetter.language == language
    )
    return session.scalars(query).one_or_none()


def _note(session: Session, call: Call, trigger: str, actor: Actor, *, payload: dict[str, Any], now: datetime) -> None:
    journal.note(session, call, journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload))
