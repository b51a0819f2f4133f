"""What the portal sends for an address, in the state that it is in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError, ResponseDataLossError

from tests.simulation import templates
from tests.simulation.articles import Article
from tests.simulation.templates import Frame, Shown
from tests.simulation.world import NAMES, Fault, World

_CHALLENGE = (
    "<html><head><script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script></head></html>"
)
_LOGIN = (
    "<html><head><title>用户登录</title></head><body><form><input name='user'><input type='password' name='pass'>"
    "<button>登录</button></form></body></html>"
)
_MAINTENANCE = "<html><head><title>系统维护</title></head><body><p>系统正在升级维护，请稍后再访问。</p></body></html>"
_ERRORS: dict[str, type[Exception]] = {
    "refused": DownloadConnectionRefusedError,
    "timeout": DownloadTimeoutError,
    "lost": ResponseDataLossError,
}
_STATUSES = {"500": 500, "503": 503, "404": 404, "521": 521, "412": 412, "405": 405}
_PAGES = {"login": _LOGIN, "maintenance": _MAINTENANCE, "error": templates.show_error(), "blank": " "}
#: What may be wrong with a whole portal, and with a list alone.
OUTAGES = ("refused", "timeout", "lost", "500", "503")
WALLS = ("521", "412", "405", "login", "maintenance", "error", "blank")
LISTS = ("empty", "cut", "other", "home", "404")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """A page of a section's list was asked for; `rows` are what it truly holds, `genuine`: and that was sent.

    `shown` are those of them that were sent: what such a page says is true, though it does not say all. `instead` are
    the rows of other lists that were sent in their place.
    """

    section: str
    number: int
    rows: tuple[Shown, ...]
    genuine: bool
    shown: tuple[Shown, ...] = ()
    instead: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What an article's page shows. `published` is to the minute, or the day, or absent, as the page has it."""

    title: str
    published: datetime | None
    body: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSeen:
    """An article's page was asked for; `content` is None where something else was sent, or its address is gone."""

    id: int
    content: Content | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back: a page, a redirect (`location`), or an `error`."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    error: Exception | None = None
    location: str | None = None
    seen: ListSeen | ArticleSeen | None = None


def answer(world: World, url: str, etag: str | None = None) -> Answer:
    """Answer a GET; `etag` is what the client has."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if article := world.paths.get(path):
        return _article(world, article, path, etag)
    if found := _find_list(world, path):
        return _list(world, *found, etag)
    if path in ("/", "/index.html"):
        return _spoilt(world, world.fault(None)) or _page(world, _home(world))
    return _spoilt(world, world.fault(None)) or Answer(status=404, body=_bytes(world, templates.show_error()))


def content(world: World, article: Article) -> Content:
    """Return what the page of an article shows now."""
    return Content(article.title, article.published if article.dated else None, article.body, article.files)


def _find_list(world: World, path: str) -> tuple[str, int] | None:
    for section in world.nature.sections:
        start = world.list_path(section)
        if path.startswith(start):
            for number in range(1, len(world.pages(section)) + 1):
                if path.removeprefix(start) in (world.template.page_name(number), "index.html" * (number == 1)):
                    return section, number
    return None


def _list(world: World, section: str, number: int, etag: str | None) -> Answer:
    pages = world.pages(section)
    rows = tuple(map(world.show, pages[number - 1]))
    fault = world.fault(section)
    if fault and fault.kind == "deep":
        fault = Fault(kind="500", section=section) if number > 1 else None
    shown = rows[: len(rows) // 3] if fault and fault.kind == "short" else rows if fault is None else ()
    seen = ListSeen(section=section, number=number, rows=rows, genuine=fault is None, shown=shown)
    if fault:
        return _spoilt(world, fault, seen) or _misled(world, fault, seen, len(pages))
    text = templates.show_list(world.template, _frame(world), NAMES[section], rows, number, len(pages))
    return _page(world, text, seen=seen, content=(world.template, rows, len(pages)), etag=etag)


def _spoilt(world: World, fault: Fault | None, seen: ListSeen | ArticleSeen | None = None) -> Answer | None:
    """Return what comes in place of any page, None where this fault is about lists."""
    if fault is None:
        return None
    if fault.kind in _ERRORS:
        return Answer(error=_ERRORS[fault.kind](), seen=seen)
    if fault.kind in _STATUSES:
        text = _CHALLENGE if fault.kind in ("521", "412") else templates.show_error()
        return Answer(status=_STATUSES[fault.kind], body=text.encode(), seen=seen)
    if fault.kind in _PAGES:
        return Answer(body=_PAGES[fault.kind].encode(), seen=seen, headers={"Content-Type": "text/html; charset=utf-8"})
    return None


def _misled(world: World, fault: Fault, seen: ListSeen, pages: int) -> Answer:
    """Return what comes in place of a list: itself without rows, cut off or cut short, another one, the home page."""
    frame, name, rows, number = _frame(world), NAMES[seen.section], seen.rows, seen.number
    other = next((each for each in world.nature.sections if each != seen.section), None)
    if fault.kind == "home" or (fault.kind == "other" and not other):
        latest = [row for section in world.nature.sections for row in _latest(world, section)]
        return _page(world, _home(world), seen=replace(seen, instead=tuple(latest)))
    if fault.kind == "other" and other:
        rows, number, name = tuple(map(world.show, world.pages(other)[0])), 1, NAMES[other]
        seen = replace(seen, instead=rows)
    if fault.kind in ("empty", "short"):
        rows = seen.shown
    text = templates.show_list(world.template, frame, name, rows, number, pages)
    return _page(world, text[: text.index("class='list'") + len(text) // 4] if fault.kind == "cut" else text, seen=seen)


def _article(world: World, article: Article, path: str, etag: str | None) -> Answer:
    if fault := world.fault(None) or world.fault("article"):
        return _spoilt(world, fault, ArticleSeen(id=article.id, content=None)) or Answer(status=500)
    if path != article.path and not article.gone and world.redirects:
        return Answer(status=301, location=article.path)
    if path != article.path or article.gone:
        status = article.gone or 404
        seen = ArticleSeen(id=article.id, content=None)
        return Answer(status=status, body=_bytes(world, templates.show_error()), seen=seen)
    world.views += world.luck.randint(1, 9)
    row, held = world.show(article), _sent(world, article)
    row = Shown(row.id, row.title, row.href, held.published)
    body = [*held.body[:1], *_fluttering(world), *held.body[1:]]
    text = templates.show_article(world.template, _frame(world), row, (body, _links(world, held)), world.views)
    seen = ArticleSeen(id=article.id, content=held)
    return _page(world, text, seen=seen, content=(world.template, held, body), etag=etag)


def _sent(world: World, article: Article) -> Content:
    """Return what is sent of an article: all of it, or half of its text, though never twice running."""
    whole = content(world, article)
    if article.id in world.halved or not world.fault("texts") or world.luck.random() > 0.4:
        world.halved.discard(article.id)
        return whole
    world.halved.add(article.id)
    *first, last = whole.body[: len(whole.body) // 2 + 1]
    return replace(whole, body=(*first, last[: len(last) // 2]))


def _fluttering(world: World) -> list[str]:
    """Return what stands in a text for this one request."""
    picked = world.luck.sample(range(1, 99), 3)
    return [f"今日推荐读者关注第{'、'.join(map(str, picked))}号展位。"] * world.nature.flutters


def _links(world: World, held: Content) -> list[str]:
    """Return where the files are: beside the article, so that they move with it, or where all uploads are."""
    return [name if world.nature.beside else f"/upload/{name}" for name in held.files]


def _home(world: World) -> str:
    blocks = [(NAMES[each], world.list_path(each), _latest(world, each)) for each in world.nature.sections]
    return templates.show_home(world.template, _frame(world), blocks)


def _latest(world: World, section: str) -> list[Shown]:
    """Return what the home page shows of a section."""
    return [world.show(each) for each in world.rows(section)[:6]]


def _page(world: World, text: str, *, seen: object = None, content: object = None, etag: str | None = None) -> Answer:
    """Return a page of the portal's own; "not modified" where the client has its `content` already."""
    assert seen is None or isinstance(seen, ListSeen | ArticleSeen)
    headers = {"Content-Type": f"text/html; charset={world.template.charset}"}
    if world.nature.validates and content is not None:
        headers["ETag"] = f'"{sha256(repr(content).encode()).hexdigest()[:20]}"'
        if etag == headers["ETag"]:
            return Answer(status=304, headers=headers, seen=seen)
    return Answer(body=_bytes(world, text), headers=headers, seen=seen)


def _bytes(world: World, text: str) -> bytes:
    return text.encode(world.template.charset)


def _frame(world: World) -> Frame:
    sections = [(NAMES[each], world.list_path(each)) for each in world.nature.sections]
    hot = [world.show(each) for each in world.articles[::7][-6:] if each.listed]
    return Frame(sections=sections, hot=hot, now=world.now)
