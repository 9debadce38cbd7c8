"""From the first page to the receipt."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import STEPS, World, a_draft, a_submission, complete_answers, the_submission
from tests.web.conftest import TestSite
from tests.web.submitter.typed import KEPT, PAGES
from workflow.actions import accounts, capabilities
from workflow.models import Event, Person, StoredFile, Submission
from workflow.rules.answers import is_empty

pytestmark = pytest.mark.sqlite_first

PDF = b"%PDF-1.7\nbody"


@pytest.fixture
def browser(site: TestSite, world: World) -> FlaskClient:
    """Give the browser of the submitter."""
    return site.client(world.submitter)


@pytest.fixture
def draft(site: TestSite, world: World) -> str:
    """Give an empty draft of the submitter."""
    return site.do(lambda s: str(a_draft(s, world, {}, now=site.clock.now()).public_id))


def answers(site: TestSite) -> dict[str, object]:
    """Give what is kept of the only submission, of the answers that are not empty."""
    kept = site.do(lambda s: dict(the_submission(s).current_version.answers))
    return {name: value for name, value in kept.items() if not is_empty(value) and name != "kind"}


def complete(site: TestSite, world: World) -> str:
    """Give a draft that lacks nothing."""
    return site.do(lambda s: str(a_submission(s, world=world, now=site.clock.now()).public_id))


@behaviour("S1", "S3", "S5")
def test_a_resource_goes_from_the_first_page_to_its_receipt(site: TestSite, world: World, browser: FlaskClient) -> None:
    begun = site.post(browser, "/send", {"call": world.call_id, "kind": "document"})
    page = begun.location
    draft_id = page.split("/")[2]
    for key, typed in PAGES.items():
        assert page == f"/send/{draft_id}/{key}"
        shown = browser.get(page)
        assert shown.status_code == 200
        page = site.post(browser, page, {**typed, "version": version_in(shown.text), "do": "next"}).location
    assert page == f"/send/{draft_id}/check"
    assert "is missing" not in browser.get(page).text
    assert answers(site) == KEPT
    receipt = site.post(browser, page).location
    shown = browser.get(receipt)
    assert "HUB-2026-0001" in shown.text
    link = re.search(r'href="http://localhost(/status/open/[^"]+)"', shown.text)
    assert link is not None
    visitor = site.client()
    assert "We have received your resource" in visitor.get(link[1], follow_redirects=True).text


def version_in(page: str) -> str:
    """Give the version a form was opened at."""
    found = re.search(r'name="version" value="(\d*)"', page)
    assert found is not None
    return found[1]


@behaviour("S5")
def test_an_address_is_enough_to_begin_and_the_confirmed_link_opens_the_draft(
    site: TestSite, world: World, client: FlaskClient
) -> None:
    typed = {"name": "Nia New", "email": "nia@example.org", "call": world.call_id, "kind": "event"}
    sent = site.post(client, "/send", typed)
    assert sent.location == "/sign-in/sent"
    mails = site.do(lambda s: [event.name for event in s.scalars(select(Event)) if "nia" in str(event.payload)])
    assert mails == ["person.confirm_address_link"]
    token = site.do(lambda s: a_link(s, "nia@example.org", site))
    client.get(f"/confirm/{token}")
    entered = site.post(client, "/sign-in/confirm")
    draft_id = site.do(lambda s: str(the_submission(s).public_id))
    assert client.get(entered.location).location == f"/send/{draft_id}/about"
    assert client.get(f"/send/{draft_id}/details").status_code == 200


def a_link(session: Session, email: str, site: TestSite) -> str:
    """Give the secret that the mail to a new address carries."""
    person = accounts.person_with(session, email)
    assert person is not None
    return capabilities.issue(
        session, purpose="confirm_address", now=site.clock.now(), person_id=person.id, address=email
    )


def test_a_visitor_is_told_the_same_whether_his_address_is_known(site: TestSite, world: World) -> None:
    known = site.do(lambda s: s.get_one(Person, world.submitter.person_id).addresses[0].email)
    told = [
        site.post(site.client(), "/send", {"name": "N", "email": email, "call": world.call_id, "kind": "video"})
        for email in (known, "unknown@example.org")
    ]
    assert [(answer.status_code, answer.location) for answer in told] == [(303, "/sign-in/sent")] * 2
    assert site.do(lambda s: the_submission(s).submitter.name) == "N"


def test_what_a_visitor_left_out_is_asked_for_and_the_rest_stays(
    site: TestSite, world: World, client: FlaskClient
) -> None:
    shown = site.post(client, "/send", {"name": "Nia New", "email": "no address", "call": world.call_id})
    assert shown.status_code == 422
    assert "Write an address such as name@example.org." in shown.text
    assert "Choose what kind of resource it is." in shown.text
    assert 'value="Nia New"' in shown.text
    assert site.do(lambda s: s.scalars(select(Submission)).all()) == []


def test_who_names_no_call_is_asked_which(site: TestSite, browser: FlaskClient) -> None:
    shown = site.post(browser, "/send", {"kind": "video"})
    assert (shown.status_code, "Choose what it is for." in shown.text) == (422, True)
    assert site.post(browser, "/send", {"kind": "video", "call": "nothing"}).status_code == 404


@behaviour("S1")
def test_a_draft_is_left_and_found_again(site: TestSite, browser: FlaskClient, draft: str) -> None:
    left = site.post(browser, f"/send/{draft}/about", {"title": "Half a title", "do": "leave"})
    assert left.location == "/mine"
    mine = browser.get("/mine").text
    assert "Half a title" in mine
    assert f'href="/send/{draft}"' in mine
    overview = browser.get(f"/send/{draft}").text
    assert "answers are missing" in overview
    assert 'value="Half a title"' in browser.get(f"/send/{draft}/about").text


@behaviour("S1")
def test_a_draft_saves_itself_and_says_when_in_the_zone_of_its_reader(
    site: TestSite, world: World, browser: FlaskClient, draft: str
) -> None:
    def moves_to_nairobi(session: Session) -> None:
        session.get_one(Person, world.submitter.person_id).time_zone = "Africa/Nairobi"

    site.do(moves_to_nairobi)
    saved = site.post(browser, f"/send/{draft}/about/autosave", {"title": "Typed", "version": "2"})
    assert (saved.status_code, saved.mimetype, saved.text) == (200, "text/plain", "Saved at 12:00")
    assert saved.headers["X-Version"] == "3"
    again = site.post(browser, f"/send/{draft}/about/autosave", {"title": "Typed on", "version": "3"})
    assert again.headers["X-Version"] == "4"
    assert answers(site)["title"] == "Typed on"


def test_a_save_that_cannot_be_read_says_so_and_changes_nothing(
    site: TestSite, browser: FlaskClient, draft: str
) -> None:
    saved = site.post(browser, f"/send/{draft}/get/autosave", {"links-url": "www.example.org", "links-label": ""})
    assert (saved.status_code, saved.text) == (422, "Not saved yet. Links: Begin the address with https://")
    assert answers(site) == {}


@case("D-CC-05")
def test_a_stale_form_keeps_both_texts(site: TestSite, browser: FlaskClient, draft: str) -> None:
    opened_at = version_in(browser.get(f"/send/{draft}/about").text)
    site.post(browser, f"/send/{draft}/about", {"title": "From the other window", "version": opened_at})
    late = site.post(browser, f"/send/{draft}/about", {"title": "From this window", "version": opened_at})
    assert late.status_code == 409
    assert 'value="From this window"' in late.text
    assert "From the other window" in late.text
    assert answers(site)["title"] == "From the other window"
    autosave = site.post(browser, f"/send/{draft}/about/autosave", {"title": "x", "version": opened_at})
    assert (autosave.status_code, autosave.mimetype) == (409, "text/plain")
    kept = site.post(browser, f"/send/{draft}/about", {"title": "Mine", "version": version_in(late.text)})
    assert kept.status_code == 303
    assert answers(site)["title"] == "Mine"


def test_sending_a_form_twice_does_it_once(site: TestSite, world: World, browser: FlaskClient) -> None:
    form = {"call": world.call_id, "kind": "document", "idempotency_key": "the same"}
    first, second = site.post(browser, "/send", form), site.post(browser, "/send", form)
    assert first.location == second.location
    assert site.do(lambda s: len(s.scalars(select(Submission)).all())) == 1


def test_sending_in_twice_leads_to_the_same_receipt(site: TestSite, world: World, browser: FlaskClient) -> None:
    draft_id = complete(site, world)
    first = site.post(browser, f"/send/{draft_id}/check", {"idempotency_key": "k"})
    second = site.post(browser, f"/send/{draft_id}/check", {"idempotency_key": "k"})
    assert first.location == second.location == f"/send/{draft_id}/receipt"
    third = site.post(browser, f"/send/{draft_id}/check", {"idempotency_key": "another"})
    assert third.status_code == 409
    assert "what was sent in no longer changes" in third.text


BAD = [
    ("about", {"title": "a\x00b"}, "The text holds 1 character that cannot be kept."),
    ("about", {"title": "x" * 301}, "Shorten this to 300 characters; it has 301."),
    ("about", {"summary": "x" * 900_000}, "Shorten this to 5000 characters; it has 900000."),
    ("about", {"languages": "klingon"}, "“klingon” is not in the list."),
    ("details", {"publication_date": "soon"}, "Give at least a year or a month"),
    ("details", {"publication_date": "31 February 2019"}, "There is no such day."),
    ("topics", {"objectives": "gcm-99"}, "“gcm-99” is not in the list."),
    ("places", {"scope": "galactic"}, "“galactic” is not in the list."),
    ("get", {"links-url": "javascript:alert(1)", "links-label": ""}, "Begin the address with https://"),
    ("get", {"links-url": "https://exa\u202emple.org", "links-label": ""}, "An address has no spaces or invisible"),
    ("rights", {"rights": "none"}, "“none” is not in the list."),
]


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_kept_is_said_at_its_field(
    site: TestSite, browser: FlaskClient, draft: str, bad: tuple[str, dict[str, str], str]
) -> None:
    page, typed, sentence = bad
    shown = site.post(browser, f"/send/{draft}/{page}", typed)
    assert shown.status_code == 422
    assert sentence in shown.text
    assert shown.text.count(sentence) >= 2  # in the summary and at the field
    assert answers(site) == {}


def test_text_of_every_script_is_kept_without_what_reorders_it(
    site: TestSite, browser: FlaskClient, draft: str
) -> None:
    site.post(browser, f"/send/{draft}/about", {"title": "  دليل \u202eالتوظيف\u202c 公平 Жёлтый  "})
    assert answers(site)["title"] == "دليل التوظيف 公平 Жёлтый"


HUGE = b'--x\r\nContent-Disposition: form-data; name="summary"\r\n\r\n' + b"x" * 10_000_000 + b"\r\n--x--\r\n"


def test_a_field_of_ten_megabytes_is_refused_with_a_sentence(site: TestSite, browser: FlaskClient, draft: str) -> None:
    page = f"/send/{draft}/about"
    as_pages_send_it = browser.post(page, data=HUGE, content_type="multipart/form-data; boundary=x")
    assert (as_pages_send_it.status_code, "too large" in as_pages_send_it.text) == (413, True)
    otherwise = site.post(browser, page, {"summary": "x" * 10_000_000})
    assert (otherwise.status_code, "too large" in otherwise.text) == (413, True)
    within = site.post(browser, page, {"summary": "x" * 10_000})
    assert (within.status_code, "Shorten this to 5000 characters; it has 10000." in within.text) == (422, True)
    assert answers(site) == {}


@behaviour("S3")
def test_a_partial_date_is_kept_as_written_and_its_absence_can_be_said(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    begun = site.post(browser, "/send", {"call": world.call_id, "kind": "event"}).location
    page = begun.replace("about", "details")
    shown = browser.get(page).text
    assert "Venue" in shown
    assert "Date of publication" not in shown
    site.post(browser, page, {"event_date": "14 May, 1:15 – 2:45", "venue_unknown": "yes"})
    assert answers(site) == {"event_date": "14 May, 1:15 – 2:45", "venue_unknown": True}


@behaviour("S3")
def test_global_and_general_are_real_choices(browser: FlaskClient, draft: str) -> None:
    assert "General" in browser.get(f"/send/{draft}/topics").text
    places = browser.get(f"/send/{draft}/places").text
    assert "Global" in places
    assert "Kosovo" not in places or "1244" in places


def test_a_list_grows_by_two_rows_whenever_it_comes_back(site: TestSite, browser: FlaskClient, draft: str) -> None:
    page = f"/send/{draft}/people"
    rows = {"co_organisers-name": ["One", "Two"], "do": "add"}
    assert browser.get(page).text.count('name="co_organisers-name"') == 2
    assert site.post(browser, page, rows).location == page
    assert browser.get(page).text.count('name="co_organisers-name"') == 4


def test_what_is_missing_is_listed_with_the_place_to_give_it(site: TestSite, browser: FlaskClient, draft: str) -> None:
    shown = site.post(browser, f"/send/{draft}/check")
    assert shown.status_code == 422
    assert f'href="/send/{draft}/about#title">Give a title.' in shown.text
    assert site.do(lambda s: the_submission(s).state) == "draft"


def test_files_are_added_offered_under_neutral_names_and_taken_away(
    site: TestSite, world: World, browser: FlaskClient, draft: str
) -> None:
    page = f"/send/{draft}/get"
    added = site.post(browser, page, {"files": (io.BytesIO(PDF), "Ada Author.pdf"), "do": "add"})
    assert added.location == page
    file_id = site.do(lambda s: str(s.scalars(select(StoredFile)).one().public_id))
    assert "Ada Author.pdf" in browser.get(page).text
    sent = browser.get(f"/files/{file_id}", buffered=True)
    assert (sent.data, sent.mimetype) == (PDF, "application/pdf")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="Ada Author.pdf"'
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert [site.client(who).get(f"/files/{file_id}").status_code for who in (None, world.submitter2)] == [404, 404]
    assert site.post(browser, page, {"remove": file_id}).location == page
    assert browser.get(f"/files/{file_id}").status_code == 404
    assert "Ada Author.pdf" not in browser.get(page).text


def test_a_reviewer_gets_a_file_under_its_neutral_name(site: TestSite, world: World, browser: FlaskClient) -> None:
    draft_id = complete(site, world)
    site.post(browser, f"/send/{draft_id}/get", {**PAGES["get"], "files": (io.BytesIO(PDF), "Ada Author.pdf")})
    site.post(browser, f"/send/{draft_id}/check")
    file_id = site.do(lambda s: str(s.scalars(select(StoredFile)).one().public_id))
    assert (
        site
        .client(world.coordinator)
        .get(f"/files/{file_id}", buffered=True)
        .headers["Content-Disposition"]
        .endswith('Author.pdf"')
    )
    assert site.client(world.members[0]).get(f"/files/{file_id}").status_code == 404
    site.do(lambda s: review_begins(s, world, site))
    sent = site.client(world.members[0]).get(f"/files/{file_id}", buffered=True)
    assert sent.headers["Content-Disposition"] == "attachment; filename=document-1.pdf"


def review_begins(session: Session, world: World, site: TestSite) -> None:
    """Have a panel that has accepted and declared to be free of conflicts."""
    submission = the_submission(session)
    for point in ("screened", "assigned", "accepted"):
        STEPS[point][1](session, world, submission, site.clock.now())


@pytest.mark.parametrize(
    "bad",
    [
        (b"<script>", "page.html", "“page.html” is of a kind that is not taken."),
        (b"<script>", "page.pdf", "“page.pdf” is not the kind of file its name says."),
        (b"", "empty.pdf", "“empty.pdf” is empty."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_its_field_and_the_text_stays(
    site: TestSite, browser: FlaskClient, draft: str, bad: tuple[bytes, str, str]
) -> None:
    content, name, sentence = bad
    typed = {**PAGES["get"], "files": (io.BytesIO(content), name)}
    shown = site.post(browser, f"/send/{draft}/get", typed)
    assert shown.status_code == 422
    assert sentence in shown.text
    assert "https://example.org/guide" in shown.text


def test_more_files_than_are_taken_are_refused(site: TestSite, browser: FlaskClient, draft: str) -> None:
    files = [(io.BytesIO(PDF + bytes([n])), f"{n}.pdf") for n in range(65, 76)]
    shown = site.post(browser, f"/send/{draft}/get", {"files": files})
    assert shown.status_code == 422
    assert "Give at most 10 files." in shown.text
    assert site.do(lambda s: s.scalars(select(StoredFile)).all()) == []


@pytest.mark.parametrize("path", ["", "/about", "/check", "/receipt", "/nowhere"])
def test_a_draft_is_nobody_elses(site: TestSite, world: World, draft: str, path: str) -> None:
    for somebody in (world.submitter2, world.coordinator2, world.members[0]):
        answer = site.client(somebody).get(f"/send/{draft}{path}")
        assert answer.status_code in {403, 404}
    assert site.client().get(f"/send/{draft}{path}").status_code in {303, 404}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", ["document", "practice", "portal", "infographic", "event", "project"])
def test_every_page_of_every_kind_is_shown(
    site: TestSite, world: World, browser: FlaskClient, kind: str, language: str
) -> None:
    draft_id = site.do(lambda s: str(a_submission(s, world=world, kind=kind, now=site.clock.now()).public_id))
    pages = ["", *[f"/{key}" for key in PAGES], "/check"]
    for page in pages:
        shown = browser.get(f"/send/{draft_id}{page}?lang={language}")
        assert (page, shown.status_code) == (page, 200)
        assert f'<html lang="{language}"' in shown.text
    assert complete_answers(kind)["title"] in browser.get(f"/send/{draft_id}/check").text
