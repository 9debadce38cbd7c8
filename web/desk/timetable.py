"""The timetable: the automatic mails of the next seven days, and what a coordinator does about them."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import timetable_page
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.desk.timetable_page import Asked, day_of
from web.routing import needs
from workflow.actions import timetable as verbs
from workflow.policy import Permission

PLACES = ("item", "person", "call", "day")


@bp.get("/desk/timetable")
@needs(Permission.DESK_SEE)
def timetable() -> str:
    """Show the automatic mails of seven days, from now or from another day on."""
    given = {name: request.args.get(name, "")[:40] for name in PLACES}
    asked = Asked(given["item"], given["person"], given["call"], day_of(given["day"]))
    with context.reading() as session:
        shown = timetable_page.page(session, context.current_actor(), asked, context.now())
    return render_template("desk/timetable.html", **shown)


@bp.post("/desk/timetable/hold")
@needs(Permission.DESK_SEE)
def hold_mails() -> Response:
    """Hold back one mail, or all of an item, a person, a kind, or everything."""
    do(verbs.hold_mails, text("of", 40), kind=text("kind", 20), rule=text("rule", 40), reason=text("reason", 2000))
    return _back(_("Held back. Nothing of it leaves until it is let go."))


@bp.post("/desk/timetable/release")
@needs(Permission.DESK_SEE)
def release_mails() -> Response:
    """Let go what was held back or left out."""
    do(verbs.release_mails, text("of", 40), kind=text("kind", 20), rule=text("rule", 40))
    return _back(_("Let go. What has fallen due meanwhile leaves within a minute."))


@bp.post("/desk/timetable/skip")
@needs(Permission.DESK_SEE)
def skip_mail() -> Response:
    """Leave one mail out."""
    do(verbs.skip_mail, text("of", 40))
    return _back(_("Left out. The mails after it are sent as planned."))


@bp.post("/desk/timetable/send")
@needs(Permission.DESK_SEE)
def send_mail() -> Response:
    """Send one mail now."""
    do(verbs.send_mail_now, text("of", 40))
    return _back(_("It is on its way, and is not sent again at its time."))


def _back(sentence: str) -> Response:
    """Go back to the part of the timetable that the form came from."""
    place = {name: value for name in PLACES if (value := text(f"at-{name}", 40))}
    return done(sentence, "desk.timetable", **place)
