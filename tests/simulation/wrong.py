"""Strategies that others were seen to use, put in the place of the right ones: the judge must find each of them out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from portalwatch import watch
from portalwatch.changes import Reach, compare
from portalwatch.crawl import pages, visit
from portalwatch.crawl.failures import outcome
from portalwatch.crawl.pages import Pages
from portalwatch.crawl.recognition import Recognition
from portalwatch.crawl.spider import SectionSpider
from portalwatch.crawl.visit import Visit
from portalwatch.items import Change, Changes, Crawl, Kind, Known, Outcome
from portalwatch.normalize.titles import fold
from portalwatch.store import archive

#: Its name is that of its function, too.
_COMPARING = import_module("portalwatch.changes.compare")
#: Puts something in the place of an attribute: of what, its name, the new value.
Put = Callable[[object, str, Any], None]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One of them: under these troubles it shows."""

    install: Callable[[Put], None]
    troubles: frozenset[str]

    @property
    def story(self) -> str:
        """What it does, in a sentence."""
        return (self.install.__doc__ or "").strip().rstrip(".")


STRATEGIES: dict[str, Wrong] = {}


def shows(*troubles: str) -> Callable[[Callable[[Put], None]], Callable[[Put], None]]:
    """Enter a strategy, with the troubles under which it shows."""

    def enter(install: Callable[[Put], None]) -> Callable[[Put], None]:
        STRATEGIES[install.__name__] = Wrong(install, frozenset(troubles))
        return install

    return enter


@contextmanager
def put_back(name: str) -> Iterator[None]:
    """Let a strategy be followed in this process until the block ends."""
    before: list[tuple[object, str, Any]] = []

    def put(owner: object, name: str, value: Any) -> None:
        before.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    try:
        STRATEGIES[name].install(put)
        yield
    finally:
        for each in reversed(before):
            setattr(*each)


# What is known.


@shows("bursts", "downtime")
def previous_crawl_only(put: Put) -> None:
    """A crawl is compared with the list of the one before, not with all that was ever seen."""
    look_up = archive.look_up
    put(archive, "look_up", lambda *given: _recent(look_up(*given)))
    put(archive, "known_items", lambda *given: archive.known(*given).items)
    put(watch, "compare", lambda known, crawl, **given: compare(_recent(known), crawl, **given))
    put(Recognition, "meet", lambda *_: None)


def _recent(known: Known) -> Known:
    return replace(known, items={key: each for key, each in known.items.items() if key in known.run})


@shows("edits")
def identity_by_title(put: Put) -> None:
    """An item is known by its title, not by its address."""
    row = Visit._row

    def titled(self: Visit, *given: Any, **zone: Any) -> Any:
        made = row(self, *given, **zone)
        return replace(made, key=f"title:{fold(made.title)}")

    put(Visit, "_row", titled)


@shows("moves")
def new_address_is_new_item(put: Put) -> None:
    """What has another address is another item."""
    put(Recognition, "settle", lambda *_: None)
    put(Recognition, "meet", lambda *_: None)
    put(Recognition, "name", _name_by_address)


def _name_by_address(self: Recognition, page: Any, _before: Any) -> Any:
    self._learn({row.key for row in page})
    return [self._named(row) for row in page]


@shows()
def no_baseline(put: Put) -> None:
    """What a section lists when it is first read is told."""
    put(watch, "compare", lambda known, crawl, **_: compare(replace(known, established=True), crawl))


# How far a list is read.


@shows("pins")
def first_known_row_stops(put: Put) -> None:
    """A list is read down to the first row that is known."""
    read = Visit.read

    def cut(self: Visit, raw: Any, **given: Any) -> Any:
        rows = [self._row(each, ZoneInfo(self.portal.zone)) for each in raw.rows]
        known = self._recognition.memory.items({row.key for row in rows})
        place = next((place for place, row in enumerate(rows) if row.key in known), None)
        if place is None or not self.known.established:
            return read(self, raw, **given)
        wanted = read(self, replace(raw, rows=raw.rows[: place + 1]), **given)
        self.pages._reach = Reach.OVERLAP
        return wanted

    put(Visit, "read", cut)


@shows("pins", "bursts", "downtime")
def pinned_rows_prove_overlap(put: Put) -> None:
    """A known row proves that the list was read far enough, also when it is pinned to the top."""
    reach = pages.reach

    def met(known: Known, read: Any, *given: Any, **limits: Any) -> Reach:
        pinned = any(row.pinned and row.key in known.items for row in read)
        return Reach.OVERLAP if known.established and pinned else reach(known, read, *given, **limits)

    put(pages, "reach", met)


@shows("bursts", "downtime")
def first_page_only(put: Put) -> None:
    """The first page of a list is read, and whatever stands below it is not missed."""
    coverage = Pages.coverage
    put(Pages, "wants_more", lambda *_: False)
    put(Pages, "coverage", lambda *given, **left_out: replace(coverage(*given, **left_out), gap=None))


# What is believed.


@shows("walls")
def wall_is_an_empty_list(put: Put) -> None:
    """A page without rows is a list without rows, also when it is a wall."""
    lost = SectionSpider._lost

    def empty(self: SectionSpider, problem: Any, *visits: Visit) -> None:
        if outcome(problem) is not Outcome.BLOCKED:
            lost(self, problem, *visits)
        for each in visits:
            each.outcome = each.outcome or Outcome.OK

    put(SectionSpider, "_lost", empty)


@shows("lists")
def empty_list_withdraws_all(put: Put) -> None:
    """What an empty list no longer shows is withdrawn."""
    record = watch.record

    def emptied(engine: Any, crawl: Crawl, decide: Any, owe: Any) -> Any:
        if crawl.outcome is not Outcome.EMPTY:
            return record(engine, crawl, decide, owe)
        run = archive.known(engine, crawl.portal, crawl.section, (), crawl.finished_at).run
        crawl = replace(crawl, outcome=Outcome.OK, missing=run)
        return record(engine, crawl, _withdraw_all, owe)

    put(watch, "record", emptied)


def _withdraw_all(known: Known, crawl: Crawl) -> Changes:
    return Changes(announced=tuple(_gone(known, crawl)), order=known.order)


def _gone(known: Known, crawl: Crawl) -> Iterator[Change]:
    for key in crawl.missing:
        if (each := known.items.get(key)) and not each.withdrawn:
            yield Change(kind=Kind.WITHDRAWN, item=each.item, before=each.item)


@shows("migrations")
def no_flood_brake(put: Put) -> None:
    """A list of which nothing is known is news, however much it is at once."""
    new_address_is_new_item(put)
    put(Pages, "are_strange", lambda _: False)
    put(Pages, "suspicion", lambda _: "")


# What a change is.


@shows()
def rolled_off_is_withdrawn(put: Put) -> None:
    """What a list no longer shows is withdrawn, also when it has only rolled off its end."""
    put(pages, "missing", lambda order, rows: tuple(set(order) - {row.key for row in rows}))
    _withdraw_missing(put)


@shows("delistings")
def withdrawn_without_asking(put: Put) -> None:
    """What has gone from among its neighbours is withdrawn; its own address is not asked."""
    _withdraw_missing(put)


def _withdraw_missing(put: Put) -> None:
    def without(known: Known, crawl: Crawl, **given: Any) -> Changes:
        changes = compare(known, crawl, **given)
        if not crawl.outcome.trusted or changes.baseline:
            return changes
        told = {change.item.key for change in changes.announced}
        gone = [change for change in _gone(known, crawl) if change.item.key not in told]
        return replace(changes, announced=(*changes.announced, *gone))

    put(watch, "compare", without)


@shows()
def whole_page_is_compared(put: Put) -> None:
    """An article has changed when anything on its page has: its view count, its neighbours."""
    read_article = SectionSpider.read_article

    def whole(self: SectionSpider, page: Any, section: Any) -> Any:
        return replace(read_article(self, page, section), body=" ".join(map(str, page.root.itertext())))

    put(SectionSpider, "read_article", whole)


@shows("backdated", "clock")
def late_is_new(put: Put) -> None:
    """Whatever is seen for the first time has just been published."""
    put(_COMPARING, "_is_late", lambda *_: False)


@shows("edits")
def never_read_again(put: Put) -> None:
    """An article is read once."""
    known_items = archive.known_items

    def undue(*given: Any) -> Any:
        return {key: replace(each, due=False) for key, each in known_items(*given).items()}

    put(archive, "known_items", undue)
    put(archive, "unread", lambda *_: ())


@shows("flutter", "halves")
def one_answer_is_believed(put: Put) -> None:
    """An article has changed when it says something else for once: half of its text, a line that never stays."""
    put(visit, "is_doubtful", lambda *_: False)
