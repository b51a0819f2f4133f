"""Saved pages with the truth beside them: which of a site's pages there are, and what they say.

A corpus is a folder with `list/` and `list.json`, `detail/` and `detail.json`, `detail2/` and `detail2.json`. The page
of a site that was at /a/b.html is the file SITE__a__b.html, with or without OWNER+ before it; each .json has an object
a file. Titles and days are compared as the labels mean them: signs and blanks apart, a day wherever one is written.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

FOLDERS = ("detail", "detail2", "list")
_DAYS = (
    re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})"),
    re.compile(r"\b(?P<m>\d{1,2})[-/](?P<d>\d{1,2})\s+(?P<y>\d{4})\b"),
    re.compile(r"^\D*(?P<y>\d{2})-(?P<m>\d{2})-(?P<d>\d{2})\D*$"),
)
_DEAD = ("javascript:", "#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list page whose link is live. `titles` are the ways in which the page writes its title."""

    path: str
    titles: tuple[str, ...]
    day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What an article page says; a field is None where the truth does not tell. `time` is `YYYY-MM-DD[THH:MM]`."""

    page: str
    title: str
    time: str | None
    source: str | None
    files: tuple[str, ...] | None


class Site:
    """The pages of one site of a corpus, by their paths."""

    def __init__(self, corpus: Path, name: str) -> None:
        self.corpus, self.name = corpus, name

    @cached_property
    def pages(self) -> Mapping[str, Path]:
        """The file of each path."""
        found = ((self._path(file), file) for folder in reversed(FOLDERS) for file in (self.corpus / folder).glob("*"))
        return {path: file for path, file in found if path}

    def rows(self, path: str, depth: int) -> Iterator[Row]:
        """Yield the live rows of a list from `path` on, over at most so many pages."""
        following: str | None = path
        while following and following in self.pages and depth:
            truth = self._truth["list"][self.pages[following].name]
            yield from self._rows(truth["rows"], following)
            following = truth["next"] and urljoin(following, truth["next"])
            depth -= 1

    def article(self, path: str) -> Article | None:
        """Return what the page at `path` says, None when it is not there."""
        file = self.pages.get(path)
        if file is None:
            return None
        truth = self._truth[file.parent.name][file.name]
        files = truth.get("attachments")
        return Article(
            page=f"{file.parent.name}/{file.name}",
            title=truth["title"],
            time=shown_time(truth),
            source=truth.get("source"),
            files=None if files is None else tuple(urljoin(path, each) for each in files),
        )

    @cached_property
    def _truth(self) -> dict[str, Any]:
        return {folder: json.loads((self.corpus / f"{folder}.json").read_text(encoding="utf-8")) for folder in FOLDERS}

    def _path(self, file: Path) -> str | None:
        site, parted, rest = file.name.rpartition("+")[2].partition("__")
        return "/" + rest.replace("__", "/") if parted and site == self.name else None

    def _rows(self, rows: list[dict[str, Any]], path: str) -> Iterator[Row]:
        for row in rows:
            if not row["href"].lower().startswith(_DEAD):
                titles = tuple(row[name] for name in ("title", "text") if row.get(name))
                yield Row(path=urljoin(path, row["href"]), titles=titles, day=day(row["date"]))


def plain(text: str | None) -> str:
    """Return the letters and digits of a text: two that differ in nothing else are the same title."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def day(text: str | None) -> str | None:
    """Return the day that a text shows as YYYY-MM-DD, None when it shows no whole one."""
    found = next((match for form in _DAYS if (match := form.search(text or ""))), None)
    return (
        f"{'20' if len(found['y']) == 2 else ''}{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
        if found
        else None
    )


def shown_time(truth: dict[str, Any]) -> str | None:
    """Put together what the two folders say: a time of day alone, or the whole."""
    time: str | None = truth.get("time") or truth.get("date")
    return f"{truth['date']}T{time:0>5}" if time and re.fullmatch(r"\d\d?:\d\d", time) else time
