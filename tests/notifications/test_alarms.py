"""Who looks after the site is told by mail what lasts, once until it is over; the page says it at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask.testing import FlaskClient

from benchmarks import postbag
from config.settings import load_settings
from tests.behaviours import case
from tests.notifications.conftest import KEY, Office
from web.app import create_app
from workflow.actions import alarms, sweep
from workflow.insight import health

TOKEN = "a token that only the monitor has"
GIVEN = {"": 404, "Bearer no": 404, f"Bearer {TOKEN}": 200}
"""What a monitor sends to read the figures, and what it is answered."""


def looks(office: Office, minutes: float = 0) -> int:
    """Let time pass and look; give how many troubles are new."""
    office.clock.move(seconds=minutes * 60)
    return int(office.do(lambda session: alarms.announce_troubles(session, now=office.clock.now())))


def beats(office: Office) -> None:
    for name in (health.TICKED, health.MAILED):
        office.do(partial(sweep.beat, worker=name, now=office.clock.now()))


def client_of(office: Office) -> FlaskClient:
    settings = load_settings(secret_key=KEY, base_url="http://localhost", metrics_token=TOKEN)
    return create_app(settings, office.database, office.clock).test_client()


@case("D-TM-06", "D-NT-07")
def test_a_trouble_is_told_once_until_it_is_over_and_the_page_says_it_at_once(office: Office) -> None:
    monitor = client_of(office)
    figures = {given: monitor.get("/health/metrics", headers={"Authorization": given}) for given in GIVEN}
    assert {given: answer.status_code for given, answer in figures.items()} == GIVEN
    assert "collegium_mail_due 0" in figures[f"Bearer {TOKEN}"].text.splitlines()
    assert looks(office) == 0  # a new site has no trouble yet
    beats(office)
    assert monitor.get("/health").status_code == 200
    office.do(lambda session: postbag.fill(session, 1, office.clock.now() + timedelta(days=1)))
    assert monitor.get("/health").status_code == 200  # due now, and for no time yet

    assert looks(office, 14) == 0
    page = monitor.get("/health", headers={"Accept-Language": "ar"})
    assert (page.status_code, page.headers["Cache-Control"]) == (503, "no-store")
    assert [looks(office, 2), looks(office, 1), looks(office, 20)] == [3, 0, 1]  # the last: no event becomes a mail
    told = office.read()
    mine = [mail for mail in told if mail.subject.endswith("needs somebody to look at it")]
    assert len(mine) == 4
    said = {line.removeprefix("This does not keep up: ") for mail in mine for line in mail.body.splitlines()}
    assert {"The clock has not asked for 16 minutes.", "The outbox stood still for 16 minutes."} < said
    assert all("https://hub.example.org/health" in mail.body for mail in mine)

    beats(office)
    assert [looks(office), looks(office, 10)] == [0, 0]
    beats(office)
    assert looks(office, 10) == 0  # nothing was seen for a quarter of an hour: it is over
    assert looks(office, 20) == 2  # and has come back: of the clock and of the delivery
