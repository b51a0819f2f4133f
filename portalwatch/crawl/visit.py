"""One section's visit in progress: pages and articles come in, a Crawl comes out. It fetches nothing itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import filterfalse
from zoneinfo import ZoneInfo

from portalwatch.changes import confirm, is_doubtful
from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.crawl.pages import Pages
from portalwatch.crawl.reading import is_own
from portalwatch.crawl.recognition import Memory, Recognition
from portalwatch.crawl.sequel import Sequel
from portalwatch.crawl.wanted import NOWHERE, Wanted
from portalwatch.extract import Page, repair
from portalwatch.items import (
    Crawl,
    Item,
    Known,
    Origin,
    Outcome,
    Problem,
    RawList,
    RawRow,
    Repair,
    Row,
    Validators,
)
from portalwatch.normalize.articles import normalize_row
from portalwatch.normalize.urls import is_web, key
from portalwatch.normalize.versions import inherit

#: So many other articles are looked at when one reads otherwise, of so many of the section's newest.
_WITNESSES, _NEWEST = 3, 40


class Visit:
    """What one crawl has seen of one section so far."""

    def __init__(
        self,
        portal: Portal,
        section: Section,
        memory: Memory,
        *,
        started_at: datetime,
        limits: Limits,
        rebaseline: bool = False,
    ) -> None:
        self.portal, self.section, self.started_at = portal, section, started_at
        self._recognition = Recognition(memory, self._key)
        self.pages = Pages(self._recognition, limits, most=portal.max_pages)
        self.sequel = Sequel(self._key, self._recognition.is_listed)
        if rebaseline:
            self._recognition.forget()
        self.url: str | None = None
        self.validators = self.known.validators
        self.outcome: Outcome | None = None
        self.detail = ""
        self.problems: list[Problem] = []
        self.wanted: dict[str, Wanted] = {}
        self.repair: Repair | None = None
        #: Known items whose articles are to be looked at again once the list has been read.
        self.due: Sequence[Item] = ()
        self._held: list[Wanted] = []
        #: Whether an article read otherwise than before, and others were asked for as witnesses.
        self.heard = False
        #: The keys of rows that are as good as not read: a gap is named for them.
        self._undecided: set[str] = set()
        #: The keys of articles that said something else for a moment only: they stay due.
        self._wavering: set[str] = set()

    @property
    def known(self) -> Known:
        """What is known of the section, and of the keys met so far."""
        return self._recognition.known

    def read(self, raw: RawList, *, validators: Validators | None = None) -> list[Wanted]:
        """Take in the next page of the list; return the rows whose articles are to be opened."""
        if self.pages.is_detour(raw):
            # A frame stays as it is while its rows change, and the rows have an address of their own.
            self.validators = Validators()
            return []
        if not self.pages.count and not self.pages.framed:
            self.validators = validators or Validators()
        zone = ZoneInfo(self.portal.zone)
        named = self.pages.add([self._row(each, zone) for each in raw.rows], raw.total)
        newest = {row.key for row in self.pages.newest}
        fresh = [(row, each) for row, each in zip(named, raw.rows, strict=True) if row.key in newest]
        self._held += [self._wanted(row, each) for row, each in fresh if self._to_open(row)]
        return self._release()

    def mend(self, page: Page, raw: RawList | None) -> RawList | None:
        """Read the first page by the known rows in it, where its rules read nothing or what is not known.

        `raw` is what the rules read. Return None when there is no need, or no way, or the operator has undone this one.
        """
        if self.pages.count or not self.known.established or not self.known.run:
            return None
        recognise = self._recognition.by_run(partial(self._row, zone=ZoneInfo(self.portal.zone)))
        known = [row for row in raw.rows if recognise(row)] if raw else []
        if raw and 2 * len(known) >= min(len(self.known.run), len(raw.rows)):
            return None
        found = repair(page, recognise)
        if found is None or (raw and {row.url for row in raw.rows} == {row.url for row in found.listed.rows}):
            return None
        after = found.rules.rows if found.rules else None
        made = Repair(before=self.portal.rules_of(self.section).rows, after=after)
        if made in self.known.undone:
            return None
        self.repair = made
        return found.listed

    def want(self, item: Item) -> Wanted:
        """Ask for a known item's article again."""
        # Only a time that the list gave is the list's; the article is asked for its own.
        listed = item.published.raw if item.published and item.published.origin is Origin.LIST else None
        raw = RawRow(title=item.title, url=item.url, published=listed)
        row = replace(self._row(raw, ZoneInfo(self.portal.zone)), key=item.key)
        self.wanted[item.key] = Wanted(row=row, raw=raw, before=item, again=True)
        return self.wanted[item.key]

    def want_due(self) -> list[Wanted]:
        """Ask again for what is due, now that all rows are read: where it is now, and not what they have asked for.

        First comes what was held back, where only all rows together show that the list is the one we know. Where a page
        could not be read nobody sees whether what a row is like stands there: its own address tells if it has moved.
        """
        self.settle()
        held = [(replace(each.row, key=self._recognition.main(each.row.key)), each.raw) for each in self._held]
        self._held = [self._wanted(row, raw) for row, raw in held if self._to_open(row)]
        released = self._release()
        asked = {self._recognition.main(key) for key in self.wanted}
        moved = {move.key: move.url for move in self._recognition.moves.values() if move.url}
        missed = self._recognition.missed_again(self.pages.rows)
        due = [*self.due, *missed, *(self._recognition.readable(self.pages.rows) if missed else ())]
        if self.pages.partial and not self.pages.are_strange():
            due += self._recognition.likenesses(self.pages.rows)[: self.portal.rereads]
        again = [self.want(replace(item, url=moved.get(item.key, item.url))) for item in due if item.key not in asked]
        return [*released, *again]

    def want_witnesses(self, item: Item) -> list[Wanted]:
        """Ask for other articles when one reads otherwise than before: a new template would show in them as well.

        They are the longest unread: what was read since the template has changed shows nothing.
        """
        if self.heard or not self.portal.rereads or not is_doubtful(self.before(item.key), item):
            return []
        self.heard = True
        others = self._recognition.recall([key for key in self.known.order[:_NEWEST] if key not in self.wanted])
        own = [each for each in others if is_own(self.portal, each.item.url)]
        readable = [each for each in own if each.item.fingerprint and not each.withdrawn]
        longest = sorted(readable, key=lambda each: (each.read_at is not None, each.read_at))
        return [self.want(each.item) for each in longest[:_WITNESSES]]

    def hear(self, wanted: Wanted, item: Item) -> Item | None:
        """Return what an article is believed to say; None where it has to be asked for a second time."""
        before = wanted.before or self._recognition.likeness(item)
        if before is None or wanted.first is None:
            return None if is_doubtful(before, item) else item
        if wanted.again and not wanted.whole and item.fingerprint and not is_doubtful(before, item):
            # It was half of a page, or one of two servers has not heard the news: it stays due.
            self._wavering.add(item.key)
        return confirm(before, wanted.first, item)

    def want_instead(self, item: Item, url: str) -> list[Wanted]:
        """Ask for the known item that is at `url`, where another one's address leads by now: it says what is there."""
        found = self._recognition.recall([self._key(url)]) if url != item.url else []
        others = [each.item for each in found if each.item.key != item.key]
        return [self.wanted.get(each.key) or self.want(each) for each in others]

    def before(self, key: str) -> Item | None:
        """Return what was known of the item that is asked for as `key`."""
        known, asked = self.known.items.get(self._recognition.main(key)), self.wanted.get(key)
        return known.item if known else asked.before if asked else None

    def settle(self, gone: Collection[str] = ()) -> None:
        """Find out which rows are known items under another address: a page's last row is told by the next page."""
        self._recognition.settle(self.pages.rows, gone)
        self.pages.rename()

    def want_listed(self) -> list[Wanted]:
        """Ask again for the articles of all known rows read so far."""
        rows = [row for row in self.pages.rows if row.key not in self.wanted]
        return [self.want(self.known.items[row.key].item) for row in rows if row.key in self.known.items]

    def take_known(self) -> list[str]:
        """Return the keys of the rows of the newest page that need no opening."""
        rows = [row for row in self.pages.newest if row.key not in self.wanted]
        return [row.key for row in rows if row.key in self.known.items]

    def fail(self, outcome: Outcome, detail: str, problem: Problem | None = None) -> None:
        """Note that a list page could not be read: after a first one that leaves a gap, else nothing can be said."""
        if problem:
            self.problems.append(problem)
        if outcome is Outcome.EMPTY and not self.pages.count and self.section.may_be_empty:
            self.outcome = Outcome.OK
        elif self.pages.count:
            self.pages.partial = True
            self.detail = self.detail or f"page {self.pages.count + 1} of the list: {detail}"
        else:
            self.outcome, self.detail = outcome, detail

    def unchanged(self) -> None:
        """Note that the server says its list is as it was."""
        self.outcome = Outcome.UNCHANGED

    @property
    def trusted(self) -> bool:
        """Whether what is found out now will count, as far as can be told while the list is read."""
        return self.outcome.trusted if self.outcome else self.pages.count > 0

    def complete(self, items: Collection[str]) -> bool:
        """Whether everything that was asked for has come, well or ill."""
        return (self.outcome is not None or self.pages.count > 0) and self.wanted.keys() <= set(items)

    def abandon(self, items: Collection[str]) -> None:
        """Give up what has not come: the visit failed for a reason inside the program, which the log tells."""
        self.wanted = {key: each for key, each in self.wanted.items() if key in items}
        self.outcome, self.detail = Outcome.FAILED, "internal error; see the log"

    def result(self, items: Mapping[str, Item], *, finished_at: datetime) -> Crawl:
        """Return the visit as a value. `items` are the portal's opened articles by key."""
        # A list of which nothing was known is none the more believed for one row that is like what has gone.
        gone = [key for key, item in items.items() if item.problem and item.problem.gone and not self._held]
        self.settle(gone)
        opened = [items[key] for key, each in self.wanted.items() if each.before is None]
        self._recognition.meet(opened, self.pages.rows)
        # Where those stand who have been met, others may be missing above them.
        self.pages.rename()
        self.settle(gone)
        self._recognition.place(opened, self.pages.rows)
        self.pages.rename()
        own = self._own(items)
        problems = (*self.problems, *(item.problem for item in own if item.problem))
        outcome, detail = self._judge(own)
        self._undecided = self._undecidable(items)
        self.pages.leave_out(self._undecided)
        lacking = self.pages.missing()
        return Crawl(
            portal=self.portal.name,
            section=self.section.key,
            started_at=self.started_at,
            finished_at=finished_at,
            outcome=outcome,
            detail=detail,
            url=self.url,
            rows=tuple(self.pages.rows),
            run=self.pages.next_run(),
            missing=lacking,
            stranded=self._recognition.stranded(lacking, self.pages.rows),
            moves=tuple(self._recognition.moves.values()),
            resettled=self._recognition.resettled,
            repair=self.repair,
            items=tuple(item for item in own if item.key not in self._undecided | self._wavering),
            coverage=self.pages.coverage({item.key: item for item in own}, left_out=bool(self._undecided)),
            problems=problems,
            # What could not be read is looked for in the whole list again.
            validators=Validators() if outcome is Outcome.PARTIAL or self._awaits(own) else self.validators,
        )

    def _awaits(self, own: Collection[Item]) -> bool:
        """Whether what was withdrawn is listed and could not be read: it may have returned."""
        lost = {item.key for item in own if item.problem} & {row.key for row in self.pages.rows}
        return any(each.withdrawn for each in self._recognition.recall(lost))

    def _undecidable(self, items: Mapping[str, Item]) -> set[str]:
        """Return what may be a known item under another address while neither its place nor its article can tell."""
        lost = {key for key in self.wanted if (problem := items[key].problem) and not problem.lasting}
        alike = [move for move in self._recognition.alike(self.pages.rows) if move.alias in lost]
        found = [(move.alias, self._recognition.recall([move.key])) for move in alike]
        return {key for key, known in found if any(each.item.fingerprint for each in known)}

    def _own(self, items: Mapping[str, Item]) -> tuple[Item, ...]:
        """Return what was opened for this section, under the keys that it is known by."""
        # What was opened where it is now says more than what was asked for where it had been.
        keys = sorted(filterfalse(self._recognition.is_twin, self.wanted), key=self._recognition.is_alias)
        own = {self._recognition.main(key): self._inheriting(items[key]) for key in keys}
        return tuple(replace(item, key=key, section=self.section.key) for key, item in own.items())

    def _inheriting(self, item: Item) -> Item:
        """Return an item with what was known of those of its files that were not fetched now."""
        before = self.before(item.key)
        return replace(item, attachments=inherit(item.attachments, before.attachments)) if before else item

    def _release(self) -> list[Wanted]:
        """Return what is to be opened, as soon as one row is known: till then the page may not be the one we know."""
        if self.pages.are_strange():
            return []
        released, self._held = self._held, []
        self.wanted.update({each.row.key: each for each in released})
        return released

    def _row(self, raw: RawRow, zone: ZoneInfo) -> Row:
        aliases, ignored = self.portal.aliases, self.portal.ignore_query
        row = normalize_row(raw, now=self.started_at, zone=zone, aliases=aliases, ignore_query=ignored)
        if is_web(row.url) and row.key != self._key(self.url or ""):
            return row
        # A link that leads nowhere, or back to the list: the row is known by its title and day alone.
        return replace(row, key=f"{NOWHERE}{self.section.key}:{row.fingerprint[:32]}", url=self.url or "")

    def _key(self, url: str) -> str:
        return key(url, aliases=self.portal.aliases, ignore_query=self.portal.ignore_query)

    def _wanted(self, row: Row, raw: RawRow) -> Wanted:
        known = self.known.items.get(row.key)
        if known is None:
            return Wanted(row=row, raw=raw, before=None)
        # A section that lists it for the first time may show it by other words: that is its habit, no edit.
        again = known.row_fingerprint in (None, row.fingerprint)
        return Wanted(row=row, raw=raw, before=known.item, again=again, whole=known.withdrawn)

    def _to_open(self, row: Row) -> bool:
        """An article is opened when it is unknown, due again, or its row says something else than before."""
        before = self.known.items.get(row.key)
        if before is None or before.due or before.withdrawn:
            return True
        if row.key in self._recognition.moves:
            return row.key in self.known.doubted or row.title != before.item.title
        return before.row_fingerprint is not None and before.row_fingerprint != row.fingerprint

    def _judge(self, own: Collection[Item]) -> tuple[Outcome, str]:
        if self.outcome is not None:
            return self.outcome, self.detail
        if not self.pages.rows:
            empty = (Outcome.EMPTY, "the list has no rows")
            return (Outcome.OK, "") if self.section.may_be_empty else empty
        if reason := self.pages.suspicion():
            return Outcome.SUSPECT, reason
        failed = [item for item in own if item.problem and not item.problem.lasting]
        if self.pages.partial or failed:
            detail = self.detail or f"{len(failed)} of {len(own)} articles could not be read: {failed[0].problem}"
            return Outcome.PARTIAL, detail
        news = any(row.key not in self.known.items for row in self.pages.rows)
        mended = "its layout has changed; it is read by the known items in it" if self.repair else ""
        return (Outcome.OK if news or own else Outcome.UNCHANGED), mended
