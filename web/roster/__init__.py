"""The roster as coordinators keep it: the table, and the page of each member."""

from web.roster import due, importing, works
from web.roster.routes import bp

__all__ = ["bp", "due", "importing", "works"]
