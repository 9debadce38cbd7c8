"""Trials to be looked at and terms that end: the page of what is due, and what is done about each from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, formats, i18n
from web.desk import words
from web.desk.acting import do, text
from web.parts import Link, Text
from web.roster.routes import bp
from web.routing import needs
from workflow.actions import memberships
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.policy import Actor, Permission
from workflow.roster import terms_due
from workflow.roster.terms_due import DueMember

MOVES = frozenset({"activate", "extend_trial", "ask_renewal", "renew", "retire"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One member as the page shows him."""

    public_id: str
    url: str
    name: str
    descriptor: str
    side: Text
    on: datetime | object
    is_past: bool
    record: Text
    topics: Text
    mark: Text
    may_decide: bool


@bp.get("/roster/due")
@needs(Permission.ROSTER_SEE)
def due() -> str:
    """Show whose trial is to be looked at, whose term ends, and who has not answered."""
    with context.reading() as session:
        shown = _page(session, context.current_actor(), context.now())
    return render_template("roster/due.html", **shown, problems=None, typed={})


@bp.post("/roster/due")
@needs(Permission.ROSTER_SEE)
def decide_due() -> Response | tuple[str, int]:
    """Make one of the moves for one member, and show what is left."""
    trigger, _space, member = text("do", 60).partition(" ")
    if trigger not in MOVES:
        raise NotFound
    try:
        do(memberships.move_membership, PublicId(member), trigger, reason=text("reason", 2000))
    except InvalidInput as wrong:
        with context.reading() as session:
            shown = _page(session, context.current_actor(), context.now())
        return render_template("roster/due.html", **shown, problems=wrong.problems, typed=request.form), 422
    flash(_("The membership is changed; the member is told."))
    return redirect(url_for(".due"), 303)


def _page(session: Session, actor: Actor, now: datetime) -> dict[str, object]:
    found = terms_due.due(session, actor, now)
    title = plural("{n} membership is due for a decision", "{n} memberships are due for a decision", len(found))
    return {
        "title": title if len(found) else say("Nothing is due on the roster"),
        "way": [Link(say("Roster"), url_for("roster.index"))],
        "trials": [_row(one, actor, now) for one in found.trials],
        "renewals": [_row(one, actor, now) for one in found.renewals],
        "asked": [_row(one, actor, now) for one in found.asked],
    }


def _row(one: DueMember, actor: Actor, now: datetime) -> DueRow:
    mark = formats.number(round(one.mark, 1), i18n.language()) if one.mark is not None else ""
    return DueRow(
        public_id=one.public_id,
        url=url_for("roster.member", membership_id=one.public_id),
        name=words.unless_said(one.name, one.descriptor),
        descriptor=one.descriptor or one.name,
        side=words.side(one.side),
        on=one.on,
        is_past=one.on < now.date(),
        record=say("{asked} asked, {accepted} accepted, {done} handed in", asked=one.asked, accepted=one.accepted,
                   done=one.handed_in),
        topics=plural("{confirmed} of {n} topic confirmed", "{confirmed} of {n} topics confirmed", one.topics,
                      confirmed=one.confirmed),
        mark=say("marked {mark} of 5", mark=mark) if mark else say("no mark yet"),
        may_decide=one.person_id != actor.person_id,
    )  # fmt: skip
