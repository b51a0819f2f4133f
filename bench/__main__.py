"""Measures what portalwatch costs, beside a plain Scrapy spider on the same pages; writes docs/bench.md."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bench import decisions
from bench import install as fresh
from bench.crawls import Bench, Runs
from bench.figures import Bar, Table, write
from bench.serving import Served, serve
from portalwatch.sample.sections import SECTIONS

PAGE = Path(__file__).parents[1] / "docs" / "bench.md"
MB = 1e6
#: By form: µs of ours, µs of dateparser, whether that reads the same day.
Times = dict[str, tuple[float, float, bool]]
NAMES = {
    "bare": "Scrapy + parsel",
    "rules": "with selectors",
    "inferred": "without",
}


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Crawls of each side.")] = 5,
    *,
    install: Annotated[bool, typer.Option("--install", help="Measure a fresh install too, from the registry.")] = False,
) -> None:
    """Measure; exit with 1 when a bar is not kept."""
    screen = Console()
    with serve() as served, TemporaryDirectory() as folder, Progress(console=screen, transient=True) as progress:
        bench = Bench(served, Path(folder))
        task = progress.add_task("crawling", total=rounds * len(NAMES))
        runs = bench.compare(rounds, lambda: progress.advance(task))
        again = _crawl_again(bench)
        task = progress.add_task("deciding", total=max(decisions.SIZES))
        decided = decisions.measure(lambda count: progress.advance(task, count))
    times = _read_times()
    bars = [
        *_crawl_bars(runs, again),
        Bar("slowest usual time form", max(own for own, _, _ in times.values()), 30, " µs"),
        decisions.bar(decided),
    ]
    if install:
        bars.append(Bar("fresh install of the core", fresh.measure() / MB, 250, " MB"))
    tables = [
        Table("The bars", ("", "measured", "bar", "kept"), [bar.row() for bar in bars]),
        _show_crawls(runs),
        decisions.table(decided),
        _show_times(times),
    ]
    head = _describe(served, runs["bare"].pages, rounds, install=install)
    screen.print(head, *(table.shown() for table in tables), sep="\n")
    write(PAGE, "\n\n".join([head, *(table.markdown() for table in tables)]))
    raise typer.Exit(not all(bar.met for bar in bars))


def _crawl_again(bench: Bench) -> int:
    """Return how many requests a second crawl costs when nothing has changed."""
    home = bench.furnish(rules=True)
    bench.crawl(home, ())
    return bench.crawl(home, ()).requests


def _read_times() -> Times:
    done = subprocess.run([sys.executable, "-m", "bench.times"], check=True, capture_output=True, text=True)
    return {form: (own, other, right) for form, (own, other, right) in json.loads(done.stdout).items()}


def _slowest(times: Times) -> float:
    return max(own for own, _, _ in times.values())


def _crawl_bars(runs: dict[str, Runs], again: int) -> Iterator[Bar]:
    yield Bar("CPU of a first crawl, times that of Scrapy + parsel", runs["rules"].over(runs["bare"]), 1.3)
    yield Bar(
        "peak memory of a crawl of one portal", max(runs[name].peak for name in ("rules", "inferred")) / MB, 150, " MB"
    )
    yield Bar("requests for an unchanged portal, a section", again / len(SECTIONS), 1)


def _show_crawls(runs: dict[str, Runs]) -> Table:
    columns = ("a first crawl", "CPU", "a page", "ratio", "start alone", "a page beyond it", "peak memory")
    rows = [
        (
            NAMES[name],
            f"{run.cpu:.2f} s",
            f"{run.cpu / run.pages * 1e3:.1f} ms",
            f"{run.over(runs['bare']):.2f}",
            f"{run.start:.2f} s",
            f"{run.marginal * 1e3:.1f} ms",
            f"{run.peak / MB:.0f} MB",
        )
        for name, run in runs.items()
    ]
    return Table("CPU and memory", columns, rows)


def _show_times(times: Times) -> Table:
    rows = [
        (f"`{form}`", f"{own:.1f} µs", f"{other:.0f} µs" + ("" if right else ", wrong"))
        for form, (own, other, right) in times.items()
    ]
    return Table("Reading one publish time", ("text", "portalwatch", "dateparser"), rows)


def _describe(served: Served, pages: int, rounds: int, *, install: bool) -> str:
    names = ("scrapy", "parsel", "lxml", "dateparser")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    command = f"python -m bench --rounds {rounds}" + " --install" * install
    return (
        f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{versions}. {pages} pages a crawl, lists of {served.list_bytes / 1e3:.0f} KB on average, "
        f"articles of {served.article_bytes / 1e3:.0f} KB."
    )


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
