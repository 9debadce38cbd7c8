"""Every verb in any order: no fault, and every invariant at the end."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.behaviours import case, long
from tests.databases import Store
from tests.properties.life import ONCE, Life
from tests.workflow.actions.test_verbs import TRIED_ELSEWHERE, verbs_of_the_product

StoreOf = Callable[[str], Store]


def live(store: Store, runs: int, steps: int, *, derandomize: bool) -> None:
    """Run this many lives of this many steps."""
    chosen = settings(
        max_examples=runs, stateful_step_count=steps, derandomize=derandomize, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink], print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(lambda: Life(store), settings=chosen)  # type: ignore[arg-type]  # any maker will do


def test_every_verb_has_a_rule() -> None:
    rules = {name for name in ONCE if hasattr(Life, name)}
    assert verbs_of_the_product() - TRIED_ELSEWHERE == rules


@case("D-CC-06")
def test_some_lives_end_sound(stores: StoreOf, database_kind: str) -> None:
    live(stores(database_kind), 4, 25, derandomize=True)


@long("life", short="test_some_lives_end_sound")
def test_many_lives_end_sound(stores: StoreOf, database_kind: str) -> None:
    live(stores(database_kind), 200, 40, derandomize=False)
