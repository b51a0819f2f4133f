"""Measures how well and how fast pages are read without a selector, beside the libraries that do the same.

    python -m eval [CORPORA]

CORPORA is a folder of saved pages with the truth beside them (see eval/truths.py); without it the project's own pages
are read. Exits with 1 when portalwatch does not reach a figure that it has to.
"""

import os
import platform
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench.figures import write as put
from eval.drawing import draw
from eval.evaluating import evaluate, evaluate_times
from eval.figures import PAGES, STRINGS, broken, show, write
from eval.own import write_own
from eval.readers import OWN, PEERS, TELLS, MissingError
from eval.scoring import Score
from eval.strings import READERS
from eval.truths import Truths, read_truths

PAGE = Path(__file__).parents[1] / "docs" / "reading.md"
VERSIONS = Path(__file__).with_name("peers.txt")
PICTURE = PAGE.with_name("reading-figures.svg")


class Evaluation:
    """The scores of all readers, of pages and of time strings; `missing` says why a reader has none."""

    def __init__(self, truths: Truths, peers: Path, screen: Console) -> None:
        self.truths, self.peers = truths, peers
        self.pages: dict[str, Score] = {}
        self.strings: dict[str, Score] = {}
        self.missing: dict[str, str] = {}
        self.progress = Progress(
            TextColumn("{task.description:>34}"),
            BarColumn(40),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=screen,
        )
        self._bars: dict[str, TaskID] = {}

    def run(self) -> None:
        """Have them all read everything, one after the other. Raises MissingError when portalwatch itself cannot."""
        with self.progress:
            for name in (OWN, *TELLS):
                self._keep(name, self.pages, partial(evaluate, name, self.truths, self._tick, self.peers))
            for name in READERS:
                self._keep(name, self.strings, partial(evaluate_times, name, self._tick, self.peers))

    def _keep(self, name: str, scores: dict[str, Score], score: Callable[[], Score]) -> None:
        try:
            scores[name] = score()
        except MissingError as error:
            if name == OWN:
                raise
            self.missing[name] = str(error)

    def _tick(self, name: str, task: str, count: int) -> None:
        what = f"{name}, {task}"
        if what not in self._bars:
            self._bars[what] = self.progress.add_task(what, total=count)
        self.progress.advance(self._bars[what])

    @property
    def broken(self) -> list[str]:
        """Every bar that portalwatch does not keep."""
        return broken(PAGES, self.pages[OWN]) + broken(STRINGS, self.strings[OWN])

    @property
    def differences(self) -> list[str]:
        """All that portalwatch reads otherwise than the truth says."""
        found = [*self.pages[OWN].differences, *self.strings[OWN].differences]
        return [f"{what}: {figure}: {differs}" for what, figure, differs in found]

    def text(self, title: str) -> str:
        """Return the tables for a page."""
        missing = [f"- {name} was not measured: {reason}" for name, reason in self.missing.items()]
        tables = write(title, PAGES, self.pages), write("Time strings", STRINGS, self.strings)
        return "\n\n".join([_how([*self.pages, *self.strings]), *tables, *(["\n".join(missing)] if missing else [])])


def _how(names: Iterable[str]) -> str:
    """How this was measured: the command, the day, the machine, the versions of the others."""
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", VERSIONS.read_text(encoding="utf-8"), re.MULTILINE))
    versions = [f"{name} {pinned[name]}" for name in dict.fromkeys(names) if name in pinned]
    machine = f"{os.cpu_count()} cores", f"Python {platform.python_version()}"
    return f"{', '.join(['`make eval CORPORA=FOLDER`', f'{_today()}', *machine, *versions])}."


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


def main(
    corpora: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="Pages with the truth beside them.")
    ] = None,
    *,
    peers: Annotated[Path, typer.Option(help="The Python that has the other libraries.")] = PEERS,
    note: Annotated[bool, typer.Option("--note", help="Write tables and picture into docs/reading.md too.")] = False,
) -> None:
    """Measure how pages are read; exit with 1 when portalwatch does not reach a figure that it has to."""
    screen = Console()
    with ExitStack() as stack:
        folder = corpora or Path(stack.enter_context(TemporaryDirectory()))
        if not corpora:
            screen.print("No folder of pages is named: these are the project's own, of the sample portal.")
            write_own(folder)
        truths = read_truths(folder)
        evaluation = Evaluation(truths, peers, screen)
        try:
            evaluation.run()
        except MissingError as error:
            screen.print(f"portalwatch read cannot be run: {error}", style="bold red")
            raise typer.Exit(1) from error
    title = f"{len(truths.kinds)} pages{'' if corpora else ' of the sample portal'}, {_today()}"
    _show(evaluation, title, screen)
    if note:
        PICTURE.write_text(draw(title, evaluation.pages, evaluation.strings), encoding="utf-8")
        put(PAGE, evaluation.text(title))
    raise typer.Exit(bool(evaluation.broken))


def _show(evaluation: Evaluation, title: str, screen: Console) -> None:
    for difference in evaluation.differences:
        screen.print(difference, markup=False, highlight=False, soft_wrap=True)
    screen.print(show(title, PAGES, evaluation.pages))
    screen.print(show("Time strings", STRINGS, evaluation.strings))
    for name, reason in evaluation.missing.items():
        screen.print(f"{name} was not measured: {reason}", markup=False, highlight=False, soft_wrap=True)
    for each in evaluation.broken:
        screen.print(f"not reached: {each}", style="bold red", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
