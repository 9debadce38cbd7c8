"""The area itself, and its overview."""

from __future__ import annotations

from flask import Blueprint, render_template

from web import context
from web.routing import needs
from workflow.insight import accounts
from workflow.policy import Permission

bp = Blueprint("admin", __name__)


@bp.get("/admin")
@needs(Permission.PEOPLE_MANAGE)
def index() -> str:
    """Show what there is to look after."""
    with context.reading() as reader:
        return render_template("admin/index.html", numbers=accounts.numbers(reader))
