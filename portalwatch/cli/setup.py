"""`init`, `add`, `check` and `demo`: getting started."""

import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
import yaml

from portalwatch.cli.check import examine
from portalwatch.cli.demo import demo
from portalwatch.cli.screen import HomeOption, JsonOption, err, out, print_json, row, table, watch_at
from portalwatch.config import Home
from portalwatch.config.home import read_portal
from portalwatch.crawl.loader import PortalLoader
from portalwatch.errors import PageError, PortalwatchError, UsageError
from portalwatch.extract import Page, find_sections, read_list
from portalwatch.network.session import session

#: What sections are usually called, with the kind that each name stands for. Used to look through a home page.
USUAL = {
    "通知公告": "notice",
    "公告公示": "notice",
    "公示公告": "notice",
    "通知": "notice",
    "公告": "notice",
    "行业动态": "news",
    "行业资讯": "news",
    "行业新闻": "news",
    "协会动态": "news",
    "协会新闻": "news",
    "工作动态": "news",
    "新闻动态": "news",
    "新闻中心": "news",
    "最新热点": "news",
    "要闻": "news",
    "政策法规": "policy",
    "政策文件": "policy",
    "法律法规": "policy",
    "征求意见": "policy",
    "标准规范": "standard",
    "行业标准": "standard",
    "团体标准": "standard",
    "建筑装饰类标准": "standard",
    "公装标准": "standard",
    "幕墙标准": "standard",
    "住宅标准": "standard",
    "业界专著": "opinion",
    "行家专访": "opinion",
    "专家观点": "opinion",
    "会员动态": "member",
    "会员风采": "member",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (init, add, check, demo):
        app.command()(command)


def init(*, home: HomeOption = Path()) -> None:
    """Make a home: config/ with commented examples, and what Scrapy's own commands need."""
    made = []
    with as_file(files("portalwatch.cli") / "starter") as starter:
        for source in sorted(starter.rglob("*")):
            target = home / source.relative_to(starter)
            if source.is_file() and not target.exists():
                _write(target, source.read_text(encoding="utf-8"))
                made.append(target)
    _mkdir(home / "config" / "portals")
    for path in made:
        out.print(f"made {path}", highlight=False, soft_wrap=True)
    out.print(f"next: portalwatch add URL --home {home}", highlight=False, soft_wrap=True)


def add(
    url: Annotated[str, typer.Argument(help="The portal's home page, or the page of one list.")],
    *,
    home: HomeOption = Path(),
    name: Annotated[str | None, typer.Option(help="What it is called here: a-z, 0-9, - and _.")] = None,
    section: Annotated[
        list[str] | None, typer.Option(help="A section as the portal's menu calls it; repeatable.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow loopback and private addresses.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a portal by its address: find its sections, show what is read of them, write its description."""
    watch = watch_at(home)
    slug = name or _slug(url)
    path = Home(home).portals / f"{slug}.yaml"
    if path.exists():
        raise UsageError(f"{path} exists already; edit it, or choose another --name")
    description = _describe(url, slug, section or [], allow_private=allow_private, user_agent=watch.user_agent)
    _write(path, _text(description))
    try:
        read_portal(path)
        lines = list(examine(PortalLoader(watch_at(home)), slug))
    except PortalwatchError:
        path.unlink()
        raise
    if as_json:
        print_json(lines)
    else:
        _show(lines)
    if not any(line["rows"] for line in lines):
        path.unlink()
        raise UsageError(f"no list could be read at {url}; see the notes, or name sections with --section")
    if not (yes or as_json or typer.confirm(f"Watch these, as {path}?", default=True)):
        path.unlink()
        raise typer.Exit(1)
    err.print(f"wrote {path}; next: portalwatch crawl {slug}", highlight=False, soft_wrap=True)


def check(
    portal: Annotated[str, typer.Argument(help="A portal's name.")],
    *,
    home: HomeOption = Path(),
    section: Annotated[str, typer.Option(help="Only these sections: keys with commas between.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Fetch a portal once and show what would be read; store nothing."""
    lines = list(examine(PortalLoader(watch_at(home)), portal, section))
    if as_json:
        print_json(lines)
    else:
        _show(lines)
    if any(line["outcome"] != "ok" for line in lines):
        raise typer.Exit(1)


def _show(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        colour = "green" if line["outcome"] == "ok" else "red"
        head = f"[bold]{line['name']}[/] [dim]{line['section']}[/]  [{colour}]{line['outcome']}[/]  {line['rows']} rows"
        out.print(head, highlight=False)
        out.print(f"  {line['url'] or ''}  {line['detail']}".rstrip(), markup=False, highlight=False, soft_wrap=True)
        made = table("published", "title")
        for sample in line["samples"]:
            row(made, f"  {sample['published'] or '—'}", sample["title"])
        if line["samples"]:
            out.print(made)
        _show_article(line["article"])


def _show_article(article: dict[str, Any] | None) -> None:
    if article is None:
        return
    made = table("field", "read as")
    if article["problem"]:
        row(made, f"  {article['url']}", article["problem"])
    for field in ("title", "published", "source", "breadcrumb", "attachments", "body"):
        value = article.get(field)
        text = " > ".join(value or []) if field == "breadcrumb" else str(value or "—")
        row(made, f"  {field}", text[:200])
    out.print(made)


def _describe(url: str, slug: str, names: list[str], *, allow_private: bool, user_agent: str) -> dict[str, Any]:
    """Look at the page behind `url` and return a description: of its sections, or of itself if it is a list."""
    page = _fetch(url, allow_private=allow_private, user_agent=user_agent)
    found = find_sections(page, names or list(USUAL))
    if names and (missing := [name for name in names if name not in found]):
        raise UsageError(f"{url} has no link called {missing[0]!r}")
    sections = list(_sections(found)) if len(found) > (0 if names else 1) else list(_own_list(page, slug))
    if not sections:
        raise UsageError(f"{url} is neither a list nor links to sections by a usual name; name them with --section")
    title = " ".join((page.root.findtext(".//title") or slug).split())
    described: dict[str, Any] = {"name": slug, "title": title[:80], "url": url}
    if allow_private:
        described["allow_private"] = True
    return described | {"sections": sections}


def _sections(found: dict[str, str]) -> Iterator[dict[str, str]]:
    taken: set[str] = set()
    for name, url in found.items():
        if url not in taken:
            taken.add(url)
            yield {"key": f"section-{len(taken)}", "name": name, "kind": USUAL.get(name, "news"), "url": url}


def _own_list(page: Page, slug: str) -> Iterator[dict[str, str]]:
    try:
        rows = read_list(page).rows
    except PageError:
        return
    if rows:
        yield {"key": "list", "name": slug, "kind": "news", "url": page.url}


def _fetch(url: str, *, allow_private: bool, user_agent: str) -> Page:
    import requests  # noqa: PLC0415 - only the commands that look at a page need it

    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"{url!r} is no web address; it must begin with http:// or https://")
    with session(user_agent=user_agent, allow_private=allow_private) as client:
        try:
            answer = client.get(url)
        except requests.RequestException as error:
            raise PageError(f"cannot be fetched ({error})", url=url) from error
    if answer.status_code >= 400:
        raise PageError(f"the server answered {answer.status_code}", url=url)
    return Page.of(answer.content, url=answer.url, content_type=answer.headers.get("Content-Type"))


def _slug(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "portal"


def _text(description: dict[str, Any]) -> str:
    body = yaml.safe_dump(description, allow_unicode=True, sort_keys=False, width=120)
    check = f"`portalwatch check {description['name']}` shows what is read"
    return f"# Written by `portalwatch add`; yours to edit. {check}.\n{body}"


def _write(path: Path, text: str) -> None:
    _mkdir(path.parent)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror})") from error


def _mkdir(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be made ({error.strerror})") from error
