"""Whole crawls, each in a process of its own, and what the system says that they cost."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen

import yaml

from bench.serving import Served
from portalwatch.sample.description import description
from portalwatch.sample.sections import SECTIONS

COMMAND = (sys.executable, "-c", "from portalwatch.cli import main; main()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`cpu` in seconds, user and system, of the whole process from its start; `peak` in bytes; requests sent."""

    cpu: float
    peak: int
    requests: int


def crawl(served: Served, home: Path, *, sections: Sequence[str] = ()) -> Cost:
    """Crawl the portal that a home describes, by the command that people use."""
    chosen = ["--section", ",".join(sections)] if sections else []
    return _run(served, [*COMMAND, "crawl", "--home", str(home), *chosen])


def crawl_bare(served: Served, feed: Path, *, sections: Sequence[str] = ()) -> Cost:
    """Crawl the same pages by the plain spider."""
    urls = [served.url + SECTIONS[key].path for key in sections or SECTIONS]
    return _run(served, [sys.executable, "-m", "bench.bare", str(feed), *urls])


def furnish(home: Path, served: Served, *, rules: bool) -> Path:
    """Make a home that describes the portal, with or without selectors; return it."""
    described = yaml.safe_load(description(served.url, rules=rules)) | {"robots": False}
    portals = home / "config" / "portals"
    portals.mkdir(parents=True)
    (portals / "sample.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    return home


def _run(served: Served, command: Sequence[str]) -> Cost:
    served.take()
    process = Popen(command, stdout=DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024, requests=served.take())
