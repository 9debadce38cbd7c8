"""Accounts: signing in and out, the own settings and sign-ins, the own calendar and mails."""

from web.account import calendars, mails, routes
from web.account.blueprint import bp

__all__ = ["bp", "calendars", "mails", "routes"]
