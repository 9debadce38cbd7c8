"""What is published, in memory: the order of the hub and one set of positions for every key it is found by.

Each process keeps its own and builds it anew when the stamp "catalogue" has risen, which costs a request one small
statement. What is not in the index is not shown, not counted and not found.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.vocabularies import keys
from workflow.catalogue.bits import Facet, ManyKeys, OneKey, bits_of
from workflow.catalogue.facts import region_of
from workflow.models import Publication, Stamp, Submission, SubmissionVersion, Term, VersionTerm
from workflow.rules.hub_order import GENERAL

STAMP = "catalogue"
_STAMP = select(Stamp.count).where(Stamp.name == STAMP)
NOT_GIVEN = "none"
"""The key of items without a year."""

OTHER_LANGUAGE = "other"
"""The key of items in no language of the vocabulary."""

VOCABULARY_OF = {
    "objective": "objectives",
    "principle": "principles",
    "scope": "scope",
    "region": "regions",
    "country": "countries",
    "type": "document_types",
    "kind": "content_kinds",
    "language": "languages",
}
"""The facets whose keys are terms. The others: publisher and year."""

FACETS = ("objective", "scope", "region", "language", "kind", "type", "principle", "country", "publisher", "year")
"""Every way to narrow down, in the order they are offered."""

MOST_RECENT = 64
"""So many searches are remembered until the hub changes."""

Sets = Mapping[str, Mapping[str, int]]


class Recent:
    """The sets that words were last found in; who narrows a search down or pages through it asks for the same again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sets: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, words: str, find: Callable[[], int]) -> int:
        """Give the set of these words, found now where it was not found lately."""
        with self._lock:
            if (known := self._sets.get(words)) is not None:
                self._sets.move_to_end(words)
                return known
        found = find()
        with self._lock:
            self._sets[words] = found
            while len(self._sets) > MOST_RECENT:
                self._sets.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Index:
    """The hub at one moment: `ids` are publications in their order, `place` where each of them stands."""

    stamp: int
    ids: Sequence[int] = ()
    place: Mapping[int, int] = field(default_factory=dict)
    facets: Mapping[str, Facet] = field(default_factory=dict)
    terms: Sets = field(default_factory=dict)
    """vocabulary → key → the items that carry exactly this term"""
    recent: Recent = field(default_factory=Recent)

    @property
    def everything(self) -> int:
        """The set of all items."""
        return (1 << len(self.ids)) - 1


class Catalogue:
    """Keeps the index of one database for this process; safe to ask from many threads."""

    def __init__(self) -> None:
        """Begin without an index; it is built when it is first asked for."""
        self._index: Index | None = None
        self._building = threading.Lock()

    def index(self, session: Session) -> Index:
        """Give the index of what is published now; whoever finds it out of date builds it, the others wait."""
        stamp = _stamp(session)
        index = self._index
        if index is not None and index.stamp == stamp:
            return index
        with self._building:
            if self._index is None or self._index.stamp != stamp:
                self._index = build(session, stamp)
            return self._index


def _stamp(session: Session) -> int:
    return session.scalar(_STAMP) or 0


def build(session: Session, stamp: int) -> Index:
    """Read what is published and give its index; two statements, whatever the size."""
    columns = (Publication.id, Publication.version_id, Publication.year, Publication.publisher, SubmissionVersion.scope)
    query = (
        select(*columns)
        .join(SubmissionVersion, SubmissionVersion.id == Publication.version_id)
        .join(Submission, Submission.id == Publication.submission_id)
        .where(Submission.state == "published")
        .order_by(Publication.order_key, Publication.id)
    )
    rows = session.execute(query).all()
    ids = [row[0] for row in rows]
    terms = _term_sets(session, {row[1]: position for position, row in enumerate(rows)})
    facets: dict[str, Facet] = {
        "publisher": OneKey([row[3] for row in rows]),
        "year": ManyKeys(_sets(((str(row[2] or NOT_GIVEN), n) for n, row in enumerate(rows)), len(rows))),
        "scope": ManyKeys(_sets(((row[4], n) for n, row in enumerate(rows)), len(rows))),
        **{name: ManyKeys(sets) for name, sets in _term_facets(terms, len(rows)).items()},
    }
    return Index(stamp, ids, {id_: n for n, id_ in enumerate(ids)}, facets, terms)


def _term_sets(session: Session, place: Mapping[int, int]) -> Sets:
    """Give the set of every term of every vocabulary."""
    query = (
        select(Term.vocabulary, Term.key, VersionTerm.version_id)
        .join(Term, Term.id == VersionTerm.term_id)
        .join(Publication, Publication.version_id == VersionTerm.version_id)
    )
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for vocabulary, key, version_id in session.execute(query):
        if version_id in place:
            found[vocabulary][key].append(place[version_id])
    return {name: {key: bits_of(at, len(place)) for key, at in by_key.items()} for name, by_key in found.items()}


def _sets(pairs: Iterable[tuple[str, int]], size: int) -> dict[str, int]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, position in pairs:
        found[key].append(position)
    return {key: bits_of(positions, size) for key, positions in found.items()}


def _term_facets(terms: Sets, size: int) -> Sets:
    return {
        "objective": _with_general(terms.get("objectives", {})),
        "principle": terms.get("principles", {}),
        "region": _with_countries(terms.get("regions", {}), terms.get("countries", {})),
        "country": terms.get("countries", {}),
        "type": terms.get("document_types", {}),
        "kind": terms.get("content_kinds", {}),
        "language": _with_others(terms.get("languages", {}), size),
    }


def _with_general(objectives: Mapping[str, int]) -> Mapping[str, int]:
    """General counts as all objectives, in the facet as in the order."""
    general = objectives.get(GENERAL, 0)
    widened = {key: objectives.get(key, 0) | general for key in keys("objectives")}
    return {key: held for key, held in widened.items() if held}


def _with_countries(regions: Mapping[str, int], countries: Mapping[str, int]) -> Mapping[str, int]:
    """An item about a country is found under its region."""
    widened = dict(regions)
    for country, held in countries.items():
        if region := region_of().get(country):
            widened[region] = widened.get(region, 0) | held
    return widened


def _with_others(languages: Mapping[str, int], size: int) -> Mapping[str, int]:
    """An item in none of the languages of the vocabulary is in another one."""
    others = (1 << size) - 1
    for held in languages.values():
        others &= ~held
    return {**languages, OTHER_LANGUAGE: others} if others else languages
