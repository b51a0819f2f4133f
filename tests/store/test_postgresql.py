"""What PostgreSQL needs besides: taking turns, one state to look at, migrations, and words when it is not there."""

import subprocess
import sys
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from portalwatch.errors import StoreError
from portalwatch.items import Kind
from portalwatch.store import owed
from portalwatch.store.engine import HEAD, _migrate, connect, reading, writing
from portalwatch.store.schema import metadata

NOBODY = "INSERT INTO subscription VALUES ('a', true, '2022-01-01T00:00:00+00:00', NULL)"
COUNT = "SELECT count(*) FROM subscription"


@pytest.fixture
def url(emptied):
    return emptied


def test_the_migrations_come_to_the_same_schema(postgresql):
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))

    with engine.begin() as connection:
        _migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    engine.dispose()


def test_writers_take_turns(url):
    first, second = connect(url), connect(url)
    seen = []

    def count():
        with writing(second) as connection:
            seen.append(connection.execute(text(COUNT)).scalar())

    waiting = threading.Thread(target=count)
    with writing(first) as connection:
        waiting.start()
        connection.execute(text(NOBODY))
        assert seen == []
    waiting.join()
    first.dispose()
    second.dispose()

    assert seen == [1]


def test_a_reader_sees_one_state_while_somebody_writes(url):
    engine = connect(url)
    with reading(engine) as looking:
        before = looking.execute(text(COUNT)).scalar()
        with writing(engine) as connection:
            connection.execute(text(NOBODY))
        assert looking.execute(text(COUNT)).scalar() == before
    with reading(engine) as looking:
        assert looking.execute(text(COUNT)).scalar() == 1
    engine.dispose()


def test_who_only_looks_can_change_nothing(url):
    engine = connect(url)

    with pytest.raises(StoreError, match="read-only transaction"), reading(engine) as connection:
        connection.execute(text(NOBODY))
    engine.dispose()


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path):
    with pytest.raises(StoreError, match="No such file or directory"):
        connect(f"postgresql+psycopg://watch@/postgres?host={tmp_path}")


def test_a_missing_driver_is_named():
    said = """
import sys
sys.modules["psycopg"] = None
from portalwatch.errors import StoreError
from portalwatch.store.engine import connect
try:
    connect("postgresql+psycopg://watch@/postgres")
except StoreError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert "pip install 'portalwatch[postgresql]'" in done.stdout


def test_a_watch_finds_there_what_it_finds_in_sqlite(url, make_place, server, portal):
    places = {"sqlite": make_place("sqlite"), "postgresql": make_place("postgresql")}
    (places["postgresql"].home.config / "portalwatch.toml").write_text(f'store = "{url}"\n')
    for place in places.values():
        place.describe(server)
    watches = {name: place.watch for name, place in places.items()}
    for name, watch in watches.items():
        places[name].crawl(watch=watch, section="notices,news")
    portal.publish("notices")
    edited, withdrawn = portal.articles("news")[1:3]
    portal.edit(edited, title="更正后的标题")
    portal.withdraw(withdrawn)

    told = {name: tell_all(places[name], watch) for name, watch in watches.items()}

    assert told["postgresql"] == told["sqlite"]
    assert {kind for kind, _ in told["sqlite"]} == {Kind.NEW, Kind.EDITED, Kind.WITHDRAWN}


def tell_all(place, watch):
    """Crawl twice more; return all events."""
    for _ in range(2):
        place.clock.advance(hours=3)
        place.crawl(watch=watch, section="notices,news")
    events = [(event.kind, event.item.key) for event in owed.events(watch.engine)]
    watch.engine.dispose()
    return events
