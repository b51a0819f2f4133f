"""Writes a digest's subject: how many, of what, from where; a title where it says more than a count."""

from collections.abc import Sequence

from portalwatch.digest.cleaning import shorten, width
from portalwatch.digest.entries import Portal, headline
from portalwatch.digest.words import Words
from portalwatch.items import Digest, Sign

_COLUMNS = 90
_PORTALS_NAMED = 3
_PORTAL_LIMIT = 24
_TITLE_LIMIT = 60
_FIRST_TITLE_LIMIT = 40


def write_subject(digest: Digest, portals: Sequence[Portal], words: Words, day: str) -> str:
    """Write it for a digest whose events are grouped as `portals`; `day` is the one on which it is due."""
    if len(digest.events) == 1:
        return words.brand + _one(portals[0], words)
    return words.brand + words.add(_several(digest, portals, words), day)


def count_unchecked(digest: Digest, words: Words) -> list[str]:
    """Say how many sections could not be looked at; an empty list when all could."""
    unseen = [each for each in digest.unchecked if each.outcome is not Sign.SILENT]
    number = len({(each.portal, each.section) for each in unseen})
    return [words.count(number, words.unseen)] if number else []


def name_portals(names: Sequence[str], words: Words) -> str:
    """Name as many portals as a subject has room for, at least one, and say of how many."""
    lists = [_name_first(names, named, words) for named in range(_PORTALS_NAMED, 0, -1)]
    return next((names for names in lists if width(names) <= _COLUMNS), lists[-1])


def shorten_portal(portal: str) -> str:
    """Cut a portal's title to what a subject can give it."""
    return shorten(portal, _PORTAL_LIMIT)


def _one(portal: Portal, words: Words) -> str:
    return words.add(_first_title(portal, _TITLE_LIMIT, words), shorten_portal(portal.title))


def _several(digest: Digest, portals: Sequence[Portal], words: Words) -> str:
    if not portals:
        return words.clause.join([words.nothing, *count_unchecked(digest, words)])
    updates = words.count(len(digest.events), words.updates)
    if len(portals) == 1:
        first = portals[0].sections[0].entries[0]
        counted = f"{shorten_portal(portals[0].title)} {updates}{words.clause if first.kind else words.colon}"
        return counted + _first_title(portals[0], _FIRST_TITLE_LIMIT, words)
    names = [f"{shorten_portal(portal.title)} {portal.total:,}" for portal in portals]
    return updates + words.colon + name_portals(names, words)


def _name_first(names: Sequence[str], named: int, words: Words) -> str:
    listed = words.join(names[:named])
    return listed if len(names) <= named else f"{listed} {words.count(len(names), words.others)}"


def _first_title(portal: Portal, limit: int, words: Words) -> str:
    return shorten(headline(portal.sections[0].entries[0], words), limit)
