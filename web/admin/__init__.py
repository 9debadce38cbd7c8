"""What administrators do: people and their roles, calls and their rules; nothing of what was sent in is shown here."""

from web.admin import calls, people
from web.admin.blueprint import bp

__all__ = ["bp", "calls", "people"]
