"""A portal as it truly is at one moment, and all that can happen to it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.simulation.articles import Article, Writer
from tests.simulation.templates import Shown, Template

#: How a portal makes an article's path.
PATHS = (
    "/{section}/{day:%Y%m%d}/{id}.html",
    "/art/{day:%Y/%m/%d}/art_{column}_{id}.html",
    "/show.asp?id={id}",
    "/{section}/t{day:%Y%m%d}_{id}.shtml",
    "/content/post_{id}.html",
    "/info/{column}/{id}.htm",
)
NAMES = {"tzgg": "通知公告", "hydt": "行业动态", "zcfg": "政策法规", "bzgf": "标准规范"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong just now: with the lists of one section, all articles ("article"), or (None) the whole portal."""

    kind: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What a portal is like for as long as it lives.

    `by_entry`: lists are sorted by when a row was entered, not by its day. `validates`: it sends ETags. `discovered`:
    the sections are found by their names. `midnight`: lists show the day in Greenwich. `beside`: files have addresses
    beside their article's. `flutters`: a line in the text of articles is another with each request.
    """

    sections: tuple[str, ...]
    page_rows: int
    by_entry: bool
    validates: bool
    discovered: bool
    midnight: bool
    beside: bool
    flutters: bool


class World:
    """The portal: its articles, its looks, its faults. Nothing in it happens by itself."""

    def __init__(self, chance: Random, nature: Nature, now: datetime) -> None:
        self.chance, self.nature, self.now = chance, nature, now
        #: What differs from request to request. What happens must not depend on who asks for what.
        self.luck = Random(chance.getrandbits(32))
        self.writer = Writer(chance)
        self.template = Template.draw(chance)
        self.articles: list[Article] = []
        self.paths: dict[str, Article] = {}
        self.numbers: dict[int, Article] = {}
        self.faults: list[Fault] = []
        self.scheme, self.generation, self.redirects = chance.choice(PATHS), 0, False
        self.merged: str | None = None
        self.views = 0
        #: The articles of which the last answer was a half.
        self.halved: set[int] = set()
        self.made: Counter[str] = Counter()
        self.redesigned_at = self.migrated_at = now - timedelta(days=999)
        self.reordered_at: dict[str, datetime] = {}

    # What happens.

    def publish(self, section: str, published: datetime | None = None, **fields: object) -> Article:
        published = (published or self.now).replace(second=0, microsecond=0)
        article = Article(
            id=1000 + len(self.articles) * 3 + self.chance.randint(0, 2),
            home=section,
            title=self._fresh_title(published.year),
            published=published,
            body=self.writer.body(),
            files=self.writer.files(),
            listed={section: self.now},
            rank=published.hour * 60 + published.minute,
        )
        for name, value in fields.items():
            setattr(article, name, value)
        self.articles.append(article)
        self.numbers[article.id] = article
        self._place(article)
        self.made["new"] += 1
        return article

    def edit(self, article: Article, field: str) -> None:
        if field == "title":
            article.title = self._reworded(article)
        elif field == "published":
            article.published += timedelta(days=self.chance.choice((-1, 1)), minutes=self.chance.randint(1, 50))
        elif field == "body":
            article.body = (*article.body[:-1], self.writer.paragraph())
        else:
            article.files = (*article.files[:1], self.writer.file())
        article.edits += 1
        self.made["edited"] += 1

    def withdraw(self, article: Article, gone: int) -> None:
        article.listed.clear()
        article.gone = gone
        self.made["withdrawn"] += 1

    def restore(self, article: Article) -> None:
        article.listed, article.gone = {article.home: self.now}, None
        self.made["returned"] += 1

    def delist(self, article: Article) -> None:
        article.listed.clear()
        self.made["delisted"] += 1

    def reorder(self, section: str) -> None:
        """Shuffle the rows of the newest day."""
        rows = [each for each in self.rows(section) if not each.pinned]
        day = rows[0].published.date() if rows else None
        for each in rows:
            if each.published.date() == day:
                each.rank = self.chance.random() * 1440
        self.reordered_at[section] = self.now
        self.made["reordered"] += 1

    def move(self, article: Article) -> None:
        self._place(article, f"/a{self.chance.randint(100, 999)}")
        article.alone = True
        self.made["moved"] += 1

    def migrate(self, *, redirects: bool) -> None:
        """Give every article a new address; the old ones lead to it, or nowhere."""
        self.generation += 1
        self.redirects = redirects
        self.scheme = self.chance.choice([each for each in PATHS if each != self.scheme])
        for article in self.articles:
            self._place(article, f"/v{self.generation}")
            article.alone = False
        self.migrated_at = self.now
        self.made["migrations"] += 1

    def redesign(self) -> None:
        self.template = Template.draw(self.chance)
        self.redesigned_at = self.now
        self.made["redesigns"] += 1

    def merge(self, section: str, into: str) -> None:
        """List all of a section in another one as well."""
        for article in self.listed(section):
            article.listed.setdefault(into, self.now)
        self.made["merges"] += 1

    # How it is.

    def listed(self, section: str) -> Iterator[Article]:
        return (each for each in self.articles if section in each.listed)

    def rows(self, section: str) -> list[Article]:
        """What a section lists, in list order."""
        return sorted(self.listed(section), key=lambda each: self._order(each, section), reverse=True)

    def pages(self, section: str) -> list[list[Article]]:
        rows, size = self.rows(section), self.nature.page_rows
        return [rows[start : start + size] for start in range(0, max(len(rows), 1), size)]

    def show(self, article: Article) -> Shown:
        """Return what a list shows of an article."""
        date = article.published - timedelta(hours=8) if self.nature.midnight else article.published
        path = article.path
        return Shown(article.id, article.title, path, date if article.dated else None, article.pinned)

    def list_path(self, section: str) -> str:
        prefix = f"/n{self.generation}" if self.generation and self.nature.discovered else ""
        return f"{prefix}/{section}/"

    def fault(self, section: str | None) -> Fault | None:
        """Return what is wrong with a section's list (None: with any page)."""
        own = [each for each in self.faults if each.section is not None and each.section == section]
        return next(iter([*own, *(each for each in self.faults if each.section is None)]), None)

    def _order(self, article: Article, section: str) -> tuple[object, ...]:
        day = article.listed[section] if self.nature.by_entry else article.published.date()
        return article.pinned, day, article.rank, article.id

    def _reworded(self, article: Article) -> str:
        """Return a title as editors mend it: by a word more at either end, or by another one."""
        marked = article.edits % 2
        start, end = ("【更正】", "") if marked else ("", "（修订）")
        if article.title.startswith("【更正】") or article.title.endswith("（修订）"):
            return self._fresh_title(article.published.year)
        return f"{start}{article.title}{end}"

    def _fresh_title(self, year: int) -> str:
        taken = {each.title for each in self.articles}
        while (title := self.writer.title(year)) in taken:
            pass
        return title

    def _place(self, article: Article, prefix: str = "") -> None:
        column = 100 + list(NAMES).index(article.home)
        words = {"section": article.home, "column": column, "day": article.published, "id": article.id}
        if article.path:
            article.old.append(article.path)
        article.path = prefix + self.scheme.format(**words)
        self.paths[article.path] = article
