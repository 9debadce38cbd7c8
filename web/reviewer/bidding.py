"""What a member could review: title, summary and topics of what waits for reviewers, and what he says of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context, i18n, languages
from web.parts import Choice, Text, Work
from web.reviewer import forms
from web.reviewer.area import bp
from web.reviewer.invitation_page import CONFLICTS
from web.routing import needs
from web.terms import TermLabel, term_label
from workflow.actions import bids
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.policy import Permission
from workflow.policy.bidding import BiddingView
from workflow.roster import bidding

WISHES = (
    Choice("interested", say("I would like to")),
    Choice("maybe", say("If needed")),
    Choice("not_for_me", say("Not for me")),
)
SAID = {
    "interested": say("You would like to review it."),
    "maybe": say("You would review it if needed."),
    "not_for_me": say("You would rather not review it."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One submission that waits for reviewers, as a member reads of it."""

    public_id: str
    work: Work
    summary: str
    facts: list[Text | TermLabel]
    wish: str
    said: Text


@bp.get("/bids", endpoint="bidding")
@needs(Permission.ACCOUNT_USE)
def show_bidding() -> str:
    """Show what the member could review, and what he said of it."""
    return _page()


@bp.post("/bids/<public_id:submission_id>")
@needs(Permission.ACCOUNT_USE)
def place_bid(submission_id: PublicId) -> Response | tuple[str, int]:
    """Say what he would like, that he has a conflict, or nothing any more."""
    wish, kind, note = forms.field("wish", 12), forms.field("kind", 20), forms.field("conflict_note")
    actor, now = context.current_actor(), context.now()
    try:
        context.in_transaction(
            lambda s: bids.place_bid(s, actor, submission_id, wish, kind=kind, note=note, now=now).public_id
        )
    except InvalidInput as wrong:
        problems = {f"{name}-{submission_id}": sentence for name, sentence in wrong.problems.items()}
        return _page(problems=problems, open=submission_id), 422
    flash(_("Thank you for telling us. You will not be asked to review it.") if wish == bids.CONFLICT else _("Noted."))
    return redirect(url_for(".bidding"), 303)


def _page(**more: object) -> str:
    with context.reading() as session:
        found = bidding.open_to(session, context.current_actor(), context.now())
    if found is None:
        raise NotFound
    shown = {
        "title": plural("{n} resource waits for reviewers", "{n} resources wait for reviewers", len(found))
        if found
        else say("Nothing waits for reviewers"),
        "items": [_open(view) for view in found],
        "wishes": WISHES,
        "conflicts": CONFLICTS,
    }
    again = {"problems": {}, "open": "", "typed": request.form, **more}
    return render_template("reviewer/bidding.html", **shown, **again)


def _open(view: BiddingView) -> Open:
    return Open(
        public_id=view.public_id or "",
        work=Work(title=view.title or "", lang=view.language or "", untitled=bool(view.title_is_working)),
        summary=view.summary or "",
        facts=list(_facts(view)),
        wish=view.wish or "",
        said=SAID.get(view.wish or "", ""),
    )


def _facts(view: BiddingView) -> Iterator[Text | TermLabel]:
    yield term_label("content_kinds", view.kind or "")
    if view.language:
        yield languages.language_name(view.language, i18n.language())
    yield from (term_label(vocabulary, key) for vocabulary, key in view.topics or [])
