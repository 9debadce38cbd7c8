"""The words of the timetable and of the rules: dates, days before and after, whom, and how a mail stands."""

from __future__ import annotations

from workflow.insight.timetable.planned import Step
from workflow.kernel.messages import Reason, plural, say

ABOUT = {
    "answer": say("Answer to an invitation"),
    "review": say("Review"),
    "clarification": say("Answer to a question"),
    "screening": say("Screening"),
    "panel": say("Finding reviewers"),
    "decision": say("Decision"),
    "draft": say("Draft that is removed"),
    "application": say("Application that waits"),
    "renewal": say("End of a trial period or term"),
    "absence": say("Return from an absence"),
    "task": say("Task"),
}
COUNTED_FROM = {
    "answer": say("the day the answer to an invitation is due"),
    "review": say("the day a review is due"),
    "clarification": say("the day the submitter’s answer is due"),
    "screening": say("the day the screening is due"),
    "panel": say("the day reviewers should have been asked"),
    "decision": say("the day the decision is due"),
    "draft": say("the day an idle draft is removed"),
    "application": say("the day an application came"),
    "renewal": say("the day a trial period or term ends"),
    "absence": say("the last day of an absence"),
    "task": say("the day a task is due"),
}
TOLD = {
    "reviewer": say("the reviewer"),
    "submitter": say("the submitter"),
    "member": say("the member"),
    "task_owner": say("who has the task"),
    "coordinator": say("the coordinators"),
    "chief": say("the chief coordinators"),
}
CATCH_UP = {
    "latest": say("only the latest one is sent"),
    "all": say("all are sent"),
    "none": say("none is sent"),
}
CHANNEL = {"mail": say("a mail"), "task": say("a task on the desk")}
DAYS = {"calendar": say("calendar days"), "working": say("working days, Monday to Friday")}
STOPPED = {"held": say("held back"), "skipped": say("left out")}
WHAT_IS_HELD = {
    "everything": say("everything"),
    "rule": say("all of this kind"),
    "item": say("all about this item"),
    "person": say("all to this person"),
    "step": say("this one"),
}


def offset(days: int, *, working: bool) -> Reason:
    """Say how far a step is from its date."""
    if days == 0:
        return say("on the day")
    if working:
        before = plural("{n} working day before", "{n} working days before", -days)
        return before if days < 0 else plural("{n} working day after", "{n} working days after", days)
    return (
        plural("{n} day before", "{n} days before", -days)
        if days < 0
        else plural("{n} day after", "{n} days after", days)
    )


def to(step: Step) -> str | Reason:
    """Say who gets it: the person, or the office where it is nobody in particular."""
    if step.line.tells == "coordinator" and step.subject.handler:
        return step.subject.handler
    return step.subject.name if step.line.tells not in {"coordinator", "chief"} else TOLD[step.line.tells]
