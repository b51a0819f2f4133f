"""What an article says otherwise than before is asked for twice: only what both answers say is believed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from portalwatch.changes.compare import differing
from portalwatch.items import Item, Validators
from portalwatch.normalize.fingerprints import fingerprint, own_text
from portalwatch.normalize.versions import differ

Lines = Counter[str]


def is_doubtful(before: Item | None, item: Item) -> bool:
    """Whether an article that could be read before and now says anything else than it did."""
    return before is not None and bool(before.fingerprint and item.fingerprint) and bool(differing(before, item))


def confirm(before: Item, first: Item, second: Item) -> Item:
    """Return what an article says by two answers of one crawl, each of which may be half a page, or change by itself.

    A field in which they differ keeps what it was `before`. So does a body, unless both say the same otherwise than
    before, or one says no more than the other, which is all of it then. Where the second could not be read, the article
    could not.
    """
    if second.fingerprint is None or second.fingerprint == first.fingerprint:
        return second
    title = second.title if first.title == second.title else before.title
    published = second.published if str(first.published) == str(second.published) else before.published
    files = before.attachments if differ(first.attachments, second.attachments) else second.attachments
    body = _choose_body(before, first, second)
    item = replace(second, title=title, published=published, attachments=files, body=body.body, html=body.html)
    # What the server gave to ask with is good for its own answer only.
    validators = second.validators if item == second else Validators()
    return replace(item, fingerprint=fingerprint(item), validators=validators)


def _choose_body(before: Item, first: Item, second: Item) -> Item:
    """Return the item of which the body is to be believed: of two that say the same, the one that differs less."""
    known, one, other = map(_lines, (before, first, second))
    if one == other:
        return second
    if known in (one, other):
        return before
    if _is_part(one, other) or _is_part(other, one):
        return second if _is_part(one, other) else first
    nearest = min((second, first), key=lambda each: _distance(known, _lines(each)))
    return nearest if _agree(*(_changes(known, each) for each in (one, other))) else before


def _agree(one: tuple[Lines, Lines], other: tuple[Lines, Lines]) -> bool:
    """Whether the same lines have gone from a text or come into it, more than have taken the places of others."""
    (gone, come), (also_gone, also_come) = one, other
    shared = come & also_come
    replaced = max((come - shared).total(), (also_come - shared).total())
    return bool(shared) or (gone & also_gone).total() > replaced


def _is_part(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a text says no more than another one, which may break off within a line."""
    left = list((Counter(one) - Counter(other)).elements())
    return len(left) <= 1 and all(any(line.startswith(cut) for line in other) for cut in left)


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(lines.total() for lines in _changes(one, other))


def _changes(before: Sequence[str], now: Sequence[str]) -> tuple[Lines, Lines]:
    """Return the lines that are gone from a text, and those that have come."""
    old, new = Counter(before), Counter(now)
    return old - new, new - old


def _lines(item: Item) -> list[str]:
    return [bare for line in own_text(item).split("\n") if (bare := "".join(line.split()))]
