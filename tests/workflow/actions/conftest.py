"""Stages of the verbs for every test that acts on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.workflow.actions.stages import Stage, stage


@pytest.fixture
def stage_at(session: Session) -> Callable[[str], Stage]:
    """Give the stage of a name; the one before it is taken back."""

    def enter(point: str) -> Stage:
        session.rollback()
        return stage(session, point)

    return enter
