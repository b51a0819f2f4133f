"""`accept`, `reject`, `repair`: what the operator says of a list that is not the one that was known."""

from pathlib import Path
from typing import Annotated

import typer

from portalwatch.cli.crawling import Sections, crawl_now
from portalwatch.cli.screen import HomeOption, JsonOption, local, out, print_json, row, table, tell, watch_at
from portalwatch.cli.words import say
from portalwatch.config import Config
from portalwatch.config.home import unknown
from portalwatch.errors import UsageError
from portalwatch.items import Outcome
from portalwatch.store import health, repairs
from portalwatch.watch import Watch

PortalArgument = Annotated[str, typer.Argument(metavar="PORTAL", help="A portal's name.")]


def accept(
    portal: PortalArgument,
    *,
    home: HomeOption = Path(),
    section: Sections = "",
    announce: Annotated[bool, typer.Option("--announce", help="What is listed is news; tell the subscribers.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take a held list as it is: crawl it now, and store what it shows without announcing it."""
    keys = section or ",".join(_held(watch_at(home), portal))
    if not keys:
        raise UsageError(f"no section of {portal} is held; name one with --section")
    crawl_now(home, [portal], keys, {"believe" if announce else "rebaseline": "1"}, as_json=as_json)


def reject(portal: PortalArgument, *, home: HomeOption = Path(), section: Sections = "") -> None:
    """Say that a held list is not the section's: it stays held until what is known is listed again."""
    watch = watch_at(home)
    held = _held(watch, portal)
    keys = [key for key in section.split(",") if key] or held
    for key in keys:
        watch.config.portal(portal).section(key)
    free = [f"{portal}/{key}" for key in keys if key not in held]
    if free or not keys:
        raise UsageError(f"nothing is held of {', '.join(free) or portal}")
    health.reject(watch.engine, portal, keys, watch.now())
    tell(say("{count} sections stay held until what is known is listed again", count=len(keys)))


def repair(
    portal: Annotated[str | None, typer.Argument(metavar="PORTAL", help="A portal's name; none means all.")] = None,
    *,
    home: HomeOption = Path(),
    section: Annotated[str, typer.Option("--section", metavar="KEY", help="Only this section.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Read by the description's own rules again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show how sections are read since their layout has changed; `--undo` ends it."""
    watch = watch_at(home)
    _check(watch.config, portal, section)
    if undo:
        if portal is None:
            raise UsageError("--undo needs the portal's name")
        text = "{count} repairs undone; while the rules stay as they are, they are not made again"
        tell(say(text, count=repairs.undo(watch.engine, portal, section or None, watch.now())))
        return
    found = [
        each
        for each in repairs.repairs(watch.engine)
        if portal in (None, each.portal) and section in ("", each.section)
    ]
    if as_json:
        print_json(_as_json(each) for each in found)
        return
    made = table("at", "section", "before", "after", "undone")
    for each in found:
        shown = each.repair.before or say("by inference"), each.repair.after or say("by the known items")
        zone = watch.config.service.zone
        row(made, local(each.at, zone), f"{each.portal}/{each.section}", *shown, local(each.undone_at, zone))
    if found:
        out.print(made)
    else:
        tell(say("no layout has changed"))


def _check(config: Config, portal: str | None, section: str) -> None:
    """Refuse the name of a portal or of a section that is not described."""
    if portal:
        described = config.portal(portal)
        if section:
            described.section(section)
    elif section:
        keys = {each.key for described in config.portals for each in described.sections}
        if section not in keys:
            raise UsageError(unknown("section", section, keys))


def _held(watch: Watch, portal: str) -> list[str]:
    """Return the sections of a portal whose list is held."""
    watch.config.portal(portal)
    known = [each for each in health.sections(watch.engine) if each.portal == portal]
    return [each.section for each in known if each.outcome is Outcome.SUSPECT]


def _as_json(each: repairs.Repaired) -> dict[str, object]:
    return {
        "portal": each.portal,
        "section": each.section,
        "at": each.at.isoformat(timespec="seconds"),
        "before": each.repair.before,
        "after": each.repair.after,
        "undone": each.undone_at.isoformat(timespec="seconds") if each.undone_at else None,
    }
