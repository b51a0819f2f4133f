"""Opening the store: its connection, its durability, its schema's version."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError

from portalwatch.errors import StoreError
from portalwatch.store.schema import metadata

#: The newest schema this version of portalwatch knows; the name of the last file in migrations/versions/.
HEAD = "0005"
#: Milliseconds that a writer waits for another one.
BUSY_MS = 30_000


def connect(url: str) -> Engine:
    """Open the store at an SQLAlchemy URL, made or brought up to date if need be.

    Raises StoreError when it cannot be opened, or was made by a newer portalwatch.
    """
    where = _place(url)
    if isinstance(where, Path):
        _make_room(where.parent)
    engine = create_engine(url, json_deserializer=_read_json)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", tune)
        event.listen(engine, "begin", begin)
    try:
        _upgrade(engine, where)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(_reason(error), path=where) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it, or nothing. Waits for another writer; StoreError when it cannot be."""
    try:
        with engine.connect().execution_options(portalwatch_writes=True) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise StoreError(_reason(error), path=_place(str(engine.url))) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look, which never blocks a writer."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise StoreError(_reason(error), path=_place(str(engine.url))) from error


def _place(url: str) -> Path | str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return Path(parsed.database)
    return parsed.render_as_string(hide_password=True)


def _make_room(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be made ({error.strerror})", path=directory) from error


def _read_json(text: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Most lists in the store are empty, and a crawl looks at a thousand of them."""
    return [] if text == "[]" else json.loads(text)


def tune(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no common type
    """FULL: in WAL mode a lower setting may lose the last commits on power loss, and so send a digest twice."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first and writes later could be refused midway."""
    writes = connection.get_execution_options().get("portalwatch_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: Engine, where: Path | str) -> None:
    version = _version(engine)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        reason = f"was made by a newer portalwatch (schema {version}, this one knows {HEAD}); install that version"
        raise StoreError(reason, path=where)
    with writing(engine) as connection:
        # Asked again with the lock held: another process may have made it meanwhile.
        if _version_in(connection) is None:
            _found(connection)
        else:
            _migrate(connection)


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return _version_in(connection)


def _version_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _found(connection: Connection) -> None:
    """Make a new store as the migrations would leave it, without the third of a second that Alembic takes to start."""
    metadata.create_all(connection)
    version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
    version.create(connection)
    connection.execute(version.insert().values(version_num=HEAD))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only needed when the schema changes, and slow to import
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _reason(error: DBAPIError) -> str:
    said = str(error.orig)
    hints = {
        "unable to open database file": "the directory may be read-only or missing",
        "readonly database": "make the file and its directory writable, or choose another --home",
        "disk is full": "free some space; nothing was lost, the next run goes on from here",
        "locked": "another portalwatch is writing for more than 30 s; try again",
        "not a database": "the file is damaged or something else; restore it from a copy",
    }
    hint = next((hint for part, hint in hints.items() if part in said), "")
    kind = "" if isinstance(error, OperationalError) else f"{type(error.orig).__name__}: "
    return f"{kind}{said}" + (f" ({hint})" if hint else "")
