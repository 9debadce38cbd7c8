"""The words of the pages about a call's letters: who gets them, and what their variables stand for."""

from __future__ import annotations

from workflow.kernel.messages import say

SIDES = {
    "submitter": say("To the submitter"),
    "reviewer": say("To the reviewer"),
    "reviewers": say("To all reviewers of a submission"),
    "coordinator": say("To the coordinators"),
}
VARIABLES = {
    "title": say("the title of the submission"),
    "call": say("the title of the call"),
    "name": say("the reader’s name"),
    "site": say("the name of this site"),
    "reference": say("the reference of the submission"),
    "reviewer": say("the reviewer’s name"),
    "due": say("the date, in the reader’s time zone"),
    "lateness": say("how long until then, or how late"),
    "proposed": say("the date that the reviewer proposes"),
    "verdict": say("what was decided, as a sentence"),
    "task": say("what is to be done"),
}
QUOTES = {
    "reason": say("the reason that was written"),
    "question": say("the question that was asked"),
    "letter": say("the letter of the decision"),
}
