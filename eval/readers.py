"""Those who read the pages, in processes of their own: portalwatch by its command, its peers by `eval/peer.py`."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory, TemporaryFile
from time import process_time

from eval.scoring import Answer
from eval.truths import Saved
from portalwatch.cli.reading import see

PEERS = Path(".cache/peers/bin/python")
_PEER = Path(__file__).with_name("peer.py")
#: What each peer tells; portalwatch tells all of it.
TELLS = {
    "gerapy-auto-extractor": ("rows", "exact", "title", "day", "minute", "body", "kind"),
    "gne": ("title", "day", "minute", "body"),
    "htmldate": ("day", "minute"),
    "trafilatura": ("title", "day", "body"),
    "readability-lxml": ("title", "body"),
}
#: The figures that come of each task.
TASKS = {
    "lists": ("rows", "exact", "row day", "next"),
    "articles": ("title", "day", "minute", "source", "files", "no files"),
    "bodies": ("body",),
    "kinds": ("kind",),
    "encodings": ("encoding",),
}
#: Those whose cost is a figure, too.
COSTED = ("lists", "articles")
OWN = "portalwatch"


class MissingError(Exception):
    """A reader cannot be run here."""


def tells(name: str) -> tuple[str, ...]:
    """Return the figures that a reader tells something of."""
    return TELLS.get(name) or tuple(figure for figures in TASKS.values() for figure in figures)


def does(name: str, task: str) -> bool:
    """Whether a reader has anything to say in a task."""
    return not set(TASKS[task]).isdisjoint(tells(name))


def command(name: str, task: str, peers: Path = PEERS) -> list[str]:
    """Return how to call a reader; the file with what to read comes last."""
    if name == OWN:
        return [sys.executable, "-m", "portalwatch", "read", "--json", "--from"]
    return [str(peers), str(_PEER), name, task]


def read(
    called: Sequence[str], pages: Sequence[Saved], tick: Callable[[], None], *, costs: bool = True
) -> tuple[dict[str, Answer], float]:
    """Have pages read by one process, `tick` after each; return the answers by file, and the ms of CPU a page.

    What the process takes to start is measured apart and taken off, where the `costs` are asked for. Raises
    MissingError when the reader cannot be run.
    """
    lines = [f"{page.file}\t{page.base}\n" for page in pages]
    start = _run(called, lines[:1])[1] if costs else 0.0
    answers, total = _run(called, lines, tick)
    cost = max(0.0, total - start) * 1000 / max(1, len(pages) - 1)
    return {answer["source"]: answer for answer in answers}, cost


def time_own(pages: Sequence[Saved]) -> list[float]:
    """Return the ms of CPU that each page takes portalwatch within a process that has long begun, the best of two."""
    now = datetime.now(UTC)
    return [min(_time_own(page, now) for _ in range(2)) for page in pages]


def _time_own(page: Saved, now: datetime) -> float:
    body = page.file.read_bytes()
    begin = process_time()
    see(str(page.file), body, url=page.base, now=now)
    return (process_time() - begin) * 1000


def ask(called: Sequence[str], question: object, tick: Callable[[], None]) -> list[Answer]:
    """Return the answers to a question that is one JSON object. Raises MissingError as `read` does."""
    return _run(called, [json.dumps(question)], tick)[0]


def _run(
    called: Sequence[str], lines: Sequence[str], tick: Callable[[], None] = lambda: None
) -> tuple[list[Answer], float]:
    """Return what the process answers and the CPU that it took with all its children, in seconds."""
    with TemporaryDirectory() as folder, TemporaryFile("w+", encoding="utf-8") as errors:
        asked = Path(folder, "pages")
        asked.write_text("".join(lines), encoding="utf-8")
        before = getrusage(RUSAGE_CHILDREN)
        try:
            process = subprocess.Popen([*called, asked], stdout=subprocess.PIPE, stderr=errors, encoding="utf-8")
        except OSError as error:
            raise MissingError(f"{error.strerror}: {called[0]}") from error
        with process:
            assert process.stdout is not None
            answers = [_answer(line, tick) for line in process.stdout if line.startswith("{")]
        after = getrusage(RUSAGE_CHILDREN)
        if not answers:
            errors.seek(0)
            raise MissingError((errors.read().strip().splitlines() or [f"exit code {process.returncode}"])[-1][:200])
    return answers, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _answer(line: str, tick: Callable[[], None]) -> Answer:
    tick()
    answer: Answer = json.loads(line)
    return answer
