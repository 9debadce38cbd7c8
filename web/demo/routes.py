"""Becoming somebody of the demo, and the page of all parts."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, i18n, kit
from web.account.routes import enter
from web.demo import pages
from web.routing import public
from workflow.actions import accounts
from workflow.kernel.errors import NotFound
from workflow.models import Person

bp = Blueprint("demo", __name__)


@bp.get("/demo")
@public
def personas() -> str:
    """Show everybody there is, with what waits for him."""
    with context.reading() as reader:
        return render_template("demo/personas.html", **pages.personas(reader))


@bp.post("/demo")
@public
def become() -> Response:
    """Sign in as somebody, without a password: this is the demo, on this machine only."""
    wanted, browser, now = request.form.get("person", ""), request.user_agent.string, context.now()

    def begin(session: Session) -> str:
        person = session.scalars(select(Person).where(Person.public_id == wanted)).one_or_none()
        if person is None or person.suspended_at is not None:
            raise NotFound
        return accounts.begin_sign_in(session, person, accounts.Terms(browser=browser), now)

    enter(context.in_transaction(begin))
    return i18n.forget_choice(make_response(redirect(url_for("account.home"), 303)))


@bp.get("/demo/kit")
@public
def show_kit() -> str:
    """Show every part of the pages in every state."""
    return render_template("kit.html", **kit.examples(context.now()))
