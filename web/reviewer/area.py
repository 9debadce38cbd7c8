"""The blueprint that every page for reviewers and applicants is entered in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reviewer", __name__)
