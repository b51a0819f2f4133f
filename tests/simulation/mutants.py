"""Puts wrong strategies back, one at a time, and shows that the judges find each of them out; exit code 1 if not."""

import tempfile
from asyncio import new_event_loop
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bench.figures import Table, write
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from tests.conftest import Place
from tests.crash import wrong as crashing
from tests.crash.judge import faults, look
from tests.crash.scene import Run, Scene, victim
from tests.deliver.conftest import mail_to
from tests.deliver.server import MailServer
from tests.simulation.figures import PAGE
from tests.simulation.play import Played, play
from tests.simulation.wrong import STRATEGIES, put_back

DAYS, SEEDS = 40, range(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one strategy: `where` it was looked for, and the first failure (None: it was not found out)."""

    name: str
    story: str
    where: str
    failure: str | None


def try_out(name: str, seeds: Iterable[int] = SEEDS, days: int = DAYS) -> Verdict:
    """Play lives by a wrong strategy until the judge finds it out in one that goes well by the right ones.

    A life in which the right ones fail too says nothing of the wrong one.
    """
    wrong = STRATEGIES[name]
    shown = ", ".join(sorted(wrong.troubles)) or "none"
    unfit = []
    for seed in seeds:
        with put_back(name):
            life = _play(seed, days, wrong.troubles)
        if not life.failures:
            continue
        if not _play(seed, life.days, wrong.troubles).failures:
            first = life.failures[0]
            other = f" (in {', '.join(map(str, unfit))} the right one fails too)" if unfit else ""
            where = f"seed {seed}{other}, day {life.days}, {shown}"
            failure = f"{first.verdict} {first.kind}: {first.reason}"
            return Verdict(name=name, story=wrong.story, where=where, failure=failure)
        unfit.append(seed)
    return Verdict(name=name, story=wrong.story, where=f"{days} days, {shown}", failure=None)


def _play(seed: int, days: int, troubles: frozenset[str]) -> Played:
    return play(seed, days, troubles, often=(1,), brief=True)


def crash(name: str, run: Run) -> Verdict:
    """End a life that follows a wrong strategy at the points around what it does, and the right one there too."""
    wrong = crashing.ENDS[name]
    found = [_end(wrong, strategy, run) for strategy in (name, "")]
    story = (crashing.STRATEGIES[name].__doc__ or "").strip().rstrip(".")
    where = f"{wrong.life}, killed " + " or ".join(wrong.only.split("|"))
    return Verdict(name=name, story=story, where=where, failure=None if found[1] else found[0])


def _end(wrong: crashing.Ends, strategy: str, run: Run) -> str | None:
    """Return what the judge found first."""
    with ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(Server(Portal(per_section=3)))
        office = stack.enter_context(MailServer())
        place = Place(path / "home", new_event_loop())
        (path / "lives").mkdir()
        if wrong.mails:
            place.serve(mail=mail_to(office).model_dump(include={"host", "port", "security", "sender"}, mode="json"))
        scene = Scene(place, server, path / "lives", run)
        report = scene.live(wrong.life, strategy=strategy, only=wrong.only, mails=wrong.mails)
        for each in report.tries:
            folder = Path(each.home) / "var" / "outbox"
            copies = office.contents(each.reader) if wrong.mails else [file.read_bytes() for file in folder.glob("*")]
            for fault in faults(look(Path(each.home), copies), scene.titles, scene.urls):
                return f"{fault}: {each.name}"
    return None


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Strategies; none means all.")] = None,
    *,
    note: Annotated[bool, typer.Option("--note", help="Write the table into docs/trust.md too.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Try all of them out, and say of each how it was found."""
    screen = Console()
    chosen = names or [*STRATEGIES, *crashing.ENDS]
    if unknown := set(chosen) - STRATEGIES.keys() - crashing.ENDS.keys():
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join([*STRATEGIES, *crashing.ENDS])}")
    with Progress(console=screen, transient=True) as progress:
        task = progress.add_task("", total=len(chosen))
        verdicts = {}
        for each in _tried(chosen, jobs):
            verdicts[each.name] = each
            progress.update(task, advance=1, description=f"{each.name}: {'found' if each.failure else 'survived'}")
    table = _table([verdicts[name] for name in chosen])
    screen.print(table.shown())
    if note:
        write(PAGE, f"`make test-mutants`\n\n{table.markdown()}", name="mutants")
    raise typer.Exit(any(each.failure is None for each in verdicts.values()))


def _tried(names: Sequence[str], jobs: int) -> Iterator[Verdict]:
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from (each.result() for each in as_completed([pool.submit(try_out, n) for n in names if n in STRATEGIES]))
    with victim() as run:
        yield from (crash(name, run) for name in names if name in crashing.ENDS)


def _table(verdicts: Sequence[Verdict]) -> Table:
    rows = [(f"{each.name}: {each.story}", each.where, each.failure or "none: it survived") for each in verdicts]
    return Table("Wrong strategies", ("strategy", "found in", "first failure, where the right one goes well"), rows)


if __name__ == "__main__":
    typer.run(main)
