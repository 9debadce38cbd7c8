"""What waits for the reviewer, the most urgent first, and what he has handed in."""

from __future__ import annotations

from flask import render_template, request

from web import context
from web.reviewer.area import bp
from web.routing import needs
from workflow.insight import waiting as lists
from workflow.policy import Permission


@bp.get("/waiting")
@needs(Permission.ACCOUNT_USE)
def waiting() -> str:
    """Show the own assignments with their due dates in the own time zone."""
    actor, now, after = context.current_actor(), context.now(), request.args.get("after")
    with context.reading() as reader:
        before = lists.assignments(reader, actor, lists.OPEN, now=now, after=after)
        done = lists.assignments(reader, actor, lists.DONE, now=now)
        count = lists.count(reader, actor)
    return render_template(
        "reviewer/waiting.html", rows=before.rows, next=before.next, done=done.rows, count=count, now=now,
        is_member=context.is_member(),
    )  # fmt: skip
