"""The work lists: counts equal their lists, and who may not see an item finds it in none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, POINTS, World, a_submission, an_application, submissions_at
from tests.cast import a_person, an_actor
from tests.web.conftest import TestSite
from workflow.actions import screening
from workflow.insight.queues import QUEUES
from workflow.kernel.ids import PublicId
from workflow.models import ConflictDeclaration, Person, Submission

STOPS = ("submitted", "screened", "assigned", "reviewed", "disputed", "returned", "published")
COUNT = re.compile(r'<li><a href="([^"]+)"[^>]*>([^<]+)<span class="n[^"]*">(\d+)</span>')


def some_items(site: TestSite, world: World, stops: tuple[str, ...] = STOPS) -> dict[str, str]:
    """Give the public ids of one item at each of these points."""
    return dict(site.do(lambda s: submissions_at(s, stops, world=world)))


def statements(site: TestSite, ask: Callable[[], object]) -> int:
    """Count what a request asks of the database."""
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(site.database.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(site.database.engine, "before_cursor_execute", note)
    return sum(text.lstrip().upper().startswith(("SELECT", "WITH")) for text in asked)


@behaviour("C1")
def test_each_count_equals_its_list(site: TestSite, world: World) -> None:
    some_items(site, world)
    browser = site.client(world.coordinator)
    desk = browser.get("/desk").text
    counted = {words.strip(): (url.replace("&amp;", "&"), int(n)) for url, words, n in COUNT.findall(desk)}
    queues = {words: found for words, found in counted.items() if found[0].partition("?")[0] == "/desk"}
    assert len(queues) == len(QUEUES)
    for words, (url, n) in queues.items():
        rows = browser.get(url).text.count('<td role="cell" data-label="Stage">')
        assert (words, rows) == (words, n)


@behaviour("C1")
def test_the_heading_says_how_many_wait(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    assert "<h1>Nothing waits for you</h1>" in browser.get("/desk").text
    some_items(site, world, ("submitted", "screened"))
    assert "<h1>Two items wait for you</h1>" in browser.get("/desk").text


@behaviour("C1")
def test_what_another_coordinator_handles_waits_for_others(site: TestSite, world: World) -> None:
    items = some_items(site, world, ("submitted", "screened"))
    site.do(
        lambda s: (
            screening.hand_over(
                s, world.coordinator, PublicId(items["submitted"]), PublicId(world.coordinator2.public_id), now=NOW
            ).id
        )
    )
    assert "<h1>One item waits for you</h1>" in site.client(world.coordinator).get("/desk").text
    assert "<h1>One item waits for you</h1>" in site.client(world.coordinator2).get("/desk").text


@behaviour("C1")
def test_a_row_is_written_anew_for_another_day_hour_language_or_zone(site: TestSite, world: World) -> None:
    some_items(site, world, ("assigned",))
    browser = site.client(world.coordinator)

    def row() -> str:
        page = browser.get("/desk").text
        return page[page.index("<tbody") : page.index("</tbody>")]

    first = row()
    assert row() == first
    site.do(lambda s: s.execute(update(Person).values(time_zone="Pacific/Kiritimati")).close())
    assert (eastern := row()) != first
    site.do(lambda s: s.execute(update(Person).values(locale="ar")).close())
    assert (arabic := row()) not in {first, eastern}
    site.clock.move(days=1)
    assert (next_day := row()) != arabic
    due_at = site.do(lambda s: s.scalars(select(Submission.due_at)).one())
    assert due_at is not None
    site.clock.set(due_at - timedelta(minutes=1))
    assert (just_before := row()) != next_day
    site.clock.set(due_at + timedelta(minutes=1))
    assert row() != just_before


@behaviour("C1")
def test_applications_waiting_are_counted(site: TestSite, world: World) -> None:
    site.do(lambda s: an_application(s, "submitted", world=world).id)
    browser = site.client(world.coordinator)
    counted = {url: int(n) for url, _words, n in COUNT.findall(browser.get("/desk").text)}
    assert counted["/desk/applications"] == 1
    assert browser.get("/desk/applications").text.count("Olga Outsider") == 1


def test_a_list_is_searched_and_sorted(site: TestSite, world: World) -> None:
    some_items(site, world, ("submitted", "assigned"))
    browser = site.client(world.coordinator)
    found = browser.get("/desk?q=assigned").text
    assert ("Work assigned" in found, "Work submitted" in found) == (True, False)
    assert "No item matches “nowhere”" in browser.get("/desk?q=nowhere").text
    assert browser.get("/desk?sort=newest").status_code == 200


@pytest.mark.parametrize("address", ["/desk?queue=none", "/desk?sort=none", "/desk?after=none"])
def test_a_list_that_does_not_exist_is_not_found(site: TestSite, world: World, address: str) -> None:
    assert site.client(world.coordinator).get(address).status_code == 404


@behaviour("C1")
def test_items_of_another_call_are_in_no_list_and_no_count(site: TestSite, world: World) -> None:
    some_items(site, world)
    desk = site.client(world.other_coordinator).get("/desk").text
    assert "Nothing waits for you" in desk
    assert "Work submitted" not in desk


def test_an_item_the_coordinator_has_a_conflict_with_is_in_no_list(site: TestSite, world: World) -> None:
    item = some_items(site, world, ("submitted",))["submitted"]

    def conflict(session: Session) -> None:
        found = session.query(Submission).filter_by(public_id=item).one()
        person = world.coordinator.person_id
        assert person is not None
        session.add(
            ConflictDeclaration(
                submission_id=found.id,
                person_id=person,
                kind="rival",
                declared_at=site.clock.now(),
                declared_by_id=person,
            )
        )

    site.do(conflict)
    browser = site.client(world.coordinator)
    assert "Nothing waits for you" in browser.get("/desk").text
    assert browser.get(f"/desk/{item}").status_code == 404


@pytest.mark.sqlite_first
@behaviour("C1")
def test_a_page_of_fifty_asks_as_much_as_a_page_of_five(site: TestSite, world: World) -> None:
    def more(n: int) -> None:
        site.do(lambda s: [a_submission(s, "submitted", world=world).id for _ in range(n)])

    browser = site.client(world.coordinator)
    more(5)
    few = statements(site, lambda: browser.get("/desk"))
    more(48)
    many = statements(site, lambda: browser.get("/desk"))
    assert (few, few <= 8) == (many, True)
    first = browser.get("/desk").text
    after = re.search(r'href="(/desk\?after=[^"]+)" rel="next"', first)
    assert after is not None
    assert browser.get(after[1].replace("&amp;", "&")).text.count('data-label="Stage"') == 3


@pytest.mark.parametrize(
    ("who", "status"),
    [("submitter", 404), ("reviewer", 404), ("outsider", 404), ("administrator", 404)],
)
def test_the_desk_is_for_coordinators(site: TestSite, world: World, who: str, status: int) -> None:
    assert site.client(world.identities()[who]).get("/desk").status_code == status


def test_a_visitor_is_led_to_the_sign_in(site: TestSite) -> None:
    answer = site.client().get("/desk")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/desk")


@pytest.mark.sqlite_first
def test_every_point_of_a_life_has_its_page(site: TestSite, world: World) -> None:
    language = {"sqlite": "ar", "postgresql": "en"}[site.database.dialect]
    items = some_items(site, world, POINTS[1:])
    browser = site.client(world.coordinator)
    shown = {point: browser.get(f"/desk/{item}?lang={language}") for point, item in items.items()}
    assert {point: page.status_code for point, page in shown.items()} == dict.fromkeys(items, 200)
    assert all(f'lang="{language}"' in page.text for page in shown.values())


def test_a_submitter_who_coordinates_does_not_handle_his_own(site: TestSite, world: World) -> None:
    def mine(session: Session) -> str:
        item = session.query(Submission).filter_by(public_id=theirs).one()
        person = a_person(session, "Both At Once", roles=["coordinator"])
        item.submitter_id = person.id
        session.flush()
        return str(an_actor(person).public_id)

    theirs = some_items(site, world, ("submitted",))["submitted"]
    public_id = site.do(mine)
    with site.database.reading() as session:
        both = an_actor(session.query(Person).filter_by(public_id=public_id).one())
    assert site.client(both).get(f"/desk/{theirs}").status_code == 404
