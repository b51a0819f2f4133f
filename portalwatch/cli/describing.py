"""A portal's description, made of its address alone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from portalwatch.cli.fetching import fetch
from portalwatch.config import Portal, Section
from portalwatch.crawl.reading import to_page
from portalwatch.errors import AddressError, PageError, UsageError
from portalwatch.extract import Page, find_sections, read_list
from portalwatch.network.addresses import LOOPBACK, PRIVATE
from portalwatch.network.session import session

#: What sections are usually called, with the key and the kind that they get. Used to look through a home page.
USUAL = {
    "通知公告": ("notices", "notice"),
    "公告公示": ("notices", "notice"),
    "公示公告": ("notices", "notice"),
    "通知": ("notices", "notice"),
    "公告": ("announcements", "notice"),
    "行业动态": ("news", "news"),
    "行业资讯": ("news", "news"),
    "行业新闻": ("news", "news"),
    "协会动态": ("association", "news"),
    "协会新闻": ("association", "news"),
    "工作动态": ("work", "news"),
    "新闻动态": ("news", "news"),
    "新闻中心": ("news", "news"),
    "最新热点": ("hot", "news"),
    "要闻": ("headlines", "news"),
    "政策法规": ("policies", "policy"),
    "政策文件": ("policies", "policy"),
    "法律法规": ("laws", "policy"),
    "征求意见": ("consultations", "policy"),
    "标准规范": ("standards", "standard"),
    "行业标准": ("industry-standards", "standard"),
    "团体标准": ("group-standards", "standard"),
    "建筑装饰类标准": ("standards", "standard"),
    "公装标准": ("public-standards", "standard"),
    "幕墙标准": ("curtain-wall", "standard"),
    "住宅标准": ("housing-standards", "standard"),
    "业界专著": ("works", "opinion"),
    "行家专访": ("interviews", "opinion"),
    "专家观点": ("opinions", "opinion"),
    "会员动态": ("members", "member"),
    "会员风采": ("members", "member"),
}
_LONGEST_NAME, _LONGEST_TITLE = 64, 80
#: Where home pages are.
_ROOT = re.compile(r"/?|/(?:index|default|main)\.\w+", re.IGNORECASE)
_BETWEEN = re.compile(r"[_|—–]+|\s-+\s|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")


def describe(
    url: str, name: str, sections: Sequence[str], manners: Mapping[str, object], *, user_agent: str
) -> dict[str, Any]:
    """Look at the page behind `url` and return a description: of the sections that it links to, or of its own list.

    `sections` are names to look for in place of the usual ones; `manners` are keys that go into the description,
    those without a value left out. Raises PageError when the page cannot be read,
    UsageError when nothing is found on it.
    """
    page = _look(url, name, allow_private=bool(manners.get("allow_private")), user_agent=user_agent)
    found = find_sections(page, sections or list(USUAL))
    if missing := [each for each in sections if each not in found]:
        raise UsageError(f"{page.url} has no link called {missing[0]!r}; name sections as its menu does")
    own = None if sections else _own_list(page, found)
    described = [own] if own else list(_linked(found))
    if not described:
        raise UsageError(f"{page.url} is no list, nor links to sections by a usual name; name them with --section")
    home = urljoin(page.url, "/") if own else page.url
    titles = _titles(page) or [name]
    title = (titles[-1] if own else titles[0])[:_LONGEST_TITLE]
    written = {key: value for key, value in manners.items() if value is not None}
    return {"name": name, "title": title, "url": home} | written | {"sections": described}


def usual_name(url: str) -> str:
    """Return what a portal is called when nobody says: its host without www. Raises UsageError for no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no web address; it must begin with http:// or https://")
    host = parts.hostname.removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:_LONGEST_NAME] or "portal"


def to_yaml(description: dict[str, Any]) -> str:
    """Return the text of the description's file."""
    body = yaml.safe_dump(description, allow_unicode=True, sort_keys=False, width=120)
    check = f"`portalwatch check {description['name']}` shows what is read"
    return f"# Written by `portalwatch add`; yours to edit. {check}.\n{body}"


def _look(url: str, name: str, *, allow_private: bool, user_agent: str) -> Page:
    hosts = [urlsplit(url).hostname or ""]
    with session(user_agent=user_agent, allow_private=allow_private, private_hosts=hosts) as client:
        try:
            answer = fetch(client, url)
        except AddressError as error:
            if error.reason in (LOOPBACK, PRIVATE) and not allow_private:
                raise UsageError(f"{error}; if it is meant, say --allow-private") from error
            raise
    alone = Portal(name=name, title=name, url=answer.url, sections=(Section(key="list", name=name),))
    kind = answer.headers.get("Content-Type", "")
    return to_page(alone, answer.content, url=answer.url, status=answer.status_code, content_type=kind)


def _linked(found: dict[str, str]) -> Iterator[dict[str, str]]:
    """Describe the sections found, each address once."""
    taken: set[str] = set()
    keys: Counter[str] = Counter()
    for name, url in found.items():
        if url not in taken:
            taken.add(url)
            key, kind = USUAL.get(name, ("section", "news"))
            keys[key] += 1
            yield {"key": f"{key}-{keys[key]}" if keys[key] > 1 else key, "name": name, "kind": kind, "url": url}


def _own_list(page: Page, found: dict[str, str]) -> dict[str, str] | None:
    """Describe the page itself when it is a list: one that its own menu names, or any below the portal's root."""
    named = [name for name, url in found.items() if url == page.url]
    if not named and _ROOT.fullmatch(urlsplit(page.url).path):
        return None
    try:
        read_list(page)
    except PageError:
        return None
    name = (named or _titles(page) or ["list"])[0]
    key, kind = USUAL.get(name, ("list", "news"))
    return {"key": key, "name": name, "kind": kind, "url": page.url}


def _titles(page: Page) -> list[str]:
    """The parts of the page's title: what it shows, then whose it is."""
    parts = [part.strip() for part in _BETWEEN.split(page.title)]
    return [part for part in parts if part not in ("", "首页", "网站首页", "主页")]
