"""The processes as people read them: a diagram, and the same as a table."""

from __future__ import annotations

from flask import render_template

from web import context
from web.desk import process_page
from web.desk.blueprint import bp
from web.routing import needs
from workflow.policy import Permission


@bp.get("/desk/process")
@bp.get("/desk/process/<name>")
@needs(Permission.DESK_SEE)
def process(name: str = "hub") -> str:
    """Show a process."""
    with context.reading() as session:
        shown = process_page.process(session, context.current_actor(), name)
    return render_template("desk/process.html", **shown)
