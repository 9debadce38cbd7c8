"""Why somebody is a good or a doubtful choice for a submission, point by point in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from workflow.kernel.messages import Reason, plural, say
from workflow.roster.affinity.evidence import FLAGS, Evidence, reasons_for
from workflow.roster.conflict_facts import Finding
from workflow.roster.members import RosterMember
from workflow.roster.topics import Subject, all_objectives, name_of, topic_name
from workflow.rules.affinity_terms import TopicFit, claim_words
from workflow.rules.panel import EVERYWHERE

Kind = Literal["+", "-", "x"]
"""Speaks for, speaks against, rules out."""

SOON = timedelta(days=28)
"""An absence that begins before a review asked for today would be due."""

MOST_TOPICS = 6
WORKS_IN, SPEAKS = 2, 3
MONTH = 30


@dataclass(frozen=True, slots=True)
class Point:
    """One reason."""

    kind: Kind
    words: Reason


@dataclass(frozen=True)
class Situation:
    """What the points are measured against: the item, and the regions of those who sit on its panel."""

    subject: Subject
    language: str
    panel_regions: frozenset[str]
    now: datetime
    submission: str = ""
    """Its public id, by which bids name it."""

    @property
    def regions(self) -> tuple[frozenset[str], frozenset[str]]:
        """Give the regions of the item and those on its panel."""
        return self.subject.regions, self.panel_regions


BID_WORDS = {
    "interested": Point("+", say("Would like to review it")),
    "maybe": Point("+", say("Would review it if needed")),
    "not_for_me": Point("-", say("Would rather not review it")),
}

ABOUT_THE_SUBMISSION = frozenset({"no_text", "no_abstract", "truncated"})
"""Remarks of an evidence that say nothing of the reviewer; they would stand beside everybody."""


def points(
    member: RosterMember, fit: TopicFit, situation: Situation, evidence: Evidence, findings: Iterable[Finding] = ()
) -> tuple[Point, ...]:
    """Give every reason for and against, those for first; `findings` are conflicts that do not rule him out."""
    every = [
        *_topics(fit, situation.subject),
        *(Point("+", words) for words in reasons_for(evidence)),
        *_wish(member, situation),
        *_language(member, situation.language),
        *_regions(member, situation),
        *_availability(member, situation.now),
        *_doubts(member),
        *(Point("-", FLAGS[flag]) for flag in evidence.flags if flag not in ABOUT_THE_SUBMISSION),
        *(Point("-", words_of(finding)) for finding in findings),
    ]
    return tuple(sorted(every, key=lambda point: point.kind != "+"))


def words_of(finding: Finding) -> Reason:
    """Give a conflict in words, with the day until which it was said not to count."""
    evidence, override = finding.conflict.evidence, finding.override
    if override is None:
        return evidence
    return say("{evidence} (overridden until {day})", evidence=evidence, day=override.expires_at.date())


def _wish(member: RosterMember, situation: Situation) -> Iterator[Point]:
    if (wish := member.bids.get(situation.submission, "")) in BID_WORDS:
        yield BID_WORDS[wish]


def _topics(fit: TopicFit, subject: Subject) -> Iterator[Point]:
    if subject.is_general:
        n, every = len(fit.matched), len(all_objectives())
        if n:
            yield Point(
                "+", plural("Knows {n} of the {all} objectives", "Knows {n} of the {all} objectives", n, all=every)
            )
        return
    for claim in fit.matched[:MOST_TOPICS]:
        yield Point("+", claim_words(claim, topic_name(claim.topic)))
    if len(fit.matched) > MOST_TOPICS:
        yield Point("+", plural("{n} more topic", "{n} more topics", len(fit.matched) - MOST_TOPICS))
    if subject.topics and not fit.matched:
        yield Point("-", say("No topic in common with the submission"))


def _language(member: RosterMember, language: str) -> Iterator[Point]:
    level = member.languages.get(language)
    if not language or level is None:
        return
    name = name_of("languages", language)
    if level >= SPEAKS:
        yield Point("+", say("{language}: mother tongue or equal", language=name))
    elif level >= WORKS_IN:
        yield Point("+", say("Works in {language}", language=name))
    else:
        yield Point("+", say("Reads {language}", language=name))


def _regions(member: RosterMember, situation: Situation) -> Iterator[Point]:
    for region in sorted(shared_regions(member, situation)):
        yield Point("+", say("Knows the region: {region}", region=name_of("regions", region)))
    for region in sorted(crowded_regions(member, situation)):
        yield Point("-", say("Same region as somebody on the panel: {region}", region=name_of("regions", region)))


def shared_regions(member: RosterMember, situation: Situation) -> frozenset[str]:
    """Give the regions of the item that the member knows."""
    return member.regions & situation.subject.regions - {EVERYWHERE}


def crowded_regions(member: RosterMember, situation: Situation) -> frozenset[str]:
    """Give the regions of the member that somebody on the panel has already."""
    return member.regions & situation.panel_regions - {EVERYWHERE}


def _availability(member: RosterMember, now: datetime) -> Iterator[Point]:
    load = plural(
        "{taken} of {n} review this year", "{taken} of {n} reviews this year", member.cap, taken=member.shown_taken
    )
    yield Point("+" if not member.shown_taken else "-", say("{load}, {asked}", load=load, asked=_asked(member, now)))
    if member.ask_next:
        yield Point("+", say("Wants to be asked next"))
    if is_away_soon(member, now):
        yield Point("-", say("Away from {first} to {last}", first=member.away_from, last=member.away_until))


def _asked(member: RosterMember, now: datetime) -> Reason:
    if member.shown_last_asked_at is None:
        return say("never asked")
    ago = (now - member.shown_last_asked_at).days
    if ago < MONTH:
        return plural("last asked {n} day ago", "last asked {n} days ago", ago)
    return plural("last asked {n} month ago", "last asked {n} months ago", ago // MONTH)


def is_away_soon(member: RosterMember, now: datetime) -> bool:
    """Say whether an absence begins while a review asked for now would be under way."""
    return member.away_from is not None and now.date() < member.away_from <= (now + SOON).date()


def _doubts(member: RosterMember) -> Iterator[Point]:
    if member.state == "trial":
        yield Point("-", say("In the trial period"))
