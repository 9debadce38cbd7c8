"""What keeps a message from leaving, or lets nobody know whether it left; each says what the other side said."""

from __future__ import annotations


class DeliveryTrouble(Exception):
    """A message did not leave, or perhaps did; its text says what the other side said."""


class Unreachable(DeliveryTrouble):
    """No mail server takes anything from us now: it says nothing about this message."""


class TryLater(DeliveryTrouble):
    """The server refuses this message for now (4xx)."""


class LineIsDead(TryLater):
    """The server has not answered anything: a line that was used before may have been closed meanwhile."""


class Rejected(DeliveryTrouble):
    """The server refuses this message for good (5xx)."""


class Unsure(DeliveryTrouble):
    """The connection was lost after the message was sent: it may have been taken."""
