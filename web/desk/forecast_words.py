"""The words of the forecast: what it rests on, who is missing, who waits longest."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from web.desk.coverage_words import language, objective
from workflow.kernel.messages import Reason, plural, say
from workflow.roster.forecast import Outlook
from workflow.rules.forecast import LEAST_DAYS, LEAST_ITEMS, LEAST_OF_OBJECTIVE, Forecast, Need, ObjectiveNeed

TOLD = 0.05
"""A wait of fewer months than this is none."""

HOW = (
    say("Items are expected to come as they did, one by one; the range is what chance alone does (eight times of ten)."
        " A campaign, a new call or a summer is not in it."),
    say("Each item wants a panel by the rule of its call; it counts in equal parts for each of its objectives. Open"
        " items want the places that nobody is asked for yet."),
    say("A member can give what is left of his year, and of next year its part; not while he is away, not before the"
        " day he has named, and not sooner than his interval, or than 28 days for one review."),
    say("Members are shared among their objectives as is best for the objective that is served worst. So what is"
        " missing is missing however they are shared; declined invitations and conflicts of interest come on top."),
    say("New members are taken to give as many reviews a year as the present ones of their kind."),
    say("The wait is that of an item sent in at the end of the 12 months, if nothing changes."),
)  # fmt: skip
"""How it is reckoned, a sentence for each step."""


def headline(found: Forecast | None) -> Reason:
    """Say which objective waits longest, or that none does."""
    if found is None:
        return say("Too little was sent in for a forecast")
    longest = [need for need in found.objectives if need.wait > TOLD and need.wait == found.objectives[0].wait]
    if not longest:
        is_short = any(need.missing.middle for need in found.sides)
        return say("Reviewers will be missing") if is_short else say("The roster can carry what is expected")
    first = objective(longest[0].key)
    if len(longest) == 1:
        return say("{objective} will wait longest for reviewers", objective=first)
    return plural(
        "{objective} and {n} other objective will wait longest for reviewers",
        "{objective} and {n} other objectives will wait longest for reviewers",
        len(longest) - 1,
        objective=first,
    )


def basis(outlook: Outlook) -> Sequence[Reason]:
    """Say what the forecast rests on, or what it lacks."""
    items = plural("{n} item was sent in", "{n} items were sent in", outlook.items)
    people = plural("{n} member can be asked today", "{n} members can be asked today", outlook.people)
    on = say("{items} since {day}; {people}.", items=items, day=outlook.since.date(), people=people)
    if outlook.forecast is None:
        return (on, say("A forecast needs at least {items} items in at least {days} days.", items=LEAST_ITEMS,
                        days=LEAST_DAYS))  # fmt: skip
    coming = outlook.forecast.expected[12]
    return (on, say("If it goes on like this, {low} to {high} items come in the next 12 months.", low=coming.low,
                    high=coming.high))  # fmt: skip


def missing(need: Need) -> Reason | None:
    """Say how many reviewers of one kind are missing, or nothing where none are even if many items come."""
    low, middle, high = (int(n) for n in (need.reviewers.low, need.reviewers.middle, need.reviewers.high))
    if not high:
        return None
    who = _who(need.key, middle or high)
    time = plural("{n} month", "{n} months", need.months)
    if not middle:
        return say("Over the next {time}, if many items come: {who}.", time=time, who=who)
    if low == high:
        return say("Over the next {time}: {who}.", time=time, who=who)
    return say("Over the next {time}: {who} ({low} to {high}).", time=time, who=who, low=low, high=high)


def _who(key: str, n: int) -> Reason:
    if key == "internal":
        return plural("{n} internal reviewer is missing", "{n} internal reviewers are missing", n)
    if key == "external":
        return plural("{n} external reviewer is missing", "{n} external reviewers are missing", n)
    return plural(
        "{n} reviewer who reads {language} is missing", "{n} reviewers who read {language} are missing", n,
        language=language(key),
    )  # fmt: skip


def kind(key: str) -> Reason:
    """Name a kind of reviewer."""
    if key in {"internal", "external"}:
        return say("Internal") if key == "internal" else say("External")
    return say("Reads {language}", language=language(key))


def wait(need: ObjectiveNeed) -> Reason:
    """Say how long an item would wait at the end of the year."""
    if need.wait <= TOLD:
        return say("none")
    if need.wait == inf:
        return say("without end: nobody can be asked")
    if need.wait < 1:
        return say("under a month")
    return plural("about {n} month", "about {n} months", round(need.wait))


def range_of(low: float, high: float) -> Reason:
    """Write a range."""
    return say("{low} to {high}", low=round(low), high=round(high))


def left_out(found: Forecast) -> Reason | None:
    """Say how many objectives have too few items for a word of their own."""
    if not found.too_few:
        return None
    return plural(
        "{n} objective has fewer than {least} items and no forecast of its own; its items count in the sums:",
        "{n} objectives have fewer than {least} items each and no forecast of their own; their items count in the"
        " sums:",
        len(found.too_few),
        least=LEAST_OF_OBJECTIVE,
    )
