"""Plays many lives of a portal and says what was told falsely or missed; exit code 1 when anything was."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.simulation.figures import bad, show
from tests.simulation.figures import note as write_down
from tests.simulation.life import ALL, OFTEN
from tests.simulation.play import Played, play

Days = Annotated[int, typer.Option(min=1, help="Days of each life.")]
Seeds = Annotated[str, typer.Option(help="Lives to play: 7, or 0-99.")]
Troubles = Annotated[str, typer.Option(help="all, none, names with commas between, or all but: -short,-deep.")]
Often = Annotated[int, typer.Option(min=0, help="Crawls a day; 0: one, two or four, as chance has it.")]
Watch = Annotated[bool, typer.Option("--watch", help="Tell every crawl; in one process.")]
Note = Annotated[bool, typer.Option("--note", help="Write the figures into docs/trust.md too.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.")]

STEP = 10
"""Lives between two lines that say how far it is, where no bar can be shown."""


def main(
    days: Days = 90,
    seeds: Seeds = "0-9",
    troubles: Troubles = "all",
    *,
    often: Often = 0,
    watch: Watch = False,
    note: Note = False,
    jobs: Jobs = 2,
) -> None:
    """Play them, with a bar that shows how far it is."""
    screen = Console(record=note)
    chosen, numbers = _troubles(troubles), _seeds(seeds)
    one = partial(play, days=days, troubles=chosen, often=(often,) if often else OFTEN)
    if watch:
        lives = [one(seed, watch=screen.print) for seed in numbers]
    else:
        lives = sorted(_played(numbers, one, jobs), key=lambda life: life.seed)
    screen.print(f"--days {days} --seeds {seeds} --troubles {troubles}" + f" --often {often}" * bool(often))
    failures = show(screen, lives)
    if note:
        write_down(screen, "simulation")
    raise typer.Exit(bool(failures))


def _played(numbers: list[int], one: Callable[[int], Played], jobs: int) -> Iterator[Played]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        ProcessPoolExecutor(jobs) as pool,
    ):
        task = progress.add_task("", total=len(numbers))
        failures = 0
        asked = {pool.submit(one, seed): seed for seed in numbers}
        for count, done in enumerate(as_completed(asked), 1):
            if error := done.exception():
                pool.shutdown(wait=False, cancel_futures=True)
                raise RuntimeError(f"the life of seed {asked[done]} broke off") from error
            life = done.result()
            failures += bad(life.figures)
            for failure in life.failures[:1]:
                progress.console.print(f"seed {life.seed} {failure}", markup=False)
            progress.update(task, advance=1, description=f"{failures} failures" if failures else "")
            if not progress.console.is_terminal and count % STEP == 0:
                progress.console.print(f"{count}/{len(numbers)} lives, {failures} failures")
            yield life


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _troubles(text: str) -> frozenset[str]:
    """Return the troubles that the words name. Raises BadParameter for one that is not known."""
    words = [word for word in text.split(",") if word not in ("all", "none")]
    names = {word.removeprefix("-") for word in words}
    if unknown := names - ALL:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join(sorted(ALL))}")
    less = {word[1:] for word in words if word.startswith("-")}
    return ALL - less if "all" in text.split(",") or less else frozenset(names)


if __name__ == "__main__":
    typer.run(main)
