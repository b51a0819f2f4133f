"""The project's own pages, with the truth that the sample portal knows of them, in the form of any other folder."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from portalwatch.sample.articles import Article
from portalwatch.sample.pages import Sheet, find_page, show_wall
from portalwatch.sample.portal import PAGE_ROWS, Portal, Template
from portalwatch.sample.sections import SECTIONS, Section

_SITE = "http://portal.test"
_WALLS = ("challenge", "shield", "login", "maintenance")
#: Articles a section: old ones, new ones, with files and without.
_TAKEN = slice(0, None, 15)


class Folder:
    """A folder of pages and labels, in which each page is known by its site and path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.labels: dict[str, dict[str, Any]] = {"list": {}, "detail": {}}
        self.bases: list[tuple[str, str]] = []
        self.encodings: list[tuple[str, str, str]] = []

    def add(self, folder: str, name: str, url: str, body: bytes) -> None:
        """Add a page."""
        file = self.path / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self.bases.append((f"{folder}/{name}", url))

    def close(self) -> None:
        """Write the labels."""
        for name, labels in self.labels.items():
            (self.path / f"{name}.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
        _write(self.path / "index.tsv", ("file", "original_or_base_url(how known)"), self.bases)
        _write(self.path / "encoding" / "index.tsv", ("file", "declared", "actual"), self.encodings)


def _write(file: Path, columns: tuple[str, ...], rows: list[Any]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter="\t").writerows([columns, *rows])


def write_own(path: Path) -> None:
    """Write the sample portal's pages in both its templates, half of them GB18030, and the truth, into a folder."""
    folder, portal = Folder(path), Portal()
    for section in SECTIONS:
        portal.pin(portal.articles(section)[5])
    for template in get_args(Template):
        portal.redesign(template)
        for section in SECTIONS.values():
            _add_lists(folder, portal, section)
            for article in portal.articles(section.key)[_TAKEN]:
                _add_article(folder, portal, article)
        folder.add("negative", f"{template}_home.html", f"{_SITE}/", _body(portal, "/"))
    for wall in _WALLS:
        folder.add("negative", f"{wall}.html", f"{_SITE}/{wall}/", show_wall(wall).body)
    folder.close()


def _add_lists(folder: Folder, portal: Portal, section: Section) -> None:
    articles = portal.articles(section.key)
    starts = range(0, len(articles), PAGE_ROWS)
    for number, start in enumerate(starts, start=1):
        name = f"{portal.template}_{section.key}_{number}.html"
        path = section.path + section.page_name(number)
        folder.add("list", name, _SITE + path, _body(portal, path))
        folder.labels["list"][name] = {
            "rows": [_row(portal, article) for article in articles[start : start + PAGE_ROWS]],
            "next": section.page_name(number + 1) if number < len(starts) else None,
        }
        if number == 1 and portal.template == "classic":
            folder.add("encoding", name, _SITE + path, _body(portal, path))
            folder.encodings.append((name, section.declared, section.encoding))


def _row(portal: Portal, article: Article) -> dict[str, str]:
    # The rows of the other template show no year.
    date = {"date": f"{article.published:%Y-%m-%d}"} if portal.template == "classic" else {}
    return {"title": article.title, "href": article.path, **date}


def _add_article(folder: Folder, portal: Portal, article: Article) -> None:
    name = f"{portal.template}_{article.id}.html"
    body = _body(portal, article.path)
    folder.add("detail", name, _SITE + article.path, body)
    folder.labels["detail"][name] = {
        "title": article.title,
        "time": f"{article.published:%Y-%m-%dT%H:%M}",
        "source": article.source,
        "attachments": [*_files(article)],
    }
    folder.add("body/original", name, _SITE + article.path, body)
    text = folder.path / "body" / "cleaned" / f"{Path(name).stem}.txt"
    text.parent.mkdir(parents=True, exist_ok=True)
    text.write_text("\n".join(article.body), encoding="utf-8")


def _files(article: Article) -> Iterator[str]:
    return (article.attachment_path(number) for number in range(1, len(article.attachments) + 1))


def _body(portal: Portal, path: str) -> bytes:
    page = find_page(portal, path)
    assert isinstance(page, Sheet)
    return page.body
