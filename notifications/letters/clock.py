"""Letters that the clock sends by the rules for reminders, besides those to reviewers and owners of drafts.

Whoever is told first and whoever it is brought to later read the same letter; only the event's name differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from notifications.letters.sketch import Key, Letters, Sketch
from workflow.kernel.messages import N_

STAFF = ("coordinator", "chief")

NO_ANSWER = Sketch(
    N_("No answer yet: {reviewer}, “{title}” ({reference})"),
    (N_("{reviewer} has not answered the invitation to review “{title}”. The answer is due on {due} ({lateness})."),),
    link="desk",
    while_seat=frozenset({"invited"}),
)
NO_REVIEW = Sketch(
    N_("Review not in yet: {reviewer}, “{title}” ({reference})"),
    (N_("{reviewer} has not handed in the review of “{title}”. It is due on {due} ({lateness})."),),
    link="desk",
    while_seat=frozenset({"accepted"}),
)
NO_CLARIFICATION = Sketch(
    N_("No answer yet to the question about “{title}” ({reference})"),
    (N_("The submitter has not answered the question about “{title}”. The answer is due on {due} ({lateness})."),),
    link="desk",
)
SCREENING = Sketch(
    N_("To screen: “{title}” ({reference})"),
    (N_("“{title}” waits for its screening, which is due on {due} ({lateness})."),),
    link="desk",
)
PANEL = Sketch(
    N_("To find reviewers for: “{title}” ({reference})"),
    (N_("“{title}” waits for reviewers. They are to be asked by {due} ({lateness})."),),
    link="desk",
)
DECISION = Sketch(
    N_("To decide: “{title}” ({reference})"),
    (N_("“{title}” waits for its decision, which is due on {due} ({lateness})."),),
    link="desk",
)
APPLICATION = Sketch(
    N_("To decide: the application of {person}"),
    (N_("The application of {person} has waited for an answer since {due}."),),
    link="desk_application",
)
RENEWAL = Sketch(
    N_("To look at: the membership of {person}"),
    (N_("The trial period or the term of {person} on the roster ends on {due} ({lateness}). Please look at it."),),
    link="due",
)
TASK = Sketch(
    N_("A task is still open: “{title}” ({reference})"),
    (N_("This task is due on {due} ({lateness}): {task}"),),
    link="desk",
)
TASK_OF_THE_ROSTER = Sketch(
    N_("A task about the roster is still open"), (N_("This task is due on {due} ({lateness}): {task}"),), link="tasks"
)

TO_STAFF: dict[str, Sketch] = {
    "assignment answer": NO_ANSWER, "assignment review": NO_REVIEW, "submission clarification": NO_CLARIFICATION,
    "submission screening": SCREENING, "submission panel": PANEL, "submission decision": DECISION,
    "application application": APPLICATION, "membership renewal": RENEWAL, "submission task": TASK,
    "application task": TASK_OF_THE_ROSTER, "person task": TASK_OF_THE_ROSTER,
}  # fmt: skip


def _letters() -> Iterator[tuple[Key, Sketch]]:
    for name, sketch in TO_STAFF.items():
        item, about = name.split()
        for audience in STAFF:
            yield (f"{item}.remind_{about}", audience), sketch
            yield (f"{item}.escalate_{about}", audience), sketch
        if about == "task":
            yield (f"{item}.remind_task", "task_owner"), sketch


BY_THE_CLOCK: Letters = {
    **dict(_letters()),
    ("submission.remind_clarification", "submitter"): Sketch(
        N_("Reminder: a question about “{title}” ({reference})"),
        (N_("The coordinators have a question about “{title}”. Your answer is awaited by {due} ({lateness})."),),
        link="question",
        quotes="question",
    ),
    ("membership.remind_renewal", "member"): Sketch(
        N_("Your time on the roster"),
        (N_("Your trial period or your term on the roster ends on {due}. The coordinators will write to you."),),
        link="profile",
    ),
    ("membership.remind_absence", "member"): Sketch(
        N_("Welcome back"),
        (N_("Your absence has ended; you may be asked to review again. If it lasts longer, say so in your profile."),),
        link="profile",
    ),
}
