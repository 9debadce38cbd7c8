"""What is seen of people and calls by those who administer them; content is not among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.models import Call, Person
from workflow.policy.rule import administrator, coordinator, owner
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class PersonView(View):
    """An account."""

    public_id: str | None
    name: str | None
    addresses: list[Any] | None
    """[{"email", "is_primary", "is_verified"} …]"""
    roles: list[Any] | None
    """[{"name", "call"} …]; call is None where the role holds in all"""
    locale: str | None
    time_zone: str | None
    theme: str | None
    orcid: str | None
    has_password: bool | None
    created_at: datetime | None
    suspended_at: datetime | None


keeper = owner | administrator

PERSON = Sight[Person, PersonView](
    PersonView,
    sees={
        "public_id": keeper,
        "name": keeper,
        "addresses": keeper,
        "roles": keeper,
        "locale": keeper,
        "time_zone": keeper,
        "theme": owner,
        "orcid": keeper,
        "has_password": keeper,
        "created_at": keeper,
        "suspended_at": keeper,
    },
    reads={
        "addresses": lambda item, _facts: [
            {"email": a.email, "is_primary": a.is_primary, "is_verified": a.verified_at is not None}
            for a in item.addresses
        ],
        "roles": lambda item, _facts: [{"name": r.name, "call_id": r.call_id} for r in item.roles],
        "has_password": lambda item, _facts: item.password_hash is not None,
    },
)


@dataclass(frozen=True, kw_only=True)
class CallView(View):
    """A call with its rules."""

    public_id: str | None
    slug: str | None
    title: str | None
    theme: str | None
    prefix: str | None
    opens_at: datetime | None
    closes_at: datetime | None
    time_zone: str | None
    process_name: str | None
    anonymity: str | None
    panel_rule: dict[str, Any] | None
    quorum: dict[str, Any] | None
    dispute_rule: dict[str, Any] | None
    next_in_line: str | None
    bidding: bool | None
    answer_days: int | None
    review_days: int | None
    grace_days: int | None
    decision_days: int | None
    screening_days: int | None
    reminders: dict[str, Any] | None
    revision: int | None


concerned = administrator | coordinator
CALL = Sight[Call, CallView](
    CallView,
    sees=dict.fromkeys(
        (
            "public_id", "slug", "title", "theme", "prefix", "opens_at", "closes_at", "time_zone", "process_name",
            "anonymity", "panel_rule", "quorum", "dispute_rule", "answer_days", "review_days", "grace_days",
            "decision_days", "screening_days", "reminders", "next_in_line", "bidding", "revision",
        ),
        concerned,
    ),
)  # fmt: skip
