"""`init`, `add`, `check` and `demo`: getting started."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from rich.padding import Padding
from rich.progress import Progress
from rich.text import Text

from portalwatch.cli.browsing import Browser, browsing
from portalwatch.cli.check import examine
from portalwatch.cli.describing import Described, describe, to_yaml, usual_name
from portalwatch.cli.screen import (
    COLOURS,
    HomeOption,
    JsonOption,
    err,
    out,
    print_json,
    row,
    table,
    tell,
    titled,
    watch_at,
)
from portalwatch.cli.words import explain, say
from portalwatch.config import Home, Portal
from portalwatch.config.home import read_portal
from portalwatch.config.portal import SLUG
from portalwatch.config.wording import reason
from portalwatch.crawl.loader import PortalLoader
from portalwatch.errors import PageError, PortalwatchError, UsageError
from portalwatch.items import Outcome
from portalwatch.shell import command


def init(*, home: HomeOption = Path()) -> None:
    """Make a home: config/ with commented examples, and what Scrapy's own commands need."""
    with as_file(files("portalwatch.cli") / "starter") as starter:
        for source in sorted(starter.rglob("*")):
            target = home / source.relative_to(starter)
            if source.is_file() and not target.exists():
                _write(target, source.read_text(encoding="utf-8"))
                out.print(Text(say("made {path}", path=target)), soft_wrap=True)
    _mkdir(home / "config" / "portals")
    tell(say("next: {command}", command=command("add URL", home)))


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The portal's home page, or the page of one list.")],
    *,
    home: HomeOption = Path(),
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What it is called here: a-z, 0-9, - and _.")
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option("--section", metavar="NAME", help="A section as the portal's menu calls it; repeatable."),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option("--delay", metavar="SECONDS", help="Between two requests, now and later."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow loopback and private addresses.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a portal by its address: find its sections, show what is read of them, write its description."""
    watch = watch_at(home)
    slug = _slug(url, name)
    path = Home(home).portals / f"{slug}.yaml"
    if slug in watch.config.names:
        raise UsageError(f"{path} exists already; edit it, or choose another --name")
    manners = {"delay": delay, "allow_private": allow_private or None}
    portal = _stranger(slug, url, manners)
    with browsing(portal, [urlsplit(url).hostname or ""], agent=watch.user_agent) as browser:
        described = _look(browser, url, section or [], manners)
        drafted = _drafted(slug, to_yaml(described))
        watch.config = replace(watch.config, portals=(*watch.config.portals, drafted))
        lines = _show(examine(PortalLoader(watch), slug, browser=browser), as_json=as_json)
        _show_left(described, as_json=as_json)
        if not any(line["rows"] for line in lines):
            raise PageError("no list could be read; name its sections with --section", url=url)
        if not (yes or as_json or typer.confirm(say("Watch these, as {path}?", path=path), default=True)):
            raise typer.Exit(1)
    _write(path, to_yaml(described, lines))
    tell(say("wrote {path}", path=path))
    tell(say("next: {command}", command=command(f"crawl {slug}", home)))


def check(
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="A portal's name.")],
    *,
    home: HomeOption = Path(),
    section: Annotated[
        str, typer.Option("--section", metavar="KEYS", help="Only these sections: keys with commas between.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Fetch a portal once and show what would be read; store nothing."""
    lines = _show(examine(PortalLoader(watch_at(home)), portal, section), as_json=as_json)
    if any(line["outcome"] != "ok" for line in lines):
        raise typer.Exit(1)


def _slug(url: str, name: str | None) -> str:
    usual = usual_name(url)
    if name and not SLUG.fullmatch(name):
        raise UsageError(f"--name must be made of a-z, 0-9, - and _, at most 64 of them, not {name!r}")
    return name or usual


def _stranger(name: str, url: str, manners: Mapping[str, object]) -> Portal:
    """What can be said of a portal before it was looked at. Raises UsageError when that is impossible."""
    known = {key: value for key, value in manners.items() if value is not None}
    told = {"name": name, "title": name, "url": url, "sections": [{"key": "list", "name": name}], **known}
    try:
        return Portal.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
    raise UsageError(f"{'.'.join(map(str, first['loc']))}: {reason(first, Portal)}")


def _look(browser: Browser, url: str, sections: Sequence[str], manners: Mapping[str, object]) -> Described:
    """Look for the portal's sections; who waits at a terminal sees how far that is."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(say("reading {url}", url=url), total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return describe(browser, url, sections, manners, show)


def _show_left(described: Described, *, as_json: bool) -> None:
    """Say what was looked at and left out, and why."""
    portal = described.values["name"]
    if as_json:
        print_json(
            {"portal": portal, "section": None, "outcome": "left out", **asdict(each)} for each in described.left
        )
        return
    if described.left:
        out.print(Text(say("left out"), "bold"))
    for each in described.left:
        out.print(Padding(Text.assemble(each.name, (f"  {each.reason}  {each.url}", "dim")), (0, 0, 0, 2)))


def _drafted(name: str, text: str) -> Portal:
    """Read a description that nobody has agreed to: in config/portals a service that runs would crawl by it."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return read_portal(path)


def _show(lines: Iterator[dict[str, Any]], *, as_json: bool) -> list[dict[str, Any]]:
    """Print each section as soon as it was looked at; return them all."""
    shown = []
    for line in lines:
        shown.append(line)
        if as_json:
            print_json([line])
        else:
            _show_section(line)
    return shown


def _show_section(line: dict[str, Any]) -> None:
    outcome = Outcome(line["outcome"])
    rows = say("{count} rows", count=line["rows"]) if line["rows"] else ""
    parts = [rows, say("more pages") if line["next"] else ""]
    head = titled(line["name"], line["section"])
    head.append("  ").append(say(outcome.value), COLOURS[outcome])
    head.append(f"  {say(', ').join(part for part in parts if part)}".rstrip()).append(f"  {line['url'] or ''}", "dim")
    out.print(head, soft_wrap=True)
    if line["detail"]:
        out.print(Padding(Text(explain(line["detail"]), "yellow"), (0, 0, 0, 2)))
    if line["samples"]:
        made = table("published", "title")
        for sample in line["samples"]:
            row(made, (sample["published"] or "—").replace("T", " ")[:16], sample["title"])
        made.show_header = False
        out.print(Padding(made, (0, 0, 0, 2)))
    if line["article"]:
        _show_article(line["article"])


def _show_article(article: dict[str, Any]) -> None:
    """Print what was read of the newest article: its fields, and how its text begins."""
    if article["problem"]:
        parts = [article["problem"]]
    else:
        published = (article["published"] or say("no publish time")).replace("T", " ")[:16]
        source = say("source {source}", source=article["source"]) if article["source"] else ""
        files = say("{count} attachments", count=len(article["attachments"])) if article["attachments"] else ""
        parts = [published, source, files, " > ".join(article["breadcrumb"])]
    fields = f"{say('newest article')}{say(': ')}{' · '.join(part for part in parts if part)}"
    out.print(Padding(Text(fields), (0, 0, 0, 2)))
    for each in article.get("disagreements", ()):
        field, listed, read = say(each["field"]), each["listed"], each["read"]
        differs = say(
            "{field} differs: the list says {listed}, the article {read}", field=field, listed=listed, read=read
        )
        out.print(Padding(Text(differs, "yellow"), (0, 0, 0, 2)))
    if body := article.get("body"):
        begins = Text(f"{say('{count} characters', count=len(body))}{say(': ')}{' '.join(body.split())}", "dim")
        out.print(Padding(begins, (0, 0, 0, 2)), no_wrap=True, overflow="ellipsis")


def _write(path: Path, text: str) -> None:
    """Put a file into place whole. No name that begins with a dot is taken for a description."""
    _mkdir(path.parent)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise PortalwatchError(f"{path} cannot be written ({error.strerror})") from error


def _mkdir(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PortalwatchError(f"{path} cannot be made ({error.strerror})") from error
