"""What a list says that it has, against what was found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes.totals import Tally, count, lacked
from portalwatch.items import Coverage, Crawl, Gap, Item, Known, KnownItem, Outcome, Row, Sign

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)


NOTHING = {"portal": "p", "section": "s", "started_at": NOW, "finished_at": NOW, "outcome": Outcome.UNCHANGED}


class Section:
    """A section as it is crawled, hour by hour: `total` is what its list says, `rows` what it shows."""

    def __init__(self, total: int = 100) -> None:
        self.total, self.now = total, NOW
        self.rows = [str(number) for number in range(5)]
        self.items: dict[str, KnownItem] = {}
        self.tally: Tally | None = None
        self.published = 0

    def crawl(self, *, fresh: int = 0, hours: float = 1, missing: tuple[str, ...] = (), **changes) -> list[int]:
        """Publish some items and crawl; return what is told to be lacking."""
        self.now += timedelta(hours=hours)
        names = [f"new {self.published + number}" for number in range(fresh)]
        self.published += fresh
        self.total += fresh
        self.rows = [*names, *self.rows][:8]
        listed = tuple(Row(key=name, url=f"http://p/{name}", title=name, fingerprint="1") for name in self.rows)
        said = Coverage(overlapped=True, total=self.total)
        crawl = Crawl(**{**NOTHING, "finished_at": self.now}, rows=listed, missing=missing, coverage=said)
        known = Known(established=bool(self.items), items=dict(self.items))
        self.tally = count(self.tally, known, replace(crawl, **changes))
        self.items |= {name: self.known(name) for name in self.rows}
        return [int(each.found) for each in lacked(self.tally)]

    def known(self, name: str, **changes) -> KnownItem:
        item = Item(portal="p", section="s", key=name, url=f"http://p/{name}", title=name)
        return replace(KnownItem(item=item, row_fingerprint="1"), **changes)


@pytest.fixture
def section() -> Section:
    """A section whose count has grown with it."""
    made = Section()
    made.crawl()
    for _ in range(3):
        assert made.crawl(fresh=1) == []
    return made


def test_a_count_that_grows_by_more_than_was_found_is_told_when_two_crawls_show_it(section):
    section.total += 2
    assert section.crawl() == []
    found_at = section.now
    assert section.crawl(fresh=1) == [2]
    section.total += 1

    assert section.crawl() == [3]
    (sign,) = lacked(section.tally)
    assert (sign.sign, sign.since_at, sign.usual) == (Sign.LACKING, found_at, str(section.total))


def test_what_is_found_a_crawl_later_was_only_counted_sooner(section):
    section.total += 1
    assert section.crawl() == []
    section.total -= 1
    assert section.crawl(fresh=1) == []
    assert section.crawl() == []


def test_a_count_that_does_not_grow_with_its_list_is_not_believed():
    section = Section()
    section.crawl()
    for fresh in (1, 0, 1, 1, 0, 2, 1):
        section.total += 1
        assert section.crawl(fresh=fresh) == []
    assert section.crawl() == []


def test_a_count_that_becomes_another_one_is_learnt_anew(section):
    section.total += 1200

    assert [section.crawl(), section.crawl()] == [[], []]
    assert section.tally.agreed == 0


def test_what_goes_and_comes_back_lacks_nowhere(section):
    (gone,) = section.rows[2:3]
    section.rows.remove(gone)
    section.total -= 1
    assert section.crawl(missing=(gone,)) == []
    section.items[gone] = section.known(gone, misses=1)
    assert section.crawl(missing=(gone,)) == []
    assert section.tally.lacking == 0
    section.rows.insert(2, gone)
    section.total += 1

    assert [section.crawl(), section.crawl(), section.tally.lacking] == [[], [], 0]


def test_what_goes_from_the_depth_of_a_list_hides_as_much_for_a_while(section):
    section.total -= 1
    section.crawl()
    section.total += 1
    assert [section.crawl(), section.crawl()] == [[], []]

    section.total -= 1
    section.crawl()
    section.crawl(hours=24 * 15)
    assert section.tally.lacking == 0


def test_what_has_lacked_for_a_fortnight_is_how_the_list_counts(section):
    section.total += 1
    section.crawl()
    assert section.crawl(hours=24 * 13) == [1]
    assert section.crawl(hours=24 * 2) == []
    assert section.crawl() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"coverage": Coverage(overlapped=True)},
        {"coverage": Coverage(gap=Gap(known_on=None, read_on=None), total=200)},
        {"resettled": True},
    ],
)
def test_after_a_crawl_that_cannot_be_compared_the_next_one_begins_anew(section, changes):
    section.crawl(**changes)
    assert section.tally is None

    section.total += 1
    assert [section.crawl(), section.crawl()] == [[], []]


def test_a_list_that_was_not_sent_again_says_what_it_said(section):
    before = section.tally
    section.crawl(rows=())
    assert section.tally == before
    section.total += 1
    section.crawl()

    assert section.crawl(rows=()) == [1]
    assert count(None, Known(), Crawl(**NOTHING)) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
def test_a_list_that_counts_what_it_shows_lacks_nothing(life):
    section = Section()
    for fresh, withdrawn in life:
        gone = tuple(section.rows[1:2]) if withdrawn and len(section.rows) > 2 else ()
        if gone:
            section.rows.remove(gone[0])
            section.total -= 1
        assert section.crawl(fresh=fresh, missing=gone if gone and gone[0] in section.items else ()) == []
        for name in gone:
            section.items[name] = section.known(name, misses=1)
