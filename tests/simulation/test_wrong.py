"""The judge is able to fail: it finds out strategies that are wrong. `make test-mutants` tries all of them."""

import pytest

from tests.simulation.mutants import try_out
from tests.simulation.wrong import STRATEGIES, put_back


@pytest.mark.parametrize("name", ["whole_page_is_compared", "first_known_row_stops", "withdrawn_without_asking"])
def test_the_judge_finds_out_a_wrong_strategy_where_the_right_one_goes_well(name):
    verdict = try_out(name, range(4), days=5)

    assert verdict.failure, verdict


@pytest.mark.parametrize("name", STRATEGIES)
def test_each_wrong_strategy_stands_in_for_something_that_there_is(name):
    with put_back(name):
        pass
