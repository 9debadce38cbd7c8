"""The table of members, the page of one, and what coordinators do with a membership."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk.acting import do, done, text
from web.roster import pages
from web.routing import needs
from workflow.actions import member_notes, memberships
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission
from workflow.roster.listing import Filter

bp = Blueprint("roster", __name__)

LONGEST = 200
MOVES = frozenset({
    "start", "enter", "activate", "extend_trial", "put_on_trial", "ask_renewal", "renew", "pause", "resume", "retire",
    "reinstate",
})  # fmt: skip
FILTERS = ("side", "state", "language", "topic")


@bp.get("/roster")
@needs(Permission.ROSTER_SEE)
def index() -> str:
    """Show the members, narrowed down and searched."""
    given = {name: request.args.get(name, "")[:LONGEST] for name in FILTERS}
    wanted = Filter(**given, search=request.args.get("q", "").strip()[:LONGEST])
    with context.reading() as session:
        try:
            shown = pages.table(session, context.current_actor(), wanted, request.args.get("after"), context.now())
        except InvalidInput as unknown:
            raise NotFound from unknown
    return render_template("roster/index.html", **shown)


@bp.get("/roster/<public_id:membership_id>")
@needs(Permission.ROSTER_SEE)
def member(membership_id: PublicId) -> str:
    """Show one member."""
    return page(membership_id)


@bp.post("/roster/<public_id:membership_id>")
@needs(Permission.ROSTER_SEE)
def move_member(membership_id: PublicId) -> Response | tuple[str, int]:
    """Activate, pause, resume, retire or reinstate a member."""
    trigger = text("do", 40)
    if trigger not in MOVES:
        raise NotFound
    try:
        do(memberships.move_membership, membership_id, trigger, reason=text("reason"))
    except InvalidInput as wrong:
        return page(membership_id, wrong.problems), 422
    return done(_("The membership is changed; the member is told."), ".member", membership_id=membership_id)


@bp.post("/roster/<public_id:membership_id>/verify")
@needs(Permission.ROSTER_SEE)
def verify(membership_id: PublicId) -> Response:
    """Confirm a topic of a member, or take the confirmation back."""
    verified, _parted, topic = text("do", 400).partition(" ")
    vocabulary, _parted, key = topic.partition(" ")
    if verified not in {"confirm", "withdraw"}:
        raise NotFound
    do(memberships.verify_expertise, membership_id, (vocabulary, key), verified=verified == "confirm")
    sentence = _("The topic is confirmed.") if verified == "confirm" else _("The confirmation is taken back.")
    return done(sentence, ".member", membership_id=membership_id)


@bp.post("/roster/<public_id:membership_id>/contact")
@needs(Permission.ROSTER_SEE)
def contact(membership_id: PublicId) -> Response:
    """Note that a member does not want to be contacted, or may be again."""
    wanted = text("do", 10)
    if wanted not in {"stop", "allow"}:
        raise NotFound
    do(memberships.stop_contact, membership_id, stopped=wanted == "stop")
    sentence = (
        _("Nobody is asked or reminded who does not want to be contacted.")
        if wanted == "stop"
        else _("The member may be contacted again.")
    )
    return done(sentence, ".member", membership_id=membership_id)


@bp.post("/roster/<public_id:membership_id>/notes")
@needs(Permission.ROSTER_SEE)
def write_note(membership_id: PublicId) -> Response | tuple[str, int]:
    """Note something of a member for the other coordinators."""
    mark = {str(each): each for each in member_notes.MARKS}.get(text("mark", 1))
    try:
        do(member_notes.write_note, membership_id, text("note"), mark)
    except InvalidInput as wrong:
        return page(membership_id, wrong.problems), 422
    return done(_("The note is kept."), ".member", membership_id=membership_id)


@bp.post("/roster/<public_id:membership_id>/notes/<public_id:note_id>")
@needs(Permission.ROSTER_SEE)
def remove_note(membership_id: PublicId, note_id: PublicId) -> Response:
    """Take a note off."""
    do(member_notes.remove_note, membership_id, note_id)
    return done(_("The note is removed."), ".member", membership_id=membership_id)


def page(membership_id: PublicId, problems: Mapping[str, Reason] | None = None) -> str:
    """Give the page of a member; `problems` are those of a form that is shown again."""
    with context.reading() as session:
        shown = pages.member(session, context.current_actor(), membership_id, context.now())
    return render_template("roster/member.html", **shown, problems=problems, typed=request.form)
