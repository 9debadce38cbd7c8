"""A plan as a table: written for a spreadsheet, and read back as a proposal, to be looked at before it is applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from werkzeug.wrappers import Response

from web import context, i18n, tables
from web.desk import acting, proposal_page, proposals
from web.desk.blueprint import bp
from web.desk.proposal_page import Board
from web.routing import needs
from workflow.actions.proposals import propose_written
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.policy import Permission
from workflow.roster.written import Line

LONGEST = 1_000_000
"""Bytes; a line has about a hundred."""

HEAD = ("submission", "title", "reviewer", "role", "side", "score", "reasons")
"""What is written; only the submission and the reviewer are read."""


@bp.get("/desk/proposals/<public_id:proposal_id>.<any(csv, xlsx):kind>")
@needs(Permission.DESK_SEE)
def proposal_table(proposal_id: PublicId, kind: tables.Kind) -> Response:
    """Give the panels of a plan as a table."""
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = proposal_page.board(session, actor, proposal_id, now, shows=proposal_page.worst_first)
        if not shown.plan:
            raise NotFound
        rows = [HEAD, *_rows(shown)]
    return tables.answer(rows, f"panels-{proposal_id}", kind)


@bp.post("/desk/proposals/written")
@needs(Permission.DESK_SEE)
def propose_plan() -> Response:
    """Make a proposal of a table: nobody is asked, and nothing is made where one line cannot be taken."""
    call_id, lines = PublicId(acting.text("call", 16)), _lines()
    actor, now = context.current_actor(), context.now()
    return proposals.solved(lambda session: propose_written(session, actor, call_id, lines, now=now))


def _rows(shown: Board) -> Iterator[Sequence[object]]:
    for item in shown.scene.items:
        people = [person for one, person, _ in shown.plan["pairs"] if one == item.id]
        for member in (shown.scene.roster[person] for person in people if person in shown.scene.roster):
            points = [i18n.words(point.words) for point in shown.scene.points(item, member) if point.kind == "+"]
            yield (
                item.submission.reference, item.submission.title, member.person_public_id,
                member.descriptor or member.name, member.side, shown.scene.score(item, member), "; ".join(points),
            )  # fmt: skip


def _lines() -> list[Line]:
    """Give the lines of the table that was sent. Raises InvalidInput (file)."""
    rows = tables.sent(LONGEST)
    if rows and not {"submission", "reviewer"} <= rows[0].keys():
        raise InvalidInput({"file": say("The first line has to name the columns: submission and reviewer.")})
    return [
        Line(number, row.get("submission", ""), row.get("reviewer", ""))
        for number, row in enumerate(rows, 2) if any(row.values())
    ]  # fmt: skip
