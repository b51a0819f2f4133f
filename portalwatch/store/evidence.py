"""What portals sent: answers kept compressed beside the store, each body once, for as long as configured."""

import gzip
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError

from portalwatch.errors import StoreError
from portalwatch.items import Kept, Turn
from portalwatch.store.engine import begin, explain, reading, tune, writing
from portalwatch.store.schema import Instant

metadata = MetaData()

#: Bodies by their hash; an unchanged page is kept once.
blob = Table(
    "blob",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("gzipped", LargeBinary, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("key", Text),
    Column("url", Text, nullable=False),
    Column("form", JSON(none_as_null=True)),
    Column("column_url", Text),
    Column("at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False, index=True),
    Index("ix_answer_portal_key", "portal", "key"),
    Index("ix_answer_at", "at"),
)


class Evidence:
    """The kept answers of a home."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._engine = _open(path)
        except (OSError, DBAPIError) as error:
            reason = explain(error) if isinstance(error, DBAPIError) else f"cannot be made ({error.strerror})"
            raise StoreError(f"no evidence is kept: {reason}", path=path) from error

    def keep(self, answers: Iterable[Kept], *, since: datetime) -> None:
        """Write answers down, and let go of those older than `since`. Raises StoreError."""
        try:
            with writing(self._engine) as connection:
                for each in answers:
                    _keep(connection, each)
                connection.execute(delete(answer).where(answer.c.at < since))
                connection.execute(delete(blob).where(blob.c.sha256.not_in(select(answer.c.sha256))))
        except StoreError as error:
            raise StoreError(f"no evidence is kept: {error.reason}", path=self.path) from error

    def of_item(self, portal: str, names: Collection[str]) -> list[Kept]:
        """Return the answers of the pages and files of an item that these keys lead to, the oldest first."""
        return self._found(answer.c.portal == portal, answer.c.key.in_(sorted(names)))

    def of_lists(self, portal: str, section: str, until: datetime) -> list[Kept]:
        """Return the list pages of the crawl that found something at `until`, and of the one before."""
        where = answer.c.portal == portal, answer.c.section == section, answer.c.key.is_(None), answer.c.at <= until
        return self._found(*where)[-_LISTS:]

    def latest(self, portal: str | None = None) -> Iterator[Kept]:
        """Yield the newest good answer of every page, one after the other."""
        newest = select(func.max(answer.c.id)).where(answer.c.status == 200)
        newest = newest.group_by(answer.c.portal, answer.c.section, answer.c.url, answer.c.form)
        if portal:
            newest = newest.where(answer.c.portal == portal)
        with reading(self._engine) as connection:
            numbers = connection.execute(newest).scalars().all()
        for number in sorted(numbers):
            yield from self._found(answer.c.id == number)

    def _found(self, *where: object) -> list[Kept]:
        query = select(answer, blob.c.gzipped).join(blob, blob.c.sha256 == answer.c.sha256)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(*where).order_by(answer.c.id)).mappings()  # type: ignore[arg-type]
            return [_kept(row) for row in rows]


#: So many list pages before an item was found show where it appeared.
_LISTS = 6


def _open(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path.absolute()}")
    event.listen(engine, "connect", tune)
    event.listen(engine, "begin", begin)
    metadata.create_all(engine)
    return engine


def _keep(connection: Connection, each: Kept) -> None:
    digest = sha256(each.body).hexdigest()
    if connection.execute(select(blob.c.sha256).where(blob.c.sha256 == digest)).first() is None:
        connection.execute(insert(blob).values(sha256=digest, gzipped=gzip.compress(each.body, 6, mtime=0)))
    connection.execute(
        insert(answer).values(
            portal=each.portal,
            section=each.section,
            key=each.key,
            url=each.turn.url,
            form=[list(pair) for pair in each.turn.form] if each.turn.form is not None else None,
            column_url=each.column,
            at=each.at,
            status=each.status,
            headers=[list(pair) for pair in each.headers],
            sha256=digest,
        )
    )


def _kept(row: RowMapping) -> Kept:
    form = tuple((name, value) for name, value in row["form"]) if row["form"] is not None else None
    return Kept(
        portal=row["portal"],
        section=row["section"],
        key=row["key"],
        turn=Turn(url=row["url"], form=form),
        column=row["column_url"],
        at=row["at"],
        status=row["status"],
        headers=tuple((name, value) for name, value in row["headers"]),
        body=gzip.decompress(row["gzipped"]),
    )
