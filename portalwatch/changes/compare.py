"""Known + Crawl -> Changes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from portalwatch.changes.order import remember
from portalwatch.changes.reach import climbs
from portalwatch.changes.templates import Reread, find_template
from portalwatch.items import Change, Changes, Crawl, Item, Kind, Known, KnownItem, Origin, Precision, Published, Row
from portalwatch.normalize.fingerprints import body_fingerprint
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.titles import clean_title, fold, is_stem, without_column
from portalwatch.normalize.urls import key
from portalwatch.normalize.versions import differ

#: The fields whose change is an edit, in the order in which they are told.
FIELDS = ("title", "published", "body", "attachments")
#: So many crawls look for what the portal may have moved; what it did move is known as long as it has its place.
_TRIES = 5
#: Those that a row alone can tell.
_SHOWN = ("title", "published")


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
    titles = chain(known.titles, (each.item.title for each in known.items.values()))
    template = find_template(list(_reread(known, crawl)), known.pieces, titles, _retitled(known, crawl))
    verdicts = [_change(known, crawl, item, template.fields.get(item.key, frozenset())) for item in crawl.items]
    found = [*verdicts, *_withdrawn(known, crawl)]
    announced, stored = _sort(known, crawl, [change for change in found if change], quiet=quiet)
    gone = frozenset(each.item.key for each in announced if each.kind is Kind.WITHDRAWN)
    mistaken = {name for each in _unclear(known, crawl, announced) for name in _mistakable(known, crawl, each)}
    dropped = frozenset({*_dropped(known, crawl), *mistaken})
    order = [name for name in known.order if name not in gone | dropped]
    return Changes(
        announced=tuple(announced),
        stored=tuple(stored),
        completed=0 if quiet else sum(item.key in known.items for item in stored),
        baseline=quiet,
        order=remember(order, crawl.rows, _absent(known, crawl)) if crawl.rows else known.order,
        dropped=dropped,
        muted=frozenset(item.key for item in crawl.items if _oscillates(known.items.get(item.key), item)),
        pieces=template.pieces,
    )


def _sort(known: Known, crawl: Crawl, found: list[Change], *, quiet: bool) -> tuple[list[Change], list[Item]]:
    """Tell what is announced from what is stored without a word.

    Unannounced are a baseline, what lies below all that is known, and edits without a field. Where the portal has
    resettled, articles may read differently by its new template, unless only the queries of its addresses are others,
    as some make them anew for each visit; and what is no younger than the known may be what is not found again
    among it.
    """
    old = _below_horizon(known, crawl) | _before_baseline(known, crawl)
    announced: list[Change] = []
    stored: list[Item] = []
    for change in found:
        edited, fresh = change.kind is Kind.EDITED, change.kind in (Kind.NEW, Kind.LATE)
        lost = fresh and not _is_young(known, change.item) and any(_mistakable(known, crawl, change.item))
        unclear = change.item.key in crawl.resettled and (lost or (edited and not _is_same_page(change)))
        if quiet or unclear or (fresh and change.item.key in old) or (edited and not change.fields):
            stored.append(change.item)
        else:
            announced.append(change)
    return announced, stored


def _change(known: Known, crawl: Crawl, item: Item, template: frozenset[str]) -> Change | None:
    """Return what became of one item, of which these fields differ only as the template does.

    An edit without fields is no news: the article could be read at last, or reads differently.
    """
    each = known.items.get(item.key)
    if each is None:
        return Change(kind=Kind.LATE if _is_late(known, item) else Kind.NEW, item=item)
    edit = _differing(each, item, template)
    if each.withdrawn:
        # Where the portal has resettled it may read differently by its new template.
        fields = edit.fields if edit and item.key not in crawl.resettled else ()
        back = Change(kind=Kind.RETURNED, item=item, before=each.item, fields=fields)
        return back if _is_back(crawl, item) else None
    return edit if edit and edit.fields else _moved_away(crawl, each, item) or edit


def _is_same_page(change: Change) -> bool:
    before, now = (each.url.partition("?")[0] for each in (change.before or change.item, change.item))
    return before == now


def _is_late(known: Known, item: Item) -> bool:
    return bool(item.published and known.newest_on and item.published.on < known.newest_on)


def _is_young(known: Known, item: Item) -> bool:
    return item.published is not None and not _is_late(known, item)


def _unclear(known: Known, crawl: Crawl, announced: Collection[Change]) -> Iterator[Item]:
    """Yield what a section that has resettled lists for the first time, which is neither young nor told nor recognised.

    Another section of the portal may have stored it a moment ago, under the key of where it is now.
    """
    told = {change.item.key for change in announced}
    for item in crawl.items:
        first = item.key in crawl.resettled and not known.lists(item.key)
        fresh = item.key not in known.items or item.key == key(item.url)
        if first and fresh and item.key not in told and not _is_young(known, item):
            yield item


def _mistakable(known: Known, crawl: Crawl, item: Item) -> Iterator[str]:
    """Yield which of the missing an item may be: those of its day, of none as it is, or of its title."""
    for name in crawl.missing:
        lost = known.items[name].item if name in known.items else None
        if lost and (_day(lost) == _day(item) or fold(lost.title) == fold(item.title)):
            yield name


def _day(item: Item) -> date | None:
    return item.published.on if item.published else None


def _is_back(crawl: Crawl, item: Item) -> bool:
    return item.problem is None and any(row.key == item.key for row in crawl.rows)


def _differing(known: KnownItem, item: Item, template: frozenset[str]) -> Change | None:
    before = known.item
    if item.fingerprint is None:
        # Of what could never be read, for whatever reason, the row is all there is.
        return None if before.fingerprint is not None else _edit(known, item, template)
    if before.fingerprint is None:
        return Change(kind=Kind.EDITED, item=item, before=before)
    same = item.fingerprint == before.fingerprint and not differ(before.attachments, item.attachments)
    return None if same else _edit(known, item, template)


def _moved_away(crawl: Crawl, known: KnownItem, item: Item) -> Change | None:
    if item.key in crawl.resettled or item.problem or all(move.key != item.key for move in crawl.moves if move.url):
        return None
    return Change(kind=Kind.MOVED, item=item, before=known.item)


def _withdrawn(known: Known, crawl: Crawl) -> Iterator[Change]:
    """What an earlier crawl missed too, and what is no longer at its own address.

    Where nothing is any more that looks like its address, that says nothing of it.
    """
    if _all_are_gone(crawl) or _hides_rows(known, crawl):
        return
    opened = {item.key: item for item in crawl.items}
    for name in crawl.missing:
        each, now = known.items.get(name), opened.get(name)
        doubted = each is not None and each.misses > 0 and not each.withdrawn and not each.elsewhere
        if each and doubted and name not in crawl.stranded and now and now.problem and now.problem.gone:
            yield Change(kind=Kind.WITHDRAWN, item=each.item, before=each.item)


def _all_are_gone(crawl: Crawl) -> bool:
    """Whether what is listed is gone as well, and nothing of it can be read: that says nothing of any article."""
    listed = {row.key for row in crawl.rows}
    problems = [item.problem for item in crawl.items if item.key in listed]
    return None not in problems and any(problem.gone for problem in problems if problem)


def _hides_rows(known: Known, crawl: Crawl) -> bool:
    """Whether the list's pages show less than half of what they did: what is missing may be among the rest."""
    shown = sum(not row.pinned for row in crawl.rows)
    return 2 * shown < len(known.run) * crawl.coverage.pages


def _absent(known: Known, crawl: Crawl) -> Collection[str]:
    """Return what keeps its place though it is not listed: what is missing, and what a short page may have hidden."""
    return known.order if _hides_rows(known, crawl) else {*crawl.missing, *crawl.run}


def _dropped(known: Known, crawl: Crawl) -> Iterator[str]:
    """What two crawls missed though it is where it was, or never had a page of its own to look at.

    Where nobody knows any more what its page is, that takes a few crawls more; where pages hide rows it may be hidden.
    """
    if _hides_rows(known, crawl):
        return
    opened = {item.key: item for item in crawl.items}
    for name in crawl.missing:
        if (each := known.items.get(name)) and each.misses:
            now = opened.get(name) or (each.item if each.item.fingerprint is None else None)
            lost = name in crawl.stranded and each.misses >= _TRIES
            if lost or (now and (now.problem is None or each.elsewhere)):
                yield name


def _reread(known: Known, crawl: Crawl) -> Iterator[Reread]:
    rows = {row.key: row for row in crawl.rows}
    for item in crawl.items:
        each = known.items.get(item.key)
        if each and bool(each.item.fingerprint) is bool(item.fingerprint):
            fields = differing(each.item, item)
            yield Reread(before=each.item, item=item, fields=fields, row=rows.get(item.key), read_at=each.read_at)


def _retitled(known: Known, crawl: Crawl) -> Iterator[tuple[str, str]]:
    """Yield the titles of the listed rows that are known: as known, and as shown now."""
    for row in crawl.rows:
        if each := known.items.get(row.key):
            yield each.item.title, row.title


def _oscillates(known: KnownItem | None, item: Item) -> bool:
    """Whether content has come back to what it was before, and had already done so once."""
    if known is None or item.fingerprint is None or item.fingerprint == known.item.fingerprint:
        return False
    return item.fingerprint in known.earlier and len(set(known.earlier)) < len(known.earlier)


def _edit(known: KnownItem, item: Item, template: frozenset[str]) -> Change | None:
    before = known.item
    fields = differing(before, item)
    if not (fields or _is_learnt(before, item)) and _addresses(before) == _addresses(item):
        return None
    own = tuple(name for name in fields if name not in template)
    flutters = known.muted or _oscillates(known, item)
    return Change(kind=Kind.EDITED, item=item, before=before, fields=() if own == ("body",) and flutters else own)


def _is_learnt(before: Item, item: Item) -> bool:
    """Whether an item says more of itself, and nothing else than before: its time, or a title without marks."""
    if item.published is not None and (before.published is None or _is_surer(before.published, item.published)):
        return True
    return before.title != item.title and not is_stem(item.title, before.title)


def _is_surer(before: Published, now: Published) -> bool:
    """Whether the article's own time is believed by now, and no more the list's: later ones are compared with it."""
    return before.origin is Origin.LIST and now.origin is Origin.ARTICLE


def differing(before: Item, item: Item) -> tuple[str, ...]:
    """Return the fields in which what an item says is not what it said, by its row alone where it could not be read."""
    return tuple(name for name in (FIELDS if item.fingerprint else _SHOWN) if _differs(name, before, item))


def _differs(name: str, before: Item, item: Item) -> bool:
    if name == "published":
        agreed = all(each.field != name for each in before.disagreements)
        return _moved(before.published, item.published, agreed=agreed)
    if name == "attachments":
        return differ(before.attachments, item.attachments)
    if name == "body":
        return before.body != item.body and body_fingerprint(before) != body_fingerprint(item)
    return _is_retitled(before, item)


def _is_retitled(before: Item, item: Item) -> bool:
    """Whether a title is another one, no more or less of the same, nor rid of a bracket that only its row ever had.

    What is known may have marks that are left out by now.
    """
    old, now = clean_title(before.title), item.title
    if old == now or is_stem(old, now) or is_stem(now, old):
        return False
    return not (clean_title(before.heading) == item.heading == now == without_column(old))


def _addresses(item: Item) -> set[str]:
    return {key(file.url) for file in item.attachments}


def _moved(before: Published | None, after: Published | None, *, agreed: bool) -> bool:
    """Compare two publish times as far as both are known.

    That a list shows a day and the article another one is the portal's habit, not an edit: times read in different
    places are compared by their day, and only while the two had `agreed` and the list gives the minute, which is
    chosen beside an article's day; its day alone is chosen where the article shows none. A time that was not there
    before, or is no longer shown, is no edit either, nor one that is told from now (2小时前).
    """
    if before is None or after is None or is_moving(before) or is_moving(after):
        return False
    if before.origin is not after.origin:
        exact = any(each.origin is Origin.LIST and each.precision is Precision.MINUTE for each in (before, after))
        return agreed and exact and Origin.ARTICLE in (before.origin, after.origin) and before.on != after.on
    if before.precision is not after.precision:
        return before.on != after.on
    return before.at != after.at


def _below_horizon(known: Known, crawl: Crawl) -> frozenset[str]:
    """Return the keys of rows below all that is known: they surfaced because others went, they are not new.

    Such a row has no row after it that is known to be listed (while a gap is open: no row of the run below the gap),
    and was published no later than the day the section is known down to; where that cannot be told its place alone
    decides. Where all of the run below a gap has gone, only what is known by its day is told from what the gap hides.
    What was listed before the newest baseline, which need not have been read down to it, does not count, nor does what
    may have surfaced itself, as it is older than that day or shows none, where anything younger is listed.
    Of a list that shows no days the articles tell whether it begins with its oldest rows, and has its news below.
    """
    if known.horizon_on is None and climbs(known, crawl.rows):
        return frozenset()
    listed = [row for row in crawl.rows if not row.pinned]
    met = _places(listed, known.run if known.gap else known.order)
    lost = known.gap is not None and not met
    places = _places(listed, known.order) if lost else met
    met = [place for place in places if _is_within(listed[place], known)] or places
    if not met:
        return frozenset()
    read = {item.key: item.published for item in crawl.items}
    times = {row.key: row.published or read.get(row.key) for row in listed[met[-1] + 1 :]}
    sure = {key: time for key, time in times.items() if not lost or (time and known.horizon_on)}
    return frozenset(key for key, time in sure.items() if _is_old(time, known))


def _before_baseline(known: Known, crawl: Crawl) -> frozenset[str]:
    """Return the keys of what was published before the section's first crawl, where that did not read it.

    Such a list begins with its oldest rows, and what that crawl has left unread stands below what it has read.
    """
    since_on = known.established_on
    if known.gap is None or since_on is None or not climbs(known, crawl.rows):
        return frozenset()
    return frozenset(item.key for item in crawl.items if item.published and item.published.on < since_on)


def _places(listed: Sequence[Row], keys: Collection[str]) -> list[int]:
    wanted = frozenset(keys)
    return [place for place, row in enumerate(listed) if row.key in wanted]


def _is_within(row: Row, known: Known) -> bool:
    """Whether a row is surely not from below the day that the section is known down to."""
    return row.published is not None and (known.horizon_on is None or row.published.on >= known.horizon_on)


def _is_old(published: Published | None, known: Known) -> bool:
    return known.horizon_on is None or published is None or published.on <= known.horizon_on
