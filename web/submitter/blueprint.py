"""The blueprint that every page for submitters is entered in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("submitter", __name__)
