"""Every route of the site: who is let in, what protects it, and that looking changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config.settings import Settings
from tests.behaviours import behaviour, case
from tests.cast import NOW, World, a_world
from tests.conftest import START
from tests.sites import for_tests
from tests.web.conftest import KEY, TestSite
from tests.web.desk.test_lists import statements
from tests.web.every_route import ANYBODY, LET_IN, SIGNED_IN, Address, Undone, addresses, furnish
from web.app import create_app
from web.context import NAME
from web.routing import policy_of
from workflow.actions import accounts
from workflow.files import LocalFolder
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Base, Person

MOST_STATEMENTS = 8
MOST_COUNTED = 3
"""So many of those who are let in open each page once more, with the statements counted."""

NO_ACCOUNT = ("visitor", "suspended")
Found = dict[str, dict[str, str]]
"""Route: what became of each identity there."""


class Browsers:
    """A site with its addresses, and a browser for each of the twelve identities."""

    def __init__(self, site: TestSite, values: dict[str, str], world: World) -> None:
        self.site = site
        self.addresses = list(addresses(site.app, values))
        self.all = {name: site.client() for name in world.identities()}
        self._signed_in = {name: site.do(partial(token_of, world=world, name=name)) for name in self.all}

    def sign_in(self, who: str) -> None:
        """Give the browser its cookie anew."""
        with self.all[who].session_transaction() as cookie:
            cookie["_user_id"] = self._signed_in[who]

    def ask(self, who: str, address: Address) -> TestResponse:
        """Open the page, or send its form empty; the form that signs out signs out once only."""
        self.sign_in(who)
        if address.method == "GET":
            return self.all[who].get(address.path, buffered=True)
        return self.site.post(self.all[who], address.path, buffered=True)


def token_of(session: Session, *, world: World, name: str) -> str:
    """Sign somebody in; the visitor has a token that was never made."""
    suspended = select(Person).where(Person.suspended_at.is_not(None))
    person_id = world.identities()[name].person_id
    if name == "visitor":
        return "never made"
    person = session.scalars(suspended).one() if name == "suspended" else session.get_one(Person, person_id)
    return accounts.begin_sign_in(session, person, accounts.Terms(), NOW)


@pytest.fixture
def browsers(database: Database, tmp_path: Path) -> Iterator[Browsers]:
    """Give the browsers; nothing that is sent stays."""
    settings = Settings(demo=False, secret_key=KEY, data_folder=tmp_path, base_url="http://localhost")
    clock, store = FixedClock(START), LocalFolder(tmp_path / "files")

    def prepare(session: Session) -> tuple[World, dict[str, str]]:
        world = a_world(session)
        return world, furnish(session, world, store)

    world, values = database.in_transaction(prepare)
    undone = Undone(database.url)
    app = for_tests(create_app(settings, undone, clock))
    yield Browsers(TestSite(app, database, clock), values, world)
    undone.dispose()


def answer_of(response: TestResponse, who: str) -> str:
    """Say what became of a request: let in, led to the sign-in, or kept out."""
    if response.status_code in {301, 302, 303} and (response.location or "").startswith("/sign-in?next="):
        return "sign in"
    if who in NO_ACCOUNT and response.status_code == 403:
        return "sign in"
    return "out" if response.status_code in {403, 404, 405} else "in"


@behaviour("X2")
@case("D-AZ-01", "D-AZ-02", "D-AZ-03", "D-AU-04", "D-AU-05", "D-AU-11", "D-IN-01")
def test_each_page_is_for_whom_the_table_names_and_protected_and_light_and_changes_nothing(
    browsers: Browsers, database: Database
) -> None:
    served = replace(browsers.site, database=browsers.site.app.extensions[NAME].database)
    before = content(database)
    asked: dict[tuple[str, str], int] = {}
    found: Found = {}
    lacking: dict[str, set[str]] = defaultdict(set)
    for address in browsers.addresses:
        if address.method == "GET":
            answers = {who: browsers.ask(who, address) for who in visitors_of(browsers, address, database)}
            found[f"GET {address.endpoint}"] = {who: answer_of(answer, who) for who, answer in answers.items()}
            lacking[address.endpoint] = {
                name for who, answer in answers.items() for name in unprotected(answer, is_known=who not in NO_ACCOUNT)
            }
            for who in [who for who, answer in answers.items() if answer_of(answer, who) == "in"][:MOST_COUNTED]:
                again = partial(browsers.all[who].head, address.path, buffered=True)
                asked[address.endpoint, who] = statements(served, again)
    assert differing(before, content(database)) == []
    assert {endpoint: names for endpoint, names in lacking.items() if names} == {}
    assert {page: n for page, n in asked.items() if n > MOST_STATEMENTS} == {}
    check_let_in(browsers, found)


@pytest.mark.sqlite_first
@case("D-AZ-01", "D-AZ-02", "D-AZ-03")
def test_each_form_lets_in_whom_the_table_names(browsers: Browsers) -> None:
    found: Found = {}
    for address in browsers.addresses:
        if address.method != "GET":
            found[f"{address.method} {address.endpoint}"] = {
                who: answer_of(browsers.ask(who, address), who) for who in browsers.all
            }
    check_let_in(browsers, found)


@pytest.mark.sqlite_first
def test_the_table_names_every_route(browsers: Browsers) -> None:
    assert {f"{address.method} {address.endpoint}" for address in browsers.addresses} == set(LET_IN)


def visitors_of(browsers: Browsers, address: Address, database: Database) -> list[str]:
    """Give who opens a page: all twelve; on PostgreSQL, which is asked and decides nothing, some who are let in."""
    if database.dialect == "sqlite":
        return list(browsers.all)
    return sorted(named(LET_IN[f"GET {address.endpoint}"], set(browsers.all)))[:MOST_COUNTED]


def check_let_in(browsers: Browsers, found: Found) -> None:
    """Compare what became of the requests with the table, and look where those without an account were led."""
    let_in = {route: {who for who, answer in answers.items() if answer == "in"} for route, answers in found.items()}
    assert let_in == {route: named(LET_IN[route], set(browsers.all)) & found[route].keys() for route in found}
    assert led_wrong(browsers, found) == []


def named(who: str, everybody: set[str]) -> set[str]:
    """Give the identities that a line of the table names."""
    if who in {ANYBODY, SIGNED_IN}:
        return everybody if who == ANYBODY else everybody.difference(NO_ACCOUNT)
    return set(who.split())


def led_wrong(browsers: Browsers, found: Found) -> list[str]:
    """Give the routes at which somebody without an account who is not let in is not asked to sign in first."""
    closed = []
    for address in browsers.addresses:
        policy = policy_of(browsers.site.app.view_functions[address.endpoint])
        asks_first = policy is not None and policy.kind != "public" and not policy.open_to_links
        answers = found.get(f"{address.method} {address.endpoint}", {})
        closed += [address.endpoint for who in NO_ACCOUNT if asks_first and answers.get(who, "sign in") != "sign in"]
    return closed


@pytest.mark.sqlite_first
@case("D-AU-04")
def test_no_form_is_taken_without_its_token(browsers: Browsers) -> None:
    taken = {}
    for address in browsers.addresses:
        if address.method != "GET":
            who = min(named(LET_IN[f"{address.method} {address.endpoint}"], set(browsers.all)) or {"chief"})
            foreign = {"csrf_token": browsers.site.client().get("/sign-in").text[:80]}
            browsers.sign_in(who)
            answers = [browsers.all[who].post(address.path, data=data) for data in ({}, foreign)]
            answers.append(browsers.all[who].post(address.path, json={"csrf_token": ""}))
            taken[address.path] = {answer.status_code for answer in answers}
    assert {path: codes for path, codes in taken.items() if not codes <= {400, 403, 404}} == {}
    assert sum(codes == {400} for codes in taken.values()) > len(taken) * 0.9


def content(database: Database) -> dict[str, list[str]]:
    """Give every row of every table."""
    with database.reading() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def differing(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Give the names of the tables that are no longer what they were."""
    return [name for name, rows in before.items() if rows != after[name]]


def unprotected(answer: TestResponse, *, is_known: bool) -> set[str]:
    """Give what is missing from an answer; what is for one person only may be kept by nobody."""
    headers, cookies = answer.headers, answer.headers.getlist("Set-Cookie")
    policy = headers.get("Content-Security-Policy", "")
    is_file = policy.startswith("sandbox")
    is_asset = "immutable" in headers.get("Cache-Control", "")
    there = {
        "policy": "default-src 'self'" in policy or "default-src 'none'" in policy,
        "frames": is_file or "frame-ancestors 'none'" in policy,
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "same-origin",
        "not kept": not is_known or is_asset or "no-store" in headers.get("Cache-Control", ""),
        "cookies": all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies),
    }
    return {name for name, holds in there.items() if not holds}
