"""The pages of wishes and messages, and the one click that a mail program makes."""

from __future__ import annotations

from datetime import timedelta

from notifications.sender import Sender
from notifications.stopping import stop_url
from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import KEY, TestSite
from workflow.actions import mail_wishes

SENDER = Sender(
    base_url="http://localhost", name="", address="a@localhost", sign_in_life=timedelta(minutes=1), key=KEY.encode()
)  # fmt: skip


@behaviour("X5", "C20")
def test_wishes_are_kept_and_what_cannot_be_left_out_says_why(site: TestSite, world: World) -> None:
    browser = site.client(world.submitter)
    page = browser.get("/mails").text
    assert "Somebody waits for your answer." in page
    assert "What waits for you as a coordinator" not in page
    assert "What waits for you as a coordinator" in site.client(world.coordinator).get("/mails").text

    good = {"receipts": "daily", "reminders": "here", "quiet_from": "22", "quiet_until": "6", "decided": "here"}
    assert site.post(browser, "/mails", good).status_code == 303
    kept = site.do(lambda s: mail_wishes.wishes_of(s, [world.submitter.person_id or 0]).popitem()[1])
    assert (kept.ways, kept.quiet_from, kept.quiet_until) == ({"receipts": "daily", "reminders": "here"}, 22, 6)
    for wrong in ({"receipts": "never"}, {"quiet_from": "22"}, {"quiet_from": "x", "quiet_until": "6"}):
        answer = site.post(browser, "/mails", {**good, "quiet_until": "", **wrong})
        assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True)
    assert "There is no message for you yet" in browser.get("/messages").text


@behaviour("X5", "R3")
def test_one_click_needs_no_page_and_opening_changes_nothing(site: TestSite, world: World) -> None:
    url = stop_url(SENDER, world.submitter.public_id, "progress").removeprefix("http://localhost")
    program = site.client()
    assert "Nothing has changed yet." in program.get(url).text
    assert program.head(url).status_code == 200
    assert site.do(lambda s: mail_wishes.wishes_of(s, [world.submitter.person_id or 0])) == {}
    done = program.post(url, data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "You get no more mails of this kind" in done.text) == (200, True)
    kept = site.do(lambda s: mail_wishes.wishes_of(s, [world.submitter.person_id or 0]).popitem()[1].ways)
    assert kept == {"progress": "here"}
    for forged in (
        url[:-1] + ("1" if url.endswith("0") else "0"),
        url.replace("progress", "receipts"),
        url.replace("progress", "decided"),
    ):
        assert program.post(forged).status_code == 404
