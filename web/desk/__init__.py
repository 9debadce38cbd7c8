"""The pages of the desk area."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
