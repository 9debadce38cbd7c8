"""The verbs: one for each thing people do; each finds, permits, checks, changes and announces, and never commits."""

from workflow.actions.guards import application, assignment, submission

__all__ = ["application", "assignment", "submission"]
