"""The roster: applications to join it, memberships, and what members know, speak and have time for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Numbered, Public, Stateful, follows_a_stored_process
from workflow.models.person import Person
from workflow.models.vocabulary import Organisation, Term
from workflow.models.work import MemberWork, WorkImport

SERVING = ("trial", "active", "renewal")
"""The states in which a member is asked to review."""


class Application(Public, Stateful, Base):
    """A request to join the roster, from its first saved word to the decision."""

    __tablename__ = "application"
    __table_args__ = (
        follows_a_stored_process("application"),
        Index(
            "one_open_application_per_person",
            "person_id",
            unique=True,
            postgresql_where=text("is_open"),
            sqlite_where=text("is_open"),
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="a_decided_application_has_a_person"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By field of config/forms/application.toml: side, background, descriptor, regions, expertise, languages …"""
    answers_revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    question: Mapped[str] = mapped_column(Text, default="")
    """What the coordinators want to know more about; shown to the applicant while it is his turn."""
    reply: Mapped[str] = mapped_column(Text, default="")
    letter: Mapped[str] = mapped_column(Text, default="")
    """The reasons of the decision, as the applicant reads them."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    screenings: Mapped[list[ApplicationScreening]] = relationship(order_by="ApplicationScreening.id")


class ApplicationScreening(Numbered, Base):
    """What one coordinator thinks of an application; two different ones are needed."""

    __tablename__ = "application_screening"
    __table_args__ = (UniqueConstraint("application_id", "screener_id", name="one_screening_per_person"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    screener_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approves: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    screener: Mapped[Person] = relationship()


class Membership(Public, Stateful, Base):
    """A person's place on the roster: side, background, limits, and when he was last asked."""

    __tablename__ = "membership"
    __table_args__ = (
        follows_a_stored_process("membership"),
        UniqueConstraint("person_id", name="one_membership_per_person"),
        CheckConstraint("side IN ('internal', 'external')", name="a_member_has_a_side"),
        CheckConstraint("yearly_cap >= 0 AND minimum_interval_days >= 0", name="limits_are_not_negative"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    side: Mapped[str] = mapped_column(String(10), index=True)
    background: Mapped[str] = mapped_column(String(16), default="practitioner")
    descriptor: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    years: Mapped[str] = mapped_column(String(10), default="")
    gender: Mapped[str] = mapped_column(String(16), default="")
    """Only if given; read by nobody but in aggregate."""
    joined_at: Mapped[datetime]
    trial_until: Mapped[date | None]
    """When the trial is to be looked at; None once it is over."""
    renewal_on: Mapped[date | None] = mapped_column(index=True)
    """When the term ends and the member is asked whether to stay."""
    renewal_asked_at: Mapped[datetime | None]
    """When he was asked, until he answers."""
    yearly_cap: Mapped[int] = mapped_column(default=2)
    minimum_interval_days: Mapped[int] = mapped_column(default=0)
    skip_until: Mapped[date | None]
    ask_next: Mapped[bool] = mapped_column(default=False)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    listed_since: Mapped[datetime | None]
    """Since when the member stands, because he agreed, on the public page of who reviews here."""
    last_asked_at: Mapped[datetime | None]
    asked_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    handed_in_count: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    expertise: Mapped[list[Expertise]] = relationship(
        back_populates="membership", order_by="Expertise.id", cascade="all, delete-orphan"
    )
    languages: Mapped[list[LanguageSkill]] = relationship(order_by="LanguageSkill.id", cascade="all, delete-orphan")
    regions: Mapped[list[MemberRegion]] = relationship(cascade="all, delete-orphan")
    absences: Mapped[list[Absence]] = relationship(order_by="Absence.starts_on", cascade="all, delete-orphan")
    capacities: Mapped[list[Capacity]] = relationship(order_by="Capacity.year", cascade="all, delete-orphan")
    works: Mapped[list[MemberWork]] = relationship(
        order_by="(MemberWork.year.desc().nulls_last(), MemberWork.id.desc())", cascade="all, delete-orphan"
    )
    work_import: Mapped[WorkImport | None] = relationship(cascade="all, delete-orphan")
    notes: Mapped[list[MemberNote]] = relationship(order_by="MemberNote.id.desc()", cascade="all, delete-orphan")


class MemberNote(Public, Base):
    """What a coordinator notes of a member for the other coordinators: words, a mark from 1 to 5, or both."""

    __tablename__ = "member_note"
    __table_args__ = (
        CheckConstraint("mark BETWEEN 1 AND 5", name="a_mark_is_one_to_five"),
        CheckConstraint("text <> '' OR mark IS NOT NULL", name="a_note_says_something"),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[int | None]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship()


class Expertise(Numbered, Base):
    """What a member knows: a topic (objective or field of work) × level × verified, with its evidence."""

    __tablename__ = "expertise"
    __table_args__ = (
        UniqueConstraint("membership_id", "term_id", name="a_topic_is_claimed_once"),
        CheckConstraint("level BETWEEN 1 AND 3", name="a_level_is_one_to_three"),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    level: Mapped[int]
    """1 some, 2 good, 3 expert"""
    evidence: Mapped[str] = mapped_column(Text, default="")
    verified_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(back_populates="expertise")
    term: Mapped[Term] = relationship()


class LanguageSkill(Numbered, Base):
    """A language a member reads, and how well."""

    __tablename__ = "language_skill"
    __table_args__ = (
        UniqueConstraint("membership_id", "language", name="a_language_is_named_once"),
        CheckConstraint("proficiency BETWEEN 1 AND 3", name="a_proficiency_is_one_to_three"),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    language: Mapped[str] = mapped_column(String(8))
    proficiency: Mapped[int]
    """1 reads, 2 works in it, 3 mother tongue or equal"""


class MemberRegion(Base):
    """A region a member knows from work."""

    __tablename__ = "member_region"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)

    term: Mapped[Term] = relationship()


class Absence(Public, Base):
    """When a member is away, both days included: not asked, not reminded."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="an_absence_ends_after_it_starts"),)

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Capacity(Numbered, Base):
    """How many assignments a member takes in a year, and how many are taken; the database keeps the cap."""

    __tablename__ = "capacity"
    __table_args__ = (
        UniqueConstraint("membership_id", "year", name="one_capacity_per_member_and_year"),
        CheckConstraint("taken BETWEEN 0 AND cap", name="nobody_is_asked_beyond_his_cap"),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    year: Mapped[int]
    cap: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
