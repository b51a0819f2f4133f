"""Commands that are typed while a disk is full, a store is locked or may not be written, or another process is at it.

Each says in one line what is wrong, where, and what to do, and ends with 1; nothing is lost, and the next run ends as
if nothing had been.
"""

import re
from pathlib import Path

import pytest

from tests.crash.judge import faults, look
from tests.crash.test_crashes import in_the_folder

FULL = r"database or disk is full \(free some space; "
FAILING = r"disk I/O error \(the disk may be full, or failing; "
LOCKED = r"database is locked \(another process keeps it to itself; end that one, or try again\)"
WRITABLE = r"attempt to write a readonly database \(make the file and its directory writable, "
DENIED = r"cannot be written \(Permission denied\); make the file and its directory writable"
CRAWLED = r"sample is being crawled by another process; try again when that has ended \(process \d+\)"
NEWS = "2 sections · ok 2 · 3 new · 0 edited"


def suffered(scene, life, *troubles):
    """Have a life lived under each trouble; return how it ended, and the last line that it said."""
    report = scene.live(life, troubles=troubles)
    assert len(report.tries) == len(troubles)
    for each in report.tries:
        remains = look(Path(each.home), in_the_folder(each))
        assert (each.again, list(faults(remains, scene.titles, scene.urls)), remains.extra) == (0, [], 0), each
    return [(each.ended, each.said.splitlines()) for each in report.tries]


def test_a_crawl_that_finds_no_room_says_so_and_the_next_one_brings_all_of_it(scene):
    full = suffered(scene, "crawl", *(f"full store: {pages}" for pages in (0, 16)))
    short = suffered(scene, "crawl", *(f"short files: {size}" for size in (33_000, 250_000)))

    for said, tries in ((FULL, full), (FAILING, short)):
        for ended, lines in tries:
            assert (ended, len(lines)) == (1, 1), lines
            assert re.match(rf"portalwatch: /.*/var/portalwatch\.db: {said}", lines[0])


def test_the_post_that_finds_no_room_says_so_and_the_next_one_sends_all_of_it(scene):
    full, short, outbox = suffered(scene, "post", "full store: 0", "short files: 33000", "full outbox")

    assert (full[0], short[0], outbox[0]) == (1, 1, 1)
    assert re.match(rf"portalwatch: /.*/var/portalwatch\.db: {FULL}", full[1][-1])
    assert re.match(rf"portalwatch: /.*/var/portalwatch\.db: {FAILING}", short[1][-1])
    assert re.search(r"reader@example\.org: /.*/var/outbox/.*\.eml: No space left on device", outbox[1][-1])


@pytest.mark.parametrize("life", ["crawl", "post"])
def test_a_store_that_somebody_else_keeps_locked_is_named(scene, life):
    ((ended, lines),) = suffered(scene, life, "locked store")

    assert (ended, len(lines)) == (1, 1)
    assert re.match(rf"portalwatch: /.*/var/portalwatch\.db: {LOCKED}", lines[0])


def test_what_a_crawl_may_not_write_is_named(scene):
    names = ("var/portalwatch.db", "var", "var/locks/sample.lock")
    for (ended, lines), said in zip(
        suffered(scene, "crawl", *(f"read-only: {name}" for name in names)),
        (rf"/var/portalwatch\.db: {WRITABLE}", rf"/var/portalwatch\.db: {WRITABLE}", rf"/sample\.lock: {DENIED}"),
        strict=True,
    ):
        assert (ended, len(lines)) == (1, 1), lines
        assert re.search(said, lines[0])


def test_what_the_post_may_not_write_is_named(scene):
    store, lock, outbox = suffered(
        scene, "post", "read-only: var/portalwatch.db", "read-only: var/sender.lock", "read-only: var/outbox"
    )

    assert (store[0], lock[0], outbox[0]) == (1, 1, 1)
    assert re.search(rf"/var/portalwatch\.db: {WRITABLE}", store[1][-1])
    assert re.search(rf"/var/sender\.lock: {DENIED}", lock[1][-1])
    assert re.search(r"/var/outbox/.*\.eml: Permission denied", outbox[1][-1])


def test_evidence_that_cannot_be_kept_is_told_and_costs_no_news(scene):
    troubles = ("full evidence: 0", "read-only: var/evidence.db", "locked evidence")

    for (ended, lines), said in zip(suffered(scene, "crawl", *troubles), (FULL, WRITABLE, LOCKED), strict=True):
        assert (ended, lines[-2]) == (1, NEWS)
        assert re.match(rf"portalwatch: /.*/var/evidence\.db: no evidence is kept: {said}", lines[-1])


def test_of_two_crawls_of_a_portal_the_second_says_who_is_at_it_and_changes_nothing(scene):
    effects = ("BEGIN IMMEDIATE", "INSERT INTO event", "INSERT INTO blob")
    early, *others = suffered(scene, "crawl", "beside: crawl mkdir", *(f"beside: crawl {each}" for each in effects))

    assert (early[0], early[1][-1]) == (0, NEWS)
    for ended, lines in others:
        assert (ended, len(lines)) == (1, 1), lines
        assert re.fullmatch(f"portalwatch: {CRAWLED}", lines[0])


def test_of_two_that_post_the_second_waits_or_leaves_it_to_the_first(scene):
    making, sending = suffered(scene, "post", "beside: post INSERT INTO digest", "beside: post replace")

    assert (making[0], sending[0]) == (1, 1)
    assert re.search(LOCKED, making[1][-1])
    left = r"another portalwatch of this home is sending; it will send these too \(process \d+\)"
    assert re.fullmatch(f"portalwatch: {left}", sending[1][-1])


def test_the_post_waits_for_a_crawl_that_is_being_recorded(scene):
    ((ended, lines),) = suffered(scene, "post", "beside: crawl INSERT INTO crawl")

    assert ended == 1
    assert re.search(LOCKED, lines[-1])


def test_a_home_is_served_once(scene):
    ((ended, lines),) = suffered(scene, "serve", "beside: serve INSERT INTO digest")

    assert (ended, len(lines)) == (1, 1)
    served = r"another `portalwatch serve` of this home is running; stop that one first \(process \d+\)"
    assert re.fullmatch(f"portalwatch: {served}", lines[0])
