"""The words of coverage: dimensions, their rows, and gaps as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from web.parts import Text
from web.terms import TermLabel, term_label
from workflow.kernel.messages import Reason, plural, say
from workflow.roster.coverage import EVERYBODY
from workflow.roster.topics import GENERAL, name_of, topic_name
from workflow.rules.affinity_terms import LEVELS
from workflow.rules.coverage import VERIFIED
from workflow.rules.gaps import Gap

DIMENSIONS: dict[str, Reason] = {
    "objective": say("Objective"),
    "region": say("Region"),
    "language": say("Language"),
    "side": say("Side"),
    "background": say("Background"),
    "level": say("Level"),
    "gender": say("Gender"),
}
SHOWS: dict[str, Reason] = {
    "all": say("all members"),
    "free": say("members with reviews left this year"),
    "verified": say("members with a verified topic"),
    "internal": say("internal members"),
    "external": say("external members"),
}
FIXED: dict[str, Mapping[str, Reason]] = {
    "side": {"internal": say("Internal"), "external": say("External")},
    "background": {
        "policy": say("Policy"),
        "technical": say("Technical"),
        "practitioner": say("Practitioner"),
        "academic": say("Academic"),
    },
    "level": {**{str(level): words for level, words in LEVELS.items()}, VERIFIED: say("verified")},
    "gender": {
        "woman": say("Women"),
        "man": say("Men"),
        "other": say("In another way"),
        "unsaid": say("Not said"),
    },
    EVERYBODY[0]: {EVERYBODY[1]: say("Everybody")},
}
VOCABULARIES = {"objective": "objectives", "region": "regions", "language": "languages"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or column: its key, an objective's number, and its label."""

    key: str
    label: Text | TermLabel
    number: str = ""

    def __str__(self) -> str:
        """Give the number and the label in plain text."""
        return f"{self.number} {self.label}".strip()


def head(dimension: str, key: str) -> Head:
    """Give the head of a row or column."""
    vocabulary = VOCABULARIES.get(dimension)
    if vocabulary is None:
        return Head(key, FIXED[dimension].get(key) or say("{part}", part=key))
    number = key.removeprefix("gcm-").lstrip("0") if dimension == "objective" else ""
    return Head(key, term_label(vocabulary, key), number)


def objective(key: str) -> Reason:
    """Name an objective within a sentence."""
    return name_of("objectives", key) if key == GENERAL else topic_name(key)


def headline(short: int, of: int, members: int) -> Reason:
    """Say for how many objectives no full panel can be formed."""
    if not members:
        return say("Nobody on the roster can be asked")
    if not short:
        return say("Every objective can have a full panel")
    return plural(
        "For {n} of {all} objectives no full panel can be formed",
        "For {n} of {all} objectives no full panel can be formed",
        short,
        all=of,
    )


def sentence(gap: Gap) -> Reason:
    """Say what is missing."""
    return SENTENCES[gap.kind](gap)


def _nobody(gap: Gap) -> Reason:
    return say("{objective}: nobody on the roster knows it.", objective=objective(gap.key))


def _no_side(gap: Gap) -> Reason:
    if gap.side == "internal":
        return say("{objective} has no internal reviewer.", objective=objective(gap.key))
    return say("{objective} has no external reviewer.", objective=objective(gap.key))


def _too_few(gap: Gap) -> Reason:
    named = {"objective": objective(gap.key), "need": gap.need}
    if gap.side == "internal":
        return plural(
            "{objective} has {n} internal reviewer; a panel needs {need}.",
            "{objective} has {n} internal reviewers; a panel needs {need}.",
            gap.have,
            **named,
        )
    return plural(
        "{objective} has {n} external reviewer; a panel needs {need}.",
        "{objective} has {n} external reviewers; a panel needs {need}.",
        gap.have,
        **named,
    )


def _no_time(gap: Gap) -> Reason:
    named = {"objective": objective(gap.key), "left": gap.have}
    if gap.side == "internal":
        return plural(
            "{objective}: {n} internal review is still wanted for open items, {left} can be given this year.",
            "{objective}: {n} internal reviews are still wanted for open items, {left} can be given this year.",
            gap.need,
            **named,
        )
    return plural(
        "{objective}: {n} external review is still wanted for open items, {left} can be given this year.",
        "{objective}: {n} external reviews are still wanted for open items, {left} can be given this year.",
        gap.need,
        **named,
    )


def language(code: str) -> str:
    """Name a language within a sentence, one without a vocabulary term too."""
    return str(term_label("languages", code))


def _language(gap: Gap) -> Reason:
    named = language(gap.key)
    items = plural("{n} open item in {language}", "{n} open items in {language}", gap.open, language=named)
    if not gap.have:
        return say("{items}, nobody reads {language}.", items=items, language=named)
    readers = plural("{n} member reads {language}", "{n} members read {language}", gap.have, language=named)
    return say("{items}, {readers}.", items=items, readers=readers)


def _region(gap: Gap) -> Reason:
    named = name_of("regions", gap.key)
    n = gap.recent or gap.open
    items = plural("{n} item about {region}", "{n} items about {region}", n, region=named)
    return say("{items}, nobody on the roster knows this region from work.", items=items)


SENTENCES: dict[str, Callable[[Gap], Reason]] = {
    "nobody": _nobody,
    "no_side": _no_side,
    "too_few": _too_few,
    "no_time": _no_time,
    "language": _language,
    "region": _region,
}


def waiting(n_open: int, recent: int) -> Iterable[Reason]:
    """Say how much there is to review, in short facts; nothing where there is nothing."""
    if n_open:
        yield plural("{n} open", "{n} open", n_open)
    if recent:
        yield plural("{n} sent in within 12 months", "{n} sent in within 12 months", recent)


def lacking(missing: Mapping[str, int]) -> Iterable[Reason]:
    """Say who is missing for one panel."""
    if n := missing.get("internal"):
        yield plural("{n} internal", "{n} internal", n)
    if n := missing.get("external"):
        yield plural("{n} external", "{n} external", n)
