"""Makes a member of an applicant: what was applied for becomes expertise, languages, regions and limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import capacity, organisations
from workflow.actions.engine import machine
from workflow.models import Application, Expertise, LanguageSkill, MemberRegion, Membership, Term
from workflow.policy import Actor
from workflow.rules.partial_dates import PartialDate

PROFICIENCY = {"reads": 1, "writes": 2, "native": 3}
GOOD = 2
"""The level of an objective or a principle that is claimed without one."""

TOPICS = ("expertise", "objectives", "principles")
"""The vocabularies a member's expertise is taken from."""


def found(session: Session, application: Application, actor: Actor, now: datetime) -> Membership:
    """Give the applicant's membership, begun or brought up to date, in its trial period."""
    query = select(Membership).where(Membership.person_id == application.person_id)
    membership = session.scalars(query).one_or_none()
    answers = application.answers
    if membership is None:
        membership = Membership(person_id=application.person_id, joined_at=now, side="external", descriptor="")
        describe(session, membership, answers)
        machine.begin(session, membership, "membership", actor=actor, now=now)
    else:
        describe(session, membership, answers)
        capacity.set_cap(session, membership, membership.yearly_cap, now)
    write_expertise(session, membership, answers)
    write_languages(session, membership, answers.get("languages"))
    write_regions(session, membership, answers.get("regions") or [])
    if membership.state == "approved":
        machine.fire(session, membership, "start", actor=actor, now=now)
    elif membership.state == "retired":
        machine.fire(session, membership, "reinstate", actor=actor, now=now, reason="A new application was approved.")
    return membership


def describe(session: Session, membership: Membership, answers: Mapping[str, Any]) -> None:
    """Write who the member is and how often he may be asked."""
    membership.side = str(answers.get("side") or "external")
    membership.background = str(answers.get("background") or "practitioner")
    membership.descriptor = str(answers.get("position") or "")[:200]
    membership.years = str(answers.get("experience_years") or "")[:10]
    membership.gender = str(answers.get("gender") or "")[:16]
    membership.yearly_cap = int(answers.get("reviews_per_year") or 2)
    membership.skip_until = _day(answers.get("not_before"))
    if affiliation := str(answers.get("affiliation") or "").strip():
        membership.organisation_id = organisations.ensure(session, affiliation, side=membership.side).id


def write_expertise(session: Session, membership: Membership, answers: Mapping[str, Any]) -> None:
    """Write topics with their levels: {key: level} under "expertise", objectives and principles as keys.

    An objective or a principle that is there already keeps its level, and so its confirmation.
    """
    held = {(e.term.vocabulary, e.term.key): e.level for e in membership.expertise}
    levels = {("expertise", key): int(level) for key, level in as_levels(answers.get("expertise")).items()}
    for vocabulary in TOPICS[1:]:
        keys = [(vocabulary, str(key)) for key in answers.get(vocabulary) or []]
        levels |= {claim: held.get(claim, GOOD) for claim in keys}
    rows = session.scalars(select(Term).where(Term.key.in_({key for _, key in levels}), Term.vocabulary.in_(TOPICS)))
    wanted = {term.id: levels[term.vocabulary, term.key] for term in rows if (term.vocabulary, term.key) in levels}
    have = {e.term_id: e for e in membership.expertise}
    for term_id, level in sorted(wanted.items()):
        if term_id not in have:
            membership.expertise.append(Expertise(term_id=term_id, level=level))
        elif have[term_id].level != level:
            have[term_id].level, have[term_id].verified_at = level, None
    membership.expertise[:] = [e for e in membership.expertise if e.term_id in wanted]
    session.flush()


def as_levels(typed: object) -> dict[str, str]:
    """Give {key: level} of what a form keeps so, or of rows [{"key", "level"} …]."""
    if isinstance(typed, Mapping):
        return {str(key): str(level) for key, level in typed.items()}
    rows = typed if isinstance(typed, list | tuple) else ()
    return {str(row["key"]): str(row.get("level") or 1) for row in rows}


def write_languages(session: Session, membership: Membership, languages: object) -> None:
    """Write the languages a member reads: {key: level}, level being reads, writes or native."""
    wanted = {key: PROFICIENCY.get(level, 1) for key, level in as_levels(languages).items()}
    membership.languages[:] = [skill for skill in membership.languages if skill.language in wanted]
    have = {skill.language: skill for skill in membership.languages}
    for language, proficiency in sorted(wanted.items()):
        if language in have:
            have[language].proficiency = proficiency
        else:
            membership.languages.append(LanguageSkill(language=language, proficiency=proficiency))
    session.flush()


def write_regions(session: Session, membership: Membership, keys: list[str]) -> None:
    """Write the regions a member knows."""
    query = select(Term.id).where(Term.vocabulary == "regions", Term.key.in_(keys))
    wanted = set(session.scalars(query))
    membership.regions[:] = [region for region in membership.regions if region.term_id in wanted]
    have = {region.term_id for region in membership.regions}
    membership.regions.extend(MemberRegion(term_id=term_id) for term_id in sorted(wanted - have))
    session.flush()


def _day(written: object) -> date | None:
    parsed = PartialDate.parse(written) if isinstance(written, str) and written else None
    if not isinstance(parsed, PartialDate) or not parsed.year:
        return None
    return date(parsed.year, parsed.month or 1, parsed.day or 1)
