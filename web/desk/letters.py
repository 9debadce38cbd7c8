"""The letters of a call: read, put in words of its own, looked at, and as they were shipped again."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from notifications import previews
from notifications.sender import Sender
from web import context, page
from web.desk import letters_page
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.desk.letters_page import Form
from web.routing import needs
from workflow.actions import letters as verbs
from workflow.kernel.errors import InvalidInput, Stale
from workflow.kernel.ids import PublicId
from workflow.policy import Permission
from workflow.rules.letter_words import Words

ONE = "/desk/letters/<public_id:call_id>/<name>/<language>"
SHOWS_MAIL = f"{page.POLICY}; style-src-attr 'unsafe-inline'"
"""A mail has its styles in itself; nothing else on the page may do more than on any other."""

LONGEST = 10_000


@bp.get("/desk/letters")
@needs(Permission.DESK_SEE)
def letters() -> str:
    """Show the letters of a call, and which it has put in its own words."""
    with context.reading() as session:
        shown = letters_page.listed(session, context.current_actor(), request.args.get("call", "")[:16])
    return render_template("desk/letters.html", **shown)


@bp.get(ONE)
@needs(Permission.DESK_SEE)
def letter(call_id: PublicId, name: str, language: str) -> Response:
    """Show one letter in one language, to be changed, and as it would be read."""
    return _page(call_id, name, language, Form(about=request.args.get("about", "")[:16]))


@bp.post(ONE)
@needs(Permission.DESK_SEE)
def set_letter(call_id: PublicId, name: str, language: str) -> Response:
    """Save the words, or show them as they would be read."""
    place = letters_page.place_of(call_id, name, language)
    words, about = Words(text("subject", LONGEST), text("text", LONGEST)), text("about", 16)
    if text("do", 10) == "preview":
        return _page(call_id, name, language, Form(words=words, about=about))
    version = text("version", 9)
    revision = int(version) if version.isdecimal() else None
    wanted = previews.to_be_worded(place.letter)
    try:
        do(verbs.set_letter, call_id, wanted, words, language=language, revision=revision)
    except InvalidInput as wrong:
        return _page(call_id, name, language, Form(words=words, about=about, problems=wrong.problems), 422)
    except Stale:
        return _page(call_id, name, language, Form(words=words, about=about, is_stale=True), 409)
    return _back(_("Saved. It counts for every letter that is not yet sent."), call_id, name, language)


@bp.post(f"{ONE}/shipped")
@needs(Permission.DESK_SEE)
def reset_letter(call_id: PublicId, name: str, language: str) -> Response:
    """Let the letter say the shipped words again."""
    place = letters_page.place_of(call_id, name, language)
    do(verbs.reset_letter, call_id, previews.to_be_worded(place.letter), language=language)
    return _back(_("The letter says the shipped words again."), call_id, name, language)


def _back(sentence: str, call_id: PublicId, name: str, language: str) -> Response:
    return done(sentence, "desk.letter", call_id=call_id, name=name, language=language, about=text("about", 16) or None)


def _page(call_id: PublicId, name: str, language: str, typed: Form, status: int = 200) -> Response:
    place, sender = letters_page.place_of(call_id, name, language), Sender.of(context.site().settings)
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = letters_page.form(session, actor, place, typed, sender=sender, now=now)
    response = make_response(render_template("desk/letter.html", **shown), status)
    response.headers["Content-Security-Policy"] = SHOWS_MAIL
    return response
