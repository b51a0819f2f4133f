"""Text to publish time. What is not on the page is not invented: no day, no time."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from operator import itemgetter
from typing import Final

from portalwatch.items import Origin, Published
from portalwatch.normalize import forms
from portalwatch.normalize.clocks import EARLIEST, Clock, Moment, exact, moment, read_clock
from portalwatch.normalize.labels import closed, rank, starts
from portalwatch.normalize.numerals import digits
from portalwatch.normalize.phrases import read_phrase
from portalwatch.normalize.relative import read_relative

_AHEAD: Final = timedelta(days=2)
_READ, _KEPT = 400, 200
# Layout characters, the dashes and colons of pages typed by hand (10∶08), and the label words of traditional Chinese.
_PLAIN: Final = (
    dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF])
    | dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0x2500], "-")
    | dict.fromkeys([0xB2, 0xB3, 0xB9, *range(0x2460, 0x2500), *range(0x2776, 0x2794)], " ")
    | str.maketrans("∶︰【】〖〗〜發佈於時間點號後來閱讀瀏覽", "::[][]~发布于时间点号后来阅读浏览")
)


def parse_published(raw: str | None, *, now: datetime, origin: Origin, zone: tzinfo) -> Published | None:
    """Read a publish time; None where the text holds none, or an impossible, future or ancient one.

    `zone` is the portal's; a time with a zone of its own is converted to it. Of several dates the one labelled
    发布时间 counts before 时间, an unlabelled one, and 更新时间. Labels of other times (成文日期, 报名时间), spans
    of days, standard and document numbers, counters and phone numbers are no publish time.

    >>> from datetime import timezone
    >>> china = timezone(timedelta(hours=8))
    >>> now = datetime(2022, 6, 9, 18, tzinfo=china)
    >>> str(parse_published("发布时间:2022-06-09 17:21  点击下载", now=now, origin=Origin.ARTICLE, zone=china))
    '2022-06-09T17:21+08:00'
    >>> str(parse_published("[12-21]", now=now, origin=Origin.LIST, zone=china))
    '2021-12-21'
    """
    if not raw or not (found := _read(_plain(raw), now.astimezone(zone), zone)):
        return None
    at, precision = found
    return Published(at=at, precision=precision, origin=origin, raw=raw[:_KEPT])


def is_moving(published: Published) -> bool:
    """Whether its text names no year (2小时前, 06-09), so that another time is read from it as time goes by."""
    return _moves(published.raw, published.at.replace(tzinfo=None), published.at.tzinfo or UTC)


@lru_cache(maxsize=4096)  # a list shows the same times in every crawl; with another zone they are other times
def _moves(raw: str, at: datetime, zone: tzinfo) -> bool:
    visits = (at.replace(tzinfo=zone) + timedelta(days=days) for days in (400, 800))
    first, second = (parse_published(raw, now=now, origin=Origin.LIST, zone=zone) for now in visits)
    return first != second


def _plain(raw: str) -> str:
    text = raw[:_READ]
    if not text.isascii():
        text = digits(unicodedata.normalize("NFKC", text.translate(_PLAIN))[:_READ])
    return " ".join(text.split())


def _read(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    for form in forms.FORMS:
        matches = [*form.finditer(text)]
        if matches:
            return _choose(text, matches, now, zone)
    places = starts(text)
    found = next(_read_alone(text, places, now, zone), None) or read_phrase(text[places[0] :], now, zone)
    return _plausible(found, now)


def _choose(text: str, matches: list[re.Match[str]], now: datetime, zone: tzinfo) -> Moment | None:
    """Return the best labelled of the dates, a timed one before a day, the first before the next."""
    ranked: list[tuple[int, bool, Moment]] = []
    for match in matches:
        clock, end = read_clock(text, match)
        place = rank(text, match.start(), end)
        found = _plausible(_moment(match, clock, now, zone), now)
        if place is not None and found:
            ranked.append((place, clock is None, found))
    return min(ranked, key=itemgetter(0, 1))[2] if ranked else None


def _moment(match: re.Match[str], clock: Clock | None, now: datetime, zone: tzinfo) -> Moment | None:
    day = forms.read_day(match, now.date())
    return moment(day, clock, zone) if day else None


def _read_alone(text: str, places: list[int], now: datetime, zone: tzinfo) -> Iterator[Moment]:
    for start in places:
        for read in (_read_compact, _read_epoch, _read_yearless, read_relative):
            found = read(text, start, now, zone)
            if found:
                yield found


def _read_compact(text: str, start: int, now: datetime, zone: tzinfo) -> Moment | None:
    match = forms.COMPACT.match(text, start)
    if not match:
        return None
    clock, end = read_clock(text, match)
    return None if text[end : end + 1].isalnum() and not closed(text, end) else _moment(match, clock, now, zone)


def _read_epoch(text: str, start: int, _now: datetime, zone: tzinfo) -> Moment | None:
    match = forms.EPOCH.match(text, start)
    return exact(datetime.fromtimestamp(int(match["seconds"]), zone)) if match and closed(text, match.end()) else None


def _read_yearless(text: str, start: int, now: datetime, zone: tzinfo) -> Moment | None:
    match = forms.YEARLESS.match(text, start)
    if not match:
        return None
    clock, end = read_clock(text, match)
    day = forms.read_yearless(match, now.date()) if closed(text, end) else None
    return moment(day, clock, zone) if day else None


def _plausible(found: Moment | None, now: datetime) -> Moment | None:
    return found if found and found[0].year >= EARLIEST and found[0] <= now + _AHEAD else None
