"""Items and events as other programs read them: the public form, kept stable."""

from collections.abc import Iterable
from typing import Any

from portalwatch.digest.diff import find_passages
from portalwatch.digest.edits import current
from portalwatch.items import Attachment, Content, Event, Item, Term


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
        "document_number": item.document_number,
        "standards": list(item.standards),
        "mentions": [{"kind": each.kind.value, "on": each.on.isoformat(), "raw": each.raw} for each in item.mentions],
        "body": item.body,
        "html": item.html,
        "attachments": _files(item.attachments),
        "disagreements": [
            {"field": each.field, "listed": each.listed, "read": each.read} for each in item.disagreements
        ],
        "problem": str(item.problem) if item.problem else None,
    }


def item_row(item: Item) -> dict[str, Any]:
    """Return the public form as a table's row, one line of `export items`: days in columns of their own, no HTML."""
    value = item_json(item)
    days = {each: [mention.on.isoformat() for mention in item.mentions if mention.kind is each] for each in Term}
    told = {each.value: " ".join(days[each]) for each in Term}
    kept = {name: value[name] for name in value if name not in ("html", "mentions", "disagreements", "standards")}
    return kept | {"standards": "、".join(item.standards)} | told


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
        "fields": list(event.fields),
        "before": _before(event, event.before) if event.before and event.fields else None,
    }


def _before(event: Event, before: Content) -> dict[str, Any]:
    """Return what the edited fields said; of the body only the passages that differ, as they read before and after."""
    said: dict[str, Any] = {
        "title": before.title,
        "published": str(before.published) if before.published else None,
        "attachments": _files(before.attachments),
    }
    kept = {name: said[name] for name in event.fields if name in said}
    if "body" not in event.fields:
        return kept
    found = find_passages(before.body, current(event).body)
    passages = [{"before": each.before, "after": each.after} for each in found.shown]
    return kept | {"body": passages, "more": found.more}


def _files(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    return [{"url": file.url, "name": file.name, "size": file.size, "sha256": file.digest} for file in attachments]
