"""People: found by name or address, given roles, kept out and let in again, invited."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from web.account.forms import field
from web.account.routes import enter
from web.admin import merge_page, pages
from web.admin.blueprint import bp
from web.routing import needs
from workflow.actions import merging, people
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission


@bp.get("/admin/people", endpoint="people")
@needs(Permission.PEOPLE_MANAGE)
def show_people() -> str:
    """Show the people whose name or address contains what was typed."""
    words, after = request.args.get("q", "")[:200], request.args.get("after")
    with context.reading() as reader:
        return render_template("admin/people.html", **pages.people(reader, context.current_actor(), words, after))


@bp.get("/admin/people/new")
@needs(Permission.PEOPLE_MANAGE)
def invite() -> str:
    """Ask whom to invite, and as what."""
    with context.reading() as reader:
        return render_template("admin/invite.html", **pages.choices(reader, context.current_actor()), typed={})


@bp.post("/admin/people/new")
@needs(Permission.PEOPLE_MANAGE)
def send_invitation() -> Response | tuple[str, int]:
    """Make an account with a role, and have a link sent to it."""
    actor, now = context.current_actor(), context.now()
    typed = {name: field(name, 300) for name in ("name", "email", "role", "call")}

    def work(session: Session) -> str:
        found = people.invite_staff(
            session, actor, name=typed["name"], email=typed["email"], role=typed["role"], call_id=_call(), now=now
        )
        return found.public_id

    def _call() -> PublicId | None:
        return PublicId(typed["call"]) if typed["call"] else None

    try:
        person_id = context.in_transaction(work)
    except InvalidInput as wrong:
        with context.reading() as reader:
            shown = pages.choices(reader, actor)
        return render_template("admin/invite.html", **shown, typed=typed, problems=wrong.problems), 422
    flash(_("A link to sign in is on its way to %(address)s.", address=typed["email"]))
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.get("/admin/people/<public_id:person_id>")
@needs(Permission.PEOPLE_MANAGE)
def person(person_id: PublicId) -> str:
    """Show one account."""
    with context.reading() as reader:
        shown = pages.person(reader, context.current_actor(), person_id, context.now())
        return render_template("admin/person.html", **shown)


@bp.post("/admin/people/<public_id:person_id>/roles")
@needs(Permission.PEOPLE_MANAGE)
def give_role(person_id: PublicId) -> Response | tuple[str, int]:
    """Give a role, in one call or in all."""
    actor, now, role, call = context.current_actor(), context.now(), field("role", 40), field("call", 40)
    call_id = PublicId(call) if call else None
    try:
        context.in_transaction(
            lambda s: people.give_role(s, actor, person_id, role, call_id=call_id, now=now).public_id
        )
    except InvalidInput as wrong:
        with context.reading() as reader:
            shown = pages.person(reader, actor, person_id, now)
        return render_template("admin/person.html", **{**shown, "problems": wrong.problems, "chosen_call": call}), 422
    flash(_("The role is given. Every browser of this person is signed out once."))
    return _back(person_id)


@bp.post("/admin/people/<public_id:person_id>/roles/take")
@needs(Permission.PEOPLE_MANAGE)
def take_role(person_id: PublicId) -> Response:
    """Take a role back."""
    actor, now, (role, call) = context.current_actor(), context.now(), field("held", 80).partition(":")[::2]
    call_id = PublicId(call) if call else None
    context.in_transaction(lambda s: people.take_role(s, actor, person_id, role, call_id=call_id, now=now).public_id)
    flash(_("The role is taken back. Every browser of this person is signed out."))
    return _back(person_id)


@bp.post("/admin/people/<public_id:person_id>/suspend")
@needs(Permission.PEOPLE_MANAGE)
def suspend(person_id: PublicId) -> Response:
    """Keep somebody out."""
    actor, now = context.current_actor(), context.now()
    context.in_transaction(lambda s: people.suspend(s, actor, person_id, now=now).public_id)
    flash(_("This person is suspended and signed out everywhere."))
    return _back(person_id)


@bp.post("/admin/people/<public_id:person_id>/reinstate")
@needs(Permission.PEOPLE_MANAGE)
def reinstate(person_id: PublicId) -> Response:
    """Let somebody in again."""
    actor, now = context.current_actor(), context.now()
    context.in_transaction(lambda s: people.reinstate(s, actor, person_id, now=now).public_id)
    flash(_("This person can sign in again."))
    return _back(person_id)


@bp.post("/admin/people/<public_id:person_id>/sign-in")
@needs(Permission.PEOPLE_MANAGE)
def sign_in_as(person_id: PublicId) -> Response | tuple[str, int]:
    """Sign in as somebody, who sees it; this browser comes back to the administrator's own sign-in."""
    actor, now, reason = context.current_actor(), context.now(), field("reason", 2000)
    browser, own = request.user_agent.string, context.sign_in_token()
    try:
        token = context.in_transaction(
            lambda s: people.sign_in_as(s, actor, person_id, reason, browser=browser, now=now)
        )
    except InvalidInput as wrong:
        with context.reading() as reader:
            shown = pages.person(reader, actor, person_id, now)
        return render_template("admin/person.html", **{**shown, "problems": wrong.problems}), 422
    enter(token, own=own)
    return redirect(url_for("account.home"), 303)


@bp.get("/admin/people/<public_id:person_id>/merge")
@needs(Permission.PEOPLE_MANAGE)
def merge(person_id: PublicId) -> str:
    """Show what would come of making another account a part of this one."""
    return _merging(person_id, request.args.get("other", "")[:40], words=request.args.get("q", "")[:200])


@bp.post("/admin/people/<public_id:person_id>/merge")
@needs(Permission.PEOPLE_MANAGE)
def merge_people(person_id: PublicId) -> Response | tuple[str, int]:
    """Make another account a part of this one, for good."""
    actor, now, other, reason = context.current_actor(), context.now(), field("other", 40), field("reason", 2000)
    try:
        context.in_transaction(
            lambda s: merging.merge_people(s, actor, person_id, PublicId(other), reason, now=now).public_id
        )
    except InvalidInput as wrong:
        return _merging(person_id, other, problems=wrong.problems), 422
    flash(_("The two accounts are one. Every browser of this person is signed out."))
    return _back(person_id)


def _merging(person_id: PublicId, other: str, *, words: str = "", problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as reader:
        shown = merge_page.page(reader, context.current_actor(), person_id, other, words)
    return render_template("admin/merge.html", **shown, problems=problems)


def _back(person_id: PublicId) -> Response:
    return redirect(url_for("admin.person", person_id=person_id), 303)
