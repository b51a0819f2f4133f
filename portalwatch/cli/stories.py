"""`stories`: documents that were published in several places."""

from pathlib import Path
from typing import Annotated, Any

import typer

from portalwatch.cli.picking import pick
from portalwatch.cli.screen import HomeOption, JsonOption, linked, out, print_json, row, shown, table, tell, watch_at
from portalwatch.cli.words import say
from portalwatch.errors import UsageError
from portalwatch.store import stories as store
from portalwatch.watch import Watch

#: As many as a person looks through.
_SHOWN = 50


def stories(
    others: Annotated[
        list[str] | None, typer.Argument(metavar="ITEM", help="With --join: the items to join it with.")
    ] = None,
    *,
    home: HomeOption = Path(),
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="ITEM", help="Take an item out, by its address, event number or title."),
    ] = None,
    join: Annotated[
        str | None, typer.Option("--join", metavar="ITEM", help="Make an item and those behind it one story.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="At most this many; 50, or with --json all, if not said."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show documents that were published in several places, the earliest first, and by what they were recognised."""
    watch = watch_at(home)
    if bool(others) != bool(join) or (part and join):
        raise UsageError("say --join ITEM ITEM, or --part ITEM, or neither")
    if part:
        _part(watch, part)
    elif join:
        _join(watch, join, others or [])
    else:
        _show(watch, limit or (None if as_json else _SHOWN), as_json=as_json)


def _part(watch: Watch, what: str) -> None:
    item = pick(watch, what)
    if not store.part(watch.engine, item, watch.now()):
        raise UsageError(f"{item.title} ({item.url}) is in no story")
    tell(say("taken out, and not linked again by itself: {title}", title=item.title))


def _join(watch: Watch, what: str, others: list[str]) -> None:
    first, *rest = (pick(watch, each) for each in (what, *others))
    for other in rest:
        joined = store.join(watch.engine, first, other, watch.now())
        said = "now one story: {title}" if joined else "is one story already: {title}"
        tell(say(said, title=other.title))


def _show(watch: Watch, limit: int | None, *, as_json: bool) -> None:
    found = store.stories(watch.engine, limit)
    if as_json:
        print_json(map(_as_json, found))
        return
    made = table("no.", "published", "section", "recognised by", "title")
    for story in found:
        for place, member in enumerate(story.members):
            item, number = member.item, story.id if place == 0 else None
            reason, where = say(member.reason.value), f"{item.portal}/{item.section}"
            row(made, number, shown(item.published), where, reason, linked(item.title, item.url))
    if found:
        out.print(made)
    else:
        tell(say("nothing was published in several places"))


def _as_json(story: store.Story) -> dict[str, Any]:
    return {
        "story": story.id,
        "since": story.created_at.isoformat(timespec="seconds"),
        "sources": [_source(member) for member in story.members],
    }


def _source(member: store.Member) -> dict[str, str | None]:
    item = member.item
    return {
        "portal": item.portal,
        "section": item.section,
        "title": item.title,
        "url": item.url,
        "published": str(item.published) if item.published else None,
        "reason": member.reason.value,
    }
