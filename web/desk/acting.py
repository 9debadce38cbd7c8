"""Runs one verb for a form of the desk and leads on to the next page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say

LONGEST = 20_000


def do(verb: Callable[..., object], *args: object, **typed: Any) -> None:
    """Run a verb for who is there, now, in one transaction."""
    actor, now = context.current_actor(), context.now()

    def work(session: Session) -> None:
        verb(session, actor, *args, **typed, now=now)

    context.in_transaction(work)


def done(sentence: str, endpoint: str, **values: Any) -> Response:
    """Say what was done on the page that comes next."""
    flash(sentence)
    return redirect(url_for(endpoint, **values), 303)


def back_to_item(sentence: str, submission_id: PublicId) -> Response:
    """Say what was done on the page of the item."""
    return done(sentence, "desk.item", submission_id=submission_id)


def text(name: str, longest: int = LONGEST) -> str:
    """Give one field of the form."""
    return request.form.get(name, "")[:longest]


def ticked(name: str) -> bool:
    """Say whether a box of the form is ticked."""
    return bool(request.form.get(name))


def day(name: str) -> date | None:
    """Give a day of the form, or None where it is left empty. Raises InvalidInput."""
    typed = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as wrong:
        raise InvalidInput({name: say("Write the day as year-month-day, for example 2026-12-31.")}) from wrong


def wanted_day(name: str) -> date:
    """Give a day of the form. Raises InvalidInput where it is missing or none."""
    found = day(name)
    if found is None:
        raise InvalidInput({name: say("Choose a day.")})
    return found
