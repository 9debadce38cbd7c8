"""Members from a table: looked at line by line, taken whole or not at all, undone; by the page and by the command."""

from __future__ import annotations

import io

from sqlalchemy import func, select

from tests.behaviours import behaviour
from tests.builders import World, a_submission, an_address
from tests.imported import NEW
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from web import tables, workbook
from web.roster.importing_command import bring
from workflow.kernel.errors import DomainError
from workflow.models import Event, Membership, Person, RosterImport, Submission

HEAD = list(NEW)


def table(*lines: dict[str, str]) -> bytes:
    """Give a workbook with these lines."""
    return workbook.content_of([HEAD, *([line.get(name, "") for name in HEAD] for line in lines)])


def brought(site: TestSite, world: World, data: bytes) -> str:
    """Bring a table; give the address of what would come of it."""
    answer = site.post(site.client(world.coordinator), "/roster/tables", {"file": (io.BytesIO(data), "experts.xlsx")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def members(site: TestSite) -> list[tuple[str, str, str]]:
    """Give name, side and state of every member."""
    with site.database.reading() as session:
        query = select(Person.name, Membership.side, Membership.state).join(Membership).order_by(Membership.id)
        return [(name, side, state) for name, side, state in session.execute(query)]


@behaviour("C6")
def test_a_table_is_looked_at_taken_whole_and_undone(site: TestSite, world: World) -> None:
    site.do(lambda s: a_submission(s, "assigned", world=world).id)
    before = members(site)
    changed = site.do(lambda s: an_address(s, world.members[0], "second.example").email)
    other = {"email": changed, "name": "Somebody Else", "languages": "ar"}
    alike = {**NEW, "email": "nia@elsewhere.example", "name": "New Nia"}
    twin = {**NEW, "email": "nia+work@agency.example"}
    here = brought(site, world, table(NEW, other, alike, twin))
    browser = site.client(world.coordinator)
    page = browser.get(here).text
    for sentence in (
        "3 new members, 1 member changed", "Line 3", "the name is not changed", "Arabic (works in it)",
        "looks like line 5: addresses of one mailbox",
    ):  # fmt: skip
        assert sentence in page, sentence
    assert members(site) == before
    assert statements(site, lambda: browser.get(here)) <= 8

    seen = page.split('name="seen" value="')[1].split('"')[0]
    stale = site.post(browser, here, {"do": "take", "seen": "0" * 32})
    assert (stale.status_code, "has changed since you looked" in stale.text) == (409, True)
    assert site.post(browser, here, {"do": "take", "seen": seen}).status_code == 303
    assert members(site) == [*before, *[(name, "external", "active") for name in ("Nia New", "New Nia", "Nia New")]]
    assert site.do(lambda s: s.scalar(select(func.count()).where(Event.name == "person.confirm_address_link"))) == 3
    short = site.do(
        lambda s: [q["short"] for q in s.scalars(select(Submission)).one().quotas if q["kind"] == "language"]
    )
    assert short == [False]
    assert "3 new members" in browser.get(here).text

    assert site.post(browser, here, {"do": "undo", "reason": ""}).status_code == 422
    undone = site.post(browser, here, {"do": "undo", "reason": "The wrong list."}, follow_redirects=True)
    assert ("4 members are as before." in undone.text, "The wrong list." in undone.text) == (True, True)
    assert members(site)[5:] == [(name, "external", "retired") for name in ("Nia New", "New Nia", "Nia New")]
    assert "Nia New" not in site.client(world.coordinator).get("/roster/table.csv").get_data(as_text=True)


@behaviour("C6")
def test_nothing_of_a_table_with_a_wrong_line_is_taken_and_the_roster_comes_back_unchanged(
    site: TestSite, world: World
) -> None:
    browser = site.client(world.coordinator)
    here = brought(site, world, table(NEW, {**NEW, "email": "b@agency.example", "languages": "Elvish"}))
    page = browser.get(here).text
    assert ("1 line cannot be taken" in page, "Elvish" in page, "Change the roster so" in page) == (True, True, False)
    assert site.post(browser, here, {"do": "take"}).status_code == 409
    assert site.post(browser, here, {"do": "drop"}).status_code == 303
    assert (browser.get(here).status_code, len(members(site))) == (404, 5)

    whole = browser.get("/roster/table.xlsx").data
    assert len(tables.rows_in(whole)) == 5
    again = browser.get(brought(site, world, whole)).text
    assert ("Nothing would change" in again, "5 lines say what is kept already." in again) == (True, True)
    for wrong, sentence in {
        b"": "Choose a table.", b"name\nAnn\n": "one of them “email”", b"email\n\n": "The table has no line.",
        b"email\n" + b"a@b.example\n" * 301: "more than 300 lines",
    }.items():  # fmt: skip
        answer = site.post(browser, "/roster/tables", {"file": (io.BytesIO(wrong), "a.csv")})
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence


@behaviour("C6")
def test_the_command_says_the_same_and_takes_it_whole(site: TestSite, world: World) -> None:
    def told(data: bytes, by: str, *, take: bool = False) -> list[str]:
        try:
            return list(bring(site.database, by, ("experts.xlsx", data), site.clock.now(), take=take))
        except DomainError as refused:
            return [type(refused).__name__, *map(str, refused.reasons)]

    by = site.do(lambda s: s.get_one(Person, world.coordinator.person_id).addresses[0].email)
    own = site.do(lambda s: s.get_one(Person, world.members[1].person_id).addresses[0].email)
    assert told(table(NEW), by)[0] == "Line 2, nia@agency.example: new"
    assert (len(members(site)), site.do(lambda s: s.scalars(select(RosterImport)).all())) == (5, [])
    assert told(table(NEW), by, take=True)[-1] == "The roster is changed: 1 new, 0 changed."
    assert told(table(NEW), by, take=True) == ["Refused", "Nothing would change."]
    assert told(table({"email": "a@b.example"}), by, take=True)[0] == "Refused"
    assert told(table(NEW), own)[0] == "NotAllowed"
    assert told(table(NEW), "no@body.example")[0] == "NotFound"
