"""Compares what a crawl stored of a site with what the truth says."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from eval.corpus import Article, Row, Site, plain
from portalwatch.items import Item
from portalwatch.normalize.urls import canonical, key

#: What a page that is not there is to be called.
GONE = "http-404"


@dataclass(slots=True)
class Tally:
    """How many of what was expected were there, and how many of those are right."""

    expected: int = 0
    found: int = 0
    right: int = 0

    def __str__(self) -> str:
        return f"{self.right}/{self.expected}"

    def count(self, *, found: bool, right: bool) -> None:
        """Count one more."""
        self.expected += 1
        self.found += found
        self.right += right


@dataclass(slots=True)
class Score:
    """What came of one site: its rows, its articles, its missing pages, and every difference in words."""

    rows: Tally = field(default_factory=Tally)
    articles: Tally = field(default_factory=Tally)
    missing: Tally = field(default_factory=Tally)
    differences: list[str] = field(default_factory=list)
    excepted: int = 0


class Judge:
    """Judges one site as served at `url`. `exceptions` are pairs of a page and a field where the truth is wrong."""

    def __init__(self, site: Site, url: str, exceptions: Collection[tuple[str, str]]) -> None:
        self.site, self.url, self.exceptions = site, url, exceptions
        self.score = Score()

    def judge_list(self, path: str, depth: int, items: Collection[Item]) -> None:
        """Compare the items of the list at `path`."""
        stored = {item.key: item for item in items}
        rows = {key(urljoin(self.url, row.path)): row for row in self.site.rows(path, depth)}
        for each, row in rows.items():
            self._judge_row(path, row, stored.get(each))
        for each, item in stored.items():
            if each not in rows and item.url.startswith("http"):
                self._differs(path, f"no such row: {item.title!r} {item.url.removeprefix(self.url)}")

    def _judge_row(self, path: str, row: Row, item: Item | None) -> None:
        article = self.site.article(row.path)
        titles = [*row.titles, article.title] if article else row.titles
        days = {row.day, article.time[:10]} if article and article.time else {row.day}
        wrong = []
        if item is None:
            wrong.append(f"not found: {row.titles[0]!r} {row.path}")
        elif plain(item.title) not in map(plain, titles):
            wrong.append(f"{row.path}: title is {item.title!r}, not {row.titles[0]!r}")
        elif row.day and _on(item) not in days:
            wrong.append(f"{row.path}: day is {_on(item)}, not {row.day}")
        self.score.rows.count(found=item is not None, right=not self._differ(path, wrong))
        if item and article:
            self._judge_article(article, item)
        elif item:
            self._judge_missing(path, row, item)

    def _judge_article(self, article: Article, item: Item) -> None:
        wrong = [
            f"{name} is {was!r}, not {truth!r}"
            for name, was, truth, same in self._fields(article, item)
            if not same and not self._excepts(article.page, name)
        ]
        if item.problem:
            wrong.append(f"{item.problem}")
        self.score.articles.count(found=item.problem is None, right=not self._differ(article.page, wrong))

    def _judge_missing(self, path: str, row: Row, item: Item) -> None:
        named = item.problem is not None and item.problem.kind == GONE
        wrong = [] if named else [f"{row.path}: is not there, but its problem is {item.problem}"]
        self.score.missing.count(found=item.problem is not None, right=not self._differ(path, wrong))

    def _fields(self, article: Article, item: Item) -> Iterator[tuple[str, object, object, bool]]:
        """The fields of which the truth speaks: name, what was read, what is true, whether they are the same."""
        yield "title", item.title, article.title, plain(item.title) == plain(article.title)
        if article.time:
            shown = str(item.published)[: len(article.time)]
            yield "time", shown, article.time, shown == article.time
        if article.source:
            yield "source", item.source, article.source, plain(item.source) == plain(article.source)
        if article.files is not None:
            own = {file.url.removeprefix(self.url) for file in item.attachments}
            truth = {canonical(urljoin(self.url, file)).removeprefix(self.url) for file in article.files}
            yield "files", sorted(own), sorted(truth), own == truth

    def _excepts(self, page: str, name: str) -> bool:
        excepted = (page, name) in self.exceptions
        self.score.excepted += excepted
        return excepted

    def _differ(self, where: str, wrong: list[str]) -> bool:
        for each in wrong:
            self._differs(where, each)
        return bool(wrong)

    def _differs(self, where: str, what: str) -> None:
        self.score.differences.append(f"{where}: {what}")


def _on(item: Item) -> str | None:
    return item.published.on.isoformat() if item.published else None
