"""Which pages of a list show its rows: a menu's links are none, nor is what stands beside a list that is empty."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from portalwatch.errors import EmptyListError
from portalwatch.extract.refusals import Refusal
from portalwatch.items import RawList, RawRow
from portalwatch.normalize.urls import shape


class Sequel:
    """The pages of one list as they come. `is_listed` tells the keys of what the section is known to list."""

    def __init__(self, to_key: Callable[[str], str], is_listed: Callable[[str], bool]) -> None:
        self._to_key, self._is_listed = to_key, is_listed
        self._before: RawList | None = None

    def take(self, raw: RawList, *, url: str, column: str, lists: Iterable[str]) -> RawList:
        """Return the next page without what is no row; raise EmptyListError where nothing of it is the list's.

        `url` is the page's, `column` the list's own, and `lists` are those of the portal, and its home page.
        """
        if not raw.rows:
            return raw
        rows = self._without_menu(raw.rows, self._to_key(column), set(map(self._to_key, lists)))
        if not rows or not self._goes_on(replace(raw, rows=rows)):
            raise EmptyListError(Refusal.NAVIGATION, url=url)
        self._before = replace(raw, rows=rows)
        return self._before

    def _without_menu(self, rows: tuple[RawRow, ...], column: str, lists: Collection[str]) -> tuple[RawRow, ...]:
        """Drop rows without a day that lead to the portal's lists. Where all lead back to it, they lead nowhere."""
        menu = {row for row in rows if not row.published and self._to_key(row.url) in lists}
        if all(self._to_key(row.url) == column for row in menu):
            return rows
        return tuple(row for row in rows if row not in menu)

    def _goes_on(self, page: RawList) -> bool:
        """Whether rows are made like those of the page before.

        Rows of another place in the page are others when their addresses or their days are made otherwise, too: an
        older page may be laid out in another way, but what it lists is known.
        """
        before = self._before
        if not (before and before.places and page.places) or not before.places.isdisjoint(page.places):
            return True
        alike = not self._shapes(before).isdisjoint(self._shapes(page)) and _is_dated(before) == _is_dated(page)
        return alike or any(self._is_listed(self._to_key(row.url)) for row in page.rows)

    def _shapes(self, page: RawList) -> set[str]:
        return {shape(self._to_key(row.url)) for row in page.rows}


def _is_dated(page: RawList) -> bool:
    return 2 * sum(row.published is not None for row in page.rows) > len(page.rows)
