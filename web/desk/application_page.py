"""What the pages of the applications show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from config.forms import application_form
from web import answer_facts
from web.desk import acts, item_page, standing_words, undelivered_page, words
from web.parts import Action, Link, Step
from workflow.actions.engine import library, machine
from workflow.insight import applications as insight
from workflow.insight import history, undelivered
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Application, ApplicationScreening, Person
from workflow.policy import Actor, Permission, permits, see
from workflow.policy.roster import ScreeningView
from workflow.process.definition import Process
from workflow.rules.panel import BACKGROUND_WORDS

LISTS = {"waiting": say("Waiting for coordinators"), "asked": say("More asked"), "decided": say("Decided")}
NEEDED = 2
FORMS = frozenset({"ask_more", "approve", "decline", "reopen"})


def queue(session: Session, actor: Actor, which: str, after: str | None, now: datetime) -> dict[str, object]:
    """Give what the queue shows. Raises InvalidInput for a list that does not exist."""
    counts = insight.counts(session, actor)
    page = insight.rows(session, actor, which, after=after)
    n = counts["waiting"]
    process = library.current(session, "application")
    return {
        "title": plural(
            "{many} application waits for you", "{many} applications wait for you", n, many=words.counted(n)
        )
        if n
        else say("No application waits for you"),
        "lists": [
            (Link(label, url_for("desk.applications", which=key), key == which), counts[key])
            for key, label in LISTS.items()
        ],
        "rows": page.rows,
        "days": {row.public_id: words.days_since(row.since, now) for row in page.rows},
        "states": {state.name: say(state.title) for state in process.states},
        "sides": words.SIDES,
        "backgrounds": BACKGROUND_WORDS,
        "needed": NEEDED,
        "next_url": url_for("desk.applications", which=which, after=page.next) if page.next else "",
        "first_url": url_for("desk.applications", which=which) if after else "",
    }


def application(session: Session, actor: Actor, application_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the page of an application shows. Raises NotFound, also for a draft: it is not sent in yet."""
    found = _found(session, actor, application_id)
    view = see(actor, found)
    process = library.get(session, found.process_name, found.process_version)
    offers = {offer.trigger: offer for offer in machine.available(session, found, actor, now=now)}
    mine = next((s for s in found.screenings if s.screener_id == actor.person_id), None)
    return {
        "view": view,
        "title": say("{name} applies to the roster", name=found.person.name),
        "lede": _sentence(found, process),
        "notes": undelivered_page.notes(undelivered.of_application(session, found)),
        "path": _path(found, process),
        "facts": answer_facts.facts(application_form().fields, view.answers or {}),
        "screened_by_me": mine is not None,
        "mine": {"approves": "yes" if mine.approves else "no", "note": mine.note} if mine else {},
        "screenings": _screenings(view.screenings or [], is_told=mine is not None or found.state != "submitted"),
        "screenings_in": len(found.screenings),
        "needed": NEEDED,
        "takes_screening": found.state == "submitted",
        "offers": offers,
        "not_yet": list(_not_yet(found)),
        "not_yet_offers": [
            Action(label=say(offer.label), not_yet=acts.joined(offer.reasons))
            for offer in offers.values()
            if not offer.possible
        ],
        "letter": letter(found),
        "history": [item_page.entry(line) for line in history.of_application(session, actor, found)],
    }


def _found(session: Session, actor: Actor, application_id: PublicId) -> Application:
    query = (
        select(Application)
        .where(Application.public_id == application_id)
        .options(
            joinedload(Application.person).selectinload(Person.addresses),
            selectinload(Application.screenings).joinedload(ApplicationScreening.screener),
        )
    )
    found = session.scalars(query).one_or_none()
    if found is None or found.state == "draft" or not permits(actor, Permission.APPLICATION_SCREEN, found):
        raise NotFound
    return found


def _screenings(every: Iterable[ScreeningView], *, is_told: bool) -> list[ScreeningView]:
    """Give the opinions; the others' only to who has given his own, so that each is his own."""
    return list(every) if is_told else []


def _sentence(found: Application, process: Process) -> Reason:
    state = process.state(found.state)
    title = say(state.title) if state else found.state
    if found.state == "submitted":
        missing = NEEDED - len(found.screenings)
        return plural(
            "{n} coordinator has yet to say what he thinks of it.",
            "{n} coordinators have yet to say what they think of it.",
            missing,
        )
    if found.state == "screened":
        return say("Two coordinators have looked at it: decide.")
    return say("{stage}, since {day}.", stage=title, day=words.full_day(found.state_since))


def _path(found: Application, process: Process) -> list[Step]:
    titles = [(state.name, say(state.title)) for name in process.path if (state := process.state(name))]
    if found.state not in process.path:
        state = process.state(found.state)
        label = say(state.title) if state else standing_words.UNTITLED
        sent = [Step(titles[1][1], "past", found.submitted_at)] if found.submitted_at else []
        return [*sent, Step(label, "now", found.state_since)]
    present = process.path.index(found.state)
    return [
        Step(
            label,
            "past" if n < present else "now" if n == present else "next",
            found.state_since if n == present else None,
        )
        for n, (_name, label) in enumerate(titles)
    ]


def _not_yet(found: Application) -> Iterable[Action]:
    """Say why it cannot be decided yet: the process offers the decision only after both opinions."""
    if found.state in {"submitted", "more_asked"}:
        missing = NEEDED - len(found.screenings)
        why = plural("{n} more coordinator must screen it.", "{n} more coordinators must screen it.", missing)
        yield Action(label=say("Decide"), not_yet=why if missing > 0 else say("The applicant is asked for more."))


def letter(found: Application) -> str:
    """Give the beginning of the letter, in the applicant's language."""
    with force_locale(found.person.locale):
        return "\n\n".join([
            _("Dear %(name)s,", name=found.person.name),
            _("Thank you for applying to the Peer Review Roster."),
            _("With kind regards"),
        ])
