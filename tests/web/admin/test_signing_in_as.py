"""An administrator signs in as somebody: with his rights, for an hour, and never without both names in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.behaviours import behaviour, case
from tests.builders import World, a_submission
from tests.cast import a_person, an_actor
from tests.web.admin.test_people import public_id
from tests.web.conftest import TestSite
from workflow.models import LogChain, LogEntry, Person, SignIn, Submission
from workflow.policy import Actor

BANNER = "You act as "
SUSPENDED = select(Person.id).where(Person.suspended_at.is_not(None))


@pytest.fixture
def office(site: TestSite, world: World) -> FlaskClient:
    """Give the administrator's browser."""
    return site.client(world.administrator)


def become(site: TestSite, office: FlaskClient, somebody: Actor, reason: str = "He asked me to look.") -> int:
    """Sign in as somebody from the administrator's page; give the status of the answer."""
    page = f"/admin/people/{public_id(site, somebody.person_id)}/sign-in"
    return site.post(office, page, {"reason": reason}).status_code


def logged(site: TestSite, kind: str) -> list[tuple[str, int | None, int | None]]:
    """Give what the chains of a kind of item say: what, by whom, for whom."""
    query = select(LogEntry.trigger, LogEntry.actor_id, LogEntry.on_behalf_of_id).join(LogChain)
    query = query.where(LogChain.item_kind == kind).order_by(LogEntry.id)
    return site.do(lambda s: [(row[0], row[1], row[2]) for row in s.execute(query)])


@behaviour("A4")
def test_everything_done_carries_both_identities(site: TestSite, world: World, office: FlaskClient) -> None:
    item = site.do(lambda s: a_submission(s, "draft", world=world).public_id)
    before = len(logged(site, "submission"))
    assert become(site, office, world.submitter) == 303
    assert site.post(office, f"/my/{item}/send", {"rights": "yes"}).status_code in {303, 404}
    answer = office.get("/account").text
    assert (BANNER + "Sue Submitter") in answer
    form = {"name": "Sue Other", "locale": "en", "time_zone": "UTC", "theme": ""}
    assert site.post(office, "/account/settings", form).status_code == 303
    both = (world.administrator.person_id, world.submitter.person_id)
    assert {entry[1:] for entry in logged(site, "submission")[before:]} <= {both}
    assert [entry for entry in logged(site, "person") if entry[0] in {"sign_in_as", "change_settings"}] == [
        ("sign_in_as", both[0], None), ("change_settings", *both),
    ]  # fmt: skip


@behaviour("A4")
def test_he_has_the_rights_of_the_person_and_no_more(site: TestSite, world: World, office: FlaskClient) -> None:
    become(site, office, world.coordinator)
    assert (office.get("/desk").status_code, office.get("/admin/people").status_code) == (200, 404)


@behaviour("A4")
def test_the_person_sees_it_in_the_list_of_sign_ins_also_when_it_is_over(
    site: TestSite, world: World, office: FlaskClient
) -> None:
    become(site, office, world.submitter)
    own = site.client(world.submitter)
    assert "Ada Administrator signed in as you" in own.get("/account").text
    assert BANNER not in own.get("/account").text
    site.post(office, "/account/acting/end")
    shown = own.get("/account").text
    assert ("Ada Administrator signed in as you" in shown, ">over<" in shown) == (True, True)


@behaviour("A4")
def test_ending_it_leads_back_to_oneself(site: TestSite, world: World, office: FlaskClient) -> None:
    become(site, office, world.submitter)
    answer = site.post(office, "/account/acting/end")
    assert (answer.status_code, answer.location) == (303, "/admin/people")
    page = office.get("/admin/people")
    assert (page.status_code, BANNER in page.text) == (200, False)
    assert logged(site, "person")[-1] == (
        "end_sign_in_as", world.administrator.person_id, world.submitter.person_id,
    )  # fmt: skip
    assert site.post(office, "/account/acting/end").status_code == 404


@case("D-AU-10")
def test_it_ends_after_an_hour_and_with_the_administrators_own_rights(
    site: TestSite, world: World, office: FlaskClient
) -> None:
    become(site, office, world.submitter)
    site.clock.move(minutes=59)
    assert office.get("/account").status_code == 200
    site.clock.move(minutes=2)
    assert office.get("/account").status_code == 303
    second = site.client(world.administrator)
    become(site, second, world.submitter)
    site.do(lambda s: setattr(s.get_one(Person, world.administrator.person_id), "epoch", 7))
    assert second.get("/account").status_code == 303


@case("D-AU-10")
def test_signing_out_ends_both_sign_ins(site: TestSite, world: World, office: FlaskClient) -> None:
    become(site, office, world.submitter)
    site.post(office, "/sign-out")
    assert site.do(lambda s: s.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all()) == []


def test_the_keys_of_the_account_stay_the_persons(site: TestSite, world: World, office: FlaskClient) -> None:
    become(site, office, world.submitter)
    assert site.post(office, "/account/password", {"password": "a long password of mine"}).status_code == 409
    mine = site.do(lambda s: s.scalars(select(SignIn.public_id).where(SignIn.opened_by_id.is_not(None))).one())
    assert site.post(office, f"/account/sign-ins/{mine}/end").status_code == 409


@case("D-AZ-10")
def test_whom_nobody_becomes(site: TestSite, world: World, office: FlaskClient) -> None:
    second = site.do(lambda s: an_actor(a_person(s, "Abe Administrator", roles=("administrator",))))
    assert become(site, office, second) == 409
    assert become(site, office, world.administrator) == 409
    assert become(site, office, site.do(lambda s: Actor("person", s.scalars(SUSPENDED).one()))) == 409
    assert become(site, office, world.submitter, reason=" ") == 422
    assert become(site, site.client(world.chief), world.submitter) == 404


@case("D-AZ-10", "D-AZ-04")
@pytest.mark.parametrize("who", ["reviewer", "coordinator", "chief"])
def test_nobody_borrows_the_eyes_of_who_judges_his_own_work(
    site: TestSite, world: World, office: FlaskClient, who: str
) -> None:
    site.do(lambda s: a_submission(s, "assigned", world=world).public_id)
    judge = world.identities()[who]
    administrator = world.administrator.person_id or 0
    site.do(lambda s: setattr(s.scalars(select(Submission)).one(), "submitter_id", administrator))
    assert become(site, office, judge) == 409
    assert become(site, office, world.outsider) == 303


def test_a_sign_in_of_ones_own_keeps_its_month(site: TestSite, world: World) -> None:
    site.client(world.submitter)
    lives = site.do(lambda s: [row.expires_at - row.began_at for row in s.scalars(select(SignIn))])
    assert lives == [timedelta(days=30)]
