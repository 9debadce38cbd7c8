"""Accounts: signing in and out, the own settings and sign-ins."""

from web.account.routes import bp

__all__ = ["bp"]
