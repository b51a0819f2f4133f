"""The one item that a command's argument means."""

from portalwatch.errors import UsageError
from portalwatch.items import Item
from portalwatch.store import archive
from portalwatch.watch import Watch


def pick(watch: Watch, what: str) -> Item:
    """Return the item that an address, an event's number or a part of a title means. UsageError when it is not one."""
    found = archive.find(watch.engine, what)
    if not found:
        raise UsageError(f"no item is known by {what!r}")
    exact = [each for each in found if what in (each.url, each.key, each.title)] or found
    if len({(each.portal, each.key) for each in exact}) > 1:
        titles = "; ".join(f"{each.title} ({each.url})" for each in exact[:5])
        raise UsageError(f"{what!r} may be {len(exact)} items, say more: {titles}")
    return exact[0]
