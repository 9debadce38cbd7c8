"""Letters about a submission: to its submitter, its reviewers and its coordinators."""

from __future__ import annotations

from notifications.letters.sketch import Letters, Sketch
from workflow.kernel.messages import N_

TO_THE_SUBMITTER: Letters = {
    ("submission.remind_draft", "submitter"): Sketch(
        N_("Your draft “{title}” will be removed"),
        (
            N_("You have not gone on with your draft “{title}” for some time. It will be removed on {due}."),
            N_("Open it and save it once to keep it."),
        ),
        link="draft",
    ),
    ("submission.submit", "submitter"): Sketch(
        N_("We have received “{title}” ({reference})"),
        (
            N_(
                "Thank you for sending in “{title}”. Its reference is {reference}; please name it when you write to us."
            ),
            N_("A coordinator looks at it next. You can see at any time where it stands, without signing in."),
        ),
        link="status",
    ),
    ("submission.return", "submitter"): Sketch(
        N_("Back with you: “{title}” ({reference})"),
        (N_("“{title}” is back with you, so that you can change it and send it in again. The coordinators write:"),),
        link="status",
        quotes="reason",
    ),
    ("submission.take_back", "submitter"): Sketch(
        N_("Nothing to change after all: “{title}” ({reference})"),
        (N_("The coordinators have taken “{title}” up again as it is; there is nothing to change. They write:"),),
        link="status",
        quotes="reason",
    ),
    ("submission.take_back_reviewed", "submitter"): Sketch(
        N_("Nothing to change after all: “{title}” ({reference})"),
        (N_("The coordinators have taken “{title}” up again as it is; there is nothing to change. They write:"),),
        link="status",
        quotes="reason",
    ),
    ("submission.resubmit", "submitter"): Sketch(
        N_("We have received your new version of “{title}” ({reference})"),
        (N_("Thank you for sending in “{title}” again. A coordinator looks at it next."),),
        link="status",
    ),
    ("submission.assign", "submitter"): Sketch(
        N_("The review of “{title}” has begun ({reference})"),
        (N_("“{title}” is now being reviewed. We write to you again when there is a result."),),
        link="status",
    ),
    ("submission.open_result", "submitter"): Sketch(
        N_("The review of “{title}” is complete ({reference})"),
        (N_("The review of “{title}” is complete, and the coordinators prepare the decision. We write to you then."),),
        link="status",
    ),
    ("submission.ask_submitter", "submitter"): Sketch(
        N_("A question about “{title}” ({reference})"),
        (N_("The coordinators have a question about “{title}”. Please answer by {due}."),),
        link="question",
        quotes="question",
    ),
    ("submission.release_decision", "submitter"): Sketch(
        N_("The decision on “{title}” ({reference})"),
        (N_("The decision on “{title}” is taken. {verdict}"), N_("The coordinators write:")),
        link="decision",
        quotes="letter",
    ),
    ("submission.publish", "submitter"): Sketch(
        N_("Published: “{title}” ({reference})"),
        (N_("“{title}” has been published. Thank you for sharing it."),),
        link="status",
    ),
    ("submission.reject", "submitter"): Sketch(
        N_("Closed: “{title}” ({reference})"),
        (N_("“{title}” has been closed without publication. You can read the decision and its reasons at any time."),),
        link="decision",
    ),
    ("submission.withdraw", "submitter"): Sketch(
        N_("Withdrawn: “{title}” ({reference})"),
        (N_("You have withdrawn “{title}”. You can bring it back until a decision is taken."),),
        link="status",
    ),
    ("submission.revive", "submitter"): Sketch(
        N_("Brought back: “{title}” ({reference})"),
        (N_("You have brought “{title}” back. A coordinator looks at it next."),),
        link="status",
    ),
    ("submission.reopen", "submitter"): Sketch(
        N_("Reopened: “{title}” ({reference})"),
        (N_("The coordinators have taken up “{title}” again. We write to you when there is a new decision."),),
        link="status",
    ),
    ("submission.retract", "submitter"): Sketch(
        N_("Retracted: “{title}” ({reference})"),
        (N_("“{title}” has been retracted and is no longer shown. The reason given in public is:"),),
        link="status",
        quotes="reason",
    ),
}

TO_ITS_REVIEWERS: Letters = {
    ("submission.return", "reviewers"): Sketch(
        N_("“{title}” went back to its submitter"),
        (N_("The submitter of “{title}” was asked for changes. There is nothing for you to do now; thank you."),),
    ),
    ("submission.close_early", "reviewers"): Sketch(
        N_("The review round of “{title}” is closed"),
        (
            N_("The coordinators have closed the review round of “{title}”. Thank you for your work."),
            N_("A review that is still open may be handed in until the decision is recorded."),
        ),
        link="review",
    ),
    ("submission.reopen_round", "reviewers"): Sketch(
        N_("The review round of “{title}” is open again"),
        (
            N_("The coordinators have opened the review round of “{title}” again."),
            N_("If something is asked of you, another message says so."),
        ),
        link="review",
    ),
    ("submission.publish", "reviewers"): Sketch(
        N_("Published: “{title}”"),
        (N_("“{title}”, which you reviewed, has been published. Thank you for your review."),),
        link="review",
    ),
    ("submission.reject", "reviewers"): Sketch(
        N_("Closed: “{title}”"),
        (N_("“{title}”, which you reviewed, has been closed without publication. Thank you for your review."),),
        link="review",
    ),
    ("submission.withdraw", "reviewers"): Sketch(
        N_("Withdrawn: “{title}”"),
        (N_("The submitter has withdrawn “{title}”. There is nothing for you to do now; thank you."),),
    ),
    ("submission.reopen", "reviewers"): Sketch(
        N_("Reopened: “{title}”"),
        (
            N_("The coordinators have taken up “{title}”, which you reviewed, again."),
            N_("If something is asked of you, another message says so."),
        ),
        link="review",
    ),
    ("submission.retract", "reviewers"): Sketch(
        N_("Retracted: “{title}”"),
        (N_("“{title}” has been retracted and is no longer shown. The reason given in public is:"),),
        quotes="reason",
    ),
}

TO_ITS_COORDINATORS: Letters = {
    ("submission.mail_failed", "coordinator"): Sketch(
        N_("Mail did not arrive: “{title}” ({reference})"),
        (
            N_("A message about “{title}” did not arrive."),
            N_("The page says why. You can correct the address, send it again, or leave it at that."),
        ),
        link="desk",
    ),
    ("submission.submit", "coordinator"): Sketch(
        N_("To screen: “{title}” ({reference})"),
        (N_("“{title}” has been sent in to “{call}” and waits for its screening."),),
        link="desk",
    ),
    ("submission.resubmit", "coordinator"): Sketch(
        N_("To screen again: “{title}” ({reference})"),
        (N_("“{title}” has been sent in again and waits for its screening."),),
        link="desk",
    ),
    ("submission.revive", "coordinator"): Sketch(
        N_("Brought back: “{title}” ({reference})"),
        (N_("The submitter has brought “{title}” back; it waits for its screening."),),
        link="desk",
    ),
    ("submission.assign", "coordinator"): Sketch(
        N_("The review of “{title}” has begun ({reference})"),
        (N_("The panel of “{title}” meets the rule of “{call}”; the review has begun."),),
        link="desk",
    ),
    ("submission.close", "coordinator"): Sketch(
        N_("To decide: “{title}” ({reference})"),
        (N_("The review round of “{title}” is closed. It waits for your decision."),),
        link="desk",
    ),
    ("submission.close_early", "coordinator"): Sketch(
        N_("Closed early: “{title}” ({reference})"),
        (N_("The review round of “{title}” was closed before every review was in. It waits for your decision."),),
        link="desk",
    ),
    ("submission.withdraw", "coordinator"): Sketch(
        N_("Withdrawn: “{title}” ({reference})"),
        (N_("The submitter has withdrawn “{title}”."),),
        link="desk",
    ),
    ("submission.retract", "coordinator"): Sketch(
        N_("Retracted: “{title}” ({reference})"),
        (N_("“{title}” has been retracted and is no longer shown. The reason given in public is:"),),
        link="desk",
        quotes="reason",
    ),
    ("submission.answer_clarification", "coordinator"): Sketch(
        N_("Answered: the question about “{title}” ({reference})"),
        (N_("The submitter has answered the question about “{title}”."),),
        link="desk",
    ),
    ("submission.hand_over", "coordinator"): Sketch(
        N_("Yours to handle: “{title}” ({reference})"),
        (N_("You are now the handling coordinator of “{title}”."),),
        link="desk",
    ),
}

VERDICTS = {
    "publish": N_("It will be published."),
    "publish_with_changes": N_("It will be published with changes."),
    "reject": N_("It will not be published."),
}
