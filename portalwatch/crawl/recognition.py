"""Which rows are known items: by their address, by another one, or by title and day on a page that has changed."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portalwatch.changes.moves import FEW, Moves, find_moves, match, match_places
from portalwatch.changes.order import missing
from portalwatch.changes.reach import Sought, falls, is_about
from portalwatch.crawl import signs
from portalwatch.items import Item, Known, KnownItem, Listed, Move, RawRow, Row
from portalwatch.normalize.fingerprints import is_kept
from portalwatch.normalize.titles import fold
from portalwatch.normalize.urls import key, shape


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known: of the section, of these keys, of what it listed so far, of what was published on some days.

    `dated` is also asked for what has one of these titles and no day.
    """

    known: Callable[[], Known]
    items: Callable[[Collection[str]], Mapping[str, KnownItem]]
    listed: Callable[[], Sequence[Listed]]
    dated: Callable[[Collection[date], Collection[str]], Sequence[Item]] = lambda _days, _titles: ()


class Recognition:
    """What one visit has recognised so far. `known` grows with the keys that it meets."""

    def __init__(self, memory: Memory, to_key: Callable[[str], str] = key) -> None:
        self.memory = memory
        self._to_key = to_key
        self.known = memory.known()
        self.moves: dict[str, Move] = {}
        self._resettled: frozenset[str] = frozenset()
        self._followed: frozenset[str] = frozenset()
        self._main: dict[str, str] = {}
        #: What rows without a day are like, by their keys: it is told when all pages are read.
        self._likely: dict[str, str] = {}
        #: The keys of rows that are listed where their items have moved to before.
        self._renamed: set[str] = set()
        #: The keys of what was where it is known to be after the portal had resettled: it moves by itself.
        self._settled: frozenset[str] = frozenset()

    def forget(self) -> None:
        """Meet the section as if for the first time."""
        self.known = replace(self.known, established=False, gap=None)

    @property
    def resettled(self) -> frozenset[str]:
        """The keys that were unknown where the portal's addresses have changed, as they are known by now."""
        return frozenset(map(self.main, self._resettled | self._followed)) - self._settled

    def main(self, key: str) -> str:
        """Return the key of the item that moved to the address of `key`; else `key`."""
        return self._main.get(key, key)

    def renamed(self, row: Row) -> Row:
        """Return a row under the key of the item that it turned out to be."""
        return replace(row, key=self._main[row.key]) if row.key in self._main else row

    def likely(self, row: Row) -> Row:
        """Return a row under the key of what it is like by its title alone: how far the list was read it tells now."""
        return replace(row, key=self._likely.get(row.key, row.key))

    def name(self, page: Sequence[Row], before: Sequence[Row]) -> list[Row]:
        """Give the rows of a page the keys of known items whose other address theirs is, or has just become.

        While pages are read only a portal that has resettled is believed; `before` are the rows read till then. A row
        without a day among those that have one waits for the last page: another row may be nearer to what it is like.
        """
        self._learn({row.key for row in page})
        self._follow(page)
        named = [self._named(row) for row in page]
        self._renamed |= {self.known.items[row.key].item.key for row in page if self._has_moved(row)}
        moves = self._find_moves([*before, *named], named, resettled=bool(self._resettled))
        if moves.resettled:
            dated = {row.key for row in named if row.published} or {row.key for row in named}
            self._resettle(replace(moves, found=tuple(move for move in moves.found if move.alias in dated)))
            self._likely |= {move.alias: move.key for move in moves.found if move.alias not in dated}
            self._learn(self._likely.values())
        return list(map(self.renamed, named))

    def alike(self, rows: Sequence[Row]) -> tuple[Move, ...]:
        """Pair unknown rows with the items of their title and day that are not among the rows: these may have moved."""
        unknown = self._unknown(rows)
        if not (unknown and self.known.established):
            return ()
        read = {row.key for row in rows}
        absent = [each for each in self.memory.listed() if each.on and each.key not in read]
        return match([row for row in rows if row.key in unknown and row.published], absent)

    def likenesses(self, rows: Sequence[Row]) -> list[Item]:
        """Return the items that unknown rows have title and day of, that are not among the rows, and could be read."""
        found = self.recall([move.key for move in self.alike(rows)])
        return [each.item for each in found if each.item.fingerprint and not each.withdrawn]

    def sought(self, rows: Sequence[Row]) -> Sought:
        """Return what these rows may show further down: what some of them are like, and the days of what is doubted."""
        lacking = self.known.doubted - {row.key for row in rows}
        listed = self.memory.listed() if lacking else ()
        oldest = min((each.on for each in listed if each.on and each.key in lacking), default=None)
        return Sought(keys=[move.key for move in self.alike(rows)], on=oldest)

    def settle(self, rows: Sequence[Row], gone: Collection[str] = ()) -> None:
        """Now that all rows are read, find out which of the unknown ones are items that have moved.

        A few that have gone from among their neighbours have moved alone, and so has what is in doubt or `gone` from
        its own address; others only as the portal has.
        """
        moves = self._find_moves(rows, rows)
        self._resettle(moves)
        if self._resettled:
            left = [row for row in rows if row.key not in self._main]
            found = self._find_moves(rows, left, resettled=True).found
            found += moves.found if len(moves.found) >= FEW else ()
            self._resettle_all(found)
            return
        all_moved = self._has_resettled(rows)
        alike = self.alike(rows) if all_moved or self.known.doubted or gone else ()
        # Where the row's own article is gone too, the portal may have lost all of them.
        alone = {move.key for move in alike if move.key in gone and move.alias not in gone}
        lost = [move for move in alike if move.key in self.known.doubted or move.key in alone]
        left_behind = self._left_behind(rows, alike if all_moved else lost)
        self._followed |= {move.alias for move in left_behind}
        self._note([*left_behind, *lost])

    def meet(self, opened: Collection[Item], rows: Sequence[Row]) -> None:
        """Find out which of the unknown articles that were opened are known: by the same title, day, text and files.

        When the portal has resettled one of these may have changed with the address; the day may have wherever an item
        has gone from among its neighbours. What is lacking where it was has moved; what is not is shown elsewhere as
        well. What this list shows too is another one: two rows are two. What was withdrawn may come back edited, with
        the mark of it in its title (更正).
        """
        fresh = [each for each in opened if each.key not in self._main and (each.body or each.attachments)]
        if not fresh:
            return
        read = {row.key for row in rows}
        others = [each for each in self._dated(fresh) if each.key not in read]
        telling = signs.SIGNS if self._resettled else signs.SIGNS[:1]
        pairs: dict[str, Item] = {}
        gone = self._gone(rows)
        # Another section may have something else by the same title, on the same day.
        own = {each.item.key for each in self.recall([each.key for each in others]) if self.known.lists(each.item.key)}
        for sign, known in (*((sign, others) for sign in telling), (signs.undated, gone)):
            left = [each for each in fresh if each not in pairs.values()]
            pairs |= {key: each for each, key in signs.pairs(left, known, sign, own) if key not in pairs}
        if self._resettled:
            days = {each.key: signs.day(each) for each in gone}
            left = [each for each in fresh if each not in pairs.values()]
            found = [(each, key) for each, key in signs.pairs(left, gone, signs.title, ()) if key not in pairs]
            pairs |= {key: each for each, key in found if is_about(signs.day(each), days[key])}
        pairs |= self._returned([each for each in fresh if each not in pairs.values()], others)
        self._learn(pairs)
        moves = [
            Move(key=key, alias=each.key, url=each.url if self._is_lacking(key, read) else None)
            for key, each in pairs.items()
        ]
        self._resettle(Moves(found=tuple(moves), resettled=frozenset(each.alias for each in moves if self._resettled)))
        if self._has_resettled(rows):
            self._settled = frozenset(key for key in pairs if self._to_key(self.known.items[key].item.url) != key)

    def likeness(self, item: Item) -> Item | None:
        """Return the known item that has the title and day of an unknown one; of several, whose text it keeps."""
        known = self._dated([item]) if self.known.established and item.fingerprint else ()
        same = [each for each in known if signs.title_and_day(each) == signs.title_and_day(item)]
        kept = same if len(same) == 1 else [each for each in same if is_kept(each.body, item.body)]
        return kept[0] if len(kept) == 1 else None

    def place(self, opened: Collection[Item], rows: Sequence[Row]) -> None:
        """Where the portal has resettled, take what nothing else tells for what stood between the same neighbours.

        What could be read now and before must be like it in its title or in its text.
        """
        unknown = self._unknown(rows) if self._resettled else ()
        found = tuple(match_places(self.memory.listed(), rows, unknown)) if unknown else ()
        read = {each.key: each for each in opened if each.fingerprint}
        known = {each.item.key: each.item for each in self.recall([move.key for move in found])}
        self._resettle_all(tuple(move for move in found if signs.are_kin(known[move.key], read.get(move.alias))))

    def _gone(self, rows: Sequence[Row]) -> list[Item]:
        """Return what is known and not among these rows: of a portal that has not resettled, what should be."""
        read = {row.key for row in rows}
        absent = [key for key in self.known.order if key not in read]
        return [each.item for each in self.recall(absent if self._resettled else missing(self.known.order, rows))]

    def _returned(self, fresh: Collection[Item], others: Collection[Item]) -> dict[str, Item]:
        """Return what has the title and day of a single withdrawn item, by its key: it is back, whatever it says."""
        times = Counter(map(signs.title_and_day, fresh))
        alone = [each for each in fresh if each.published and times[signs.title_and_day(each)] == 1]
        every = {each.key for each in others}
        pairs = {key: each for each, key in signs.pairs(alone, others, signs.title_and_day, every)}
        return {each.item.key: pairs[each.item.key] for each in self.recall(pairs) if each.withdrawn}

    def _dated(self, fresh: Collection[Item]) -> Sequence[Item]:
        """Return the known items of the same days; of what has none, those of the same titles.

        They are asked for each time: another section of the portal may have been recorded a moment ago.
        """
        days = {each.published.on for each in fresh if each.published}
        return self.memory.dated(days, {each.title for each in fresh if not each.published})

    def _is_lacking(self, key: str, read: Collection[str]) -> bool:
        """Whether an item is not where this section had it, or not anywhere any more."""
        here = self.known.items[key].row_fingerprint is not None or bool(self._resettled)
        return self.known.items[key].withdrawn or (here and key not in read)

    def missed_again(self, rows: Sequence[Row]) -> list[Item]:
        """Return what these rows lack as those of a crawl before did: whether it is withdrawn its own address says.

        It may have been asked already, by a crawl whose list did not show what should stand around it.
        """
        lacking = [key for key in missing(self.known.order, rows) if key in self.known.doubted]
        return [each.item for each in self.recall(lacking) if each.misses and not each.withdrawn]

    def readable(self, rows: Sequence[Row]) -> list[Item]:
        """Return one that is still listed and could be read: where it is gone too, no other is gone by itself."""
        known = (self.known.items[row.key].item for row in rows if row.key in self.known.items)
        return [each for each in known if each.fingerprint and not each.problem][:1]

    def stranded(self, keys: Collection[str], rows: Sequence[Row]) -> frozenset[str]:
        """Return which of these were only ever at an address of before the portal resettled: all of these are gone.

        What has not moved does not count: somebody may have linked to the old portal by hand. Where a list stands in
        the order of its days, what is not in the place of its day any more is nowhere else; and what was listed since
        has an address of now.
        """
        if not (self._resettled or self._has_resettled(rows)):
            return frozenset()
        moved = [row for row in rows if row.key in self._renamed or row.key in self.moves]
        since, ordered = self._moved_at(moved), falls(rows)
        return frozenset(
            each.item.key
            for each in self._outdated(keys, moved)
            if each.item.key == self._to_key(each.item.url)
            and not (ordered and each.item.published)
            and not (since and each.listed_at and each.listed_at >= since)
        )

    def _moved_at(self, rows: Sequence[Row]) -> datetime | None:
        """Return when half of these rows were known to have moved; None where that is only found out now."""
        known = [self.known.items.get(self._to_key(row.url)) for row in rows]
        times = sorted(each.moved_at for each in known if each and each.moved_at)
        return times[len(times) // 2] if 2 * len(times) > len(rows) else None

    def recall(self, keys: Collection[str]) -> list[KnownItem]:
        """Return what is known of these keys, as far as anything is."""
        self._learn(keys)
        return [self.known.items[key] for key in keys if key in self.known.items]

    def is_listed(self, key: str) -> bool:
        """Whether the section is known to list what is at an address."""
        self._learn([key])
        return self.known.lists(key)

    def by_run(self, to_row: Callable[[RawRow], Row]) -> Callable[[RawRow], str | None]:
        """Return what tells the rows that the section listed last: by their address, or by title and day."""
        run = frozenset(self.known.run)
        listed = [each for each in self.memory.listed() if each.key in run]
        titles = {(fold(each.title), each.on): each.key for each in listed}
        days = {each.key: each.on for each in listed}

        def recognise(raw: RawRow) -> str | None:
            row = to_row(raw)
            on = row.published.on if row.published else None
            if row.key in run:
                return row.key if days.get(row.key) in (None, on) else None
            return titles.get((fold(row.title), on)) if on else None

        return recognise

    def is_alias(self, key: str) -> bool:
        """Whether a known item is called otherwise than `key`."""
        return key in self._main

    def is_twin(self, key: str) -> bool:
        """Whether what was opened under `key` is a known item that is where it was as well."""
        main = self._main.get(key)
        return main is not None and self.moves[main].url is None

    def _find_moves(self, read: Sequence[Row], page: Sequence[Row], *, resettled: bool = False) -> Moves:
        unknown = self._unknown(page)
        if not (unknown and self.known.established):
            return Moves()
        listed, newest_on = self.memory.listed(), self.known.newest_on
        return find_moves(listed, read, page, unknown, newest_on, resettled=resettled)

    def _has_moved(self, row: Row) -> bool:
        """Whether a row is a known item at the address to which it has moved; another section may have its own."""
        known = self.known.items.get(row.key)
        return known is not None and known.item.key != row.key and known.item.url == row.url

    def _has_resettled(self, rows: Sequence[Row]) -> bool:
        """Whether most rows are items that have moved before: the portal has resettled not long ago."""
        listed = [row.key for row in rows if not row.pinned]
        moved = len(self._renamed.intersection(listed))
        return moved >= FEW and 2 * moved > len(listed)

    def _left_behind(self, rows: Sequence[Row], alike: Sequence[Move]) -> list[Move]:
        """Return which unknown rows are items that were not read when the portal resettled, by their title and day.

        The address that such an item was known by looks like that of no row any more.
        """
        outdated = {each.item.key for each in self._outdated([move.key for move in alike], rows)}
        return [move for move in alike if move.key in outdated]

    def _outdated(self, keys: Collection[str], rows: Sequence[Row]) -> list[KnownItem]:
        """Return those of these items whose address looks like that of none of these rows."""
        shapes = {shape(self._to_key(row.url)) for row in rows}
        return [each for each in self.recall(keys) if shape(self._to_key(each.item.url)) not in shapes]

    def _follow(self, page: Sequence[Row]) -> None:
        """Note where items are whose own address is in doubt, and which are listed under one that was learnt before."""
        for row in page:
            key = self.known.items[row.key].item.key if row.key in self.known.items else row.key
            if key != row.key and key in self.known.doubted:
                self._note((Move(key=key, alias=row.key, url=row.url),))
                self._followed |= {row.key}

    def _resettle(self, moves: Moves) -> None:
        self._resettled |= moves.resettled
        self._note(moves.found)

    def _resettle_all(self, found: tuple[Move, ...]) -> None:
        self._resettle(Moves(found=found, resettled=frozenset(move.alias for move in found)))

    def _unknown(self, rows: Sequence[Row]) -> set[str]:
        return {row.key for row in rows if row.key not in self.known.items}

    def _named(self, row: Row) -> Row:
        known = self.known.items.get(row.key)
        return replace(row, key=known.item.key) if known and known.item.key != row.key else row

    def _note(self, moves: Collection[Move]) -> None:
        self.moves |= {move.key: move for move in moves}
        self._main |= {move.alias: move.key for move in moves}
        self._learn([move.key for move in moves])

    def _learn(self, keys: Collection[str]) -> None:
        if not keys:
            return
        self.known = replace(self.known, items={**self.known.items, **self.memory.items(keys)})
