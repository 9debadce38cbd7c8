"""The pages of the demo area."""

from flask import Blueprint

bp = Blueprint("demo", __name__)
