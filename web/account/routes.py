"""Signing in by password or link, signing out, settings, and the list of sign-ins."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, i18n
from web.account import pages
from web.account.blueprint import bp
from web.account.forms import field, next_page
from web.routing import needs, public
from web.signed_in import load
from workflow.actions import accounts, people
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.policy import Permission, see

OWN = "own"
"""Where the cookie keeps an administrator's own sign-in while he acts as somebody else."""


@bp.get("/sign-in")
@public
def sign_in() -> str:
    """Show the two ways in: password, or a link by mail."""
    return render_template("account/sign_in.html", next=next_page(""))


@bp.post("/sign-in")
@public
def sign_in_by_password() -> Response | tuple[str, int]:
    """Sign in by password."""
    email, password, peer, now = field("email"), field("password", 400), _peer(), context.now()
    terms = _terms()
    token = context.in_transaction(
        lambda s: accounts.sign_in_by_password(s, email, password, peer=peer, terms=terms, now=now)
    )
    if token is None:
        problems = {"email": accounts.WRONG}
        return render_template("account/sign_in.html", next=next_page(""), email=email, problems=problems), 422
    return _enter(token, next_page(url_for("account.home")))


@bp.post("/sign-in/link")
@public
def ask_for_link() -> Response | tuple[str, int]:
    """Send a link to sign in with."""
    email, peer, now = field("link_email"), _peer(), context.now()
    try:
        context.in_transaction(lambda s: accounts.ask_for_link(s, email, peer=peer, now=now))
    except InvalidInput as wrong:
        return render_template("account/sign_in.html", link_email=email, problems=_renamed(wrong, "link_email")), 422
    return redirect(url_for("account.link_sent"), 303)


@bp.get("/sign-in/sent")
@public
def link_sent() -> str:
    """Say where to look for the mail; the same for known and unknown addresses."""
    return render_template("account/link_sent.html")


@bp.get("/sign-in/link/<token>")
@public
def open_link(token: str) -> Response:
    """Take the secret out of the address; nothing is changed by opening it."""
    return _carry(token, "account.confirm_link", "sign_in")


@bp.get("/confirm/<token>")
@public
def open_confirmation(token: str) -> Response:
    """Take the secret of a confirmation out of the address; nothing is changed by opening it."""
    return _carry(token, "account.confirm_link", "confirm_address")


@bp.get("/sign-in/confirm")
@public
def confirm_link() -> str | Response:
    """Ask whether to sign in with the link that was opened."""
    if "link" not in session:
        return redirect(url_for("account.sign_in"), 303)
    return render_template("account/confirm_link.html", purpose=session["link"][0])


@bp.post("/sign-in/confirm")
@public
def use_link() -> Response:
    """Sign in with the link that was opened."""
    purpose, token = session.pop("link", ("sign_in", ""))
    terms, now = _terms(), context.now()
    fresh = context.in_transaction(lambda s: accounts.sign_in_by_link(s, token, purpose, terms=terms, now=now))
    return _enter(fresh, next_page(session.pop("after_link", "") or url_for("account.home")))


@bp.get("/register")
@public
def register() -> str:
    """Ask for a name and an address: enough to begin."""
    return render_template("account/register.html")


@bp.post("/register")
@public
def begin_account() -> Response | tuple[str, int]:
    """Make an account and send a link that confirms its address."""
    name, email, peer, now, locale = field("name"), field("email"), _peer(), context.now(), i18n.language()
    try:
        context.in_transaction(lambda s: accounts.register(s, name, email, peer=peer, locale=locale, now=now))
    except InvalidInput as wrong:
        return render_template("account/register.html", name=name, email=email, problems=wrong.problems), 422
    return redirect(url_for("account.link_sent"), 303)


@bp.post("/sign-out")
@needs(Permission.ACCOUNT_USE)
def sign_out() -> Response:
    """End this sign-in."""
    tokens, now = (context.sign_in_token(), session.get(OWN, "")), context.now()

    def end(s: Session) -> None:
        for token in tokens:
            accounts.sign_out(s, token, now=now)

    context.in_transaction(end)
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("hub.index"), 303)


@bp.get("/home")
@needs(Permission.ACCOUNT_USE)
def home() -> Response:
    """Lead everybody to the page where his work waits."""
    return redirect(url_for(pages.home_of(context.current_actor(), is_member=context.is_member())), 303)


@bp.get("/account")
@needs(Permission.ACCOUNT_USE)
def index() -> str:
    """Show the own settings and sign-ins."""
    with context.reading() as reader:
        return render_template("account/index.html", **pages.account(reader, context.current_actor(), context.now()))


@bp.post("/account/settings")
@needs(Permission.ACCOUNT_USE)
def change_settings() -> Response | tuple[str, int]:
    """Change name, language, zone and look."""
    actor, now = context.current_actor(), context.now()
    typed = {name: field(name, 200) for name in ("name", "locale", "time_zone", "theme", "orcid")}
    try:
        context.in_transaction(lambda s: see(actor, accounts.change_settings(s, actor, **typed, now=now)))
    except InvalidInput as wrong:
        with context.reading() as reader:
            shown = pages.account(reader, actor, now)
        return render_template("account/index.html", **{**shown, "typed": typed, "problems": wrong.problems}), 422
    flash(_("Your settings are saved."))
    return i18n.forget_choice(make_response(redirect(url_for("account.index"), 303)))


@bp.post("/account/password")
@needs(Permission.ACCOUNT_USE)
def set_password() -> Response | tuple[str, int]:
    """Set the password; every other sign-in ends."""
    actor, now, password, terms = context.current_actor(), context.now(), field("password", 400), _terms()

    def renew(s: Session) -> str:
        return accounts.begin_sign_in(s, accounts.set_password(s, actor, password, now=now), terms, now)

    try:
        token = context.in_transaction(renew)
    except InvalidInput as wrong:
        with context.reading() as reader:
            shown = pages.account(reader, actor, now)
        return render_template("account/index.html", **{**shown, "problems": wrong.problems}), 422
    flash(_("Your password is set. Every other browser is signed out."))
    return _enter(token, url_for("account.index"))


@bp.post("/account/sign-ins/<public_id:sign_in_id>/end")
@needs(Permission.ACCOUNT_USE)
def end_sign_in(sign_in_id: PublicId) -> Response:
    """End one of the own sign-ins."""
    actor, now = context.current_actor(), context.now()
    context.in_transaction(lambda s: accounts.end_sign_in(s, actor, sign_in_id, now=now))
    flash(_("That browser is signed out."))
    return redirect(url_for("account.index"), 303)


@bp.post("/account/acting/end")
@needs(Permission.ACCOUNT_USE)
def end_sign_in_as() -> Response:
    """End acting as somebody else, and come back as oneself where that sign-in is still good."""
    token, now, own = context.sign_in_token(), context.now(), session.get(OWN, "")
    if not own:
        raise NotFound
    context.in_transaction(lambda s: people.end_sign_in_as(s, token, now=now))
    with context.site().database.reading() as reader:
        is_good = load(reader, own, now) is not None
    if not is_good:
        logout_user()
        session.clear()
        return redirect(url_for("account.sign_in"), 303)
    return _enter(own, url_for("admin.people"))


def enter(token: str, own: str = "") -> None:
    """Make this browser the one of a new sign-in; what it carried before is forgotten, but `own` to come back to."""
    session.clear()
    if own:
        session[OWN] = own
    with context.site().database.reading() as reader:
        login_user(load(reader, token, context.now()))
    session.permanent = True


def _enter(token: str, page: str) -> Response:
    enter(token)
    return i18n.forget_choice(make_response(redirect(page, 303)))


def _carry(token: str, endpoint: str, purpose: str) -> Response:
    session["link"] = (purpose, token[:100])
    return redirect(url_for(endpoint), 303)


def _terms() -> accounts.Terms:
    days = context.site().settings.session_days
    return accounts.Terms(lives=timedelta(days=days), browser=request.user_agent.string)


def _peer() -> str:
    return request.remote_addr or "unknown"


def _renamed(wrong: InvalidInput, name: str) -> dict[str, object]:
    return {name: wrong.reasons[0]}
