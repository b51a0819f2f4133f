"""What two articles must have in common to be one: their title, day, text and files, as far as these tell."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import date

from portalwatch.items import Item
from portalwatch.normalize.fingerprints import TELLING, body_fingerprint, is_kept, own_text
from portalwatch.normalize.titles import alike, unrevised

#: What two must have in common to be one; None for what cannot be told by it.
Sign = Callable[[Item], Hashable | None]


def pairs(
    fresh: Collection[Item], others: Collection[Item], sign: Sign, own: Collection[str]
) -> Iterator[tuple[Item, str]]:
    """Yield what is alike to a single known item, with its key; of its `own` a title and a day tell enough."""
    known: dict[Hashable, dict[str, Item]] = defaultdict(dict)
    for each in others:
        known[sign(each)][each.key] = each
    for each in fresh:
        same = list(known.get(said, {}).values()) if (said := sign(each)) is not None else []
        if len(same) == 1 and (_is_edited(each, same[0], own) if sign is title_and_day else _agree(each, same[0])):
            yield each, same[0].key


def _is_edited(item: Item, known: Item, own: Collection[str]) -> bool:
    """Whether what has the title of a known item is that, or must say most of what that did: it shows no day, say."""
    sure = item.published is not None and known.key in own
    return sure or not _is_telling(known) or is_kept(known.body, item.body)


def _agree(item: Item, other: Item) -> bool:
    """Whether two that are alike may be one: of a short text the files say more, and one name may be two files'."""
    digests = {file.name: file.digest for file in other.attachments if file.digest}
    differ = any(file.digest and digests.get(file.name, file.digest) != file.digest for file in item.attachments)
    return _is_telling(item) or not differ


def are_kin(known: Item, item: Item | None) -> bool:
    """Whether an article may be a known one that was edited: its title or most of its text is still there."""
    if item is None or known.fingerprint is None:
        return True
    return alike(known.title, item.title) or is_kept(known.body, item.body)


def _is_telling(item: Item) -> bool:
    """Whether a text is long enough to be that of one article only: 详见附件 is that of many."""
    return len("".join(own_text(item).split())) >= TELLING


def _content(item: Item) -> Hashable | None:
    """Return what an article says, with the names of its files; None where that is too little to know it by."""
    names = tuple(sorted(file.name for file in item.attachments))
    return (body_fingerprint(item), names) if names or _is_telling(item) else None


def title_and_day(item: Item) -> Hashable:
    """Return an article's title, but for what says that it was corrected, and its day."""
    return unrevised(item.title), day(item)


def title(item: Item) -> Hashable | None:
    """Return an article's title, but for what says that it was corrected."""
    return unrevised(item.title)


def _whole(item: Item) -> Hashable | None:
    content = _content(item)
    return None if content is None else (title_and_day(item), content)


def undated(item: Item) -> Hashable | None:
    """Return what an article is called and says, whatever its day."""
    content = _content(item)
    return None if content is None else (unrevised(item.title), content)


def _untitled(item: Item) -> Hashable | None:
    content = _content(item)
    return None if content is None else (day(item), content)


def day(item: Item) -> date | None:
    """Return the day that an article has, if it shows any."""
    return item.published.on if item.published else None


#: The first says enough in any crawl.
SIGNS: tuple[Sign, ...] = (_whole, title_and_day, _untitled)
