"""The pages of the reviewer area."""

from flask import Blueprint

bp = Blueprint("reviewer", __name__)
