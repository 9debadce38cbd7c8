"""The blueprint of the desk, which the modules of its routes share."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
