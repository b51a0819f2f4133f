"""The service's word to its watchdog, and what it notes of sections that nobody looks at."""

import asyncio
import logging
from contextlib import closing

import pytest

from portalwatch.errors import UsageError
from portalwatch.items import Outcome, Sign
from portalwatch.schedule.watchdog import Watchdog
from portalwatch.store import health, notices
from tests.deliver.conftest import Desk
from tests.network.server import answer, serving


@pytest.fixture
def desk(make_place):
    desk = Desk(make_place("home"))
    yield desk
    desk.close()


@pytest.fixture
def hound():
    with serving(lambda path: answer(b"OK")) as server:
        yield server


@pytest.fixture
def secret(monkeypatch):
    """Put the watchdog's address into the environment."""
    return lambda url: monkeypatch.setenv("PORTALWATCH_WATCHDOG_URL", url)


def guard(desk, **settings):
    """A watchdog, and what says that a round has ended, and waits until it is told."""
    if settings:
        desk.place.serve(watchdog=settings)
        path = desk.home.config / "portalwatch.toml"
        path.write_text(path.read_text().replace("True", "true").replace("False", "false"))
    watchdog = Watchdog(desk.watch)

    def round_ends():
        async def tell():
            watchdog.tell()
            await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

        # In a loop of its own, and without `asyncio.run`, which leaves no loop set for the tests that follow.
        with closing(asyncio.new_event_loop()) as loop:
            loop.run_until_complete(tell())

    return watchdog, round_ends


def test_it_is_told_of_each_round_but_not_more_than_once_a_minute(desk, hound, secret):
    secret(hound.url("/ping/1"))
    _, round_ends = guard(desk, allow_private=True)
    for _ in range(4):
        round_ends()
        desk.clock.advance(seconds=20)
    assert hound.paths == ["/ping/1"] * 2


def test_a_round_that_went_wrong_is_told_once(desk, hound, secret):
    secret(hound.url("/ping/1"))
    watchdog, round_ends = guard(desk, allow_private=True)
    watchdog.fail()
    for _ in range(2):
        round_ends()
        desk.clock.advance(minutes=1)
    assert hound.paths == ["/ping/1/fail", "/ping/1"]


def test_a_watchdog_that_knows_no_failures_is_then_left_in_silence(desk, hound, secret):
    secret(hound.url("/ping/1"))
    watchdog, round_ends = guard(desk, allow_private=True, fail=False)
    watchdog.fail()
    round_ends()
    assert hound.paths == []


def test_a_watchdog_out_of_reach_stops_nothing_and_its_address_is_not_logged(desk, hound, secret, caplog):
    secret(hound.url("/ping/secret"))
    _, round_ends = guard(desk)
    with caplog.at_level(logging.DEBUG, "portalwatch"):
        round_ends()
    assert caplog.messages == ["the watchdog could not be told: AddressError"]
    assert "secret" not in repr(desk.watch.config.service)


def test_what_nobody_looks_at_for_three_periods_is_told_once_and_to_the_watchdog(desk, hound, secret):
    desk.crawl("a")
    desk.clock.advance(days=2)
    secret(hound.url("/ping/1"))
    _, round_ends = guard(desk, allow_private=True)
    # While nobody ran, nobody could look; the service gets its time.
    round_ends()
    assert notices.untold(desk.watch.engine) == ()
    for _ in range(2):
        desk.clock.advance(minutes=100)
        round_ends()
    assert hound.paths == ["/ping/1", "/ping/1/fail", "/ping/1/fail"]
    desk.crawl("b")
    desk.clock.advance(minutes=1)
    round_ends()

    assert hound.paths[-1] == "/ping/1"
    found = [(each.before, each.after) for each in notices.untold(desk.watch.engine)]
    assert found == [(Outcome.OK, Sign.OVERDUE), (Sign.OVERDUE, Outcome.OK)]
    assert [each.cautions for each in health.sections(desk.watch.engine)] == [()]


def test_without_an_address_nobody_is_asked(desk):
    _, round_ends = guard(desk)
    round_ends()


def test_an_address_that_is_none_is_refused_before_anything_runs_and_is_not_shown(desk, secret):
    secret("hc.example.org/ping/secret")

    with pytest.raises(UsageError, match="PORTALWATCH_WATCHDOG_URL is no web address") as refused:
        guard(desk)

    assert "secret" not in str(refused.value)
