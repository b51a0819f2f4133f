"""`items`, `events` and `export`: what the store knows."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from portalwatch.cli.edits import coloured, print_edits
from portalwatch.cli.screen import (
    HomeOption,
    JsonOption,
    linked,
    local,
    out,
    print_json,
    row,
    shown,
    speak_utf8,
    table,
    tell,
    watch_at,
)
from portalwatch.cli.words import say
from portalwatch.config.home import unknown
from portalwatch.errors import PortalwatchError, UsageError
from portalwatch.export import event_json, item_json, item_row
from portalwatch.store import archive, health, owed
from portalwatch.watch import Watch

Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=1, help="At most this many; 50, or with --json all, if not said."),
]
Named = Annotated[str | None, typer.Argument(metavar="PORTAL", help="Only this portal.")]
OnlySection = Annotated[str | None, typer.Option("--section", metavar="KEY", help="Only this section.")]
#: As many as a person looks through.
_SHOWN = 50
#: On a narrower terminal the publish time of an event leaves its room to the title.
_WIDE = 100
#: A spreadsheet runs a cell that begins with one of these as a formula; some do so with the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Form(StrEnum):
    """What `export` writes."""

    CSV = "csv"
    JSONL = "jsonl"


class What(StrEnum):
    """What there is to export."""

    ITEMS = "items"
    EVENTS = "events"


def items(
    portal: Named = None,
    *,
    home: HomeOption = Path(),
    section: OnlySection = None,
    limit: Limit = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is known, the newest first."""
    watch = watch_at(home)
    _check(watch, portal, section)
    most = limit or (None if as_json else _SHOWN)
    found = archive.items(watch.engine, portal=portal, section_key=section, limit=most)
    if as_json:
        print_json(map(item_json, found))
        return
    made = table("published", "section", "title")
    for item in found:
        row(made, shown(item.published), f"{item.portal}/{section or item.section}", linked(item.title, item.url))
    if found:
        out.print(made)
    else:
        tell(say("nothing is known yet"))


def events(
    portal: Named = None,
    *,
    home: HomeOption = Path(),
    after: Annotated[int, typer.Option("--after", metavar="N", min=0, help="Only events numbered above this.")] = 0,
    limit: Limit = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what was edited, as it was and as it is.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what was new or changed, in the order in which it was found."""
    watch = watch_at(home)
    _check(watch, portal)
    most = limit or (None if as_json else _SHOWN)
    found = owed.events(watch.engine, after=after, portal=portal, limit=most)
    if as_json:
        print_json(map(event_json, found))
        return
    wide, zone = out.width >= _WIDE, watch.config.service.zone
    if diff:
        print_edits(found, zone)
        return
    made = table("no.", "at", "kind", *(["published"] if wide else []), "section", "title")
    for each in found:
        item = each.item
        published = [shown(item.published)] if wide else []
        where = f"{item.portal}/{item.section}"
        row(made, each.seq, local(each.at, zone), coloured(each.kind), *published, where, linked(item.title, item.url))
    if found:
        out.print(made)
    else:
        tell(say("nothing was new or changed"))


def export(
    what: Annotated[What, typer.Argument(metavar="items|events", help="What to write.")],
    *,
    home: HomeOption = Path(),
    form: Annotated[
        Form, typer.Option("--format", metavar="csv|jsonl", help="csv (safe to open in a spreadsheet) or jsonl.")
    ] = Form.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="A file; without it, standard output.")
    ] = None,
) -> None:
    """Write everything known to a file."""
    watch = watch_at(home)
    made = item_row if form is Form.CSV else item_json
    objects = (
        [made(each) for each in archive.items(watch.engine)]
        if what is What.ITEMS
        else [event_json(each) for each in owed.events(watch.engine)]
    )
    if output is None:
        speak_utf8()
        _write(sys.stdout, objects, form)
        return
    try:
        # Excel takes a CSV file for UTF-8 only if it begins with the mark.
        with output.open("w", encoding="utf-8-sig" if form is Form.CSV else "utf-8", newline="") as file:
            _write(file, objects, form)
    except OSError as error:
        raise PortalwatchError(f"{output} cannot be written ({error.strerror})") from error
    tell(say("wrote {count} {what} to {path}", count=len(objects), what=what.value, path=output))


def _check(watch: Watch, portal: str | None, section: str | None = None) -> None:
    """Refuse the name of a portal or section that is neither described nor known from earlier."""
    known = {(each.portal, each.section) for each in health.sections(watch.engine)}
    known |= {(each.name, section.key) for each in watch.config.portals for section in each.sections}
    if portal and portal not in {name for name, _ in known}:
        watch.config.portal(portal)
    keys = {key for name, key in known if portal in (None, name)}
    if section and section not in keys:
        raise UsageError(unknown("section", section, keys))


def _write(file: IO[str], objects: Iterable[Mapping[str, Any]], form: Form) -> None:
    if form is Form.JSONL:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)
        return
    writer: csv.DictWriter[str] | None = None
    for each in objects:
        if writer is None:
            writer = csv.DictWriter(file, fieldnames=list(each))
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in each.items()})


def _cell(value: object) -> object:
    """A leading apostrophe makes text of what a spreadsheet would run."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text
