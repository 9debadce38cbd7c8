"""Every route says who it is for; one that does not stops the start.

`@public`: anybody. `@needs(permission)`: checked before the view runs, whatever the item. `@checks(permission)`: the
view asks with the item, through `policy.see` or the verb it calls. `collegium routes` prints them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, request
from werkzeug.routing import BaseConverter, Rule

from web import context
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import ALPHABET, LENGTH
from workflow.policy import Permission, permits

View = TypeVar("View", bound=Callable[..., Any])


class SignInFirst(Exception):
    """A visitor asked for a page that people with an account have."""


@dataclass(frozen=True)
class RoutePolicy:
    """Who a route is for."""

    kind: str
    """public, needs or checks"""
    permission: Permission | None = None
    open_to_links: bool = False
    """The holder of a link may come without an account."""

    def __str__(self) -> str:
        return self.kind if self.permission is None else f"{self.kind} {self.permission}"


def public(view: View) -> View:
    """Declare a route that is for anybody."""
    return _declare(view, RoutePolicy("public"))


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare a route that needs a permission, whatever it shows."""
    return lambda view: _declare(view, RoutePolicy("needs", permission))


def checks(permission: Permission, *, open_to_links: bool = False) -> Callable[[View], View]:
    """Declare a route whose view asks for the permission with the item it finds."""
    return lambda view: _declare(view, RoutePolicy("checks", permission, open_to_links))


def policy_of(view: Callable[..., Any] | None) -> RoutePolicy | None:
    """Give what a view has declared, or None."""
    return getattr(view, "route_policy", None)


def install(app: Flask) -> None:
    """Enforce the declarations before each view, and give URLs their converter for public ids."""
    app.url_map.converters["public_id"] = PublicIdConverter
    app.before_request(_enforce)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a route has not said who it is for."""
    missing = [
        rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app.view_functions[rule.endpoint]) is None
    ]
    if missing:
        message = "routes without a policy: " + ", ".join(sorted(set(missing)))
        raise RuntimeError(message)


def table(app: Flask) -> list[tuple[str, str, str, str]]:
    """Give every route: methods, address, endpoint, policy; in the order of the addresses."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [
        (_methods(rule), rule.rule, rule.endpoint, str(policy_of(app.view_functions[rule.endpoint]))) for rule in rules
    ]


class PublicIdConverter(BaseConverter):
    """Takes exactly what a public id looks like; anything else is an address that does not exist."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"


def _declare(view: View, policy: RoutePolicy) -> View:
    view.route_policy = policy  # type: ignore[attr-defined]  # functions carry what is declared on them
    return view


def _enforce() -> None:
    """Let the request pass, or raise; an address that does not exist is dealt with elsewhere."""
    if request.endpoint is None or request.url_rule is None:
        return
    policy = policy_of(context.current_view())
    if policy is None:
        raise NotFound
    if policy.kind == "public":
        return
    actor = context.current_actor()
    if not actor.is_signed_in and not policy.open_to_links:
        raise SignInFirst
    if policy.kind == "needs" and (policy.permission is None or not permits(actor, policy.permission)):
        raise NotFound


def _methods(rule: Rule) -> str:
    return ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
