"""Plays one portal's life out: its days, the crawls of it, the operator's part, and what the judge says."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.simulation.driver import Driver, Driving
from tests.simulation.evidence import Failure
from tests.simulation.judge import Judge
from tests.simulation.life import OFTEN, Act, Life, began
from tests.simulation.world import World

#: After so many crawls that held a section back the operator has looked at it, and accepts it.
PATIENCE = 6
#: Is told what happens.
Watching = Callable[[str], object]


@dataclass(slots=True)
class Played:
    """What became of one life of so many days. After the first of its `failures` others may follow from it."""

    seed: int
    days: int
    figures: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


def play(
    seed: int,
    days: int,
    troubles: Collection[str],
    watch: Watching | None = None,
    *,
    often: Sequence[int] = OFTEN,
    driving: Callable[[World, Path], Driving] = Driver,
    brief: bool = False,
) -> Played:
    """Play `days` of the life that `seed` stands for; a `brief` one ends with the day of its first failure."""
    life = Life(seed, troubles, began(seed), often)
    with tempfile.TemporaryDirectory() as path:
        driver = driving(life.world, Path(path) / "home")
        stage = _Stage(life, Judge(driver), watch)
        stage.crawl()
        for number in range(1, days + 1):
            stage.play(began(seed) + timedelta(days=number))
            if brief and stage.judge.failures:
                break
        driver.close()
    return Played(seed, number, stage.figures(), stage.judge.failures)


class _Stage:
    """Where a life is played: what is still to happen, in the order of time."""

    def __init__(self, life: Life, judge: Judge, watch: Watching | None) -> None:
        self.life, self.judge, self.watch = life, judge, watch
        self._coming: list[tuple[datetime, Act]] = []

    def play(self, day: datetime) -> None:
        """Let the day's acts and crawls happen, and what earlier days have left for this one."""
        crawls = self.life.crawls(day)
        self._coming += [*self.life.acts(day), *((at, self.crawl) for at in crawls)]
        self._coming.sort(key=lambda each: each[0])
        self.judge.figures["section-days"] += len(self.life.world.nature.sections) * bool(crawls)
        while self._coming and self._coming[0][0] < day + timedelta(days=1):
            self.life.world.now, act = self._coming.pop(0)
            act()

    def crawl(self) -> None:
        """Crawl the portal; what has been held for long is accepted."""
        self._look({})
        held = [key for key, sight in self.judge.sights.items() if sight.suspects >= PATIENCE]
        if held:
            self.life.world.now += timedelta(minutes=5)
            self.judge.figures["accepted"] += len(held)
            self._look({"section": ",".join(held), "rebaseline": "1"}, accepted=held)

    def figures(self) -> Counter[str]:
        self.judge.finish()
        return self.judge.figures + Counter({f"made: {name}": count for name, count in self.life.world.made.items()})

    def _look(self, arguments: dict[str, str], accepted: Sequence[str] = ()) -> None:
        found, world = len(self.judge.failures), self.life.world
        visited = self.judge.driver.crawl(**arguments)
        self.judge.look(visited, accepted=accepted)
        if self.watch:
            shown = ", ".join(f"{key} {crawl.outcome.value}" for key, (crawl, _) in visited.crawls.items())
            self.watch(f"{world.now:%Y-%m-%d %H:%M} {shown} {' '.join(fault.kind for fault in world.faults)}")
            for each in self.judge.failures[found:]:
                self.watch(f"  {each.verdict} {each.kind} in {each.section}: {each.reason}")
