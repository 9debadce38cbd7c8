"""Letters about an account: links to sign in and to confirm an address; and those to who looks after the site."""

from __future__ import annotations

from notifications.letters.sketch import Letters, Sketch
from workflow.kernel.messages import N_

NOT_YOU = N_("If it was not you, ignore this message; nothing happens then.")

TO_PERSONS: Letters = {
    ("person.sign_in_link", "person"): Sketch(
        N_("Your link to sign in"),
        (N_("Somebody, probably you, wants to sign in at {site}. The link works once and not for long."), NOT_YOU),
        link="sign_in",
    ),
    ("person.confirm_address_link", "person"): Sketch(
        N_("Please confirm your address"),
        (N_("Somebody, probably you, gave this address at {site}. The link confirms it; it works once."), NOT_YOU),
        link="confirm",
    ),
    ("person.roster_invitation", "person"): Sketch(
        N_("You are on the roster of reviewers"),
        (
            N_("The coordinators have entered you in the roster: you may be asked to review from now on."),
            N_("The link confirms your address and opens your profile. There you correct what is kept, or leave."),
        ),
        link="confirm",
    ),
    ("person.staff_invitation", "person"): Sketch(
        N_("Your account at {site}"),
        (N_("An administrator has given you a role at {site}. The link confirms your address; it works once."),),
        link="confirm",
    ),
}  # fmt: skip
TO_ADMINISTRATORS: Letters = {
    ("installation.trouble", "administrator"): Sketch(
        N_("{site} needs somebody to look at it"),
        (
            N_("This does not keep up: {trouble}"),
            N_("This is told once. It is told again only if it comes back after it was over for a quarter of an hour."),
        ),
        link="health",
    ),
}
