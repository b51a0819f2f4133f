"""Keeps a mail's parts within the sizes that mail programs show in full."""

from bisect import bisect_right
from typing import Protocol

HTML_LIMIT = 90_000
"""Bytes of HTML; some web mailers hide what lies beyond 102 KB."""

TEXT_LIMIT = 54_000
"""Bytes of text: with the HTML, both in base64, a message stays below 200 KB."""


class Draw(Protocol):
    """Draws a part with or without summaries, showing so many entries."""

    def __call__(self, *, summaries: bool, shown: int) -> str:
        """Return the part."""


def fit(draw: Draw, most: int, limit: int) -> tuple[str, int]:
    """Return the fullest drawing within `limit` bytes, and how many of `most` entries it shows.

    Summaries go first, then entries.
    """
    for summaries in (True, False):
        page = draw(summaries=summaries, shown=most)
        if _size(page) <= limit:
            return page, most
    sizes = bisect_right(range(most), limit, key=lambda shown: _size(draw(summaries=False, shown=shown)))
    shown = max(0, sizes - 1)
    return draw(summaries=False, shown=shown), shown


def _size(page: str) -> int:
    """Count the bytes as they are sent: a line ends in two."""
    return len(page.encode()) + page.count("\n")
