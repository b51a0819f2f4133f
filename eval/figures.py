"""The figures that reading is measured by, what each is to reach, and the tables that show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from eval.readers import OWN, tells
from eval.scoring import Mean, Score

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: a share that is to be `least` at least, or a cost that is to be `most` at most.

    Where it is a `mean` of shares, a fraction of whole things would say nothing.
    """

    key: str
    what: str
    least: float | None = None
    most: float | None = None
    mean: bool = False
    unit: str = ""

    @property
    def bar(self) -> str:
        """What it is to reach, as shown."""
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}"
        if self.least is None:
            return NOTHING
        return f"{'≥ ' if self.least < 1 else ''}{_percent(self.least)}"

    def value(self, score: Score) -> float | None:
        """Return the figure; None where there is none."""
        if self.unit:
            return score.costs.get(self.key)
        return score.means[self.key].value if self.key in score.means else None

    def shown(self, score: Score) -> str:
        """Return the figure for a reader's eye."""
        value = self.value(score)
        if value is None:
            return NOTHING
        if self.unit:
            return f"{value:.1f} {self.unit}"
        mean: Mean = score.means[self.key]
        return _percent(value) if self.mean else f"{_percent(value)} ({mean.total:.0f}/{mean.count})"

    def kept(self, score: Score) -> bool:
        """Whether its bar is kept; what was not measured breaks none."""
        value = self.value(score)
        if value is None:
            return True
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


PAGES = (
    Figure("rows", "list rows, macro F1", 0.995, mean=True),
    Figure("exact", "list pages without any fault in their rows", 0.97),
    Figure("row day", "publish day of rows", 0.995),
    Figure("next", "next page, where one is known", 0.98),
    Figure("lists", "CPU per list page, median", most=6, unit="ms"),
    Figure("lists, mean", "CPU per list page, mean of all", unit="ms"),
    Figure("title", "article title", 0.98),
    Figure("day", "article day", 0.99),
    Figure("minute", "article minute, where one is shown", 0.98),
    Figure("source", "article source, where one is named"),
    Figure("files", "attachments, the whole set", 0.97),
    Figure("no files", "no attachment where there is none"),
    Figure("articles", "CPU per article page, median", most=8, unit="ms"),
    Figure("articles, mean", "CPU per article page, mean of all", unit="ms"),
    Figure("body", "body, mean F1 of 4-grams", 0.9, mean=True),
    Figure("kind", "page kind", 0.99),
    Figure("encoding", "encoding"),
)
STRINGS = (
    Figure("times", "time strings read", 1),
    Figure("refused", "other strings refused", 1),
    Figure("cost", "CPU per string, median", most=30, unit="µs"),
)


def _percent(value: float) -> str:
    """A share is never rounded up to the whole."""
    return "100 %" if value == 1 else f"{min(value * 100, 99.9):.1f} %"


def broken(figures: Sequence[Figure], score: Score) -> list[str]:
    """Return the bars that are not kept, in words."""
    return [f"{each.what}: {each.shown(score)}, to be {each.bar}" for each in figures if not each.kept(score)]


def told(figure: Figure, name: str) -> bool:
    """Whether a reader tells this at all."""
    return bool(figure.unit) or figure in STRINGS or figure.key in tells(name)


def _cell(figure: Figure, name: str, score: Score) -> str:
    return figure.shown(score) if told(figure, name) else NOTHING


def _measured(figures: Sequence[Figure], scores: Mapping[str, Score]) -> list[Figure]:
    return [figure for figure in figures if any(figure.value(score) is not None for score in scores.values())]


def show(title: str, figures: Sequence[Figure], scores: Mapping[str, Score]) -> Table:
    """Return the figures of all readers for a terminal; what is not kept stands out."""
    made = Table(title=title, title_justify="left", title_style="bold")
    for column in ("", *scores, "to reach"):
        made.add_column(
            column,
            justify="right" if column in scores else "left",
            style="dim" if column in scores and column != OWN else "",
        )
    for figure in _measured(figures, scores):
        cells = [Text(_cell(figure, name, score), style=_style(figure, name, score)) for name, score in scores.items()]
        made.add_row(figure.what, *cells, figure.bar)
    return made


def _style(figure: Figure, name: str, score: Score) -> str:
    if name != OWN:
        return ""
    return "bold green" if figure.kept(score) else "bold red"


def write(title: str, figures: Sequence[Figure], scores: Mapping[str, Score]) -> str:
    """Return the figures of all readers for a page."""
    lines = [["", *scores, "to reach"], ["---", *("---:" for _ in scores), "---:"]]
    for figure in _measured(figures, scores):
        cells = [_cell(figure, name, score) for name, score in scores.items()]
        bold = [f"**{cell}**" if name == OWN else cell for name, cell in zip(scores, cells, strict=True)]
        lines.append([figure.what, *bold, figure.bar])
    return f"### {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)
