"""`evidence` and `replay`: what portals sent, written into a ZIP, and read again as it would be read today."""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer

from portalwatch.cli.picking import pick
from portalwatch.cli.replaying import Difference, replayed
from portalwatch.cli.screen import HomeOption, JsonOption, out, print_json, row, table, tell, watch_at
from portalwatch.cli.words import say
from portalwatch.crawl.reading import is_document
from portalwatch.errors import PortalwatchError, UsageError
from portalwatch.export import item_json
from portalwatch.items import Item, Kept
from portalwatch.store import archive

_REPORT = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.6 sans-serif;max-width:52em;margin:2em auto;padding:0 1em}}
table{{border-collapse:collapse}}td,th{{border:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}}
code{{font-size:.8em;word-break:break-all}}</style>
<h1>{title}</h1><p><a href="{url}">{url}</a></p>
<h2>{said}</h2><table>{fields}</table>
<h2>{answers}</h2><table><tr><th>{at}</th><th>{address}</th><th>{status}</th><th>{file}</th><th>SHA-256</th></tr>{rows}</table>
<h2>{history}</h2>{revisions}
"""


def evidence(
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="Its address, an event's number, or a part of its title.")
    ],
    *,
    home: HomeOption = Path(),
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Write a ZIP with what the portal sent of an item: pages, files, headers, times, hashes, and a report to read."""
    watch = watch_at(home)
    found = pick(watch, item)
    history = archive.history(watch.engine, found)
    kept = watch.evidence.of_item(found.portal, archive.names(watch.engine, found))
    kept += watch.evidence.of_lists(found.portal, found.section, history[0][0] if history else watch.now())
    if not kept:
        raise UsageError(f"nothing that {found.portal} sent of it is kept; see [evidence] days in portalwatch.toml")
    path = output or Path(f"evidence-{found.portal}-{sha256(found.key.encode()).hexdigest()[:8]}.zip")
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            _bundle(bundle, found, kept, history, ZoneInfo(watch.config.service.zone))
    except OSError as error:
        raise PortalwatchError(f"{path} cannot be written ({error.strerror})") from error
    tell(say("wrote {path}", path=path))


def replay(
    portal: Annotated[str | None, typer.Argument(metavar="PORTAL", help="A portal's name; none means all.")] = None,
    *,
    home: HomeOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Read the kept pages as they would be read today, and show what would differ; nothing is changed."""
    watch = watch_at(home)
    if portal:
        watch.config.portal(portal)
    pages, differences = 0, list[Difference]()
    for number, differing in replayed(watch, portal):
        pages = number
        differences += differing
    if as_json:
        print_json(each.as_json() for each in differences)
    elif differences:
        made = table("section", "title", "field", "then", "now")
        for each in differences:
            row(made, f"{each.portal}/{each.section}", each.title, say(each.field), each.then, each.now)
        out.print(made)
    tell(say("{count} pages read again, {differing} differ", count=pages, differing=len(differences)))
    if differences:
        raise typer.Exit(1)


def _bundle(
    bundle: zipfile.ZipFile,
    found: Item,
    kept: list[Kept],
    history: list[tuple[datetime, dict[str, Any]]],
    zone: ZoneInfo,
) -> None:
    manifest = [{"item": item_json(found)}]
    rows = []
    for number, each in enumerate(kept, 1):
        name = f"{_role(each)}-{number:02}{_ending(each)}"
        bundle.writestr(name, each.body)
        entry = _entry(each, name)
        manifest.append(entry)
        at = each.at.astimezone(zone).isoformat(timespec="seconds")
        cells = (at, each.turn.url, each.status, name, entry["sha256"])
        rows.append("<tr>" + "".join(f"<td><code>{escape(str(cell))}</code></td>" for cell in cells) + "</tr>")
    bundle.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    bundle.writestr("report.html", _report(found, "".join(rows), history, zone))


def _entry(each: Kept, name: str) -> dict[str, Any]:
    return {
        "file": name,
        "url": each.turn.url,
        "at": each.at.isoformat(timespec="seconds"),
        "status": each.status,
        "headers": [list(pair) for pair in each.headers],
        "sha256": sha256(each.body).hexdigest(),
    }


def _report(found: Item, rows: str, history: list[tuple[datetime, dict[str, Any]]], zone: ZoneInfo) -> str:
    said = {name: value for name, value in item_json(found).items() if value and name not in ("html", "body")}
    fields = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in said.items())
    return _REPORT.format(
        title=escape(found.title),
        url=escape(found.url),
        said=escape(say("what was read")),
        fields=fields,
        answers=escape(say("what the portal sent")),
        at=escape(say("at")),
        address=escape(say("address")),
        status=escape(say("status")),
        file=escape(say("file")),
        rows=rows,
        history=escape(say("what it said, and since when")),
        revisions="".join(_revisions(history, zone)),
    )


def _revisions(history: list[tuple[datetime, dict[str, Any]]], zone: ZoneInfo) -> Iterator[str]:
    for at, content in history:
        text = escape(str(content.get("body") or "")).replace("\n", "<br>")
        when = at.astimezone(zone).isoformat(timespec="seconds")
        yield f"<h3>{when}: {escape(str(content.get('title')))}</h3><p>{text}</p>"


def _role(each: Kept) -> str:
    if each.key is None:
        return "list"
    return "file" if each.column else "page"


def _ending(each: Kept) -> str:
    kind = next((value for name, value in each.headers if name.lower() == "content-type"), "text/html").lower()
    if kind.partition(";")[0].strip().endswith(("html", "/xml", "+xml")):
        return ".html"
    named = PurePosixPath(urlsplit(each.turn.url).path).suffix if is_document(each.turn.url) else ".bin"
    return ".json" if "json" in kind else named
