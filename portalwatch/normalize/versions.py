"""The files of an article, now and before: which of them are the same, and whether they still are what they were."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from portalwatch.items import NO_VALIDATORS, Attachment
from portalwatch.normalize.urls import key

Pair = tuple[Attachment | None, Attachment | None]
"""A file before and after; None where there is none."""


def match(before: Iterable[Attachment], after: Iterable[Attachment]) -> tuple[Pair, ...]:
    """Pair the files of an article with those of before: those of now in their order, then those that are gone.

    A file that has moved is known by its bytes, or by its name and what it is asked for by.
    """
    olds, news = tuple(before), tuple(after)
    was: dict[int, int] = {}
    for mark in _MARKS:
        free: defaultdict[str | None, deque[int]] = defaultdict(deque)
        for place in sorted(set(range(len(olds))) - set(was.values())):
            free[mark(olds[place])].append(place)
        for place, file in enumerate(news):
            if place not in was and mark(file) and free[mark(file)]:
                was[place] = free[mark(file)].popleft()
    gone = sorted(set(range(len(olds))) - set(was.values()))
    kept = ((olds[was[place]] if place in was else None, file) for place, file in enumerate(news))
    return (*kept, *((olds[place], None) for place in gone))


def differ(before: Iterable[Attachment], after: Iterable[Attachment]) -> bool:
    """Whether a file came, went or was replaced."""
    before, after = tuple(before), tuple(after)
    return before != after and any(
        old is None or new is None or is_replaced(old, new) for old, new in match(before, after)
    )


def is_replaced(old: Attachment, new: Attachment) -> bool:
    """Whether a file has other bytes than before; as long as they are not known it is as it was."""
    return old.digest is not None and new.digest is not None and old.digest != new.digest


def inherit(files: Iterable[Attachment], before: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return files with what was known of the bytes of those that have not been fetched since."""
    return tuple(_filled(new, old) for old, new in match(before, files) if new)


def file_name(attachment: Attachment) -> str:
    """Return what stays of a file's address when its article moves: its own name, and what it is asked for by."""
    return key(attachment.url).rpartition("/")[2]


def _filled(new: Attachment, old: Attachment | None) -> Attachment:
    if old is None or new.digest is not None:
        return new
    # What the server gave to ask with is good for its own address only.
    asked = old.validators if key(old.url) == key(new.url) else NO_VALIDATORS
    return replace(new, digest=old.digest, size=old.size, validators=asked)


def _address(file: Attachment) -> str | None:
    return key(file.url)


def _bytes(file: Attachment) -> str | None:
    return file.digest


#: By what a file is known again, the surest first.
_MARKS: Final[tuple[Callable[[Attachment], str | None], ...]] = (_address, _bytes, file_name)
