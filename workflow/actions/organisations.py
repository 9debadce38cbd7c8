"""Organisations as records: publishers, organisers and employers, by name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import Organisation
from workflow.rules.text import tidy_line


def ensure(session: Session, name: str, *, side: str = "external") -> Organisation:
    """Give the organisation of this name, made where it is new; case and spaces do not tell two apart."""
    plain = tidy_line(name)[:300]
    found = session.scalars(select(Organisation).where(func.lower(Organisation.name) == plain.lower())).first()
    if found is None:
        found = Organisation(name=plain, side=side)
        session.add(found)
        session.flush()
    return found
