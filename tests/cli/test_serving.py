"""`serve`: crawls and mails on schedule, and ends when it is told to."""

import signal
import sqlite3
from contextlib import suppress
from email import message_from_bytes, policy
from subprocess import TimeoutExpired
from time import monotonic

import pytest

from tests.cli.conftest import started

SECTIONS = [{"key": "hot", "name": "最新热点"}, {"key": "notices", "name": "通知公告"}]


@pytest.fixture
def home(place, server):
    """A home whose portal is crawled every second, and whose subscriber is told at once."""
    place.describe(server, sections=SECTIONS, schedule="1s")
    place.subscribe({"name": "li", "address": "li@example.org", "frequency": "at once", "latest": 2})
    (place.home.config / "portalwatch.toml").write_text("jitter = 0\n")
    return place.home


def letters(home):
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(home.outbox.glob("*.eml"))]


def crawls(home, outcome):
    """How many crawls with this outcome a store holds that is whole."""
    store = sqlite3.connect(home.var / "portalwatch.db")
    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    (count,) = store.execute("SELECT count(*) FROM crawl WHERE outcome = ?", [outcome]).fetchone()
    store.close()
    return count


def wait_for_letters(running, home, count):
    """Wait until so many letters are in the outbox, for as long as the service runs, at most a minute."""
    until = monotonic() + 60
    while len(letters(home)) < count:
        with suppress(TimeoutExpired):
            running.wait(0.05)
        assert running.poll() is None, running.communicate()[1]
        assert monotonic() < until


def stop(running):
    """Tell the service to end; return what it has logged."""
    running.send_signal(signal.SIGTERM)
    _, log = running.communicate(timeout=20)
    assert running.returncode == 0
    assert log.splitlines()[-1].endswith("INFO stopped")
    return log


def test_what_is_due_is_crawled_and_mailed_and_what_came_while_nobody_ran_is_made_up_for(home, server, environment):
    with started("serve", cwd=home.path, environment=environment) as running:
        wait_for_letters(running, home, 1)
        log = stop(running)

    assert "INFO watching 1 portals for 1 subscriptions" in log
    assert "INFO sample/notices: ok, 0 new or changed" in log
    assert "INFO digest for li: 2 entries" in log
    title = server.portal.publish("notices").title

    with started("serve", cwd=home.path, environment=environment) as running:
        wait_for_letters(running, home, 2)
        # From here on the portal hangs, and the service is stopped in the middle of a crawl.
        server.portal.break_("/", "timeout")
        server.clear()
        server.wait(1)
        stop(running)

    first, second = letters(home)
    assert first["To"] == second["To"] == "li@example.org"
    assert title not in first.as_string()
    assert title in second.get_body(("plain",)).get_content()
    assert crawls(home, "failed") == 0
    assert crawls(home, "ok") == 3


def test_what_is_written_in_config_is_taken_over_while_it_runs_and_what_is_wrong_there_is_told(
    place, home, server, environment
):
    with started("serve", cwd=home.path, environment=environment) as running:
        wait_for_letters(running, home, 1)
        (home.config / "subscribers.yaml").write_text("subscribers: nobody\n")
        refused = next(line for line in running.stderr if "subscribers.yaml" in line)
        place.subscribe({"name": "wang", "address": "wang@example.org", "frequency": "at once", "latest": 1})
        wait_for_letters(running, home, 2)
        log = stop(running)

    assert refused.endswith("; until that is mended all goes on as before\n")
    assert "INFO watching 1 portals for 1 subscriptions" in log
    assert {letter["To"] for letter in letters(home)} == {"li@example.org", "wang@example.org"}
