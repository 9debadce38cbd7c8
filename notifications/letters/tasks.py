"""Letters about tasks, to whoever has to do them."""

from __future__ import annotations

from notifications.letters.sketch import Letters, Sketch
from workflow.kernel.messages import N_

ASKED = (N_("You are asked to do this by {due}: {task}"),)
ABOUT_A_SUBMISSION = Sketch(N_("A task for you: “{title}” ({reference})"), ASKED, link="desk")
ABOUT_THE_ROSTER = Sketch(N_("A task for you about the roster"), ASKED, link="tasks")

TO_THEIR_OWNERS: Letters = {
    (f"{item}.{trigger}", "task_owner"): ABOUT_A_SUBMISSION if item == "submission" else ABOUT_THE_ROSTER
    for item in ("submission", "application", "person")
    for trigger in ("open_task", "make_task", "reopen_task", "reassign_task")
    if item == "submission" or trigger != "make_task"
}
