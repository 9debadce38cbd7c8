"""People get in by password or by a link, stay in until they leave, and nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.behaviours import behaviour, case
from tests.builders import World
from tests.remembered import remembered
from tests.web.conftest import TestSite
from workflow.actions import accounts, capabilities, people
from workflow.kernel import links
from workflow.models import Address, Event, Person, SignIn
from workflow.policy import Actor

PASSWORD = "a sentence nobody guesses"


def address_of(site: TestSite, actor: Actor) -> str:
    """Give the primary address of somebody."""

    def work(session: object) -> str:
        query = select(Address.email).where(Address.person_id == actor.person_id, Address.is_primary)
        return session.scalars(query).one()  # type: ignore[attr-defined,no-any-return]

    return site.do(work)


def with_password(site: TestSite, actor: Actor) -> str:
    """Give somebody a password, and give his address."""
    now = site.clock.now()
    site.do(
        lambda s: remembered(
            s, f"password of {actor} at {now}", lambda s: accounts.set_password(s, actor, PASSWORD, now=now).id
        )
    )
    return address_of(site, actor)


def a_link(site: TestSite, actor: Actor, purpose: str = "sign_in", minutes: int = 10) -> str:
    """Give the secret of a link as a mail would carry it."""
    email, now = address_of(site, actor), site.clock.now()
    return site.do(
        lambda s: capabilities.issue(
            s, purpose=purpose, person_id=actor.person_id, address=email, now=now, lives=timedelta(minutes=minutes)
        )
    )


def is_in(client: FlaskClient) -> bool:
    """Say whether this browser is somebody's."""
    return client.get("/account").status_code == 200


@behaviour("X3")
def test_by_password(site: TestSite, world: World, client: FlaskClient) -> None:
    """The right one leads to the page where work waits; wrong ones say one and the same sentence."""
    email = with_password(site, world.submitter)
    wrong = site.post(client, "/sign-in", {"email": email, "password": "something else"})
    unknown = site.post(client, "/sign-in", {"email": "nobody@example.org", "password": PASSWORD})
    assert (wrong.status_code, unknown.status_code, is_in(client)) == (422, 422, False)
    assert wrong.text.count("do not belong together") == unknown.text.count("do not belong together") > 0
    right = site.post(client, "/sign-in", {"email": f" {email.upper()} ", "password": PASSWORD})
    assert (right.status_code, right.location, is_in(client)) == (303, "/home", True)


@behaviour("X3")
def test_by_link(site: TestSite, world: World, client: FlaskClient) -> None:
    """Opening the link asks; the button signs in; a second use is refused with a sentence."""
    token = a_link(site, world.submitter)
    opened = client.get(f"/sign-in/link/{token}")
    assert (opened.status_code, opened.location, is_in(client)) == (303, "/sign-in/confirm", False)
    assert "Opening this page has changed nothing" in client.get(opened.location).text
    assert site.post(client, "/sign-in/confirm").status_code == 303
    assert is_in(client)
    second = site.client()
    second.get(f"/sign-in/link/{token}")
    again = site.post(second, "/sign-in/confirm")
    assert (again.status_code, is_in(second)) == (409, False)
    assert "used already" in again.text


@pytest.mark.parametrize("method", ["get", "head"])
@case("D-AU-05")
def test_a_scanner_that_opens_the_link_changes_nothing(site: TestSite, world: World, method: str) -> None:
    """However often it is fetched, the person can still use it."""
    token = a_link(site, world.submitter)
    for _ in range(3):
        getattr(site.client(), method)(f"/sign-in/link/{token}")
    person = site.client()
    person.get(f"/sign-in/link/{token}")
    site.post(person, "/sign-in/confirm")
    assert is_in(person)


@case("D-AU-09")
@pytest.mark.parametrize("spoiled", ["too old", "password changed", "newer used", "never made"])
def test_a_link_ends(site: TestSite, world: World, client: FlaskClient, spoiled: str) -> None:
    """Time, a change of password and a newer link end it; what was never made never worked."""
    token = a_link(site, world.submitter) if spoiled != "never made" else links.new_token()
    if spoiled == "too old":
        site.clock.move(minutes=11)
    elif spoiled == "password changed":
        with_password(site, world.submitter)
    elif spoiled == "newer used":
        newer, other = a_link(site, world.submitter), site.client()
        other.get(f"/sign-in/link/{newer}")
        site.post(other, "/sign-in/confirm")
    client.get(f"/sign-in/link/{token}")
    assert site.post(client, "/sign-in/confirm").status_code == (404 if spoiled == "never made" else 409)
    assert not is_in(client)


@case("D-AU-03")
def test_signing_in_makes_a_new_session(site: TestSite, world: World, client: FlaskClient) -> None:
    """What the browser carried before is not what it carries after."""
    email = with_password(site, world.submitter)
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["planted"] = "before"
    site.post(client, "/sign-in", {"email": email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


@case("D-AU-10")
@pytest.mark.parametrize(
    "ending", ["signs out", "new password", "role change", "suspended", "ended elsewhere", "month"]
)
def test_a_copied_session_ends_with_the_original(site: TestSite, world: World, ending: str) -> None:
    """The table of sign-ins decides on every request, not the cookie."""
    actor = world.submitter
    browser, thief = site.client(actor), site.client()
    with browser.session_transaction() as mine:
        stolen = dict(mine)
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert is_in(thief)
    now, admin, person = site.clock.now(), world.administrator, actor.public_id
    if ending == "signs out":
        site.post(browser, "/sign-out")
    elif ending == "new password":
        site.post(browser, "/account/password", {"password": PASSWORD})
        assert is_in(browser)
    elif ending == "role change":
        site.do(lambda s: people.give_role(s, admin, person, "chief", now=now).id)  # type: ignore[arg-type]
    elif ending == "suspended":
        site.do(lambda s: people.suspend(s, admin, person, now=now).id)  # type: ignore[arg-type]
    elif ending == "ended elsewhere":
        sign_in = site.do(lambda s: s.scalars(select(SignIn.public_id).where(SignIn.ended_at.is_(None))).one())
        site.post(site.client(actor), f"/account/sign-ins/{sign_in}/end")
    else:
        site.clock.move(days=31)
    assert not is_in(thief)


@case("D-AU-07")
def test_too_many_wrong_passwords_are_refused_but_the_owner_has_his_link(
    site: TestSite, world: World, client: FlaskClient
) -> None:
    """Counted in the database by address and by peer; a quarter of an hour later all is as before."""
    email = with_password(site, world.submitter)
    tries = [site.post(client, "/sign-in", {"email": email, "password": f"guess {n}"}).status_code for n in range(12)]
    assert tries == [422] * 10 + [429] * 2
    right = site.post(client, "/sign-in", {"email": email, "password": PASSWORD})
    assert (right.status_code, right.headers["Retry-After"]) == (429, "900")
    site.clock.move(minutes=16)
    assert site.post(client, "/sign-in", {"email": email, "password": PASSWORD}).status_code == 303


@case("D-AU-08")
@pytest.mark.parametrize("path", ["/sign-in/link", "/register"])
def test_nobody_learns_who_has_an_account(site: TestSite, world: World, path: str) -> None:
    """Known and unknown addresses get the same answer; only the mail differs."""
    known, unknown = address_of(site, world.submitter), "nobody@example.org"
    answers = []
    for email in (known, unknown):
        answer = site.post(site.client(), path, {"name": "Somebody", "email": email, "link_email": email})
        answers.append((answer.status_code, answer.location, answer.data))
    assert answers[0] == answers[1]


@case("D-AU-12")
@pytest.mark.parametrize("alike", ["ANA@EXAMPLE.ORG", " ana@example.org ", "ａｎａ@example.org", "ana@example.org."])
def test_look_alike_addresses_are_one(site: TestSite, alike: str) -> None:
    """An address in another form does not make a second account."""
    site.do(lambda s: accounts.make_person(s, "Ana", "ana@example.org", verified=True, now=site.clock.now()).id)
    site.post(site.client(), "/register", {"name": "Other", "email": alike})
    found = site.do(lambda s: s.scalars(select(Person.name).where(Person.name.in_(["Ana", "Other"]))).all())
    assert found == ["Ana"]


@case("D-AU-12")
def test_a_dotless_i_is_somebody_else(site: TestSite) -> None:
    """A link for a look-alike never goes to the address it looks like, nor the other way round."""
    site.do(lambda s: accounts.make_person(s, "Mike", "mike@example.org", verified=True, now=site.clock.now()).id)
    site.post(site.client(), "/sign-in/link", {"link_email": "mıke@example.org"})
    assert site.do(lambda s: s.scalars(select(Event.name).where(Event.name == "person.sign_in_link")).all()) == []


NEXT = [
    ("/mine", "/mine"), ("/desk?q=a%20b", "/desk?q=a%20b"), ("//evil.example", "/home"), ("/\\evil.example", "/home"),
    ("\\\\evil.example", "/home"), ("https:evil.example", "/home"), ("https://evil.example/", "/home"),
    ("javascript:alert(1)", "/home"), ("/%0d%0aSet-Cookie:a=b", "/home"), ("/\t/evil.example", "/home"),
    ("/ /evil.example", "/home"), ("/%09/evil.example", "/home"), ("http://localhost@evil.example", "/home"),
    ("///evil.example", "/home"), ("/./\\evil.example", "/home"), ("", "/home"), ("mine", "/home"), ("/a\nb", "/home"),
]  # fmt: skip


@case("D-AU-02")
@pytest.mark.parametrize(("wanted", "led_to"), NEXT)
def test_after_signing_in_only_pages_of_this_site(
    site: TestSite, world: World, client: FlaskClient, wanted: str, led_to: str
) -> None:
    """An address that could lead elsewhere is left out."""
    email = with_password(site, world.submitter)
    answer = site.post(client, "/sign-in", {"email": email, "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.location) == (303, led_to)


def test_a_visitor_is_led_to_sign_in_and_back(client: FlaskClient) -> None:
    """The page that was asked for is where signing in leads."""
    answer = client.get("/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account%3Fx%3D1")
    assert 'name="next" value="/account?x=1"' in client.get(answer.location).text


@case("D-AU-01")
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "localhost:1234.evil.example"}])
def test_another_host_is_not_answered(client: FlaskClient, headers: dict[str, str]) -> None:
    """The name a request comes with is never used for anything."""
    answer = client.get("/sign-in", headers=headers)
    assert (answer.status_code, "evil" in answer.text) == (400, False)


@behaviour("X3")
def test_beginning_with_an_address(site: TestSite, client: FlaskClient) -> None:
    """A confirmed link opens the account; before that nobody is in."""
    answer = site.post(client, "/register", {"name": "Ana", "email": "ana@example.org"})
    assert (answer.status_code, answer.location, is_in(client)) == (303, "/sign-in/sent", False)
    event = site.do(lambda s: s.scalars(select(Event.payload).where(Event.name == "person.confirm_address_link")).one())
    assert event["address"] == "ana@example.org"
    person = site.do(lambda s: accounts.person_with(s, "ana@example.org").id)  # type: ignore[union-attr]
    now = site.clock.now()
    token = site.do(
        lambda s: capabilities.issue(
            s, purpose="confirm_address", person_id=person, address="ana@example.org", now=now, lives=timedelta(days=3)
        )
    )
    client.get(f"/confirm/{token}")
    site.post(client, "/sign-in/confirm")
    assert is_in(client)
    assert site.do(lambda s: s.scalars(select(Address.verified_at).where(Address.person_id == person)).one()) == now


BAD_ADDRESSES = [
    "",
    "a",
    "a@b",
    "a b@example.org",
    "a@example.org\nBcc: b@example.org",
    "a,b@example.org",
    "x" * 250 + "@a.org",
]


@case("D-IN-04")
@pytest.mark.parametrize("email", BAD_ADDRESSES)
def test_what_is_no_address_is_said_so(site: TestSite, client: FlaskClient, email: str) -> None:
    """The sentence stands at the field, and what was typed stays."""
    answer = site.post(client, "/register", {"name": "Ana", "email": email})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert re.search(r'<input id="name"[^>]*value="Ana"', answer.text)
