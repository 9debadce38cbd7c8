"""Makes one place on the roster of two: what either knows, speaks and was asked; the cap stays one person's.

The place of the closed account stays with it, empty, so that its history has something to be the history of. One
person takes on no more than the larger of the two caps, and never less than he has taken already.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.models import (
    Absence,
    Assignment,
    Capacity,
    Expertise,
    LanguageSkill,
    MemberNote,
    MemberRegion,
    Membership,
    MemberWork,
    WorkImport,
)
from workflow.roster.works.records import Work, new_among

COUNTED = ("invited", "accepted", "handed_in")


def join(session: Session, kept_id: int, closed_id: int, now: datetime) -> None:
    """Join the memberships of two people whose seats are the first one's already."""
    session.flush()
    kept, closed = _membership(session, kept_id), _membership(session, closed_id)
    if closed is None:
        return
    if kept is None:
        closed.person_id = kept_id
        session.flush()
        return
    _add_limits(kept, closed)
    _add_knowledge(kept, closed)
    _add_absences(session, kept, closed)
    _move_works(session, kept, closed)
    session.execute(update(MemberNote).where(MemberNote.membership_id == closed.id).values(membership_id=kept.id))
    _count_capacity(session, kept, closed, now)
    session.flush()


def _membership(session: Session, person_id: int) -> Membership | None:
    query = select(Membership).where(Membership.person_id == person_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _add_limits(kept: Membership, closed: Membership) -> None:
    kept.asked_count += closed.asked_count
    kept.accepted_count += closed.accepted_count
    kept.handed_in_count += closed.handed_in_count
    closed.asked_count = closed.accepted_count = closed.handed_in_count = 0
    kept.yearly_cap = max(kept.yearly_cap, closed.yearly_cap)
    kept.minimum_interval_days = max(kept.minimum_interval_days, closed.minimum_interval_days)
    kept.last_asked_at = max(filter(None, (kept.last_asked_at, closed.last_asked_at)), default=None)
    kept.skip_until = max(filter(None, (kept.skip_until, closed.skip_until)), default=None)
    kept.do_not_contact = kept.do_not_contact or closed.do_not_contact
    kept.joined_at = min(kept.joined_at, closed.joined_at)
    kept.organisation_id = kept.organisation_id or closed.organisation_id


def _add_knowledge(kept: Membership, closed: Membership) -> None:
    """Add what the kept one lacks, and take the higher level of what both have; nothing verified is lost."""
    topics = {claim.term_id: claim for claim in kept.expertise}
    for claim in closed.expertise:
        own = topics.get(claim.term_id)
        if own is None:
            kept.expertise.append(Expertise(
                term_id=claim.term_id, level=claim.level, evidence=claim.evidence, verified_at=claim.verified_at
            ))  # fmt: skip
        elif claim.level > own.level or (claim.level == own.level and own.verified_at is None):
            own.level, own.verified_at = claim.level, claim.verified_at
            own.evidence = own.evidence or claim.evidence
    skills = {skill.language: skill for skill in kept.languages}
    for skill in closed.languages:
        if skill.language in skills:
            skills[skill.language].proficiency = max(skills[skill.language].proficiency, skill.proficiency)
        else:
            kept.languages.append(LanguageSkill(language=skill.language, proficiency=skill.proficiency))
    known = {region.term_id for region in kept.regions}
    kept.regions.extend(MemberRegion(term_id=r.term_id) for r in closed.regions if r.term_id not in known)


def _add_absences(session: Session, kept: Membership, closed: Membership) -> None:
    session.add_all(
        Absence(membership_id=kept.id, starts_on=absence.starts_on, ends_on=absence.ends_on)
        for absence in closed.absences
    )
    session.flush()
    session.expire(kept, ["absences"])


def _move_works(session: Session, kept: Membership, closed: Membership) -> None:
    """Give the kept one the works it has not on file, and a file that waits unless one waits there already."""
    own = [Work(title=work.title, doi=work.doi) for work in kept.works]
    theirs = {Work(title=work.title, doi=work.doi): work for work in closed.works}
    new = [theirs[work].id for work in new_among(theirs, own)]
    session.execute(update(MemberWork).where(MemberWork.id.in_(new)).values(membership_id=kept.id))
    if kept.work_import is None:
        waiting = update(WorkImport).where(WorkImport.membership_id == closed.id)
        session.execute(waiting.values(membership_id=kept.id).execution_options(synchronize_session=False))
    for member in (kept, closed):
        session.expire(member, ["works", "work_import", "notes"])
    closed.works.clear()
    closed.work_import = None


def _count_capacity(session: Session, kept: Membership, closed: Membership, now: datetime) -> None:
    """Count the seats of each year anew; the cap is the larger one, or what is taken where that is more."""
    query = select(Assignment.invited_at).where(Assignment.reviewer_id == kept.person_id, Assignment.state.in_(COUNTED))
    taken = Counter(at.year for at in session.scalars(query))
    own = {row.year: row for row in kept.capacities}
    other = {row.year: row for row in closed.capacities}
    for year in sorted({*own, *other, *taken}):
        caps = [row.cap for row in (own.get(year), other.get(year)) if row is not None] or [kept.yearly_cap]
        cap = max(*caps, kept.yearly_cap if year >= now.year else 0, taken[year])
        if year in own:
            own[year].cap, own[year].taken = cap, taken[year]
        else:
            session.add(Capacity(membership_id=kept.id, year=year, cap=cap, taken=taken[year]))
        if year in other:
            other[year].taken = 0
    session.flush()
    session.expire(kept, ["capacities"])
