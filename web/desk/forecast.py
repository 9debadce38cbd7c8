"""The forecast: who waits longest and who is missing, if it goes on as it did."""

from __future__ import annotations

from flask import render_template

from web import context
from web.desk import forecast_page
from web.desk.blueprint import bp
from web.routing import needs
from workflow.policy import Permission


@bp.get("/desk/forecast")
@needs(Permission.COVERAGE_SEE)
def forecast() -> str:
    """Show the forecast of the calls he coordinates."""
    with context.reading() as session:
        shown = forecast_page.page(session, context.current_actor(), context.now())
    return render_template("desk/forecast.html", **shown)
