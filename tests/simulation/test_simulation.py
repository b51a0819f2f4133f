"""Portals with a known history are crawled at random times; what is told is what happened."""

from collections import Counter

import pytest

from tests.simulation.figures import bad
from tests.simulation.life import ALL
from tests.simulation.play import Played, play
from tests.simulation.redesigns import live_through
from tests.simulation.serving import Server

DAYS = 40
#: Lives that are played one after the other; together they have more than two thousand section-days.
LIVES, SECTION_DAYS = [range(7), range(7, 13), range(15, 22), range(45, 52)], 500
PAIRS = [range(4), range(4, 8)]


def shown(life: Played) -> str:
    return "\n".join(f"seed {life.seed} {each}" for each in life.failures[:5])


@pytest.mark.parametrize("seeds", LIVES)
def test_what_happens_to_a_portal_is_told_once_and_as_what_it_is(seeds):
    figures: Counter[str] = Counter()
    for seed in seeds:
        life = play(seed, DAYS, ALL, often=(1,))
        assert bad(life.figures) == 0, shown(life)
        figures += life.figures

    assert figures["section-days"] >= SECTION_DAYS
    assert min(figures[f"told: {kind}"] for kind in ("new", "edited", "moved", "withdrawn", "returned")) > 0


@pytest.mark.parametrize("numbers", PAIRS)
def test_a_new_template_is_survived_with_the_same_addresses_and_with_new_ones(numbers):
    assert [(fate.word, fate.reason) for fate in map(live_through, numbers)] == [("survived", "")] * len(numbers)


def test_it_is_the_same_over_http(loop):
    with Server(loop).running() as server:
        life = play(3, 8, ALL - {"outages"}, driving=server.connect)

    assert bad(life.figures) == 0, shown(life)
    assert life.figures["told: new"] > 0


def test_a_life_is_the_same_whenever_it_is_played():
    assert play(5, 8, ALL).figures == play(5, 8, ALL).figures
