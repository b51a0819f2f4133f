"""Ends a crawl, or the post after it, at every point or in a trouble, and starts both again.

A process of its own: it imports everything once, then forks a child for every life, in which the reactor may run.
Each line of its standard input is an Order, which it answers with a Report in a line of its standard output.
"""

import gc
import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp

from portalwatch.deliver import post, preview
from tests.crash.judge import state
from tests.crash.lives import LIVES, crawl, crawl_whole, fork, home_watch, typed
from tests.crash.points import Points
from tests.crash.troubles import Place, give_up_powers, trouble
from tests.crash.wrong import STRATEGIES

#: Stands in subscribers.yaml.
READER = "reader@example.org"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done: `home` has its baseline, and its portal has published since.

    `life` is what is ended: the `crawl` of that, or the `post` of what the crawl has found. It begins at the time
    `at`. It is killed at all points whose names match `only`, or, where there are `troubles`, it is typed under each of
    these. `strategy` is one of the wrong ones, or empty. With `mails` messages leave the home, so that each copy of it
    has a reader of its own. A `baseline` is lived in the home itself, and not ended.
    """

    home: str
    work: str
    at: str
    life: str
    only: str = ""
    strategy: str = ""
    mails: bool = False
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Try:
    """One end: its point, how the life ended there, and what it `said`; and how the next one did (0 is well).

    `home` is where that next one was lived: what left the same behind has it in common.
    """

    point: int
    name: str
    home: str
    reader: str
    ended: int
    said: str
    again: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """All points of a life that nobody ends, and those that were tried; or the troubles."""

    names: list[str]
    tries: list[Try]


class Victim:
    """Lives over and over again, each time in a copy of the same home."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.home, self.work = Path(order.home), Path(mkdtemp(dir=order.work))
        #: A service has no end of its own; what it does is what the post does.
        self._life = "post" if order.life == "serve" else order.life
        self._found: dict[str, tuple[Path, int]] = {}

    def report(self) -> Report:
        if self._life == "post":
            self.home = self._copy("crawled", READER)
            assert fork(lambda: crawl_whole(self.home, self.order.at)) == 0
        names = self._scout()
        if self.order.troubles:
            tries = [self._suffer(number, name) for number, name in enumerate(self.order.troubles)]
        else:
            tries = [self._kill(number, name) for number, name in enumerate(names) if re.search(self.order.only, name)]
        return Report(names=names, tries=tries)

    def _scout(self) -> list[str]:
        """Live once to the end; return the points on the way, and get here what every life would have to get itself."""
        reader = "scout@example.org" if self.order.mails else READER
        home, found = self._copy("scout", reader), self.work / "scout.json"

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
        watch = home_watch(home, self.order.at)
        preview(watch, watch.config.subscriptions[0])
        watch.engine.dispose()
        gc.freeze()
        return list(names)

    def _kill(self, number: int, name: str) -> Try:
        return self._try(number, name, lambda home: fork(lambda: self._live(home, Points(number))))

    def _suffer(self, number: int, name: str) -> Try:
        """Have a command typed while something is wrong."""

        def suffer(home: Path) -> int:
            def live() -> None:
                give_up_powers()
                typed(self.order.life, home, self.order.at, home / "said")

            drafts = tuple(home / path.relative_to(self.work / "scout") for path in self._drafts())
            with trouble(name, Place(home=home, at=self.order.at, drafts=drafts)):
                return fork(live)

        return self._try(number, name, suffer)

    def _drafts(self) -> list[Path]:
        return [path.with_suffix(".part") for path in (self.work / "scout" / "var" / "outbox").glob("*.eml")]

    def _try(self, number: int, name: str, live: Callable[[Path], int]) -> Try:
        reader = f"reader-{number}@example.org" if self.order.mails else READER
        home = self._copy(str(number), reader)
        ended = live(home)
        said = home / "said"
        words = said.read_text() if said.exists() else ""
        left = f"{number}" if self.order.mails else state(home)
        if left not in self._found:
            self._found[left] = home, fork(lambda: self._recover(home))
        lived, again = self._found[left]
        return Try(point=number, name=name, home=str(lived), reader=reader, ended=ended, said=words, again=again)

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
        LIVES[self._life](home_watch(home, self.order.at))
        points.before("the end")

    def _recover(self, home: Path) -> None:
        """Crawl and post, with nobody to end it; then let the post make a round too many.

        What is left at a mail server no crawl can touch.
        """
        if self.order.strategy:
            STRATEGIES[self.order.strategy]()
        watch = home_watch(home, self.order.at)
        for rounds in range(2):
            watch.now.advance(minutes=30)
            if not (rounds or self.order.mails):
                crawl(watch)
            post(watch)


def answer(order: Order) -> Report:
    if order.life == "baseline":
        assert fork(lambda: crawl_whole(Path(order.home), order.at)) == 0
        return Report(names=[], tries=[])
    return Victim(order).report()


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(answer(Order(**json.loads(line))))) + "\n")
        sys.stdout.flush()
