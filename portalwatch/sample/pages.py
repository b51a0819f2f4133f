"""What stands under each address of the portal, and how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from jinja2 import Environment, PackageLoader

from portalwatch.sample.articles import Article
from portalwatch.sample.portal import PAGE_ROWS, Portal
from portalwatch.sample.sections import ORGANISATION, SECTIONS, Section

_TEMPLATES = Environment(loader=PackageLoader(__package__), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
#: Comments such as editors of these sites leave around the part that the CMS fills.
_BEGIN, _END = "<!--内容开始-->", "<!--内容结束-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Anything under an address: a list page of the section `lists`, the page of an `article`, or neither.

    `content` is what its ETag is made of; a page without has no validators.
    """

    content: object = None
    changed_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    lists: str | None = None
    article: Article | None = None

    @property
    def etag(self) -> str:
        """Weak, because one click more or another neighbour changes the bytes but not the content."""
        return f'W/"{sha256(repr(self.content).encode()).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Page):
    """A page made of bytes."""

    media: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Page):
    """A page of HTML: `template` filled with `slots`, in the charset of `section`, or in UTF-8 where there is none."""

    template: str
    section: Section | None = None
    slots: Mapping[str, object] = field(default_factory=dict)

    @property
    def media(self) -> str:
        """Its Content-Type, which names the charset only where the section says so there."""
        if self.section is None:
            return "text/html; charset=utf-8"
        return f"text/html; charset={self.section.declared}" if self.section.in_header else "text/html"

    @property
    def text(self) -> str:
        """The page, rendered now."""
        values = {"organisation": ORGANISATION, "sections": SECTIONS.values(), "section": self.section}
        return _TEMPLATES.get_template(self.template).render(values, article=self.article, **self.slots)

    @property
    def body(self) -> bytes:
        """The bytes, rendered now."""
        return self.text.encode(self.section.encoding if self.section else "utf-8")


def find_page(portal: Portal, path: str) -> Document | Sheet | None:
    """Return what is under a path, or None."""
    if path in ("/", "/index.html"):
        return _show_home(portal)
    if path == "/robots.txt":
        return Document(media="text/plain", body=_ROBOTS)
    if path.startswith("/admin/"):
        return show_wall("login")
    if article := portal.article(path):
        return _show_article(portal, article)
    return _find_list(portal, path) or _find_attachment(portal, path)


def show_wall(name: str, **slots: object) -> Sheet:
    """Return a page that stands in the way: `challenge`, `shield`, `login`, `maintenance`, `error`."""
    return Sheet(template=f"walls/{name}.html", slots=slots)


def empty(page: Sheet) -> Sheet:
    """Return a list page without its rows, all else in place."""
    return replace(page, slots={**page.slots, "rows": (), "pages": 1, "total": 0}, content=None)


def cut(text: str) -> str:
    """Return a page up to the middle of its content, as a portal sends it whose database went away."""
    begin, end = text.find(_BEGIN), text.find(_END)
    return text[: (begin + end) // 2] if begin >= 0 else text[: len(text) // 2]


def _shorten(text: str, width: int) -> str:
    """Cut as these systems do: by bytes of GB, of which a Chinese character has two, dropping half a character."""
    raw = text.encode("gb18030")
    return text if len(raw) <= width else raw[:width].decode("gb18030", "ignore") + "..."


_TEMPLATES.filters["shorten"] = _shorten


def _find_list(portal: Portal, path: str) -> Sheet | None:
    key, _, name = path[1:].partition("/")
    section = SECTIONS.get(key)
    if section is None:
        return None
    pages = max(1, -(-len(portal.articles(key)) // PAGE_ROWS))
    names = {section.page_name(number): number for number in range(1, pages + 1)} | {"": 1, "index.html": 1}
    return _show_list(portal, section, names[name], pages) if name in names else None


def _show_list(portal: Portal, section: Section, number: int, pages: int) -> Sheet:
    articles = portal.articles(section.key)
    rows = articles[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    return Sheet(
        template=f"{portal.template}/list.html",
        section=section,
        slots={"rows": rows, "number": number, "pages": pages, "total": len(articles), **_surround(portal)},
        content=(portal.template, len(articles), [(row.path, row.title, row.published, row.pinned) for row in rows]),
        changed_at=portal.listed_at(section.key),
        lists=section.key,
    )


def _find_attachment(portal: Portal, path: str) -> Document | None:
    found = portal.attachment(path)
    if found is None:
        return None
    article, file = found
    name = f"attachment; filename=\"{article.id}.{file.suffix}\"; filename*=UTF-8''{quote(file.name)}"
    return Document(
        media=file.media,
        content=file,
        changed_at=article.changed_at,
        headers={"Content-Disposition": name},
        body=file.content,
    )


def _show_home(portal: Portal) -> Sheet:
    newest = {key: portal.articles(key)[:6] for key in SECTIONS}
    return Sheet(template=f"{portal.template}/home.html", slots={"newest": newest, **_surround(portal)})


def _show_article(portal: Portal, article: Article) -> Sheet:
    before, after = portal.neighbours(article)
    content = (portal.template, article.path, article.title, article.published, article.source, article.body)
    slots = {"before": before, "after": after, **_surround(portal)}
    return Sheet(
        template=f"{portal.template}/article.html",
        section=SECTIONS[article.section],
        slots=slots,
        content=(*content, tuple(file.name for file in article.attachments)),
        changed_at=article.changed_at,
        article=article,
    )


def _surround(portal: Portal) -> dict[str, object]:
    """Return what stands around the content of every page: the date of today, and lists that look like the main one."""
    articles = portal.articles()
    favourites = sorted(articles, key=lambda one: (-one.clicks, one.id))[:10]
    return {"now": portal.now, "favourites": favourites, "advised": articles[3:93:9]}
