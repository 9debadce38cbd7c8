"""The outbox: what is to be told and what was told, by mail."""

from __future__ import annotations

from functools import partial

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import item_head
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.parts import Link, Text
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
    """Show the messages about what the coordinator handles, or about one item; in the demo all of them."""
    which, after, item = request.args.get("which", "all"), request.args.get("after"), request.args.get("item")
    actor, is_demo = context.current_actor(), context.site().settings.demo
    with context.reading() as session:
        about = insight.item_of(session, actor, item) if item else None
        of = insight.Of(actor, about, everything=is_demo)
        try:
            page = insight.rows(session, of, which, after=after)
        except InvalidInput as unknown:
            raise NotFound from unknown
        counts = insight.counts(session, of)
    here = partial(url_for, ".outbox", item=item)
    return render_template(
        "desk/outbox.html",
        title=_title(counts),
        about=item_head.head_of(about) if about else None,
        rows=page.rows,
        which=which,
        item=item or "",
        lists=[(Link(label, here(which=key), key == which), counts[key]) for key, label in LISTS.items()],
        states=STATES,
        css=CSS,
        is_demo=is_demo,
        next_url=here(which=which, after=page.next) if page.next else "",
        first_url=here(which=which) if after else "",
    )


def _title(counts: dict[str, int]) -> Text:
    if n := counts["due"]:
        return plural("{n} message is to be sent", "{n} messages are to be sent", n)
    if n := counts["failed"]:
        return plural("{n} message did not arrive", "{n} messages did not arrive", n)
    return say("Every message is out")


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
    return done(sentence, "desk.outbox", which=text("which", 10) or None, item=text("item", 40) or None)
