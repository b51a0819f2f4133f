"""A portal's description, made of its address alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from portalwatch.cli.browsing import Browser
from portalwatch.cli.finding import Found, Left, Search, enter, read_rows
from portalwatch.crawl.reading import CUT, is_document, is_own
from portalwatch.errors import PageError, PortalwatchError, UsageError
from portalwatch.extract import Page, find_sections, read_article, read_list
from portalwatch.extract.naming import key_of, kind_of
from portalwatch.extract.navigation import find_offers, needs_scripts
from portalwatch.network.rendering import Render, lacking
from portalwatch.normalize import urls as addresses

_LONGEST_NAME, _LONGEST_TITLE = 64, 80
#: Where home pages are.
_ROOT = re.compile(r"/?|/(?:index|default|main)\.\w+", re.IGNORECASE)
_BETWEEN = re.compile(r"[_|—–]+|\s-+\s|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
#: What stands before the host: whatever it is, it may be a password.
_USER = re.compile(r"(?:[^/?#]*//)?[^/?#]*@")
_HOME = ("", "首页", "网站首页", "主页")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What goes into the file of a portal, and what was looked at and left out of it."""

    values: dict[str, Any]
    left: tuple[Left, ...] = ()


def describe(
    browser: Browser,
    url: str,
    sections: Sequence[str],
    manners: Mapping[str, object],
    tell: Callable[[int, int], None] = lambda *_: None,
) -> Described:
    """Look for the sections of the portal behind `url`: of its menus, or of the list or the article that `url` is.

    `sections` are names to look for in place of all; `manners` are keys that go into the description,
    those without a value left out. Raises PageError when the page cannot be read or nothing is found from it on,
    UsageError when it has no section of a name asked for.
    """
    pages = enter(browser, url)
    try:
        described = _describe(browser, pages, sections, manners, tell)
    except PageError as error:
        raise (PageError(CUT, url=url) if browser.unclosed else error) from error
    if browser.unclosed and not _all_unclosed(browser, described):
        raise PageError(CUT, url=url)
    return described


def _all_unclosed(browser: Browser, described: Described) -> bool:
    """Whether the portal's pages leave their document open, all at the same words: what breaks off ends anywhere."""
    for section in described.values["sections"] if len(browser.ends) == 1 else ():
        rows = browser.read(browser.page(section["url"]), read_list).rows
        with suppress(PortalwatchError):
            browser.page(next(row.url for row in rows if is_own(browser.portal, row.url) and not is_document(row.url)))
    return len(browser.ends) > 1 and len(set(browser.ends)) == 1


def _describe(
    browser: Browser,
    pages: Sequence[Page],
    sections: Sequence[str],
    manners: Mapping[str, object],
    tell: Callable[[int, int], None],
) -> Described:
    page = pages[0]
    if sections:
        return _described(browser, page, _chosen(browser, pages, sections), manners)
    if own := _own(browser, page):
        return _described(browser, page, [own], manners, alone=True)
    search = _search(browser, pages, tell)
    if search.found:
        return _described(browser, page, search.found, manners, search.left)
    if only := _listed(browser, page):
        return _described(browser, page, [only], manners, alone=True)
    raise PageError(_nothing(search.left), url=page.url)


def _search(browser: Browser, pages: Sequence[Page], tell: Callable[[int, int], None]) -> Search:
    """Look for sections; where a menu is made by scripts, on the page that they make."""
    search = Search(browser, tell)
    search.run(pages)
    if not search.found and needs_scripts(pages[0]) and not lacking():
        with suppress(PageError):
            search.run([browser.page(pages[0].url, render=Render())])
    return search


def usual_name(url: str) -> str:
    """Return what a portal is called when nobody says: its host without www. Raises UsageError for no web address."""
    if _USER.match(url):
        raise UsageError("the address must not hold a user name or password")
    host = (_host(url) or "").removeprefix("www.")
    if not host:
        # A password with a slash in it does not look like one.
        raise UsageError(f"{url.rpartition('@')[2]!r} is no web address; it must begin with http:// or https://")
    if any(map(str.isspace, url)):
        raise UsageError(f"{url!r} is no web address: it holds a blank")
    return re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:_LONGEST_NAME] or "portal"


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if usable else None


def to_yaml(described: Described, seen: Iterable[Mapping[str, Any]] = ()) -> str:
    """Return the text of the description's file, with what was `seen` of each section beside it, as comments."""
    values = dict(described.values)
    remarks = {line["section"]: _remark(line) for line in seen}
    check = f"`portalwatch check {values['name']}` shows what is read"
    parts = [f"# Written by `portalwatch add`; yours to edit. {check}.\n"]
    sections = values.pop("sections")
    parts += [_dump(values), "sections:\n"]
    for section in sections:
        parts += [f"# {remark}\n" for remark in [remarks.get(section["key"])] if remark]
        parts.append(_dump([section]))
    if described.left:
        parts.append("# Left out:\n")
    parts += [f"# - {_line(each.name)} {_line(each.url)}: {_line(each.reason)}\n" for each in described.left]
    return "".join(parts)


def _dump(values: object) -> str:
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)


def _remark(line: Mapping[str, Any]) -> str:
    """What was seen of a section when it was added."""
    days = [sample["published"][:10] for sample in line["samples"] if sample["published"]]
    newest = f"the newest of {max(days)}" if days else "without dates"
    more = "and more pages" if line["next"] else "no further page"
    return f"{line['rows']} rows, {newest}, {more}" if line["rows"] else _line(line["detail"])


def _line(text: str) -> str:
    """What a portal wrote, made fit for a comment: on one line, printable."""
    return "".join(char if char.isprintable() else " " for char in text)


def _chosen(browser: Browser, pages: Sequence[Page], names: Sequence[str]) -> list[Found]:
    found: dict[str, str] = {}
    for page in pages:
        found = find_sections(page, names) | found
    if missing := [each for each in names if each not in found]:
        raise UsageError(f"{pages[0].url} has no link called {missing[0]!r}; name sections as its menu does")
    return [Found(name=name, url=url, needs=_needs(browser, url)) for name, url in found.items()]


def _needs(browser: Browser, url: str) -> Mapping[str, Any]:
    """What a section needs for its list to be read; nothing where it cannot be read at all."""
    try:
        return read_rows(browser, browser.page(url))[1]
    except PortalwatchError:
        return {}


def _own(browser: Browser, page: Page) -> Found | None:
    """The section that the page itself is, or that its breadcrumb leads to; None for a home page."""
    parts = urlsplit(page.url)
    named = any(addresses.key(offer.url) == addresses.key(page.url) and offer.doubt == 0 for offer in find_offers(page))
    if _ROOT.fullmatch(parts.path) and not parts.query and not named:
        return None
    return _listed(browser, page, scripts=False) or _led(browser, page) or _listed(browser, page)


def _listed(browser: Browser, page: Page, name: str | None = None, *, scripts: bool = True) -> Found | None:
    """The section that a page is if it is a list, by the name its menu has for it, or by its title."""
    try:
        listed, needs = read_rows(browser, page, scripts=scripts)
    except PortalwatchError:
        return None
    names = [offer.name for offer in find_offers(page) if addresses.key(offer.url) == addresses.key(page.url)]
    called = name or (names or _titles(page) or ["list"])[0]
    return Found(name=called, url=page.url, listed=listed, needs=needs)


def _led(browser: Browser, page: Page) -> Found | None:
    """The section that an article says it stands in: the last of its breadcrumb that is a list."""
    crumbs = read_article(page).breadcrumb
    links = find_sections(page, [name for name in crumbs if name not in _HOME])
    for name, url in reversed(links.items()):
        if addresses.key(url) == addresses.key(page.url) or _ROOT.fullmatch(urlsplit(url).path):
            continue
        try:
            section = _listed(browser, browser.page(url), name)
        except PageError:
            continue
        if section:
            return section
    return None


def _described(
    browser: Browser,
    page: Page,
    found: Sequence[Found],
    manners: Mapping[str, object],
    left: tuple[Left, ...] = (),
    *,
    alone: bool = False,
) -> Described:
    portal = browser.portal
    titles = _titles(page) or [portal.name]
    title = (titles[-1] if alone else titles[0])[:_LONGEST_TITLE]
    home = urljoin(page.url, "/") if alone else portal.url
    written = {name: value for name, value in manners.items() if value is not None}
    written |= {"unclosed": True} if browser.unclosed else {}
    values = {"name": portal.name, "title": title, "url": home} | written | {"sections": list(_sections(found))}
    return Described(values=values, left=left)


def _sections(found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    """Describe the sections found, each address once, each under a key of its own."""
    urls: set[str] = set()
    keys: set[str] = set()
    for each in found:
        if each.url not in urls:
            urls.add(each.url)
            key = _free(key_of(each.name, each.url), keys)
            keys.add(key)
            yield {"key": key, "name": each.name, "kind": kind_of(each.name) or "news", "url": each.url, **each.needs}


def _free(key: str, taken: set[str]) -> str:
    numbered = (f"{key}-{number}" for number in count(2))
    return next(each for each in chain([key], numbered) if each not in taken)


def _nothing(left: Sequence[Left]) -> str:
    reasons = "; ".join(f"{each.name}: {each.reason}" for each in left[:5])
    return f"no section was found ({reasons or 'it has no menu, and is no list'}); name sections with --section"


def _titles(page: Page) -> list[str]:
    """The parts of the page's title: what it shows, then whose it is."""
    parts = [part.strip() for part in _BETWEEN.split(page.title)]
    return [part for part in parts if part not in _HOME]
