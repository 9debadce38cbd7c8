"""The invitation: opened by link or by account, answered by one button. Opening changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from web.reviewer import forms, invitation_page, links
from web.reviewer.area import bp
from web.routing import checks, public
from workflow.actions import answers, invited_address, sparing
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor, Permission

Work = Callable[[Session, Actor, datetime], object]
Answered = Response | tuple[str, int]


@bp.get("/invitation/open/<token>")
@public
def open_invitation(token: str) -> Answered:
    """Take the secret out of the address and lead to the invitation; nothing is changed by opening it."""
    try:
        with context.reading() as reader:
            assignment_id = links.invited(reader, token, context.now())
    except NotFound:
        return _over(say("This link is not known here. It may have been cut off in the mail.")), 404
    except Refused as over:
        with context.reading() as reader:
            own = links.own_seat(reader, token, context.current_actor())
        return redirect(url_for(".invitation", assignment_id=own), 303) if own else (_over(over.reasons[0]), 410)
    response = make_response(redirect(url_for(".invitation", assignment_id=assignment_id), 303))
    return links.carry(response, assignment_id, token)


@bp.get("/invitation/<public_id:assignment_id>")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def invitation(assignment_id: PublicId) -> Answered:
    """Show what is asked, and the answers there are."""
    try:
        return _page(assignment_id), 200
    except Refused as over:
        return _over(over.reasons[0]), 410


@bp.post("/invitation/<public_id:assignment_id>/accept")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def accept(assignment_id: PublicId) -> Answered:
    """Say yes; next come the conflicts of interest, which need a session."""
    _do(assignment_id, lambda s, actor, now: answers.accept(s, actor, assignment_id, now=now))
    flash(_("Thank you for accepting."))
    return _on(assignment_id)


@bp.post("/invitation/<public_id:assignment_id>/decline")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def decline(assignment_id: PublicId) -> Answered:
    """Say no; everything besides is optional."""

    def work() -> Work:
        code, alternative, note = forms.field("code", 24), forms.field("alternative"), forms.field("note")
        absent = forms.period("absent", "absent_to")
        return lambda s, actor, now: answers.decline(
            s, actor, assignment_id, code=code, note=note, alternative=alternative, absent=absent, now=now
        )

    return _answer(assignment_id, work, "decline", _("Thank you for telling us. We will ask somebody else."))


@bp.post("/invitation/<public_id:assignment_id>/later")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def later(assignment_id: PublicId) -> Answered:
    """Say not now, and from when to be asked again."""

    def work() -> Work:
        not_before = forms.day("not_before")
        return lambda s, actor, now: answers.decline(
            s, actor, assignment_id, code="busy", not_before=not_before, now=now
        )

    return _answer(assignment_id, work, "later", _("Thank you for telling us. We will not ask you before then."))


@bp.post("/invitation/<public_id:assignment_id>/due-date")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def propose_due_date(assignment_id: PublicId) -> Answered:
    """Ask for more time."""

    def work() -> Work:
        day = forms.needed_day("day")
        return lambda s, actor, now: answers.propose_due_date(s, actor, assignment_id, day, now=now)

    return _answer(assignment_id, work, "due-date", _("Your date is noted."))


@bp.post("/invitation/<public_id:assignment_id>/conflict")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def declare_conflict(assignment_id: PublicId) -> Answered:
    """Declare a conflict of interest, which ends the assignment."""

    def work() -> Work:
        kind, note = forms.field("kind", 24), forms.field("conflict_note")
        return lambda s, actor, now: answers.declare_conflict(s, actor, assignment_id, kind=kind, note=note, now=now)

    return _answer(assignment_id, work, "conflict", "")


@bp.post("/invitation/<public_id:assignment_id>/requests")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def limit_requests(assignment_id: PublicId) -> Answered:
    """Say how often to be asked, and when not; it answers nothing about this invitation."""

    def work() -> Work:
        cap = forms.number("yearly_cap") if forms.field("yearly_cap").strip() else None
        absent = forms.period("absent", "absent_to")
        return lambda s, actor, now: sparing.limit_requests(
            s, actor, assignment_id, yearly_cap=cap, absent=absent, now=now
        )

    return _answer(assignment_id, work, "requests", _("Your wish is noted, and holds from now on."))


@bp.post("/invitation/<public_id:assignment_id>/link")
@checks(Permission.ASSIGNMENT_ANSWER, open_to_links=True)
def send_link(assignment_id: PublicId) -> Answered:
    """Send a ten-minute link to the invited address; after it the review opens in this browser."""
    peer = request.remote_addr or "unknown"
    _do(
        assignment_id,
        lambda s, actor, now: invited_address.send_link_to_reviewer(s, actor, assignment_id, peer=peer, now=now),
    )
    session["after_link"] = url_for(".conflict", assignment_id=assignment_id)
    flash(_("A link is on its way to the address we invited. It works once, for ten minutes."))
    return _on(assignment_id)


def _answer(assignment_id: PublicId, parse: Callable[[], Work], form: str, thanks: str) -> Answered:
    """Do what one of the forms asks; one that cannot be read is shown again, open, with all that was typed."""
    try:
        _do(assignment_id, parse())
    except InvalidInput as wrong:
        return _page(assignment_id, open=form, problems=wrong.problems, typed=forms.typed()), 422
    if thanks:
        flash(thanks)
    return _on(assignment_id)


def _do(assignment_id: PublicId, work: Work) -> None:
    """Run the work as whoever holds the invitation."""
    visit = links.visit()

    def whole(s: Session) -> None:
        work(s, links.using(s, assignment_id, visit), visit.now)

    context.in_transaction(whole)


def _on(assignment_id: PublicId) -> Response:
    return redirect(url_for(".invitation", assignment_id=assignment_id), 303)


def _page(assignment_id: PublicId, **more: object) -> str:
    visit = links.visit()
    with context.reading() as reader:
        actor = links.holder(reader, assignment_id, visit).actor
        shown = invitation_page.invitation(reader, actor, assignment_id, visit.now)
    return render_template("reviewer/invitation.html", **{"typed": {}, "open": "", "problems": {}, **shown, **more})


def _over(reason: Reason) -> str:
    return render_template("reviewer/link_over.html", reason=reason)
