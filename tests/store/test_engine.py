import os
import sqlite3
from contextlib import contextmanager
from importlib.resources import files

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from portalwatch.errors import StoreError
from portalwatch.store import archive
from portalwatch.store.engine import HEAD, _migrate, connect, reading, writing
from portalwatch.store.schema import metadata

ITEM_OF_THE_FIRST_VERSION = """
    INSERT INTO item (portal, section, key, url, title, breadcrumb, body, attachments, tries, revision,
        first_seen_at, changed_at)
    VALUES ('p', 's', 'k', 'http://p/k', '标题', '[]', '正文', '[]', 0, 1,
        '2022-01-01T00:00:00+00:00', '2022-01-01T00:00:00+00:00')
"""


def migrate(connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("portalwatch.store") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def url(path) -> str:
    return f"sqlite:///{path}"


def test_a_new_store_has_every_table_of_the_schema(tmp_path):
    engine = connect(url(tmp_path / "var" / "store.db"))

    assert set(inspect(engine).get_table_names()) == set(metadata.tables) | {"alembic_version"}
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def test_the_migrations_come_to_the_same_schema(tmp_path):
    engine = create_engine(url(tmp_path / "store.db"))

    with engine.begin() as connection:
        _migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def test_a_store_of_the_first_version_keeps_its_items(tmp_path):
    engine = create_engine(url(tmp_path / "store.db"))
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text(ITEM_OF_THE_FIRST_VERSION))
    engine.dispose()

    (kept,) = archive.items(connect(url(tmp_path / "store.db")))
    assert (kept.title, kept.body) == ("标题", "正文")
    assert (kept.html, kept.document_number, kept.standards, kept.mentions, kept.disagreements) == (
        "",
        None,
        (),
        (),
        (),
    )


def test_numbers_of_events_are_never_used_again(tmp_path):
    engine = connect(url(tmp_path / "store.db"))

    with reading(engine) as connection:
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'event'")).scalar()
    assert "AUTOINCREMENT" in sql


def test_what_is_owed_survives_a_power_cut(tmp_path):
    engine = connect(url(tmp_path / "store.db"))

    with reading(engine) as connection:
        pragmas = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


def test_a_store_is_opened_again_as_it_is(tmp_path):
    first = connect(url(tmp_path / "store.db"))
    with writing(first) as connection:
        connection.execute(text("INSERT INTO subscription VALUES ('a', 1, '2022-01-01T00:00:00+00:00', NULL)"))

    with reading(connect(url(tmp_path / "store.db"))) as connection:
        assert connection.execute(text("SELECT name FROM subscription")).scalars().all() == ["a"]


def test_a_store_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "store.db"
    with writing(connect(url(path))) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer portalwatch.*9999"):
        connect(url(path))
    assert path.read_bytes() == before


def test_a_file_that_is_no_store_is_named(tmp_path):
    path = tmp_path / "store.db"
    path.write_text("this is not a database, but it is long enough to be looked at as one" * 20)

    with pytest.raises(StoreError, match=r"store\.db.*not a database"):
        connect(url(path))


@contextmanager
def nobody():
    """Be somebody who may write nothing; root could write anywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_directory_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o555)

    with nobody(), pytest.raises(StoreError, match=r"cannot be made \(Permission denied\)"):
        connect(url(tmp_path / "var" / "store.db"))


def test_a_transaction_that_fails_leaves_nothing(tmp_path):
    engine = connect(url(tmp_path / "store.db"))

    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("INSERT INTO subscription VALUES ('a', 1, '2022-01-01T00:00:00+00:00', NULL)"))
        raise RuntimeError
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM subscription")).scalar() == 0


def test_a_full_disk_is_told_and_loses_nothing(tmp_path):
    engine = connect(url(tmp_path / "store.db"))

    with pytest.raises(StoreError, match="full.*free some space"), writing(engine) as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 1}"))
        connection.execute(text("INSERT INTO robots VALUES ('h', zeroblob(1000000), '2022-01-01T00:00:00+00:00')"))
    with sqlite3.connect(tmp_path / "store.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
