"""Known + Crawl -> Changes."""

from portalwatch.items import Change, Changes, Crawl, Item, Kind, Known, KnownItem, Published
from portalwatch.normalize.fingerprints import body_fingerprint
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.urls import key

#: The fields whose change is an edit, in the order in which they are told.
FIELDS = ("title", "published", "body", "attachments")


def compare(known: Known, crawl: Crawl, *, rebaseline: bool = False) -> Changes:
    """Say what a crawl means.

    An untrusted crawl means nothing. The first trusted one is the baseline, and so is any with `rebaseline`:
    everything is stored, nothing announced.
    """
    if not crawl.outcome.trusted:
        return Changes()
    quiet = rebaseline or not known.established
    old = _below_horizon(known, crawl)
    announced: list[Change] = []
    stored: list[Item] = []
    for item in crawl.items:
        change = _change(known.items.get(item.key), item)
        if change is None:
            continue
        if quiet or item.key in old or (change.kind is Kind.EDITED and not change.fields):
            stored.append(item)
        else:
            announced.append(change)
    return Changes(announced=tuple(announced), stored=tuple(stored), baseline=quiet)


def _change(known: KnownItem | None, item: Item) -> Change | None:
    """Return what became of one item. An edit without fields is no news: the article could be read at last."""
    if known is None:
        return Change(kind=Kind.NEW, item=item)
    before = known.item
    if item.fingerprint is None:
        return None if before.fingerprint is not None or item.problem is not None else _edit(before, item)
    if before.fingerprint is None:
        return Change(kind=Kind.EDITED, item=item, before=before)
    return _edit(before, item) if item.fingerprint != before.fingerprint else None


def _edit(before: Item, item: Item) -> Change | None:
    fields = tuple(name for name in FIELDS if _differs(name, before, item))
    return Change(kind=Kind.EDITED, item=item, before=before, fields=fields) if fields else None


def _differs(name: str, before: Item, item: Item) -> bool:
    if name == "published":
        return _moved(before.published, item.published)
    if name == "attachments":
        return {key(file.url) for file in before.attachments} != {key(file.url) for file in item.attachments}
    if name == "body":
        return body_fingerprint(before.body) != body_fingerprint(item.body)
    return before.title != item.title


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
