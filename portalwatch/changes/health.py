"""What looks wrong with a section beside its outcome, told from its own past."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import fmean, median

from portalwatch.items import Caution, Crawl, Gap, Row, Sign
from portalwatch.normalize.titles import fold

#: On how many publish days a section's rhythm rests, and how many items each of them brought.
Days = Mapping[date, int]
DAYS = 60
#: Crawls that say what is usual, and how many of them it takes.
CRAWLS, _ENOUGH = 10, 5
#: Of fewer rows nothing is said: one of them would be too large a share.
_ROWS = 10
#: A list that has shown something else for so long shows what is usual now.
_GETS_USUAL = timedelta(days=14)
#: Silence is told after so many days, or so often the gap that nine of ten stay below.
_SILENT_DAYS, _SILENT_GAPS, _GAPS = 30, 4, 8
#: So many gaps that cannot be closed any more are remembered.
_LOST = 8
#: A portal in another zone, or one whose clock is fast, is not in the future yet.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A crawl's list in numbers: pages, rows, those of them that show a time, those with a title of their own."""

    pages: int
    listed: int
    dated: int
    titled: int


def measure(crawl: Crawl) -> Measure:
    """Count a crawl's list; a row that is pinned and listed again counts once."""
    rows = _distinct(crawl.rows)
    return Measure(
        pages=crawl.coverage.pages,
        listed=len(rows),
        dated=sum(row.published is not None for row in rows),
        titled=len({fold(row.title) for row in rows} - {""}),
    )


def judge(crawl: Crawl, before: Sequence[Caution], past: Sequence[Measure], days: Days) -> tuple[Caution, ...]:
    """Return the signs that a section shows after a trusted crawl, each since it was first shown.

    `past` are its crawls before the oldest of those that it showed `before` (see `frozen_at`), `days` those of its
    items, this crawl's among them. A crawl that brought no rows says nothing of those that are read in rows.
    """
    since = {each.sign: each.since_at for each in before}
    found = [*_silent(days, crawl.finished_at.date())]
    if crawl.rows:
        found += [*_irregular(measure(crawl), past), *_misdated(crawl, days)]
    kept = () if crawl.rows else tuple(each for each in before if each.sign not in (Sign.SILENT, Sign.OVERDUE))
    made = [
        Caution(sign=sign, since_at=since.get(sign, crawl.finished_at), found=shown, usual=usual)
        for sign, shown, usual in found
    ]
    return (*made, *kept)


def frozen_at(before: Iterable[Caution], now: datetime) -> datetime:
    """Return up to when crawls say what is usual: those since a sign was shown do not, until it has got usual."""
    return min([now, *(each.since_at for each in before if each.since_at > now - _GETS_USUAL)])


def count_days(days: Days, crawl: Crawl) -> dict[date, int]:
    """Return the newest publish days of a section and how many items each has brought, with those of a crawl."""
    today = crawl.finished_at.date()
    read = {item.key: item.published for item in crawl.items}
    rows = [row for row in _distinct(crawl.rows) if not row.pinned]
    times = [row.published or read.get(row.key) for row in rows]
    seen = Counter(each.on for each in times if each and each.on <= today)
    counts = {day: max(days.get(day, 0), seen[day]) for day in days.keys() | seen.keys()}
    return dict(sorted(counts.items())[-DAYS:])


def a_week(days: Days) -> float:
    """Return how many items a section's rhythm brings in a week."""
    if not days:
        return 0.0
    return 7 * sum(days.values()) / max((max(days) - min(days)).days + 1, 7)


def widen(lost: Iterable[tuple[datetime, Gap]], crawl: Crawl) -> list[tuple[datetime, Gap]]:
    """Return the days that a section's list had no longer shown when it was read, the last of them last."""
    kept = list(lost)
    if crawl.coverage.gap and crawl.coverage.ended:
        kept.append((crawl.finished_at, crawl.coverage.gap))
    return kept[-_LOST:]


def _distinct(rows: Iterable[Row]) -> list[Row]:
    return list({row.key: row for row in rows}.values())


def _irregular(now: Measure, past: Sequence[Measure]) -> Iterator[tuple[Sign, str, str]]:
    """Compare a list with those that it was before. Without a past, only titles that mostly repeat are odd."""
    known = len(past) >= _ENOUGH
    usual = median(map(_rows_a_page, past)) if known else 0.0
    if usual >= _ENOUGH and _rows_a_page(now) < usual / 2:
        yield Sign.SHORT, f"{_rows_a_page(now):.0f}", f"{usual:.0f}"
    if now.listed < _ROWS:
        return
    dated = fmean(each.dated / each.listed for each in past) if known else 0.0
    if now.dated / now.listed < dated - 0.2:
        yield Sign.UNDATED, f"{now.dated / now.listed:.0%}", f"{dated:.0%}"
    titled = fmean(each.titled / each.listed for each in past) if known else 0.6
    if now.titled / now.listed < titled - 0.1:
        yield Sign.UNTITLED, f"{now.titled / now.listed:.0%}", f"{titled:.0%}" if known else ""


def _rows_a_page(each: Measure) -> float:
    return each.listed / max(each.pages, 1)


def _misdated(crawl: Crawl, days: Days) -> Iterator[tuple[Sign, str, str]]:
    """Find rows from the future, more than one; and a list all of the crawl's own day that never knew another."""
    times = [row.published for row in _distinct(crawl.rows) if row.published]
    future = sum(each.at > crawl.finished_at + _AHEAD for each in times)
    today = sum(each.on == crawl.finished_at.astimezone(each.at.tzinfo).date() for each in times)
    if future > 1 and future > len(times) / 100:
        yield Sign.MISDATED, str(future), str(len(times))
    elif len(times) >= _ROWS and today == len(times) and len(days) <= 1:
        yield Sign.MISDATED, str(today), str(len(times))


def _silent(days: Days, today: date) -> Iterator[tuple[Sign, str, str]]:
    """Compare the age of the newest item with the gaps between publish days, as working people count them."""
    newest = max(days, default=today)
    if len(days) <= _GAPS or (today - newest).days <= _SILENT_DAYS:
        return
    import chinese_calendar  # noqa: PLC0415 - takes a while to load, and only a section that looks silent needs it

    free = sorted(chinese_calendar.holidays)
    gaps = sorted(_worked(before, after, free) for before, after in pairwise(sorted(days)))
    limit = max(_SILENT_DAYS, _SILENT_GAPS * gaps[ceil(0.9 * len(gaps)) - 1])
    if _worked(newest, today, free) > limit:
        yield Sign.SILENT, newest.isoformat(), str(limit)


def _worked(after: date, until: date, free: Sequence[date]) -> int:
    """Count the days after one until another, Chinese public holidays and the days given off for them left out.

    Where the calendar ends nobody has decreed them yet, and every day counts.
    """
    return (until - after).days - (bisect_right(free, until) - bisect_right(free, after))
