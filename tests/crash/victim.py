"""Kills a crawl, or the post after it, at every point, and starts both again.

A process of its own: it imports everything once, then forks a child for every life, in which the reactor may run.
Each line of its standard input is an Order, which it answers with a Report in a line of its standard output.
"""

import gc
import importlib.util
import json
import os
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from portalwatch.config import Home
from portalwatch.crawl.runner import Runner, run
from portalwatch.deliver import post, preview
from portalwatch.watch import Watch
from tests.conftest import Clock
from tests.crash.points import Points
from tests.crash.wrong import STRATEGIES

#: Seconds that one life may take; more is a failure.
LONGEST_LIFE = 60
#: Stands in subscribers.yaml; in every copy of the home it becomes an address of its own.
READER = "reader@example.org"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done: `home` has its baseline, and its portal has published since.

    `life` is what is killed, the `crawl` of that or the `post` of what the crawl has found. It begins at the time
    `at`. Only points whose names match `only` are tried. `strategy` is one of the wrong ones, or empty.
    """

    home: str
    work: str
    at: str
    life: str
    only: str = ""
    strategy: str = ""


@dataclass(frozen=True, kw_only=True)
class Try:
    """One point: how the life that was to be killed there ended, and how the next one did (0 is well)."""

    point: int
    name: str
    home: str
    reader: str
    killed: int
    again: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """All points of a life that nobody ends, and those that were tried."""

    names: list[str]
    tries: list[Try]


def reader(number: int) -> str:
    return f"reader-{number}@example.org"


class Victim:
    """Lives over and over again, each time in a copy of the same home."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.home, self.work = Path(order.home), Path(order.work)

    def report(self) -> Report:
        if self.order.life == "post":
            self.home = self._copy("crawled", READER)
            assert fork(lambda: crawl(self._watch(self.home))) == 0
        names = self._scout()
        chosen = [number for number, name in enumerate(names) if re.search(self.order.only, name)]
        return Report(names=names, tries=[self._try(number, names[number]) for number in chosen])

    def _scout(self) -> list[str]:
        """Live once to the end; return the points on the way, and get here what every life would have to get itself."""
        home, found = self._copy("scout", "scout@example.org"), self.work / "scout.json"

        def live() -> None:
            before = set(sys.modules)
            points = Points()
            self._live(home, points)
            found.write_text(json.dumps([points.names, sorted(sys.modules.keys() - before)]))

        assert fork(live) == 0
        names, modules = json.loads(found.read_text())
        for name in modules:
            # The reactor must be installed anew in every life.
            if name != "twisted.internet.reactor" and importlib.util.find_spec(name.partition(".")[0]):
                importlib.import_module(name)
        watch = self._watch(home)
        preview(watch, watch.config.subscriptions[0])
        watch.engine.dispose()
        gc.freeze()
        return list(names)

    def _try(self, number: int, name: str) -> Try:
        home = self._copy(str(number), reader(number))
        killed = fork(lambda: self._live(home, Points(number)))
        again = fork(lambda: self._recover(home))
        return Try(point=number, name=name, home=str(home), reader=reader(number), killed=killed, again=again)

    def _copy(self, name: str, address: str) -> Path:
        home = self.work / name
        shutil.copytree(self.home, home)
        subscribers = home / "config" / "subscribers.yaml"
        subscribers.write_text(subscribers.read_text().replace(READER, address))
        return home

    def _live(self, home: Path, points: Points) -> None:
        if self.order.strategy:
            STRATEGIES[self.order.strategy]()
        points.watch()
        live = {"crawl": crawl, "post": post}[self.order.life]
        live(self._watch(home))
        points.before("the end")

    def _recover(self, home: Path) -> None:
        """Crawl and post, with nobody to end it; then let the post make a round too many."""
        if self.order.strategy:
            STRATEGIES[self.order.strategy]()
        clock = self._clock()
        clock.advance(minutes=30)
        watch = Watch(Home(home), now=clock)
        crawl(watch)
        post(watch)
        clock.advance(minutes=30)
        post(watch)

    def _watch(self, home: Path) -> Watch:
        return Watch(Home(home), now=self._clock())

    def _clock(self) -> Clock:
        clock = Clock()
        clock.now = datetime.fromisoformat(self.order.at)
        return clock


def crawl(watch: Watch) -> None:
    run(lambda: Runner(watch, {"RETRY_TIMES": 0}).crawl("sample"))


def fork(task: Callable[[], None]) -> int:
    """Do it in a child; return 0 when it went well, 1 when it failed, a negative signal when it was killed."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(LONGEST_LIFE)
            task()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(Victim(Order(**json.loads(line))).report())) + "\n")
        sys.stdout.flush()
