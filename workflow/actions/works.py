"""What a member wrote: added by hand or from a file that is looked at first; left out, taken in again, removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import memberships
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Membership, MemberWork, WorkImport
from workflow.policy import Actor
from workflow.roster.affinity.documents import statistics_key
from workflow.roster.works import parsing, records
from workflow.roster.works.parsing import FileKind, Parsed
from workflow.roster.works.records import LANGUAGES, Entry, Work, new_among
from workflow.rules.identities import name_keys
from workflow.rules.text import UNSTORABLE, link_problem, tidy_line

MOST_WORKS = 1000
"""So many are kept of one member; the matcher reads the latest few of them."""

HAND = "hand"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of works as it was read."""

    name: str
    kind: FileKind
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking the works of a file."""

    added: int
    known: int
    """Works that were on file already."""


def read_file(name: str, content: bytes) -> ReadFile:
    """Read a file that was sent; done before the transaction, for it may take a second. Raises InvalidInput (file)."""
    kind = parsing.kind_of(name, content)
    if not content.strip():
        raise InvalidInput({"file": say("Choose a file that is not empty.")})
    if kind is None:
        raise InvalidInput({"file": say("This is no BibTeX, RIS or CSV file.")})
    return ReadFile(tidy_line(UNSTORABLE.sub("", name))[:200], kind, parsing.parse(content, kind))


def add_work(
    session: Session, actor: Actor, membership_id: PublicId, typed: Mapping[str, str], *, now: datetime
) -> MemberWork:
    """Add one by hand: title, abstract, year, link, authors (one a line), doi, language.

    Raises NotFound, NotAllowed, Refused where there are too many, or InvalidInput by field.
    """
    member = memberships.locked(session, actor, membership_id)
    if problems := _problems(typed):
        raise InvalidInput(problems)
    work, _cut = records.work_of(Entry(1, 1, typed, typed.get("authors", "").splitlines()))
    if work is None or not new_among([work], _known(member)):
        raise InvalidInput({"title": say("This publication is on file already.")})
    (added,) = _add(session, member, [work], HAND, now)
    memberships.note(session, member, "add_work", actor, now)
    return added


def read_works(session: Session, actor: Actor, membership_id: PublicId, file: ReadFile, *, now: datetime) -> WorkImport:
    """Keep what was read of a file until it is taken or dropped; it replaces one that was not looked at.

    Raises NotFound or NotAllowed.
    """
    member = memberships.locked(session, actor, membership_id)
    member.work_import = member.work_import or WorkImport()
    kept = member.work_import
    kept.origin, kept.file_name, kept.read_at = file.kind, file.name, now
    kept.works = [asdict(work) for work in file.parsed.works]
    kept.problems = [[each.entry, each.line, each.reason.as_data()] for each in file.parsed.problems]
    session.flush()
    return kept


def take_works(session: Session, actor: Actor, membership_id: PublicId, *, now: datetime) -> Taken:
    """Add what was read of a file, but for what is on file already.

    Raises NotFound, also where no file was read, NotAllowed, or Refused where there would be too many.
    """
    member, waiting = _waiting(session, actor, membership_id)
    works = [Work(**{**fields, "authors": tuple(fields["authors"])}) for fields in waiting.works]
    added = _add(session, member, new_among(works, _known(member)), waiting.origin, now)
    member.work_import = None
    memberships.note(session, member, "take_works", actor, now)
    return Taken(len(added), len(works) - len(added))


def drop_works(session: Session, actor: Actor, membership_id: PublicId, *, now: datetime) -> Membership:
    """Forget a file that was read. Raises NotFound, also where none was read, or NotAllowed."""
    del now
    member, _waiting_file = _waiting(session, actor, membership_id)
    member.work_import = None
    session.flush()
    return member


def exclude_work(
    session: Session, actor: Actor, membership_id: PublicId, work_id: PublicId, *, excluded: bool, now: datetime
) -> MemberWork:
    """Leave a work out of what the matcher reads, or take it in again. Raises NotFound or NotAllowed."""
    member, work = _one(session, actor, membership_id, work_id)
    work.is_excluded = excluded
    memberships.note(session, member, "exclude_work", actor, now)
    return work


def remove_work(
    session: Session, actor: Actor, membership_id: PublicId, work_id: PublicId, *, now: datetime
) -> Membership:
    """Take a work off the file. Raises NotFound or NotAllowed."""
    member, work = _one(session, actor, membership_id, work_id)
    member.works.remove(work)
    memberships.note(session, member, "remove_work", actor, now)
    return member


def _problems(typed: Mapping[str, str]) -> dict[str, Reason]:
    """Give what is wrong with a work that was typed, by field."""
    title, year, link = (tidy_line(typed.get(name, "")) for name in ("title", "year", "link"))
    language, doi = typed.get("language", ""), typed.get("doi", "").strip()
    found: dict[str, Reason | None] = {
        "title": None if title else say("Write the title."),
        "year": None if not year or re.fullmatch(records.YEAR, year) else say("Write the year with four figures."),
        "link": link_problem(link) if link else None,
        "doi": None if not doi or records.DOI.search(doi) else say("A DOI begins with 10. and has a slash."),
        "language": None if language in {"", *LANGUAGES} else say("Choose a language of the list."),
    }
    if len(title) > records.LONGEST_TITLE:
        found["title"] = say("The title is longer than {longest} characters.", longest=records.LONGEST_TITLE)
    if len(typed.get("abstract", "")) > records.LONGEST_ABSTRACT:
        found["abstract"] = say("The abstract is longer than {n} characters.", n=records.LONGEST_ABSTRACT)
    return {name: problem for name, problem in found.items() if problem is not None}


def _known(member: Membership) -> list[Work]:
    return [Work(title=work.title, doi=work.doi) for work in member.works]


def _add(session: Session, member: Membership, works: Iterable[Work], origin: str, now: datetime) -> list[MemberWork]:
    added = [
        MemberWork(
            title=work.title, abstract=work.abstract, year=work.year, link=work.link, authors=list(work.authors),
            author_keys=name_keys(work.authors),
            doi=work.doi, language=work.language, origin=origin, added_at=now,
            text_key=statistics_key(work.title, work.abstract, work.language),
        )
        for work in works
    ]  # fmt: skip
    if len(member.works) + len(added) > MOST_WORKS:
        raise Refused(say("At most {most} publications are kept; remove some first.", most=MOST_WORKS))
    member.works.extend(added)
    session.flush()
    session.expire(member, ["works"])
    return added


def _waiting(session: Session, actor: Actor, membership_id: PublicId) -> tuple[Membership, WorkImport]:
    member = memberships.locked(session, actor, membership_id)
    if member.work_import is None:
        raise NotFound
    return member, member.work_import


def _one(session: Session, actor: Actor, membership_id: PublicId, work_id: PublicId) -> tuple[Membership, MemberWork]:
    member = memberships.locked(session, actor, membership_id)
    found = next((work for work in member.works if work.public_id == work_id), None)
    if found is None:
        raise NotFound
    return member, found
