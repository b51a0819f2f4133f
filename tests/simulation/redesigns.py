"""A portal gets another template, with the same addresses or with new ones; what becomes of a watched section."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from tests.simulation.driver import Driver
from tests.simulation.figures import note as write_down
from tests.simulation.judge import Judge
from tests.simulation.life import Life, began

#: The part of all pairs that is to be survived.
ENOUGH = 0.98


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one pair of templates: `survived`, `held` back without a word, or told something `false`."""

    number: int
    word: str
    moved: bool
    reason: str = ""


class Change:
    """One section's life around the day on which its template changes; every second pair has new addresses too."""

    def __init__(self, number: int, path: Path) -> None:
        self.number, self.moved = number, number % 2 == 1
        self.life = Life(number, (), began(number))
        self.world = self.life.world
        self.section = self.world.nature.sections[0]
        self.world.nature = replace(self.world.nature, sections=(self.section,))
        self.driver = Driver(self.world, path)
        self.judge = Judge(self.driver)

    def happen(self) -> Fate:
        self._days(6)
        old = self.world.template
        while self.world.template.row == old.row:
            self.world.redesign()
        if self.moved:
            self.world.migrate(redirects=self.number % 4 == 1)
        self._days(3)
        fate = self._fate()
        self.driver.close()
        return fate

    def _days(self, days: int) -> None:
        """Publish now and then, and crawl twice a day; the last thing that happens is a new item, and a crawl."""
        for _ in range(days):
            self._crawl(9)
            self.world.now += timedelta(hours=1)
            self.world.publish(self.section)
            self._crawl(14)

    def _crawl(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        self.judge.look(self.driver.crawl())

    def _fate(self) -> Fate:
        said = [f"{each.verdict} {each.kind}: {each.reason}" for each in self.judge.failures]
        held = [name for name in self.judge.figures if name.startswith("held")]
        trusted = self.judge.sights[self.section].trusted_at == self.world.now
        word = "false" if said else "survived" if trusted and not held else "held"
        return Fate(self.number, word, self.moved, "; ".join([*said, *held][:2]))


def live_through(number: int) -> Fate:
    """Let the pair of templates that `number` stands for happen."""
    with tempfile.TemporaryDirectory() as path:
        return Change(number, Path(path) / "home").happen()


def main(
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of templates.")] = 200,
    *,
    note: Annotated[bool, typer.Option("--note", help="Write the figures into docs/trust.md too.")] = False,
) -> None:
    """Live through many redesigns; exit code 1 when too few are survived, or anything false is told."""
    screen = Console(record=note)
    with ProcessPoolExecutor() as pool:
        fates = list(track(pool.map(live_through, range(pairs)), total=pairs, console=screen, transient=True))
    screen.print(f"--pairs {pairs}", *_lines(fates), sep="\n", markup=False)
    if note:
        write_down(screen, "redesigns")
    raise typer.Exit(not is_good(fates))


def is_good(fates: list[Fate]) -> bool:
    words = Counter(fate.word for fate in fates)
    return not words["false"] and words["survived"] >= ENOUGH * len(fates)


def _lines(fates: list[Fate]) -> Iterator[str]:
    for moved in (False, True):
        words = Counter(fate.word for fate in fates if fate.moved is moved)
        yield f"{'new addresses ' if moved else 'same addresses'}  " + ", ".join(
            f"{n} {word}" for word, n in words.items()
        )
    for fate in fates:
        if fate.word != "survived":
            yield f"pair {fate.number}: {fate.word}: {fate.reason}"


if __name__ == "__main__":
    typer.run(main)
