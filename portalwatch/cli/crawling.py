"""`crawl` and `serve`."""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Annotated

import typer
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from portalwatch.cli.screen import HomeOption, JsonOption, coloured, err, out, print_json, row, table, watch_at
from portalwatch.crawl.runner import Progress, Report, Runner, run
from portalwatch.errors import PortalwatchError
from portalwatch.items import Crawl, Kind
from portalwatch.schedule import serve as serve_forever
from portalwatch.store.archive import Recorded
from portalwatch.watch import Watch

Sections = Annotated[str, typer.Option("--section", help="Only these sections: keys with commas between.")]
Since = Annotated[str, typer.Option(help="Read the lists back to this day, YYYY-MM-DD.")]
Recheck = Annotated[bool, typer.Option("--recheck", help="Look again at the articles of all listed rows.")]
Rebaseline = Annotated[bool, typer.Option("--rebaseline", help="Store what is listed now without announcing it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(crawl)
    app.command()(serve)


def crawl(
    portals: Annotated[list[str] | None, typer.Argument(help="Names of portals; none means all.")] = None,
    *,
    home: HomeOption = ".",  # type: ignore[assignment]
    section: Sections = "",
    since: Since = "",
    recheck: Recheck = False,
    rebaseline: Rebaseline = False,
    as_json: JsonOption = False,
) -> None:
    """Crawl portals now, and record what is new or changed."""
    watch = watch_at(home)
    quiet_scrapy()
    names = _chosen(watch, portals or [])
    arguments = {"section": section, "since": since, "recheck": "1" * recheck, "rebaseline": "1" * rebaseline}
    results, interrupted = run(lambda: _crawl_all(watch, names, arguments, bars=not as_json and err.is_terminal))
    reports = [result for result in results if isinstance(result, Report)]
    show(reports, as_json=as_json)
    errors = [result for result in results if isinstance(result, PortalwatchError)]
    errors += [] if portals else Runner(watch).loader.errors
    for error in errors:
        err.print(f"portalwatch: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
    if interrupted:
        raise typer.Exit(130)
    if errors or not all(crawl.outcome.trusted for report in reports for crawl, _ in report.sections):
        raise typer.Exit(1)


def serve(*, home: HomeOption = ".") -> None:  # type: ignore[assignment]
    """Crawl on schedule and send digests, until stopped."""
    watch = watch_at(home)
    quiet_scrapy()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.getLogger("portalwatch").setLevel(logging.INFO)
    run(lambda: serve_forever(watch))


def quiet_scrapy() -> None:
    """Leave only what a person must know: each crawl's outcome is told in our own words."""
    for name in ("scrapy", "twisted", "py.warnings", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(RichHandler(console=err, show_path=False, level=logging.ERROR))


def _chosen(watch: Watch, names: Sequence[str]) -> list[str]:
    """Return the portals to crawl; each name that was given must exist."""
    if names:
        return [watch.config.portal(name).name for name in names]
    return [portal.name for portal in watch.config.portals if not portal.waiting]


async def _crawl_all(
    watch: Watch, names: Sequence[str], arguments: dict[str, str], *, bars: bool
) -> tuple[list[Report | PortalwatchError], bool]:
    runner = Runner(watch)
    interrupted = asyncio.Event()

    def interrupt() -> None:
        interrupted.set()
        tasks.append(asyncio.ensure_future(runner.stop()))

    tasks: list[asyncio.Future[None]] = []
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    room = asyncio.Semaphore(watch.config.service.concurrency)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=err, transient=True) if bars else nullcontext() as progress:

        async def one(name: str) -> Report | PortalwatchError:
            async with room:
                try:
                    return await runner.crawl(name, arguments, on_progress=_bar(progress, name))
                except PortalwatchError as error:
                    return error

        results = await asyncio.gather(*(one(name) for name in names))
    await asyncio.gather(*tasks)
    return list(results), interrupted.is_set()


def _bar(progress: Bars | None, name: str) -> Callable[[Progress], None] | None:
    """Return what moves the portal's bar, nothing when there are no bars."""
    if progress is None:
        return None
    task: TaskID = progress.add_task(name, total=None)

    def move(state: Progress) -> None:
        progress.update(task, total=state.requested, completed=state.answered)

    return move


def show(reports: Sequence[Report], *, as_json: bool = False) -> None:
    """Print what each section came to."""
    sections = [pair for report in reports for pair in report.sections]
    if as_json:
        print_json(_as_json(crawl, recorded) for crawl, recorded in sections)
        return
    made = table("portal", "section", "outcome", "rows", "new", "edited", "note")
    for crawl, recorded in sections:
        counts = [sum(change.kind is kind for change in recorded.changes.announced) for kind in Kind]
        row(made, crawl.portal, crawl.section, coloured(crawl.outcome), len(crawl.rows) or "", *counts, _note(crawl))
    if sections:
        out.print(made)


def _note(crawl: Crawl) -> str:
    gap = f"gap {crawl.coverage.gap}" if crawl.coverage.gap else ""
    lasting = [str(problem) for problem in crawl.problems if not crawl.detail]
    return "; ".join(part for part in (crawl.detail, gap, *lasting[:3]) if part)


def _as_json(crawl: Crawl, recorded: Recorded) -> dict[str, object]:
    return {
        "portal": crawl.portal,
        "section": crawl.section,
        "outcome": crawl.outcome.value,
        "detail": crawl.detail,
        "pages": crawl.coverage.pages,
        "rows": len(crawl.rows),
        "opened": len(crawl.items),
        "announced": len(recorded.changes.announced),
        "gap": str(crawl.coverage.gap) if crawl.coverage.gap else None,
        "problems": [str(problem) for problem in crawl.problems],
    }
