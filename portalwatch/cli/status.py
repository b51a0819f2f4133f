"""`status`: what is healthy, what is not, since when and why, what to do, and what subscribers wait for."""

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from portalwatch.cli import triage
from portalwatch.cli.screen import (
    Cell,
    Group,
    HomeOption,
    JsonOption,
    Line,
    coloured,
    complain,
    fitted,
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
from portalwatch.cli.triage import Known, Trouble
from portalwatch.cli.words import explain, say
from portalwatch.config import Portal, Section
from portalwatch.digest import next_slot
from portalwatch.items import Delivery, Frequency, Sign, State, Subscription
from portalwatch.schedule.due import is_overdue, last_crawl, next_crawl
from portalwatch.shell import command
from portalwatch.store import health, outbox, owed
from portalwatch.store.health import SectionHealth
from portalwatch.watch import Watch

#: What fits one screen: so many troubles, portals with a line of their own, subscribers.
_TROUBLES, _PORTALS, _SUBSCRIBERS = 9, 6, 6
#: Columns that a healthy portal takes where there are many.
_CELL = 32
#: A moment further away than this needs its year more than its hour.
_FAR = timedelta(days=300)

Named = Annotated[
    str | None, typer.Argument(metavar="PORTAL", help="All sections of this portal; without it, what is not healthy.")
]
Everything = Annotated[bool, typer.Option("--all", help="All sections of all portals, and all subscribers.")]


def status(
    portal: Named = None, *, home: HomeOption = Path(), everything: Everything = False, as_json: JsonOption = False
) -> None:
    """Show what is not healthy, since when, why and what to do; then what is healthy, and what waits to be mailed."""
    watch = watch_at(home)
    known = {(each.portal, each.section): each for each in health.sections(watch.engine)}
    portals = [watch.config.portal(portal)] if portal else watch.config.portals
    standings = [_Standing(watch, each, known) for each in portals]
    if as_json:
        print_json(line for standing in standings for line in standing.as_json())
        return
    if portal or everything:
        report(("section", "outcome", "since", "items", "newest"), [standing.group() for standing in standings])
    elif standings:
        _print_health(watch, known, standings)
    else:
        tell(
            f"{say('no portal is described yet')}{say('; ')}{say('next: {command}', command=command('add URL', home))}"
        )
    if not portal:
        _print_subscriptions(watch, everything=everything)
        _print_undelivered(watch)
    for error in watch.config.errors:
        complain(error)


def _print_health(watch: Watch, known: Known, standings: Sequence["_Standing"]) -> None:
    stopped_at = triage.stopped_at(watch, known)
    found = triage.troubles(watch, known, stopped=stopped_at is not None)
    watched = [each for each in standings if not each.portal.waiting]
    out.print(_summary(watched, found, stopped=stopped_at is not None))
    if stopped_at:
        since = _since(stopped_at, watch)
        serving = command("serve", watch.home.path)
        said = say("nothing has been crawled since {since}; is `{command}` running?", since=since, command=serving)
        out.print(Text(said, "red"))
    _print_troubles(watch, found)
    troubled = _troubled(found)
    names = {name for name, _ in troubled}
    _print_well(watch, [each for each in watched if each.portal.name not in names])
    if len(watched) <= _PORTALS:
        partly = [each.rest(troubled, stopped=stopped_at is not None) for each in watched if each.portal.name in names]
        _print_rest([each for each in partly if each])
    for each in standings:
        if each.portal.waiting:
            out.print(each.heading())


def _summary(watched: Sequence["_Standing"], found: Sequence[Trouble], *, stopped: bool) -> Text:
    """Count what is healthy. When nobody looks any more, nobody knows."""
    sections = sum(len(each.portal.sections) for each in watched)
    troubled = len(_troubled(found))
    counts = {
        "portals": say("{count} portals", count=len(watched)),
        "sections": say("{count} sections", count=sections),
        "healthy": sections - troubled,
        "troubled": troubled,
    }
    said = "{portals}, {sections}"
    if not stopped:
        said += ": {healthy} healthy, {troubled} not" if troubled else ": all healthy"
    return Text(say(said, **counts), "bold")


def _troubled(found: Iterable[Trouble]) -> set[tuple[str, str]]:
    """Return the portals and sections that are not healthy."""
    return {(trouble.portal.name, each.key) for trouble in found for each in trouble.sections}


def _print_troubles(watch: Watch, found: Sequence[Trouble]) -> None:
    if not found:
        return
    lines = [_trouble_line(each, watch) for each in found[:_TROUBLES]]
    report(("not healthy", "outcome", "since", "readers", "a week"), [Group(None, lines)])
    if len(found) > _TROUBLES:
        shown = command(say("status PORTAL"), watch.home.path)
        more = say(
            "{count} more: `{command}` shows one portal, --all everything", count=len(found) - _TROUBLES, command=shown
        )
        out.print(Text(f"  {more}", "dim"))


def _trouble_line(each: Trouble, watch: Watch) -> Line:
    state, since = coloured(each.finding.state), _since(each.finding.since_at, watch)
    return Line([Text(each.where), state, since, each.readers, f"{each.weekly:.1f}"], each.remark(watch), each.page)


def _print_well(watch: Watch, healthy: Sequence["_Standing"]) -> None:
    """A line for each of a few portals; of many only their names and newest days, side by side."""
    if not healthy:
        return
    out.print()
    if len(healthy) <= _PORTALS:
        for each in healthy:
            out.print(each.line())
        return
    out.print(Text(say("nothing wrong was found, with the newest day"), "bold"))
    beside = max(out.width // _CELL, 1)
    for first in range(0, len(healthy), beside):
        line = Text()
        for each in healthy[first : first + beside]:
            line.append_text(each.cell(out.width // beside, watch.now()))
        line.rstrip()
        out.print(line, no_wrap=True)


def _print_rest(lines: Sequence[Text]) -> None:
    if lines:
        out.print()
    for each in lines:
        each.truncate(out.width, overflow="ellipsis")
        out.print(each, no_wrap=True)


def _since(moment: datetime | None, watch: Watch) -> str:
    if moment and watch.now() - moment > _FAR:
        return moment.date().isoformat()
    return local(moment, watch.config.service.zone)


class _Standing:
    """How one portal is doing."""

    def __init__(self, watch: Watch, portal: Portal, known: Known) -> None:
        self.watch, self.portal, self.zone = watch, portal, watch.config.service.zone
        self.path = watch.home.portals / f"{portal.name}.yaml"
        self.sections = [(section, known.get((portal.name, section.key))) for section in portal.sections]
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
                "read": _iso(each.trusted_at) if each else None,
                "overdue": self._is_overdue(each),
                "warnings": _warnings(each) if each else [],
                "subscribers": triage.readers(self.watch, self.portal.name, [section.key]),
                "weekly": round(each.weekly, 2) if each else 0.0,
            }

    def group(self) -> Group:
        """All of the portal's sections; one that was never crawled is one line."""
        if self.checked_at is None:
            counted = f" · {say('{count} sections', count=len(self.sections))}"
            return Group(self.heading().append(counted, "dim"))
        return Group(self.heading(), [self._section_line(section, each) for section, each in self.sections])

    def heading(self) -> Text:
        return titled(self.portal.title, self.portal.name).append(f"  {self._said()}", "dim")

    def line(self) -> Text:
        """One line, for a portal that is well."""
        newest = self._newest_on()
        said = [say("{count} sections", count=len(self.sections)), *([f"{say('newest')} {newest}"] if newest else [])]
        return self.heading().append(f" · {' · '.join(said)}", "dim")

    def rest(self, troubled: Container[tuple[str, str]], *, stopped: bool) -> Text | None:
        """One line for the healthy sections of a portal that is not well as a whole; None where there are none."""
        well = [(section, each) for section, each in self.sections if (self.portal.name, section.key) not in troubled]
        if not well:
            return None
        said = {
            "healthy": say("{count} healthy when last crawled" if stopped else "{count} healthy", count=len(well)),
            "newest": max((each.newest_on for _, each in well if each and each.newest_on), default=None),
            "names": say(", ").join(section.name for section, _ in well),
        }
        line = say("{healthy}, newest {newest}: {names}" if said["newest"] else "{healthy}: {names}", **said)
        return Text.assemble((self.portal.name, "green"), (f"  {line}", "dim"))

    def cell(self, width: int, now: datetime) -> Text:
        """A part of a line: name and newest day."""
        newest = self._newest_on()
        far = newest is not None and now.date() - newest > _FAR
        day = f"{newest:%Y-%m}" if newest and far else f"{newest:%m-%d}" if newest else ""
        name = Text.assemble((self.portal.name, "green"), " ", self.portal.title)
        return fitted(name, width - 10).append(f" {day:<9}", "dim")

    def _newest_on(self) -> date | None:
        return max((each.newest_on for _, each in self.sections if each and each.newest_on), default=None)

    def _said(self) -> str:
        checked, due = local(self.checked_at, self.zone), local(self.next_at, self.zone)
        if self.portal.url is None:
            return say("needs its address, in {path}", path=self.path)
        if self.portal.waiting:
            return say("not crawled on schedule: {reason}", reason=self.portal.waiting)
        if not checked:
            return say("never crawled, next {next}", next=due)
        return say("checked {checked}, next {next}", checked=checked, next=due)

    def _is_overdue(self, each: SectionHealth | None) -> bool:
        if each is None or self.portal.waiting:
            return False
        return is_overdue(self.portal, self.watch.config.service, each.checked_at, self.watch.now())

    def _section_line(self, section: Section, each: SectionHealth | None) -> Line:
        name = titled(section.name, section.key)
        if each is None:
            return Line([name, coloured(Sign.NEVER), "", None, ""])
        found = list(triage.findings(self.watch, self.portal, each))
        page = triage.page(self.portal, [section], each.url) if any(finding.seen for finding in found) else ""
        # A section is as it is since its first finding; without one it is healthy since then, changed or not.
        state = coloured(found[0].state) if found else Text(say("healthy"), "green")
        since = _since(found[0].since_at if found else each.since_at, self.watch)
        cells: list[Cell] = [name, state, since, each.items, str(each.newest_on or "")]
        return Line(
            cells,
            say("; ").join(finding.remark(self.portal, [section], self.watch) for finding in found),
            page,
        )


def _warnings(each: SectionHealth) -> list[dict[str, Any]]:
    return [
        {"sign": one.sign.value, "since": _iso(one.since_at), "found": one.found, "usual": one.usual}
        for one in each.cautions
    ]


def _print_subscriptions(watch: Watch, *, everything: bool) -> None:
    """A line for each of a few; of many, how much waits in all, and until when."""
    subscriptions = watch.config.subscriptions
    if not subscriptions:
        return
    standings = owed.standings(watch.engine)
    out.print()
    if len(subscriptions) > _SUBSCRIBERS and not everything:
        slots = [next_slot(each, watch.now()) for each in subscriptions if each.frequency is not Frequency.ONCE]
        due = local(min(slots), watch.config.service.zone) if slots else say("at once")
        waiting = sum(standings[each.name].waiting for each in subscriptions)
        counts = {
            "subscriptions": say("{count} subscriptions", count=len(subscriptions)),
            "items": say("{count} items waiting", count=waiting),
        }
        out.print(say("{subscriptions}, {items}, next digest {next}", **counts, next=due))
        return
    made = table("subscriber", "waiting", "last digest", "next digest")
    for each in subscriptions:
        standing = standings[each.name]
        made_at = local(standing.slot_at, watch.config.service.zone) or say("never")
        row(made, each.name, standing.waiting, made_at, _due(each, watch))
    out.print(made)


def _due(each: Subscription, watch: Watch) -> str:
    at_once = each.frequency is Frequency.ONCE
    return say("at once") if at_once else local(next_slot(each, watch.now()), watch.config.service.zone)


def _print_undelivered(watch: Watch) -> None:
    """Say which messages could not be delivered so far: a line for each address and reason."""
    found = outbox.undelivered(watch.engine, watch.now())
    grouped = groupby(sorted(found, key=_fate), _fate)
    for (failed, address, detail), messages in grouped:
        said = "refused for good: {address}, {count} messages" if failed else "waiting: {address}, {count} messages"
        tell(
            f"{say(said, address=address, count=len(list(messages)))}{say(': ')}{explain(detail)}",
            "red" if failed else "yellow",
        )


def _fate(each: Delivery) -> tuple[bool, str, str]:
    return each.state is State.FAILED, each.address, each.detail


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
