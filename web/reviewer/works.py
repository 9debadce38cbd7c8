"""The member's own works: added by hand or from a file, left out, removed."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy.orm import Session

from web import context, works
from web.reviewer import profile, profile_page
from web.reviewer.area import bp
from web.routing import needs
from workflow.kernel.ids import PublicId
from workflow.models import Membership
from workflow.policy import Actor, Permission
from workflow.roster import member_file

DOOR = works.Door("reviewer")


def _mine(session: Session, actor: Actor) -> PublicId:
    return PublicId(profile_page.membership_of(session, actor).public_id)


def _again(problems: object) -> str:
    return profile.page(problems=problems, typed=request.form, open="works")


DESK = works.Desk(DOOR, _mine, _again)


@bp.post("/profile/works")
@needs(Permission.ACCOUNT_USE)
def add_work() -> works.Answered:
    """Add a publication by hand."""
    return DESK.add()


@bp.post("/profile/works/file")
@needs(Permission.ACCOUNT_USE)
def read_works() -> works.Answered:
    """Read a file of publications."""
    return DESK.read()


@bp.get("/profile/works/file")
@needs(Permission.ACCOUNT_USE)
def works_file() -> str:
    """Show what was read of a file, before anything of it is kept."""
    with context.reading() as session:
        actor = context.current_actor()
        shown = works.preview(member_file.whole(session, Membership.person_id == actor.person_id), actor, DOOR)
    return render_template("roster/works_file.html", **shown)


@bp.post("/profile/works/file/settle")
@needs(Permission.ACCOUNT_USE)
def settle_works() -> works.Answered:
    """Keep what was read of a file, or leave it."""
    return DESK.settle()


@bp.post("/profile/works/<public_id:work_id>")
@needs(Permission.ACCOUNT_USE)
def change_work(work_id: PublicId) -> works.Answered:
    """Leave a publication out, take it in again, or remove it."""
    return DESK.change(work_id)
