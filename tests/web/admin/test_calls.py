"""Calls as administrators change them: everything wrong at once, nothing typed is lost, nobody overwrites another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from workflow.models import Call

FORM = {
    "slug": "youth-2027", "title": "Youth and migration", "theme": "", "prefix": "YOUTH", "time_zone": "Africa/Nairobi",
    "opens_on": "2027-01-01", "opens_at": "00:00", "closes_on": "2027-03-31", "closes_at": "",
    "anonymity": "double", "next_in_line": "invite",
    "internal": "1", "external": "3", "reads": "2", "one_region": "0", "counting": "accepted", "screening_days": "5",
    "answer_days": "7", "review_days": "30", "grace_days": "0", "decision_days": "7",
}  # fmt: skip


def test_a_call_is_opened_in_its_own_zone(site: TestSite, world: World) -> None:
    answer = site.post(site.client(world.administrator), "/admin/calls/new", FORM)
    assert answer.status_code == 303
    call = site.do(lambda s: s.scalars(select(Call).where(Call.slug == "youth-2027")).one())
    assert call.opens_at == datetime(2026, 12, 31, 21, 0, tzinfo=UTC)
    assert call.closes_at == datetime(2027, 3, 31, 20, 59, 59, tzinfo=UTC)
    assert (call.panel_rule["minimum"], call.next_in_line) == ({"internal": 1, "external": 3}, "invite")
    assert (call.panel_rule["reads_item_language"], call.panel_rule["counting"], call.review_days) == (
        2,
        "accepted",
        30,
    )


BAD = [
    ({"title": " "}, "Give a title."),
    ({"prefix": "hub!"}, "Use two to twelve capital letters"),
    ({"slug": "Not Good"}, "Use small letters, figures and hyphens."),
    ({"slug": "hub"}, "Another call has this name in its address."),
    ({"closes_on": "2026-01-01"}, "The call closes before it opens."),
    ({"opens_on": "31.12."}, "Write a day as 2026-11-23"),
    ({"opens_on": ""}, "Say when it opens."),
    ({"time_zone": "Mars/Base"}, "Choose a time zone such as"),
    ({"anonymity": "none"}, "Choose who learns who."),
    ({"next_in_line": "wait"}, "Choose what becomes of the next in line."),
    ({"internal": "0", "external": "0"}, "Ask for at least one reviewer."),
    ({"external": "two"}, "Give a whole number."),
    ({"review_days": "900"}, "Choose a number of days from 1 to 365."),
    ({"review_days": ""}, "Choose a number of days from 1 to 365."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_what_cannot_be_kept_is_said(site: TestSite, world: World, change: dict[str, str], sentence: str) -> None:
    answer = site.post(site.client(world.administrator), "/admin/calls/new", {**FORM, **change})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert 'value="YOUTH"' in answer.text or "prefix" in change


def test_everything_wrong_is_said_at_once(site: TestSite, world: World) -> None:
    bad = {**FORM, "title": "", "external": "x", "review_days": "0"}
    assert "3 things need a change" in site.post(site.client(world.administrator), "/admin/calls/new", bad).text


def test_a_call_shows_its_terms_and_keeps_changes(site: TestSite, world: World) -> None:
    client, page = site.client(world.administrator), f"/admin/calls/{world.call_id}"
    assert 'value="HUB"' in client.get(page).text
    form = {**FORM, "prefix": "HUB", "title": "The hub", "version": "0", "opens_on": "2020-01-01", "closes_on": ""}
    assert site.post(client, page, form).status_code == 303
    changed = site.do(lambda s: s.scalars(select(Call).where(Call.public_id == world.call_id)).one())
    assert (changed.title, changed.anonymity, changed.closes_at) == ("The hub", "double", None)
    assert site.post(client, page, {**form, "title": "Overwritten"}).status_code == 409


@pytest.mark.parametrize(("now", "wanted"), [("single", "open"), ("double", "open"), ("double", "single")])
@pytest.mark.parametrize("point", ["draft", "submitted"])
def test_what_was_promised_to_be_hidden_stays_hidden(
    site: TestSite, world: World, *, now: str, wanted: str, point: str
) -> None:
    def prepare(s: Session) -> int:
        a_submission(s, point, world=world)
        call = s.scalars(select(Call).where(Call.public_id == world.call_id)).one()
        call.anonymity = now
        return call.revision

    form = {**FORM, "prefix": "HUB", "anonymity": wanted, "version": str(site.do(prepare)), "opens_on": "2020-01-01"}
    answer = site.post(site.client(world.administrator), f"/admin/calls/{world.call_id}", form)
    refused = "Something was sent in already, and names would become known." in answer.text
    assert (answer.status_code, refused) == ((303, False) if point == "draft" else (422, True))


def test_a_call_that_is_not_there_is_not_found(site: TestSite, world: World) -> None:
    client = site.client(world.administrator)
    assert client.get(f"/admin/calls/{'0' * 16}").status_code == 404
    assert site.post(client, f"/admin/calls/{'0' * 16}", FORM).status_code == 404
