"""What reading one publish time costs, beside dateparser, in µs of CPU.

    python -m bench.times

prints a JSON object: each form with the two figures, and whether dateparser reads the same day.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from time import process_time
from zoneinfo import ZoneInfo

import dateparser  # type: ignore[import-untyped]

from portalwatch.items import Origin
from portalwatch.normalize.published import parse_published

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 6, 9, 17, 30, tzinfo=ZONE)
#: What lists and articles show most.
FORMS = (
    "2022-06-09",
    "[2022-06-09]",
    "2022-06-09 17:21",
    "2022-06-09 17:21:05",
    "2022/6/9",
    "2022.06.09",
    "2022年6月9日",
    "2022年06月09日 17:21",
    "06-09",
    "发布时间：2022-06-09 17:21",
    "发布时间:2022-06-09 来源:协会秘书处 浏览次数:312",
    "3小时前",
    "昨天 10:20",
)


def read(text: str) -> date | None:
    found = parse_published(text, now=NOW, origin=Origin.LIST, zone=ZONE)
    return found.on if found else None


def read_by_dateparser(text: str) -> date | None:
    settings = {"RELATIVE_BASE": NOW.replace(tzinfo=None), "TIMEZONE": "Asia/Shanghai"}
    found: datetime | None = dateparser.parse(text, languages=["zh"], settings=settings)
    return found.date() if found else None


def measure(read: Callable[[str], object], text: str, count: int) -> float:
    """Return the µs of CPU that one call takes: the best of five rounds, after one to warm up."""
    read(text)
    rounds = []
    for _ in range(5):
        begin = process_time()
        for _ in range(count):
            read(text)
        rounds.append((process_time() - begin) / count * 1e6)
    return min(rounds)


def main() -> None:
    figures = {
        text: (
            measure(read, text, 2000),
            measure(read_by_dateparser, text, 40),
            read_by_dateparser(text) == read(text) is not None,
        )
        for text in FORMS
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
