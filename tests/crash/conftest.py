from collections.abc import Iterator
from pathlib import Path

import pytest

from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from tests.conftest import Place
from tests.crash.scene import Run, Scene, victim


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Have an order carried out by a victim, a process that lives as long as the tests do."""
    with victim() as run:
        yield run


@pytest.fixture
def portal() -> Portal:
    """A portal that is soon read."""
    return Portal(per_section=3)


@pytest.fixture
def scene(place: Place, server: Server, tmp_path: Path, run: Run) -> Scene:
    work = tmp_path / "lives"
    work.mkdir()
    return Scene(place, server, work, run)
