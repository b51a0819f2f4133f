"""Known + Crawl -> Changes."""

from collections.abc import Iterator
from dataclasses import replace

from portalwatch.changes.order import remember
from portalwatch.items import Attachment, Change, Changes, Crawl, Item, Kind, Known, KnownItem, Published
from portalwatch.normalize.fingerprints import body_fingerprint
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.urls import key

#: The fields whose change is an edit, in the order in which they are told.
FIELDS = ("title", "published", "body", "attachments")
#: So many articles that differ at once, out of those that were looked at again, are a new template.
_MANY, _MOST = 3, 0.6


def compare(known: Known, crawl: Crawl, *, rebaseline: bool = False) -> Changes:
    """Say what a crawl means.

    An untrusted crawl means nothing. The first trusted one is the baseline, and so is any with `rebaseline`:
    everything is stored, nothing announced.
    """
    if not crawl.outcome.trusted:
        return Changes(order=known.order)
    quiet = rebaseline or not known.established
    if quiet:
        known = replace(known, order=())
    verdicts = [_change(known, crawl, item) for item in crawl.items]
    found = [*verdicts, *_withdrawn(known, crawl)]
    announced, stored = _sort(known, crawl, [change for change in found if change], quiet=quiet)
    gone = frozenset(each.item.key for each in announced if each.kind is Kind.WITHDRAWN)
    dropped = frozenset(_dropped(known, crawl))
    order = [name for name in known.order if name not in gone | dropped]
    return Changes(
        announced=tuple(announced),
        stored=tuple(stored),
        baseline=quiet,
        order=remember(order, crawl.rows, crawl.missing) if crawl.rows else known.order,
        dropped=dropped,
        muted=frozenset(item.key for item in crawl.items if _oscillates(known.items.get(item.key), item)),
    )


def _sort(known: Known, crawl: Crawl, found: list[Change], *, quiet: bool) -> tuple[list[Change], list[Item]]:
    """Tell what is announced from what is stored without a word.

    Unannounced are a baseline, what lies below all that is known, and edits without a field. When the portal has
    resettled, or most of the articles looked at again differ, it is the template that reads differently; and what is
    no younger than the known, and was not found again among it, may only be called otherwise.
    """
    old = _below_horizon(known, crawl)
    rebuilt = crawl.resettled or _is_rebuilt(known, crawl, found)
    announced: list[Change] = []
    stored: list[Item] = []
    for change in found:
        edited, fresh = change.kind is Kind.EDITED, change.kind in (Kind.NEW, Kind.LATE)
        unclear = crawl.resettled and fresh and not _is_young(known, change.item)
        if quiet or unclear or change.item.key in old or (edited and (rebuilt or not change.fields)):
            stored.append(change.item)
        else:
            announced.append(change)
    return announced, stored


def _change(known: Known, crawl: Crawl, item: Item) -> Change | None:
    """Return what became of one item. An edit without fields is no news: the article could be read at last."""
    each = known.items.get(item.key)
    if each is None:
        return Change(kind=Kind.LATE if _is_late(known, item) else Kind.NEW, item=item)
    if each.withdrawn:
        return Change(kind=Kind.RETURNED, item=item, before=each.item) if _is_back(crawl, item) else None
    return _differing(each, item) or _moved_away(crawl, each, item)


def _is_late(known: Known, item: Item) -> bool:
    return bool(item.published and known.newest_on and item.published.on < known.newest_on)


def _is_young(known: Known, item: Item) -> bool:
    return item.published is not None and not _is_late(known, item)


def _is_back(crawl: Crawl, item: Item) -> bool:
    return item.problem is None and any(row.key == item.key for row in crawl.rows)


def _differing(known: KnownItem, item: Item) -> Change | None:
    before = known.item
    if item.fingerprint is None:
        return None if before.fingerprint is not None or item.problem is not None else _edit(known, item)
    if before.fingerprint is None:
        return Change(kind=Kind.EDITED, item=item, before=before)
    return _edit(known, item) if item.fingerprint != before.fingerprint else None


def _moved_away(crawl: Crawl, known: KnownItem, item: Item) -> Change | None:
    if crawl.resettled or item.problem or all(move.key != item.key for move in crawl.moves if move.url):
        return None
    return Change(kind=Kind.MOVED, item=item, before=known.item)


def _withdrawn(known: Known, crawl: Crawl) -> Iterator[Change]:
    """What an earlier crawl missed too, and what is no longer at its own address."""
    opened = {item.key: item for item in crawl.items}
    for name in crawl.missing:
        each, now = known.items.get(name), opened.get(name)
        doubted = each is not None and each.misses > 0 and not each.withdrawn and not each.elsewhere
        if each and doubted and now and now.problem and now.problem.gone:
            yield Change(kind=Kind.WITHDRAWN, item=each.item, before=each.item)


def _dropped(known: Known, crawl: Crawl) -> Iterator[str]:
    """What two crawls missed though it is where it was, or never had a page of its own to look at."""
    opened = {item.key: item for item in crawl.items}
    for name in crawl.missing:
        if (each := known.items.get(name)) and each.misses:
            now = opened.get(name) or (each.item if each.item.fingerprint is None else None)
            if now and (now.problem is None or each.elsewhere):
                yield name


def _is_rebuilt(known: Known, crawl: Crawl, found: list[Change]) -> bool:
    read = [item for item in crawl.items if item.key in known.items and item.fingerprint is not None]
    edits = [change for change in found if change.kind is Kind.EDITED and change.fields]
    return len(edits) >= _MANY and len(edits) > _MOST * len(read)


def _oscillates(known: KnownItem | None, item: Item) -> bool:
    """Whether content has come back to what it was before, and had already done so once."""
    if known is None or item.fingerprint is None or item.fingerprint == known.item.fingerprint:
        return False
    return item.fingerprint in known.earlier and len(set(known.earlier)) < len(known.earlier)


def _edit(known: KnownItem, item: Item) -> Change | None:
    before = known.item
    told = [name for name in FIELDS if name != "body"] if known.muted or _oscillates(known, item) else FIELDS
    fields = tuple(name for name in FIELDS if _differs(name, before, item))
    silent = not set(fields) & set(told) if fields else _addresses(before) != _addresses(item)
    if silent:
        return Change(kind=Kind.EDITED, item=item, before=before)
    return Change(kind=Kind.EDITED, item=item, before=before, fields=fields) if fields else None


def _differs(name: str, before: Item, item: Item) -> bool:
    if name == "published":
        return _moved(before.published, item.published)
    if name == "attachments":
        return set(map(_file, before.attachments)) != set(map(_file, item.attachments))
    if name == "body":
        return body_fingerprint(before) != body_fingerprint(item)
    return before.title != item.title


def _addresses(item: Item) -> set[str]:
    return {key(file.url) for file in item.attachments}


def _file(attachment: Attachment) -> str:
    """Return what stays of a file's address when its article moves: its own name, and what it is asked for by."""
    return key(attachment.url).rpartition("/")[2]


def _moved(before: Published | None, after: Published | None) -> bool:
    """Compare two publish times as far as both are known.

    Only times read in the same place are compared: that a list shows a day and the article another one is the
    portal's habit, not an edit. A time that was not there before, or is no longer shown, is none either, nor one
    that is told from now (2小时前).
    """
    if before is None or after is None or before.origin is not after.origin:
        return False
    if is_moving(before) or is_moving(after):
        return False
    if before.precision is not after.precision:
        return before.on != after.on
    return before.at != after.at


def _below_horizon(known: Known, crawl: Crawl) -> frozenset[str]:
    """Return the keys of rows below all that is known: they surfaced because others went, they are not new.

    Such a row has no known row after it (while a gap is open: no row of the run below the gap), and was published
    no later than the day the section is known down to; where that cannot be told its place alone decides.
    """
    listed = [row for row in crawl.rows if not row.pinned]
    run = frozenset(known.run)
    met = [index for index, row in enumerate(listed) if (row.key in run if known.gap else _is_listed(known, row.key))]
    if not met:
        return frozenset()
    read = {item.key: item.published for item in crawl.items}
    below = listed[met[-1] + 1 :]
    return frozenset(row.key for row in below if _is_old(row.published or read.get(row.key), known))


def _is_old(published: Published | None, known: Known) -> bool:
    return known.horizon_on is None or published is None or published.on <= known.horizon_on


def _is_listed(known: Known, key: str) -> bool:
    return key in known.items and known.items[key].row_fingerprint is not None
