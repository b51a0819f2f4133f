"""Decides whether a subscription wants an item."""

from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

from portalwatch.items import Item, Kind, Subscription


def matches(subscription: Subscription, item: Item, *, kind: Kind, sections: Collection[str]) -> bool:
    """Tell whether an event of this kind is owed. `sections` are all those of the item's portal that list it.

    A subscription names a section alone or as `portal/section`. Of its keywords any one suffices;
    `幕墙+标准` needs both words, and a keyword that begins with `-` keeps out whatever it matches.
    """
    return (
        (not subscription.portals or item.portal in subscription.portals)
        and kind.told
        and (not subscription.kinds or not {kind, _plain(kind)}.isdisjoint(subscription.kinds))
        and _lists(subscription.sections, item.portal, sections)
        and _mentions(subscription.keywords, item)
    )


def watches(subscription: Subscription, portal: str, section: str) -> bool:
    """Tell whether anything of a section could be owed."""
    return (not subscription.portals or portal in subscription.portals) and _lists(
        subscription.sections, portal, (section,)
    )


def _plain(kind: Kind) -> Kind:
    """What is late is new to whoever asked for what is new."""
    return Kind.NEW if kind is Kind.LATE else kind


def _lists(wanted: Collection[str], portal: str, sections: Collection[str]) -> bool:
    return not wanted or any(section in wanted or f"{portal}/{section}" in wanted for section in sections)


def _mentions(keywords: tuple[str, ...], item: Item) -> bool:
    wanted, unwanted = _terms(keywords)
    if not wanted and not unwanted:
        return True
    text = _searchable(item.title, item.body)
    found = not wanted or any(all(word in text for word in words) for words in wanted)
    return found and not any(all(word in text for word in words) for words in unwanted)


@lru_cache(maxsize=1024)
def _terms(keywords: tuple[str, ...]) -> tuple[list[list[str]], list[list[str]]]:
    """Split into wanted and unwanted; a keyword without a word (`+`, `-`) says nothing."""
    folded = [_fold(keyword) for keyword in keywords]
    wanted = [_words(keyword) for keyword in folded if not keyword.startswith("-")]
    unwanted = [_words(keyword[1:]) for keyword in folded if keyword.startswith("-")]
    return [words for words in wanted if words], [words for words in unwanted if words]


def _words(keyword: str) -> list[str]:
    return [word.strip() for word in keyword.split("+") if word.strip()]


# One item is asked about once for each subscription; folding a long body costs more than all the searching.
@lru_cache(maxsize=64)
def _searchable(title: str, body: str) -> str:
    return f"{_fold(title)}\n{_fold(body)}"


def _fold(text: str) -> str:
    """Make letter case, width and blanks equal. Folding case can undo NFKC, hence twice."""
    return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).split())
