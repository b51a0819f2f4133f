"""What changed between two texts, shown so that it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.diff import PASSAGES_SHOWN, Fate, Passage, compare, find_passages

from .samples import poisoned

MARKS = {Fate.KEPT: "{}", Fate.GONE: "[-{}-]", Fate.ADDED: "{{+{}+}}"}
SIMILAR = st.text(alphabet="甲乙的，。 \n12月日ab", max_size=60)
BODY = "各会员单位：\n一、时间：12月8日。\n二、地点：江城饭店三楼会议室，请提前到场签到，凭身份证入场。\n三、不收费用。"


def show(passage: Passage) -> str:
    return "".join(MARKS[piece.fate].format(piece.text) for piece in passage.pieces)


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("关于培训班的通知", "关于质量培训班的补充通知", "关于{+质量+}培训班的{+补充+}通知"),
        ("定于12月8日举办", "定于12月9日举办", "定于[-12月8日-]{+12月9日+}举办"),
        ("定于12月8日至10日举办", "定于12月9日至11日举办", "定于[-12月8日至10日-]{+12月9日至11日+}举办"),
        ("截止2026-11-25 18:00", "截止2026-11-30 18:00", "截止[-2026-11-25-]{+2026-11-30+} 18:00"),
        ("共1,234.5万元", "共1,324.5万元", "共[-1,234.5-]{+1,324.5+}万元"),
        ("write to Li now", "write to Wang now", "write to [-Li-]{+Wang+} now"),
        ("甲、乙", "甲、丙、乙", "甲、{+丙、+}乙"),
        ("第一，第二，第三", "第一，第三", "第一，[-第二，-]第三"),
        ("甲、乙", "甲一、乙二", "甲{+一+}、乙{+二+}"),
        ("关于开展检查的通知", "幕墙标准公布", "[-关于开展检查的通知-]{+幕墙标准公布+}"),
        ("", "新的", "{+新的+}"),
        ("旧的", "", "[-旧的-]"),
        ("一 样", "一样", "一样"),
        ("一样", "一 样", "一 样"),
        ("cafe\u0301s", "cafes", "[-cafe\u0301s-]{+cafes+}"),
    ],
)
def test_two_texts_are_shown_as_one(before, after, shown):
    assert show(compare(before, after)) == shown


def test_a_line_that_came_is_shown_whole_although_its_neighbour_ends_alike():
    edited = BODY.replace("三楼", "五楼").replace("\n三、", "\n附：座位有限。\n三、")

    assert [show(passage) for passage in find_passages(BODY, edited).shown] == [
        "二、地点：江城饭店[-三-]{+五+}楼会议室，请提前到场签到…",
        "{+附：座位有限。+}",
    ]


def test_lines_that_changed_each_are_compared_each_with_its_own():
    edited = BODY.replace("12月8日", "12月9日").replace("三楼", "五楼").replace("不收", "另收")

    assert [show(passage) for passage in find_passages(BODY, edited).shown] == [
        "一、时间：[-12月8日-]{+12月9日+}。",
        "二、地点：江城饭店[-三-]{+五+}楼会议室，请提前到场签到…",
        "三、[-不-]{+另+}收费用。",
    ]


def test_lines_between_that_stayed_are_left_out():
    edited = BODY.replace("12月8日", "12月9日").replace("不收", "另收")

    assert len(find_passages(BODY, edited).shown) == 2


def test_a_body_written_anew_stands_beside_what_it_replaces():
    assert [show(passage) for passage in find_passages(BODY, "更正\n延期").shown] == [
        "[-各会员单位：-]{+更正+}",
        "[-一、时间：12月8日。-]{+延期+}",
        "[-二、地点：江城饭店三楼会议室，请提前到场签到，凭身份证入场。-]",
        "[-三、不收费用。-]",
    ]


def test_the_context_begins_with_a_clause_and_what_is_long_is_cut():
    before = "协会" * 40 + "，现将截止日期延长至11月25日" + "，其余事项照旧" * 20 + "。报名费免" + "甲" * 200
    after = before.replace("25日", "30日").replace("报名费免", "报名费收").replace("甲" * 200, "乙" * 300)
    (shown,) = find_passages(before, after).shown

    assert show(shown).startswith(
        "…现将截止日期延长至[-11月25日-]{+11月30日+}，其余事项照旧，其余事项照旧…其余事项照旧。报名费[-免"
    )
    assert f"{{+收{'乙' * 159}…+}}" in show(shown)


def test_paragraphs_joined_or_parted_are_no_change():
    assert find_passages("第一段。第二段。\n第三段。", "第一段。\n第二段。\n第 三 段。").shown == ()


def test_counters_and_neighbours_are_no_change():
    before, after = (f"正文。\n浏览次数：{count}\n上一篇：{title}" for count, title in ((12, "甲"), (345, "乙")))
    assert find_passages(before, after).shown == ()


@pytest.mark.parametrize(("lines", "width"), [(40, 30), (3_000, 30), (5, 20_000)])
def test_a_huge_edit_shows_a_few_passages_and_counts_the_rest(lines, width):
    before = "\n".join(f"{number}甲" * width for number in range(lines))
    found = find_passages(before, before.replace("甲", "乙"))

    assert 1 <= len(found.shown) <= PASSAGES_SHOWN
    assert len(found.shown) + found.more == lines
    assert all(passage.length < 1_000 for passage in found.shown)


def test_of_many_lines_that_came_at_once_the_first_are_shown():
    found = find_passages("开头\n结尾", "\n".join(["开头", *(f"第{number}条" for number in range(9)), "结尾"]))

    assert [show(passage) for passage in found.shown] == [f"{{+第{number}条+}}" for number in range(4)]
    assert found.more == 5


@given(st.one_of(SIMILAR, poisoned), st.one_of(SIMILAR, poisoned))
def test_what_is_kept_and_added_is_the_new_text_and_what_is_kept_and_gone_the_old(before, after):
    passage = compare(before, after)

    assert passage.after == after
    assert bare(passage.before) == bare(before)
    assert all(piece.text for piece in passage.pieces)
    assert passage.length == len(show(Passage(passage.pieces))) - 4 * sum(
        piece.fate is not Fate.KEPT for piece in passage.pieces
    )


@given(st.one_of(SIMILAR, poisoned), st.one_of(SIMILAR, poisoned))
def test_passages_show_nothing_that_is_not_there_and_no_line_without_a_change(before, after):
    found = find_passages(before, after)

    assert all(any(piece.fate is not Fate.KEPT for piece in passage.pieces) for passage in found.shown)
    assert all("\n" not in piece.text for passage in found.shown for piece in passage.pieces)
    assert len(found.shown) <= PASSAGES_SHOWN
    assert found.more == 0 or found.shown


@given(SIMILAR)
def test_the_same_text_has_no_changes(text):
    assert {piece.fate for piece in compare(text, text).pieces} <= {Fate.KEPT}
    assert find_passages(text, text).shown == ()
