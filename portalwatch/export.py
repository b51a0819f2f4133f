"""Items and events as other programs read them: the public form, kept stable."""

from typing import Any

from portalwatch.items import Event, Item


def item_json(item: Item) -> dict[str, Any]:
    """Return the public form, one line of `items --json`."""
    return {
        "portal": item.portal,
        "section": item.section,
        "title": item.title,
        "url": item.url,
        "published": str(item.published) if item.published else None,
        "precision": item.published.precision.value if item.published else None,
        "origin": item.published.origin.value if item.published else None,
        "source": item.source,
        "author": item.author,
        "breadcrumb": list(item.breadcrumb),
        "body": item.body,
        "attachments": [{"url": file.url, "name": file.name} for file in item.attachments],
        "problem": str(item.problem) if item.problem else None,
    }


def event_json(event: Event) -> dict[str, Any]:
    """Return the public form, one line of `events --json`."""
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "portal": event.item.portal,
        "section": event.item.section,
        "title": event.item.title,
        "url": event.item.url,
        "published": str(event.item.published) if event.item.published else None,
        "at": event.at.isoformat(timespec="seconds"),
    }
