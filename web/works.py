"""What a member wrote, on his own profile and on the roster's page of him: one list, three forms, one preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, i18n, languages
from web.parts import Choice, Text, Work
from workflow.actions import works as verbs
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.models import Membership
from workflow.policy import Actor, see
from workflow.policy.roster import ImportView, MembershipView, WorkView, import_of
from workflow.roster.affinity.facts import MOST_WORKS
from workflow.roster.works import records
from workflow.roster.works.parsing import LARGEST_FILE

T = TypeVar("T")
Answered = Response | tuple[str, int]
Again = Callable[..., str]
"""Gives the page with the works once more, with the problems of a form."""

LONGEST = {"title": 2000, "abstract": 50_000, "authors": 20_000}
FIELDS = ("title", "authors", "year", "link", "doi", "language", "abstract")
LISTED = 20
"""So many stand in the open; the others are behind one line."""

ORIGINS = {"bibtex": say("from BibTeX"), "ris": say("from RIS"), "csv": say("from CSV")}


@dataclass(frozen=True)
class Door:
    """From where works are looked at: the area of the site, and what its addresses name."""

    area: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def url(self, action: str, **more: Any) -> str:
        """Give the address of something that is done with works here."""
        return url_for(f"{self.area}.{action}", **self.values, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One work of the list."""

    public_id: str
    work: Work
    year: str
    meta: list[Text]
    is_excluded: bool
    url: str
    """Where it is left out, taken in again or removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The section about works."""

    rows: list[Listed]
    more: list[Listed]
    counted: Text
    waiting: str
    """The name of a file that waits to be looked at."""
    add_url: str
    file_url: str
    look_url: str
    languages: list[Choice]


def part(view: MembershipView, door: Door) -> Part:
    """Give the section about the works of a member."""
    rows = [_listed(work, door) for work in view.works or []]
    read = sum(not row.is_excluded for row in rows)
    return Part(
        rows=rows[:LISTED], more=rows[LISTED:], counted=_counted(len(rows), read),
        waiting=view.waiting_file or "",
        add_url=door.url("add_work"), file_url=door.url("read_works"), look_url=door.url("works_file"),
        languages=[Choice(code, languages.language_name(code, i18n.language())) for code in records.LANGUAGES],
    )  # fmt: skip


def _counted(n: int, read: int) -> Text:
    if not n:
        return ""
    if read > MOST_WORKS:
        return plural("{n} publication on file; the latest {most} are compared with submissions.",
                      "{n} publications on file; the latest {most} are compared with submissions.",
                      n, most=MOST_WORKS)  # fmt: skip
    return plural("{n} publication on file; {read} compared with submissions.",
                  "{n} publications on file; {read} compared with submissions.", n, read=read)  # fmt: skip


def _listed(work: WorkView, door: Door) -> Listed:
    meta: list[Text] = [", ".join(work.authors[:3]) + (" …" if len(work.authors) > 3 else "")]  # noqa: PLR2004 - a line
    meta += [ORIGINS.get(work.origin, ""), "" if work.abstract else say("no abstract")]
    return Listed(
        public_id=work.public_id, work=Work(title=work.title, url=work.link, lang=work.language),
        year=str(work.year or ""), meta=[fact for fact in meta if fact], is_excluded=work.is_excluded,
        url=door.url("change_work", work_id=work.public_id),
    )  # fmt: skip


def preview(member: Membership, actor: Actor, door: Door) -> dict[str, object]:
    """Give what the page of a file that was read shows. Raises NotFound, also where none waits."""
    view = see(actor, member)
    waiting = import_of(view, member)
    if waiting is None:
        raise NotFound
    works = [records.Work(**{**each, "authors": tuple(each["authors"])}) for each in waiting.works]
    known = [records.Work(title=work.title, doi=work.doi) for work in view.works or []]
    fresh = records.new_among(works, known)
    new = {id(work) for work in fresh}
    return {
        "title": plural("{n} publication was read", "{n} publications were read", len(works)),
        "file_name": waiting.file_name,
        "new": len(fresh),
        "rows": [
            (Work(title=w.title, url=w.link, lang=w.language), str(w.year or ""), ", ".join(w.authors), id(w) in new)
            for w in works
        ],
        "faults": list(_faults(waiting)),
        "settle_url": door.url("settle_works"),
        "back_url": _page_of(door),
    }


def _faults(waiting: ImportView) -> list[tuple[Text, Text]]:
    return [(_place(entry, line), reason) for entry, line, reason in waiting.problems]


def _place(entry: int | None, line: int | None) -> Text:
    if entry is not None:
        return say("Entry {entry}, line {line}", entry=entry, line=line or 1)
    return say("Line {line}", line=line) if line is not None else say("The whole file")


def _page_of(door: Door) -> str:
    return url_for(f"{door.area}.{'profile' if door.area == 'reviewer' else 'member'}", **door.values)


@dataclass(frozen=True)
class Desk:
    """Does what the forms about works ask: for whose membership, and how its page is shown again."""

    door: Door
    find: Callable[[Session, Actor], PublicId]
    again: Again

    def add(self) -> Answered:
        """Add a work that was typed."""
        typed = {name: request.form.get(name, "")[: LONGEST.get(name, 2000)] for name in FIELDS}
        try:
            self._do(partial(_add, typed=typed))
        except InvalidInput as wrong:
            return self.again(wrong.problems), 422
        return self._back(_("The publication is on file."))

    def read(self) -> Answered:
        """Read a file that was sent, and lead to what was read."""
        sent = request.files.get("file")
        try:
            content = sent.stream.read(LARGEST_FILE + 1) if sent else b""
            file = verbs.read_file(sent.filename or "" if sent else "", content)
        except InvalidInput as wrong:
            return self.again(wrong.problems), 422
        self._do(partial(_read, file=file))
        return redirect(self.door.url("works_file"), 303)

    def settle(self) -> Answered:
        """Take the works of the file that was read, or leave it."""
        if request.form.get("do") != "take":
            self._do(verbs.drop_works)
            return self._back(_("The file is left aside; nothing of it was kept."))
        taken = self._do(verbs.take_works)
        sentence = ngettext("%(num)d publication was added.", "%(num)d publications were added.", taken.added)
        return self._back(sentence)

    def change(self, work_id: PublicId) -> Answered:
        """Leave a work out, take it in again, or remove it."""
        wanted = request.form.get("do", "")
        sentences = {
            "exclude": _("The publication is not compared any more."),
            "include": _("The publication is compared again."),
            "remove": _("The publication is removed."),
        }
        if wanted not in sentences:
            raise NotFound
        self._do(partial(_change, work_id=work_id, wanted=wanted))
        return self._back(sentences[wanted])

    def _do(self, verb: Callable[..., T]) -> T:
        actor, now = context.current_actor(), context.now()
        return context.in_transaction(lambda session: verb(session, actor, self.find(session, actor), now=now))

    def _back(self, sentence: str) -> Response:
        flash(sentence)
        return redirect(f"{_page_of(self.door)}#h-works", 303)


def _add(session: Session, actor: Actor, member_id: PublicId, *, typed: Mapping[str, str], now: Any) -> object:
    return verbs.add_work(session, actor, member_id, typed, now=now)


def _read(session: Session, actor: Actor, member_id: PublicId, *, file: verbs.ReadFile, now: Any) -> object:
    return verbs.read_works(session, actor, member_id, file, now=now)


def _change(session: Session, actor: Actor, member_id: PublicId, *, work_id: PublicId, wanted: str, now: Any) -> object:
    if wanted == "remove":
        return verbs.remove_work(session, actor, member_id, work_id, now=now)
    return verbs.exclude_work(session, actor, member_id, work_id, excluded=wanted == "exclude", now=now)
