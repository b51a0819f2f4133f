"""A home with its baseline, whose portal has published since, and the process that lives and dies in copies of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from portalwatch.sample.articles import Article
from portalwatch.sample.description import description
from portalwatch.sample.server import Server
from tests.conftest import Place
from tests.crash.victim import READER, Order, Report, Try

SECTIONS = ("notices", "curtain-wall")

Run = Callable[[Order], Report]


@contextmanager
def victim() -> Iterator[Run]:
    """Yield what has an order carried out by a process that lives as long as the block."""
    command = [sys.executable, "-m", "tests.crash.victim"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout

        def give(order: Order) -> Report:
            process.stdin.write(json.dumps(asdict(order)) + "\n")
            process.stdin.flush()
            report = json.loads(process.stdout.readline())
            return Report(names=report["names"], tries=[Try(**each) for each in report["tries"]])

        yield give


class Scene:
    """A home with its baseline, whose portal has published three items in two sections since."""

    def __init__(self, place: Place, server: Server, work: Path, run: Run) -> None:
        self.place, self.server, self.work, self._run = place, server, work, run
        described = yaml.safe_load(description(server.url))["sections"]
        place.describe(server, rules=True, sections=[each for each in described if each["key"] in SECTIONS])
        place.subscribe({"name": "reader", "address": READER, "frequency": "at once"})
        self.live("baseline", minutes=0)
        self.published: list[Article] = [server.portal.publish(key) for key in (*SECTIONS, SECTIONS[0])]

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.published]

    @property
    def urls(self) -> set[str]:
        return {self.server.url + article.path for article in self.published}

    def live(self, life: str, *, minutes: int = 30, **order: Any) -> Report:
        """Have a life lived in copies of the home: killed at every point, or under each of some troubles."""
        at = (self.place.clock.now + timedelta(minutes=minutes)).isoformat()
        return self._run(Order(home=str(self.place.home.path), work=str(self.work), at=at, life=life, **order))
