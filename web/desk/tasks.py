"""Tasks: one's own, everybody's and those done; opened about a submission, given on, done, opened again."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context, formats, i18n
from web.desk import item_head, standing_words
from web.desk.acting import back_to_item, do, done, text, wanted_day
from web.desk.blueprint import bp
from web.formats import local_day
from web.parts import Choice, Link
from web.routing import needs
from workflow.actions import tasks as verbs
from workflow.insight import coordinators, dossier
from workflow.insight import tasks as insight
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Permission

LISTS = {"mine": say("Yours"), "open": say("All open"), "done": say("Done")}


@bp.get("/desk/tasks")
@needs(Permission.DESK_SEE)
def tasks() -> str:
    """Show the tasks of one list, one's own at first."""
    which, actor, now = request.args.get("which", "mine"), context.current_actor(), context.now()
    with context.reading() as session:
        try:
            rows = insight.rows(session, actor, which)
        except InvalidInput as unknown:
            raise NotFound from unknown
        counts, owners = insight.counts(session, actor), insight.owners(session, actor)
    n = counts["mine"]
    return render_template(
        "desk/tasks.html",
        title=plural("{n} task is yours", "{n} tasks are yours", n) if n else say("You have no task"),
        rows=[(row, formats.days_left(row.due_at, now, i18n.zone())) for row in rows],
        which=which,
        lists=[(Link(label, url_for(".tasks", which=key), key == which), counts[key]) for key, label in LISTS.items()],
        owners=[Choice(public_id, name) for public_id, name in owners],
        way=[Link(standing_words.DESK, url_for("desk.index"))],
    )


@bp.get("/desk/<public_id:submission_id>/task")
@needs(Permission.DESK_SEE)
def new_task(submission_id: PublicId) -> str:
    """Ask what is to be done about a submission."""
    return _new_task(submission_id)


@bp.post("/desk/<public_id:submission_id>/task")
@needs(Permission.DESK_SEE)
def make_task(submission_id: PublicId) -> Response | tuple[str, int]:
    """Open a task about a submission."""
    owner = PublicId(text("owner", 16)) or None
    try:
        do(verbs.make_task, submission_id, text("what", 2000), wanted_day("due_on"), owner_id=owner)
    except InvalidInput as wrong:
        return _new_task(submission_id, wrong.problems), 422
    return back_to_item(_("The task is open."), submission_id)


@bp.post("/desk/tasks/<public_id:task_id>/done")
@needs(Permission.DESK_SEE)
def finish_task(task_id: PublicId) -> Response:
    """Say that a task has been done."""
    do(verbs.finish_task, task_id)
    return done(
        _("Done. It can be opened again from the list of what is done."), "desk.tasks", which=text("which", 8) or None
    )


@bp.post("/desk/tasks/<public_id:task_id>/reopen")
@needs(Permission.DESK_SEE)
def reopen_task(task_id: PublicId) -> Response:
    """Open a task again."""
    do(verbs.reopen_task, task_id)
    return done(_("The task is open again."), "desk.tasks", which="open")


@bp.post("/desk/tasks/<public_id:task_id>/owner")
@needs(Permission.DESK_SEE)
def reassign_task(task_id: PublicId) -> Response:
    """Give a task to somebody else."""
    do(verbs.reassign_task, task_id, PublicId(text("owner", 16)))
    return done(_("The task is given on."), "desk.tasks", which="open")


def _new_task(submission_id: PublicId, problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as session:
        actor = context.current_actor()
        submission = dossier.handled(session, actor, submission_id)
        owners = [Choice(each.public_id, each.name) for each in coordinators.of(session, actor, submission)]
        shown = item_head.head_of(submission)
    today = local_day(context.now(), i18n.zone()).isoformat()
    typed = {"owner": actor.public_id, **request.form}
    return render_template("desk/task.html", **shown, problems=problems, owners=owners, typed=typed, today=today)
