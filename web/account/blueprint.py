"""The area itself, so that its modules can add their pages."""

from flask import Blueprint

bp = Blueprint("account", __name__)
