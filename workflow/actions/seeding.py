"""What every database begins with: terms, processes, the review form and the reference call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.calls import CallData, call_data
from config.forms import form_data
from config.vocabularies import VOCABULARIES, TermRecord, terms
from workflow.actions.process_store import store_shipped
from workflow.models import Call, ReviewForm, Term

OPENED = datetime(2020, 1, 1, tzinfo=UTC)
"""The reference call has no closing date, and is open for everything the Hub ever published."""


def seed(session: Session, now: datetime) -> None:
    """Bring terms, processes, form and call up to what the product ships; what is there already stays."""
    seed_terms(session)
    store_shipped(session, now)
    seed_call(session, call_data("hub"))


def seed_terms(session: Session) -> None:
    """Write every shipped term, and bring the labels of known ones up to date."""
    known = {(term.vocabulary, term.key): term for term in session.scalars(select(Term))}
    for vocabulary in VOCABULARIES:
        for record in terms(vocabulary):
            term = known.get((vocabulary, record.key)) or Term(vocabulary=vocabulary, key=record.key)
            _write(term, record)
            session.add(term)
    session.flush()


def seed_call(session: Session, data: CallData) -> Call:
    """Give the call of this data, made with its form where it is new."""
    found = session.scalars(select(Call).where(Call.slug == data.key)).one_or_none()
    if found is not None:
        return found
    call = Call(
        slug=data.key,
        title=data.title,
        theme=data.theme,
        prefix=data.reference_prefix,
        opens_at=OPENED,
        time_zone=data.time_zone,
        process_name=data.processes["submission"],
        review_form=_form(session, data.review_form),
        anonymity=data.anonymity,
        next_in_line=data.next_in_line,
        bidding=data.bidding,
        panel_rule=_plain(data.panel),
        quorum=_plain(data.quorum),
        dispute_rule=_plain(data.dispute),
        answer_days=data.answer_days,
        review_days=data.due_days,
        grace_days=data.grace_days,
        reminders={name: list(days) for name, days in data.reminders.items()},
    )
    session.add(call)
    session.flush()
    return call


def _write(term: Term, record: TermRecord) -> None:
    term.position = record.position
    term.labels = {language: {"text": x.text, "source": x.source} for language, x in record.labels.items()}
    term.titles = {language: {"text": x.text, "source": x.source} for language, x in record.titles.items()}
    term.facts = {name: list(value) if isinstance(value, tuple) else value for name, value in record.facts.items()}
    term.note = record.note or ""


def _form(session: Session, name: str) -> ReviewForm:
    query = select(ReviewForm).where(ReviewForm.name == name).order_by(ReviewForm.version.desc())
    found = session.scalars(query).first()
    if found is None:
        found = ReviewForm(name=name, version=1, definition=_plain(form_data(name)))
        session.add(found)
        session.flush()
    return found


def _plain(value: Any) -> Any:
    """Give nested read-only mappings and tuples as what JSON keeps."""
    if hasattr(value, "items"):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
