"""A form that is sent twice does it once.

The key of the form is written first in the transaction of its effect: of two that arrive at the same moment the second
waits in the database until the first one is done, and is led to where the first one was led.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import TypeVar

from flask import Flask, Response, g, redirect, request, session
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflow.kernel.db import Database
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.models import IdempotencyKey

T = TypeVar("T")
FIELD = "idempotency_key"
NOT_COMPARED = frozenset({FIELD, "csrf_token"})
LONGEST = 64
A_MOMENT, LOOK = 1.0, 0.02
"""So many seconds the second of two at once waits to hear where the first one led, and looks again after so many."""


@dataclass(frozen=True)
class Key:
    """One sending of one form by one browser."""

    holder: str
    key: str
    digest: str


class AlreadyDone(Exception):
    """This very form was taken before, by this key."""

    def __init__(self, key: Key) -> None:
        """Take the key it was taken by."""
        self.key = key
        super().__init__(key.key)


def key_of_request() -> Key | None:
    """Give the key of the form being sent, or None where it carries none."""
    if request.method != "POST" or not (text := request.form.get(FIELD, "")):
        return None
    return Key(_holder(), text[:LONGEST], _digest())


def run(database: Database, work: Callable[[Session], T], key: Key, now: datetime) -> T:
    """Run the work once for this key. Raises AlreadyDone, or InvalidInput for the same key with other content."""
    if "once" in g:
        return database.in_transaction(work)
    try:
        result = database.in_transaction(lambda s: _with_key(s, work, key, now))
    except IntegrityError:
        with database.reading() as reader:
            _refuse_known(reader, key)
        raise
    g.once = key
    return result


def install(app: Flask, database: Callable[[], Database]) -> None:
    """Keep where each keyed form led, and lead whoever sends it again there; `database` gives the site's."""

    def keep(response: Response) -> Response:
        key: Key | None = g.get("once")
        if key is not None and response.location:
            database().in_transaction(lambda s: _keep_location(s, key, response.location or ""))
        return response

    def lead(done: AlreadyDone) -> Response:
        return redirect(_where_it_led(database(), done.key) or request.url, 303)  # type: ignore[return-value]  # werkzeug's base class

    app.after_request(keep)
    app.register_error_handler(AlreadyDone, lead)


def _with_key(session: Session, work: Callable[[Session], T], key: Key, now: datetime) -> T:
    _refuse_known(session, key)
    session.add(IdempotencyKey(holder=key.holder, key=key.key, request_digest=key.digest, answer={}, at=now))
    session.flush()
    return work(session)


def _refuse_known(session: Session, key: Key) -> None:
    known = _find(session, key)
    if known is None:
        return
    if known.request_digest != key.digest:
        raise InvalidInput({FIELD: say("This form was sent already with other answers. Open it again.")})
    raise AlreadyDone(key)


def _where_it_led(database: Database, key: Key) -> str:
    """Give where the first sending was led, which is known when it has been answered; empty where it led nowhere."""
    until = monotonic() + A_MOMENT
    while True:
        with database.reading() as session:
            known = _find(session, key)
            location = str(known.answer.get("location", "")) if known else ""
        if location or monotonic() > until:
            return location
        sleep(LOOK)


def _keep_location(session: Session, key: Key, location: str) -> None:
    known = _find(session, key)
    if known is not None:
        known.answer = {"location": location}


def _find(session: Session, key: Key) -> IdempotencyKey | None:
    query = select(IdempotencyKey).where(IdempotencyKey.holder == key.holder, IdempotencyKey.key == key.key)
    return session.scalars(query).one_or_none()


def _holder() -> str:
    """Give who sends: the sign-in, else the browser by its token against forged posts."""
    name = str(session.get("_user_id") or session.get("csrf_token") or request.remote_addr)
    return hashlib.sha256(name.encode()).hexdigest()


def _digest() -> str:
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k not in NOT_COMPARED)
    return hashlib.sha256(repr((request.path, fields)).encode("utf-8", "surrogatepass")).hexdigest()
