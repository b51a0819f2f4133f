"""Kept pages read again by today's rules and today's program, beside what the store says of them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from portalwatch.config import Section
from portalwatch.crawl import SectionSpider
from portalwatch.crawl.files import is_file
from portalwatch.crawl.loader import PortalLoader
from portalwatch.crawl.reading import to_page
from portalwatch.errors import PortalwatchError
from portalwatch.items import Item, Kept, RawItem, RawRow
from portalwatch.normalize.articles import merge, normalize_row
from portalwatch.normalize.urls import is_web, key
from portalwatch.store import archive
from portalwatch.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that today's reading gives otherwise; for a list its `rows`."""

    portal: str
    section: str
    url: str
    title: str
    field: str
    then: str
    now: str

    def as_json(self) -> dict[str, Any]:
        """Return the public form."""
        return asdict(self)


def replayed(watch: Watch, portal: str | None) -> Iterator[tuple[int, list[Difference]]]:
    """Read the newest answer of every page again; yield how many were read so far, and what differs in each."""
    loader = PortalLoader(watch)
    spiders: dict[str, SectionSpider] = {}
    read = 0
    for kept in watch.evidence.latest(portal):
        # What a file holds is never read.
        if kept.portal not in watch.config.names or (kept.key and kept.column):
            continue
        if kept.portal not in spiders:
            spiders[kept.portal] = _spider(loader, kept.portal)
        spider = spiders[kept.portal]
        if any(section.key == kept.section for section in spider.portal.sections):
            read += 1
            found = _differences(spider, kept)
            yield read, found if found and _is_newest(watch, kept) else []


def _is_newest(watch: Watch, kept: Kept) -> bool:
    """Whether a page is the newest of its item: what was read at an earlier address may have been edited since."""
    if kept.key is None:
        return True
    known = watch.items(kept.portal, kept.section, {kept.key}).get(kept.key)
    names = archive.names(watch.engine, known.item) if known else {kept.key}
    pages = [
        each for each in watch.evidence.of_item(kept.portal, names) if not each.column and each.status == kept.status
    ]
    return all(each.at <= kept.at for each in pages)


def _spider(loader: PortalLoader, name: str) -> SectionSpider:
    spider = loader.load(name)()
    assert isinstance(spider, SectionSpider)
    return spider


def _differences(spider: SectionSpider, kept: Kept) -> list[Difference]:
    """Compare a page as a crawl would read it: by the repair of its layout, or, what is older, by the rules."""
    section = spider.portal.section(kept.section)
    repaired = spider.watch.known(kept.portal, kept.section).repair
    for each in [repaired, None] if repaired else [None]:
        spider.rules.adopt(section, each)
        if not (found := list(_differing(spider, section, kept))):
            break
    return found


def _differing(spider: SectionSpider, section: Section, kept: Kept) -> Iterator[Difference]:
    kind = next((value for name, value in kept.headers if name.lower() == "content-type"), "")
    if is_file(kept.body, kept.turn.url, kind.lower()):
        return
    try:
        page = to_page(spider.portal, kept.body, url=kept.turn.url, status=kept.status, content_type=kind)
        if kept.key is None:
            rows = spider.read_list(page.answering(kept.turn, column=kept.column), section).rows
            yield from _rows(spider, kept, rows)
        else:
            article = RawItem(row=RawRow(title="", url=kept.turn.url), article=spider.read_article(page, section))
            yield from _fields(spider, kept, article)
    except PortalwatchError as error:
        yield _difference(kept, "", "page", "", str(error))


def _rows(spider: SectionSpider, kept: Kept, rows: tuple[RawRow, ...]) -> Iterator[Difference]:
    """Every row of a list that was believed then is known; one that is not would be news today."""
    zone = ZoneInfo(spider.portal.zone)
    rules = {"aliases": spider.portal.aliases, "ignore_query": spider.portal.ignore_query}
    read = [normalize_row(row, now=kept.at, zone=zone, **rules) for row in rows]
    known = spider.watch.items(kept.portal, kept.section, {row.key for row in read})
    own = key(kept.turn.url, **rules)
    for row in read:
        # A list of which nothing is known was held; what leads nowhere, or back to the list, has no key to know it by.
        if known and row.key not in known and is_web(row.url) and row.key != own:
            yield _difference(kept, row.title, "rows", "", row.url)


def _fields(spider: SectionSpider, kept: Kept, raw: RawItem) -> Iterator[Difference]:
    assert kept.key is not None
    known = spider.watch.items(kept.portal, kept.section, {kept.key}).get(kept.key)
    if known is None or known.item.fingerprint is None:
        return
    zone = ZoneInfo(spider.portal.zone)
    then = known.item
    now = merge(raw, portal=kept.portal, section=kept.section, key=kept.key, now=kept.at, zone=zone)
    for field in ("published", "body", "attachments"):
        was, is_now = _said(then, field), _said(now, field)
        if was != is_now and (field != "published" or (now.published and now.published.origin == _origin(then))):
            yield _difference(kept, then.title, field, _short(was), _short(is_now))


def _origin(item: Item) -> object:
    return item.published.origin if item.published else None


def _said(item: Item, field: str) -> str:
    if field == "attachments":
        return " ".join(sorted(file.url for file in item.attachments))
    return str(getattr(item, field) or "")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}… ({len(text)})"


def _difference(kept: Kept, title: str, field: str, then: str, now: str) -> Difference:
    return Difference(
        portal=kept.portal, section=kept.section, url=kept.turn.url, title=title, field=field, then=then, now=now
    )
