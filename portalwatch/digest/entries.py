"""Turns events into what a mail shows of them, grouped by portal and section."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from portalwatch.digest.cleaning import clean, clean_line, clean_url, linkable, shorten
from portalwatch.digest.words import Words
from portalwatch.items import Attachment, Digest, Event, Item, Kind, Precision

TITLE_LIMIT = 300
NAME_LIMIT = 80
URL_SHOWN = 200
SUMMARY_LIMIT = 120
ATTACHMENTS_SHOWN = 5

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text, and where it leads. `href` is None where a mail must not link; the URL is then only shown, cut."""

    text: str
    url: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as it is shown; empty strings where there is nothing to say. `rank` is its place in its section."""

    portal: str
    section: str
    rank: int
    title: Link
    mark: str
    day: str
    clock: str
    source: str
    summary: str
    attachments: tuple[Link, ...]
    more: int
    unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section's entries; `rest` of them are not shown."""

    title: str
    total: int
    entries: tuple[Entry, ...]

    @property
    def rest(self) -> int:
        """How many are left out."""
        return self.total - len(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A portal's sections that have something to show."""

    title: str
    total: int
    sections: tuple[Section, ...]


def title(titles: Mapping[Key, str], key: Key, fallback: str) -> str:
    """Return what a portal or section is called; where nothing is known, its key as `fallback`."""
    return name(titles.get(key) or fallback)


def name(text: str) -> str:
    """Clean and cut a name."""
    return clean_line(text, NAME_LIMIT)


def make_entries(events: Iterable[Event], words: Words, today: datetime) -> tuple[Entry, ...]:
    """Make the entries, in the order of the events. `today` lends its year to dates that need not say theirs."""
    ranks: Counter[tuple[str, str]] = Counter()
    entries = []
    for event in events:
        place = event.item.portal, event.item.section
        entries.append(_entry(event, ranks[place], words, today))
        ranks[place] += 1
    return tuple(entries)


def arrange(entries: Sequence[Entry], digest: Digest, shown: int) -> tuple[Portal, ...]:
    """Group the first `shown` entries, taken in turn from every section so that a flood in one hides no other."""
    fairest = sorted(entries, key=lambda entry: entry.rank)[:shown]
    kept = Counter((entry.portal, entry.section) for entry in fairest)
    listed: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        listed.setdefault((entry.portal, entry.section), []).append(entry)
    portals: dict[str, list[Section]] = {}
    for (portal, section), chosen in listed.items():
        if number := kept[portal, section]:
            called = title(digest.section_titles, (portal, section), section)
            part = Section(title=called, total=len(chosen), entries=tuple(chosen[:number]))
            portals.setdefault(portal, []).append(part)
    totals = Counter(entry.portal for entry in entries)
    return tuple(
        Portal(title=title(digest.portal_titles, portal, portal), total=totals[portal], sections=tuple(sections))
        for portal, sections in portals.items()
    )


def link(text: str, url: str, limit: int) -> Link:
    """Make a link of page text and a URL, whatever they hold; a nameless one shows its URL."""
    address = clean_url(url)
    href = address if linkable(address) else None
    shown = address if href else shorten(address, URL_SHOWN)
    return Link(text=clean_line(text, limit) or shorten(address, limit), url=shown, href=href)


def _entry(event: Event, rank: int, words: Words, today: datetime) -> Entry:
    item = event.item
    day, clock = _published(item, words, today)
    shown = item.attachments[:ATTACHMENTS_SHOWN]
    return Entry(
        portal=item.portal,
        section=item.section,
        rank=rank,
        title=link(item.title, item.url, TITLE_LIMIT),
        mark=_mark(event, words),
        day=day,
        clock=clock,
        source=name(item.source or ""),
        summary=summarize(item),
        attachments=tuple(_attachment(attachment) for attachment in shown),
        more=len(item.attachments) - len(shown),
        unread=item.problem is not None,
    )


def _attachment(attachment: Attachment) -> Link:
    return link(attachment.name, attachment.url, NAME_LIMIT)


def _mark(event: Event, words: Words) -> str:
    if event.kind is Kind.NEW:
        return ""
    fields = words.join(words.fields.get(field, name(field)) for field in event.fields)
    return words.was_edited + (words.colon + fields if fields else "")


def _published(item: Item, words: Words, today: datetime) -> tuple[str, str]:
    """Write day and clock in the portal's own zone, as the page said them."""
    published = item.published
    if published is None:
        return words.undated, ""
    clock = f"{published.at:%H:%M}" if published.precision is Precision.MINUTE else ""
    return words.on(published.on, today), clock


def summarize(item: Item) -> str:
    """Return the beginning of the body, without the title that many portals repeat there, however it is spaced."""
    heading = clean(item.title[:TITLE_LIMIT]).replace(" ", "")
    body = clean(item.body[: 2 * (TITLE_LIMIT + SUMMARY_LIMIT)])
    if heading and body.replace(" ", "").startswith(heading):
        ends = [index for index, char in enumerate(body, 1) if char != " "]
        body = body[ends[len(heading) - 1] :].lstrip(" :：.。—-")
    return shorten(body, SUMMARY_LIMIT)
