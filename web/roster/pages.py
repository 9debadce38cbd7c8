"""What the roster's pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from web import i18n, languages, works
from web.desk import item_page, words
from web.desk.acts import joined
from web.parts import Action, Facet, FacetValue, Fact, Link, Text
from web.roster import figures
from web.terms import TermLabel, term_label
from workflow.actions.engine import library, machine
from workflow.insight import history
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Membership
from workflow.policy import Actor, see
from workflow.policy.roster import MembershipView
from workflow.process.definition import Process
from workflow.roster import asked, listing, lookalikes, member_file
from workflow.roster.listing import Filter, RosterRow

LEVELS = {1: say("working knowledge"), 2: say("experienced"), 3: say("expert")}
PROFICIENCIES = {1: say("reads"), 2: say("works in it"), 3: say("first language")}
SHOWN_SEATS = 50
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member as the table shows him."""

    url: str
    name: str
    descriptor: str
    organisation: str
    side: Text
    background: Text
    state: Text
    languages: str
    topics: int
    load: Text
    is_full: bool
    last_asked_at: datetime | None
    absence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic of a member."""

    vocabulary: str
    key: str
    label: TermLabel
    level: Text
    evidence: str
    verified: bool


def table(session: Session, actor: Actor, wanted: Filter, after: str | None, now: datetime) -> dict[str, object]:
    """Give what the table shows. Raises InvalidInput for a page that does not exist."""
    page = listing.rows(session, actor, now=now, wanted=wanted, after=after)
    counts = listing.counts(session, actor, wanted=wanted)
    states = _states(library.current(session, "membership"))
    return {
        "title": plural("{n} member is on the roster", "{n} members are on the roster", counts.total)
        if wanted == Filter()
        else plural("{n} member matches", "{n} members match", counts.total),
        "wanted": wanted,
        "rows": [_row(row, states) for row in page.rows],
        "facets": [
            _facet(say("Side"), "side", words.SIDES, counts.sides, wanted),
            _facet(say("State"), "state", states, counts.states, wanted),
            Facet(
                say("Language"),
                [FacetValue(languages.language_name(c, i18n.language()), _url(wanted, language=c)) for c in LANGUAGES],
                open=bool(wanted.language),
            ),
        ],
        "chosen": list(_chosen(wanted, states)),
        "hidden": {name: value for name, value in asdict(wanted).items() if value and name != "search"},
        "next_url": _url(wanted, after=page.next) if page.next else "",
        "first_url": _url(wanted) if after else "",
        "all_url": url_for("roster.index"),
    }


def _states(process: Process) -> dict[str, Reason]:
    return {state.name: say(state.title) for state in process.states}


def _url(wanted: Filter, **changes: str) -> str:
    given = {name: value for name, value in {**asdict(wanted), **changes}.items() if value}
    if "search" in given:
        given["q"] = given.pop("search")
    return url_for("roster.index", **given)


def _facet(title: Reason, name: str, labels: Mapping[str, Text], counts: Mapping[str, int], wanted: Filter) -> Facet:
    values = [FacetValue(label, _url(wanted, **{name: key}), counts.get(key, 0)) for key, label in labels.items()]
    return Facet(title, values)


def _chosen(wanted: Filter, states: Mapping[str, Text]) -> Iterable[Link]:
    if wanted.side:
        yield Link(words.side(wanted.side), _url(wanted, side=""))
    if wanted.state:
        yield Link(states.get(wanted.state, wanted.state), _url(wanted, state=""))
    if wanted.language:
        yield Link(languages.language_name(wanted.language, i18n.language()), _url(wanted, language=""))
    if wanted.topic:
        yield Link(wanted.topic, _url(wanted, topic=""))
    if wanted.search:
        yield Link(say("“{words}”", words=wanted.search), _url(wanted, search=""))


def _row(row: RosterRow, states: Mapping[str, Text]) -> Row:
    return Row(
        url=url_for("roster.member", membership_id=row.public_id),
        name=words.unless_said(row.name, row.descriptor),
        descriptor=row.descriptor,
        organisation=row.organisation,
        side=words.side(row.side),
        background=words.background(row.background),
        state=states.get(row.state, row.state),
        languages=words.listed(languages.language_name(code, i18n.language()) for code in row.languages),
        topics=row.topics,
        load=say("{taken} of {cap} this year", taken=row.taken, cap=row.cap),
        is_full=row.taken >= row.cap,
        last_asked_at=row.last_asked_at,
        absence=_absence(row.absent_until, row.away_from),
    )


def _absence(until: date | None, later: date | None) -> Text:
    if until:
        return say("absent until {day}", day=words.full_day(until))
    return say("absent from {day}", day=words.full_day(later)) if later else ""


def member(session: Session, actor: Actor, membership_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the page of a member shows. Raises NotFound."""
    found = member_file.whole(session, Membership.public_id == membership_id)
    view = see(actor, found)
    process = library.get(session, found.process_name, found.process_version)
    offers = machine.available(session, found, actor, now=now)
    seats = asked.rows(session, actor, found)
    state = process.state(found.state)
    return {
        "view": view,
        "publications": works.part(view, works.Door("roster", {"membership_id": found.public_id})),
        "title": found.descriptor or found.person.name,
        "state": say(state.title) if state else found.state,
        "facts": list(_facts(view, found.person.name)),
        "topics": [_topic(each) for each in view.expertise or []],
        "languages": [
            say("{what} ({level})", what=_language(each["language"]), level=PROFICIENCIES[each["proficiency"]])
            for each in view.languages or []
        ],
        "regions": [term_label("regions", key) for key in view.regions or []],
        "absences": view.absences or [],
        "may_verify": not _is_own(found, actor),
        "actions": [
            Action(
                label=say(offer.label),
                value=offer.trigger,
                css="warn" if offer.warn else "quiet",
                not_yet="" if offer.possible else joined(offer.reasons),
            )
            for offer in offers
        ],
        "asks_reason": any(offer.asks for offer in offers),
        "alike": [] if _is_own(found, actor) else lookalikes.of_member(session, actor, found),
        "asked": seats[:SHOWN_SEATS],
        "record": [] if _is_own(found, actor) else figures.of_reviewer(seats, _marks(view), now),
        "marks": figures.MARKS,
        "mark_choices": figures.mark_choices(),
        "contact_stopped": bool(view.do_not_contact),
        "seat_states": words.SEAT_STATES,
        "history": [] if _is_own(found, actor) else [
            item_page.entry(line) for line in history.of_membership(session, actor, found)
        ],
    }  # fmt: skip


def _marks(view: MembershipView) -> list[int]:
    return [note.mark for note in view.notes or [] if note.mark]


def _is_own(found: Membership, actor: Actor) -> bool:
    return found.person_id == actor.person_id


def _language(code: str) -> str:
    return languages.language_name(code, i18n.language())


def _topic(each: Mapping[str, object]) -> Topic:
    vocabulary, key, level = str(each["vocabulary"]), str(each["key"]), each["level"]
    return Topic(
        vocabulary=vocabulary, key=key, label=term_label(vocabulary, key),
        level=LEVELS[level] if isinstance(level, int) and level in LEVELS else "",
        evidence=str(each["evidence"] or ""), verified=bool(each["verified"]),
    )  # fmt: skip


def _facts(view: MembershipView, name: str) -> Iterable[Fact]:
    yield Fact(name=say("Name"), value=name)
    yield Fact(name=say("Address"), value=view.email or "")
    yield Fact(name=say("Side"), value=words.side(view.side or ""))
    yield Fact(name=say("Background"), value=words.background(view.background or ""))
    yield Fact(name=say("Organisation"), value=view.organisation or "")
    yield Fact(name=say("On the roster since"), value=words.full_day(view.joined_at) if view.joined_at else "")
    if view.trial_until:
        yield Fact(name=say("Trial until"), value=words.full_day(view.trial_until))
    if view.renewal_on:
        yield Fact(name=say("Term until"), value=words.full_day(view.renewal_on))
    if view.renewal_asked_at:
        yield Fact(name=say("Asked whether to stay"), value=words.full_day(view.renewal_asked_at))
    yield from (
        Fact(
            name=say("Reviews in {year}", year=c["year"]), value=say("{taken} of {cap}", taken=c["taken"], cap=c["cap"])
        )
        for c in view.capacities or []
    )
    yield Fact(name=say("At most a year"), value=str(view.yearly_cap or 0))
    if view.skip_until:
        yield Fact(name=say("Not before"), value=words.full_day(view.skip_until))
    if view.listed_since:
        yield Fact(name=say("Named in public"), value=say("since {day}", day=words.full_day(view.listed_since)))
    if view.do_not_contact:
        yield Fact(name=say("Contact"), value=say("does not want to be contacted"))
    yield Fact(name=say("Last asked"), value=words.full_day(view.last_asked_at) if view.last_asked_at else say("never"))
    figures = say("{asked} asked, {accepted} accepted, {done} handed in", asked=view.asked_count or 0,
                  accepted=view.accepted_count or 0, done=view.handed_in_count or 0)  # fmt: skip
    yield Fact(name=say("In all"), value=figures)
