"""Which rows are known items: by their address, by another one, or by title and day on a page that has changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portalwatch.changes import find_moves
from portalwatch.items import Item, Known, Listed, Move, RawRow, Row
from portalwatch.normalize.fingerprints import body_fingerprint
from portalwatch.normalize.titles import fold


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known: of the section and of these keys, of what it listed so far, of what was published on some days."""

    known: Callable[[Collection[str]], Known]
    listed: Callable[[], Sequence[Listed]]
    dated: Callable[[Collection[date]], Sequence[Item]] = lambda _: ()


class Recognition:
    """What one visit has recognised so far. `known` grows with the keys that it meets."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.known = memory.known(())
        self.moves: dict[str, Move] = {}
        self.resettled = False
        self._main: dict[str, str] = {}

    def forget(self) -> None:
        """Meet the section as if for the first time."""
        self.known = replace(self.known, established=False, gap=None)

    def main(self, key: str) -> str:
        """Return the key of the item that moved to the address of `key`; else `key`."""
        return self._main.get(key, key)

    def name(self, page: Sequence[Row], before: Sequence[Row]) -> list[Row]:
        """Give the rows of a page the keys of known items whose other address theirs is, or has just become.

        While pages are read only a portal that has resettled is believed; `before` are the rows read till then.
        """
        self._learn({row.key for row in page})
        named = [self._named(row) for row in page]
        unknown = self._unknown(named)
        if unknown and self.known.established:
            moves = find_moves(self.memory.listed(), [*before, *named], named, unknown, self.known.newest_on)
            if moves.resettled:
                self.resettled = True
                self._note(moves.found)
        return [replace(row, key=self.main(row.key)) for row in named]

    def settle(self, rows: Sequence[Row]) -> None:
        """Now that all rows are read, find out which of the unknown ones are single items that have moved."""
        unknown = self._unknown(rows)
        if unknown and self.known.established and not self.resettled:
            self._note(find_moves(self.memory.listed(), rows, rows, unknown, self.known.newest_on).found)

    def meet(self, opened: Collection[Item]) -> None:
        """Find out which of the unknown articles that were opened the portal shows elsewhere: same title, day, text."""
        fresh = {each.key: each for each in opened if each.key not in self._main and each.body and each.published}
        if not (fresh and self.known.established):
            return
        known: dict[object, set[str]] = defaultdict(set)
        for each in self.memory.dated({each.published.on for each in fresh.values() if each.published}):
            known[_text(each)].add(each.key)
        found = [(key, known.get(_text(each), set())) for key, each in fresh.items()]
        self._note([Move(key=next(iter(keys)), alias=alias, url=None) for alias, keys in found if len(keys) == 1])

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

    def is_twin(self, key: str) -> bool:
        """Whether what was opened under `key` is a known item that is where it was as well."""
        main = self._main.get(key)
        return main is not None and self.moves[main].url is None

    def _unknown(self, rows: Sequence[Row]) -> set[str]:
        return {row.key for row in rows if row.key not in self.known.items}

    def _named(self, row: Row) -> Row:
        return replace(row, key=self.known.items[row.key].item.key) if row.key in self.known.items else row

    def _note(self, moves: Collection[Move]) -> None:
        self.moves |= {move.key: move for move in moves}
        self._main |= {move.alias: move.key for move in moves}
        self._learn([move.key for move in moves])

    def _learn(self, keys: Collection[str]) -> None:
        self.known = replace(self.known, items={**self.known.items, **self.memory.known(keys).items})


def _text(item: Item) -> object:
    return fold(item.title), item.published.on if item.published else None, body_fingerprint(item)
