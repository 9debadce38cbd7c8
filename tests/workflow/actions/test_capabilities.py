"""Links that may do one thing: found without a trace, used once or for long, ended by newer ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.cast import NOW, a_person
from workflow.actions import capabilities
from workflow.kernel.errors import NotFound, Refused
from workflow.models import Capability

LATER = NOW + timedelta(minutes=11)


def a_link(session: Session, purpose: str = "sign_in", **changes: Any) -> str:
    person = session.info.setdefault("person", a_person(session))
    given: dict[str, Any] = {"person_id": person.id, "lives": timedelta(minutes=10), "now": NOW, **changes}
    return capabilities.issue(session, purpose=purpose, **given)


@behaviour("R3", "X3")
def test_a_link_is_found_by_its_secret_and_only_its_digest_is_kept(session: Session) -> None:
    token = a_link(session)
    assert capabilities.find(session, token, "sign_in", NOW).used_at is None
    assert session.scalar(select(func.count()).where(Capability.digest == token)) == 0


@pytest.mark.parametrize(("token", "purpose"), [("nothing", "sign_in"), ("", "status"), ("\udcff", "sign_in")])
def test_an_unknown_link_does_not_exist(session: Session, token: str, purpose: str) -> None:
    with pytest.raises(NotFound):
        capabilities.find(session, token, purpose, NOW)


@behaviour("X3")
def test_a_link_is_for_its_purpose_only(session: Session) -> None:
    with pytest.raises(NotFound):
        capabilities.find(session, a_link(session), "status", NOW)


@behaviour("X3")
def test_a_link_that_works_once_works_once(session: Session) -> None:
    token = a_link(session)
    found = capabilities.find(session, token, "sign_in", NOW)
    capabilities.use(session, found, now=NOW)
    with pytest.raises(Refused, match="used already"):
        capabilities.use(session, found, now=NOW)
    with pytest.raises(Refused, match="used already"):
        capabilities.find(session, token, "sign_in", NOW)


@behaviour("X3")
def test_a_link_grows_too_old(session: Session) -> None:
    token = a_link(session)
    assert capabilities.find(session, token, "sign_in", NOW + timedelta(minutes=9)).used_at is None
    with pytest.raises(Refused, match="too old"):
        capabilities.find(session, token, "sign_in", LATER)


@behaviour("X3")
def test_a_change_of_password_or_role_ends_a_link_that_signs_in(session: Session) -> None:
    token = a_link(session)
    session.info["person"].epoch += 1
    session.flush()
    with pytest.raises(Refused, match="too old"):
        capabilities.find(session, token, "sign_in", NOW)


@behaviour("R2")
def test_older_siblings_work_until_a_newer_one_is_used(session: Session) -> None:
    old, new = (a_link(session, "status", lives=None) for _ in range(2))
    capabilities.use(session, capabilities.find(session, old, "status", LATER), now=LATER)
    newer = capabilities.find(session, new, "status", LATER)
    for _ in range(2):
        capabilities.use(session, newer, now=LATER)
    assert capabilities.find(session, new, "status", LATER).ended_at is None
    with pytest.raises(Refused, match="newer one"):
        capabilities.find(session, old, "status", LATER)


def test_links_to_one_thing_can_be_ended_together(session: Session) -> None:
    token = a_link(session, "status", lives=None)
    capabilities.end(session, purpose="status", person_id=session.info["person"].id, now=NOW)
    with pytest.raises(Refused):
        capabilities.find(session, token, "status", NOW)
