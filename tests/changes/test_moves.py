"""Known items under another address."""

from dataclasses import replace
from datetime import date

from portalwatch.changes import find_moves
from portalwatch.changes.moves import match, match_places
from portalwatch.items import Listed
from tests.changes.test_compare import published, row

TITLES = [f"关于开展第{number}批示范项目检查的通知" for number in "一二三四五六七八九十"]
DAY = date(2022, 6, 9)


def listed(*titles, on=DAY, prefix="old"):
    return [Listed(key=f"{prefix}/{number}.html", title=title, on=on) for number, title in enumerate(titles)]


def rows(*titles, day=9, prefix="new"):
    return [replace(row(f"{prefix}/{number}.html", day), title=title) for number, title in enumerate(titles)]


def pairs(moves):
    return {move.alias: move.key for move in moves}


def unknown(page):
    return {each.key for each in page}


def test_a_portal_whose_every_address_is_new_has_resettled():
    page = rows(*TITLES)

    moves = find_moves(listed(*TITLES), page, page, unknown(page), DAY)

    assert moves.resettled
    assert pairs(moves.found) == {f"new/{number}.html": f"old/{number}.html" for number in range(10)}


def test_what_is_younger_may_be_new_while_the_portal_resettles():
    page = [*rows("关于召开年会的通知", day=10, prefix="fresh"), *rows(*TITLES[:6])]

    moves = find_moves(listed(*TITLES), page, page, unknown(page), DAY)

    assert moves.resettled
    assert "fresh/0.html" not in pairs(moves.found)


def test_below_a_page_that_has_resettled_a_single_row_is_found_again_too():
    page = [*rows(TITLES[1]), *(replace(row(f"x{number}"), title="另一个栏目的事情") for number in range(5))]

    assert find_moves(listed(*TITLES), page, page, {"new/0.html"}, DAY).found == ()
    moves = find_moves(listed(*TITLES), page, page, {"new/0.html"}, DAY, resettled=True)
    assert (pairs(moves.found), moves.resettled) == ({"new/0.html": "old/1.html"}, {"new/0.html"})


def test_another_list_is_no_resettled_one():
    page = rows(*(f"别处的第{number}件事情" for number in "一二三四五六七八九十"))

    assert find_moves(listed(*TITLES), page, page, unknown(page), DAY).found == ()


def test_too_few_known_again_is_no_resettling():
    page = rows(*TITLES[:5], *(f"别处的第{number}件事情" for number in "一二三四五"))

    assert not find_moves(listed(*TITLES), page, page, unknown(page), DAY).resettled


def test_one_item_has_moved_when_its_old_address_has_gone_from_among_its_neighbours():
    before = listed(*TITLES)
    page = [*rows(TITLES[1]), *(replace(row(each.key), title=each.title) for each in before if each.title != TITLES[1])]

    moves = find_moves(before, page, page, {"new/0.html"}, DAY)

    assert (pairs(moves.found), moves.resettled) == ({"new/0.html": "old/1.html"}, frozenset())


def test_a_second_item_of_the_same_title_is_another_one():
    before = listed(*TITLES)
    page = [*rows(TITLES[1]), *(replace(row(each.key), title=each.title) for each in before)]

    assert find_moves(before, page, page, {"new/0.html"}, DAY).found == ()


def test_titles_of_another_day_are_other_items():
    assert match(rows(TITLES[0], day=8), listed(TITLES[0])) == ()


def test_two_of_the_same_title_and_day_are_told_apart_by_their_number_or_left_alone():
    twins = listed(TITLES[0], TITLES[0])

    assert pairs(match(rows(TITLES[0], TITLES[0]), twins)) == {
        "new/0.html": "old/0.html",
        "new/1.html": "old/1.html",
    }
    assert match([replace(row("new/page.html"), title=TITLES[0])], twins) == ()


def test_a_title_that_is_cut_is_the_one_that_it_begins():
    assert pairs(match(rows("关于开展第一批示范项目…"), listed(TITLES[0]))) == {"new/0.html": "old/0.html"}
    assert match(rows("关于开展第一批示范单位培训的通知"), listed(TITLES[0])) == ()
    assert match(rows("通知…"), listed("通知公告")) == ()


def test_a_long_title_alone_tells_where_no_day_is_shown():
    assert pairs(match(rows(TITLES[0], day=None), listed(TITLES[0]))) == {"new/0.html": "old/0.html"}
    assert pairs(match(rows(TITLES[0]), listed(TITLES[0], on=None))) == {"new/0.html": "old/0.html"}
    assert match(rows("通知", day=None), listed("通知")) == ()


def test_what_stands_alone_between_the_neighbours_of_a_single_lost_item_of_its_day_is_that_item():
    before = listed(*TITLES[:6])
    kept = [replace(row(each.key), title=each.title) for each in before]
    edited = rows("另一个标题")[0]

    def placed(*page, names=("new/0.html",)):
        return pairs(match_places(before, page, names))

    assert placed(*kept[:2], edited, *kept[3:]) == {"new/0.html": "old/2.html"}
    assert placed(*kept[:2], edited, *kept[4:]) == {}
    assert placed(*kept[:2], edited, *kept[2:]) == {}
    assert placed(*kept[:2], replace(edited, published=published(8)), *kept[3:]) == {}
    assert placed(*kept[:2], replace(edited, published=None), *kept[3:]) == {}
    assert placed(*kept[:2], edited, *kept[3:], names=()) == {}
    assert placed(*kept[:2], edited) == {}
    assert placed(edited, *kept) == {}
