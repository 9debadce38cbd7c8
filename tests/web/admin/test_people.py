"""People as administrators look after them; everybody else finds that the pages do not exist."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.cast import a_person
from tests.web.conftest import TestSite
from workflow.models import Person, Role, Submission

PAGES = ("/admin", "/admin/people", "/admin/people/new", "/admin/calls", "/admin/calls/new")


def public_id(site: TestSite, person_id: int | None) -> str:
    """Give the id of somebody as addresses have it."""
    return site.do(lambda s: s.get_one(Person, person_id).public_id)


def roles(site: TestSite, person_id: int | None) -> set[tuple[str, bool]]:
    """Give somebody's roles, and whether each holds in all calls."""
    return site.do(
        lambda s: {(r.name, r.call_id is None) for r in s.scalars(select(Role).where(Role.person_id == person_id))}
    )


@behaviour("A4")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["submitter", "reviewer", "coordinator", "chief", "visitor"])
def test_the_pages_are_for_administrators_only(site: TestSite, world: World, page: str, who: str) -> None:
    client = site.client() if who == "visitor" else site.client(world.identities()[who])
    wanted = 303 if who == "visitor" else 404
    assert client.get(page).status_code == wanted
    assert site.client(world.administrator).get(page).status_code == 200


@behaviour("A4")
def test_people_are_found_by_name_and_by_address(site: TestSite, world: World) -> None:
    client = site.client(world.administrator)
    assert "Sue Submitter" in client.get("/admin/people?q=sue").text
    assert "Sue Submitter" in client.get("/admin/people?q=SUE.SUB").text
    assert "Nobody matches" in client.get("/admin/people?q=100%25").text


def test_a_long_list_has_pages_without_gaps(site: TestSite, world: World) -> None:
    site.do(lambda s: [a_person(s, f"Zed {n:03}").id for n in range(60)])
    client = site.client(world.administrator)
    first = client.get("/admin/people?q=Zed").text
    link = first.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(link).text
    assert [n for n in range(60) if (f"Zed {n:03}" in first) == (f"Zed {n:03}" in second)] == []
    assert client.get("/admin/people?after=nonsense").status_code == 422


@behaviour("A4")
def test_a_role_is_given_in_one_call_and_taken_back(site: TestSite, world: World) -> None:
    client, someone = site.client(world.administrator), public_id(site, world.outsider.person_id)
    form = {"role": "coordinator", "call": world.other_call_id}
    assert site.post(client, f"/admin/people/{someone}/roles", form).status_code == 303
    assert roles(site, world.outsider.person_id) == {("coordinator", False)}
    page = f"/admin/people/{someone}/roles/take"
    assert site.post(client, page, {"held": f"coordinator:{world.other_call_id}"}).status_code == 303
    assert roles(site, world.outsider.person_id) == set()


def test_a_role_nobody_knows_is_refused(site: TestSite, world: World) -> None:
    someone = public_id(site, world.outsider.person_id)
    answer = site.post(site.client(world.administrator), f"/admin/people/{someone}/roles", {"role": "king"})
    assert (answer.status_code, "Choose a role." in answer.text) == (422, True)


@behaviour("A4")
def test_a_suspended_person_is_out_at_once_until_let_in_again(site: TestSite, world: World) -> None:
    client, theirs = site.client(world.administrator), site.client(world.submitter)
    someone = public_id(site, world.submitter.person_id)
    assert theirs.get("/account").status_code == 200
    site.post(client, f"/admin/people/{someone}/suspend")
    assert theirs.get("/account").status_code == 303
    site.post(client, f"/admin/people/{someone}/reinstate")
    assert site.client(world.submitter).get("/account").status_code == 200


def test_the_last_administrator_stays_one(site: TestSite, world: World) -> None:
    client, own = site.client(world.administrator), public_id(site, world.administrator.person_id)
    answer = site.post(client, f"/admin/people/{own}/roles/take", {"held": "administrator:"})
    assert (answer.status_code, "This is the last administrator." in answer.text) == (409, True)
    assert site.post(client, f"/admin/people/{own}/suspend").status_code == 409


@behaviour("A4")
def test_staff_are_invited_once_however_often_the_form_is_sent(site: TestSite, world: World) -> None:
    client = site.client(world.administrator)
    form = {"name": "Coordinator N", "email": "n@example.org", "role": "chief", "call": "", "idempotency_key": "k"}
    first, second = (site.post(client, "/admin/people/new", form) for _ in range(2))
    assert (first.status_code, second.location) == (303, first.location)
    assert "n@example.org" in client.get(first.location or "").text


def test_a_bad_invitation_keeps_what_was_typed(site: TestSite, world: World) -> None:
    form = {"name": "Coordinator N", "email": "nowhere", "role": "chief"}
    answer = site.post(site.client(world.administrator), "/admin/people/new", form)
    assert (answer.status_code, 'value="nowhere"' in answer.text) == (422, True)


@behaviour("A4")
def test_administrators_read_nothing_that_was_sent_in(site: TestSite, world: World) -> None:
    item = site.do(lambda s: a_submission(s, "reviewed", world=world, title="A secret title").public_id)
    client = site.client(world.administrator)
    assert client.get(f"/desk/items/{item}").status_code == 404
    assert [page for page in PAGES if "A secret title" in client.get(page).text] == []
    assert site.do(lambda s: s.scalars(select(Submission.title)).one()) == "A secret title"
