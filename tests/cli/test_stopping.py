"""Crawls that are stopped while a portal hangs: what they had not finished is as if it had not begun."""

import signal
import sqlite3
from datetime import UTC, datetime

from portalwatch.items import Outcome
from portalwatch.store import owed
from tests.cli.conftest import started


def recorded(home):
    """The sections whose crawl was recorded, in a store that is whole."""
    store = sqlite3.connect(home.var / "portalwatch.db")
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    found = [row[0] for row in store.execute("SELECT section FROM crawl ORDER BY id")]
    store.close()
    return found


def test_a_crawl_that_is_interrupted_ends_soon_and_the_next_one_makes_it_whole(place, server, environment):
    place.clock.now = datetime.now(UTC)
    place.crawl(section="notices,hot")
    server.portal.publish("hot")
    server.portal.break_("hot", "timeout")
    server.clear()

    with started("crawl", "--section", "notices,hot", cwd=place.home.path, environment=environment) as crawling:
        server.wait(2)
        crawling.send_signal(signal.SIGINT)
        out, err = crawling.communicate(timeout=20)

    assert crawling.returncode == 130
    assert ("notices" in out, "hot" in out) == (True, False)
    assert err == "interrupted; what was not finished is not recorded, the next crawl reads it\n"
    assert recorded(place.home) == ["notices", "hot", "notices"]

    server.portal.mend()
    crawls = place.crawl(section="notices,hot")

    assert [crawl.outcome for crawl in crawls.values()] == [Outcome.UNCHANGED, Outcome.OK]
    assert len(owed.events(place.watch.engine)) == 1


def test_a_crawl_that_is_interrupted_before_anything_came_records_nothing(place, server, environment):
    server.portal.break_("/", "timeout")

    with started("crawl", cwd=place.home.path, environment=environment) as crawling:
        server.wait(1)
        crawling.send_signal(signal.SIGTERM)
        crawling.send_signal(signal.SIGTERM)
        out, err = crawling.communicate(timeout=20)

    assert (crawling.returncode, out) == (130, "")
    assert err == "interrupted; what was not finished is not recorded, the next crawl reads it\n"
    assert recorded(place.home) == []
