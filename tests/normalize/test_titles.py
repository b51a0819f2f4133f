from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.normalize.titles import clean_title, fold, fuller, is_cut, unrevised

PIECES = (
    "关于 通知 ＮＥＷ new! HOT 置顶 置顶： [置顶] 【置顶】 【公示】 · • ■ - * ( ) （ ） &amp; amp; &lt; br > "
    "[最新] 🔥 ❗ <br> &#8203; \u200b \u2028 \x85 \x00 \ud800 \u202e \ufeff … ... ． 。。 12 ① ㎡ ⽉ e\u0301"
)
ANY_TITLE = st.one_of(
    st.text(), st.lists(st.sampled_from([*PIECES.split(" "), " ", "\u3000"]), max_size=12).map("".join)
)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("关于开展检查的通知", "关于开展检查的通知"),
        ("\n\t关于\u3000开展\u00a0\u00a0检查 的通知 ", "关于 开展 检查 的通知"),
        ("关于ＧＢ５０２１０－２０１８（局部修订）的公告", "关于GB50210－2018（局部修订）的公告"),
        ("“十四五”规划：①总则，②任务、Ⅱ级、100㎡", "“十四五”规划：①总则，②任务、Ⅱ级、100㎡"),
        ("委托鉴定\u200b审查工作", "委托鉴定审查工作"),
        ("建筑\u00ad幕墙\u202e标准\ufeff", "建筑幕墙标准"),
        ("第一行\u2028第二行\u0085第三行\x0b第四行\x1c第五行", "第一行 第二行 第三行 第四行 第五行"),
        ("坏\x00字\ud800符", "坏字符"),
        ("二〇二二年⽉⽇", "二〇二二年月日"),
        ("Cafe\u0301", "Café"),
        ("主标题<br/>副标题", "主标题 副标题"),
        ("<font color='red'>关于</font>通知", "关于 通知"),
        ("A&amp;B &ldquo;规划&rdquo;&nbsp;&#8203;", "A&B “规划”"),
        ("&amp;lt;br&amp;gt;通知", "通知"),
        ("《<关于>》", "《<关于>》"),
        ("· 通知", "通知"),
        ("•通知", "通知"),
        ("■ ▪ ※ 通知", "通知"),
        ("-通知", "通知"),
        ("- 通知", "通知"),
        ("-20℃低温施工", "-20℃低温施工"),
        ("——记最美建设者", "——记最美建设者"),
        ("*ST装饰公告", "*ST装饰公告"),
        ("* 公告", "公告"),
        ("[置顶] 通知", "通知"),
        ("[置顶][热]通知", "通知"),
        ("【置顶】通知", "通知"),
        ("置顶：通知", "通知"),
        ("置顶 通知", "通知"),
        ("置顶功能上线", "置顶功能上线"),
        ("[最新]通知", "通知"),
        ("【图文】[原创] 通知", "通知"),
        ("通知[图]", "通知"),
        ("🔥 通知❗\ufe0f", "通知"),
        ("最新通知", "最新通知"),
        ("图文并茂讲安全", "图文并茂讲安全"),
        ("【更正】通知", "【更正】通知"),
        ("[转载]通知", "[转载]通知"),
        ("通知【征求意见稿】", "通知【征求意见稿】"),
        ("❶ 通知", "❶ 通知"),
        ("通知 [置顶]", "通知"),
        ("通知 置顶", "通知"),
        ("NEW 通知", "通知"),
        ("new!通知", "通知"),
        ("NEW ENERGY 2022", "NEW ENERGY 2022"),
        ("new概念英语", "new概念英语"),
        ("通知 NEW", "通知"),
        ("通知new!", "通知"),
        ("通知（一）HOT", "通知（一）"),
        ("What is new", "What is new"),
        ("招标公告（新）", "招标公告（新）"),
        ("[通知] 关于检查", "[通知] 关于检查"),
        ("【政策解读】多图详解", "【政策解读】多图详解"),
        ("中国宝武送教上门|武工职院", "中国宝武送教上门|武工职院"),
        ("NEW", "NEW"),
        ("·", "·"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_a_title_is_cleaned(raw, title):
    assert clean_title(raw) == title


def test_a_title_is_at_most_300_characters():
    assert clean_title("标" * 299 + " 题" * 99) == "标" * 299
    assert clean_title("题" * 5000) == "题" * 300


@given(ANY_TITLE)
def test_cleaning_a_title_twice_changes_nothing(raw):
    title = clean_title(raw)

    assert clean_title(title) == title


@given(ANY_TITLE)
def test_a_clean_title_fits_on_a_header_line(raw):
    title = clean_title(raw)

    assert len(title) <= 300
    assert title == " ".join(title.split())
    assert not [char for char in title if category(char) in ("Cc", "Cs", "Zl", "Zp")]
    title.encode("utf-8")


@pytest.mark.parametrize(
    "title", ["关于开展…", "关于开展……", "关于开展...", "关于开展..", "关于‥", "关于．．．", "关于。。。", "关于··· "]
)
def test_a_title_that_ends_in_dots_is_cut(title):
    assert is_cut(title)


@pytest.mark.parametrize("title", ["关于开展检查的通知", "第1.", "完。", "…的通知", ""])
def test_a_title_that_does_not_end_in_dots_is_not_cut(title):
    assert not is_cut(title)


@pytest.mark.parametrize(
    ("row", "other", "expected"),
    [
        ("关于开展质量…", "关于开展质量检查的通知", "关于开展质量检查的通知"),
        ("关于开展质量 ...", "关于开展 质量检查的通知", "关于开展 质量检查的通知"),
        ("关于开展“质量..", "关于开展“质量检查”的通知", "关于开展“质量检查”的通知"),
        ("[通知] 关于开展质量…", "关于开展质量检查的通知", "关于开展质量检查的通知"),
        ("关于开展质量检查的通知…", "关于开展质量检查的通知", "关于开展质量检查的通知"),
        ("关于开展质量…", "关于开展质量检查…", "关于开展质量检查…"),
        ("关于开展质量检查活动", "关于开展质量检查活动的通知", "关于开展质量检查活动的通知"),
        ("关于开展质量检查活动", "关于开展质量检查活动…", "关于开展质量检查活动"),
        ("关于开展质量检查活动", "关于开展质量检查活动-某某协会", "关于开展质量检查活动"),
        ("关于开展质量检查活动", "关于开展质量检查活动_某某协会", "关于开展质量检查活动"),
        ("关于开展质量检查活动", "关于开展质量检查活动 某某协会", "关于开展质量检查活动"),
        ("公示", "公示名单网", "公示"),
        ("关于开展质量检查的通知", "关于开展质量…", "关于开展质量检查的通知"),
        ("关于开展质量检查的通知", "某某协会", "关于开展质量检查的通知"),
        ("关于开展质量…", "某某协会", "关于开展质量…"),
        ("…", "某某协会", "…"),
        ("关于开展质量检查的通知", "", "关于开展质量检查的通知"),
        ("关于开展质量检查的通知", None, "关于开展质量检查的通知"),
        ("关于开展质量检查的通知", "关于开展质量检查的通知", "关于开展质量检查的通知"),
    ],
)
def test_the_fuller_of_two_titles_is_taken(row, other, expected):
    assert fuller(row, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＧＢ／Ｔ ５０２１０", "gb/t50210"),
        ("关于“幕墙”工程，的通知", "关于幕墙工程的通知"),
        ("STRASSE", "straße"),
        ("100㎡", "100m2"),
        ("2.4 总则", "2.4总则"),
    ],
)
def test_titles_that_differ_in_width_case_blanks_or_punctuation_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("C++", "C"), ("C#", "C"), ("2.4", "24"), ("5%", "5"), ("甲", "乙")])
def test_what_tells_words_apart_is_not_folded_away(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "title", ["【更正】年会通知", "年会通知（修订版）", "更正：年会通知", "年会通知(勘误)", "年会 通知"]
)
def test_the_marks_of_a_corrected_title_can_be_left_out(title):
    assert unrevised(title) == "年会通知"


def test_what_a_title_is_about_is_no_mark_of_a_corrected_one():
    assert unrevised("修订《幕墙规范》的通知") == "修订幕墙规范的通知"


@given(ANY_TITLE)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TITLE, ANY_TITLE)
def test_the_fuller_title_is_one_of_the_two(row, other):
    assert fuller(row, other) in (row, other)
