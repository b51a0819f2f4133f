"""An article to be opened."""

from dataclasses import dataclass

from portalwatch.items import Item, RawRow, Row

#: How the key of a row without an address begins.
NOWHERE = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A row whose article is to be opened, and what is known of it.

    `again`: the row says nothing that it did not say before; `whole`: "not modified" would be no answer; `first`: what
    the article said a moment ago, and it was not what is known.
    """

    row: Row
    raw: RawRow
    before: Item | None
    again: bool = False
    whole: bool = False
    first: Item | None = None
