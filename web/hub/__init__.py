"""The pages of the hub area."""

from flask import Blueprint

bp = Blueprint("hub", __name__)
