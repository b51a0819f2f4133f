"""`crawl` and `serve`."""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

from portalwatch.cli.screen import (
    Group,
    HomeOption,
    JsonOption,
    Line,
    coloured,
    complain,
    err,
    out,
    print_json,
    report,
    tell,
    titled,
    watch_at,
)
from portalwatch.cli.triage import Finding, named, page
from portalwatch.cli.words import advice, explain, say
from portalwatch.config import Portal
from portalwatch.config.home import unknown
from portalwatch.crawl.runner import Progress, Report, Runner, run
from portalwatch.errors import ConfigError, PortalwatchError, UsageError
from portalwatch.items import Crawl, Gap, Kind
from portalwatch.schedule.service import serve as serve_forever
from portalwatch.shell import command
from portalwatch.store.record import Recorded
from portalwatch.watch import Watch

Sections = Annotated[
    str, typer.Option("--section", metavar="KEYS", help="Only these sections: keys with commas between.")
]
Since = Annotated[str, typer.Option("--since", metavar="YYYY-MM-DD", help="Read the lists back to this day.")]
Recheck = Annotated[bool, typer.Option("--recheck", help="Look again at the articles of all listed rows.")]
Rebaseline = Annotated[bool, typer.Option("--rebaseline", help="Store what is listed now without announcing it.")]
#: Problems of single articles that are named; the rest is in `--json`.
_NAMED = 3
#: What counts as new in a table, and what is rare enough to be told in words.
NEWS, OTHERS = (Kind.NEW, Kind.LATE), (Kind.MOVED, Kind.WITHDRAWN, Kind.RETURNED)


def crawl(
    portals: Annotated[list[str] | None, typer.Argument(metavar="PORTAL", help="Portals; none means all.")] = None,
    *,
    home: HomeOption = Path(),
    section: Sections = "",
    since: Since = "",
    recheck: Recheck = False,
    rebaseline: Rebaseline = False,
    as_json: JsonOption = False,
) -> None:
    """Crawl portals now, and record what is new or changed."""
    arguments = {"since": _day(since), "recheck": "1" * recheck, "rebaseline": "1" * rebaseline}
    crawl_now(home, portals or [], section, arguments, as_json=as_json)


def crawl_now(
    home: Path, portals: Sequence[str], section: str, arguments: Mapping[str, str], *, as_json: bool
) -> NoReturn:
    """Crawl these portals, or all, with the spider's arguments; show what came of it, and exit."""
    watch = watch_at(home)
    runner = Runner(watch)
    sections = _chosen(runner, portals, section, home)
    chosen = {name: {**arguments, "section": keys} for name, keys in sections.items()}
    quiet_scrapy()
    logging.getLogger().addHandler(RichHandler(console=err, show_path=False, level=logging.ERROR))
    crawling = _Crawling(runner, chosen)
    results = run(lambda: crawling.run(bars=not as_json and err.is_terminal))
    reports = [result for result in results if isinstance(result, Report)]
    show(reports, watch, as_json=as_json)
    errors = [result for result in results if isinstance(result, PortalwatchError)]
    errors += [each.unkept for each in reports if each.unkept]
    errors += [] if portals else runner.loader.errors
    for error in errors:
        complain(error)
    if crawling.interrupted:
        tell(say("interrupted; what was not finished is not recorded, the next crawl reads it"), "yellow")
    raise typer.Exit(_exit_code(reports, errors, interrupted=crawling.interrupted))


def serve(*, home: HomeOption = Path()) -> None:
    """Crawl on schedule and send digests, until stopped."""
    watch = watch_at(home)
    quiet_scrapy()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.getLogger("portalwatch").setLevel(logging.INFO)
    run(lambda: serve_forever(watch))


def quiet_scrapy() -> None:
    """Leave only faults of the program: each crawl's outcome is told in our own words."""
    for name in ("scrapy", "twisted", "py.warnings", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("scrapy.core.scraper").setLevel(logging.ERROR)


def show(reports: Iterable[Report], watch: Watch, *, as_json: bool = False) -> None:
    """Print what each section came to, and all of them together."""
    reports = [each for each in reports if each.sections]
    sections = [pair for each in reports for pair in each.sections]
    if as_json:
        print_json(_as_json(crawl, recorded) for crawl, recorded in sections)
    elif sections:
        report(("section", "outcome", "rows", "new", "edited"), [_group(each, watch) for each in reports])
        out.print(Text(_summary(sections), "dim"))


class _Crawling:
    """One run of `crawl`: many portals at once, ended early by a signal."""

    def __init__(self, runner: Runner, chosen: Mapping[str, Mapping[str, str]]) -> None:
        self.runner, self.chosen = runner, chosen
        self.interrupted = False
        self._room = asyncio.Semaphore(runner.loader.watch.config.service.concurrency)
        self._stopping: list[asyncio.Future[None]] = []

    async def run(self, *, bars: bool) -> list[Report | PortalwatchError]:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._interrupt)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bars(*columns, console=err, transient=True) if bars else nullcontext() as progress:
            count = len(self.chosen)
            whole = progress.add_task(say("all portals"), total=count) if progress and count > 1 else None
            results = await asyncio.gather(*(self._one(name, progress, whole) for name in self.chosen))
        await asyncio.gather(*self._stopping)
        return results

    def _interrupt(self) -> None:
        self.interrupted = True
        self._stopping.append(asyncio.ensure_future(self.runner.stop()))

    async def _one(self, name: str, progress: Bars | None, whole: TaskID | None) -> Report | PortalwatchError:
        async with self._room:
            with _bar(progress, name) as move:
                try:
                    return await self.runner.crawl(name, self.chosen[name], on_progress=move)
                except PortalwatchError as error:
                    return error
                finally:
                    if progress and whole is not None:
                        progress.advance(whole)


def _chosen(runner: Runner, names: Sequence[str], section: str, home: Path) -> dict[str, str]:
    """Return the portals to crawl, each with the keys of its sections to crawl; empty for all.

    A portal that is named must exist and have the sections; of all the others, those are crawled that have them.
    """
    config = runner.loader.watch.config
    for name in names:
        config.portal(name)
        runner.loader.load(name)(section=section)
    if names:
        return dict.fromkeys(names, section)
    portals = [portal for portal in config.portals if not portal.waiting]
    if not portals and not config.errors:
        hint = say("next: {command}", command=command("status" if config.portals else "add URL", home))
        lacking = "no portal is crawled on schedule" if config.portals else "no portal is described yet"
        raise UsageError(f"{say(lacking)}{say('; ')}{hint}")
    wanted = [key for key in section.split(",") if key]
    having = {portal.name: [key for key in wanted if key in _keys(portal)] for portal in portals}
    if wanted and not any(having.values()):
        raise UsageError(unknown("section", wanted[0], {key for portal in portals for key in _keys(portal)}))
    return {name: ",".join(keys) for name, keys in having.items() if keys or not wanted}


def _day(text: str) -> str:
    try:
        return str(date.fromisoformat(text)) if text else ""
    except ValueError:
        raise UsageError(f"--since {text!r} is not a day such as 2022-01-01") from None


def _keys(portal: Portal) -> list[str]:
    return [section.key for section in portal.sections]


def _exit_code(reports: Sequence[Report], errors: Sequence[PortalwatchError], *, interrupted: bool) -> int:
    if interrupted:
        return 130
    if errors and not reports and all(isinstance(error, ConfigError | UsageError) for error in errors):
        return 2
    well = all(crawl.outcome.trusted for report in reports for crawl, _ in report.sections)
    return 0 if well and not errors else 1


@contextmanager
def _bar(progress: Bars | None, name: str) -> Iterator[Callable[[Progress], None] | None]:
    """Show a portal's bar while it is crawled; yield what moves it, None when there are no bars."""
    if progress is None:
        yield None
        return
    task = progress.add_task(name, total=None)

    def move(state: Progress) -> None:
        progress.update(task, total=state.requested, completed=state.answered)

    yield move
    progress.remove_task(task)


def _group(each: Report, watch: Watch) -> Group:
    portal = watch.config.portal(each.portal)
    return Group(
        titled(portal.title, portal.name),
        [_line(watch.home.path, portal, crawl, recorded) for crawl, recorded in each.sections],
    )


def _line(home: Path, portal: Portal, crawl: Crawl, recorded: Recorded) -> Line:
    section = portal.section(crawl.section)
    counts = [_count(recorded, *kinds) or None for kinds in (NEWS, (Kind.EDITED,))]
    cells = [titled(section.name, section.key), coloured(crawl.outcome), len(crawl.rows) or None, *counts]
    seen = Finding(state=crawl.outcome, since_at=None).seen
    where = page(portal, [section], crawl.url) if seen else ""
    return Line(cells, _remark(crawl, recorded, advice(crawl.outcome, named(portal, [section]), home)), where)


def _count(recorded: Recorded, *kinds: Kind) -> int:
    return sum(change.kind in kinds for change in recorded.changes.announced)


def _remark(crawl: Crawl, recorded: Recorded, what: str) -> str:
    others = [say(f"{{count}} {kind.value}", count=count) for kind in OTHERS if (count := _count(recorded, kind))]
    if crawl.resettled:
        others.append(say("the portal has new addresses: {count} known items were found again", count=len(crawl.moves)))
    problems = [explain(str(problem)) for problem in crawl.problems[:_NAMED] if not crawl.detail]
    gap = say("gap {gap}: these days could not be read", gap=lacking) if (lacking := _gap(crawl)) else ""
    before, after = [*others, explain(crawl.detail)], [gap, what]
    # Several problems are told in a line each, for each of them names an address.
    lines = [before, *([each] for each in problems), after] if len(problems) > 1 else [[*before, *problems, *after]]
    return "\n".join(filter(None, (say("; ").join(filter(None, line)) for line in lines)))


def _gap(crawl: Crawl) -> Gap | None:
    """Which days a list leaves out; of one that is not believed nobody can say."""
    return crawl.coverage.gap if crawl.outcome.trusted else None


def _summary(sections: Sequence[tuple[Crawl, Recorded]]) -> str:
    outcomes = Counter(crawl.outcome for crawl, _ in sections)
    announced = Counter(change.kind for _, recorded in sections for change in recorded.changes.announced)
    stored = sum(len(recorded.changes.stored) - recorded.changes.completed for _, recorded in sections)
    completed = sum(recorded.changes.completed for _, recorded in sections)
    gaps = sum(_gap(crawl) is not None for crawl, _ in sections)
    counts = [say("{count} sections", count=len(sections))]
    counts += [f"{say(outcome.value)} {count}" for outcome, count in outcomes.items()]
    counts += [say("{count} with a gap", count=gaps)] if gaps else []
    counts.append(say("{count} new", count=sum(announced[kind] for kind in NEWS)))
    counts.append(say("{count} edited", count=announced[Kind.EDITED]))
    counts += [say(f"{{count}} {kind.value}", count=announced[kind]) for kind in OTHERS if announced[kind]]
    counts += [say("{count} stored unannounced", count=stored)] if stored else []
    counts += [say("{count} known ones completed", count=completed)] if completed else []
    return " · ".join(counts)


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
        "gap": str(gap) if (gap := _gap(crawl)) else None,
        "problems": [str(problem) for problem in crawl.problems],
    }
