"""What many articles read otherwise at once has changed in their template; what one of them reads, in itself."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import chain

from portalwatch.items import Item, Row
from portalwatch.normalize.fingerprints import own_text
from portalwatch.normalize.versions import file_name

#: What so many articles have in common that were looked at in one crawl is their template's (where only numbers differ,
#: it takes one that reads otherwise and all that are asked then: deadlines are put off together too),
_MANY, _COUNTED = 3, 4
#: if so large a part of those shows it that were last read as long ago: what is added to a few is news.
_ALIKE = 0.75
#: Where there is no telling what they have in common, it must be so large a part of them.
_MOST = 0.6
#: So many rows of a list must have gained or lost the same.
_ROWS = 5
#: Words by which one title says something new, though others have said it too.
_NEWS = re.compile("废止|失效|作废|撤销|取消|终止|中止|暂停|延期|延长|更正|修订|修改|补充|恢复|截止|结束")
_DIGITS = re.compile(r"\d+|(?<=星期)[一二三四五六日天]")
#: What stands around articles everywhere; what follows these words is each article's own.
_FURNITURE = re.compile(
    r"[【\[(（]?(责任编辑|编辑|责编|作者|来源|信息来源|文章来源|稿源|审核|审校|校对|校核|摄影|撰稿|供稿|录入|发布人|发布者|发布时间|发布日期"
    r"|更新时间|浏览|浏览次数|阅读|点击|点击数|点击次数|字号|字体|打印|分享到|关键词|标签|上一篇|下一篇|扫一扫).{0,40}"
)

#: Pieces that stand together, in their order: each is "+" or "-" and a line.
Block = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """An article that could be read before and now, or never, in which fields it differs, and its row, if any.

    `read_at` is when it was last read before.
    """

    before: Item
    item: Item
    fields: Collection[str]
    row: Row | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """By key the fields that differ only as the template does, and marks of what it has added to bodies and taken."""

    fields: Mapping[str, frozenset[str]]
    pieces: frozenset[str]


def find_template(
    read: Sequence[Reread],
    known: Collection[str] = (),
    titles: Iterable[str] = (),
    listed: Iterable[tuple[str, str]] = (),
) -> Template:
    """Tell what differs only as the articles' template does, or the list's.

    A body does when its difference is made of lines that are found in the differences of most others too, or were
    before (`known`), and of what stands between them; lines that are `titles` of articles are no text at all. Lines in
    which only numbers differ count something, where nearly all articles that were read show it.
    Attachments do when no file of any article is what it was, or the same ones come and go; titles and times when
    most differ, titles in the same way, and the list goes on saying what it said. Titles do as well when most of what
    is `listed`, each with the title that was known and the one that is shown, has gained or lost the same.
    """
    found: dict[str, set[str]] = {each.item.key: set() for each in read}
    # Rows alone say nothing for or against what articles have in common, but they have their list's marks too.
    rows, read = read, [each for each in read if each.item.fingerprint]
    bodies, pieces = _bodies(read, known, titles) if _having("body", read) else ((), frozenset())
    tags = _tags(listed) if _having("title", rows) else frozenset()
    for name, differing in (
        ("title", [*_titles(read), *_tagged(rows, tags, known)]),
        ("published", _times(read)),
        ("body", bodies),
        ("attachments", _files(read)),
    ):
        for key in differing:
            found[key].add(name)
    return Template(fields={key: frozenset(names) for key, names in found.items()}, pieces=pieces | tags)


def _bodies(
    read: Sequence[Reread], known: Collection[str], titles: Iterable[str]
) -> tuple[Collection[str], frozenset[str]]:
    """Return the keys of the bodies that differ as the template does, and marks of its lines."""
    blocks = {each.item.key: find_blocks(own_text(each.before), own_text(each.item)) for each in _having("body", read)}
    pieces = {key: frozenset(chain(*own, filter(None, map(_counter, own)))) for key, own in blocks.items()}
    marks = {piece: _mark(piece) for piece in chain(*pieces.values())}
    lines = {each.item.key: frozenset(map(_form, _lines(own_text(each.item)))) for each in read}
    shared = _shared(pieces, read, lines) | {piece for piece, mark in marks.items() if mark in known}
    named = frozenset(f"{sign}{_form(_bare(title))}" for title in titles for sign in "+-")
    within = [
        key
        for key, own in blocks.items()
        if own and all(_counter(each) in shared or _is_within(each, shared, named) for each in own)
    ]
    return within, frozenset(marks[each] for each in shared)


def _mark(piece: str) -> str:
    """What a template has added it takes away again; that a line counts is another matter."""
    return sha256((piece if piece[0] == "=" else piece[1:]).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _having(name: str, read: Sequence[Reread]) -> list[Reread]:
    return [each for each in read if name in each.fields]


def _titles(read: Sequence[Reread]) -> Iterable[str]:
    differing = [each for each in _having("title", read) if not _is_listed_so(each)]
    pieces = {each.item.key: frozenset(chain(*find_blocks(each.before.title, each.item.title))) for each in differing}
    shared = _shared(pieces, differing, {})
    alike = [key for key, own in pieces.items() if own & shared]
    return alike if _are_most(alike, read) else ()


def _tags(listed: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return marks of what most titles of a list have gained or lost: a kind before each, say, or its day behind it."""
    pieces = [set(chain(*find_blocks(before, now))) for before, now in listed]
    times = Counter(chain(*pieces))
    return frozenset(_mark(each) for each, count in times.items() if count >= max(_ROWS, _ALIKE * len(pieces)))


def _tagged(read: Sequence[Reread], tags: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Yield the keys of titles that have gained or lost what most have now, or had before and it is no word of news."""
    for each in _having("title", read):
        marks = {piece: _mark(piece) for piece in chain(*find_blocks(each.before.title, each.item.title))}
        if all(mark in tags or (mark in known and not _NEWS.search(piece)) for piece, mark in marks.items()):
            yield each.item.key


def _times(read: Sequence[Reread]) -> Iterable[str]:
    differing = [each.item.key for each in _having("published", read) if not _is_listed_then(each)]
    return differing if _are_most(differing, read) else ()


def _files(read: Sequence[Reread]) -> Iterable[str]:
    names = {each.item.key: (_names(each.before), _names(each.item)) for each in read}
    having = [each for each in read if any(names[each.item.key])]
    differing = [each.item.key for each in _having("attachments", having)]
    if len(having) >= _MANY and all(map(set.isdisjoint, *zip(*(names[each.item.key] for each in having), strict=True))):
        return differing
    pieces = {key: frozenset(_signed(*names[key])) for key in differing}
    shared = _shared(pieces, read, {key: now for key, (_, now) in names.items()})
    return [key for key, own in pieces.items() if own and own <= shared]


def _signed(before: set[str], now: set[str]) -> Iterator[str]:
    yield from (f"-{name}" for name in before - now)
    yield from (f"+{name}" for name in now - before)


def find_blocks(before: str, after: str) -> list[Block]:
    """Return what was taken out of a text and put into it, blanks apart: lines, or what one begins or ends with.

    Numbers and days of the week stand for each other, unless they are all that differs; so does what follows the words
    that stand around articles everywhere (编辑：…).
    """
    old, new = _lines(before), _lines(after)
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts = [(old[i:j], new[k:m]) for kind, i, j, k, m in changes if kind != "equal"]
    return [tuple(_block(one, other)) for one, other in parts if "".join(one) != "".join(other)]


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    one, other = "".join(old), "".join(new)
    if _unnumbered(one) == _unnumbered(other):
        yield f"-{one}"
        yield f"+{other}"
        return
    if old and new:
        one, other = _ends(one, other)
        if not (one and other):
            old, new = [one] * bool(one), [other] * bool(other)
    yield from (f"-{_form(line, new)}" for line in old)
    yield from (f"+{_form(line, old)}" for line in new)


def _counter(block: Block) -> str | None:
    """Return "=" and the form of a line in which only numbers differ."""
    old, new = block[0], block[-1]
    counts = old != new and _unnumbered(old[1:]) == _unnumbered(new[1:])
    return f"={_form(new[1:])}" if counts and len(block) == 2 else None


def _unnumbered(line: str) -> str:
    return _DIGITS.sub("0", line)


def _form(line: str, others: Sequence[str] = ()) -> str:
    """Return a line without what differs from article to article; all of it where only that has changed in `others`."""
    label = _label(line)
    return label if label and label not in map(_label, others) else _unnumbered(line)


def _label(line: str) -> str | None:
    furniture = _FURNITURE.fullmatch(line)
    return furniture[1] if furniture else None


def _ends(one: str, other: str) -> tuple[str, str]:
    """Return what only one of two lines begins or ends with; both of them, where they differ in another way."""
    for shorter, longer in ((one, other), (other, one)):
        if longer.startswith(shorter) or longer.endswith(shorter):
            rest = longer.removeprefix(shorter) if longer.startswith(shorter) else longer.removesuffix(shorter)
            return ("", rest) if longer is other else (rest, "")
    return one, other


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := _bare(each))]


def _bare(text: str) -> str:
    return "".join(text.split())


def _shared(
    pieces: Mapping[str, frozenset[str]], read: Sequence[Reread], lines: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """Return what most articles show that could: a template that has changed changes all.

    Others could show that a line is added when they were last read as long ago and do not have it, and that it is taken
    when they still have it; that a line counts, all that were last read as long ago, whether or not they have it: a
    date that several share is no counter. `lines` are what is in each now.
    """
    last = {each.item.key: (each.read_at is not None, each.read_at) for each in read}
    found: set[str] = set()
    for piece in frozenset(chain(*pieces.values())):
        showing = {key for key, own in pieces.items() if piece in own}
        newest, taken, counts = max(last[key] for key in showing), piece[0] == "-", piece[0] == "="
        others = [key for key in last.keys() - showing if counts or (piece[1:] in lines.get(key, ())) is taken]
        asked = len(showing) + sum(taken or last[key] <= newest for key in others)
        if len(showing) >= max(_COUNTED if counts else _MANY, _ALIKE * asked):
            found.add(piece)
    return frozenset(found)


def _is_within(block: Block, shared: Collection[str], titles: Collection[str]) -> bool:
    """Whether a block is the template's: what stands between its lines (neighbours, say) has come with them."""
    places = [place for place, piece in enumerate(block) if piece in shared]
    between = range(places[0], places[-1]) if places else ()
    return all(piece in shared or piece in titles or place in between for place, piece in enumerate(block))


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
