"""What commands share: the two consoles, the --home and --json options, and how things are laid out."""

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from portalwatch.cli.words import explain, say
from portalwatch.config import Home
from portalwatch.items import Outcome, Precision, Published, Sign

if TYPE_CHECKING:
    from portalwatch.watch import Watch

#: What a portal wrote must not steer the terminal: all that ASCII and Latin-1 have for that but tabs and line ends.
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A})


class _Screen(Console):
    """A console that shows text and nothing that hides in it; colours and links are not part of the text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else text.translate(_CONTROLS), style, control)


out = _Screen(highlight=False)
err = _Screen(stderr=True, highlight=False)

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        metavar="DIR",
        help="The directory with config/ and var/.",
        envvar="PORTALWATCH_HOME",
        show_default="here",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for scripts.")]

COLOURS: Mapping[Outcome | Sign, str] = {
    Outcome.OK: "green",
    Outcome.UNCHANGED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.EMPTY: "yellow",
    Outcome.SUSPECT: "yellow",
    Outcome.BLOCKED: "red",
    Outcome.FAILED: "red",
    Sign.OVERDUE: "red",
    Sign.NEVER: "dim",
}
#: Columns that take the room there is; the others are as wide as what stands in them.
_FOLDING = ("title",)
#: The least that is left of a report's first column on a narrow terminal.
_NARROWEST = 16

Cell = str | int | Text | None


def watch_at(home: Path) -> "Watch":
    """Return the watch of the home that was named."""
    from portalwatch.watch import Watch  # noqa: PLC0415 - it loads the store, which `read` and `--help` do not need

    return Watch(Home(home))


def tell(text: str, style: str = "") -> None:
    """Print a line beside the result, on stderr."""
    err.print(Text(text, style), soft_wrap=True)


def complain(error: Exception) -> None:
    """Print an error that is no bug, on stderr."""
    err.print(Text.assemble(("portalwatch: ", "red"), explain(str(error))), soft_wrap=True)


def table(*columns: str) -> Table:
    """Make a table with these headings; titles fold, the rest does not."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        folds = column in _FOLDING
        made.add_column(say(column), overflow="fold" if folds else "ellipsis", no_wrap=not folds)
    return made


def row(made: Table, *cells: Cell) -> None:
    """Add a row; what a portal wrote is shown as it is, never taken for markup."""
    made.add_row(*map(_text, cells))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report: its cells, and a remark that stands below them in full, once for lines that share it.

    `page` is the address that the remark speaks of; it ends the remark.
    """

    cells: Sequence[Cell]
    remark: str = ""
    page: str = ""

    @property
    def below(self) -> Text:
        """What stands below the line."""
        # Nothing but a blank is beside the address, so that every terminal knows where it ends.
        return Text(" ").join(filter(None, (Text(self.remark, "yellow"), linked(self.page, self.page))))


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines of a report, and the heading that they may stand under."""

    heading: Text | None
    lines: Sequence[Line] = ()


def report(columns: Sequence[str], groups: Sequence[Group]) -> None:
    """Print groups of lines in the same columns. Numbers stand to the right; the first column gives way."""
    head = Line([Text(say(column), "bold") for column in columns])
    lines = [head, *(line for group in groups for line in group.lines)]
    widths = [max(cell_len(_text(line.cells[place]).plain) for line in lines) for place in range(len(columns))]
    widths[0] = max(min(widths[0], out.width - sum(widths[1:]) - 2 * len(widths)), _NARROWEST)
    numbers = {place for line in lines for place, cell in enumerate(line.cells) if isinstance(cell, int)}
    _print_line(head, widths, numbers)
    for group in groups:
        if group.heading is not None:
            out.print(group.heading)
        for line, after in zip_longest(group.lines, group.lines[1:]):
            _print_line(line, widths, numbers)
            if line.below and (after is None or line.below != after.below):
                out.print(Padding(line.below, (0, 0, 0, 4)))


def coloured(state: Outcome | Sign) -> Text:
    """Return an outcome, or a sign, in its colour."""
    return Text(say("never crawled" if state is Sign.NEVER else state.value), COLOURS.get(state, "yellow"))


def titled(title: str, name: str) -> Text:
    """Return what people call something, with the name that it has here behind it."""
    return Text.assemble(title, " ", (name, "dim"))


def fitted(text: Text, width: int) -> Text:
    """Return a text cut or filled up to so many columns."""
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


def linked(title: str, url: str) -> Text:
    """Return a title that a click opens where the terminal can; a portal wrote the address, so it must be printable."""
    return Text(title, Style(link=url) if url.isprintable() else "")


def local(moment: datetime | None, zone: str) -> str:
    """Return a moment as local time, to the minute; nothing for none."""
    return f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" if moment else ""


def shown(published: Published | None) -> str:
    """Return a publish time as exactly as it is known, in the portal's own zone."""
    if published is None:
        return ""
    form = "%Y-%m-%d" if published.precision is Precision.DAY else "%Y-%m-%d %H:%M"
    return published.at.strftime(form)


def print_json(objects: Iterable[Mapping[str, Any]]) -> None:
    """Print one object a line, Chinese as it is, in UTF-8 whatever the locale says."""
    speak_utf8()
    for each in objects:
        typer.echo(json.dumps(each, ensure_ascii=False))


def speak_utf8() -> None:
    """Write UTF-8 to standard output, as other programs expect it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is no text, such as a file's name of other bytes, is written as JSON writes it.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def settle() -> None:
    """Let no character that the terminal lacks stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _text(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else Text("" if cell is None else str(cell))


def _print_line(line: Line, widths: Sequence[int], numbers: set[int]) -> None:
    made = Text("  ")
    for place, (cell, width) in enumerate(zip(line.cells, widths, strict=True)):
        text = _text(cell).copy()
        text.truncate(width, overflow="ellipsis")
        blanks = " " * (width - cell_len(text.plain))
        made.append_text(Text(blanks).append_text(text) if place in numbers else text.append(blanks)).append("  ")
    made.rstrip()
    out.print(made, no_wrap=True)
