"""Prints events with what was edited in them, as it was and as it is."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from rich.padding import Padding
from rich.text import Text

from portalwatch.cli.screen import linked, local, out
from portalwatch.cli.words import language, say
from portalwatch.digest.diff import Fate, Passage
from portalwatch.digest.edits import Edit, list_edits
from portalwatch.digest.words import Words, speak
from portalwatch.items import Event, Kind

_KINDS = {Kind.LATE: "cyan", Kind.EDITED: "yellow", Kind.WITHDRAWN: "red", Kind.RETURNED: "green"}
_SIDES = {Fate.GONE: ("-", "red"), Fate.ADDED: ("+", "green")}
_INDENT = 4


def coloured(kind: Kind) -> Text:
    """Return a kind of event in its colour."""
    return Text(say(kind.value), _KINDS.get(kind, ""))


def print_edits(events: Iterable[Event], zone: str) -> None:
    """Print each event on a line, and below it what was edited."""
    words = speak(language())
    for event in events:
        item = event.item
        place = Text(f"{item.portal}/{item.section}")
        head = Text(str(event.seq)), Text(local(event.at, zone)), coloured(event.kind), place
        out.print(Text("  ").join([*head, linked(item.title, item.url)]))
        for edit in list_edits(event, words, event.at.astimezone(ZoneInfo(zone))):
            _print_edit(edit, words)


def _print_edit(edit: Edit, words: Words) -> None:
    _print(Text(edit.label + words.colon, "dim").append(edit.brief, "default not dim"))
    for passage in () if edit.brief else edit.passages:
        for fate in _SIDES:
            _print_side(passage, fate)
    if edit.more:
        _print(Text(f"  {edit.more}", "dim"))


def _print_side(passage: Passage, fate: Fate) -> None:
    """Print how a passage read before, or reads now; in colour what went or came."""
    pieces = [piece for piece in passage.pieces if piece.fate in (Fate.KEPT, fate)]
    if pieces:
        sign, style = _SIDES[fate]
        parts = ((piece.text, style if piece.fate is fate else "") for piece in pieces)
        _print(Text.assemble((f"{sign} ", style), *parts), _INDENT + 2)


def _print(text: Text, indent: int = _INDENT) -> None:
    out.print(Padding(text, (0, 0, 0, indent)))
