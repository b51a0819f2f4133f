"""Judges what is left of a home after one life was ended and another one was lived."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.digest.samples import links, parse


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What the store says, and every copy that the reader got."""

    sound: bool
    titles: list[str]
    owed: list[tuple[str, int, int | None]]
    digests: list[tuple[int, int]]
    deliveries: list[tuple[str, bytes, int]]
    copies: Sequence[bytes]

    @property
    def extra(self) -> int:
        """Copies that the reader has got too many."""
        return len(self.copies) - 1

    @property
    def ambiguous(self) -> int:
        """Tries of which the store says that nobody knows how they ended."""
        return sum(ambiguous for *_, ambiguous in self.deliveries)


def look(home: Path, copies: Sequence[bytes]) -> Remains:
    """Read a store without any of the product's help."""
    with closing(sqlite3.connect(home / "var" / "portalwatch.db")) as store:
        return Remains(
            sound=store.execute("PRAGMA integrity_check").fetchall() == [("ok",)],
            titles=[title for (title,) in store.execute("SELECT title FROM event JOIN item ON item.id = item_id")],
            owed=store.execute("SELECT subscription, seq, digest_id FROM owed").fetchall(),
            digests=store.execute("SELECT id, events FROM digest").fetchall(),
            deliveries=store.execute("SELECT state, message, ambiguous FROM delivery").fetchall(),
            copies=copies,
        )


def faults(remains: Remains, titles: Sequence[str], urls: set[str]) -> Iterator[str]:
    """Name what is wrong: these were published, and the reader is to hear of each once."""
    numbers = {digest for digest, _ in remains.digests}
    promises = {
        "the store is damaged": remains.sound,
        "not each item made one event": sorted(remains.titles) == sorted(titles),
        "not each event is owed once": len({seq for _, seq, _ in remains.owed}) == len(remains.owed) == len(titles),
        "what is owed is not in the digest": {digest for _, _, digest in remains.owed} == numbers,
        "there is not one digest of all events": [events for _, events in remains.digests] == [len(titles)],
        "there is not one message, and it sent": [state for state, _, _ in remains.deliveries] == ["sent"],
        "lost": len(remains.copies) > 0,
        "a copy differs": {*remains.copies} <= {message for _, message, _ in remains.deliveries},
        "an item is missing in the message": all(urls <= _links(copy) for copy in remains.copies),
        "sent twice unknowingly": remains.extra <= remains.ambiguous,
    }
    return (fault for fault, kept in promises.items() if not kept)


def _links(message: bytes) -> set[str]:
    page = str(parse(message).get_body(("html",)).get_content())
    return {address for address, _ in links(page)}
