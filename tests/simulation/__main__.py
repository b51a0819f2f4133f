"""Plays many lives of a portal and says what was told falsely or missed; exit code 1 when anything was."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.simulation.figures import bad, show
from tests.simulation.life import ALL
from tests.simulation.play import Played, play

Days = Annotated[int, typer.Option(min=1, help="Days of each life.")]
Seeds = Annotated[str, typer.Option(help="Lives to play: 7, or 0-99.")]
Troubles = Annotated[str, typer.Option(help="all, none, names with commas between, or all but: -short,-deep.")]
Watch = Annotated[bool, typer.Option("--watch", help="Tell every crawl; in one process.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.")]


def main(
    days: Days = 90,
    seeds: Seeds = "0-9",
    troubles: Troubles = "all",
    *,
    watch: Watch = False,
    jobs: Jobs = 2,
) -> None:
    """Play them, with a bar that shows how far it is."""
    screen = Console()
    chosen, numbers = _troubles(troubles), _seeds(seeds)
    if watch:
        lives = [play(seed, days, chosen, screen.print) for seed in numbers]
    else:
        lives = sorted(_played(screen, numbers, days, chosen, jobs), key=lambda life: life.seed)
    screen.print(f"--days {days} --seeds {seeds} --troubles {troubles}")
    raise typer.Exit(bool(show(screen, lives)))


def _played(screen: Console, numbers: list[int], days: int, troubles: frozenset[str], jobs: int) -> Iterator[Played]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True) as progress, ProcessPoolExecutor(jobs) as pool:
        task = progress.add_task("", total=len(numbers))
        failures = 0
        for done in as_completed([pool.submit(play, seed, days, troubles) for seed in numbers]):
            life = done.result()
            failures += bad(life.figures)
            progress.update(task, advance=1, description=f"{failures} failures" if failures else "")
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
