"""When articles are looked at again, and what a look at an unchanged one taught."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update

from portalwatch.items import Attachment, Crawl, Item, Known
from portalwatch.normalize.versions import inherit
from portalwatch.store.schema import among, item, revision
from portalwatch.store.values import from_files, to_files

#: An article is looked at again after as long as it has been known, but not sooner, and not for ever.
REREAD_FIRST, REREAD_UNTIL = timedelta(hours=1), timedelta(days=60)
#: An article that could not be read is tried again in every crawl, this often.
MAX_TRIES = 5
#: What every look at an article writes.
_WRITTEN = ("reread_at", "tries", "gone_at", "read_at", "etag", "last_modified")

# Built once: building a statement costs more than executing it. What an UPDATE looks for has names of its own, since
# those of columns stand for what it sets.
_READINGS = select(
    *(item.c[name] for name in ("id", "first_seen_at", "attachments", "revision", *_WRITTEN)),
).where(among(item.c.id, "ids"))
_UPDATE = update(item).where(item.c.id == bindparam("of_item"))
_SAID = and_(revision.c.item_id == bindparam("of_item"), revision.c.number == bindparam("of_number"))
_CONTENT, _UPDATE_CONTENT = select(revision.c.content).where(_SAID), update(revision).where(_SAID)


def reschedule(
    connection: Connection, crawl: Crawl, before: Known, changed: Collection[str], ids: Mapping[str, int]
) -> None:
    """Say when each known article is to be looked at again, and keep what the server gave to ask with."""
    opened = [each for each in crawl.items if each.key in before.items]
    if not opened:
        return
    found = connection.execute(_READINGS, {"ids": sorted({ids[each.key] for each in opened})}).mappings()
    readings = {row["id"]: dict(row) for row in found}
    listed = {row.key for row in crawl.rows}
    for each in opened:
        reading = readings[ids[each.key]]
        reading |= _read(each, reading, crawl.finished_at, listed=each.key in listed)
        if each.problem is None and each.key not in changed:
            reading |= {"etag": each.validators.etag, "last_modified": each.validators.last_modified}
            _learn(connection, reading, each)
    written = [{"of_item": number} | {name: row[name] for name in _WRITTEN} for number, row in readings.items()]
    connection.execute(_UPDATE, written)


def next_reread(first_seen_at: datetime, now: datetime) -> datetime | None:
    """Return when an article that was looked at now is to be looked at again."""
    age = now - first_seen_at
    return now + max(age, REREAD_FIRST) if age < REREAD_UNTIL else None


def _read(each: Item, reading: Mapping[str, Any], now: datetime, *, listed: bool) -> dict[str, object]:
    """What this look at an article changes."""
    later = next_reread(reading["first_seen_at"], now)
    if each.problem is not None and not each.problem.lasting:
        tries = reading["tries"] + 1
        return {"reread_at": now if tries < MAX_TRIES else later, "tries": tries}
    # The next crawl looks for its place in the list; a row that leads nowhere is the portal's own matter.
    lost = each.problem is not None and each.problem.gone and not listed
    # What is made of its row alone, as its link leads to another host by now, has not been read.
    read_at = now if each.problem is None and each.fingerprint is not None else reading["read_at"]
    return {"reread_at": later, "tries": 0, "gone_at": now if lost else None, "read_at": read_at}


def _learn(connection: Connection, reading: dict[str, Any], each: Item) -> None:
    """Keep what the files of an unchanged item were found to be, with the content that it has said since."""
    if not each.attachments:
        return
    bare = [Attachment(url=file.url, name=file.name) for file in to_files(reading["attachments"])]
    files = from_files(inherit(bare, each.attachments))
    if files == reading["attachments"]:
        return
    reading["attachments"] = files
    connection.execute(_UPDATE, {"of_item": reading["id"], "attachments": files})
    said = {"of_item": reading["id"], "of_number": reading["revision"]}
    content = connection.execute(_CONTENT, said).scalar_one()
    connection.execute(_UPDATE_CONTENT, said | {"content": {**content, "attachments": files}})
