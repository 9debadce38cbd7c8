"""Accounts of one person: hinted, previewed with what would come of it, made one."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import World, a_member, an_address
from tests.web.admin.test_people import public_id
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item
from workflow.models import Membership, Person
from workflow.policy import person_actor

ORCID = "0000-0002-1825-0097"


def twins(session: Session, *, orcid: str = "", domain: str = "agency.int") -> list[str]:
    """Give the ids of two members of one name, who have addresses at one domain."""
    found = []
    for name in ("Mo Twín", "Twin, Mo"):
        member = a_member(session, name)
        member.person.orcid = orcid
        an_address(session, _actor(member), domain)
        found.append(str(member.person.public_id))
    return found


def _actor(member: Membership) -> Any:
    return person_actor(member.person)


@behaviour("C23", "R19")
def test_look_alikes_are_hinted_to_administrators_and_coordinators(site: TestSite, world: World) -> None:
    one, other = site.do(twins)
    page = site.client(world.administrator).get(f"/admin/people/{one}").text
    assert "the same name and the domain agency.int" in page
    assert f"/admin/people/{one}/merge?other={other}" in page
    member = site.do(partial(membership_of, person_id=one))
    shown = site.client(world.coordinator).get(f"/roster/{member}").text
    assert "Looks like another member" in shown
    assert "the same name and the domain agency.int" in shown
    plain = site.client(world.administrator).get(f"/admin/people/{public_id(site, world.outsider.person_id)}").text
    assert "No other account looks like the same person." in plain


def membership_of(session: Session, *, person_id: str) -> str:
    """Give the id of somebody's membership."""
    return str(session.scalars(select(Membership.public_id).join(Person).where(Person.public_id == person_id)).one())


@behaviour("R19")
def test_two_accounts_are_made_one_after_a_preview(site: TestSite, world: World) -> None:
    one, other = site.do(twins)
    client = site.client(world.administrator)
    assert "Twin, Mo" in client.get(f"/admin/people/{one}/merge", query_string={"q": "twin"}).text
    page = client.get(f"/admin/people/{one}/merge", query_string={"other": other}).text
    for words in ("Nothing is changed yet.", "Make them one account", "the larger yearly cap holds", "agency.int"):
        assert words in page
    missing = site.post(client, f"/admin/people/{one}/merge", {"other": other, "reason": ""})
    assert (missing.status_code, "Say why." in missing.text) == (422, True)
    done = site.post(client, f"/admin/people/{one}/merge", {"other": other, "reason": "He told us."})
    assert done.status_code == 303
    closed = client.get(f"/admin/people/{other}").text
    assert "This account is part of another one." in closed
    assert "Let this person in again" not in closed
    assert site.client(world.coordinator).get("/roster").text.count("external reader") == 4  # three, and the two as one


@case("D-AZ-04")
@behaviour("R19")
def test_a_merge_that_must_not_be_says_why_and_has_no_button(site: TestSite, world: World) -> None:
    an_item(site, world, "assigned")
    submitter, reviewer = (public_id(site, who.person_id) for who in (world.submitter, world.members[0]))
    client = site.client(world.administrator)
    page = client.get(f"/admin/people/{submitter}/merge", query_string={"other": reviewer}).text
    assert "One account reviews what the other sent in" in page
    assert "Make them one account" not in page
    answer = site.post(client, f"/admin/people/{submitter}/merge", {"other": reviewer, "reason": "Please."})
    assert answer.status_code == 409
    own = public_id(site, world.administrator.person_id)
    assert "Ask another administrator." in client.get(f"/admin/people/{own}/merge?other={reviewer}").text


def test_an_orcid_is_kept_with_the_account(site: TestSite, world: World) -> None:
    client = site.client(world.outsider)
    typed = {"name": "Olga Outsider", "locale": "en", "time_zone": "UTC", "theme": ""}
    wrong = site.post(client, "/account/settings", {**typed, "orcid": "0000-0002-1825-0098"})
    assert (wrong.status_code, "Write an ORCID such as" in wrong.text) == (422, True)
    assert site.post(client, "/account/settings", {**typed, "orcid": f"https://orcid.org/{ORCID}"}).status_code == 303
    assert site.do(lambda s: s.get_one(Person, world.outsider.person_id).orcid) == ORCID
