"""`tests/dates.tsv` holds the forms; here is what must hold for all of them, and for any text at all."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalwatch.items import Origin, Precision, Published
from portalwatch.normalize.published import is_moving, parse_published

CHINA = timezone(timedelta(hours=8))
TABLE = Path(__file__).parents[1] / "dates.tsv"
NOW = datetime.fromisoformat(TABLE.read_text("utf-8").partition("# now: ")[2].partition("\n")[0])
ESCAPE = re.compile(r"\\(?:(?P<sign>[nt\\])|u(?P<code>[0-9a-f]{4}))")
SIGNS = {"n": "\n", "t": "\t", "\\": "\\"}

DAYS = st.dates(date(1990, 1, 1), date(2022, 6, 9))
DIGITS = "〇一二三四五六七八九"


def parse(raw: str, *, now: datetime = NOW, zone=CHINA, origin: Origin = Origin.ARTICLE) -> Published | None:
    return parse_published(raw, now=now, origin=origin, zone=zone)


def shown(raw: str, **options) -> str:
    return str(parse(raw, **options) or "")


def plain(match: re.Match[str]) -> str:
    return SIGNS[match["sign"]] if match["sign"] else chr(int(match["code"], 16))


def read_table() -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(TABLE.read_text("utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            raw, expected = line.split("\t")
            yield number, ESCAPE.sub(plain, raw), expected


FORMS = [pytest.param(raw, expected, id=f"line {number}") for number, raw, expected in read_table()]


@pytest.mark.parametrize(("raw", "expected"), FORMS)
def test_a_form_of_the_table_is_read_or_refused(raw, expected):
    assert shown(raw) == expected


def test_the_table_has_hundreds_of_forms_and_scores_to_refuse():
    expected = [expected for _, _, expected in read_table()]

    assert len([text for text in expected if text]) >= 300
    assert expected.count("") >= 60


def test_a_day_is_local_midnight_and_says_so():
    published = parse("2022-06-09", origin=Origin.LIST)

    assert published == Published(
        at=datetime(2022, 6, 9, tzinfo=CHINA), precision=Precision.DAY, origin=Origin.LIST, raw="2022-06-09"
    )


def test_a_time_is_known_to_the_minute_and_keeps_its_raw_text():
    published = parse("发布时间:2022-06-09 17:21:59  点击下载")

    assert published is not None
    assert published.at == datetime(2022, 6, 9, 17, 21, tzinfo=CHINA)
    assert published.precision is Precision.MINUTE
    assert published.raw == "发布时间:2022-06-09 17:21:59  点击下载"


def test_the_raw_text_is_kept_as_it_is_up_to_200_characters():
    published = parse("\u3000 2022-06-09 来源：" + "湖北日报" * 99)

    assert published is not None
    assert published.raw == ("\u3000 2022-06-09 来源：" + "湖北日报" * 99)[:200]


def test_what_stands_behind_400_characters_is_not_read():
    assert parse("。" * 401 + " 2022-06-09") is None


def test_a_time_is_read_in_the_portals_own_zone():
    vienna = ZoneInfo("Europe/Vienna")

    assert shown("2022-01-09 17:21", zone=vienna) == "2022-01-09T17:21+01:00"
    assert shown("2022-06-09T04:21:00Z", zone=vienna) == "2022-06-09T06:21+02:00"


def test_now_may_be_told_in_any_zone():
    assert shown("今天 10:20", now=NOW.astimezone(UTC)) == "2022-06-09T10:20+08:00"
    assert shown("昨天", now=datetime(2022, 6, 8, 17, tzinfo=UTC)) == "2022-06-08"
    assert shown("06-11", now=datetime(2022, 6, 9, 17, tzinfo=UTC)) == "2022-06-11"


def test_a_span_across_a_clock_change_is_as_long_as_it_says():
    vienna = ZoneInfo("Europe/Vienna")
    morning = datetime(2022, 3, 27, 4, 30, tzinfo=vienna)

    assert shown("2小时前", now=morning, zone=vienna) == "2022-03-27T01:30+01:00"


def test_a_29th_of_february_without_a_year_is_the_last_there_was():
    assert shown("02-29", now=datetime(2104, 2, 1, tzinfo=UTC)) == "2096-02-29"


@pytest.mark.parametrize("raw", ["2小时前", "刚刚", "昨天 10:20", "06-09", "6月9日 17:21", "yesterday"])
def test_a_time_told_from_now_is_moving(raw):
    published = parse(raw)

    assert published is not None
    assert is_moving(published)


@pytest.mark.parametrize("raw", ["2022-06-09", "22-06-09", "今天是2022年6月9日 发布时间：2022-06-08", "1654766460000"])
def test_a_time_that_names_its_year_is_not_moving(raw):
    published = parse(raw)

    assert published is not None
    assert not is_moving(published)


@given(DAYS)
def test_a_written_day_is_read_as_that_day(day):
    forms = [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"发布时间：{day.year}年{day.month}月{day.day}日 来源：湖北日报",
        f"{day:%Y%m%d}",
        f"{day:%d %Y-%m}",
        f"{day:%m/%d %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%y-%m-%d}",
        chinese(day),
    ]

    assert {shown(form) for form in forms} == {day.isoformat()}


@given(DAYS, st.times())
def test_a_written_minute_is_read_as_that_minute(day, clock):
    at = datetime.combine(day, clock.replace(second=0, microsecond=0), CHINA)
    expected = str(Published(at=at, precision=Precision.MINUTE, origin=Origin.LIST, raw=""))
    if not (at.hour or at.minute):
        expected = day.isoformat()
    forms = [
        f"{day} {clock:%H:%M}",
        f"{day} {clock:%H:%M:%S}",
        f"{day.year}年{day.month}月{day.day}日 {clock.hour}时{clock.minute}分",
        f"{day:%y/%m/%d} {clock:%I:%M %p}",
        f"{day}T{clock:%H:%M:%S}+08:00",
    ]

    assert {shown(form) for form in forms} == {expected}


@given(DAYS, st.times(), st.integers(-12 * 60, 14 * 60))
def test_what_is_printed_is_read_again(day, clock, minutes_east):
    zone = timezone(timedelta(minutes=minutes_east))
    published = parse(datetime.combine(day, clock, zone).isoformat(), zone=zone)

    assert published is not None
    assert shown(str(published), zone=zone) == str(published)


def chinese(day: date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def numeral(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[units] if units else "")


PIECES = (
    "2022 06 9 22 13 00 99999999 1654766460 0001 9999 - / . : 年 月 日 号 时 点 分 上午 PM 星期四 刚刚 前 天 小时 昨天 "
    "至 ~ 起施行 第 ( 】 发布时间 时间 报名 浏览 Jun May ago yesterday hours weeks T Z +0800 GMT 十 二〇 廿 ① ㋅ "
    "/Date( )/ \n \u200b \u0661 \ufdfa \ud800"
)
PIECE = st.sampled_from(PIECES.split(" "))


@settings(max_examples=400)
@given(st.one_of(st.text(), st.lists(PIECE, max_size=14).map("".join), st.lists(PIECE, max_size=9).map(" ".join)))
def test_any_text_is_read_or_refused_within_the_limits(raw):
    published = parse(raw)

    if published is not None:
        assert datetime(1990, 1, 1, tzinfo=CHINA) <= published.at <= NOW + timedelta(days=2)
        assert published.at.tzinfo is CHINA
        assert (published.at.hour, published.at.minute) != (0, 0) or published.precision is Precision.DAY
        assert (published.at.second, published.at.microsecond) == (0, 0)
