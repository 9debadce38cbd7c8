"""Example values for the page that shows every part and its states; it is served in the demo only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from web import parts
from workflow.kernel.messages import plural, say


def examples(now: datetime) -> dict[str, object]:
    """Give the values of `kit.html`, with dates around `now`."""
    return {
        "queues": _queues(),
        "rows": _rows(now),
        "seat_states": [(state, _pair(state)) for state in ("open", "asked", "accepted", "in")],
        "panel": PANEL,
        "steps": _steps(now),
        "actions": ACTIONS,
        "back": (parts.Action(label=say("Reopen the reviews…"), value="reopen_round"), WITHDRAW),
        "candidates": CANDIDATES,
        "left_out": LEFT_OUT,
        "spreads": SPREADS,
        "typical": parts.TypicalDays(today=23, half=34, low=21, high=62),
        "entries": _entries(now),
        "facts": FACTS,
        "due_at": datetime(2026, 12, 14, 21, 59, tzinfo=UTC),
        "due_dates": [now + timedelta(days=days) for days in (-9, -1, 0, 1, 2, 11)],
        "facets": FACETS,
        "chips": [parts.Link(say("Objective {n}", n=7), "#")],
        "results": RESULTS,
        "criterion": CRITERION,
        "kinds": [parts.Choice("must", say("must change")), parts.Choice("could", say("could change"))],
        "advice": ADVICE,
        "bad": {"away": say("Say until when you are away"), "up_to_date": CHOOSE},
        "link": parts.Link(say("Go to your desk"), "#"),
        "examples": [parts.Link("state:assigned overdue:>7", "#"), parts.Link("lang:fr", "#")],
        "bulk": [parts.Choice("remind", say("Remind the people they wait for"))],
        "work": parts.Work("Initiative for Ethical Recruitment in Morocco (IREM): ex-post evaluation", "#", "en"),
        "spanish": parts.Work("Nota orientativa sobre la integración socioeconómica en Perú", "#", "es", untitled=True),
        "size": 4_100_000,
    }


CHOOSE = say("Choose a score for “{criterion}”, or “not applicable”", criterion=say("Up to date"))
WITHDRAW = parts.Action(label=say("Withdraw for the submitter…"), value="withdraw", css="warn")
PANEL = parts.PanelState(
    [parts.Seat(internal=True, state="in"), parts.Seat(internal=False, state="accepted"), parts.Seat(internal=False)],
    [parts.Meter(say("internal"), 1, 1), parts.Meter(say("external"), 1, 2, short=True)],
)
ACTIONS = (
    parts.Action(
        label=say("Call a third reviewer"),
        url="#candidates",
        css="",
        hint=say("One external reviewer answered, so the call’s rule asks for a third."),
    ),
    parts.Action(label=say("Settle with a written note"), value="settle"),
    parts.Action(label=say("Publish"), not_yet=say("no decision is recorded.")),
)
CANDIDATES = (
    parts.Candidate(
        id="c1",
        name="Reintegration programme manager, Horn of Africa",
        band=say("strong match"),
        band_css="done",
        meta=(say("external"), say("practitioner")),
        points=(
            parts.Point(say("Objective {n}; works where services are scarce, the point in dispute", n=7)),
            parts.Point(say("No publications on file: the score rests on what the reviewer declares"), "minus"),
        ),
    ),
    parts.Candidate(
        id="c2",
        name="Public-health physician, Central America",
        band=say("adequate match"),
        points=(parts.Point(say("Same region as the external review already in"), "minus"),),
    ),
)
LEFT_OUT = (
    parts.Point(say("already on this panel"), "stop", "Child-protection lawyer, Latin America"),
    parts.Point(
        say("do not read {language}", language=say("English")), "stop", "Civil-society coordinator, Arab region"
    ),
)
SPREADS = [
    [parts.Score(4, internal=True), parts.Score(2, internal=False)],
    [parts.Score(4, internal=True), parts.Score(4, internal=False), parts.Score(4, internal=False)],
    [parts.Score(None, internal=True), parts.Score(2, internal=False)],
    [parts.Score(5, internal=True), parts.Score(1, internal=False), parts.Score(4, internal=False)],
]
FACTS = (
    parts.Fact(name=say("Title"), value="TRAFIG, Transnational Figurations of Displacement", lang="en", change="#"),
    parts.Fact(name=say("Objectives"), links=(parts.Link("7", "#"), parts.Link("10", "#")), change="#"),
    parts.Fact(name=say("Date"), change="#"),
)
FACETS = (
    parts.Facet(say("Scope"), (parts.FacetValue(say("Global"), "#", 8), parts.FacetValue(say("National"), "#", 1048))),
    parts.Facet(say("Language"), (parts.FacetValue("Français", "#", 7),), open=False),
)
RESULTS = (
    parts.Result(
        work=parts.Work("Women migrants and domestic work", "#", "en", untitled=True),
        before=(say("Training and guidance"), "2013"),
        summary="Around the world, a record number of women are now migrating to seek work and better lives.",
        scope=say("Global"),
        after=(say("Gender-responsive"),),
        why=(
            say("Global scope: level {level} of {levels}", level=1, levels=5),
            plural("{n} of {all} objectives", "{n} of {all} objectives", 2, all=23),
        ),
        open=True,
    ),
)
CRITERION = [
    parts.Choice("1", say("Out of date")),
    parts.Choice("2", say("Mostly out of date")),
    parts.Choice("3", say("Partly out of date")),
    parts.Choice("4", say("Current")),
    parts.Choice("5", say("Current, with a plan to stay so")),
    parts.Choice("na", say("Not applicable: the work is of historical interest"), none=True),
]
ADVICE = [
    parts.Choice("approve", say("Approve")),
    parts.Choice(
        "changes", say("Approve with changes"), say("Published once the points marked “must change” are settled.")
    ),
    parts.Choice("reject", say("Reject")),
]


def _pair(state: str) -> list[parts.Seat]:
    """Give one seat of each side in a state."""
    return [parts.Seat(internal=True, state=state), parts.Seat(internal=False, state=state)]


def _queues() -> list[parts.QueueGroup]:
    """Give the queues of a desk."""
    yours = [
        parts.Queue(say("Needs screening"), "#", 2),
        parts.Queue(say("Decision late"), "#", 1, late=True),
        parts.Queue(say("Mail bounced"), "#", 0, late=True),
    ]
    others = [
        parts.Queue(say("Reviews under way"), "#", 1234),
        parts.Queue(say("Clarifications asked"), "#", 1, current=True),
    ]
    return [parts.QueueGroup(say("Waits for you"), yours), parts.QueueGroup(say("Waits for others"), others)]


def _rows(now: datetime) -> list[parts.WorkRow]:
    """Give a work list with a late, a disputed and a new item."""
    return [
        parts.WorkRow(
            reference="HUB-2026-0118",
            work=parts.Work("Evaluación final de la estrategia país de la OIM en Colombia 2021–2024", "#", "es"),
            meta=(say("Report"), say("Spanish")),
            stage=say("Under review"),
            stage_note=plural("day {n}", "day {n}", 33),
            panel=PANEL,
            due=parts.Due(plural("{n} day overdue", "{n} days overdue", 9), "late", now - timedelta(days=9)),
            waits_for="Public-health physician, Central America",
            waits_note=say("reminded twice"),
        ),
        parts.WorkRow(
            reference="HUB-2026-0131",
            work=parts.Work(
                "Handbook on assistance to migrants vulnerable to violence, exploitation and abuse", "#", "en"
            ),
            stage=say("Disputed"),
            stage_css="split-view",
            panel=PANEL,
            due=parts.Due(say("Due today"), "soon", now),
            waits_note=say("settle, or call a third reviewer"),
            for_you=True,
        ),
        parts.WorkRow(
            reference="HUB-2026-0140",
            work=parts.Work("دليل المهاجرين", "#", "ar"),
            stage=say("Needs screening"),
            waits_note=say("screen"),
            for_you=True,
        ),
    ]


def _steps(now: datetime) -> list[parts.Step]:
    """Give a path with all three kinds of step."""
    return [
        parts.Step(say("Sent in"), "past", now - timedelta(days=30)),
        parts.Step(say("Screened"), "past", now - timedelta(days=27)),
        parts.Step(say("Being reviewed"), "now"),
        parts.Step(say("Decision")),
        parts.Step(say("Published")),
    ]


def _entries(now: datetime) -> list[parts.Entry]:
    """Give a history with a next step, an automatic line and one that can be taken back."""
    return [
        parts.Entry(text=say("You answer two questions"), next=True),
        parts.Entry(
            text=say("Round closed; marked as disputed"),
            at=now - timedelta(days=5),
            automatic=True,
            note=say("rule “2 apart and opposite”"),
            links=(parts.Link(say("Take back…"), "#"),),
        ),
        parts.Entry(text=say("Received. We sent a receipt to your address."), at=now - timedelta(days=30)),
    ]
