"""Judges what is left of a home after one life was ended and another one was lived."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

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


def state(home: Path) -> str:
    """Return a hash of all that a process can find in `var`, so that what is left in two homes can be compared.

    Of a database that is its rows: where in its files they stand nobody can see. It is read in a copy, and the next
    process finds the journal as the last one left it. Of evidence, which holds the time in headers, rows are counted.
    """
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(home / "var", Path(folder) / "var"))
        found = [row for path in sorted(copy.glob("*.db")) for row in _rows(path)]
        found += [
            (str(path.relative_to(copy)), path.read_bytes()) for path in sorted(copy.glob("outbox/*")) if path.is_file()
        ]
    return sha256(repr(found).encode()).hexdigest()


def _rows(path: Path) -> Iterator[object]:
    counted = path.name == "evidence.db"
    with closing(sqlite3.connect(path)) as database:
        yield path.name, database.execute("PRAGMA integrity_check").fetchall()
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (table,) in database.execute(tables).fetchall():
            yield table
            yield database.execute(f"SELECT {'count(*)' if counted else '*'} FROM {table}").fetchall()


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
