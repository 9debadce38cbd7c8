"""Finds conflicts of interest between a person and a submission: hard ones rule him out, soft ones speak against him.

Only plain values come in; who is behind a submission, and what they did together before, is loaded elsewhere
(`roster/conflict_facts.py`). Each conflict carries its evidence in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from workflow.kernel.messages import Reason, say
from workflow.rules import identities

OWN, DECLARED = "own_submission", "declared"
NEVER_OVERRIDDEN = frozenset({OWN, DECLARED})
OVERRIDABLE = ("same_person", "contributor", "same_organisation", "same_domain", "co_author", "opposed")
"""The hard conflicts that are detected: a chief may say that one of them does not count."""

PERSONAL = frozenset({OWN, DECLARED, "same_person", "contributor", "co_author"})
"""What keeps somebody from deciding, too; an office that hosts the hub could decide on nothing of its own otherwise."""

WORDS: Mapping[str, Reason] = {
    OWN: say("Own submission"),
    DECLARED: say("Declared conflict"),
    "same_person": say("Same person under another address"),
    "contributor": say("Contributor"),
    "same_organisation": say("Same organisation"),
    "same_domain": say("Same e-mail domain"),
    "co_author": say("Co-author"),
    "opposed": say("Not wanted by the submitter"),
    "suggested": say("Suggested by the submitter"),
    "same_name": say("Same name"),
    "collaboration": say("Recent collaboration"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody as far as conflicts look at him; what is not known is empty."""

    person_id: int = 0
    name: str = ""
    addresses: frozenset[str] = frozenset()
    """All of them, in the form that is unique."""
    orcid: str = ""
    organisation: str = ""
    ror: str = ""
    domains: frozenset[str] = frozenset()
    """The mail domains of his organisation."""
    key: str = field(init=False)
    """The name as it is compared."""
    marks: tuple[str, ...] = field(init=False, compare=False)
    """What identifies him in a list of authors: account, ORCID and full name."""

    def __post_init__(self) -> None:
        """Make the name comparable, once, and the marks."""
        key = identities.name_key(self.name)
        object.__setattr__(self, "key", key)
        parts = (
            f"person:{self.person_id}" if self.person_id else "",
            f"orcid:{self.orcid}" if self.orcid else "",
            f"name:{key}" if identities.is_full_name(key) else "",
        )
        object.__setattr__(self, "marks", tuple(part for part in parts if part))

    @property
    def mailboxes(self) -> frozenset[str]:
        """Give the mailboxes all his addresses lead to."""
        return frozenset(map(identities.address_key, self.addresses))

    @property
    def all_domains(self) -> frozenset[str]:
        """Give the domains of all his addresses and of his organisation."""
        return self.domains | {identities.domain_of(address) for address in self.addresses}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody the submitter suggested or does not want, as he typed it."""

    who: Known
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something several people made: its authors, and who else had a part in it."""

    title: str
    """Empty where it is not for whoever asks."""
    year: int
    authors: tuple[Known, ...] = ()
    others: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict, with its evidence in words."""

    kind: str
    evidence: Reason
    is_hard: bool = True

    @property
    def words(self) -> Reason:
        """Give what kind it is."""
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Tie:
    """What somebody did together with one of those behind a submission."""

    work: Work
    partner: str
    is_co_author: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Who and what is behind a submission."""

    submitter: Known
    contributors: tuple[Known, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """As it is compared, or its ROR → as it was written."""
    opposed: tuple[Named, ...] = ()
    suggested: tuple[Named, ...] = ()
    ties: Mapping[str, Tie] = field(default_factory=lambda: MappingProxyType({}))
    """By what identifies the other: see `marks`."""
    served: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """Person → the last year in which he and the submitter sat on one panel."""

    @property
    def traces(self) -> frozenset[str]:
        """Give what somebody must have in common with it to be in any conflict; see `traces`."""
        people = (*self.contributors, *(named.who for named in (*self.opposed, *self.suggested)))
        own = {trace for person in people for trace in _own_traces(person)}
        works_for = {f"organisation:{key}" for key in self.organisations}
        return traces(self.submitter) | own | works_for | set(self.ties) | {f"person:{n}" for n in self.served}


def detected(person: Known, behind: Behind) -> tuple[Conflict, ...]:
    """Give every conflict there is, the hard ones first; nothing that was declared is looked at here."""
    if person.person_id and person.person_id == behind.submitter.person_id:
        return (Conflict(OWN, say("has sent this submission in")),)
    found = [conflict for rule in RULES if (conflict := rule(person, behind)) is not None]
    return tuple(sorted(found, key=lambda conflict: not conflict.is_hard))


def traces(person: Known) -> frozenset[str]:
    """Give everything by which a rule could find somebody; without one in common there is no conflict.

    That is asked first where many people are looked at for many submissions.
    """
    keys = filter(None, (person.ror, identities.organisation_key(person.organisation)))
    domains = (part for domain in person.all_domains for part in identities.telling_parts(domain))
    return frozenset({
        *_own_traces(person), *(f"organisation:{key}" for key in keys), *(f"domain:{domain}" for domain in domains),
    })  # fmt: skip


def _own_traces(person: Known) -> Iterator[str]:
    yield from person.marks
    yield f"name:{person.key}"
    yield from (f"mailbox:{mailbox}" for mailbox in person.mailboxes)


def ties_of(people: Iterable[Known], works: Iterable[Work], *, since: int, together_since: int) -> dict[str, Tie]:
    """Give what others made together with these people, by the others' marks; the strongest and newest for each.

    Authors of one work count from the year `since`, any other part in it from `together_since`.
    """
    own = {mark: person for person in people for mark in person.marks}
    found: dict[str, Tie] = {}
    for work in sorted(works, key=lambda work: work.year):
        if work.year >= min(since, together_since):
            _tie(work, own, found, (since, together_since))
    return found


def _tie(work: Work, own: Mapping[str, Known], found: dict[str, Tie], since: tuple[int, int]) -> None:
    everyone = [*((who, True) for who in work.authors), *((who, False) for who in work.others)]
    partners = [(own[mark], author) for who, author in everyone for mark in who.marks if mark in own]
    if not partners:
        return
    partner, wrote_it = max(partners, key=lambda pair: pair[1])
    for who, author in everyone:
        tie = Tie(work, partner.name, author and wrote_it)
        if work.year < since[not tie.is_co_author]:
            continue
        for mark in who.marks:
            if mark not in own and not (mark in found and found[mark].is_co_author and not tie.is_co_author):
                found[mark] = tie


def is_same(one: Known, other: Known) -> Reason | None:
    """Say by what two are the same person, or None: the ORCID, a mailbox, or the full name unless ORCIDs differ."""
    if one.orcid and other.orcid:
        return say("the same ORCID") if one.orcid == other.orcid else None
    if one.mailboxes & other.mailboxes:
        return say("the same mailbox")
    return say("the same name") if one.key == other.key and identities.is_full_name(one.key) else None


def _same_person(person: Known, behind: Behind) -> Conflict | None:
    by = is_same(person, behind.submitter)
    return Conflict("same_person", say("seems to be who sent this submission in: {by}", by=by)) if by else None


def _contributor(person: Known, behind: Behind) -> Conflict | None:
    for other in behind.contributors:
        if by := is_same(person, other):
            return Conflict("contributor", say("is named as a contributor: {name} ({by})", name=other.name, by=by))
    return None


def _same_organisation(person: Known, behind: Behind) -> Conflict | None:
    keys = (person.ror, identities.organisation_key(person.organisation))
    name = next((behind.organisations[key] for key in keys if key and key in behind.organisations), None)
    if name is None:
        return None
    return Conflict("same_organisation", say("works for an organisation behind this submission: {name}", name=name))


def _same_domain(person: Known, behind: Behind) -> Conflict | None:
    domain = identities.common_domain(person.all_domains, behind.submitter.all_domains)
    return (
        Conflict("same_domain", say("has the e-mail domain of the submitter: {domain}", domain=domain))
        if domain
        else None
    )


def _tied(person: Known, behind: Behind) -> Conflict | None:
    ties = [behind.ties[mark] for mark in person.marks if mark in behind.ties]
    tie = max(ties, key=lambda tie: (tie.is_co_author, tie.work.year), default=None)
    if tie is None:
        return None
    values = {"name": tie.partner, "year": tie.work.year, "title": tie.work.title}
    if not tie.is_co_author:
        return Conflict(
            "collaboration", say("Had a part in another work of {year} with {name}", **values), is_hard=False
        )
    if tie.work.title:
        return Conflict("co_author", say("wrote “{title}” ({year}) with {name}", **values))
    return Conflict("co_author", say("wrote another work of {year} with {name}", **values))


def _served(person: Known, behind: Behind) -> Conflict | None:
    year = behind.served.get(person.person_id)
    words = say("Sat on a panel together with the submitter in {year}", year=year)
    return Conflict("collaboration", words, is_hard=False) if year else None


def _opposed(person: Known, behind: Behind) -> Conflict | None:
    named = next((named for named in behind.opposed if is_same(person, named.who)), None)
    if named is None:
        return None
    if not named.reason:
        return Conflict("opposed", say("the submitter asks not to have this reviewer"))
    return Conflict("opposed", say("the submitter asks not to have this reviewer: {reason}", reason=named.reason))


def _suggested(person: Known, behind: Behind) -> Conflict | None:
    named = next((named for named in behind.suggested if is_same(person, named.who)), None)
    if named is None:
        return None
    if domain := shared_domain(named.who, behind):
        words = say("Suggested by the submitter, with an address at the submitter’s domain {domain}", domain=domain)
        return Conflict("suggested", words, is_hard=False)
    return Conflict("suggested", say("Suggested by the submitter"), is_hard=False)


def shared_domain(named: Known, behind: Behind) -> str:
    """Give the domain that somebody the submitter named has in common with him, or nothing."""
    return identities.common_domain(named.all_domains, behind.submitter.all_domains)


def _same_name(person: Known, behind: Behind) -> Conflict | None:
    """A single name, or one with another ORCID, is no proof."""
    others = (behind.submitter, *behind.contributors)
    name = next((who.name for who in others if who.key and who.key == person.key and not is_same(person, who)), None)
    return Conflict("same_name", say("Has the same name as {name}", name=name), is_hard=False) if name else None


Rule = Callable[[Known, Behind], Conflict | None]
RULES: tuple[Rule, ...] = (
    _same_person, _contributor, _same_organisation, _same_domain, _tied, _opposed, _suggested, _served, _same_name,
)  # fmt: skip
