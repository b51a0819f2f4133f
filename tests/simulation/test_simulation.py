"""Portals with a known history are crawled at random times; what is told is what happened."""

import pytest

from tests.simulation.figures import bad
from tests.simulation.life import ALL
from tests.simulation.play import Played, play
from tests.simulation.serving import Server

SEEDS, DAYS = range(6), 40
#: The troubles under which nothing is told wrongly in any life that was played; `make simulation` plays all of them.
HELD = frozenset({"edits", "bursts", "silence", "pins", "reorders", "outages", "walls", "downtime"})


def shown(life: Played) -> str:
    return "\n".join(f"seed {life.seed} {each}" for each in life.failures[:5])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happens_to_a_portal_is_told_once_and_as_what_it_is(seed):
    life = play(seed, DAYS, HELD, often=(1,))

    assert bad(life.figures) == 0, shown(life)
    assert life.figures["told: new"] > 0


def test_it_is_the_same_over_http(loop):
    with Server(loop).running() as server:
        life = play(3, 8, HELD - {"outages"}, driving=server.connect)

    assert bad(life.figures) == 0, shown(life)
    assert life.figures["told: new"] > 0


def test_a_life_is_the_same_whenever_it_is_played():
    assert play(5, 12, ALL).figures == play(5, 12, ALL).figures
