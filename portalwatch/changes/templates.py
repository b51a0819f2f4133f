"""What many articles read otherwise at once has changed in their template; what one of them reads, in itself."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portalwatch.items import Item, Row
from portalwatch.normalize.fingerprints import own_text
from portalwatch.normalize.versions import file_name

#: What so many articles have in common that were looked at in one crawl is their template's.
_MANY = 3
#: Where there is no telling what they have in common, it must be so large a part of them.
_MOST = 0.6
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """An article that could be read before and now, in which fields it differs, and its row in this crawl, if any."""

    before: Item
    item: Item
    fields: Collection[str]
    row: Row | None = None


def find_template(read: Sequence[Reread]) -> Mapping[str, frozenset[str]]:
    """Return, by key, the fields that differ only as their template does.

    A body does when each piece of its difference is found in the differences of others too; attachments when no file
    of any article is what it was, or the same ones come and go; titles and times when most differ, titles in the
    same way, and the list goes on saying what it said.
    """
    found: dict[str, set[str]] = {each.item.key: set() for each in read}
    for name, differing in (
        ("title", _titles(read)),
        ("published", _times(read)),
        ("body", _bodies(read)),
        ("attachments", _files(read)),
    ):
        for each in differing:
            found[each.item.key].add(name)
    return {each: frozenset(names) for each, names in found.items()}


def _titles(read: Sequence[Reread]) -> Iterator[Reread]:
    differing = [each for each in read if "title" in each.fields and not _is_listed_so(each)]
    pieces = {each.item.key: find_pieces(each.before.title, each.item.title) for each in differing}
    alike = [each for each in differing if pieces[each.item.key] & _shared(pieces.values())]
    return iter(alike if _are_most(alike, read) else ())


def _times(read: Sequence[Reread]) -> Iterator[Reread]:
    differing = [each for each in read if "published" in each.fields and not _is_listed_then(each)]
    return iter(differing if _are_most(differing, read) else ())


def _bodies(read: Sequence[Reread]) -> Iterator[Reread]:
    differing = [each for each in read if "body" in each.fields]
    pieces = {each.item.key: find_pieces(own_text(each.before), own_text(each.item)) for each in differing}
    shared = _shared(pieces.values())
    return (each for each in differing if _is_within(pieces[each.item.key], shared))


def _files(read: Sequence[Reread]) -> Iterator[Reread]:
    names = {each.item.key: (_names(each.before), _names(each.item)) for each in read}
    having = [each for each in read if any(names[each.item.key])]
    differing = [each for each in having if "attachments" in each.fields]
    if len(having) >= _MANY and all(map(set.isdisjoint, *zip(*(names[each.item.key] for each in having), strict=True))):
        return iter(differing)
    pieces = {each.item.key: frozenset(set.symmetric_difference(*names[each.item.key])) for each in differing}
    shared = _shared(pieces.values())
    return (each for each in differing if _is_within(pieces[each.item.key], shared))


def find_pieces(before: str, after: str) -> frozenset[str]:
    """Return what was taken out of a text and put into it, blanks apart: whole lines, or what one begins or ends with.

    Numbers stand for each other, unless they are all that differs.
    """
    old, new = _lines(before), _lines(after)
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts = [("".join(old[i:j]), "".join(new[k:m])) for kind, i, j, k, m in changes if kind != "equal"]
    return frozenset(piece for one, other in parts if one != other for piece in _pieces(one, other))


def _pieces(one: str, other: str) -> Iterator[str]:
    one, other = _ends(one, other)
    old, new = _DIGITS.sub("0", one), _DIGITS.sub("0", other)
    if old == new:
        old, new = one, other
    if old:
        yield f"-{old}"
    if new:
        yield f"+{new}"


def _ends(one: str, other: str) -> tuple[str, str]:
    """Return what only one of two lines begins or ends with; both of them, where they differ in another way."""
    for shorter, longer in ((one, other), (other, one)):
        if shorter and (longer.startswith(shorter) or longer.endswith(shorter)):
            rest = longer.removeprefix(shorter) if longer.startswith(shorter) else longer.removesuffix(shorter)
            return ("", rest) if longer is other else (rest, "")
    return one, other


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := "".join(each.split()))]


def _shared(pieces: Iterable[frozenset[str]]) -> frozenset[str]:
    counts = Counter(piece for each in pieces for piece in each)
    return frozenset(piece for piece, count in counts.items() if count >= _MANY)


def _is_within(pieces: frozenset[str], shared: frozenset[str]) -> bool:
    return bool(pieces) and pieces <= shared


def _are_most(some: Sequence[Reread], read: Sequence[Reread]) -> bool:
    return len(some) >= max(_MANY, _MOST * len(read))


def _is_listed_so(each: Reread) -> bool:
    """Whether the list has the new title as well."""
    return each.row is not None and each.row.title == each.item.title


def _is_listed_then(each: Reread) -> bool:
    """Whether the list has the new day as well, and it was another one before."""
    times = each.before.published, each.item.published, each.row.published if each.row else None
    before, now, listed = (time.on if time else None for time in times)
    return listed == now != before


def _names(item: Item) -> set[str]:
    return set(map(file_name, item.attachments))
