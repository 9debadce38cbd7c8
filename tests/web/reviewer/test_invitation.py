from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour, case
from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.reviewer.people import dump, holder, link_to, seat_in, state_of
from web.reviewer import invitation_page
from workflow.actions import answers, declarations, panels
from workflow.models import Absence, Assignment, ConflictDeclaration, Event, Membership, Submission

pytestmark = pytest.mark.sqlite_first


@behaviour("R3")
@case("D-AU-05", "D-AU-06", "D-AU-11")
def test_whatever_opens_the_link_changes_nothing(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    token = link_to(site, seat)
    before = dump(site)
    for _ in range(2):
        browser = site.client()
        for method in ("HEAD", "GET"):
            opened = browser.open(f"/invitation/open/{token}", method=method)
            assert (opened.status_code, opened.location) == (303, f"/invitation/{seat}")
            assert browser.open(f"/invitation/{seat}", method=method).status_code == 200
        for answer in ("accept", "decline", "later", "due-date", "conflict", "link", "requests"):
            assert browser.get(f"/invitation/{seat}/{answer}").status_code == 404
    assert dump(site) == before


@behaviour("R3")
@case("D-AU-11")
def test_the_secret_is_taken_out_of_the_address_and_kept_for_these_pages_only(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    token = link_to(site, seat)
    opened = site.client().get(f"/invitation/open/{token}")
    cookie = next(c for c in opened.headers.getlist("Set-Cookie") if c.startswith("invitation="))
    assert token not in opened.location
    assert f"Path=/invitation/{seat}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert opened.headers["Referrer-Policy"] == "same-origin"


@behaviour("R2")
def test_the_invitation_says_what_is_asked_without_an_account(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    page = holder(site, seat).get(f"/invitation/{seat}").text
    for words in (
        "Will you review this resource?", "A guide to fair recruitment", "It shows in ten steps", "Document", "English",
        "Monday 30 November 2026", "21 days after you accept", "About 2 hours", "Questions",
        "Opening this page has changed nothing",
    ):  # fmt: skip
        assert words in page
    assert "example.org/guide" not in page
    assert "Sue Submitter" not in page


@behaviour("R2", "R4")
@pytest.mark.parametrize(
    ("answer", "typed", "state"),
    [
        ("accept", {}, "accepted"),
        ("decline", {}, "declined"),
        ("decline", {"code": "busy", "alternative": "Ask Ann"}, "declined"),
        ("decline", {"absent": "2026-12-01", "absent_to": "2026-12-31"}, "declined"),
        ("later", {"not_before": "2027-02-01"}, "declined"),
        ("later", {}, "declined"),
        ("conflict", {"kind": "co_author", "conflict_note": "We wrote a book."}, "conflicted"),
    ],
)
def test_the_link_takes_each_answer_and_survives_it(
    site: TestSite, world: World, answer: str, typed: dict[str, Any], state: str
) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    sent = site.post(browser, f"/invitation/{seat}/{answer}", typed)
    assert (sent.status_code, sent.location) == (303, f"/invitation/{seat}")
    assert state_of(site, seat) == state
    assert browser.get(f"/invitation/{seat}").status_code == 200


@behaviour("R2", "R4")
def test_what_comes_with_a_refusal_is_kept(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    typed = {"code": "busy", "note": "Exams", "alternative": "Mem Ber4, who wrote on it"}
    typed |= {"absent": "2026-12-01", "absent_to": "2026-12-9"}
    assert site.post(holder(site, seat), f"/invitation/{seat}/decline", typed).status_code == 422
    typed["absent_to"] = "2026-12-09"
    assert site.post(holder(site, seat), f"/invitation/{seat}/decline", typed).status_code == 303

    def kept(s: Any) -> tuple[Any, ...]:
        row = s.scalars(select(Assignment).where(Assignment.public_id == seat)).one()
        member = s.scalars(select(Membership).where(Membership.person_id == row.reviewer_id)).one()
        away = s.scalars(select(Absence).where(Absence.membership_id == member.id)).one()
        return row.decline_code, row.decline_note, row.alternative, str(away.starts_on), str(away.ends_on)

    assert site.do(kept) == ("busy", "Exams", "Mem Ber4, who wrote on it", "2026-12-01", "2026-12-09")
    with site.database.reading() as session:
        item = session.scalars(select(Submission.public_id)).one()
    ranked = site.client(world.coordinator).get(f"/desk/{item}/candidates").text
    assert "Suggested by a reviewer who declined: “Mem Ber4, who wrote on it”" in ranked


@behaviour("R5")
def test_a_conflict_by_link_ends_the_seat_politely_and_excludes_the_pair(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    assert site.post(browser, f"/invitation/{seat}/conflict", {"conflict_note": "hm"}).status_code == 422
    site.post(browser, f"/invitation/{seat}/conflict", {"kind": "financial", "conflict_note": "I hold shares."})
    page = browser.get(f"/invitation/{seat}").text
    assert "Thank you for telling us" in page
    assert "does not count against you" in page
    assert site.do(lambda s: s.scalars(select(ConflictDeclaration.kind)).all()) == ["financial"]
    again = site.post(browser, f"/invitation/{seat}/accept")
    assert again.status_code in {403, 409}
    assert state_of(site, seat) == "conflicted"


@behaviour("R2")
def test_accepting_leads_to_a_ten_minute_link_to_the_invited_address(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    page = site.post(browser, f"/invitation/{seat}/accept", follow_redirects=True).text
    assert "Send me the link" in page
    for closed in (f"/review/{seat}", f"/review/{seat}/conflict"):
        assert "/sign-in?next=" in browser.get(closed).location
    assert site.post(browser, f"/invitation/{seat}/link").status_code == 303
    payload = site.do(lambda s: s.scalars(select(Event.payload).where(Event.name == "person.sign_in_link")).one())
    assert payload["address"].startswith("mem.ber1.")


@case("D-AU-06")
def test_a_refusal_can_be_taken_back_while_the_seat_is_needed(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    site.post(browser, f"/invitation/{seat}/decline")
    page = browser.get(f"/invitation/{seat}").text
    assert "You have declined" in page
    assert "Accept after all" in page
    site.post(browser, f"/invitation/{seat}/accept")
    assert state_of(site, seat) == "accepted"
    site.post(browser, f"/invitation/{seat}/decline", {"code": "absent"})
    assert state_of(site, seat) == "declined"


@behaviour("R2")
@pytest.mark.parametrize(
    ("day", "status", "given"),
    [
        ("2026-12-20", 303, True),
        ("2027-02-01", 303, False),
        ("2026-11-24", 422, False),
        ("soon", 422, False),
        ("", 422, False),
    ],
)
def test_a_due_date_is_proposed_by_link(site: TestSite, world: World, day: str, status: int, given: bool) -> None:
    seat = seat_in(site, world, "accepted")
    sent = site.post(holder(site, seat), f"/invitation/{seat}/due-date", {"day": day})
    row = site.do(lambda s: _dates(s, seat))
    assert sent.status_code == status
    assert (row[0] == "2026-12-20") == given
    assert (row[1] == "2027-02-01") == (day == "2027-02-01")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_nobody_made_says_so(site: TestSite, world: World, method: str) -> None:
    del world
    answer = site.client().open("/invitation/open/nobody-made-this", method=method)
    assert answer.status_code == 404
    if method == "get":
        assert "This link does not work" in answer.text
        assert "Sign in" in answer.text


def test_a_link_that_is_too_old_says_so_wherever_it_is_used(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    token = link_to(site, seat, lives=timedelta(days=1))
    browser = site.client()
    browser.get(f"/invitation/open/{token}")
    site.clock.move(days=2)
    for path in (f"/invitation/open/{token}", f"/invitation/{seat}"):
        assert browser.get(path).status_code == 410
        assert "too old" in browser.get(path).text
    assert site.post(browser, f"/invitation/{seat}/accept").status_code == 409
    assert state_of(site, seat) == "invited"


@behaviour("R2")
def test_an_older_link_works_until_a_newer_one_is_used(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    old, new = holder(site, seat), holder(site, seat)
    assert old.get(f"/invitation/{seat}").status_code == 200
    site.post(new, f"/invitation/{seat}/accept")
    assert old.get(f"/invitation/{seat}").status_code == 410
    assert new.get(f"/invitation/{seat}").status_code == 200


@behaviour("R2")
def test_the_link_lives_through_a_new_invitation(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    site.post(browser, f"/invitation/{seat}/decline")
    site.do(lambda s: panels.invite_again(s, world.coordinator, seat, now=site.clock.now()).id)
    assert "Will you review this resource?" in browser.get(f"/invitation/{seat}").text


def test_a_link_opens_no_other_invitation(site: TestSite, world: World) -> None:
    mine = seat_in(site, world)
    theirs = site.do(lambda s: _other_seat(s, mine))
    browser = site.client()
    browser.get(f"/invitation/open/{link_to(site, mine)}")
    cookie = browser.get_cookie("invitation", path=f"/invitation/{mine}")
    assert cookie is not None
    browser.set_cookie("invitation", cookie.value, path=f"/invitation/{theirs}")
    assert "/sign-in" in browser.get(f"/invitation/{theirs}").location
    assert site.post(browser, f"/invitation/{theirs}/accept").status_code == 403
    browser.set_cookie("invitation", cookie.value[:-2] + "xx", path=f"/invitation/{mine}")
    assert "/sign-in" in browser.get(f"/invitation/{mine}").location


@pytest.mark.parametrize("name", ["member", "coordinator", "chief", "administrator", "outsider", "submitter"])
def test_nobody_else_answers_for_the_reviewer_on_this_page(site: TestSite, world: World, name: str) -> None:
    seat = seat_in(site, world)
    browser = site.client(world.identities()[name])
    assert browser.get(f"/invitation/{seat}").status_code == 404
    assert site.post(browser, f"/invitation/{seat}/accept").status_code == 404
    assert state_of(site, seat) == "invited"


def test_the_signed_in_reviewer_needs_no_link(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = site.client(world.panel[0])
    page = site.post(browser, f"/invitation/{seat}/accept", follow_redirects=True).text
    assert f"/review/{seat}/conflict" in page
    assert "Send me the link" not in page


def test_an_answer_sent_twice_is_given_once(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    for _ in range(2):
        sent = site.post(browser, f"/invitation/{seat}/accept", {"idempotency_key": "the same"})
        assert (sent.status_code, sent.location) == (303, f"/invitation/{seat}")
    told = site.do(lambda s: s.scalars(select(Event.name).where(Event.name == "assignment.accept")).all())
    assert len(told) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", ["invited", "accepted", "free", "declined", "cancelled", "conflicted", "handed_in"])
def test_every_state_has_its_page(site: TestSite, world: World, state: str, language: str) -> None:
    seat = seat_in(site, world, state)
    answer = holder(site, seat).get(f"/invitation/{seat}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_a_withdrawn_item_ends_the_invitation_kindly(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    site.do(lambda s: panels.cancel(s, world.coordinator, seat, now=site.clock.now()).id)
    assert "This review is no longer needed" in holder(site, seat).get(f"/invitation/{seat}").text


def test_a_suspended_reviewer_loses_the_link(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    token = link_to(site, seat)
    site.do(lambda s: _suspend(s, seat, site.clock.now()))
    assert site.client().get(f"/invitation/open/{token}").status_code == 404


def _dates(s: Any, seat: str) -> tuple[str, str]:
    row = s.scalars(select(Assignment).where(Assignment.public_id == seat)).one()
    return str(row.review_due_at)[:10], str(row.proposed_due_at)[:10]


def _other_seat(s: Any, mine: str) -> str:
    return str(s.scalars(select(Assignment.public_id).where(Assignment.public_id != mine)).first())


def _suspend(s: Any, seat: str, now: Any) -> None:
    s.scalars(select(Assignment).where(Assignment.public_id == seat)).one().reviewer.suspended_at = now


def test_the_reasons_on_the_page_are_those_the_verb_takes() -> None:
    assert {choice.value for choice in invitation_page.REASONS} < set(answers.DECLINE_CODES)
    assert {choice.value for choice in invitation_page.CONFLICTS} == set(declarations.CONFLICT_KINDS)


@behaviour("R2", "R11")
def test_from_the_link_alone_one_says_how_often_to_be_asked_and_when_not(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = holder(site, seat)
    typed = {"yearly_cap": "2", "absent": "2027-01-01", "absent_to": "2027-01-31"}
    assert site.post(browser, f"/invitation/{seat}/requests", typed).status_code == 303

    def kept(session: Any) -> tuple[int, int]:
        member = session.scalars(select(Membership).where(Membership.person_id == world.panel[0].person_id)).one()
        return member.yearly_cap, len(member.absences)

    assert (site.do(kept), state_of(site, seat)) == ((2, 1), "invited")
    for wrong in ({"yearly_cap": "13"}, {"yearly_cap": "many"}, {"absent": "2027-02-01"}):
        answer = site.post(browser, f"/invitation/{seat}/requests", wrong)
        assert (answer.status_code, f'value="{next(iter(wrong.values()))}"' in answer.text) == (422, True)
    assert site.do(kept) == (2, 1)


@behaviour("R2")
def test_a_link_that_is_over_still_leads_its_reviewer_there_once_he_is_signed_in(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    older = link_to(site, seat)
    site.post(holder(site, seat), f"/invitation/{seat}/later", {})
    assert site.client().get(f"/invitation/open/{older}").status_code == 410
    opened = site.client(world.panel[0]).get(f"/invitation/open/{older}")
    assert (opened.status_code, opened.location) == (303, f"/invitation/{seat}")
    assert site.client(world.panel[1]).get(f"/invitation/open/{older}").status_code == 410
