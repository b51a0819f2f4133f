"""Turns events into what a mail shows of them, grouped by portal and section."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from portalwatch.digest.cleaning import NAME_LIMIT, TITLE_LIMIT, clean, clean_line, clean_url, linkable, shorten
from portalwatch.digest.edits import Edit, is_undone, list_edits, write_published
from portalwatch.digest.words import Words
from portalwatch.items import Attachment, Digest, Event, Item, Kind
from portalwatch.normalize.titles import fold

URL_SHOWN = 200
SUMMARY_LIMIT = 120
ATTACHMENTS_SHOWN = 5
STANDARDS_SHOWN = 3
DAYS_SHOWN = 2
SOURCES_SHOWN = 3
#: A mail of more entries has no room for what was edited in them.
EDITS_SHOWN_AMONG = 300

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text, and where it leads. `href` is None where a mail must not link; the URL is then only shown, cut."""

    text: str
    url: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as it is shown; empty strings where there is nothing to say. `rank` is its place in its section.

    `kind` is the word for what happened, `mark` says more of it; both are empty for what is new. Of what was
    withdrawn nothing is left to read. `sources` are where else it was published, `others` how many more there are.
    """

    portal: str
    section: str
    rank: int
    title: Link
    withdrawn: bool
    kind: str
    mark: str
    edits: tuple[Edit, ...]
    day: str
    clock: str
    source: str
    facts: tuple[str, ...]
    summary: str
    attachments: tuple[Link, ...]
    more: int
    sources: tuple[Link, ...]
    others: int
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


def make_entries(
    events: Iterable[Event], words: Words, today: datetime, titles: Mapping[str, str]
) -> tuple[Entry, ...]:
    """Make the entries: what is new, what changed, what went.

    `today` lends its year to dates that need not say theirs; `titles` are what portals are called.
    """
    ordered = sorted(events, key=lambda event: list(words.kinds).index(event.kind))
    ranks: Counter[tuple[str, str]] = Counter()
    entries = []
    for event in ordered:
        place = event.item.portal, event.item.section
        edits = list_edits(event, words, today) if len(ordered) <= EDITS_SHOWN_AMONG else ()
        sources = tuple(_sources(event, titles, words, today))
        entries.append(_entry(event, ranks[place], edits, sources, words, today))
        ranks[place] += 1
    return tuple(entries)


def headline(entry: Entry, words: Words) -> str:
    """Return an entry's title, after the word for what happened unless it is simply new."""
    return words.colon.join(filter(None, (entry.kind, entry.title.text)))


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


def _entry(
    event: Event, rank: int, edits: tuple[Edit, ...], sources: tuple[Link, ...], words: Words, today: datetime
) -> Entry:
    item, withdrawn = event.item, event.kind is Kind.WITHDRAWN
    day, clock = write_published(item.published, words, today)
    attachments = () if withdrawn else item.attachments
    shown = attachments[:ATTACHMENTS_SHOWN]
    return Entry(
        portal=item.portal,
        section=item.section,
        rank=rank,
        title=link(item.title, item.url, TITLE_LIMIT),
        withdrawn=withdrawn,
        kind="" if event.kind is Kind.NEW else words.marks[event.kind],
        mark=_mark(event, words, day),
        edits=() if withdrawn else edits,
        day=day,
        clock=clock,
        source=name(item.source or ""),
        facts=() if withdrawn else tuple(_facts(item, words, today)),
        summary="" if withdrawn else summarize(item),
        attachments=tuple(_attachment(attachment) for attachment in shown),
        more=len(attachments) - len(shown),
        sources=sources,
        others=len(event.sources) - len(sources),
        unread=item.problem is not None and not withdrawn,
    )


def _sources(event: Event, titles: Mapping[str, str], words: Words, today: datetime) -> Iterator[Link]:
    """Name where else a document was published, and when."""
    for source in event.sources[:SOURCES_SHOWN]:
        called = title(titles, source.portal, source.portal)
        on = words.on(source.published.on, today) if source.published else words.undated
        yield link(f"{called} {on}", source.url, NAME_LIMIT)


def _attachment(attachment: Attachment) -> Link:
    return link(attachment.name, attachment.url, NAME_LIMIT)


def _mark(event: Event, words: Words, day: str) -> str:
    """Say what happened, when it is not simply new."""
    repeated = [words.again] if event.again else []
    remarks = {
        Kind.LATE: words.late.format(day=day) if event.item.published else "",
        Kind.RETURNED: _returned(event, words),
        Kind.EDITED: _fields(event, words),
        Kind.WITHDRAWN: words.withdrawn,
    }
    if event.kind not in remarks:
        return words.join(repeated)
    remark = remarks[event.kind]
    return words.clause.join([*repeated, words.marks[event.kind] + (words.colon + remark if remark else "")])


def _returned(event: Event, words: Words) -> str:
    if not event.fields or is_undone(event):
        return words.returned
    return words.add(words.returned_edited, _fields(event, words))


def _fields(event: Event, words: Words) -> str:
    fields = words.join(words.fields.get(field, name(field)) for field in event.fields)
    return words.add(fields, words.undone) if fields and is_undone(event) else fields


def _facts(item: Item, words: Words, today: datetime) -> Iterator[str]:
    """Say what a text is known by and from or until when it matters, apart from what its title says already."""
    heading = fold(item.title[:TITLE_LIMIT])
    number = item.document_number
    if number and fold(number) not in heading:
        yield name(number)
    standards = [name(each) for each in item.standards if fold(each) not in heading]
    if standards:
        more = len(standards) - STANDARDS_SHOWN
        yield words.join(standards[:STANDARDS_SHOWN]) + (f" +{more}" if more > 0 else "")
    for kind, form in words.terms.items():
        days = [words.on(mention.on, today) for mention in item.mentions if mention.kind is kind]
        if days:
            yield form.format(words.join(days[:DAYS_SHOWN]))


def summarize(item: Item) -> str:
    """Return the beginning of the body, without the title that many portals repeat there, however it is spaced."""
    heading = clean(item.title[:TITLE_LIMIT]).replace(" ", "")
    body = clean(item.body[: 2 * (TITLE_LIMIT + SUMMARY_LIMIT)])
    if heading and body.replace(" ", "").startswith(heading):
        ends = [index for index, char in enumerate(body, 1) if char != " "]
        body = body[ends[len(heading) - 1] :].lstrip(" :：.。—-")
    return shorten(body, SUMMARY_LIMIT)
