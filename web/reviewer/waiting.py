"""What waits for the reviewer, the most urgent first, and what he has handed in."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request

from web import context
from web.reviewer.area import bp
from web.routing import needs
from web.written import macro, row_writer
from workflow.insight import waiting as lists
from workflow.insight.waiting import AssignmentRow
from workflow.policy import Permission
from workflow.roster import bidding


@bp.get("/waiting")
@needs(Permission.ACCOUNT_USE)
def waiting() -> str:
    """Show the own assignments with their due dates in the own time zone."""
    actor, now, after = context.current_actor(), context.now(), request.args.get("after")
    with context.reading() as reader:
        before = lists.assignments(reader, actor, lists.OPEN, now=now, after=after)
        done = lists.assignments(reader, actor, lists.DONE, now=now)
        count = lists.count(reader, actor)
        bids = context.is_member() and bidding.is_asked_for(reader)
    return render_template(
        "reviewer/waiting.html", rows=waiting_rows(before.rows, now), next=before.next, done=done_rows(done.rows, now),
        count=count, now=now, is_member=context.is_member(),
        bids=bids,
    )  # fmt: skip


def _waiting_row(row: AssignmentRow, _now: datetime) -> str:
    return macro("reviewer/_rows.html", "waiting_row")(row)


def _done_row(row: AssignmentRow, _now: datetime) -> str:
    return macro("reviewer/_rows.html", "done_row")(row)


waiting_rows, done_rows = row_writer(_waiting_row), row_writer(_done_row)
