"""Each test of the store runs on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import inspect, text

from portalwatch.store.engine import connect, writing
from tests import postgres


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a PostgreSQL that runs for all tests of this process."""
    if postgres.MISSING:
        pytest.skip(postgres.MISSING)
    with postgres.running() as url:
        yield url


@pytest.fixture
def emptied(postgresql):
    """The URL of an empty store in PostgreSQL."""
    engine = connect(postgresql)
    with writing(engine) as connection:
        names = ", ".join(set(inspect(connection).get_table_names()) - {"alembic_version"})
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    engine.dispose()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return request.getfixturevalue("emptied")


@pytest.fixture
def engine(url):
    """An open store."""
    engine = connect(url)
    yield engine
    engine.dispose()
