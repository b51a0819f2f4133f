"""Portals with a known history are crawled at random times; what is told is what happened."""

import pytest

from tests.simulation.figures import bad
from tests.simulation.life import ALL
from tests.simulation.play import Played, play
from tests.simulation.redesigns import is_good, live_through
from tests.simulation.serving import Server

#: With one crawl a day these are more than 2,000 section-days.
SEEDS, DAYS = range(16), 56


def shown(life: Played) -> str:
    return "\n".join(f"seed {life.seed} {each}" for each in life.failures[:5])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happens_to_a_portal_is_told_once_and_as_what_it_is(seed):
    life = play(seed, DAYS, ALL, often=(1,))

    assert bad(life.figures) == 0, shown(life)
    assert life.figures["told: new"] > 0


def test_it_is_the_same_over_http(loop):
    with Server(loop).running() as server:
        life = play(3, 8, ALL - {"outages"}, driving=server.connect)

    assert bad(life.figures) == 0, shown(life)
    assert life.figures["told: new"] > 0


def test_new_templates_are_survived_or_held():
    fates = [live_through(number) for number in range(12)]

    assert is_good(fates), fates


def test_a_life_is_the_same_whenever_it_is_played():
    assert play(5, 12, ALL).figures == play(5, 12, ALL).figures
