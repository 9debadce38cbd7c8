"""Sends files: always as a download, under the name the reader may know."""

from __future__ import annotations

from flask import Response

from web import context, uploads
from web.routing import checks
from web.submitter.blueprint import bp
from workflow.actions import files
from workflow.kernel.ids import PublicId
from workflow.policy import Permission


@bp.get("/files/<public_id:file_id>")
@checks(Permission.SUBMISSION_READ, open_to_links=True)
def file(file_id: PublicId) -> Response:
    """Send a file to whoever may read what it belongs to."""
    with context.reading() as reader:
        offered = files.open_file(reader, context.current_actor(), file_id)
    return uploads.sent(offered)
