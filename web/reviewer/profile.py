"""The profile: what a member knows, and when and how often he may be asked; each part a small form of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import asking, context
from web.reviewer import forms, profile_page
from web.reviewer.area import bp
from web.routing import needs
from workflow.actions import memberships
from workflow.actions.versions import known_keys
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.policy import Actor, Permission, see
from workflow.rules import answers as answer_rules

Answered = Response | tuple[str, int]
Work = Callable[[Session, Actor, PublicId, datetime], object]


@bp.get("/profile")
@needs(Permission.ACCOUNT_USE)
def profile() -> str | Response:
    """Show the own profile; who is not on the roster is led to the application."""
    try:
        return page()
    except NotFound:
        return redirect(url_for(".join"), 303)


@bp.post("/profile/knows/<part>")
@needs(Permission.ACCOUNT_USE)
def change_knowledge(part: str) -> Answered:
    """Change topics, languages or regions."""
    fields = profile_page.fields(part)
    typed = asking.read_answers(fields, request.form)

    def work(s: Session, actor: Actor, member_id: PublicId, now: datetime) -> None:
        if problems := answer_rules.problems(fields, typed, known_keys()):
            raise InvalidInput(problems)
        view = see(actor, profile_page.membership_of(s, actor))
        whole = profile_page.as_topics({**profile_page.known(view), **typed})
        memberships.change_expertise(s, actor, member_id, **whole, now=now)

    return _change(lambda: work, part, typed=typed)


@bp.post("/profile/availability")
@needs(Permission.ACCOUNT_USE)
def change_availability() -> Answered:
    """Change how often, and from when, the member may be asked."""

    def parse() -> Work:
        cap, interval = forms.number("yearly_cap"), forms.number("minimum_interval_days")
        skip_until, ask_next = forms.day("skip_until"), bool(request.form.get("ask_next"))
        return lambda s, actor, member_id, now: memberships.change_availability(
            s, actor, member_id, yearly_cap=cap, minimum_interval_days=interval, skip_until=skip_until,
            ask_next=ask_next, now=now,
        )  # fmt: skip

    return _change(parse, "availability")


@bp.post("/profile/listing")
@needs(Permission.ACCOUNT_USE)
def agree_to_be_listed() -> Answered:
    """Agree to stand on the public page of who reviews here, or no longer."""
    listed = bool(request.form.get("listed"))

    def work(s: Session, actor: Actor, member_id: PublicId, now: datetime) -> None:
        memberships.agree_to_be_listed(s, actor, member_id, listed=listed, now=now)

    return _change(lambda: work, "listing")


@bp.post("/profile/absences")
@needs(Permission.ACCOUNT_USE)
def announce_absence() -> Answered:
    """Say when the member is away."""

    def parse() -> Work:
        first, last = forms.needed_day("absent"), forms.needed_day("absent_to")
        return lambda s, actor, member_id, now: memberships.announce_absence(s, actor, member_id, first, last, now=now)

    return _change(parse, "absences")


@bp.post("/profile/absences/<public_id:absence_id>/remove")
@needs(Permission.ACCOUNT_USE)
def remove_absence(absence_id: PublicId) -> Answered:
    """Take an absence back."""

    def work(s: Session, actor: Actor, member_id: PublicId, now: datetime) -> None:
        memberships.remove_absence(s, actor, member_id, absence_id, now=now)

    return _change(lambda: work, "absences")


@bp.post("/profile/membership/<trigger>")
@needs(Permission.ACCOUNT_USE)
def move_membership(trigger: str) -> Answered:
    """Pause, resume or leave, as the process offers it."""

    def work(s: Session, actor: Actor, member_id: PublicId, now: datetime) -> None:
        memberships.move_membership(s, actor, member_id, trigger, now=now)

    return _change(lambda: work, "membership")


def _change(parse: Callable[[], Work], part: str, typed: dict[str, Any] | None = None) -> Answered:
    """Run the work on the own membership; a form that cannot be read is shown again with all that was typed."""
    actor, now = context.current_actor(), context.now()

    def whole(s: Session, work: Work) -> None:
        work(s, actor, PublicId(profile_page.membership_of(s, actor).public_id), now)

    try:
        context.in_transaction(partial(whole, work=parse()))
    except InvalidInput as wrong:
        return page(problems=wrong.problems, typed=forms.typed(), open=part, answered=typed or {}), 422
    flash(_("Your profile is saved."))
    return redirect(url_for(".profile", _anchor=f"h-{part}"), 303)


def page(**more: object) -> str:
    """Give the page; `more` is what a form that cannot be read shows again."""
    with context.site().database.reading() as reader:
        shown = profile_page.profile(reader, context.current_actor(), context.now())
    return render_template(
        "reviewer/profile.html", **{"problems": {}, "typed": {}, "open": "", "answered": {}, **shown, **more}
    )
