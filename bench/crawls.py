"""Whole crawls, each in a process of its own, and what the system says that they cost."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen

import yaml

from bench.serving import Served
from portalwatch.sample.description import description
from portalwatch.sample.sections import SECTIONS

#: The command that people use.
COMMAND = (sys.executable, "-m", "portalwatch")
#: The section that is crawled alone to tell the start from the pages.
PART = ("news",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`cpu` in seconds, user and system, of the whole process from its start; `peak` in bytes; requests sent."""

    cpu: float
    peak: int
    requests: int


@dataclass(frozen=True, slots=True)
class Runs:
    """First crawls by one side: of the whole portal, and of a part of it."""

    whole: list[Cost] = field(default_factory=list)
    part: list[Cost] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Seconds of CPU of a whole crawl: the median."""
        return median(cost.cpu for cost in self.whole)

    @property
    def pages(self) -> int:
        """Pages of a whole crawl."""
        return self.whole[0].requests

    @property
    def marginal(self) -> float:
        """Seconds of CPU that one page more costs."""
        few = self.part[0].requests
        return (self.cpu - median(cost.cpu for cost in self.part)) / (self.pages - few)

    @property
    def start(self) -> float:
        """Seconds of CPU before the first page and after the last."""
        return self.cpu - self.marginal * self.pages

    @property
    def peak(self) -> int:
        """The most memory that any run took, in bytes."""
        return max(cost.peak for cost in self.whole)

    def over(self, other: "Runs") -> float:
        """How many times what the other side took: the median of what each round says."""
        return median(own.cpu / its.cpu for own, its in zip(self.whole, other.whole, strict=True))


class Bench:
    """Crawls one served portal again and again; `folder` takes homes, feeds and the bytecode of a first import."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served, self.folder = served, folder
        self._made = 0
        self._environment = os.environ | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        # An installed program has its bytecode.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def compare(self, rounds: int, on_run: Callable[[], None]) -> dict[str, Runs]:
        """Let the sides take turns, after one turn that does not count."""
        sides: dict[str, Callable[[Sequence[str]], Cost]] = {
            "bare": self.crawl_bare,
            "rules": lambda sections: self.crawl(self.furnish(rules=True), sections),
            "inferred": lambda sections: self.crawl(self.furnish(rules=False), sections),
        }
        runs = {name: Runs() for name in sides}
        for crawl in sides.values():
            crawl(PART)
        for _ in range(rounds):
            for name, crawl in sides.items():
                runs[name].whole.append(crawl(()))
                runs[name].part.append(crawl(PART))
                on_run()
        return runs

    def crawl(self, home: Path, sections: Sequence[str]) -> Cost:
        """Crawl what a home describes, or only these sections of it."""
        chosen = ["--section", ",".join(sections)] if sections else []
        return self._run([*COMMAND, "crawl", "--home", str(home), *chosen])

    def crawl_bare(self, sections: Sequence[str]) -> Cost:
        """Crawl the same pages by the plain spider."""
        urls = [self.served.url + SECTIONS[key].path for key in sections or SECTIONS]
        return self._run([sys.executable, "-m", "bench.bare", str(self._make("feed")), *urls])

    def furnish(self, *, rules: bool) -> Path:
        """Make a home that describes the portal, with or without selectors."""
        described = yaml.safe_load(description(self.served.url, rules=rules)) | {"robots": False}
        home = self._make("home")
        portals = home / "config" / "portals"
        portals.mkdir(parents=True)
        (portals / "sample.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
        return home

    def _make(self, what: str) -> Path:
        self._made += 1
        return self.folder / f"{what}-{self._made}"

    def _run(self, command: Sequence[str]) -> Cost:
        self.served.take()
        process = Popen(command, stdout=DEVNULL, env=self._environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        requests = self.served.take()
        return Cost(cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024, requests=requests)
