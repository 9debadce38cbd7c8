from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite
from workflow.actions import memberships
from workflow.kernel.ids import PublicId
from workflow.models import Absence, Membership
from workflow.policy import see


def test_each_small_form_changes_its_part_and_nothing_else(site: TestSite, world: World) -> None:
    browser = site.client(world.members[0])
    topics = {"expertise-migration-statistics": "3", "objectives": ["gcm-07", "gcm-01"]}
    assert site.post(browser, "/profile/knows/topics", topics).status_code == 303
    assert site.post(browser, "/profile/knows/languages", {"languages-ar": "native"}).status_code == 303
    assert site.post(browser, "/profile/knows/regions", {"regions": ["africa"]}).status_code == 303
    view = site.do(lambda s: see(world.members[0], _member(s, world)))
    assert {(e["vocabulary"], e["key"], e["level"]) for e in view.expertise or []} == {
        ("expertise", "migration-statistics", 3), ("objectives", "gcm-07", 2), ("objectives", "gcm-01", 2),
    }  # fmt: skip
    assert view.languages == [{"language": "ar", "proficiency": 3}]
    assert view.regions == ["africa"]


def test_what_is_confirmed_stays_confirmed_when_something_else_is_changed(site: TestSite, world: World) -> None:
    def confirm(s: Any) -> None:
        member = _member(s, world)
        member.expertise[0].level = 3
        claim = ("objectives", "gcm-07")
        memberships.verify_expertise(
            s, world.coordinator, PublicId(member.public_id), claim, verified=True, now=site.clock.now()
        )

    site.do(confirm)
    site.post(site.client(world.members[0]), "/profile/knows/regions", {"regions": ["africa"]})
    view = site.do(lambda s: see(world.members[0], _member(s, world)))
    assert [(e["level"], e["verified"]) for e in view.expertise or []] == [(3, True)]


@behaviour("R11")
def test_availability_is_kept(site: TestSite, world: World) -> None:
    typed = {"yearly_cap": "3", "minimum_interval_days": "60", "skip_until": "2027-01-15", "ask_next": "yes"}
    assert site.post(site.client(world.members[0]), "/profile/availability", typed).status_code == 303
    view = site.do(lambda s: see(world.members[0], _member(s, world)))
    assert (view.yearly_cap, view.minimum_interval_days, str(view.skip_until), view.ask_next) == (
        3, 60, "2027-01-15", True,
    )  # fmt: skip


@behaviour("R11")
def test_an_absence_is_announced_and_taken_back(site: TestSite, world: World) -> None:
    browser = site.client(world.members[0])
    site.post(browser, "/profile/absences", {"absent": "2026-12-01", "absent_to": "2026-12-31"})
    assert "from 1 December 2026 until 31 December 2026" in browser.get("/profile").text
    absence = site.do(lambda s: s.scalars(select(Absence.public_id)).one())
    assert site.post(site.client(world.members[1]), f"/profile/absences/{absence}/remove").status_code == 404
    assert site.post(browser, f"/profile/absences/{absence}/remove").status_code == 303
    assert "No absence is announced." in browser.get("/profile").text


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("availability", {"yearly_cap": "99", "minimum_interval_days": "0"}, "Choose a number from 0 to 12."),
        ("availability", {"yearly_cap": "2", "minimum_interval_days": "x"}, "Choose a number of days"),
        ("availability", {"yearly_cap": "2", "minimum_interval_days": "0", "skip_until": "soon"}, "Write a day"),
        ("absences", {"absent": "2026-12-31", "absent_to": "2026-12-01"}, "ends before it begins"),
        ("absences", {"absent": "2026-12-31"}, "Write a day"),
        ("knows/topics", {}, "Answer this."),
        ("knows/languages", {}, "Answer this."),
        ("knows/regions", {"regions": ["atlantis"]}, "is not in the list"),
    ],
)
def test_what_cannot_be_kept_is_shown_again(
    site: TestSite, world: World, path: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = site.post(site.client(world.members[0]), f"/profile/{path}", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error:" in answer.text


@pytest.mark.parametrize(
    ("trigger", "state"), [("pause", "paused"), ("leave", "retired"), ("retire", "active"), ("activate", "active")]
)
def test_a_member_pauses_or_leaves_and_does_not_promote_himself(
    site: TestSite, world: World, trigger: str, state: str
) -> None:
    browser = site.client(world.members[0])
    site.post(browser, f"/profile/membership/{trigger}")
    assert site.do(lambda s: _member(s, world).state) == state
    assert browser.get("/profile").status_code == 200


def test_who_is_no_member_is_led_to_the_application(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    assert browser.get("/profile").location == "/application/begin"
    assert site.post(browser, "/profile/availability", {"yearly_cap": "2"}).status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_profile_is_there_in_each_direction(site: TestSite, world: World, language: str) -> None:
    answer = site.client(world.members[0]).get(f"/profile?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def _member(s: Any, world: World) -> Membership:
    return s.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()  # type: ignore[no-any-return]
