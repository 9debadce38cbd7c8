"""What the site says about itself: what is reviewed and by whom, how it can be used, what it keeps."""

from __future__ import annotations

from flask import render_template

from web import context
from web.hub.routes import bp
from web.routing import public
from web.terms import LEGAL_NOTE
from workflow.actions.sweep import ATTEMPTS_KEPT, KEPT_AFTER_THE_END


@bp.get("/about")
@public
def about() -> str:
    """Say what is published here, who has read it, and in which order it stands."""
    return render_template("hub/about.html", legal_note=LEGAL_NOTE, address=_address())


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """Say how the site can be used, and what has not been tried."""
    return render_template("hub/accessibility.html", address=_address())


@bp.get("/privacy")
@public
def privacy() -> str:
    """Say what is kept about people, and for how long."""
    settings = context.site().settings
    return render_template(
        "hub/privacy.html", address=_address(), session_days=settings.session_days,
        idle_hours=settings.session_idle_hours, over_days=KEPT_AFTER_THE_END.days, attempt_days=ATTEMPTS_KEPT.days,
    )  # fmt: skip


def _address() -> str:
    """Give where the Hub team can be written to, or nothing where the installation names no address."""
    return context.site().settings.mail_from
