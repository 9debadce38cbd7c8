"""The dates of somebody in his own calendar: the addresses it fetches them from, and what it finds there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from notifications import calendars as written
from notifications.sender import Sender
from web import context
from web.account.blueprint import bp
from web.account.forms import field
from web.routing import needs, public
from workflow.actions import calendars
from workflow.insight import due_dates
from workflow.kernel.ids import PublicId
from workflow.models import Call
from workflow.policy import Actor, Permission

FRESH = "calendar"
"""Where the cookie keeps an address between its making and the one page that shows it."""

SECONDS = 300
"""How long a calendar program may keep what it got before it asks again."""


@dataclass(frozen=True)
class Shown:
    """One calendar there is or could be: the own one, or that of a call."""

    call_id: str
    call_title: str
    made_at: datetime | None
    fresh_url: str
    """The address, on the one page after it was made."""


@bp.get("/calendar")
@needs(Permission.ACCOUNT_USE)
def calendar_addresses() -> str:
    """Show which addresses there are, and one that has just been made."""
    actor = context.current_actor()
    call_id, token = session.pop(FRESH, ("", ""))
    fresh = {call_id: url_for(".calendar", token=token, _external=False)} if token else {}
    with context.reading() as reader:
        kept = calendars.kept(reader, actor)
        calls = _calls(reader, actor)
    base = context.site().settings.base_url
    shown = [
        Shown(key, title, kept.get(PublicId(key) if key else None), base + fresh[key] if key in fresh else "")
        for key, title in (("", ""), *calls)
    ]
    return render_template("account/calendars.html", own=shown[0], calls=shown[1:])


@bp.post("/calendar/make")
@needs(Permission.ACCOUNT_USE)
def make_calendar() -> Response:
    """Make an address; the next page shows it, and no other."""
    actor, now, call_id = context.current_actor(), context.now(), field("call", 24)
    wanted = PublicId(call_id) if call_id else None
    token = context.in_transaction(lambda s: calendars.make_calendar(s, actor, wanted, now=now))
    session[FRESH] = (call_id, token)
    return redirect(url_for(".calendar_addresses"), 303)


@bp.post("/calendar/end")
@needs(Permission.ACCOUNT_USE)
def end_calendar() -> Response:
    """End an address: what it led to is not found any more."""
    actor, now, call_id = context.current_actor(), context.now(), field("call", 24)
    wanted = PublicId(call_id) if call_id else None
    context.in_transaction(lambda s: calendars.end_calendar(s, actor, wanted, now=now).id)
    flash(_("That address no longer works."))
    return redirect(url_for(".calendar_addresses"), 303)


@bp.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> Response:
    """Give the dates to a calendar program; one that asks again for the same gets a few bytes."""
    now = context.now()
    with context.reading() as reader:
        found = calendars.subscription(reader, token, now)
        dates = (
            due_dates.of_call(reader, found.actor, found.call_id, now=now)
            if found.call_id
            else due_dates.own(reader, found.actor, now=now)
        )
    sender = Sender.of(context.site().settings)
    answer = make_response(written.feed(dates, sender, found.locale, call=found.call_title))
    answer.content_type = "text/calendar; charset=utf-8"
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS}"
    answer.add_etag()
    return answer.make_conditional(request)


def _calls(reader: Session, actor: Actor) -> list[tuple[str, str]]:
    """Give the calls whose panels the actor coordinates."""
    if not (actor.has_role("coordinator") or actor.has_role("chief")):
        return []
    calls, query = actor.calls_with("coordinator", "chief"), select(Call.public_id, Call.title)
    query = query.where(Call.id.in_(sorted(calls))) if calls is not None else query
    return [(row.public_id, row.title) for row in reader.execute(query.order_by(Call.id.desc()))]
