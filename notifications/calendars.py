"""The dates of assignments as calendars keep them: sent with a mail, or fetched from an address of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from notifications import inert
from notifications.ical import Entry, calendar
from notifications.languages import Language, language_for
from notifications.rendering import REFERENCE
from notifications.sender import Sender
from workflow.insight.due_dates import ANSWER, REVIEW, DueDate
from workflow.kernel.messages import N_, Reason, render

SUMMARIES = {
    (ANSWER, False): N_("Answer by now: the invitation to review “{title}”"),
    (REVIEW, False): N_("Hand in by now: your review of “{title}”"),
    (ANSWER, True): N_("Answer due from {reviewer}: “{title}”"),
    (REVIEW, True): N_("Review due from {reviewer}: “{title}”"),
}
"""What a date is called, by its kind and by whether somebody else is waited for."""

OVER = N_("No longer needed.")
NAME = N_("Reviews due ({site})")
NAME_OF_CALL = N_("Dates of “{call}” ({site})")
PATHS = {ANSWER: "/invitation/{seat}", REVIEW: "/review/{seat}"}
DESK = "/desk"


def attachment(dates: Iterable[DueDate], sender: Sender, locale: str) -> str:
    """Give the dates of one assignment, to go with the mail that tells of them; nothing where there is none."""
    language = _language(locale)
    entries = [_entry(date, sender, language) for date in dates]
    return calendar(entries, language=language.code) if entries else ""


def feed(dates: Iterable[DueDate], sender: Sender, locale: str, *, call: str = "") -> str:
    """Give a whole calendar to subscribe to, in the reader's language."""
    language = _language(locale)
    name = _say(NAME_OF_CALL if call else NAME, language, call=inert.line(call), site=sender.name)
    return calendar((_entry(date, sender, language) for date in dates), language=language.code, name=name)


def _entry(date: DueDate, sender: Sender, language: Language) -> Entry:
    title, reviewer = inert.line(date.title), inert.line(date.reviewer)
    summary = _say(SUMMARIES[date.kind, bool(date.reviewer)], language, title=title, reviewer=reviewer)
    told = [_say(REFERENCE, language, reference=date.reference)] if date.reference else []
    path = DESK if date.reviewer else PATHS[date.kind].format(seat=date.seat_id)
    return Entry(
        uid=f"{date.kind}-{date.seat_id}@{sender.host}",
        sequence=date.revision,
        at=date.due_at,
        stamp=date.changed_at,
        summary=summary,
        description="\n".join([*([_say(OVER, language)] if date.is_over else []), *told]),
        url=sender.base_url + path,
        cancelled=date.is_over,
    )


def _language(locale: str) -> Language:
    return language_for(locale, [*SUMMARIES.values(), OVER, NAME, NAME_OF_CALL, REFERENCE])


def _say(sentence: str, language: Language, **values: str) -> str:
    return render(Reason(sentence, values), language.words)
