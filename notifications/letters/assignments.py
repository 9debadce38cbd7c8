"""Letters about one reviewer's part: to the reviewer and to the coordinators."""

from __future__ import annotations

from notifications.letters.sketch import Letters, Sketch
from workflow.kernel.messages import N_

INVITED = frozenset({"invited"})
ACCEPTED = frozenset({"accepted"})

OPENING_DECIDES_NOTHING = N_(
    "You can accept, decline or declare a conflict of interest without signing in. Opening the link decides nothing."
)

INVITATION = Sketch(
    N_("Invitation to review “{title}”"),
    (
        N_("You are invited to review “{title}” for “{call}”. Please answer by {due}."),
        OPENING_DECIDES_NOTHING,
    ),
    link="invitation",
    while_seat=INVITED,
)

NO_LONGER_NEEDED = (N_("The coordinators no longer need your review of “{title}”. Thank you for your readiness."),)

TO_THE_REVIEWER: Letters = {
    ("assignment.invite", "reviewer"): INVITATION,
    ("assignment.invite_again", "reviewer"): INVITATION,
    ("assignment.remind_answer", "reviewer"): Sketch(
        N_("Reminder: your invitation to review “{title}”"),
        (
            N_("You are invited to review “{title}” for “{call}”. Your answer is awaited by {due} ({lateness})."),
            OPENING_DECIDES_NOTHING,
        ),
        link="invitation",
        while_seat=INVITED,
    ),
    ("assignment.accept", "reviewer"): Sketch(
        N_("Thank you for reviewing “{title}”"),
        (
            N_("You have agreed to review “{title}”. Your review is due on {due}."),
            N_("Before the content opens you are asked about conflicts of interest."),
        ),
        link="review",
        while_seat=ACCEPTED,
    ),
    ("assignment.remind_review", "reviewer"): Sketch(
        N_("Reminder: your review of “{title}”"),
        (
            N_("Your review of “{title}” is due on {due} ({lateness})."),
            N_("If you need more time, propose another day on the same page."),
        ),
        link="review",
        while_seat=ACCEPTED,
    ),
    ("assignment.extend_due_date", "reviewer"): Sketch(
        N_("A new due date for “{title}”"),
        (N_("The due date for “{title}” is now {due}."),),
        link="seat",
        while_seat=INVITED | ACCEPTED,
    ),
    ("assignment.hand_in", "reviewer"): Sketch(
        N_("We have received your review of “{title}”"),
        (N_("Your review of “{title}” is in. Thank you for your work."),),
        link="review",
    ),
    ("assignment.reopen_review", "reviewer"): Sketch(
        N_("Your review of “{title}” is open again"),
        (N_("Your review of “{title}” is open again, so that you can change it. It is due on {due}."),),
        link="review",
        while_seat=ACCEPTED,
    ),
    ("assignment.lapse", "reviewer"): Sketch(
        N_("Your invitation to review “{title}” has ended"),
        (
            N_("We have not heard from you about “{title}”, so the invitation has ended."),
            N_("If you would still like to review it, the page of the invitation says whether that is possible."),
        ),
        link="invitation",
        while_seat=frozenset({"lapsed"}),
    ),
    ("assignment.cancel", "reviewer"): Sketch(
        N_("Your review of “{title}” is no longer needed"), NO_LONGER_NEEDED, while_seat=frozenset({"cancelled"})
    ),
    ("assignment.end", "reviewer"): Sketch(
        N_("Your review of “{title}” is no longer needed"), NO_LONGER_NEEDED, while_seat=frozenset({"ended"})
    ),
}

TO_THE_COORDINATOR: Letters = {
    ("assignment.mail_failed", "coordinator"): Sketch(
        N_("Mail did not arrive: {reviewer}, “{title}” ({reference})"),
        (
            N_("A message to {reviewer} about “{title}” did not arrive."),
            N_("The page says why. You can correct the address, send it again, or leave it at that."),
        ),
        link="desk",
    ),
    ("assignment.accept", "coordinator"): Sketch(
        N_("Accepted: {reviewer}, “{title}” ({reference})"),
        (N_("{reviewer} has agreed to review “{title}”. The review is due on {due}."),),
        link="desk",
        while_seat=ACCEPTED | {"handed_in"},
    ),
    ("assignment.decline", "coordinator"): Sketch(
        N_("Declined: {reviewer}, “{title}” ({reference})"),
        (
            N_("{reviewer} has declined to review “{title}”."),
            N_("The panel may need somebody else."),
        ),
        link="desk",
    ),
    ("assignment.lapse", "coordinator"): Sketch(
        N_("No answer: {reviewer}, “{title}” ({reference})"),
        (
            N_("{reviewer} did not answer the invitation to review “{title}” in time."),
            N_("The panel may need somebody else."),
        ),
        link="desk",
        while_seat=frozenset({"lapsed"}),
    ),
    ("assignment.declare_conflict", "coordinator"): Sketch(
        N_("Conflict of interest: {reviewer}, “{title}” ({reference})"),
        (
            N_("{reviewer} has declared a conflict of interest with “{title}” and does not review it."),
            N_("The panel may need somebody else."),
        ),
        link="desk",
    ),
    ("assignment.invite_next", "coordinator"): Sketch(
        N_("Asked instead: {reviewer}, “{title}” ({reference})"),
        (N_("{reviewer} was next in line and has been asked to review “{title}”."),),
        link="desk",
        while_seat=INVITED | ACCEPTED,
    ),
    ("assignment.hand_in", "coordinator"): Sketch(
        N_("Review in: “{title}” ({reference})"),
        (N_("{reviewer} has handed in the review of “{title}”."),),
        link="desk",
    ),
    ("assignment.propose_due_date", "coordinator"): Sketch(
        N_("More time is asked for: “{title}” ({reference})"),
        (N_("{reviewer} asks to hand in the review of “{title}” by {proposed}; it is due on {due}."),),
        link="desk",
        while_seat=ACCEPTED,
    ),
}
