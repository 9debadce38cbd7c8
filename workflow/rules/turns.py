"""Says what declining does to a reviewer's turn: the reason decides, and nobody gets ahead by being busy.

Who was asked longest ago is asked first. Whoever could not have taken the review whatever he wished keeps his turn, as
if he had not been asked; whoever had no time has had it.
"""

from __future__ import annotations

KEEPS_HIS_TURN = frozenset({"absent", "not_my_field", "conflict", "language"})
"""The reasons for declining that take nobody's turn; every other one, and none at all, does."""


def keeps_his_turn(code: str) -> bool:
    """Say whether somebody who declined for this reason counts as not asked."""
    return code in KEEPS_HIS_TURN
