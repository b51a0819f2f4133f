"""The time strings of `tests/dates.tsv`, read by portalwatch and by others."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from eval.scoring import Answer, Score
from portalwatch.items import Origin
from portalwatch.normalize.published import parse_published

TABLE = Path(__file__).parents[1] / "tests" / "dates.tsv"
READERS = ("portalwatch", "dateparser", "jionlp")
_ZONE = ZoneInfo("Asia/Shanghai")
_ESCAPE = re.compile(r"\\(?:(?P<sign>[nt\\])|u(?P<code>[0-9a-f]{4}))")
_SIGNS = {"n": "\n", "t": "\t", "\\": "\\"}
#: Up to here a time is known: the day and the minute.
_MINUTE = len("2022-06-09T17:21")


@cache
def table() -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the time that the table is read at, and each text with what it means: nothing where it is no time."""
    head, *lines = TABLE.read_text(encoding="utf-8").split("\n")
    return head.removeprefix("# now: "), tuple(_rows(lines))


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line and not line.startswith("#"):
            raw, _, meant = line.partition("\t")
            yield _ESCAPE.sub(lambda found: _SIGNS.get(found["sign"]) or chr(int(found["code"], 16)), raw), meant


def question() -> dict[str, Any]:
    """Return what a reader is asked: `now`, and the `texts`."""
    now, rows = table()
    return {"now": now, "texts": [raw for raw, _ in rows]}


def read_own(asked: Mapping[str, Any], tick: Callable[[], None]) -> list[Answer]:
    """Return what portalwatch reads, and the µs of CPU that each text costs: the best of three."""
    now = datetime.fromisoformat(asked["now"])
    answers: list[Answer] = []
    for text in asked["texts"]:
        costs = []
        for _ in range(3):
            begin = process_time()
            found = parse_published(text, now=now, origin=Origin.ARTICLE, zone=_ZONE)
            costs.append((process_time() - begin) * 1e6)
        answers.append({"time": str(found)[:_MINUTE] if found else None, "cost": min(costs)})
        tick()
    return answers


def judge_times(answers: Sequence[Answer], score: Score) -> None:
    """Count the times that are read as the table says, and the texts that are refused because they are none."""
    for (raw, meant), answer in zip(table()[1], answers, strict=True):
        read, true = answer["time"] or "", meant[:_MINUTE]
        # Some read a day as its midnight, which is no fault of theirs.
        same = read[: len(true)] == true if true else not read
        score.count("times" if true else "refused", same, raw, f"{read or 'refused'}, not {true or 'refused'}")
