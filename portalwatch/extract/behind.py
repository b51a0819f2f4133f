"""The JSON that a page's scripts ask for: where it is, and expressions that read it as a list."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from portalwatch.extract.dates import PARTIAL, find_dates
from portalwatch.extract.page import Page
from portalwatch.extract.records import JsonRules
from portalwatch.extract.text import width

#: An address that is written out where a script asks for it: `fetch("/api")`, `$.ajax({type: "get", url: '/api'})`.
_ASKED: Final = re.compile(
    r"(?:\bfetch|\baxios(?:\.get)?|\$\.(?:get|getJSON|ajax)|\.open)\s*\(\s*(?:['\"]GET['\"]\s*,\s*)?"
    r"(?:\{[^{}]{0,300}?\burl\s*:\s*)?['\"]([^'\"\s<>]{2,300})['\"](?!\s*\+)",
    re.IGNORECASE,
)
_MOST: Final = 3
#: So deep are rows wrapped; fewer of them prove nothing, and one in five may lack what the others have.
_DEPTH: Final = 4
_FEWEST: Final = 3
_ENOUGH: Final = 0.8
_ADDRESS: Final = re.compile(r"(?:https?://|\.{0,2}/)\S+|\S+\.(?:s?html?|jsp|aspx?|php|pdf)(?:\?\S*)?", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico)\b", re.IGNORECASE)
_EPOCH: Final = re.compile(r"1\d{9}(?:\d{3})?")
#: How a name is preferred to others whose values are of the same kind.
_URL_NAMES: Final = re.compile(r"url|href|link", re.IGNORECASE)
_TITLE_NAMES: Final = re.compile(r"title|subject|headline|biaoti|^bt$", re.IGNORECASE)
_TIME_NAMES: Final = re.compile(r"pub|release|issue|fb|display|show", re.IGNORECASE)
_ID_NAMES: Final = re.compile(r"(?:.*_)?id|.*I[dD]", re.DOTALL)
_PAGE_NAMES: Final = frozenset({"page", "pageno", "pagenum", "pageindex", "pagenumber", "current", "currentpage"})
_TOTAL_NAMES: Final = re.compile(r"total\w*|count", re.IGNORECASE)
#: A title is wider than this on the whole.
_NARROW: Final = 10


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of an answer, and the names that lead to them."""

    way: tuple[str, ...]
    rows: list[dict[str, Any]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in self.rows for name in row))

    def column(self, name: str) -> list[Any]:
        """The values that there are: many rows leave empty what they need not say."""
        return [value for row in self.rows if (value := row.get(name)) not in (None, "")]

    def fitting(self, name: str, fits: Callable[[object], bool]) -> list[Any]:
        """The values of a column that fit, if nearly all do; else none."""
        values = self.column(name)
        found = [value for value in values if fits(value)]
        return found if len(found) >= max(_FEWEST, _ENOUGH * len(values)) else []


def find_sources(page: Page) -> tuple[str, ...]:
    """Return the addresses that the page's own scripts ask for, in page order, as far as they are written out."""
    asked = (page.absolute(found[1]) for script in page.scripts for found in _ASKED.finditer(script))
    own = (url for url in asked if url.startswith(("http://", "https://")) and url != page.url)
    return tuple(dict.fromkeys(own))[:_MOST]


def infer_records(text: str, url: str) -> JsonRules | None:
    """Return the rules that read the longest list in the JSON from `url` whose rows have a title and an address."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    tables = sorted(_tables(answer, ()), key=lambda table: -len(table.rows))
    return next((rules for table in tables if (rules := _rules(table, answer, url))), None)


def _tables(value: object, way: tuple[str, ...]) -> Iterator[_Table]:
    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if len(rows) == len(value) >= _FEWEST:
            yield _Table(way, rows)
    elif isinstance(value, dict) and len(way) < _DEPTH:
        for name, inner in value.items():
            yield from _tables(inner, (*way, name))


def _rules(table: _Table, answer: object, url: str) -> JsonRules | None:
    address = _choose(table, _is_address, _URL_NAMES)
    titles = {name: _fitness(table, name) for name in table.names}
    title = max(titles, key=titles.__getitem__, default=None)
    if address is None or title is None or not titles[title]:
        return None
    published = _choose(table, _is_time, _TIME_NAMES, _counts)
    return JsonRules(
        rows=_path(table.way) or "@",
        title=_path((title,)),
        url=_path((address,)),
        published=_path((published,)) if published else None,
        page=next((name for name, value in parse_qsl(urlsplit(url).query) if name.lower() in _PAGE_NAMES), None),
        total=_total(table, answer),
    )


def _choose(
    table: _Table,
    fits: Callable[[object], bool],
    names: re.Pattern[str],
    refused: Callable[[str, list[Any]], bool] = lambda *_: False,
) -> str | None:
    """The column whose values fit; of several one that most rows have, then the one that is named so."""
    held = {name: table.fitting(name, fits) for name in table.names}
    found = [name for name, values in held.items() if values and not refused(name, values)]
    return min(found, key=lambda name: (2 * len(held[name]) < len(table.rows), not names.search(name)), default=None)


def _counts(name: str, values: list[Any]) -> bool:
    """Whether a column numbers the rows: such numbers may look like times."""
    numbers = {value for value in values if isinstance(value, int)}
    consecutive = len(numbers) > 1 and max(numbers) - min(numbers) == len(numbers) - 1
    return consecutive or _ID_NAMES.fullmatch(name) is not None


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None and not _PICTURE.search(value)


def _is_time(value: object) -> bool:
    if isinstance(value, int):
        return _EPOCH.fullmatch(str(value)) is not None
    return isinstance(value, str) and len(value) < 30 and any(shown.rank < PARTIAL for shown in find_dates(value))


def _is_title(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _is_time(value) and not _is_address(value)


def _fitness(table: _Table, name: str) -> float:
    """How much a column looks like titles: named so, wide, and different from row to row."""
    titles = table.fitting(name, _is_title)
    if 2 * len(titles) < len(table.rows):
        return 0.0
    mean = sum(min(width(title), 60) for title in titles) / len(titles)
    distinct = len(set(titles)) / len(titles)
    return mean * distinct * (3 if _TITLE_NAMES.search(name) else 1) if mean > _NARROW else 0.0


def _total(table: _Table, answer: Any) -> str | None:  # noqa: ANN401
    """The number of all rows, where it stands beside the rows or above them."""
    way = table.way[:-1]
    for depth in range(len(way), -1, -1):
        holder = answer
        for name in way[:depth]:
            holder = holder[name]
        for name in holder if isinstance(holder, dict) else ():
            if _TOTAL_NAMES.fullmatch(name) and isinstance(holder[name], int) and holder[name] >= len(table.rows):
                return _path((*way[:depth], name))
    return None


def _path(way: tuple[str, ...]) -> str:
    return ".".join(name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else json.dumps(name) for name in way)
