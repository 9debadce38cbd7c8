"""The reader's language and time zone for pages: chosen per request, at hand in every template."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from importlib import resources
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, Response, request
from flask.globals import request_ctx
from flask_babel import Babel, get_locale, get_timezone, get_translations

from web import charts, formats, languages
from web.parts import Due, Score, Text, TypicalDays
from workflow.kernel.messages import Reason, Translator, render

COOKIE = "lang"
YEAR = 365 * 24 * 3600
WRITTEN_HERE = (date, Reason)
TYPED_HERE = (date, Reason, str)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has set about pages; empty where nothing is set."""

    language: str = ""
    time_zone: str = ""
    theme: str = ""


Reader = Callable[[], Preferences]


def install(app: Flask, *, now: Callable[[], datetime], reader: Reader = Preferences) -> None:
    """Give every page its language, its zone, and the filters that write for them.

    `now` gives the time of the request, `reader` the preferences of the person of this request, or empty ones.
    """
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(resources.files("config") / "translations"))
    Babel(app, locale_selector=lambda: _language(reader()), timezone_selector=lambda: _zone(reader()))
    app.before_request(_fall_silent)
    app.teardown_appcontext(_fall_silent)
    app.after_request(_remember_choice)
    _speak(app)
    app.jinja_env.filters.update(_filters(now))
    app.jinja_env.globals.update(
        language_links=language_links,
        lang_attrs=lambda code: languages.lang_attrs(code, language()),
        page_language=language,
        page_direction=direction_of_page,
        theme=lambda: reader().theme,
        spread=spread,
        scale=scale,
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """How this request is answered: its language, its zone, its catalogue."""

    language: str
    direction: str
    zone: tzinfo
    translations: Translator


_voice: ContextVar[Voice | None] = ContextVar("voice", default=None)
"""Lasts as long as the request; a page asks a thousand times, and Flask's own `g` would take a tenth of its time."""


def voice() -> Voice:
    """Give how this request is answered; found once."""
    return _voice.get() or _find_voice()


def _find_voice() -> Voice:
    locale = get_locale()
    code = locale.language if locale else languages.DEFAULT
    found = Voice(code, languages.direction(code), get_timezone() or ZoneInfo("UTC"), get_translations())
    _voice.set(found)
    return found


def _fall_silent(_problem: BaseException | None = None) -> None:
    _voice.set(None)


def language() -> str:
    """Give the code of the language this request is answered in."""
    return voice().language


def direction_of_page() -> str:
    """Give the direction of the language this request is answered in."""
    return voice().direction


def zone() -> tzinfo:
    """Give the time zone this request is answered in."""
    return voice().zone


def words(text: Text) -> str:
    """Give a text in the reader's language: a reason is translated, a string is in it already."""
    if not isinstance(text, Reason):
        return text
    return render(_dated(text) if text.values else text, voice().translations)


def _dated(reason: Reason) -> Reason:
    """Give a reason whose days are written as the reader's language writes them."""
    kinds = TYPED_HERE if voice().direction == "rtl" else WRITTEN_HERE
    if not any(isinstance(value, kinds) for value in reason.values.values()):
        return reason
    return replace(reason, values={name: _dated_value(value) for name, value in reason.values.items()})


def _dated_value(value: object) -> object:
    if isinstance(value, date):
        return formats.full_date(value, language(), zone())
    if isinstance(value, str):
        return isolated(value)
    return _dated(value) if isinstance(value, Reason) else value


def isolated(text: str) -> str:
    """Give a text that keeps its own direction within a sentence from right to left; elsewhere as it is."""
    # Numbers alone have no direction: isolated, a row of them would run from left to right.
    needs_it = direction_of_page() == "rtl" and any(map(str.isalpha, text))
    return f"\u2068{text}\u2069" if needs_it else text


def forget_choice(response: Response) -> Response:
    """Let the person's own setting decide again: for signing in and for saving the language setting."""
    response.delete_cookie(COOKIE)
    return response


def language_links() -> list[dict[str, str | bool]]:
    """Give the menu of languages: the same page in each of them."""
    same_page = _same_page()
    return [
        {
            "code": code,
            "name": name,
            "dir": languages.direction(code),
            "url": same_page(code),
            "current": code == language(),
        }
        for code, name in languages.OWN_NAMES.items()
    ]


def spread(scores: list[Score]) -> charts.Spread:
    """Place the scores of a criterion for the direction of the page."""
    return charts.spread(scores, rtl=direction_of_page() == "rtl")


def scale(days: TypicalDays) -> charts.Scale:
    """Place the days of an item on their scale for the direction of the page."""
    return charts.scale(days, rtl=direction_of_page() == "rtl")


def _speak(app: Flask) -> None:
    """Let templates translate by the catalogue of the request, which is looked up once and not for every word."""

    def gettext(text: str) -> str:
        return voice().translations.gettext(text)

    def ngettext(one: str, many: str, n: int) -> str:
        return voice().translations.ngettext(one, many, n)

    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # extension
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]


def _language(preferences: Preferences) -> str:
    """Negotiate the language of this request."""
    wishes = languages.Wishes(
        asked=request.args.get(COOKIE, ""),
        chosen=request.cookies.get(COOKIE, ""),
        person=preferences.language,
        accepted=tuple(request.accept_languages.values()),
    )
    return languages.negotiate(wishes)


def _zone(preferences: Preferences) -> tzinfo:
    """Give the person's zone, or UTC when none is set or it is unknown here."""
    try:
        return ZoneInfo(preferences.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _same_page() -> Callable[[str], str]:
    """Give the address of this page in any language; the front page when no link can open this one."""
    adapter = request_ctx.url_adapter
    path = request.path if adapter and adapter.test(request.path, "GET") else "/"
    asked = request.args.to_dict(flat=False) if request.method == "GET" else {}
    return lambda code: f"{request.script_root}{path}?{urlencode({**asked, COOKIE: [code]}, doseq=True)}"


def _remember_choice(response: Response) -> Response:
    """Keep the language that the address asked for, in a cookie of this browser."""
    asked = request.args.get(COOKIE, "")
    if asked in languages.CODES:
        response.set_cookie(COOKIE, asked, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _filters(now: Callable[[], datetime]) -> dict[str, Callable[..., object]]:
    """Give the filters of the templates; each writes for the reader of this request."""

    def days_left(due: date) -> Due:
        left = formats.days_left(due, now(), zone())
        return Due(words(left.sentence), left.css, due)

    return {
        "render_reason": words,
        "words": words,
        "date": lambda at: formats.full_date(at, language(), zone()),
        "day_month": lambda at: formats.day_month(at, language(), zone()),
        "weekday_date": lambda at: formats.weekday_date(at, language(), zone()),
        "time": lambda at: formats.clock_time(at, zone()),
        "zone": lambda at: words(formats.zone_name(at, language(), zone())),
        "machine_time": machine_time,
        "days_left": days_left,
        "number": lambda value: formats.number(value, language()),
        "filesize": lambda count: words(formats.filesize(count, language())),
        "language_name": lambda code: languages.language_name(code, language()),
        "direction": languages.direction,
    }


def machine_time(at: date) -> str:
    """Give a date or moment as the attribute `datetime` wants it, in the reader's zone."""
    return at.astimezone(zone()).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
