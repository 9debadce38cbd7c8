"""The coordinators' desk: work lists, the page of each item, applications, outbox, processes."""

from web.desk import (
    applications,
    conversation,
    decisions,
    items,
    lists,
    log,
    moves,
    outbox,
    panel,
    processes,
    proposal_answers,
    proposals,
    releases,
    seat_review,
    seats,
)
from web.desk.blueprint import bp

__all__ = [
    "applications", "bp", "conversation", "decisions", "items", "lists", "log", "moves", "outbox", "panel",
    "processes", "proposal_answers", "proposals", "releases", "seat_review", "seats",
]  # fmt: skip
