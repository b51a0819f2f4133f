import pytest

from portalwatch.extract.dates import find_dates, is_date, read_leaf
from portalwatch.extract.text import compact, fold, width


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2022-06-09", ["2022-06-09"]),
        ("2022年6月9日 17时21分", ["2022年6月9日 17时21分"]),
        ("2022.6.9 下午3:05", ["2022.6.9 下午3:05"]),
        ("2022-06-09T17:21:00.000+08:00", ["2022-06-09T17:21:00.000+08:00"]),
        ("2022-06-09 星期四 17:21", ["2022-06-09 星期四 17:21"]),
        ("2022-06-09 10∶08", ["2022-06-09 10∶08"]),
        ("20220609", ["20220609"]),
        ("二〇二二年六月九日", ["二〇二二年六月九日"]),
        ("6/9/2022 5:54:13 PM", ["6/9/2022 5:54:13 PM"]),
        ("June 9, 2022 and 9 Jun 2022", ["June 9, 2022", "9 Jun 2022"]),
        ("22-06-09", ["22-06-09"]),
        ("[06-09]", ["06-09"]),
        ("6月9日", ["6月9日"]),
        ("今天 2小时前", ["今天", "2小时前"]),
        ("2022-06-09阅读次数：33", ["2022-06-09"]),
        ("2022-06-01 至 2022-06-09", ["2022-06-01", "2022-06-09"]),
        ("GB/T 50210-2018", []),
        ("电话：027-87366819", []),
        ("192.168.1.1", []),
        ("3-6个月", []),
        ("12:30", []),
        ("公告", []),
    ],
)
def test_dates_are_found_as_they_are_shown(text, dates):
    assert [shown.text for shown in find_dates(text)] == dates


@pytest.mark.parametrize(
    "text", ["2022-06-09", "[ 06-09 ]", "发布时间：2022-06-09 17:21", "2022-06-09 星期四", "Date: 2022-06-09"]
)
def test_a_text_may_be_a_date_and_no_more(text):
    assert is_date(text)


@pytest.mark.parametrize("text", ["公告", "2022-06-09停电", "(2022年5月18日,录音整理稿)", "2022-06-09" + "，" * 40])
def test_a_text_that_says_more_is_not_a_date(text):
    assert not is_date(text)


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (["09", "2022-06"], "2022-06-09"),
        (["9日", "2022年6月"], "2022-6-9"),
        (["2022.06", "09"], "2022-06-09"),
        (["06-09", "2022"], "2022-06-09"),
        (["2022", "06/09"], "2022-06-09"),
        (["06-09", "很长很长很长很长很长的文字", "2022"], "2022-06-09"),
        (["公告", "2022"], None),
        ([], None),
    ],
)
def test_a_calendar_leaf_is_read_over_its_parts(parts, date):
    assert read_leaf(parts) == date


def test_folding_drops_what_nobody_sees():
    assert fold(" 通\u200b知\u3000 公\xa0告\ufeff\n") == "通知 公 告"


def test_compact_spellings_of_one_title_are_equal():
    assert compact("《GB 50210—2018》 标准") == compact("gb50210-2018标准")


def test_a_han_character_counts_two():
    assert width("GB标准") == 6
