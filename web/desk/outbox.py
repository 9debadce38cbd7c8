"""The outbox: what is to be told and what was told, by mail."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.parts import Link
from web.routing import needs
from workflow.actions import waiting_mails as verbs
from workflow.insight import outbox as insight
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.policy import Permission

LISTS = {
    "all": say("All"),
    "due": say("To be sent"),
    "sent": say("Sent"),
    "failed": say("Did not arrive"),
    "in_doubt": say("In doubt"),
    "dropped": say("No longer needed"),
}
STATES = {
    "due": say("to be sent"),
    "held": say("held back"),
    "gathered": say("in the daily mail"),
    "kept": say("read on the site"),
    "sending": say("being sent"),
    "sent": say("sent"),
    "in_doubt": say("in doubt: it may have arrived"),
    "failed": say("failed"),
    "bounced": say("came back"),
    "dropped": say("no longer needed"),
}
CSS = {"failed": "late", "bounced": "late", "in_doubt": "soon", "sent": "done"}


@bp.get("/desk/outbox")
@needs(Permission.OUTBOX_SEE)
def outbox() -> str:
    """Show the messages about what the coordinator handles; in the demo all of them."""
    which, after = request.args.get("which", "all"), request.args.get("after")
    actor, is_demo = context.current_actor(), context.site().settings.demo
    with context.reading() as session:
        try:
            page = insight.rows(session, actor, which, after=after, everything=is_demo)
        except InvalidInput as unknown:
            raise NotFound from unknown
        counts = insight.counts(session, actor, everything=is_demo)
    n, lost = counts["due"], counts["failed"]
    return render_template(
        "desk/outbox.html",
        title=plural("{n} message is to be sent", "{n} messages are to be sent", n)
        if n
        else plural("{n} message did not arrive", "{n} messages did not arrive", lost)
        if lost
        else say("Every message is out"),
        rows=page.rows,
        which=which,
        lists=[(Link(label, url_for(".outbox", which=key), key == which), counts[key]) for key, label in LISTS.items()],
        states=STATES,
        css=CSS,
        is_demo=is_demo,
        next_url=url_for(".outbox", which=which, after=page.next) if page.next else "",
        first_url=url_for(".outbox", which=which) if after else "",
    )


@bp.post("/desk/outbox/<public_id:message_id>/hold")
@needs(Permission.DESK_SEE)
def hold_message(message_id: PublicId) -> Response:
    """Hold one message back."""
    do(verbs.hold_message, message_id)
    return _back(_("Held back. It does not leave until it is let go."))


@bp.post("/desk/outbox/<public_id:message_id>/release")
@needs(Permission.DESK_SEE)
def release_message(message_id: PublicId) -> Response:
    """Let one message go that was held back."""
    do(verbs.release_message, message_id)
    return _back(_("Let go. It leaves within a minute."))


def _back(sentence: str) -> Response:
    return done(sentence, "desk.outbox", which=text("which", 10) or None)
