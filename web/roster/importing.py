"""Members from a table: brought, looked at, taken as one or left, and undone; and the roster as such a table."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, tables
from web.desk.acting import do, done, text
from web.roster import importing_page
from web.roster.routes import bp
from web.routing import needs
from workflow.actions import roster_imports
from workflow.actions.roster_imports import MemberTable
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission

LONGEST = 2_000_000
"""Bytes; a line has a few hundred."""

Answered = Response | tuple[str, int]


@bp.get("/roster/tables")
@needs(Permission.ROSTER_SEE)
def importing() -> str:
    """Show where a table is brought, and the latest ones."""
    return _start()


@bp.post("/roster/tables")
@needs(Permission.ROSTER_SEE)
def read_members() -> Answered:
    """Read a table, and lead to what would come of it."""
    actor, now = context.current_actor(), context.now()
    try:
        table = MemberTable(tables.name_of(), tables.sent(LONGEST))
        found = context.in_transaction(lambda s: roster_imports.read_members(s, actor, table, now=now).public_id)
    except InvalidInput as wrong:
        return _start(wrong.problems), 422
    return redirect(url_for(".imported", import_id=found), 303)


@bp.get("/roster/tables/<public_id:import_id>")
@needs(Permission.ROSTER_SEE)
def imported(import_id: PublicId) -> str:
    """Show what would come of a table, or what came of it."""
    return _page(import_id)


@bp.post("/roster/tables/<public_id:import_id>")
@needs(Permission.ROSTER_SEE)
def settle_members(import_id: PublicId) -> Answered:
    """Take a table whole, leave it, or undo it."""
    wanted, actor, now = text("do", 10), context.current_actor(), context.now()
    if wanted == "take":
        try:
            do(roster_imports.take_members, import_id, seen=text("seen", 64))
        except Refused as refused:
            return _page(import_id, refused=refused.reasons), 409
        return done(_("The roster is changed. New members are told by mail."), ".imported", import_id=import_id)
    if wanted == "drop":
        do(roster_imports.drop_members, import_id)
        return done(_("The table is left aside; nothing of it was kept."), ".importing")
    if wanted != "undo":
        raise NotFound
    reason = text("reason", 2000)

    def work(session: Session) -> roster_imports.Undone:
        return roster_imports.undo_members(session, actor, import_id, reason=reason, now=now)

    try:
        undone = context.in_transaction(work)
    except InvalidInput as wrong:
        return _page(import_id, problems=wrong.problems), 422
    flash(ngettext("%(num)d member is as before.", "%(num)d members are as before.", undone.restored))
    if undone.kept:
        flash(_("Kept, because something has happened since: %(names)s", names="; ".join(undone.kept)), "soon")
    return redirect(url_for(".imported", import_id=import_id), 303)


@bp.get("/roster/table.<any(csv, xlsx):kind>")
@needs(Permission.ROSTER_SEE)
def roster_table(kind: tables.Kind) -> Response:
    """Give the roster as a table that can be changed and brought again."""
    with context.reading() as session:
        rows = list(importing_page.rows(session, context.current_actor()))
    return tables.answer(rows, "roster", kind)


def _start(problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as session:
        shown = importing_page.start(session, context.current_actor())
    return render_template("roster/importing.html", **shown, problems=problems)


def _page(
    import_id: PublicId, *, problems: Mapping[str, Reason] | None = None, refused: tuple[Reason, ...] = ()
) -> str:  # fmt: skip
    with context.reading() as session:
        shown = importing_page.preview(session, context.current_actor(), import_id)
    return render_template("roster/imported.html", **shown, problems=problems, refused=refused, typed=request.form)
