"""What many lives came to, as tables."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import write
from tests.simulation.evidence import BAD
from tests.simulation.play import Played

#: Where figures are shown to readers.
PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
_KINDS = ("new", "late", "edited", "moved", "withdrawn", "returned")
#: How many failures are shown.
_SHOWN, _EACH = 30, 2


def note(screen: Console, name: str) -> None:
    """Write what a recording screen showed into the page."""
    write(PAGE, f"```text\n{screen.export_text().strip()}\n```", name=name)


def bad(figures: Counter[str]) -> int:
    """Return how much of it must not be."""
    return sum(count for name, count in figures.items() if name.partition(":")[0] in BAD)


def show(screen: Console, lives: Iterable[Played]) -> int:
    """Print the figures of these lives and their first failures; return how many there are."""
    lives = list(lives)
    figures: Counter[str] = sum((life.figures for life in lives), Counter())
    screen.print(
        f"{len(lives)} lives, {figures['section-days']:,} section-days, {figures['crawls']:,} crawls of a section"
    )
    screen.print(_by_kind(figures), _others(figures))
    failed = [(life, each) for life in lives for each in life.failures[:_EACH]]
    for life, each in failed[:_SHOWN]:
        screen.print(
            f"seed {life.seed}  {each.at:%Y-%m-%d %H:%M}  {each.section}  [b]{each.verdict} {each.kind}[/b]  ", end=""
        )
        screen.print(each.reason, markup=False, highlight=False)
    return bad(figures)


def _by_kind(figures: Counter[str]) -> Table:
    table = Table("", *_KINDS, title="Changes")
    for name in ("made", "told", *BAD):
        counts = [sum(count for key, count in figures.items() if _is(key, name, kind)) for kind in _KINDS]
        if any(counts) or name in ("made", "told", "false", "missed"):
            table.add_row(name, *map(str, counts))
    return table


def _is(key: str, name: str, kind: str) -> bool:
    """Whether a figure is of this row and kind; `edited (title)` is of the kind `edited`."""
    start, _, rest = key.partition(": ")
    return start == name and rest.partition(" ")[0] == kind


def _others(figures: Counter[str]) -> Table:
    table = Table("", "", title="Else")
    for name, count in _rest(figures):
        table.add_row(name, f"{count:,}")
    return table


def _rest(figures: Counter[str]) -> Iterator[tuple[str, int]]:
    for name, count in sorted(figures.items()):
        start, _, rest = name.partition(": ")
        if rest.partition(" ")[0] not in _KINDS or start not in ("made", "told", *BAD):
            yield name, count
