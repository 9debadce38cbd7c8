"""What the pages about tables of members show: what would come of one, line by line, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from web import i18n, languages, tables
from web.desk import words
from web.parts import Link, Text
from web.terms import term_label
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Actor
from workflow.roster import brought, imports
from workflow.roster.brought import Brought, Kind, Seen
from workflow.rules import member_lines
from workflow.rules.member_lines import COLUMNS

ROSTER = say("Roster")
NAMES: Mapping[str, Reason] = {
    "side": say("Side"), "affiliation": say("Organisation"), "position": say("What they do"),
    "background": say("Background"), "expertise": say("Topics"), "objectives": say("Objectives"),
    "principles": say("Guiding principles"), "languages": say("Languages"), "regions": say("Regions"),
    "experience_years": say("Years of experience"), "reviews_per_year": say("Reviews a year"),
}  # fmt: skip
LEVELS = {"1": say("working knowledge"), "2": say("experienced"), "3": say("expert")}
PROFICIENCIES = {"reads": say("reads"), "writes": say("works in it"), "native": say("first language")}
STATES = {"waiting": say("waits to be looked at"), "taken": say("taken"), "undone": say("undone")}
CSS = {"waiting": "soon", "taken": "done", "undone": ""}
KINDS: tuple[Kind, ...] = ("wrong", "changed", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that would be otherwise."""

    name: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table and what would come of it."""

    number: int
    name: str
    email: str
    url: str
    problems: Sequence[Reason]
    remarks: Sequence[Reason]
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one kind."""

    kind: str
    title: Reason
    lines: Sequence[Line]


def start(session: Session, actor: Actor) -> dict[str, object]:
    """Give what the page shows on which a table is brought."""
    return {
        "title": say("Bring members from a table"),
        "way": [Link(ROSTER, url_for("roster.index"))],
        "accepted": tables.ACCEPTED,
        "columns": [spellings[0] for spellings in COLUMNS.values()],
        "tables": imports.latest(session, actor),
        "states": STATES,
        "css": CSS,
    }


def preview(session: Session, actor: Actor, import_id: PublicId) -> dict[str, object]:
    """Give what came of a table, or would come of it. Raises NotFound."""
    table, shown = imports.one(session, actor, import_id)
    way = [Link(ROSTER, url_for("roster.index")), Link(say("Tables"), url_for("roster.importing"))]
    return {"table": table, "way": way, "states": STATES, **(_waiting(shown) if shown else _taken(table))}


def _waiting(shown: Brought) -> dict[str, object]:
    wrong, same = len(shown.of("wrong")), len(shown.of("unchanged"))
    will = plural("{n} line cannot be taken", "{n} lines cannot be taken", wrong) if wrong else _consequence(shown)
    lede = say("So nothing is. Mend the table and bring it again.") if wrong else say(
        "Nothing is changed before you say so; then all of it is, or none."
    )  # fmt: skip
    return {
        "title": will,
        "lede": lede,
        "groups": [_group(kind, shown.of(kind)) for kind in KINDS if shown.of(kind)],
        "same": plural("{n} line says what is kept already.", "{n} lines say what is kept already.", same)
        if same
        else "",
        "unread": say("Not read: the columns {names}.", names=words.comma().join(shown.unread)) if shown.unread else "",
        "may_take": not wrong and len(shown.lines) > same,
        "digest": shown.digest,
    }


def _taken(table: imports.Table) -> dict[str, object]:
    return {"title": say("A table of members"), "lede": _numbers(table.new_members, table.changed_members),
            "groups": [], "same": "", "unread": "", "may_take": False, "digest": ""}  # fmt: skip


def _consequence(shown: Brought) -> Reason:
    new, changed = len(shown.of("new")), len(shown.of("changed"))
    if not new and not changed:
        return say("Nothing would change")
    return _numbers(new, changed)


def _numbers(new: int, changed: int) -> Reason:
    parts = [plural("{n} new member", "{n} new members", new)] if new else []
    parts += [plural("{n} member changed", "{n} members changed", changed)] if changed else []
    return say("{first}, {second}", first=parts[0], second=parts[1]) if len(parts) == len(("new", "changed")) else (
        parts[0] if parts else say("Nothing changed")
    )  # fmt: skip


def _group(kind: Kind, lines: Sequence[Seen]) -> Group:
    n = len(lines)
    titles = {
        "wrong": plural("{n} line cannot be taken", "{n} lines cannot be taken", n),
        "changed": plural("{n} member would change", "{n} members would change", n),
        "new": plural("{n} member would be new", "{n} members would be new", n),
    }
    return Group(kind=kind, title=titles[kind], lines=[_line(seen) for seen in lines])


def _line(seen: Seen) -> Line:
    member = seen.member
    return Line(
        number=seen.line.number,
        name=member.person.name if member else seen.line.name,
        email=seen.line.email,
        url=url_for("roster.member", membership_id=member.public_id) if member else "",
        problems=seen.problems,
        remarks=seen.remarks,
        changes=list(_changes(seen.changes)),
    )


def _changes(changes: Mapping[str, tuple[object, object]]) -> Iterator[Change]:
    for name, (before, after) in changes.items():
        yield Change(name=NAMES[name], before=_said(name, before), after=_said(name, after))


def _said(name: str, value: object) -> Text:
    """Give a value in the words of the reader's language."""
    if name == "side":
        return words.side(str(value)) if value else ""
    if name == "background":
        return words.background(str(value or ""))
    if isinstance(value, Mapping):
        return words.listed(_levels(name, value))
    if isinstance(value, list):
        return words.listed(str(term_label(name, str(key))) for key in value)
    return str(value or "")


def _levels(name: str, value: Mapping[str, str]) -> Iterable[Text]:
    for key, level in value.items():
        if name == "languages":
            what, how = languages.language_name(key, i18n.language()), PROFICIENCIES[level]
        else:
            what, how = str(term_label(name, key)), LEVELS[level]
        yield say("{what} ({level})", what=what, level=how)


def rows(session: Session, actor: Actor) -> Iterator[Sequence[object]]:
    """Give the roster as a table that can be changed and brought again."""
    yield [spellings[0] for ours, spellings in COLUMNS.items() if ours != "country"]
    for person, held in brought.everybody(session, actor):
        address = person.primary_address
        told = {**held, "name": person.name, "email": address.email if address else "", "orcid": person.orcid}
        yield [member_lines.written(told[ours]) for ours in COLUMNS if ours != "country"]
