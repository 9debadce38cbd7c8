"""What the administration's pages show: accounts and calls, as the policy lets an administrator see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.account.pages import TIME_ZONES
from web.admin import forms
from web.parts import Choice
from workflow.actions.finding import find
from workflow.actions.people import ROLES
from workflow.insight import accounts
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Call, Person
from workflow.policy import Actor, see
from workflow.policy.admin import CallView, PersonView
from workflow.roster import lookalikes

ROLE_WORDS: Mapping[str, Reason] = {
    "coordinator": say("Coordinator"),
    "chief": say("Chief"),
    "administrator": say("Administrator"),
}
ANONYMITY = (
    Choice("open", say("Open"), say("Submitters and reviewers know each other’s names.")),
    Choice("single", say("Single-anonymous"), say("Reviewers are not named to submitters.")),
    Choice("double", say("Double-anonymous"), say("Neither is named to the other.")),
)
COUNTING = (
    Choice("invited", say("Enough people are invited")),
    Choice("accepted", say("Enough people have accepted")),
)
NEXT_IN_LINE = (
    Choice("suggest", say("Suggest the next in line"), say("A coordinator sees who could follow, and invites.")),
    Choice(
        "invite", say("Invite the next in line"), say("Whoever follows is asked at once, and a coordinator is told.")
    ),
)


@dataclass(frozen=True)
class RoleLine:
    """A role somebody holds; `value` is what the button that takes it back sends."""

    words: Reason
    where: Reason | str
    value: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody in the list."""

    name: str
    url: str
    address: str
    roles: tuple[RoleLine, ...]
    suspended_at: datetime | None


@dataclass(frozen=True)
class CallLine:
    """A call in the list."""

    title: str
    url: str
    window: Reason
    rule: Reason
    anonymity: Reason | str


def people(session: Session, actor: Actor, words: str, after: str | None) -> dict[str, object]:
    """Give a page of the list of people; five statements. Raises InvalidInput (after)."""
    found, titles = accounts.search(session, words, after), _call_titles(session)
    rows = [_line(see(actor, person), titles) for person in found.rows]
    ahead = url_for("admin.people", q=words or None, after=found.next) if found.next else ""
    return {"rows": rows, "words": words, "next_url": ahead, "is_first": after is None}


def person(session: Session, actor: Actor, person_id: PublicId, now: datetime) -> dict[str, object]:
    """Give one account with its roles and what may be done. Raises NotFound."""
    account = find(session, Person, person_id)
    seen = see(actor, account)
    return {
        "person": seen,
        "roles": _roles(seen, _call_titles(session)),
        "sign_ins": accounts.open_sign_ins(session, account, now),
        "is_self": account.id == actor.person_id,
        "is_administrator": any(role["name"] == "administrator" for role in seen.roles or ()),
        "chosen_call": "",
        "alike": lookalikes.of_person(session, actor, account),
        "merged_into": _merged_into(session, actor, account),
        **choices(session, actor),
    }


def _merged_into(session: Session, actor: Actor, account: Person) -> PersonView | None:
    """Give the account that this one has become part of."""
    if account.merged_into_id is None:
        return None
    return see(actor, session.get_one(Person, account.merged_into_id))


def choices(session: Session, actor: Actor) -> dict[str, object]:
    """Give the roles and calls there are to choose from."""
    found = [see(actor, call) for call in session.scalars(select(Call).order_by(Call.id.desc()))]
    return {
        "role_choices": [Choice(name, ROLE_WORDS[name]) for name in ROLES],
        "call_choices": [Choice(call.public_id or "", call.title or "") for call in found],
    }


def calls(session: Session, actor: Actor, now: datetime) -> list[CallLine]:
    """Give every call, the newest first."""
    found = [(see(actor, call), call.is_open(now)) for call in session.scalars(select(Call).order_by(Call.id.desc()))]
    return [_call_line(call, is_open=is_open, now=now) for call, is_open in found]


def call(session: Session, actor: Actor, call_id: PublicId) -> dict[str, object]:
    """Give the form of one call. Raises NotFound."""
    seen = seen_call(session, actor, call_id)
    return form(forms.fields_of(seen), is_new=False, revision=seen.revision)


def new_call(session: Session, actor: Actor, now: datetime) -> dict[str, object]:
    """Give the form of a new call with the rules of the first one."""
    model = see(actor, session.scalars(select(Call).order_by(Call.id)).first() or Call())
    blank = {"slug": "", "title": "", "theme": "", "prefix": "", "closes_on": "", "closes_at": ""}
    today = {"opens_on": now.date().isoformat(), "opens_at": "00:00"}
    return form({**forms.fields_of(model), **blank, **today}, is_new=True)


def form(typed: Mapping[str, str], *, is_new: bool, revision: int | None = None) -> dict[str, object]:
    """Give what the form of a call shows."""
    zones = [Choice(zone, zone.replace("_", " ")) for zone in ["UTC", *TIME_ZONES]]
    return {
        "typed": typed, "is_new": is_new, "revision": revision, "time_zones": zones, "anonymity": ANONYMITY,
        "counting": COUNTING, "next_in_line": NEXT_IN_LINE,
    }  # fmt: skip


def seen_call(session: Session, actor: Actor, call_id: PublicId) -> CallView:
    """Give a call as the administrator sees it. Raises NotFound."""
    return see(actor, find(session, Call, call_id))


def first_rule(session: Session, actor: Actor) -> Mapping[str, Any]:
    """Give the panel rule of the first call: the model of those that come after it."""
    model = session.scalars(select(Call).order_by(Call.id)).first()
    return (see(actor, model).panel_rule or {}) if model else {}


def _line(seen: PersonView, titles: Mapping[int, tuple[str, str]]) -> PersonLine:
    url = url_for("admin.person", person_id=seen.public_id)
    return PersonLine(seen.name or "", url, primary_of(seen), _roles(seen, titles), seen.suspended_at)


def primary_of(seen: PersonView) -> str:
    """Give the address that somebody's mail goes to, or nothing."""
    return next((str(a["email"]) for a in seen.addresses or () if a["is_primary"]), "")


def _roles(seen: PersonView, titles: Mapping[int, tuple[str, str]]) -> tuple[RoleLine, ...]:
    return tuple(_role(role["name"], titles.get(role["call_id"])) for role in seen.roles or ())


def _role(name: str, call: tuple[str, str] | None) -> RoleLine:
    public_id, title = call or ("", say("in all calls"))
    return RoleLine(ROLE_WORDS[name], title, f"{name}:{public_id}")


def _call_titles(session: Session) -> dict[int, tuple[str, str]]:
    return {row.id: (row.public_id, row.title) for row in session.execute(select(Call.id, Call.public_id, Call.title))}


def _call_line(call: CallView, *, is_open: bool, now: datetime) -> CallLine:
    minimum = (call.panel_rule or {}).get("minimum", {})
    rule = say("internal {internal}, external {external}", internal=minimum.get("internal", 0),
               external=minimum.get("external", 0))  # fmt: skip
    anonymity = next((choice.label for choice in ANONYMITY if choice.value == call.anonymity), "")
    url = url_for("admin.call", call_id=call.public_id)
    return CallLine(call.title or "", url, _window(call, is_open=is_open, now=now), rule, anonymity)


def _window(call: CallView, *, is_open: bool, now: datetime) -> Reason:
    if call.opens_at is not None and call.opens_at > now:
        return say("opens on {day}", day=call.opens_at.date())
    if not is_open and call.closes_at is not None:
        return say("closed on {day}", day=call.closes_at.date())
    return say("open until {day}", day=call.closes_at.date()) if call.closes_at else say("open, without an end")
