"""Letters about the roster: to applicants, members and coordinators."""

from __future__ import annotations

from notifications.letters.sketch import Letters, Sketch
from workflow.kernel.messages import N_

TO_APPLICANTS: Letters = {
    ("application.submit", "applicant"): Sketch(
        N_("We have received your application"),
        (N_("Thank you for applying to the roster. Two coordinators read your application; then we write to you."),),
        link="application",
    ),
    ("application.answer", "applicant"): Sketch(
        N_("We have received your answer"),
        (N_("Thank you for your answer. The coordinators go on with your application."),),
        link="application",
    ),
    ("application.ask_more", "applicant"): Sketch(
        N_("A question about your application"),
        (N_("Before they decide on your application, the coordinators would like to know more. They write:"),),
        link="application",
        quotes="question",
    ),
    ("application.approve", "applicant"): Sketch(
        N_("Welcome to the roster"),
        (
            N_("Your application has been approved, and your trial period begins."),
            N_("The coordinators write:"),
        ),
        link="profile",
        quotes="letter",
    ),
    ("application.decline", "applicant"): Sketch(
        N_("The decision on your application"),
        (
            N_("Your application to the roster has not been accepted."),
            N_("The coordinators write:"),
        ),
        link="application",
        quotes="letter",
    ),
    ("application.reopen", "applicant"): Sketch(
        N_("Your application is open again"),
        (N_("The coordinators have taken up your application again. We write to you when it is decided."),),
        link="application",
    ),
    ("application.withdraw", "applicant"): Sketch(
        N_("You have withdrawn your application"),
        (N_("Your application to the roster is withdrawn. You can bring it back at any time."),),
        link="application",
    ),
    ("application.revive", "applicant"): Sketch(
        N_("Your application is back"),
        (N_("You have brought your application back. Two coordinators read it; then we write to you."),),
        link="application",
    ),
}

TO_MEMBERS: Letters = {
    ("membership.start", "member"): Sketch(
        N_("Your trial period begins"),
        (N_("Your trial period on the roster begins. You may be asked to review from now on."),),
        link="profile",
    ),
    ("membership.tell_entered", "member"): Sketch(
        N_("You are on the roster of reviewers"),
        (
            N_("The coordinators have entered you in the roster: you may be asked to review from now on."),
            N_("Your profile shows what is kept of you. There you correct it, say when you may be asked, or leave."),
        ),
        link="profile",
    ),
    ("membership.activate", "member"): Sketch(
        N_("You are an active member of the roster"),
        (N_("Your trial period is over, and you are an active member of the roster. Thank you for your work."),),
        link="profile",
    ),
    ("membership.put_on_trial", "member"): Sketch(
        N_("Your trial period goes on"),
        (N_("Your place on the roster is on trial again. You may still be asked to review. The coordinators write:"),),
        link="profile",
        quotes="reason",
    ),
    ("membership.pause", "member"): Sketch(
        N_("Your place on the roster is paused"),
        (N_("You are not asked to review while your place on the roster is paused."),),
        link="profile",
    ),
    ("membership.resume", "member"): Sketch(
        N_("You are back on the roster"),
        (N_("Your place on the roster is active again. You may be asked to review from now on."),),
        link="profile",
    ),
    ("membership.reinstate", "member"): Sketch(
        N_("You are back on the roster"),
        (N_("Your place on the roster is active again. You may be asked to review from now on."),),
        link="profile",
    ),
    ("membership.extend_trial", "member"): Sketch(
        N_("Your trial period is prolonged"),
        (N_("Your trial period on the roster goes on. You may still be asked to review. The coordinators write:"),),
        link="profile",
        quotes="reason",
    ),
    ("membership.ask_renewal", "member"): Sketch(
        N_("Will you stay on the roster?"),
        (
            N_("Your term on the roster comes to its end. We should be glad if you stayed."),
            N_("Say so on your profile, with one button; there you can leave as well. Until you answer you stay."),
        ),
        link="profile",
    ),
    ("membership.renew", "member"): Sketch(
        N_("You stay on the roster"),
        (N_("Your place on the roster is renewed for another term. Thank you for your work."),),
        link="profile",
    ),
    ("membership.leave", "member"): Sketch(
        N_("You have left the roster"),
        (N_("Your place on the roster has ended, and you are no longer asked to review. Thank you for your work."),),
        link="profile",
    ),
    ("membership.retire", "member"): Sketch(
        N_("Your place on the roster has ended"),
        (N_("You are no longer asked to review. Thank you for your work. The coordinators write:"),),
        link="profile",
        quotes="reason",
    ),
}

TO_COORDINATORS: Letters = {
    ("application.mail_failed", "coordinator"): Sketch(
        N_("Mail did not arrive: {person}"),
        (
            N_("A message to {person} about the application did not arrive."),
            N_("The page says why. You can correct the address, send it again, or leave it at that."),
        ),
        link="desk_application",
    ),
    ("application.submit", "coordinator"): Sketch(
        N_("To screen: the application of {person}"),
        (N_("{person} applies to the roster. The application waits for its screening by two coordinators."),),
        link="desk_application",
    ),
    ("application.answer", "coordinator"): Sketch(
        N_("Answered: the application of {person}"),
        (N_("{person} has answered the question. The application waits for its screening."),),
        link="desk_application",
    ),
    ("application.screen", "coordinator"): Sketch(
        N_("To decide: the application of {person}"),
        (N_("Two coordinators have screened the application of {person}. It waits for a decision."),),
        link="desk_application",
    ),
    ("application.approve", "coordinator"): Sketch(
        N_("New on the roster: {person}"),
        (N_("The application of {person} has been approved."),),
        link="desk_application",
    ),
    ("application.withdraw", "coordinator"): Sketch(
        N_("Withdrawn: the application of {person}"),
        (N_("{person} has withdrawn the application to the roster."),),
        link="desk_application",
    ),
    ("application.revive", "coordinator"): Sketch(
        N_("Brought back: the application of {person}"),
        (N_("{person} has brought the application back. It waits for its screening by two coordinators."),),
        link="desk_application",
    ),
    ("membership.pause", "coordinator"): Sketch(
        N_("Paused: {person}"),
        (N_("The place of {person} on the roster is paused."),),
        link="roster",
    ),
    ("membership.resume", "coordinator"): Sketch(
        N_("Active again: {person}"),
        (N_("The place of {person} on the roster is active again."),),
        link="roster",
    ),
    ("membership.renew", "coordinator"): Sketch(
        N_("Stays on the roster: {person}"),
        (N_("The place of {person} on the roster is renewed for another term."),),
        link="roster",
    ),
    ("membership.leave", "coordinator"): Sketch(
        N_("Left the roster: {person}"),
        (N_("{person} has left the roster."),),
        link="roster",
    ),
}
