"""The rules for automatic mails of a call or of the roster: read, changed, added, and as they were shipped again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import reminder_rules_page
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import reminder_rules as verbs
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import random_id
from workflow.policy import Permission
from workflow.rules.reminder_rules import STAFF

NEW = "own"
NUMBER = re.compile(r"[-+]?[0-9]{1,4}")
UNREADABLE = 9999
"""Stands for what cannot be read as a number; every rule refuses it."""

PLAIN = ("about", "tells", "days", "channel", "catch_up")
FIELDS = (*PLAIN, "steps", "every", "until", "active", *STAFF)


@bp.get("/desk/reminders")
@needs(Permission.DESK_SEE)
def reminder_rules() -> str:
    """Show the rules of a call, or of the roster."""
    with context.reading() as session:
        shown = reminder_rules_page.listed(session, context.current_actor(), request.args.get("call", "")[:16])
    return render_template("desk/reminder_rules.html", **shown)


@bp.get("/desk/reminders/rule")
@needs(Permission.DESK_SEE)
def reminder_rule() -> str:
    """Show one rule, to be changed, or the form of a new one."""
    call, key = request.args.get("call", "")[:16], request.args.get("key", "")[:40]
    with context.reading() as session:
        shown = reminder_rules_page.form(session, context.current_actor(), call, key)
    return render_template("desk/reminder_rule.html", **shown)


@bp.post("/desk/reminders/rule")
@needs(Permission.DESK_SEE)
def set_reminder_rule() -> Response | tuple[str, int]:
    """Change a rule, or add one."""
    call, key, typed = text("call", 16), text("key", 40), _typed(request.form)
    version = text("version", 9)
    revision = int(version) if version.isdecimal() else None
    try:
        do(verbs.set_reminder_rule, call, _row(key or f"{NEW}-{random_id()}", typed), revision=revision)
    except InvalidInput as wrong:
        problems = _by_field(wrong.problems, typed)
        with context.reading() as session:
            actor = context.current_actor()
            shown = reminder_rules_page.form(session, actor, call, key, typed=typed, problems=problems)
        return render_template("desk/reminder_rule.html", **shown), 422
    return done(_("The rule holds now, for everything that is not yet sent."), "desk.reminder_rules", call=call or None)


@bp.post("/desk/reminders/reset")
@needs(Permission.DESK_SEE)
def reset_reminder_rule() -> Response:
    """Follow the shipped rule again."""
    call = text("call", 16)
    do(verbs.reset_reminder_rule, call, text("key", 40))
    return done(_("The shipped rule holds again."), "desk.reminder_rules", call=call or None)


def _typed(sent: Mapping[str, str]) -> dict[str, str]:
    return {name: sent.get(name, "")[:200].strip() for name in FIELDS}


def _row(key: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Give the rule that was typed; what is no number is refused by its rule."""
    after = {who: _numbers(typed[who]) for who in STAFF}
    return {
        "key": key, **{name: typed[name] for name in PLAIN}, "steps": _numbers(typed["steps"]),
        "every": _number(typed["every"]), "until": _number(typed["until"]), "active": bool(typed["active"]),
        "escalation": [{"after": day, "tells": who} for who in STAFF for day in after[who]],
    }  # fmt: skip


def _numbers(written: str) -> list[int]:
    parts = [part for part in re.split(r"[\s,;،]+", written.replace("−", "-")) if part]
    return [_number(part) for part in parts]


def _number(written: str) -> int:
    if not written:
        return 0
    return int(written) if NUMBER.fullmatch(written.replace("−", "-")) and written.isascii() else UNREADABLE


def _by_field(problems: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """Give the problems under the fields of the form."""
    shown_at = "coordinator" if typed["coordinator"] else "chief"
    return {shown_at if name == "escalation" else name: reason for name, reason in problems.items()}
