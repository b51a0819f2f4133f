"""`status`: how every section is doing, and what subscribers wait for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from portalwatch.cli.screen import (
    Cell,
    Group,
    HomeOption,
    JsonOption,
    Line,
    coloured,
    command,
    complain,
    local,
    out,
    print_json,
    report,
    row,
    table,
    tell,
    titled,
    watch_at,
)
from portalwatch.cli.words import advice, say
from portalwatch.config import Portal
from portalwatch.digest import next_slot
from portalwatch.items import Delivery, Frequency, State
from portalwatch.schedule.due import last_crawl, next_crawl
from portalwatch.store import health, outbox, owed
from portalwatch.store.health import SectionHealth
from portalwatch.watch import Watch


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(*, home: HomeOption = Path(), as_json: JsonOption = False) -> None:
    """Show how every section is doing, when it is crawled next, and what subscribers wait for."""
    watch = watch_at(home)
    known = {(each.portal, each.section): each for each in health.sections(watch.engine)}
    standings = [_Standing(watch, portal, known) for portal in watch.config.portals]
    if as_json:
        print_json(line for standing in standings for line in standing.as_json())
        return
    if standings:
        columns = ("section", "outcome", "since", "items", "newest")
        report(columns, [standing.group() for standing in standings])
    else:
        tell(f"{say('no portal is described yet')}; {say('next: {command}', command=command('add URL', home))}")
    _print_subscriptions(watch)
    _print_undelivered(watch)
    for error in watch.config.errors:
        complain(error)


class _Standing:
    """How one portal is doing."""

    def __init__(self, watch: Watch, portal: Portal, known: Mapping[tuple[str, str], SectionHealth]) -> None:
        self.portal, self.zone = portal, watch.config.service.zone
        self.path = watch.home.portals / f"{portal.name}.yaml"
        self.sections = [(each, known.get((portal.name, each.key))) for each in portal.sections]
        self.checked_at = max((each.checked_at for _, each in self.sections if each), default=None)
        self.next_at: datetime | None = None
        if not portal.waiting:
            last_at = last_crawl(portal, [each for _, each in self.sections if each])
            self.next_at = next_crawl(portal, watch.config.service, last_at=last_at, now=watch.now())

    def as_json(self) -> Iterable[dict[str, Any]]:
        for section, each in self.sections:
            yield {
                "portal": self.portal.name,
                "section": section.key,
                "name": section.name,
                "outcome": each.outcome.value if each else None,
                "since": _iso(each.since_at) if each else None,
                "checked": _iso(each.checked_at) if each else None,
                "next": _iso(self.next_at),
                "items": each.items if each else 0,
                "newest": str(each.newest_on) if each and each.newest_on else None,
                "gap": str(each.gap) if each and each.gap else None,
                "detail": each.detail if each else self.portal.waiting,
            }

    def group(self) -> Group:
        """A portal that was never crawled is one line."""
        heading = titled(self.portal.title, self.portal.name).append(f"  {self._said()}", "dim")
        if self.checked_at is None:
            return Group(heading.append(f" · {say('{count} sections', count=len(self.sections))}", "dim"))
        return Group(heading, [self._line(section.name, section.key, each) for section, each in self.sections])

    def _said(self) -> str:
        checked, due = local(self.checked_at, self.zone), local(self.next_at, self.zone)
        if self.portal.url is None:
            return say("needs its address, in {path}", path=self.path)
        if self.portal.waiting:
            return say("not crawled on schedule: {reason}", reason=self.portal.waiting)
        if not checked:
            return say("never crawled, next {next}", next=due)
        return say("checked {checked}, next {next}", checked=checked, next=due)

    def _line(self, name: str, key: str, each: SectionHealth | None) -> Line:
        if each is None:
            return Line([titled(name, key), Text(say("never crawled"), "dim"), "", None, ""])
        since = local(each.since_at, self.zone)
        cells: list[Cell] = [titled(name, key), coloured(each.outcome), since, each.items, str(each.newest_on or "")]
        return Line(cells, _remark(each))


def _remark(each: SectionHealth) -> str:
    gap = say("gap {gap}: these days could not be read", gap=each.gap) if each.gap else ""
    return "; ".join(part for part in (each.detail, gap, advice(each.outcome)) if part)


def _print_subscriptions(watch: Watch) -> None:
    if not watch.config.subscriptions:
        return
    zone, standings = watch.config.service.zone, owed.standings(watch.engine)
    made = table("subscriber", "waiting", "last digest", "next digest")
    for each in watch.config.subscriptions:
        standing = standings[each.name]
        at_once = each.frequency is Frequency.ONCE
        due = say("at once") if at_once else local(next_slot(each, watch.now()), zone)
        row(made, each.name, standing.waiting, local(standing.slot_at, zone) or say("never"), due)
    out.print()
    out.print(made)


def _print_undelivered(watch: Watch) -> None:
    """Say which messages could not be delivered so far: a line for each address and reason."""
    found = outbox.undelivered(watch.engine, watch.now())
    grouped = groupby(sorted(found, key=_fate), _fate)
    for (failed, address, detail), messages in grouped:
        said = "refused for good: {address}, {count} messages" if failed else "waiting: {address}, {count} messages"
        tell(f"{say(said, address=address, count=len(list(messages)))}: {detail}", "red" if failed else "yellow")


def _fate(each: Delivery) -> tuple[bool, str, str]:
    return each.state is State.FAILED, each.address, each.detail


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
