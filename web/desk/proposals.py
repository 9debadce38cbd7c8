"""Panels for many submissions: the proposals, one with its board, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from notifications.solving import solve_one
from web import context
from web.desk import acting, proposal_page, proposals_list
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import proposals
from workflow.insight import proposals as found
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Proposal
from workflow.policy import Permission
from workflow.roster import plans

PATIENCE, LOOK = 4.0, 0.1
"""So many seconds the page waits for the worker at most, and looks again after so many."""


@bp.get("/desk/proposals", endpoint="proposals")
@needs(Permission.DESK_SEE)
def index() -> str:
    """Show what waits for panels, and every proposal so far."""
    with context.reading() as session:
        shown = proposals_list.page(session, context.current_actor())
    return render_template("desk/proposals.html", **shown)


@bp.post("/desk/proposals")
@needs(Permission.DESK_SEE)
def propose() -> Response:
    """Ask for panels for everything that waits in a call; a small proposal is ready with the next page."""
    call_id = PublicId(acting.text("call", 16))
    actor, now = context.current_actor(), context.now()
    return solved(lambda session: proposals.propose(session, actor, call_id, now=now))


@bp.get("/desk/proposals/<public_id:proposal_id>")
@needs(Permission.DESK_SEE)
def proposal(proposal_id: PublicId) -> str | Response:
    """Show one proposal: its plan, why there is none, or, when the worker takes long, that it is being computed."""
    start = request.args.get("from", 0, int)
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = proposal_page.page(session, actor, proposal_id, max(0, start), now)
    if shown["state"] == "waiting" and shown["is_new"] and _solved_meanwhile(proposal_id):
        return redirect(url_for("desk.proposal", proposal_id=proposal_id))
    return render_template("desk/proposal.html", **shown)


def _solved_meanwhile(proposal_id: PublicId) -> bool:
    """Wait a little for the worker; say whether it was quick enough."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        sleep(LOOK)
        with context.site().database.reading() as session:
            if not found.is_waiting(session, proposal_id):
                return True
    return False


@bp.post("/desk/proposals/<public_id:proposal_id>/pairs")
@needs(Permission.DESK_SEE)
def change_pair(proposal_id: PublicId) -> Response:
    """Wish a pair into the next plan or out of it, or take a wish back; nothing is solved yet."""
    wishes = {"lock": proposals.lock_pair, "forbid": proposals.forbid_pair, "release": proposals.release_pair}
    name = next((name for name in wishes if request.form.get(name)), None)
    item, _space, person = acting.text(name, 40).partition(" ") if name else ("", "", "")
    if name is None or not person:
        raise NotFound
    acting.do(wishes[name], proposal_id, PublicId(item), PublicId(person))
    return acting.done(
        _("Noted. The plan is as before until you solve again."), "desk.proposal", proposal_id=proposal_id
    )


@bp.post("/desk/proposals/<public_id:proposal_id>/solve")
@needs(Permission.DESK_SEE)
def solve(proposal_id: PublicId) -> Response:
    """Make another proposal with the pairs as they were changed."""
    actor, now = context.current_actor(), context.now()
    return solved(lambda session: proposals.solve_again(session, actor, proposal_id, now=now))


@bp.post("/desk/proposals/<public_id:proposal_id>/apply")
@needs(Permission.DESK_SEE)
def apply(proposal_id: PublicId) -> Response:
    """Invite everybody the plan names, or nobody."""
    acting.do(proposals.apply_proposal, proposal_id)
    return acting.done(_("The invitations are on their way."), "desk.proposal", proposal_id=proposal_id)


@bp.post("/desk/proposals/<public_id:proposal_id>/undo")
@needs(Permission.DESK_SEE)
def undo(proposal_id: PublicId) -> Response:
    """Take back what nobody has answered, and name who is kept."""
    actor, now, reason = context.current_actor(), context.now(), acting.text("reason", 2000)

    def work(session: Session) -> tuple[int, list[str]]:
        undone = proposals.undo_proposal(session, actor, proposal_id, reason=reason, now=now)
        return len(undone.taken_back), [seat.descriptor or seat.reviewer.name for seat in undone.kept]

    n, kept = context.in_transaction(work)
    flash(ngettext("%(num)d invitation is taken back.", "%(num)d invitations are taken back.", n))
    if kept:
        flash(_("Kept, because they have answered: %(names)s", names="; ".join(kept)), "soon")
    return redirect(url_for("desk.proposal", proposal_id=proposal_id), 303)


def solved(ask: Callable[[Session], Proposal]) -> Response:
    """Ask for a plan; solve it here where that takes no time, else leave it to the worker."""

    def work(session: Session) -> tuple[int, int, PublicId]:
        asked = ask(session)
        return asked.id, asked.size, asked.public_id

    number, size, proposal_id = context.in_transaction(work)
    if size <= plans.SMALL:
        site = context.site()
        solve_one(site.database, site.clock, number)
    return redirect(url_for("desk.proposal", proposal_id=proposal_id), 303)
