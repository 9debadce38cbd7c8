"""A member's works as coordinators keep them: added by hand or from a file, left out, removed."""

from __future__ import annotations

from flask import render_template

from web import context, works
from web.roster.routes import bp, page
from web.routing import needs
from workflow.kernel.ids import PublicId
from workflow.models import Membership
from workflow.policy import Permission
from workflow.roster import member_file

MEMBER = "/roster/<public_id:membership_id>/works"


def _door(membership_id: PublicId) -> works.Door:
    return works.Door("roster", {"membership_id": membership_id})


def _desk(membership_id: PublicId) -> works.Desk:
    return works.Desk(
        _door(membership_id), lambda _session, _actor: membership_id, lambda problems: page(membership_id, problems)
    )


@bp.post(MEMBER)
@needs(Permission.ROSTER_SEE)
def add_work(membership_id: PublicId) -> works.Answered:
    """Add a publication by hand."""
    return _desk(membership_id).add()


@bp.post(f"{MEMBER}/file")
@needs(Permission.ROSTER_SEE)
def read_works(membership_id: PublicId) -> works.Answered:
    """Read a file of publications."""
    return _desk(membership_id).read()


@bp.get(f"{MEMBER}/file")
@needs(Permission.ROSTER_SEE)
def works_file(membership_id: PublicId) -> str:
    """Show what was read of a file, before anything of it is kept."""
    with context.reading() as session:
        member = member_file.whole(session, Membership.public_id == membership_id)
        shown = works.preview(member, context.current_actor(), _door(membership_id))
    return render_template("roster/works_file.html", **shown)


@bp.post(f"{MEMBER}/file/settle")
@needs(Permission.ROSTER_SEE)
def settle_works(membership_id: PublicId) -> works.Answered:
    """Keep what was read of a file, or leave it."""
    return _desk(membership_id).settle()


@bp.post(f"{MEMBER}/<public_id:work_id>")
@needs(Permission.ROSTER_SEE)
def change_work(membership_id: PublicId, work_id: PublicId) -> works.Answered:
    """Leave a publication out, take it in again, or remove it."""
    return _desk(membership_id).change(work_id)
