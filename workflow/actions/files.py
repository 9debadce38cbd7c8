"""What people do with files: attach them, take them away, open them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.actions import journal, versions
from workflow.actions.finding import find, find_locked
from workflow.files import Limits, Received
from workflow.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import plural, say
from workflow.models import Application, StoredFile, Submission, SubmissionVersion
from workflow.policy import Actor, Permission, facts_of, readable_version, require, see

WRITABLE = frozenset({"draft", "returned"})
APPLICANT_WRITES = frozenset({"draft", "more_asked"})


@dataclass(frozen=True, slots=True)
class Offered:
    """A file to be sent to somebody, under the name he may know."""

    name: str
    media_type: str
    digest: str
    size: int


def attach(
    session: Session, actor: Actor, submission_id: PublicId, received: Sequence[Received], limits: Limits, *,
    now: datetime,
) -> list[StoredFile]:  # fmt: skip
    """Add files to the version being written; content that is there already is not added again.

    Raises NotFound, NotAllowed, InvalidInput (files), or Refused when it is not the submitter's turn.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    _refuse_unless(submission.state in WRITABLE)
    version = versions.next_version(session, submission, now)
    added = _add(session, actor, StoredFile.version_id == version.id, received, limits)
    for file in added:
        file.version_id, file.uploaded_at = version.id, now
    session.add_all(added)
    if added:
        journal.note(session, submission, journal.Fact(trigger="attach_file", actor=actor, now=now))
    return added


def attach_to_application(
    session: Session, actor: Actor, application_id: PublicId, received: Sequence[Received], limits: Limits, *,
    now: datetime,
) -> list[StoredFile]:  # fmt: skip
    """Add files to an application to the roster.

    Raises NotFound, NotAllowed, InvalidInput (files), or Refused when it is not the applicant's turn.
    """
    application = find_locked(session, Application, application_id)
    require(actor, Permission.APPLICATION_EDIT, application)
    _refuse_unless(application.state in APPLICANT_WRITES)
    added = _add(session, actor, StoredFile.application_id == application.id, received, limits)
    for file in added:
        file.application_id, file.uploaded_at = application.id, now
    session.add_all(added)
    if added:
        journal.note(session, application, journal.Fact(trigger="attach_file", actor=actor, now=now))
    return added


def remove(session: Session, actor: Actor, file_id: PublicId, *, now: datetime) -> None:
    """Take a file away from what is being written; what was sent in keeps it.

    Raises NotFound, NotAllowed, or Refused when nothing may be changed now.
    """
    file = find(session, StoredFile, file_id)
    if file.version is not None:
        _remove_from_submission(session, actor, file, file.version, now)
    else:
        _remove_from_application(session, actor, file, now)


def open_file(session: Session, actor: Actor, file_id: PublicId) -> Offered:
    """Give what is needed to send a file; the original name only to its owner and the coordinators.

    Raises NotFound, also for a file of a version that is not the one the actor reads.
    """
    file = find(session, StoredFile, file_id)
    view = see(actor, file)
    if file.removed_at is not None or not _is_of_his_version(file, actor):
        raise NotFound
    return Offered(view.original_name or file.neutral_name, file.media_type, file.digest, file.size)


def _is_of_his_version(file: StoredFile, actor: Actor) -> bool:
    facts = facts_of(file, actor)
    if file.version is None or facts.submitter or facts.coordinator:
        return True
    return file.version_id == readable_version(actor, file.version.submission).id


def _remove_from_submission(
    session: Session, actor: Actor, file: StoredFile, owner: SubmissionVersion, now: datetime
) -> None:
    submission = find_locked(session, Submission, owner.submission.public_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    _refuse_unless(submission.state in WRITABLE)
    version = versions.next_version(session, submission, now)
    for twin in _files(session, StoredFile.version_id == version.id):
        if twin.digest == file.digest:
            twin.removed_at = now
    journal.note(session, submission, journal.Fact(trigger="remove_file", actor=actor, now=now))


def _remove_from_application(session: Session, actor: Actor, file: StoredFile, now: datetime) -> None:
    application = session.get(Application, file.application_id)
    if application is None:
        raise NotFound
    application = find_locked(session, Application, application.public_id)
    require(actor, Permission.APPLICATION_EDIT, application)
    _refuse_unless(application.state in APPLICANT_WRITES)
    file.removed_at = file.removed_at or now
    journal.note(session, application, journal.Fact(trigger="remove_file", actor=actor, now=now))


def _add(
    session: Session, actor: Actor, there: ColumnElement[bool], received: Sequence[Received], limits: Limits
) -> list[StoredFile]:
    """Give the rows of what is new, with neutral names that go on counting."""
    if actor.person_id is None:
        raise NotAllowed
    every = list(session.scalars(select(StoredFile).where(there)))
    present = [file for file in every if file.removed_at is None]
    new = _without_twins(received, {file.digest for file in present})
    if len(present) + len(new) > limits.files:
        raise InvalidInput({"files": plural("Give at most {n} file.", "Give at most {n} files.", limits.files)})
    return [_row(file, len(every) + number, actor.person_id) for number, file in enumerate(new, start=1)]


def _without_twins(received: Sequence[Received], known: Collection[str]) -> list[Received]:
    return [file for file in {file.digest: file for file in received}.values() if file.digest not in known]


def _row(file: Received, number: int, person_id: int) -> StoredFile:
    return StoredFile(
        digest=file.digest, size=file.size, media_type=file.media_type, original_name=file.original_name,
        neutral_name=f"document-{number}.{file.ending}", uploaded_by_id=person_id,
    )  # fmt: skip


def _files(session: Session, there: ColumnElement[bool]) -> list[StoredFile]:
    query = select(StoredFile).where(there, StoredFile.removed_at.is_(None))
    return list(session.scalars(query))


def _refuse_unless(writable: bool) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    if not writable:
        raise Refused(say("It has been sent in; what was sent in no longer changes."))
