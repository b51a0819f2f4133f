"""Rounds of the post: alone, two at a time, and after a crawl of the sample portal."""

import subprocess
import sys

import pytest
import yaml

from portalwatch.deliver import post
from portalwatch.errors import BusyError
from portalwatch.items import State
from portalwatch.locks import sole
from portalwatch.sample.description import description
from portalwatch.store import outbox
from tests.deliver.server import MailServer
from tests.digest.samples import links, parse

#: Holds the lock that the file's name is given of until its standard input is closed.
HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
COMMAND = [sys.executable, "-c", "from portalwatch.cli import main; main()"]


def news(desk):
    """Owe a subscriber something."""
    desk.subscribe(frequency="at once")
    desk.crawl("a")
    desk.clock.advance(minutes=1)
    desk.crawl("b")


def test_of_two_senders_the_second_is_refused_and_nothing_is_lost(desk):
    news(desk)

    with sole(desk.home.var / "sender.lock", ""), pytest.raises(BusyError, match="another portalwatch"):
        desk.post()

    assert [each.state for each in outbox.deliveries(desk.watch.engine)] == [State.PENDING]
    assert desk.post().tally.sent == 1
    assert len(desk.files()) == 1


def test_the_other_sender_may_be_another_process_and_its_death_frees_the_place(desk):
    news(desk)
    desk.home.var.mkdir(exist_ok=True)
    lock = str(desk.home.var / "sender.lock")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError):
            desk.post()
        holder.kill()

    assert desk.post().tally.sent == 1


def test_two_commands_at_the_same_time_send_one_message(desk):
    news(desk)
    command = [*COMMAND, "digest", "--send", "--now", "--home", str(desk.home.path)]

    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=60) for each in both]

    assert len(desk.files()) == 1, said
    assert [each.state for each in outbox.deliveries(desk.watch.engine)] == [State.SENT]
    assert 0 in [each.returncode for each in both]


def test_a_message_is_what_was_frozen_whatever_happened_since(desk, office):
    office.say("RCPT", "450 later")
    desk.place.serve(mail={"host": "127.0.0.1", "port": office.port, "security": "none"})
    news(desk)
    desk.post()
    (frozen,) = outbox.deliveries(desk.watch.engine)
    office.mend()
    desk.place.serve(mail={"host": "127.0.0.1", "port": office.port, "security": "none", "name": "another name"})
    desk.clock.advance(minutes=1)

    assert desk.post().tally.sent == 1

    assert office.contents("li@example.org") == [frozen.message]


def test_three_new_items_of_a_crawled_portal_are_one_message_sent_once(place, server, portal):
    with MailServer() as office:
        place.describe(server, rules=True, sections=few(server))
        place.subscribe({"name": "li", "address": "li@example.org", "frequency": "at once"})
        place.serve(mail={"host": "127.0.0.1", "port": office.port, "security": "none"})
        post_after_crawl(place)
        assert office.taken == []
        published = [portal.publish("notices"), portal.publish("notices"), portal.publish("curtain-wall")]

        assert [post_after_crawl(place).tally.sent for _ in range(2)] == [1, 0]

        (content,) = office.contents("li@example.org")
    found = {address for address, _ in links(parse(content).get_body(("html",)).get_content())}
    assert {address for address in found if address.startswith(server.url) and address.endswith(".html")} == {
        server.url + article.path for article in published
    }


def few(server):
    """Two of the sample portal's sections."""
    described = yaml.safe_load(description(server.url))["sections"]
    return [each for each in described if each["key"] in ("notices", "curtain-wall")]


def post_after_crawl(place):
    place.clock.advance(minutes=30)
    place.crawl()
    return post(place.watch)
