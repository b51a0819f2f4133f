"""All that strangers' bytes go through before they are stored; each target takes bytes and raises only on a finding."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain
from typing import Final
from unicodedata import category

from portalwatch.errors import PageError
from portalwatch.extract import Page, decode, find_sections, read_article, read_list, read_page, wall
from portalwatch.extract.navigation import find_offers, find_ways_on
from portalwatch.items import Item, Origin, RawArticle, RawItem, RawList, RawRow
from portalwatch.normalize import urls
from portalwatch.normalize.articles import merge, normalize_row
from portalwatch.normalize.published import is_moving, parse_published
from portalwatch.normalize.titles import alike, clean_title, fold, fuller, is_cut

URL: Final = "http://portal.test/news/index.html"
NOW: Final = datetime(2022, 6, 9, 10, tzinfo=UTC)
ZONE: Final = timezone(timedelta(hours=8))


def read_any(body: bytes) -> None:
    """Read a page as everything that it can be, and make items of what was read."""
    with suppress(PageError):
        page = Page.of(body, url=URL)
        for row in _listed(page).rows:
            normalize_row(row, now=NOW, zone=ZONE)
        _item(read_article(page))
        wall(page, 200)
        find_sections(page, ["通知公告", "新闻"])
        find_offers(page)
        find_ways_on(page)


def read_kind(body: bytes) -> None:
    """Say what a page is, as `portalwatch read` does."""
    with suppress(PageError):
        read_page(Page.of(body, url=URL))


def _listed(page: Page) -> RawList:
    try:
        return read_list(page)
    except PageError:
        return RawList(rows=())


def _item(article: RawArticle) -> Item:
    row = RawRow(title=article.title or "", url=URL, published=article.published)
    return merge(RawItem(row=row, article=article), portal="p", section="s", key="k", now=NOW, zone=ZONE)


def read_time(body: bytes) -> None:
    """Read a publish time: it is in the portal's zone, and neither in the future nor ancient."""
    found = parse_published(body.decode("utf-8", "replace"), now=NOW, origin=Origin.LIST, zone=ZONE)
    if found:
        assert datetime(1989, 12, 31, tzinfo=UTC) < found.at < NOW + timedelta(days=3), found
        assert found.at.utcoffset() == timedelta(hours=8), found
        is_moving(found)


def read_title(body: bytes) -> None:
    """Clean a title: it stays clean when cleaned again, and is fit for a mail's subject."""
    text = body.decode("utf-8", "surrogateescape")
    title = clean_title(text)
    assert clean_title(title) == title, title
    assert len(title) <= 300
    assert not {"Cc", "Cs", "Zl", "Zp"} & set(map(category, title)), ascii(title)
    fuller(title, text[:300])
    alike(title, fold(text)[:300])
    is_cut(title)


def read_url(body: bytes) -> None:
    """Name an item by its address: the key of the address that is shown is the key of the one that was found."""
    url = body.decode("utf-8", "replace")
    shown = urls.canonical(url)
    assert urls.canonical(shown) == shown, shown
    assert urls.key(shown) == urls.key(url), shown
    urls.domain(url)


def read_bytes(body: bytes) -> None:
    """Decode: the first line of the input is the Content-Type, the rest the body."""
    header, _, rest = body.partition(b"\n")
    text, name = decode(rest, header=header.decode("latin-1"))
    assert rest.decode(name, "replace") is not None
    assert "\0" not in Page(text, url=URL).text


TARGETS: Final[tuple[Callable[[bytes], None], ...]] = (
    read_any,
    read_kind,
    read_time,
    read_title,
    read_url,
    read_bytes,
)


def choose(body: bytes) -> tuple[Callable[[bytes], None], bytes]:
    """Let the first byte choose the target of the rest; a page is what most inputs should be."""
    names = tuple(chain(TARGETS, (read_any,) * 4))
    return names[body[0] % len(names)] if body else read_any, body[1:]
