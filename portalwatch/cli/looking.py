"""`items`, `events`, `status` and `export`: what the store knows."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from portalwatch.cli.screen import (
    HomeOption,
    JsonOption,
    coloured,
    err,
    local,
    out,
    print_json,
    row,
    say,
    table,
    watch_at,
)
from portalwatch.config import Portal
from portalwatch.digest import next_slot
from portalwatch.errors import UsageError
from portalwatch.items import Outcome
from portalwatch.schedule import next_crawl
from portalwatch.store import archive, health, owed
from portalwatch.store.health import SectionHealth
from portalwatch.watch import Watch

Limit = Annotated[int, typer.Option(min=1, help="At most this many.")]
Named = Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="Only this portal.")]
OnlySection = Annotated[str | None, typer.Option("--section", help="Only this section.")]

#: What the operator can do about each outcome, in both languages.
ADVICE = {
    Outcome.PARTIAL: ("read again at the next crawl", "下次检查会再读"),
    Outcome.EMPTY: (
        "look with `portalwatch check`; if it may be empty, say may_be_empty: true",
        "用 check 命令查看;若确可为空,写 may_be_empty: true",
    ),
    Outcome.BLOCKED: ("crawl less often, or ask the portal's owner for access", "降低频率,或请对方放行"),
    Outcome.SUSPECT: (
        "look at the page; `crawl NAME --rebaseline` takes it as it is",
        "查看页面;确认无误后用 crawl 名称 --rebaseline 接受",
    ),
    Outcome.FAILED: ("see the reason; it is tried again at the next crawl", "见原因;下次检查会重试"),
}


class Form(StrEnum):
    """What `export` writes."""

    CSV = "csv"
    JSONL = "jsonl"


class What(StrEnum):
    """What there is to export."""

    ITEMS = "items"
    EVENTS = "events"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (items, events, status, export):
        app.command()(command)


def items(
    portal: Named = None,
    *,
    home: HomeOption = ".",  # type: ignore[assignment]
    section: OnlySection = None,
    limit: Limit = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what is known, the newest first."""
    watch = watch_at(home)
    _check(watch, portal)
    found = archive.items(
        watch.engine, portal=portal, section_key=section, limit=None if as_json and limit == 50 else limit
    )
    if as_json:
        print_json(item.as_json() for item in found)
        return
    made = table("published", "portal", "section", "title")
    for item in found:
        row(made, item.published or "", item.portal, item.section, item.title)
    out.print(made)


def events(
    portal: Named = None,
    *,
    home: HomeOption = ".",  # type: ignore[assignment]
    after: Annotated[int, typer.Option(min=0, help="Only events numbered above this.")] = 0,
    limit: Limit = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what was new or changed, in the order in which it was found."""
    watch = watch_at(home)
    _check(watch, portal)
    found = owed.events(watch.engine, after=after, portal=portal, limit=None if as_json and limit == 50 else limit)
    if as_json:
        print_json(event.as_json() for event in found)
        return
    made = table("at", "kind", "portal", "section", "published", "title")
    zone = watch.config.service.zone
    for event in found:
        item = event.item
        row(made, local(event.at, zone), say(event.kind.value), item.portal, item.section, item.published, item.title)
    out.print(made)


def status(*, home: HomeOption = ".", as_json: JsonOption = False) -> None:  # type: ignore[assignment]
    """Show how every section is doing, when it is crawled next, and what subscribers wait for."""
    watch = watch_at(home)
    known = {(each.portal, each.section): each for each in health.sections(watch.engine)}
    lines = [line for portal in watch.config.portals for line in _section_lines(watch, portal, known)]
    if as_json:
        print_json(lines)
        return
    zone = watch.config.service.zone
    _print_sections(lines, zone)
    _print_subscriptions(watch, zone)
    for error in watch.config.errors:
        err.print(f"portalwatch: {error}", style="red", markup=False, highlight=False, soft_wrap=True)


def export(
    what: Annotated[What, typer.Argument(help="items or events.")],
    *,
    home: HomeOption = ".",  # type: ignore[assignment]
    form: Annotated[Form, typer.Option("--format", help="csv (safe to open in a spreadsheet) or jsonl.")] = Form.CSV,
    output: Annotated[Path | None, typer.Option(help="A file; without it, standard output.")] = None,
) -> None:
    """Write everything known to a file."""
    watch = watch_at(home)
    found: Iterable[Mapping[str, Any]] = (
        (item.as_json() for item in archive.items(watch.engine))
        if what is What.ITEMS
        else (event.as_json() for event in owed.events(watch.engine))
    )
    if output is None:
        _write(sys.stdout, found, form)
        return
    try:
        with output.open("w", encoding="utf-8-sig" if form is Form.CSV else "utf-8", newline="") as file:
            _write(file, found, form)
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from error


def _check(watch: Watch, portal: str | None) -> None:
    """Refuse the name of a portal that is neither described nor known from earlier."""
    if portal and portal not in {each.portal for each in health.sections(watch.engine)}:
        watch.config.portal(portal)


def _section_lines(
    watch: Watch, portal: Portal, known: Mapping[tuple[str, str], SectionHealth]
) -> Iterable[dict[str, Any]]:
    mine = [each for each in known.values() if each.portal == portal.name]
    last = max((each.checked_at for each in mine), default=None)
    due = next_crawl(portal, watch.config.service, last_at=last, now=watch.now()) if not portal.waiting else None
    for section in portal.sections:
        each = known.get((portal.name, section.key))
        yield {
            "portal": portal.name,
            "section": section.key,
            "name": section.name,
            "outcome": each.outcome.value if each else None,
            "since": each.since_at.isoformat(timespec="seconds") if each else None,
            "checked": each.checked_at.isoformat(timespec="seconds") if each else None,
            "next": due.isoformat(timespec="seconds") if due else None,
            "items": each.items if each else 0,
            "newest": str(each.newest_on) if each and each.newest_on else None,
            "gap": str(each.gap) if each and each.gap else None,
            "detail": each.detail if each else portal.waiting,
        }


def _print_sections(lines: Iterable[Mapping[str, Any]], zone: str) -> None:
    made = table("portal", "section", "outcome", "since", "checked", "next", "items", "newest", "note")
    for line in lines:
        outcome = Outcome(line["outcome"]) if line["outcome"] else None
        note = [say(line["detail"]), f"gap {line['gap']}" if line["gap"] else "", _advice(outcome)]
        row(
            made,
            line["portal"],
            line["name"],
            coloured(outcome) if outcome else say("never"),
            _day(line["since"], zone),
            _day(line["checked"], zone),
            _day(line["next"], zone),
            line["items"],
            line["newest"],
            "; ".join(part for part in note if part),
        )
    out.print(made)


def _print_subscriptions(watch: Watch, zone: str) -> None:
    standings = owed.standings(watch.engine)
    made = table("subscriber", "waiting", "sent in", "next digest")
    for each in watch.config.subscriptions:
        standing = standings[each.name]
        row(made, each.name, standing.waiting, local(standing.slot_at, zone), local(next_slot(each, watch.now()), zone))
    if watch.config.subscriptions:
        out.print()
        out.print(made)


def _advice(outcome: Outcome | None) -> str:
    from portalwatch.cli.screen import language  # noqa: PLC0415

    return ADVICE[outcome][language() == "zh"] if outcome in ADVICE else ""


def _day(text: str | None, zone: str) -> str:
    from datetime import datetime  # noqa: PLC0415

    return local(datetime.fromisoformat(text), zone)[5:] if text else ""


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
    """A spreadsheet runs a cell that begins with one of these as a formula; a leading apostrophe makes it text."""
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
