"""The pages of the submitter area."""

from flask import Blueprint

bp = Blueprint("submitter", __name__)
