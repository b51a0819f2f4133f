"""Crawls real pages of real sites, served on loopback, and compares what is stored with what is true.

    python -m eval.sites CORPUS

CORPUS is a folder of pages with the truth beside them (see eval/corpus.py); each file of eval/sites/ describes one of
its sites, or a part of it. Exits with 1 when anything differs where a site is read by its selectors.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urljoin

import typer
import yaml
from rich.console import Console

from bench.figures import Table, write
from eval.corpus import Site
from eval.judging import Judge, Score
from eval.serving import Server
from portalwatch.config import Home
from portalwatch.crawl.runner import Report, Runner, run
from portalwatch.items import Outcome
from portalwatch.store import archive, owed
from portalwatch.watch import Watch

SITES = Path(__file__).with_suffix("")
PAGE = Path(__file__).parents[1] / "docs" / "sites.md"
LATER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One file of eval/sites/: `portal` is a portal's description whose addresses are paths."""

    name: str
    cms: str
    site: Site
    portal: Mapping[str, Any]
    exceptions: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, path: Path, corpus: Path) -> "Described":
        """Read it. Each of its `truth_exceptions` has a `page`, a `field` and the `reason` why the truth is wrong."""
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(
            name=path.stem,
            cms=said["cms"],
            site=Site(corpus, said["site"]),
            portal=said["portal"],
            exceptions=frozenset((each["page"], each["field"]) for each in said.get("truth_exceptions", ())),
        )

    @property
    def lists(self) -> Sequence[Mapping[str, Any]]:
        """Its sections."""
        sections: Sequence[Mapping[str, Any]] = self.portal["sections"]
        return sections

    @property
    def depth(self) -> int:
        """How many pages of each list are read: one, unless the corpus has more of them."""
        return int(self.portal.get("first_pages", 1))

    def description(self, url: str, *, rules: bool) -> str:
        """Return the description for when the site is served at `url`, with its selectors or without."""
        hidden = () if rules else ("rules",)
        served = {"name": self.name, "url": f"{url}/", "first_pages": self.depth, "delay": 0.01, "allow_private": True}
        portal = {name: value for name, value in self.portal.items() if name not in hidden} | served
        portal["sections"] = [
            {name: value for name, value in section.items() if name not in hidden}
            | {"url": urljoin(url, section["url"])}
            for section in self.lists
        ]
        return yaml.safe_dump(portal, allow_unicode=True)


@dataclass(frozen=True, slots=True)
class Result:
    """One site read in one way. `again` says what a second crawl took for news, though nothing had changed."""

    site: Described
    rules: bool
    score: Score
    again: str

    @property
    def way(self) -> str:
        """How it was read."""
        return "by selectors" if self.rules else "without"

    @property
    def differences(self) -> list[str]:
        """Every difference in words."""
        again = [f"second crawl: {self.again}"] if self.again else []
        return [f"{self.site.name}, {self.way}: {difference}" for difference in self.score.differences + again]

    @property
    def row(self) -> Sequence[str]:
        """Its row in the table."""
        score = self.score
        found = f"{score.rows.found}/{score.rows.expected}"
        tallies = (found, str(score.rows), str(score.articles), str(score.missing))
        return (self.site.name, self.site.cms, self.way, *tallies, self.again or "unchanged")


class Evaluation:
    """All sites in one home, read by selectors or without; `urls` says where each is served."""

    def __init__(self, sites: Sequence[Described], home: Home, urls: Mapping[str, str], *, rules: bool) -> None:
        self.sites, self.home, self.urls, self.rules = sites, home, urls, rules
        self.began_at = datetime.now(UTC)
        home.portals.mkdir(parents=True)
        for site in sites:
            text = site.description(urls[site.name], rules=rules)
            (home.portals / f"{site.name}.yaml").write_text(text, encoding="utf-8")

    async def evaluate(self) -> list[Result]:
        """Crawl each site, compare what is stored, and crawl it once more."""
        first, second = self._watch(self.began_at), self._watch(self.began_at + LATER)
        await self._crawl(first)
        scores = [self._judge(site, first) for site in self.sites]
        reports = await self._crawl(second)
        events = Counter(event.item.portal for event in owed.events(second.engine))
        return [
            Result(site, self.rules, score, _news(report, events[site.name]))
            for site, score, report in zip(self.sites, scores, reports, strict=True)
        ]

    def _watch(self, at: datetime) -> Watch:
        return Watch(self.home, now=lambda: at)

    async def _crawl(self, watch: Watch) -> list[Report]:
        runner = Runner(watch)
        return list(await asyncio.gather(*(runner.crawl(site.name) for site in self.sites)))

    def _judge(self, site: Described, watch: Watch) -> Score:
        judge = Judge(site.site, self.urls[site.name], site.exceptions)
        for section in site.lists:
            items = archive.items(watch.engine, portal=site.name, section_key=section["key"])
            judge.judge_list(section["url"], site.depth, items)
        return judge.score


def _news(report: Report, events: int) -> str:
    changed = [f"{crawl.section} {crawl.outcome}" for crawl, _ in report.sections if crawl.outcome != Outcome.UNCHANGED]
    return ", ".join([*changed, *([f"events: {events}"] if events else [])])


def main(
    corpus: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Pages with the truth beside them.")],
    *,
    sites: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Descriptions of its sites.")] = SITES,
    note: Annotated[bool, typer.Option("--note", help="Write the table into docs/sites.md too.")] = False,
) -> None:
    """Crawl real pages and compare; exit with 1 when anything differs where a site is read by its selectors."""
    for name in ("scrapy", "twisted", "portalwatch"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    described = [Described.read(path, corpus) for path in sorted(sites.glob("*.yaml"))]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        urls = {site.name: stack.enter_context(Server(site.site.pages)).url for site in described}
        results = run(lambda: _evaluate(described, folder, urls))
    differences = [difference for result in results for difference in result.differences]
    table = _table(results)
    screen = Console()
    screen.print(table.shown())
    for difference in differences:
        screen.print(difference, markup=False, highlight=False, soft_wrap=True)
    if note:
        write(PAGE, "\n".join([table.markdown(), "", *(f"- {difference}" for difference in differences)]))
    raise typer.Exit(any(result.differences for result in results if result.rules))


async def _evaluate(sites: Sequence[Described], folder: Path, urls: Mapping[str, str]) -> list[Result]:
    ways = {"selectors": True, "inference": False}
    homes = [Evaluation(sites, Home(folder / name), urls, rules=rules) for name, rules in ways.items()]
    return [result for home in homes for result in await home.evaluate()]


def _table(results: Iterable[Result]) -> Table:
    columns = ("site", "CMS", "read", "rows found", "rows right", "articles right", "404s named", "second crawl")
    return Table("Stored, of what the truth says", columns, [result.row for result in results])


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
