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
HEAD = "0007"
#: Milliseconds that a writer waits for another one.
BUSY_MS = 30_000
#: The most of a store that is kept in memory.
CACHE_KB = 8_000
#: Names the lock that writers hold in PostgreSQL; any number that nobody else of the database uses.
_TURN = 0x706F7274616C


def connect(url: str) -> Engine:
    """Open the store at an SQLAlchemy URL, made or brought up to date if need be.

    Raises StoreError when it cannot be opened, or was made by a newer portalwatch.
    """
    where = _place(url)
    if isinstance(where, Path):
        _make_room(where.parent)
    try:
        engine = create_engine(url, json_deserializer=_read_json)
    except ModuleNotFoundError as error:
        reason = f"needs the package {error.name}; for PostgreSQL: pip install 'portalwatch[postgresql]'"
        raise StoreError(reason, path=where) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", tune)
        event.listen(engine, "begin", begin)
    else:
        event.listen(engine, "begin", _take_turns)
    try:
        _upgrade(engine, where)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(explain(error), path=where) from error
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
        raise StoreError(explain(error), path=_place(str(engine.url))) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look, which never blocks a writer."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise StoreError(explain(error), path=_place(str(engine.url))) from error


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
    """FULL: in WAL mode a lower setting may lose the last commits on power loss, and so send a digest twice.

    What a large section's crawl looks up lies on more pages than SQLite keeps in memory by itself.
    """
    connection.isolation_level = None
    settings = (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{CACHE_KB}",
    )
    for pragma in settings:
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first and writes later could be refused midway."""
    writes = connection.get_execution_options().get("portalwatch_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _take_turns(connection: Connection) -> None:
    """One transaction writes at a time, as in SQLite: numbers are then given in the order in which they are seen.

    A transaction that only reads sees one state throughout; one that writes sees the state it changes.
    """
    if connection.get_execution_options().get("portalwatch_writes", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


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


def explain(error: DBAPIError) -> str:
    """Say what the database said, and what can be done about it."""
    said = str(error.orig)
    hints = {
        "unable to open database file": "the directory may be read-only or missing; make it writable",
        "readonly database": "make the file and its directory writable, or choose another --home",
        "disk is full": "free some space; the next run goes on from here",
        "lock timeout": "another portalwatch is writing for more than 30 s; try again",
        "disk I/O error": "the disk may be full, or failing; the next run goes on from here",
        "locked": "another process keeps it to itself; end that one, or try again",
        "not a database": "the file is damaged or something else; restore it from a copy",
    }
    hint = next((hint for part, hint in hints.items() if part in said), "")
    kind = "" if isinstance(error, OperationalError) else f"{type(error.orig).__name__}: "
    return f"{kind}{said}" + (f" ({hint})" if hint else "")
