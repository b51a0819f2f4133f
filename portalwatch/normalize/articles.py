"""A row and its article, as strings, made into an item of values."""

from dataclasses import replace
from datetime import datetime, tzinfo

from portalwatch.items import Item, Origin, Precision, Published, RawArticle, RawItem, RawRow, Row
from portalwatch.normalize import urls
from portalwatch.normalize.files import clean_attachments
from portalwatch.normalize.fingerprints import fingerprint, row_fingerprint
from portalwatch.normalize.published import parse_published
from portalwatch.normalize.texts import clean_body, clean_breadcrumb, clean_credit
from portalwatch.normalize.titles import clean_title, fuller


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
    published = _parse(row.published, now, Origin.LIST, zone)
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
    listed = _parse(raw.row.published, now, Origin.LIST, zone)
    shown = _parse(article.published, now, article.published_origin, zone)
    item = Item(
        portal=portal,
        section=section,
        key=key,
        url=urls.canonical(raw.row.url),
        title=_choose_title(clean_title(raw.row.title), clean_title(article.title or "")),
        published=_choose_time(listed, shown),
        source=clean_credit(article.source),
        author=clean_credit(article.author),
        breadcrumb=clean_breadcrumb(article.breadcrumb),
        body=clean_body(article.body),
        attachments=clean_attachments(article.attachments),
        problem=raw.problem,
    )
    return replace(item, fingerprint=fingerprint(item)) if raw.article else item


def _parse(text: str | None, now: datetime, origin: Origin, zone: tzinfo) -> Published | None:
    return parse_published(text, now=now, origin=origin, zone=zone) if text else None


def _choose_title(row: str, heading: str) -> str:
    """Prefer the row's: what an article shows as its heading can be the name of the site or the section."""
    return fuller(row, heading) if row else heading


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
