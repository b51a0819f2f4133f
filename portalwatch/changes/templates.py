"""What many articles read otherwise at once has changed in their template; what one of them reads, in itself."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from portalwatch.items import Item, Row
from portalwatch.normalize.fingerprints import own_text
from portalwatch.normalize.versions import file_name

#: What so many articles have in common that were looked at in one crawl is their template's.
_MANY = 3
#: Where there is no telling what they have in common, it must be so large a part of them.
_MOST = 0.6
_DIGITS = re.compile(r"\d+")
#: A short line that begins with a label: what follows the label is each article's own.
_LABELLED = re.compile(r"(.{1,8}?[:：]).{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """An article that could be read before and now, in which fields it differs, and its row in this crawl, if any."""

    before: Item
    item: Item
    fields: Collection[str]
    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """By key the fields that differ only as the template does, and marks of what it has added to bodies and taken."""

    fields: Mapping[str, frozenset[str]]
    pieces: frozenset[str]


def find_template(read: Sequence[Reread], known: Collection[str] = ()) -> Template:
    """Tell what differs only as the articles' template does.

    A body does when each piece of its difference is found in the differences of others too, or was before (`known`);
    attachments when no file of any article is what it was, or the same ones come and go; titles and times when most
    differ, titles in the same way, and the list goes on saying what it said.
    """
    found: dict[str, set[str]] = {each.item.key: set() for each in read}
    pieces = _body_pieces(read)
    shared = _shared(pieces.values())
    for name, differing in (
        ("title", _titles(read)),
        ("published", _times(read)),
        ("body", (each for each in pieces if _is_within(pieces[each], shared, known))),
        ("attachments", _files(read)),
    ):
        for key in differing:
            found[key].add(name)
    return Template(
        fields={key: frozenset(names) for key, names in found.items()}, pieces=frozenset(map(_mark, shared))
    )


def _mark(piece: str) -> str:
    return sha256(piece.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _titles(read: Sequence[Reread]) -> Iterable[str]:
    differing = [each for each in read if "title" in each.fields and not _is_listed_so(each)]
    pieces = {each.item.key: find_pieces(each.before.title, each.item.title) for each in differing}
    shared = _shared(pieces.values())
    alike = [key for key, own in pieces.items() if own & shared]
    return alike if _are_most(alike, read) else ()


def _times(read: Sequence[Reread]) -> Iterable[str]:
    differing = [each.item.key for each in read if "published" in each.fields and not _is_listed_then(each)]
    return differing if _are_most(differing, read) else ()


def _body_pieces(read: Sequence[Reread]) -> Mapping[str, frozenset[str]]:
    differing = [each for each in read if "body" in each.fields]
    return {each.item.key: find_pieces(own_text(each.before), own_text(each.item)) for each in differing}


def _files(read: Sequence[Reread]) -> Iterable[str]:
    names = {each.item.key: (_names(each.before), _names(each.item)) for each in read}
    having = [each for each in read if any(names[each.item.key])]
    differing = [each for each in having if "attachments" in each.fields]
    if len(having) >= _MANY and all(map(set.isdisjoint, *zip(*(names[each.item.key] for each in having), strict=True))):
        return [each.item.key for each in differing]
    pieces = {each.item.key: frozenset(set.symmetric_difference(*names[each.item.key])) for each in differing}
    shared = _shared(pieces.values())
    return [key for key, own in pieces.items() if _is_within(own, shared)]


def find_pieces(before: str, after: str) -> frozenset[str]:
    """Return what was taken out of a text and put into it, blanks apart: whole lines, or what one begins or ends with.

    Numbers stand for each other, unless they are all that differs; so does what follows a label in a line that only
    one of the texts has.
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
        yield f"-{old if new else _label(old)}"
    if new:
        yield f"+{new if old else _label(new)}"


def _label(line: str) -> str:
    labelled = _LABELLED.fullmatch(line)
    return labelled[1] if labelled else line


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


def _is_within(pieces: frozenset[str], shared: frozenset[str], known: Collection[str] = ()) -> bool:
    return bool(pieces) and all(piece in shared or _mark(piece) in known for piece in pieces)


def _are_most(some: Sequence[str], read: Sequence[Reread]) -> bool:
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
