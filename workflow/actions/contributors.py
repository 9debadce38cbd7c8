"""The people a submission names as its contributors, as rows that are found by name or ORCID."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.models import Contributor, Submission
from workflow.rules import identities
from workflow.rules.text import tidy_line


def write(session: Session, submission: Submission, answers: Mapping[str, Any]) -> None:
    """Keep the contributors of the newest version; rows are written anew only where they have changed."""
    columns = (Contributor.name, Contributor.name_key, Contributor.orcid)
    query = select(*columns).where(Contributor.submission_id == submission.id).order_by(Contributor.position)
    wanted = named_in(answers)
    if wanted == [tuple(row) for row in session.execute(query)]:
        return
    session.execute(delete(Contributor).where(Contributor.submission_id == submission.id))
    session.add_all(
        Contributor(submission_id=submission.id, position=n, name=name, name_key=key, orcid=orcid)
        for n, (name, key, orcid) in enumerate(wanted, 1)
    )
    session.flush()


def named_in(answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Give name, name as it is compared, and ORCID of each contributor the answers name."""
    rows = answers.get("contributors")
    people = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    named = [(tidy_line(str(row.get("name") or ""))[:300], str(row.get("orcid") or "")) for row in people]
    return [(name, identities.name_key(name)[:300], identities.orcid_key(orcid)) for name, orcid in named if name]
