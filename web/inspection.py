"""Looks at what templates are given: no mapped object ever reaches a page (DESIGN §2.5).

In tests every render context is walked; in production nothing is, for the tests have visited every page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, before_render_template

from workflow.models import Base

DEEP = 12


def install(app: Flask) -> None:
    """Walk every render context while the app is tested."""

    def inspect(sender: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        if sender.testing:
            refuse_mapped(context, getattr(template, "name", "?"))

    before_render_template.connect(inspect, app, weak=False)


def refuse_mapped(context: Mapping[str, Any], template: str) -> None:
    """Raise when a mapped object is anywhere within reach of a template."""
    for path in _mapped_in(context, "", DEEP):
        message = f"{template} was given a mapped object at {path}"
        raise TypeError(message)


def _mapped_in(value: Any, path: str, depth: int) -> Iterator[str]:
    if isinstance(value, Base):
        yield path
    elif depth and isinstance(value, Mapping):
        for key, part in value.items():
            yield from _mapped_in(part, f"{path}.{key}", depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, part in enumerate(value):
            yield from _mapped_in(part, f"{path}[{number}]", depth - 1)
    elif depth and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _mapped_in(getattr(value, field.name, None), f"{path}.{field.name}", depth - 1)
