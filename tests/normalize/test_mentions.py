import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.items import Term
from portalwatch.normalize.mentions import MOST, find_mentions

PUBLISHED = date(2022, 6, 9)
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
#: What the dates that matter are made of, so that random text comes close to them.
PIECES = st.lists(
    st.sampled_from(
        [
            "自",
            "起施行",
            "请于",
            "前",
            "反馈",
            "截止时间：",
            "报名",
            "至",
            "—",
            "起废止",
            "每年",
            "公示时间",
            "，",
            "。",
            "\n",
            " ",
        ]
    )
    | st.sampled_from(
        ["2022年7月15日", "7月1日", "2月30日", "二〇二三年一月一日", "2022-07-15", "２０２２年７月１日", "12"]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)


def read(text: str, published_on: date | None = PUBLISHED) -> list[str]:
    return [str(mention) for mention in find_mentions("", text, published_on)]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("本办法自2023年1月1日起施行。", "2023-01-01"),
        ("自2023年3月1日起实施。", "2023-03-01"),
        ("自２０２３年１月１日起施行", "2023-01-01"),
        ("自二〇二三年一月一日起施行", "2023-01-01"),
        ("自2023 年1 月1 日起 施行", "2023-01-01"),
        ("自2022年7月1日起正式实施，有效期五年", "2022-07-01"),
        ("自2022年10月1日起在全省范围内执行", "2022-10-01"),
        ("自7月1日起施行", "2022-07-01"),
        ("将于2022年7月1日正式实施", "2022-07-01"),
        ("实施日期：2023-03-01", "2023-03-01"),
        ("发布日期 2022.05.01 实施日期 2023.03.01", "2023-03-01"),
        ("实施日期\n2023/3/1", "2023-03-01"),
    ],
)
def test_a_day_from_which_it_is_in_force_is_read(text, on):
    assert read(text) == [f"effective {on}"]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("请于2022年7月15日前反馈。", "2022-07-15"),
        ("请于7月15日前，将书面意见反馈至协会", "2022-07-15"),
        ("请于2022年7月15日（星期五）17:00前将意见反馈至", "2022-07-15"),
        ("可在2022年7月15日前通过以下途径提出意见", "2022-07-15"),
        ("请于7月15日之前发至邮箱", "2022-07-15"),
        ("征求意见截止时间：2022年7月15日", "2022-07-15"),
        ("意见反馈截止日期为2022年7月15日", "2022-07-15"),
        ("投标截止时间（开标时间）：2022年7月15日9时", "2022-07-15"),
        ("报名截止日期 7月15日", "2022-07-15"),
        ("填报截止日期延长至7月15日", "2022-07-15"),
        ("报名于2022年7月15日截止", "2022-07-15"),
        ("征求意见时间：2022年6月15日至7月15日", "2022-07-15"),
        ("公示时间为2022年7月9日—2022年7月15日", "2022-07-15"),
        ("公示期自2022年7月9日起至7月15日", "2022-07-15"),
        ("报名时间：即日起至2022年7月15日", "2022-07-15"),
        ("征求意见期自发布之日起至7月15日", "2022-07-15"),
    ],
)
def test_a_day_until_which_one_may_answer_is_read(text, on):
    assert read(text) == [f"deadline {on}"]


@pytest.mark.parametrize("text", ["原办法自2023年1月1日起废止", "自2023年1月1日起同时失效", "废止日期：2023-01-01"])
def test_a_day_on_which_it_ends_is_read(text):
    assert read(text) == ["repealed 2023-01-01"]


@pytest.mark.parametrize(
    "text",
    [
        "自发布之日起施行",
        "会议时间：2022年7月15日",
        "培训班定于7月15日至17日举办",
        "每年7月15日前报送",
        "每月25日前报送",
        "截止2020年12月31日归属于母公司股东的净利润",
        "统计截止时间：2022年6月30日",
        "约定于2021年12月31日前以现金方式支付",
        "2020年7月31日前取得普通高等教育学历的可以报名",
        "定于7月19日前后开展活动并报送",
        "《示例条例》自2017年6月1日起施行以来",
        "2017年6月1日起施行的《示例条例》",
        "2001年11月5日发布的办法同时废止",
        "报名截止时间：2022年2月30日",
        "报名电话：010-6605 7月",
        "2022年7月15日",
        "",
    ],
)
def test_other_days_are_left_out(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("published_on", "found"),
    [
        (date(2022, 6, 9), ["deadline 2022-07-01"]),
        (date(2022, 7, 1), ["deadline 2022-07-01"]),
        (date(2022, 7, 2), []),
        (date(2022, 12, 1), []),
        (date(2023, 1, 5), ["deadline 2023-07-01"]),
        (None, []),
    ],
)
def test_a_year_that_is_not_written_is_that_of_the_next_such_day_or_none(published_on, found):
    assert read("报名截止日期 7月1日", published_on) == found


def test_a_deadline_after_new_year_is_next_years():
    assert read("请于1月5日前反馈", date(2022, 12, 20)) == ["deadline 2023-01-05"]
    assert read("公示时间：2022年12月28日至1月5日", None) == ["deadline 2023-01-05"]


def test_each_day_is_told_once_with_its_words_the_titles_first():
    found = find_mentions(
        "示例办法（2023年1月1日起施行）", "请于 7月15日前反馈。\n本办法自2023年1月1日起施行。", PUBLISHED
    )

    assert [(mention.kind, mention.raw) for mention in found] == [
        (Term.EFFECTIVE, "2023年1月1日起施行"),
        (Term.DEADLINE, "请于 7月15日前反馈"),
    ]


def test_a_plan_is_cut():
    text = "。".join(f"请于2022年7月{day}日前报送" for day in range(1, 29))

    assert len(find_mentions("", text, PUBLISHED)) == MOST


@given(DAYS)
def test_any_day_is_read_as_it_is_written(day):
    assert read(f"自{day.year}年{day.month}月{day.day}日起施行") == [f"effective {day}"]
    assert read(f"截止日期：{day}") == [f"deadline {day}"]


@given(PIECES, PIECES, st.none() | DAYS)
def test_no_day_is_told_that_the_text_does_not_name(title, body, published_on):
    for mention in find_mentions(title, body, published_on):
        assert mention.raw in title or mention.raw in body
        spelt = "一" in mention.raw
        numbers = {int(number) for number in re.findall(r"\d+", mention.raw)}
        assert spelt or {mention.on.month, mention.on.day} <= numbers
        assert spelt or mention.on.year in numbers or published_on is None or mention.on >= published_on
