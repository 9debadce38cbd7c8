"""The shapes that the macros in `web/templates/macros` draw: plain values, already chosen for the reader.

Pages build them from view records. A text is a string in the reader's language or a `Reason`, which the macro
translates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.kernel.messages import Reason

Text = str | Reason


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words; `hidden` is read out only, to tell equal links apart."""

    label: Text
    url: str
    current: bool = False
    hidden: Text = ""
    brief: Text = ""
    """What stands in its place where there is little room."""


@dataclass(frozen=True, slots=True)
class Work:
    """The title of a work in its own language; `untitled` marks a working title of ours."""

    title: str
    url: str = ""
    lang: str = ""
    untitled: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of the desk with its count, which is red only when late."""

    label: Text
    url: str
    count: int
    late: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """The lists that wait for the same side: you, others, saved searches."""

    title: Text
    queues: Sequence[Queue]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a panel: square when internal; state open, asked, accepted or in."""

    internal: bool
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of one part of the panel rule is met; `short` only while a seat is open."""

    label: Text
    have: int
    need: int
    short: bool = False


@dataclass(frozen=True, slots=True)
class PanelState:
    """The seats of a panel and the words that carry their meaning."""

    seats: Sequence[Seat]
    meters: Sequence[Meter] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A date with its sentence ("9 days overdue") and the class that colours it."""

    sentence: Text
    css: str = ""
    at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One item of a work list; `stage_css` late, soon, done or split-view turns the stage into a tag."""

    reference: str
    work: Work
    stage: Text
    meta: Sequence[Text] = ()
    stage_css: str = ""
    stage_note: Text = ""
    panel: PanelState | None = None
    due: Due | None = None
    waits_for: Text = ""
    waits_note: Text = ""
    for_you: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the path of an item: when is past, now or next."""

    label: Text
    when: str = "next"
    at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something the process offers: a link (`url`) or a button of the form; `not_yet` says why it is impossible."""

    label: Text
    url: str = ""
    name: str = "do"
    value: str = ""
    css: str = "quiet"
    hint: Text = ""
    not_yet: Text = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A reason in words: "plus" speaks for, "minus" against, "stop" rules out."""

    text: Text
    kind: str = "plus"
    name: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could be asked: role line, band in words (strong, adequate, weak), and why."""

    id: str
    name: Text
    band: Text
    band_css: str = ""
    meta: Sequence[Text] = ()
    points: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one reviewer, or None for "not applicable"."""

    value: int | None
    internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalDays:
    """How long items like this one take: half of them up to `half` days, eight of ten from `low` to `high`."""

    today: int
    half: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a history; `next` marks what comes, `automatic` what no person did."""

    text: Text
    at: date | None = None
    when: Text = ""
    note: Text = ""
    automatic: bool = False
    next: bool = False
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name with its value; an empty value is "not given"; `change` leads to the page that changes it."""

    name: Text
    value: Text = ""
    links: Sequence[Link] = ()
    lang: str = ""
    hint: Text = ""
    change: str = ""
    long: bool = False
    """Paragraphs in a language of their own, which run in its direction."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow down by, with how many results it leaves."""

    label: Text
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of values to narrow down by."""

    title: Text
    values: Sequence[FacetValue]
    open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One published resource in a list, and why it stands where it stands."""

    work: Work
    before: Sequence[Text] = ()
    summary: str = ""
    after: Sequence[Text] = ()
    scope: Text = ""
    why: Sequence[Text] = ()
    why_title: Text = ""
    why_note: Text = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to pick; `none` marks "not applicable", a full answer of its own."""

    value: str
    label: Text
    hint: Text = ""
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    site: Text = ""
    home: str = "/"
    nav: Sequence[Link] = ()
    end: Sequence[Link] = ()
    foot: Sequence[Link] = ()
    foot_note: Text = ""
    own: Sequence[Link] = ()
    """What the person does for himself; the account page leads there."""
    acts_as: Text = ""
    """Whom an administrator has signed in as; nothing on pages of one's own."""
