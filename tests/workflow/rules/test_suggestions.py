"""Who is meant where a reviewer who declines names somebody else."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.rules.conflicts import Known
from workflow.rules.suggestions import meant_by

PEOPLE = {
    1: Known(person_id=1, name="Ann Author", addresses=frozenset({"ann@agency.int"})),
    2: Known(person_id=2, name="José Núñez", addresses=frozenset({"jn@uni.edu"})),
    3: Known(person_id=3, name="Ann"),
    4: Known(person_id=4, name="", addresses=frozenset()),
}


@behaviour("R4")
@pytest.mark.parametrize(("text", "meant"), [
    ("Ask Ann Author: she wrote the handbook.", [1]),
    ("AUTHOR, Ann (agency)", [1]),
    ("ANN@agency.int knows this", [1]),
    ("Jose Nunez or ann@agency.int", [1, 2]),
    ("Somebody at the agency, perhaps Ann?", []),
    ("", []),
])  # fmt: skip
def test_somebody_is_meant_by_address_or_by_the_whole_name(text: str, meant: list[int]) -> None:
    assert sorted(meant_by([text], PEOPLE)) == meant


def test_the_first_who_names_somebody_is_quoted() -> None:
    assert meant_by(["Ann Author, who knows", "Ann Author"], PEOPLE) == {1: "Ann Author, who knows"}
