"""What has gone, come back, moved or come late; and what only looks as if it had."""

from dataclasses import replace

import pytest

from portalwatch.changes import compare
from portalwatch.items import Attachment, Changes, Coverage, Item, Kind, KnownItem, Move, Problem
from tests.changes.test_compare import announced, crawl, item, known, means_nothing, published, row

KEYS = ("a", "b", "c", "d", "e")
GONE = Problem(kind="http-404", url="http://p/b")


def knowing(**changes):
    """Five known items in their order, of which `b` is as the changes say."""
    items = {key: KnownItem(item=item(key, published=published(9)), row_fingerprint=f"row {key}") for key in KEYS}
    items["b"] = replace(items["b"], **changes)
    return known(items=items, order=KEYS, run=KEYS, newest_on=published(9).on)


def without_b(*opened, missing=("b",)):
    listed = tuple(row(key) for key in KEYS if key != "b")
    return replace(crawl(*opened, rows=listed), missing=missing)


def gone(problem=GONE):
    return item("b", fingerprint=None, problem=problem)


def test_what_two_crawls_missed_and_its_own_address_denies_is_withdrawn():
    changes = compare(knowing(misses=1), without_b(gone()))

    assert announced(changes) == [(Kind.WITHDRAWN, "b")]
    assert changes.announced[0].item.problem is None
    assert changes.order == ("a", "c", "d", "e")


def test_while_the_list_shows_less_than_half_of_what_it_did_nothing_is_withdrawn():
    def showing(*keys: str) -> Changes:
        page = replace(without_b(gone()), rows=tuple(map(row, keys)), coverage=Coverage(pages=1))
        return compare(knowing(misses=1), page)

    assert announced(showing("a", "e")) == []
    assert "b" in showing("a", "e").order
    assert announced(showing("a", "d", "e")) == [(Kind.WITHDRAWN, "b")]


def test_what_one_crawl_missed_keeps_its_place():
    changes = compare(knowing(), without_b(gone()))

    assert means_nothing(changes)
    assert changes.order == KEYS


@pytest.mark.parametrize("problem", [None, Problem(kind="timeout", url="http://p/b"), Problem(kind="wall", url="")])
def test_what_its_own_address_does_not_deny_is_not_withdrawn(problem):
    now = gone(problem) if problem else item("b", published=published(9))

    assert means_nothing(compare(knowing(misses=1), without_b(now)))


def test_where_what_is_listed_is_gone_as_well_nothing_is_withdrawn_until_something_can_be_read():
    listed = item("a", fingerprint=None, problem=Problem(kind="replaced", url="http://p/a"))
    changes = compare(knowing(misses=1), without_b(gone(), listed))

    assert Kind.WITHDRAWN not in [kind for kind, _ in announced(changes)]
    assert "b" in changes.order
    read = item("c", published=published(9))
    assert (Kind.WITHDRAWN, "b") in announced(compare(knowing(misses=1), without_b(gone(), listed, read)))


def test_what_is_where_it_was_but_no_longer_listed_loses_its_place():
    changes = compare(knowing(misses=1), without_b(item("b", published=published(9))))

    assert changes.dropped == {"b"}
    assert "b" not in changes.order


def test_what_a_page_hides_that_shows_less_than_half_of_what_it_did_keeps_its_place():
    page = replace(without_b(item("b", published=published(9))), rows=(row("a"), row("e")), coverage=Coverage(pages=1))

    changes = compare(knowing(misses=1), page)

    assert changes.dropped == frozenset()
    assert "b" in changes.order


def test_what_nobody_could_look_at_keeps_its_place_and_what_has_no_page_loses_it():
    assert compare(knowing(misses=1), without_b()).order == KEYS
    external = item("b", fingerprint=None)
    assert compare(knowing(misses=1, item=external), without_b()).dropped == {"b"}


def test_what_another_section_still_lists_is_not_withdrawn_but_loses_its_place():
    changes = compare(knowing(misses=1, elsewhere=True), without_b(gone()))

    assert means_nothing(changes)
    assert changes.dropped == {"b"}


def test_what_is_only_known_by_an_address_of_before_the_portal_moved_is_not_withdrawn_and_loses_its_place_in_time():
    def missed(times: int) -> Changes:
        return compare(knowing(misses=times), replace(without_b(gone()), stranded=frozenset("b")))

    assert [announced(missed(times)) for times in (1, 4, 5)] == [[], [], []]
    assert [missed(times).dropped for times in (0, 1, 4)] == [frozenset()] * 3
    assert missed(4).order == KEYS
    assert missed(5).dropped == {"b"}


def test_what_is_withdrawn_is_withdrawn_once():
    assert means_nothing(compare(knowing(misses=2, withdrawn=True), without_b(gone())))


def test_what_was_withdrawn_and_is_listed_and_read_again_has_returned():
    back = item("b", published=published(9))

    assert announced(compare(knowing(withdrawn=True), crawl(back))) == [(Kind.RETURNED, "b")]
    assert means_nothing(compare(knowing(withdrawn=True), crawl(gone())))
    assert means_nothing(compare(knowing(withdrawn=True), crawl(back, rows=(row("a"),))))


def test_what_has_returned_names_what_differs_from_what_it_said_before():
    back = item("b", published=published(9), title="b, amended", fingerprint="2")
    (change,) = compare(knowing(withdrawn=True), crawl(back)).announced

    assert (change.kind, change.fields) == (Kind.RETURNED, ("title",))
    moved = replace(crawl(back), resettled=frozenset({"b"}))
    assert compare(knowing(withdrawn=True), moved).announced[0].fields == ()


def test_what_was_published_before_the_newest_known_is_late():
    fresh = item("f", published=published(8))

    changes = compare(knowing(), crawl(fresh, rows=(row("a"), row("f", 8), row("b"))))

    assert announced(changes) == [(Kind.LATE, "f")]


@pytest.mark.parametrize("when", [published(9), published(10), None])
def test_what_was_published_since_or_on_no_day_is_new(when):
    assert announced(compare(knowing(), crawl(item("f", published=when)))) == [(Kind.NEW, "f")]


MOVE = Move(key="b", alias="x", url="http://p/x")


def test_an_item_found_under_another_address_has_moved():
    now = item("b", url="http://p/x", published=published(9))

    assert announced(compare(knowing(), replace(crawl(now), moves=(MOVE,)))) == [(Kind.MOVED, "b")]


def test_an_item_that_moves_and_changes_is_edited():
    now = item("b", url="http://p/x", body="another", fingerprint="2")

    assert announced(compare(knowing(), replace(crawl(now), moves=(MOVE,)))) == [(Kind.EDITED, "b")]


def test_an_item_that_moves_with_its_files_has_moved_and_has_their_new_addresses():
    before, after = (Attachment(url=f"http://p/{place}/a.pdf", name="a.pdf") for place in ("old", "new"))
    now = item("b", url="http://p/x", published=published(9), attachments=(after,), fingerprint="2")
    known = knowing(item=item("b", published=published(9), attachments=(before,)))

    (change,) = compare(known, replace(crawl(now), moves=(MOVE,))).announced

    assert (change.kind, change.item.attachments) == (Kind.MOVED, (after,))


def test_what_did_not_move_with_the_portal_is_told_as_ever():
    changed = item("a", body="x", fingerprint="2", published=published(9))
    crawled = replace(crawl(item("f"), changed), moves=(MOVE,), resettled=frozenset("b"))

    assert announced(compare(knowing(), crawled)) == [(Kind.NEW, "f"), (Kind.EDITED, "a")]


def test_a_portal_that_resettles_announces_neither_moves_nor_edits():
    same = replace(crawl(item("b", url="http://p/x")), moves=(MOVE,), resettled=frozenset("b"))
    other = item("b", url="http://p/x", body="x", fingerprint="2")
    differing = replace(crawl(other), moves=(MOVE,), resettled=frozenset("b"))

    assert means_nothing(compare(knowing(), same))
    assert (compare(knowing(), differing).announced, len(compare(knowing(), differing).stored)) == ((), 1)


def test_edits_are_told_where_addresses_differ_by_their_queries_only():
    before = item("b", url="http://p/show?id=1&t=1")
    after = replace(before, url="http://p/show?id=1&t=2", body="其他", fingerprint="2")

    changes = compare(known(before), replace(crawl(after), moves=(MOVE,), resettled=frozenset("b")))

    assert [(each.kind, each.fields) for each in changes.announced] == [(Kind.EDITED, ("body",))]


@pytest.mark.parametrize(
    ("title", "when", "told"),
    [
        ("f", 8, [(Kind.LATE, "f")]),
        ("f", None, [(Kind.NEW, "f")]),
        ("f", 7, []),
        ("c", 8, []),
        ("f", 9, [(Kind.NEW, "f")]),
    ],
)
def test_what_may_be_a_missing_item_while_a_portal_resettles_is_told_only_when_it_is_young(title, when, told):
    fresh = item("f", title=title, published=published(when) if when else None)
    crawled = replace(crawl(fresh), moves=(MOVE,), resettled=frozenset("bf"))
    lost = KnownItem(item=item("c", published=published(7)), row_fingerprint="row c")
    before = replace(knowing(), items={**knowing().items, "c": lost})

    assert announced(compare(before, replace(crawled, missing=("c",)))) == told
    assert len(compare(before, crawled).announced) == 1


def test_where_a_portal_resettles_what_another_section_stored_a_moment_ago_may_be_a_missing_item():
    """Its day and its text were corrected, so nobody knows it again: of the missing one nothing is said any more."""
    stored = item("p/new", url="http://p/new", title="b", published=published(8))
    recognised = item("p/old", url="http://p/new", title="b", published=published(8))

    def dropped(other: Item, *, resettled: bool = True) -> frozenset[str]:
        before = knowing(misses=1)
        before = replace(before, items={**before.items, other.key: KnownItem(item=other, row_fingerprint=None)})
        seen = without_b(gone(), other, item("a", published=published(9)))
        return compare(before, replace(seen, resettled=frozenset({other.key} if resettled else ()))).dropped

    assert "b" in dropped(stored)
    assert "b" not in dropped(stored, resettled=False)
    assert "b" not in dropped(recognised)


def test_many_articles_that_differ_at_once_are_a_new_template():
    edited = [item(key, body="framed anew", fingerprint="2") for key in KEYS]

    assert compare(knowing(), crawl(*edited)).announced == ()
    assert len(compare(knowing(), crawl(*edited)).stored) == 5
    assert announced(compare(knowing(), crawl(*edited[:2]))) == [(Kind.EDITED, "a"), (Kind.EDITED, "b")]


def test_content_that_comes_back_once_is_an_edit_and_twice_is_a_flutter():
    now = item("b", body="one", fingerprint="1", published=published(9))
    before = item("b", body="two", fingerprint="2", published=published(9))
    once = knowing(item=before, earlier=("1", "2"))
    twice = knowing(item=before, earlier=("1", "2", "1", "2"))

    assert announced(compare(once, crawl(now))) == [(Kind.EDITED, "b")]
    changes = compare(twice, crawl(now))
    assert (changes.announced, changes.muted) == ((), {"b"})


def test_of_what_is_muted_everything_but_the_body_is_told():
    muted = knowing(muted=True)
    body = item("b", body="another", fingerprint="2", published=published(9))
    title = replace(body, title="another", fingerprint="3")

    assert compare(muted, crawl(body)).announced == ()
    assert announced(compare(muted, crawl(title))) == [(Kind.EDITED, "b")]


def test_an_unchanged_list_leaves_the_order_as_it_was():
    assert compare(knowing(), crawl(rows=())).order == KEYS
