"""Whether the site, its clock and its mail work: for people and monitors, and the figures for who measures.

The page is for anybody and names nobody: a monitor needs no account, and what it says can be seen from outside anyhow.
The figures say how much is sent, so they are for who has the token; an address on this machine would prove nothing,
because behind a proxy every request has one.
"""

from __future__ import annotations

import hmac

from flask import Response, make_response, render_template, request

from web import context
from web.hub.routes import bp
from web.routing import public
from workflow.insight import health as insight
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason, say

PARTS: dict[str, Reason] = {
    "clock": say("The clock: reminders, due dates, what is counted at night"),
    "mail": say("The mail: what has happened is told"),
}


@bp.get("/health")
@public
def health() -> Response:
    """Say what works and what does not; 503 where something does not."""
    with context.reading() as session:
        troubles = [*insight.troubles(insight.of(session, context.now()))]
    parts = [(label, [each.reason for each in troubles if each.about == name]) for name, label in PARTS.items()]
    page = render_template("hub/health.html", parts=parts, is_well=not troubles, now=context.now())
    return _unkept(make_response(page, 503 if troubles else 200))


@bp.get("/health/metrics")
@public
def metrics() -> Response:
    """Give the figures in the text form of Prometheus to who has the token; for others there is no such page."""
    token = context.site().settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound
    with context.reading() as session:
        figures = insight.metrics(insight.of(session, context.now()))
    return _unkept(Response(figures, mimetype="text/plain"))


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
