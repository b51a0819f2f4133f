"""One text in the places of many articles, such as a call to log in: that is none of theirs."""

from collections import defaultdict
from collections.abc import Iterable

from portalwatch.items import Item
from portalwatch.normalize.fingerprints import own_text

#: So many articles that said different things do not come to say the same in one crawl.
_MANY = 3


def find_stand_ins(read: Iterable[tuple[Item, Item | None]]) -> frozenset[str]:
    """Return the keys of the articles in whose places the same text stands; with each stands what was known of it.

    It stands there when at least three that said different things before say this now. What is read for the first
    time says no more by it.
    """
    texts = {item.key: (own_text(item), before) for item, before in read if item.fingerprint}
    earlier: dict[str, set[str]] = defaultdict(set)
    for text, before in texts.values():
        if text and before and before.fingerprint and (said := own_text(before)) != text:
            earlier[text].add(said)
    return frozenset(key for key, (text, _) in texts.items() if len(earlier.get(text, ())) >= _MANY)
