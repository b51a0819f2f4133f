"""One section's visit in progress: pages and articles come in, a Crawl comes out. It fetches nothing itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portalwatch.changes import Reach, reach
from portalwatch.changes.reach import Limits
from portalwatch.config import Portal, Section
from portalwatch.items import Coverage, Crawl, Gap, Item, Known, Outcome, Problem, RawList, RawRow, Row, Validators
from portalwatch.normalize.articles import normalize_row
from portalwatch.normalize.urls import is_web, key

#: Gives what is known of these keys in the visited section.
LookUp = Callable[[Collection[str]], Known]

#: An established section that suddenly shows at least this many rows and not one known is not believed.
STRANGE = 10
#: A list that was shorter is judged by as many rows as it had, but not by fewer than this.
FEW = 4
#: How the key of a row without an address begins.
NOWHERE = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A row whose article is to be opened, and what is known of it."""

    row: Row
    raw: RawRow
    before: Item | None


class Visit:
    """What one crawl has seen of one section so far."""

    def __init__(
        self,
        portal: Portal,
        section: Section,
        look_up: LookUp,
        *,
        started_at: datetime,
        limits: Limits,
        rebaseline: bool = False,
    ) -> None:
        self.portal, self.section, self.limits = portal, section, limits
        self.started_at = started_at
        self.known = look_up(())
        if rebaseline:
            self.known = replace(self.known, established=False, gap=None)
        self.url: str | None = None
        self.validators = self.known.validators
        self.outcome: Outcome | None = None
        self.detail = ""
        self.problems: list[Problem] = []
        self.wanted: dict[str, Wanted] = {}
        self._look_up = look_up
        self._rows: list[Row] = []
        self._newest: list[Row] = []
        self._run: tuple[str, ...] = ()
        self._pages = self._fresh_pages = 0
        self._reach = Reach.ON
        self._ended = self._stuck = self._partial = False
        self._held: list[Wanted] = []

    def read(self, raw: RawList, *, validators: Validators | None = None) -> list[Wanted]:
        """Take in the next page of the list; return the rows whose articles are to be opened."""
        zone = ZoneInfo(self.portal.zone)
        rows = [self._row(each, zone) for each in raw.rows]
        seen = {row.key for row in self._rows}
        fresh = [(row, each) for row, each in zip(rows, raw.rows, strict=True) if row.key not in seen]
        known = self._look_up({row.key for row, _ in fresh})
        self.known = replace(self.known, items={**self.known.items, **known.items})
        if not self._pages:
            self.validators = validators or Validators()
            self._run = tuple(row.key for row in rows if not row.pinned)
        self._newest = [row for row, _ in fresh]
        self._rows.extend(self._newest)
        self._pages += 1
        self._fresh_pages += any(row.key not in known.items for row, _ in fresh)
        self._held += [Wanted(row=row, raw=each, before=self._before(row)) for row, each in fresh if self._to_open(row)]
        # A page that only repeats rows: the portal does not turn pages as we ask it to, or it is a trap.
        self._stuck = not fresh
        self._reach = reach(self.known, self._rows, rows, pages=self._pages, limits=self.limits)
        return self._release()

    def wants_more(self, next_url: str | None) -> bool:
        """Whether the next page is to be read as well; must be asked after every page."""
        self._ended = next_url is None
        going = not self._ended and not self._stuck and not (self._strange() and self._is_past())
        return going and self._reach is Reach.ON and self._fresh_pages < self.portal.max_pages

    def want(self, item: Item) -> Wanted:
        """Ask for a known item's article again."""
        raw = RawRow(title=item.title, url=item.url, published=item.published.raw if item.published else None)
        again = Wanted(row=self._row(raw, ZoneInfo(self.portal.zone)), raw=raw, before=item)
        self.wanted[item.key] = replace(again, row=replace(again.row, key=item.key))
        return self.wanted[item.key]

    def want_listed(self) -> list[Wanted]:
        """Ask again for the articles of all known rows read so far."""
        rows = [row for row in self._rows if row.key not in self.wanted]
        return [self.want(self.known.items[row.key].item) for row in rows if row.key in self.known.items]

    def take_known(self) -> list[Item]:
        """Return the items of the rows of the newest page that need no opening."""
        rows = [row for row in self._newest if row.key not in self.wanted]
        return [self.known.items[row.key].item for row in rows if row.key in self.known.items]

    def fail(self, outcome: Outcome, detail: str, problem: Problem | None = None) -> None:
        """Note that a list page could not be read: after a first one that leaves a gap, else nothing can be said."""
        if problem:
            self.problems.append(problem)
        if outcome is Outcome.EMPTY and not self._pages and self.section.may_be_empty:
            self.outcome = Outcome.OK
        elif self._pages:
            self._partial = True
            self.detail = self.detail or f"page {self._pages + 1} of the list: {detail}"
        else:
            self.outcome, self.detail = outcome, detail

    def unchanged(self) -> None:
        """Note that the server says its list is as it was."""
        self.outcome = Outcome.UNCHANGED

    def complete(self, items: Collection[str]) -> bool:
        """Whether everything that was asked for has come, well or ill."""
        return (self.outcome is not None or self._pages > 0) and self.wanted.keys() <= set(items)

    def abandon(self, items: Collection[str]) -> None:
        """Give up what has not come: the visit failed for a reason inside the program, which the log tells."""
        self.wanted = {key: each for key, each in self.wanted.items() if key in items}
        self.outcome, self.detail = Outcome.FAILED, "internal error; see the log"

    def result(self, items: Mapping[str, Item], *, finished_at: datetime) -> Crawl:
        """Return the visit as a value. `items` are the portal's opened articles by key."""
        own = tuple(replace(items[key], section=self.section.key) for key in self.wanted)
        problems = (*self.problems, *(item.problem for item in own if item.problem))
        outcome, detail = self._judge(own)
        return Crawl(
            portal=self.portal.name,
            section=self.section.key,
            started_at=self.started_at,
            finished_at=finished_at,
            outcome=outcome,
            detail=detail,
            url=self.url,
            rows=tuple(self._rows),
            run=self._run,
            items=own,
            coverage=self._coverage(),
            problems=problems,
            validators=self.validators,
        )

    def _release(self) -> list[Wanted]:
        """Return what is to be opened, as soon as one row is known: till then the page may not be the one we know."""
        if self._strange():
            return []
        released, self._held = self._held, []
        self.wanted.update({each.row.key: each for each in released})
        return released

    def _row(self, raw: RawRow, zone: ZoneInfo) -> Row:
        portal = self.portal
        rules = {"aliases": portal.aliases, "ignore_query": portal.ignore_query}
        row = normalize_row(raw, now=self.started_at, zone=zone, **rules)
        if is_web(row.url) and row.key != key(self.url or "", **rules):
            return row
        # A link that leads nowhere, or back to the list: the row is known by its title and day alone.
        return replace(row, key=f"{NOWHERE}{self.section.key}:{row.fingerprint[:32]}", url=self.url or "")

    def _before(self, row: Row) -> Item | None:
        return self.known.items[row.key].item if row.key in self.known.items else None

    def _to_open(self, row: Row) -> bool:
        """An article is opened when it is unknown, due again, or its row says something else than before."""
        before = self.known.items.get(row.key)
        if before is None or before.due:
            return True
        return before.row_fingerprint is not None and before.row_fingerprint != row.fingerprint

    def _judge(self, own: Collection[Item]) -> tuple[Outcome, str]:
        if self.outcome is not None:
            return self.outcome, self.detail
        if not self._rows:
            empty = (Outcome.EMPTY, "the list has no rows")
            return (Outcome.OK, "") if self.section.may_be_empty else empty
        if self._strange():
            return Outcome.SUSPECT, f"none of the {len(self._rows)} rows is known"
        failed = [item for item in own if item.problem and not item.problem.lasting]
        if self._partial or failed:
            detail = self.detail or f"{len(failed)} of {len(own)} articles could not be read: {failed[0].problem}"
            return Outcome.PARTIAL, detail
        news = any(row.key not in self.known.items for row in self._rows)
        return (Outcome.OK if news or own else Outcome.UNCHANGED), ""

    def _strange(self) -> bool:
        """Whether nothing that the section lists was listed there before: the page is not the page we know.

        It is, when all of it is younger than the known, and nothing of it another section's: then so much was
        published, and the gap is named.
        """
        known = self.known
        rows = [row for row in self._rows if not row.pinned]
        if not known.established or len(rows) < min(STRANGE, max(FEW, len(known.run))):
            return False
        if any(self._is_listed(row) for row in rows):
            return False
        return any(row.key in self.known.items for row in rows) or not self._is_younger(rows)

    def _is_listed(self, row: Row) -> bool:
        return row.key in self.known.items and self.known.items[row.key].row_fingerprint is not None

    def _is_younger(self, rows: Sequence[Row]) -> bool:
        newest = self.known.newest_on
        days = [row.published.on for row in rows if row.published]
        return newest is not None and len(days) == len(rows) and min(days) >= newest and max(days) > newest

    def _is_past(self) -> bool:
        """Whether the newest page lies wholly below the newest known day."""
        days = [row.published.on for row in self._newest if row.published and not row.pinned]
        newest = self.known.newest_on
        return bool(days) and newest is not None and max(days) < newest

    def _coverage(self) -> Coverage:
        overlapped, ended = self._reach is Reach.OVERLAP, self._ended and not self._partial
        enough = overlapped or not self.known.established or (not self._partial and self._met(ended=ended))
        gap = None if enough or not self._rows else Gap(known_on=self.known.newest_on, read_on=self._deepest())
        return Coverage(pages=self._pages, overlapped=overlapped, ended=ended, gap=gap)

    def _met(self, *, ended: bool) -> bool:
        """Whether a list that ends, or does not turn its pages, was read into the known, or the run below the gap."""
        rows = [row for row in self._rows if not row.pinned]
        if self.known.gap:
            return ended and any(row.key in self.known.run for row in rows)
        return any(map(self._is_listed, rows if ended else rows[-1:]))

    def _deepest(self) -> date | None:
        days = [row.published.on for row in self._rows if row.published and not row.pinned]
        return days[-1] if days else None
