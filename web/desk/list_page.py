"""What the page of the work lists shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy.orm import Session

from web import formats, i18n, languages
from web.desk import words
from web.links import addresses
from web.parts import Due, Link, PanelState, Queue, QueueGroup, Text, Work, WorkRow
from web.written import macro, row_writer
from workflow.insight import applications, tasks, worklists
from workflow.insight.queues import APPLICATIONS, BY_KEY, QUEUES, Group
from workflow.insight.worklists import Counts
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Actor

ALL = "all"
GROUPS: tuple[tuple[Group, Reason], ...] = (
    ("you", say("Waits for you")),
    ("others", say("Waits for others")),
    ("all", say("Everything")),
)
TAGS = {"is_disputed": "split-view"}
PANEL_LESS = frozenset({"Needs screening", "Out of scope"})
SORTS = {"due": say("by due date"), "newest": say("newest first")}


@dataclass(frozen=True)
class Wanted:
    """Which part of which list: the queue, what is searched, the order, and the mark of the page before."""

    queue: str = ALL
    search: str = ""
    sort: str = "due"
    after: str | None = None
    path: str = "/desk"

    def url(self, **changes: str | None) -> str:
        """Give the address of this list with something changed; what is usual is left out of it."""
        asked = {"queue": self.queue, "q": self.search, "sort": self.sort, **changes}
        given = {name: value for name, value in asked.items() if value and value != USUAL.get(name)}
        return f"{self.path}?{urlencode(given)}" if given else self.path


USUAL = {"queue": ALL, "sort": "due"}


def desk(session: Session, actor: Actor, wanted: Wanted, now: datetime) -> dict[str, object]:
    """Give what the page shows, in five statements however long the list is. Raises InvalidInput for no list."""
    counts = worklists.counts(session, actor, now=now)
    waiting = applications.counts(session, actor)["waiting"]
    page = worklists.rows(
        session, actor, wanted.queue, now=now, after=wanted.after, sort=wanted.sort, search=wanted.search
    )
    return {
        "now": now,
        "title": headline(counts.you + waiting),
        "lede": others(counts.others),
        "groups": list(_groups(counts, waiting, tasks.own(session, actor), wanted)),
        "list_title": BY_KEY[wanted.queue].title,
        "wanted": wanted,
        "rows": written_rows(page.rows, now),
        "sort": _sort(wanted),
        "orders": [Link(label, wanted.url(sort=key), key == wanted.sort) for key, label in SORTS.items()],
        "total": None if wanted.search else counts.queues[wanted.queue],
        "next_url": wanted.url(after=page.next) if page.next else "",
        "first_url": wanted.url() if wanted.after else "",
        "all_url": wanted.url(queue=None, q=None),
    }


def headline(n: int) -> Reason:
    """Say how many items wait for coordinators."""
    if not n:
        return say("Nothing waits for you")
    return plural("{many} item waits for you", "{many} items wait for you", n, many=words.counted(n))


def others(n: int) -> Reason:
    """Say how many items wait for others."""
    if not n:
        return say("Nothing waits for others.")
    return plural("{many} waits for others.", "{many} wait for others.", n, many=words.counted(n))


def _groups(counts: Counts, waiting: int, own_tasks: int, wanted: Wanted) -> Iterable[QueueGroup]:
    for group, title in GROUPS:
        queues = [
            Queue(
                queue.title,
                wanted.url(queue=queue.key, q=None),
                counts.queues[queue.key],
                queue.is_late,
                queue.key == wanted.queue,
            )
            for queue in QUEUES
            if queue.group == group
        ]
        if group == "you":
            queues.append(Queue(APPLICATIONS, url_for("desk.applications"), waiting))
            queues.append(Queue(say("Your tasks"), url_for("desk.tasks"), own_tasks))
        yield QueueGroup(title, queues)


def _sort(wanted: Wanted) -> dict[str, dict[str, str]]:
    """Give the column that can be sorted by."""
    sorted_by = {"sorted": "ascending"} if wanted.sort == "due" else {}
    return {"due": {"url": wanted.url(sort="due"), **sorted_by}}


def work_row(row: worklists.WorkRow, address: Callable[[str], str], now: datetime) -> WorkRow:
    """Give one row as the table draws it."""
    return WorkRow(
        reference=row.reference,
        work=Work(row.title, address(row.public_id), row.language, row.title_is_working),
        meta=list(_facts(row)),
        stage=row.stage,
        stage_css=words.STAGE_CSS.get(row.stage.text, ""),
        stage_note=words.days_since(row.since, now),
        panel=_panel(row),
        due=due(row.due_at, now) if row.due_at else None,
        waits_for=row.who,
        waits_note=row.what or "",
        for_you=row.is_mine,
    )


def _written(row: worklists.WorkRow, now: datetime) -> str:
    address = addresses("desk.item", "submission_id")
    return macro("macros/lists.html", "work_row")(work_row(row, address, now))


written_rows = row_writer(_written)


def _panel(row: worklists.WorkRow) -> PanelState | None:
    """Give the panel of an item that is past its screening and not with its submitter."""
    if not row.seats or row.stage.text in PANEL_LESS or row.state == "returned":
        return None
    if row.state == "submitted" and row.stage.text == "Decision to release":
        return None
    return PanelState(words.seats(row.seats), words.meters(row.quotas))


def _facts(row: worklists.WorkRow) -> Iterable[Text]:
    yield words.kind(row.kind)
    if row.language:
        yield languages.language_name(row.language, i18n.language())
    yield from words.objectives(row.objectives)


def due(at: datetime, now: datetime) -> Due:
    """Say in days when something is due."""
    left = formats.days_left(at, now, i18n.zone())
    return Due(left.sentence, left.css, at)
