"""Files of a form: taken from the request, looked at, and put into the store of this site."""

from __future__ import annotations

from typing import cast

from flask import Response, request, send_file

from web import context
from workflow.actions.files import Offered
from workflow.files import Limits, LocalFolder, Received, receive
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason

POLICY = "sandbox; default-src 'none'"


def store() -> LocalFolder:
    """Give the store of this site."""
    return LocalFolder(context.site().settings.data_folder / "files")


def limits(most: int | None = None) -> Limits:
    """Give how much may be sent here; `most` files where a field takes fewer than the site."""
    settings = context.site().settings
    files = settings.upload_max_files
    return Limits(settings.upload_max_megabytes, min(files, most) if most else files)


def received(name: str, most: int | None = None) -> list[Received]:
    """Keep the files sent in a field. Raises InvalidInput (the field) with a sentence for the first not taken."""
    sent = [file for file in request.files.getlist(name) if file.filename]
    results = [receive(store(), file.stream, file.filename or "", limits(most)) for file in sent]  # type: ignore[arg-type]  # werkzeug's IO
    for result in results:
        if isinstance(result, Reason):
            raise InvalidInput({name: result})
    return cast("list[Received]", results)


def sent(file: Offered) -> Response:
    """Give a file as a download that no browser runs or shows within this site."""
    response = send_file(
        store().open(file.digest), mimetype=file.media_type, as_attachment=True, download_name=file.name,
        etag=file.digest,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Length"] = str(file.size)
    return response
