"""Lays a letter out as light HTML: inline styles, nothing loaded from anywhere, no tables, both directions.

It has no colours but those of its one button, so that a mail program in the dark makes of it what it likes.
"""

from __future__ import annotations

from html import escape

from notifications.languages import RIGHT_TO_LEFT
from notifications.letter import Action, Item, Letter

FONTS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',Arial,sans-serif"
SERIF = "Georgia,'Noto Serif','Noto Naskh Arabic',serif"
COLONS = " \u00a0\u202f:："
"""What ends the words before an address, and does not stand on a button."""

PAGE = f"margin:0;padding:24px 16px;font:16px/1.6 {FONTS}"
SHEET = "max-width:36em;margin:0 auto"
PARAGRAPH = "margin:0 0 16px"
QUOTE = f"margin:0 0 16px;padding:0 16px;border:solid #74818c;border-width:0 {{edge}};font-family:{SERIF}"
BUTTON = (
    "display:inline-block;margin:8px 0 16px;padding:12px 20px;border-radius:4px;background:#00587f;color:#fff;"
    "font-weight:600;text-decoration:none"
)
FOOT = "margin:16px 0 0;padding:16px 0 0;border-top:1px solid #74818c;font-size:14px"
RULED = "margin:16px 0;padding:16px 0 0;border-top:1px solid #74818c"
ITEM = "margin:0 0 8px;font-weight:600"
SMALL = "margin:0 0 8px;font-size:14px"


def html(letter: Letter) -> str:
    """Give the whole letter as an HTML document."""
    code = letter.language.code
    rtl = code in RIGHT_TO_LEFT
    direction = "rtl" if rtl else "ltr"
    inside = "".join((
        _paragraph(letter.language.notice, SMALL),
        _paragraph(letter.greeting),
        *(_paragraph(text, dates=letter.dates) for text in letter.paragraphs),
        _quote(letter.quote, rtl=rtl),
        *(_item(item, rtl=rtl) for item in letter.items),
        _button(letter.action) if letter.action else "",
        f'<div style="{FOOT}">',
        *(_paragraph(text, SMALL) for text in letter.footer),
        *(_link(action) for action in letter.settings),
        "</div>",
    ))  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="{code}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(letter.subject)}</title></head>\n"
        f'<body style="{PAGE}" dir="{direction}"><div style="{SHEET}">\n{inside}</div></body></html>\n'
    )


def _paragraph(text: str, style: str = PARAGRAPH, *, dates: tuple[str, ...] = ()) -> str:
    if not text:
        return ""
    safe = escape(text).replace(chr(10), "<br>")
    for moment in dates:
        safe = safe.replace(escape(moment), f"<b>{escape(moment)}</b>")
    return f'<p style="{style}">{safe}</p>\n'


def _quote(text: str, *, rtl: bool) -> str:
    """Set apart what a person wrote; its rows stay rows, and its direction is its own."""
    if not text:
        return ""
    style = QUOTE.format(edge="3px 0 0" if rtl else "0 0 3px")
    return f'<blockquote style="{style}" dir="auto">{escape(text).replace(chr(10), "<br>")}</blockquote>\n'


def _item(item: Item, *, rtl: bool) -> str:
    """Give one message of a daily mail under a line, with a link rather than a button."""
    said = "".join(_paragraph(text) for text in item.paragraphs)
    lead = _link(item.action) if item.action else ""
    title = f'<p style="{ITEM}">{escape(item.subject)}</p>\n'
    return f'<div style="{RULED}">{title}{said}{_quote(item.quote, rtl=rtl)}{lead}</div>\n'


def _button(action: Action) -> str:
    words = escape(action.words.rstrip(COLONS))
    return f'<p style="margin:0"><a href="{escape(action.url)}" style="{BUTTON}">{words}</a></p>\n'


def _link(action: Action) -> str:
    return f'<p style="{SMALL}"><a href="{escape(action.url)}">{escape(action.words.rstrip(COLONS))}</a></p>\n'
