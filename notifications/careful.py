"""One bad item must not stop the others: its trouble is logged and the next one is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from workflow.kernel.errors import DomainError

T = TypeVar("T")
log = structlog.get_logger("collegium.notifications")

TROUBLES = (DomainError, SQLAlchemyError, LookupError, TypeError, ValueError)
"""What an item can meet that says nothing about the next one; anything else ends the job and is logged there."""


def attempt(work: Callable[[], T], *, otherwise: T, **about: object) -> T:
    """Give what the work gives; after a trouble of this one item log it and give `otherwise`."""
    try:
        return work()
    except TROUBLES as problem:
        log.warning("item failed", problem=f"{type(problem).__name__}: {problem}", **about)
        return otherwise
