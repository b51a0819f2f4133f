"""Measured figures as tables, on the screen and in the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table as Shown

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` and rows of them; a column of figures stands to the right."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def shown(self) -> Shown:
        """Return it for a terminal."""
        shown = Shown(title=self.title, title_justify="left", title_style="bold")
        for column, right in zip(self.columns, self._right(), strict=True):
            shown.add_column(column, justify="right" if right else "left")
        for row in self.rows:
            shown.add_row(*row)
        return shown

    def markdown(self) -> str:
        """Return it for a page."""
        rule = ["---:" if right else "---" for right in self._right()]
        lines = [f"| {' | '.join(row)} |" for row in (self.columns, rule, *self.rows)]
        return f"### {self.title}\n\n" + "\n".join(lines)

    def _right(self) -> list[bool]:
        return [all(row[number][:1].isdigit() for row in self.rows) for number in range(len(self.columns))]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and the one that it must not exceed."""

    what: str
    figure: float
    bar: float
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether it does not."""
        return self.figure <= self.bar

    def row(self) -> tuple[str, str, str, str]:
        """Return its row in a table."""
        return self.what, f"{self.figure:.4g}{self.unit}", f"{self.bar:g}{self.unit}", "yes" if self.met else "no"


def write(page: Path, text: str, *, name: str = "") -> None:
    """Put `text` between the marks of a page, of which there may be several pairs, each with a name."""
    begin = BEGIN.replace("measured", f"measured: {name}") if name else BEGIN
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{END}{after}", encoding="utf-8")
