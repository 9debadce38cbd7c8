"""Which mails somebody gets, and what he was told: his wishes, his messages, and the one click that ends a kind."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from notifications.sender import Sender
from notifications.stopping import is_genuine
from web import context
from web.account.blueprint import bp
from web.account.forms import field
from web.parts import Choice
from web.routing import needs, public
from workflow.actions import mail_wishes
from workflow.insight import inbox
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import MailWishes
from workflow.policy import Permission
from workflow.rules.mail_groups import AT_ONCE, DAILY, GROUPS, HERE, may_choose

WAYS = (
    Choice(AT_ONCE, say("a mail at once")),
    Choice(DAILY, say("in one mail a day")),
    Choice(HERE, say("on the site only")),
)
HOURS = tuple(Choice(str(hour), f"{hour:02}:00") for hour in range(24))
NOBODY = MailWishes(ways={})


@dataclass(frozen=True)
class Kind:
    """One kind of mail on the page: what it is, how it comes, and why that cannot be changed, where it cannot."""

    name: str
    label: Reason
    way: str
    always: Reason | None


@bp.get("/mails")
@needs(Permission.ACCOUNT_USE)
def mails() -> str:
    """Show how the mails come, and the quiet hours."""
    return _page({}, {})


@bp.post("/mails")
@needs(Permission.ACCOUNT_USE)
def change_mails() -> Response | tuple[str, int]:
    """Change how the mails come, and the quiet hours."""
    actor, now = context.current_actor(), context.now()
    ways = {name: field(name, 20) for name in GROUPS if may_choose(name) and name in request.form}
    typed = {**ways, "quiet_from": field("quiet_from", 4), "quiet_until": field("quiet_until", 4)}
    try:
        hours = _hours(typed["quiet_from"], typed["quiet_until"])
        context.in_transaction(lambda s: mail_wishes.change_mail_wishes(s, actor, ways, hours, now=now).id)
    except InvalidInput as wrong:
        return _page(typed, wrong.problems), 422
    flash(_("Your wishes are saved. They hold for everything that is not sent yet."))
    return redirect(url_for(".mails"), 303)


@bp.get("/messages")
@needs(Permission.ACCOUNT_USE)
def messages() -> str:
    """Show what the reader was told, the newest first."""
    after = request.args.get("after")
    with context.reading() as reader:
        page = inbox.messages(reader, context.current_actor(), after=after)
    return render_template("account/messages.html", rows=page.rows, next=page.next, after=after)


@bp.get("/mails/stop/<public_id:person_id>/<group>/<seal>")
@public
def ask_to_stop(person_id: PublicId, group: str, seal: str) -> str:
    """Ask whether mails of this kind are to end; nothing is changed by opening it."""
    _check(person_id, group, seal)
    label = GROUPS[group].label if group in GROUPS else ""
    return render_template("account/stop.html", label=say(label) if label else say("The daily mail"), done=False)


@bp.post("/mails/stop/<public_id:person_id>/<group>/<seal>")
@public
def stop(person_id: PublicId, group: str, seal: str) -> str:
    """End mails of this kind, for the person himself or his mail program, which asks without a page (RFC 8058)."""
    _check(person_id, group, seal)
    now = context.now()
    context.in_transaction(lambda s: mail_wishes.stop_by_link(s, person_id, group, now=now))
    label = GROUPS[group].label if group in GROUPS else ""
    return render_template("account/stop.html", label=say(label) if label else say("The daily mail"), done=True)


def _check(person_id: PublicId, group: str, seal: str) -> None:
    """Let an address pass that was made here. Raises NotFound."""
    if not is_genuine(Sender.of(context.site().settings), person_id, group, seal):
        raise NotFound


def _hours(first: str, end: str) -> tuple[int, int] | None:
    """Read the quiet hours; both or none. Raises InvalidInput (quiet_from)."""
    if not first and not end:
        return None
    if not (first.isdecimal() and end.isdecimal()):
        raise InvalidInput({"quiet_from": say("Say when the quiet hours begin and when they end, or leave both out.")})
    return int(first), int(end)


def _page(typed: dict[str, str], problems: dict[str, Reason]) -> str:
    actor = context.current_actor()
    with context.reading() as reader:
        wishes = mail_wishes.wishes_of(reader, [actor.person_id or 0]).get(actor.person_id or 0, NOBODY)
    is_staff = actor.has_role("coordinator") or actor.has_role("chief")
    kinds = [
        Kind(name, say(group.label), str(typed.get(name) or wishes.ways.get(name, AT_ONCE)),
             say(group.always) if group.always else None)
        for name, group in GROUPS.items()
        if is_staff or not group.for_staff
    ]  # fmt: skip
    hours = {"quiet_from": wishes.quiet_from, "quiet_until": wishes.quiet_until}
    shown = {name: typed.get(name, "" if hour is None else str(hour)) for name, hour in hours.items()}
    return render_template(
        "account/mails.html", chosen=[kind for kind in kinds if not kind.always], problems=problems, ways=WAYS,
        always=[kind for kind in kinds if kind.always], hours=HOURS, quiet=shown, now=context.now(),
    )  # fmt: skip
