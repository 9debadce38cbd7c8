"""Style sheet, script and icon: read once, compressed once, kept by browsers until their content changes."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from flask import Flask, Response, abort, request, url_for

# What is served under one name, and the sources it is made of, in order.
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "style.css": ("tokens.css", "collegium.css"),
    "collegium.js": ("collegium.js",),
    "icon.svg": ("icon.svg",),
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: its bytes, plain and compressed, and the digest that names this content."""

    body: bytes
    packed: bytes
    digest: str
    mimetype: str


def load() -> dict[str, Asset]:
    """Read the bundles from the package."""
    return {name: _asset(name, sources) for name, sources in BUNDLES.items()}


def _asset(name: str, sources: tuple[str, ...]) -> Asset:
    """Join the sources of a bundle."""
    folder = resources.files("web") / "static"
    body = b"\n".join((folder / source).read_bytes() for source in sources)
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:16], mimetype)


def install(app: Flask) -> None:
    """Serve the bundles at `/assets/<digest>/<name>` and give templates `asset_url(name)`."""
    bundles = load()

    def asset(digest: str, name: str) -> Response:
        found = bundles.get(name)
        if found is None or found.digest != digest:
            abort(404)
        return _answer(found)

    app.add_url_rule("/assets/<digest>/<name>", "asset", asset)
    app.jinja_env.globals["asset_url"] = lambda name: url_for("asset", digest=bundles[name].digest, name=name)


def _answer(asset: Asset) -> Response:
    """Send an asset, compressed when the browser takes that."""
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
