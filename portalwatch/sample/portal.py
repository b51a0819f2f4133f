"""The portal's state and its history: what is published where, and what is broken just now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from threading import Condition
from typing import Literal, NamedTuple, get_args

from portalwatch.sample.articles import Article, Writer
from portalwatch.sample.files import File
from portalwatch.sample.sections import SECTIONS, ZONE, Section

How = Literal[
    "500",
    "503",
    "404",
    "timeout",
    "drip",
    "reset",
    "challenge",
    "challenge-521",
    "challenge-412",
    "login",
    "empty",
    "blank",
    "maintenance",
    "huge",
    "bomb",
    "truncated",
    "wrong-charset",
    "redirect-loop",
    "redirect-private",
    "redirect-file",
]
Template = Literal["classic", "table"]
PAGE_ROWS = 20


class Act(NamedTuple):
    """One thing done to the portal; `article` is None where it touched all of them."""

    at: datetime
    verb: str
    article: Article | None


@dataclass(slots=True, eq=False)
class Fault:
    """Something broken; `mended` ends the requests that hang in it."""

    how: How
    mended: bool = False


class Portal:
    """An association portal with ten sections. Every method may be called while it is being served.

    The same arguments and calls give the same pages. `now` is the portal's clock: it stands still until it is set.
    `lock` guards the state, and is notified when something was mended.
    """

    def __init__(
        self, seed: int = 7, per_section: int = 45, now: datetime = datetime(2022, 6, 9, 17, 30, tzinfo=ZONE)
    ) -> None:
        self.now = now.astimezone(ZONE)
        self.lock = Condition()
        self.template: Template = "classic"
        self.history: list[Act] = []
        self._prefix = ""
        self._writer = Writer(Random(seed))  # noqa: S311 - it writes articles, not keys
        self._articles: dict[int, Article] = {}
        self._by_path: dict[str, Article] = {}
        self._faults: dict[str | Article, Fault] = {}
        self._changed_at = self.now
        self._listed_at = dict.fromkeys(SECTIONS, self.now)
        self._fill(per_section)

    def publish(
        self,
        section: str,
        title: str | None = None,
        *,
        at: datetime | None = None,
        body: str | Sequence[str] | None = None,
        attachments: Iterable[File] | None = None,
        also_in: Iterable[str] = (),
    ) -> Article:
        """Publish an article, by default now, and return it. What is not given is made up.

        A body in one string has a paragraph a line; the first section is its home, which gives it its address.
        """
        with self.lock:
            article = self._write(section, _minute(at or self.now), title=title, body=body, attachments=attachments)
            article.sections = (section, *(SECTIONS[key].key for key in also_in))
            article.clicks = 0
            self._record("publish", article)
        return article

    def edit(
        self,
        article: Article,
        *,
        title: str | None = None,
        body: str | Sequence[str] | None = None,
        published: datetime | None = None,
        attachments: Iterable[File] | None = None,
    ) -> None:
        """Change an article in place: its address stays, whatever its date becomes."""
        with self.lock:
            article.title = article.title if title is None else title
            article.body = article.body if body is None else _split(body)
            article.published = article.published if published is None else _minute(published)
            article.attachments = article.attachments if attachments is None else tuple(attachments)
            self._record("edit", article)

    def replace(self, article: Article, origin: bytes | Sequence[str], *, number: int = 1) -> None:
        """Put other bytes under the address of an attachment, counted from 1; the article's page stays as it is."""
        with self.lock:
            files = list(article.attachments)
            made = origin if isinstance(origin, bytes) else tuple(origin)
            files[number - 1] = File(files[number - 1].name, made)
            article.attachments = tuple(files)
            self.history.append(Act(self.now, "replace", article))

    def withdraw(self, article: Article) -> None:
        """Take an article off its lists; its page answers 404."""
        with self.lock:
            article.withdrawn = True
            self._record("withdraw", article)

    def restore(self, article: Article) -> None:
        """Undo `withdraw`."""
        with self.lock:
            article.withdrawn = False
            self._record("restore", article)

    def pin(self, article: Article) -> None:
        """Keep an article on top of its lists, marked 置顶."""
        with self.lock:
            article.pinned = True
            self._record("pin", article)

    def unpin(self, article: Article) -> None:
        """Undo `pin`."""
        with self.lock:
            article.pinned = False
            self._record("unpin", article)

    def redesign(self, template: Template) -> None:
        """Serve other markup under the same addresses."""
        with self.lock:
            self.template = template
            self._record("redesign")

    def move(self, prefix: str) -> None:
        """Give every article a new address that begins with `prefix`, such as `/archive`; the old ones answer 404."""
        with self.lock:
            self._prefix = prefix
            self._by_path.clear()
            for article in self._articles.values():
                self._place(article)
            self._record("move")

    def break_(self, target: str | Article, how: How) -> None:
        """Break one thing until it is mended.

        `target` is a section's key (its list pages), an article (its page), or a path (all that begins with it,
        so `/` is the whole portal). Of several faults the narrowest wins.
        """
        if how not in get_args(How):
            raise ValueError(f"no such fault: {how}")
        if isinstance(target, str) and not target.startswith("/") and target not in SECTIONS:
            raise ValueError(f"neither a section nor a path: {target}")
        with self.lock:
            self.mend(target)
            self._faults[target] = Fault(how)

    def mend(self, target: str | Article | None = None) -> None:
        """Undo `break_` for a target, or all of it."""
        with self.lock:
            for broken in tuple(self._faults) if target is None else (target,):
                if fault := self._faults.pop(broken, None):
                    fault.mended = True
            self.lock.notify_all()

    def articles(self, section: str | None = None) -> tuple[Article, ...]:
        """Return what is listed, in list order: pinned, then newest first."""
        with self.lock:
            shown = (
                article
                for article in self._articles.values()
                if not article.withdrawn and (section is None or section in article.sections)
            )
            return tuple(sorted(shown, key=lambda one: (one.pinned, one.published, one.id), reverse=True))

    def article(self, path: str) -> Article | None:
        """Return the article whose page is at `path`, unless it was withdrawn."""
        article = self._by_path.get(path)
        return None if article is None or article.withdrawn else article

    def attachment(self, path: str) -> tuple[Article, File] | None:
        """Return the file at `path` with the article that it belongs to."""
        for article in self.articles():
            for number, file in enumerate(article.attachments, start=1):
                if article.attachment_path(number) == path:
                    return article, file
        return None

    def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """Return what was published just before and just after an article in its own section."""
        row = sorted(self.articles(article.section), key=lambda one: (one.published, one.id))
        place = row.index(article)
        return row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None

    def listed_at(self, section: str) -> datetime:
        """Return when a section's list last changed."""
        return self._listed_at[section]

    def fault(self, path: str, *, section: str | None, article: Article | None) -> Fault | None:
        """Return what is broken at `path`, which shows a list page of `section`, or `article`, or neither."""
        prefixes = (target for target in self._faults if isinstance(target, str) and path.startswith(target))
        targets = (article, section, max(prefixes, key=len, default=None))
        return next((self._faults[target] for target in targets if target is not None and target in self._faults), None)

    def _fill(self, per_section: int) -> None:
        dated = [(at, key) for key in SECTIONS for at in self._writer.times(self.now, per_section)]
        for at, key in sorted(dated):
            self._write(key, at)
            self._listed_at[key] = at

    def _write(
        self,
        section: str,
        at: datetime,
        *,
        title: str | None = None,
        body: str | Sequence[str] | None = None,
        attachments: Iterable[File] | None = None,
    ) -> Article:
        home, number = SECTIONS[section], 10_001 + len(self._articles)
        title = self._writer.title(home, at) if title is None else title
        article = Article(
            id=number,
            sections=(section,),
            title=title,
            published=at,
            source=self._writer.source(),
            body=self._writer.body(home, at) if body is None else _split(body),
            attachments=self._writer.attachments(title) if attachments is None else tuple(attachments),
            clicks=self._writer.clicks(),
            slug=_slug(home, number, at),
            path="",
            changed_at=at,
        )
        self._articles[number] = article
        self._place(article)
        return article

    def _place(self, article: Article) -> None:
        article.path = self._prefix + article.slug
        self._by_path[article.path] = article

    def _record(self, verb: str, article: Article | None = None) -> None:
        """Note what was done. Every change gets a second of its own, since Last-Modified can tell no less apart."""
        self._changed_at = max(self.now, self._changed_at + timedelta(seconds=1))
        self.history.append(Act(self.now, verb, article))
        for changed in (article,) if article else self._articles.values():
            changed.changed_at = self._changed_at
        for key in article.sections if article else SECTIONS:
            self._listed_at[key] = self._changed_at


def _slug(section: Section, number: int, at: datetime) -> str:
    """Return the address that the section's CMS gives an article: DedeCMS puts the day into it."""
    return f"{section.path}{at:%Y/%m%d/}{number}.html" if section.legacy else f"{section.path}{number}.html"


def _split(body: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(body.splitlines() if isinstance(body, str) else body)


def _minute(at: datetime) -> datetime:
    """Return the portal's local time, to the minute, which is all that its pages show."""
    return at.astimezone(ZONE).replace(second=0, microsecond=0)
