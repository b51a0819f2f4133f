"""What is true of the pages of a folder: rows and next page of its lists, fields of its articles, kinds, encodings."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from eval.corpus import Article, day, plain, shown_time

#: Each set of labels, and the folder that its pages lie in.
LISTS = {"list": "list", "list2": "list2", "list2_hard": "list2"}
ARTICLES = ("detail", "detail2")
#: What links are relative to where nobody knows where a page once was.
_SOMEWHERE = "http://portal.test/section/"
_URL = re.compile(r"https?://\S+")
#: A page of `negative/` is no list, however much it looks like one, unless its name says so.
_LIST = re.compile(r"(?<!not_a)_list_")
#: GB18030 holds them all, and reads them alike.
_FAMILY = frozenset({"gb2312", "gbk", "gb18030"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page, and the address that its links are relative to."""

    file: Path
    base: str

    @property
    def name(self) -> str:
        """The last two parts of its path."""
        return f"{self.file.parent.name}/{self.file.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a list has. `titles` are the `plain` ways to write it; `url` is None where the link is dead."""

    shown: str
    titles: frozenset[str]
    url: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class List:
    """A list page; `following` is its next page where one is known."""

    page: Saved
    rows: tuple[Row, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class Truths:
    """All that a folder knows: lists and articles by set, body texts, page kinds, encodings."""

    lists: Mapping[str, tuple[List, ...]]
    articles: Mapping[str, tuple[tuple[Saved, Article], ...]]
    bodies: tuple[tuple[Saved, str], ...]
    kinds: tuple[tuple[Saved, str | None], ...]
    encodings: tuple[tuple[Saved, str], ...]


def read_truths(folder: Path) -> Truths:
    """Read the labels of a folder; a set that it does not have is empty."""
    bases = _bases(folder)
    lists = {name: tuple(_lists(folder, name, bases)) for name in LISTS}
    articles = {name: tuple(_articles(folder, name, bases)) for name in ARTICLES}
    bodies = tuple(
        (Saved(folder / "body" / "original" / f"{text.stem}.html", _SOMEWHERE), text.read_text(encoding="utf-8"))
        for text in sorted(folder.glob("body/cleaned/*.txt"))
    )
    listed = ((each.page, "list") for each in chain(*lists.values()))
    told = ((page, "article") for page, _ in (*chain(*articles.values()), *bodies))
    neither = (Saved(file, _SOMEWHERE) for file in sorted(folder.glob("negative/*.htm*")))
    others = ((page, "list" if _LIST.search(page.name) else None) for page in neither)
    return Truths(lists, articles, bodies, (*listed, *told, *others), tuple(_encodings(folder)))


def same_family(encoding: str) -> str:
    """Return the encoding that reads all that `encoding` does."""
    return "gb18030" if encoding.lower() in _FAMILY else encoding.lower()


def _bases(folder: Path) -> dict[str, str]:
    """The address of each page, where the index knows it."""
    rows = _table(folder / "index.tsv")
    found = ((row["file"], _URL.search(row["original_or_base_url(how known)"] or "")) for row in rows)
    return {file: url[0] for file, url in found if url}


def _table(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _labels(folder: Path, name: str) -> dict[str, Any]:
    file = folder / f"{name}.json"
    labels: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return labels


def _lists(folder: Path, name: str, bases: Mapping[str, str]) -> Iterator[List]:
    for label, truth in _labels(folder, name).items():
        file = folder / LISTS[name] / label
        file = file if file.exists() else file.with_name(f"{label}.html")
        base = truth.get("base") or bases.get(f"{LISTS[name]}/{file.name}", _SOMEWHERE)
        following = _live(truth.get("next"))
        rows = tuple(_row(row, base) for row in truth["rows"])
        yield List(Saved(file, base), rows, urljoin(base, following) if following else None)


def _row(row: Mapping[str, Any], base: str) -> Row:
    titles = (row.get(name) for name in ("title", "text", "full_title"))
    href = _live(row.get("href") or row.get("url"))
    return Row(
        shown=row["title"],
        titles=frozenset(plain(title) for title in titles if title is not None),
        url=urljoin(base, href) if href else None,
        day=day(row.get("date")),
    )


def _live(href: str | None) -> str | None:
    return href if href and not href.lower().startswith("javascript") else None


def _articles(folder: Path, name: str, bases: Mapping[str, str]) -> Iterator[tuple[Saved, Article]]:
    for label, truth in _labels(folder, name).items():
        page = Saved(folder / name / label, bases.get(f"{name}/{label}", _SOMEWHERE))
        files = truth.get("attachments")
        yield (
            page,
            Article(
                page=page.name,
                title=truth["title"],
                time=shown_time(truth),
                source=truth.get("source"),
                files=None if files is None else tuple(urljoin(page.base, each) for each in files),
            ),
        )


def _encodings(folder: Path) -> Iterator[tuple[Saved, str]]:
    """Each page once; one in which several encodings are mixed has none to be told."""
    actual = {row["file"]: row["actual"] for row in _table(folder / "encoding" / "index.tsv")}
    for file, encoding in actual.items():
        if "mixed" not in encoding:
            yield Saved(folder / "encoding" / file, _SOMEWHERE), same_family(encoding)
