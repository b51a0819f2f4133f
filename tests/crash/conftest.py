import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from portalwatch.sample.articles import Article
from portalwatch.sample.description import description
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from tests.conftest import Place
from tests.crash.victim import READER, Order, Report, Try

SECTIONS = ("notices", "curtain-wall")

Run = Callable[[Order], Report]


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Have an order carried out by a victim, a process that lives as long as the tests do."""
    command = [sys.executable, "-m", "tests.crash.victim"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdin
        assert victim.stdout

        def give(order: Order) -> Report:
            victim.stdin.write(json.dumps(asdict(order)) + "\n")
            victim.stdin.flush()
            report = json.loads(victim.stdout.readline())
            return Report(names=report["names"], tries=[Try(**each) for each in report["tries"]])

        yield give


@pytest.fixture
def portal() -> Portal:
    """A portal that is soon read."""
    return Portal(per_section=3)


class Scene:
    """A home with its baseline, whose portal has published three items in two sections since."""

    def __init__(self, place: Place, server: Server, work: Path, run: Run) -> None:
        self.place, self.server, self.work, self._run = place, server, work, run
        described = yaml.safe_load(description(server.url))["sections"]
        place.describe(server, rules=True, sections=[each for each in described if each["key"] in SECTIONS])
        place.subscribe({"name": "reader", "address": READER, "frequency": "at once"})
        watch = place.watch
        place.crawl(watch=watch)
        watch.engine.dispose()
        self.published: list[Article] = [server.portal.publish(key) for key in (*SECTIONS, SECTIONS[0])]

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.published]

    @property
    def urls(self) -> set[str]:
        return {self.server.url + article.path for article in self.published}

    def kill(self, life: str, **order: Any) -> Report:
        """Have the home's next crawl killed at every point, or the post after it."""
        at = (self.place.clock.now + timedelta(minutes=30)).isoformat()
        return self._run(Order(home=str(self.place.home.path), work=str(self.work), at=at, life=life, **order))


@pytest.fixture
def scene(place: Place, server: Server, tmp_path: Path, run: Run) -> Scene:
    work = tmp_path / "lives"
    work.mkdir()
    return Scene(place, server, work, run)
