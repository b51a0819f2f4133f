"""The pages of one section's list as they come: what they list, whether that is the section's, how far down it goes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from portalwatch.changes import Reach, missing, next_run, reach
from portalwatch.changes.reach import Limits, climbs, is_reached, unread
from portalwatch.changes.suspicion import is_past, is_strange, suspicion
from portalwatch.crawl.recognition import Recognition
from portalwatch.items import Coverage, Item, Known, RawList, Row, Turn


class Pages:
    """What one crawl has read of a list so far. Its rows have the keys of the known items that they are."""

    def __init__(self, recognition: Recognition, limits: Limits, *, most: int) -> None:
        """`most` pages are read at most that list anything new."""
        self._recognition, self._limits, self._most = recognition, limits, most
        #: Whether somebody has said that the list is what it shows.
        self.believed = False
        self.rows: list[Row] = []
        #: The rows of the last page that stood on none before.
        self.newest: list[Row] = []
        #: The keys of the first page.
        self.run: tuple[str, ...] = ()
        self.count = 0
        #: Whether a page below the first could not be read.
        self.partial = False
        #: Whether a page was a frame only, which says where its rows are.
        self.framed = False
        self._detour = self._ended = self._stuck = False
        self._fresh = 0
        self._total: int | None = None
        self._reach = Reach.ON

    @property
    def _known(self) -> Known:
        return self._recognition.known

    def is_detour(self, raw: RawList) -> bool:
        """Whether a page only says where its rows are. A second one right after it is read like any page."""
        self._detour = not raw.rows and raw.next is not None and not self._detour
        if self._detour:
            self.framed, self.newest = True, []
        return self._detour

    def add(self, page: Sequence[Row], total: int | None) -> list[Row]:
        """Take in the rows of the next page, and how many it says that there are; return them as they are known."""
        named = self._recognition.name(page, self.rows)
        if not self.count:
            self.run = tuple(row.key for row in named if not row.pinned)
            self._total = total
        seen = {row.key for row in self.rows}
        self.newest = [row for row in named if row.key not in seen]
        self.rows.extend(self.newest)
        self.count += 1
        self._fresh += any(not self._known.lists(row.key) for row in self.newest)
        # A page that only repeats rows: the portal does not turn pages as we ask it to, or it is a trap.
        self._stuck = not self.newest
        sought = self._recognition.sought(self.rows)
        read, last = (list(map(self._recognition.likely, each)) for each in (self.rows, named))
        self._reach = reach(self._known, read, last, pages=self.count, limits=self._limits, sought=sought)
        return named

    def wants_more(self, turn: Turn | None) -> bool:
        """Whether the next page, at `turn`, is to be read as well; must be asked after every page."""
        if self._detour:
            return True
        self._ended = turn is None
        going = not self._ended and not self._stuck and not (self.are_strange() and is_past(self._known, self.newest))
        return going and self._reach is Reach.ON and self._fresh < self._most

    def rename(self) -> None:
        """Give rows the keys of the items that they turned out to be."""
        self.rows = list(map(self._recognition.renamed, self.rows))
        self.run = tuple(map(self._recognition.main, self.run))

    def leave_out(self, keys: Collection[str]) -> None:
        """Drop rows as if they had not been read."""
        self.rows = [row for row in self.rows if row.key not in keys]
        self.run = tuple(key for key in self.run if key not in keys)

    def missing(self) -> tuple[str, ...]:
        """Return the keys of what should stand among these rows, and does not."""
        return missing(self._known.order, self.rows)

    def next_run(self) -> tuple[str, ...]:
        """Return the newest known run after this crawl."""
        return next_run(self._known, self.run, {row.key for row in self.rows}, ended=self._ended)

    def are_strange(self) -> bool:
        """Whether these are not the pages we know, as far as they are read."""
        return not self.believed and is_strange(self._known, self.rows, first=self.run, ended=self._ended)

    def suspicion(self) -> str:
        """Say why the list is not the one that was known; empty when it is."""
        if self.believed:
            return ""
        listing = self._recognition.memory.listed
        return suspicion(self._known, self.rows, listing, first=self.run, ended=self._ended)

    def coverage(self, items: Mapping[str, Item], *, left_out: bool) -> Coverage:
        """Return what of the list was read. A row without a day has that of its article, which `items` gives by key."""
        known, whole = self._known, not self.partial and not left_out
        overlapped, ended = self._reach is Reach.OVERLAP, self._ended and whole
        met = not self.partial and is_reached(known, self.rows, ended=ended)
        times = {key: item.published for key, item in items.items()}
        rows = [replace(row, published=row.published or times.get(row.key)) for row in self.rows]
        # A first crawl leaves old items unread, unless they stand above the new ones.
        short = climbs(known, rows) and not (self._ended or self._stuck)
        lacking = left_out or not (overlapped or met) if known.established else short
        gap = unread(known, rows) if rows and lacking else None
        return Coverage(pages=self.count, overlapped=overlapped, ended=ended, gap=gap, total=self._total)
