"""The coordinators' desk: work lists, the page of each item, applications, outbox, processes."""

from web.desk import (
    applications,
    conflicts,
    conversation,
    coverage,
    decisions,
    forecast,
    items,
    letters,
    lists,
    log,
    moves,
    outbox,
    panel,
    processes,
    proposal_answers,
    proposal_files,
    proposals,
    releases,
    reminder_rules,
    seat_review,
    seats,
    tasks,
    timetable,
    undelivered,
)
from web.desk.blueprint import bp

__all__ = [
    "applications", "bp", "conflicts", "conversation", "coverage", "decisions", "forecast", "items", "letters", "lists",
    "log", "moves", "outbox", "panel", "processes", "proposal_answers", "proposal_files", "proposals", "releases",
    "reminder_rules", "seat_review", "seats", "tasks", "timetable", "undelivered",
]  # fmt: skip
