"""A row and its article, as strings, made into an item of values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from portalwatch.items import (
    Disagreement,
    Item,
    Origin,
    Precision,
    Problem,
    Published,
    RawArticle,
    RawItem,
    RawRow,
    Row,
    Validators,
)
from portalwatch.normalize import urls
from portalwatch.normalize.files import clean_attachments
from portalwatch.normalize.fingerprints import fingerprint, row_fingerprint
from portalwatch.normalize.mentions import find_mentions
from portalwatch.normalize.numbers import find_document_number, find_standards
from portalwatch.normalize.published import is_moving, parse_published
from portalwatch.normalize.texts import clean_body, clean_breadcrumb, clean_credit, clean_text, drop_unseen
from portalwatch.normalize.titles import alike, clean_title, fuller


def normalize_row(
    row: RawRow,
    *,
    now: datetime,
    zone: tzinfo,
    aliases: tuple[str, ...] = (),
    ignore_query: tuple[str, ...] = (),
) -> Row:
    """Make a row of values. `aliases` and `ignore_query` are those of `urls.key`."""
    title = clean_title(row.title)
    published = parse_published(row.published, now=now, origin=Origin.LIST, zone=zone)
    return Row(
        key=urls.key(row.url, aliases=aliases, ignore_query=ignore_query),
        url=urls.canonical(row.url),
        title=title,
        published=published,
        pinned=row.pinned,
        fingerprint=row_fingerprint(title, published),
    )


def merge(raw: RawItem, *, portal: str, section: str, key: str, now: datetime, zone: tzinfo) -> Item:
    """Make an item of a row and what could be read of its article; without an article it has no fingerprint."""
    article = raw.article or RawArticle()
    listed = parse_published(raw.row.published, now=now, origin=Origin.LIST, zone=zone)
    shown = parse_published(article.published, now=now, origin=article.published_origin, zone=zone)
    row, heading = clean_title(raw.row.title), clean_title(article.title or "")
    title, published, body = _choose_title(row, heading), _choose_time(listed, shown), clean_body(article.body)
    item = Item(
        portal=portal,
        section=section,
        key=key,
        url=urls.canonical(raw.row.url),
        title=title,
        heading=heading,
        published=published,
        source=clean_credit(article.source),
        author=clean_credit(article.author),
        breadcrumb=clean_breadcrumb(article.breadcrumb),
        body=body,
        html=drop_unseen(article.html),
        attachments=clean_attachments(article.attachments),
        document_number=find_document_number(title, article.document_number, body),
        standards=find_standards(title, body),
        mentions=find_mentions(title, body, published.on if published else None),
        disagreements=(*_differ_in_title(row, heading), *_differ_in_day(listed, shown, article)),
        problem=raw.problem,
    )
    return replace(item, fingerprint=fingerprint(item)) if raw.article and not raw.problem else item


def is_refused(raw: RawItem, item: Item, *, now: datetime, zone: tzinfo) -> bool:
    """Whether an article shows a publish time that its item does not believe; most often it has yet to come."""
    article = raw.article or RawArticle()
    if item.published and item.published.origin is not Origin.LIST:
        return False
    shown = parse_published(article.published, now=now, origin=article.published_origin, zone=zone)
    return bool(article.published) and shown is None


def refused(item: Item, problem: Problem) -> Item:
    """Return an item whose text turned out to be none of its own: what its row says, and why there is no more."""
    bare = replace(item, body="", html="", attachments=())
    return replace(bare, problem=problem, fingerprint=None, validators=Validators())


def reread(item: Item, before: Item) -> Item:
    """Return an item that was read again without a row that says anything new: what was made of the row still holds.

    Its own heading tells a new title, which stays while the row shows the old one, and a time told from now (2小时前)
    stays what was made of it at first.
    """
    # What was known before marks were left out may have them still.
    title, heading = clean_title(before.title), clean_title(before.heading)
    changed = heading and item.heading and item.heading != heading
    item = replace(item, title=item.heading if changed else _choose_title(title, item.heading))
    if item.published is None or is_moving(item.published) or not item.fingerprint:
        item = replace(item, published=before.published or item.published)
    return replace(item, fingerprint=fingerprint(item)) if item.fingerprint else item


def _choose_title(row: str, heading: str) -> str:
    """Prefer the row's: what an article shows as its heading can be the name of the site or the section."""
    return fuller(row, heading) if row else heading


def _differ_in_title(row: str, heading: str) -> Iterator[Disagreement]:
    if row and heading and not alike(row, heading):
        yield Disagreement(field="title", listed=row, read=heading)


def _differ_in_day(listed: Published | None, shown: Published | None, article: RawArticle) -> Iterator[Disagreement]:
    """Compare what the list and the article show; a time that is only declared is no other opinion.

    What the article shows may not be believed, as it has yet to come: that is another opinion all the same.
    """
    own = article.published if article.published_origin is Origin.ARTICLE else None
    if listed and own and (shown is None or listed.on != shown.on):
        yield Disagreement(field="published", listed=str(listed), read=str(shown or clean_text(own)))


def _choose_time(listed: Published | None, shown: Published | None) -> Published | None:
    """Prefer what the article shows, unless the list gives the minute of the same day.

    A time from the article's meta tags or URL is often that of the page's generation or migration and counts only
    when there is no other.
    """
    if listed is None or shown is None:
        return shown or listed
    if shown.origin is not Origin.ARTICLE:
        return listed
    vaguer = shown.precision is Precision.DAY and listed.precision is Precision.MINUTE
    return listed if vaguer and shown.on == listed.on else shown
