"""Where a portal's sections may be: what its menus and headed blocks link to, and where a bare page sends on."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portalwatch.extract.naming import is_about, kind_of
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page, split
from portalwatch.extract.rows import address, live
from portalwatch.extract.text import fold, width
from portalwatch.extract.titles import is_service, title_of

#: How wide a section's name is: from 标准 to some fifteen characters; without a menu around it, ten.
_NAMES: Final = range(4, 33)
_PLAIN: Final = 20
#: A menu's names are shorter on the whole than the titles of a list.
_SHORT: Final = 16
#: 更多 and its heading stand in the same block, this many elements up at most.
_CLIMB: Final = 4
_MORE: Final = re.compile(r"\W*(?:查看)?(?:更多|more)\W*", re.IGNORECASE)
_MENU: Final = re.compile(r"nav|menu|lanmu|caidan|daohang|\btabs?\b", re.IGNORECASE)
_FOOT: Final = re.compile(r"foot|copyright|friend|yqlj", re.IGNORECASE)
#: How addresses of articles end.
_ARTICLE: Final = re.compile(
    r"/t20\d{6}_|/art_\d|/20\d\d[/-]?\d\d[/-]?\d\d/|/info/\d+/\d|/content(?:_|/post)|/\d+\.s?html?$|show-\d+-\d"
    r"|(?:show|view|detail|article|content)\w*\.(?:aspx?|jsp|php)",
    re.IGNORECASE,
)
#: Elements that are never closed nest deep; a menu stands nearer to its links.
_DEEPEST: Final = 50
#: A page with more links or text than this shows something of its own.
_LINKS: Final = 3
_TEXT: Final = 200
_SOON: Final = 10
_REFRESH: Final = re.compile(r"\s*0*(\d{1,9})?[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]*)", re.IGNORECASE)
_MOVE: Final = re.compile(
    r"location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]|location\.(?:replace|assign)\s*\(\s*['\"]([^'\"]+)['\"]"
)
#: What pages hold that fetch their rows when they are shown.
_LOADS: Final = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s*\(|\bfetch\s*\(|XMLHttpRequest|\baxios\b|new\s+Vue\s*\(|createApp\s*\("
    r"|<div\s[^>]{0,80}\bid\s*=\s*[\"']?(?:app|root)\b|\{\{[^{}]{1,80}\}\}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A link that may lead to a section, and how little it looks like it.

    `doubt` is 0 for the name of a section, 1 for what a menu or a heading offers, 2 for what looks like a menu, 3 for
    the name of a page about the portal, 4 for what is hardly one: in the footer, or with the address of an article.
    """

    name: str
    url: str
    doubt: int


def find_offers(page: Page) -> tuple[Offer, ...]:
    """Return what menus, headed blocks and links by the name of a section lead to, in page order, each address once.

    The page itself may be among them; links to other hosts are only where they stand in a menu.
    """
    found: dict[str, Offer] = {}
    for name, anchor, offered in _named(page.outline):
        href = address(page.outline, anchor)
        url = page.absolute(href).partition("#")[0]
        if live(href) and _is_web(url) and (offered or _is_near(page, url)):
            offer = Offer(name=name, url=url, doubt=_doubt(page.outline, anchor, name, offered=offered))
            found[url] = min(found.get(url, offer), offer, key=lambda each: each.doubt)
    return tuple(found.values())


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(split(url).netloc)


def _is_near(page: Page, url: str) -> bool:
    return split(url).netloc == split(page.url).netloc


def _named(outline: Outline) -> Iterator[tuple[str, int, bool]]:
    """Each link that is named as a section could be, and whether a menu or a heading offers it."""
    menus = set(_menus(outline))
    for anchor in outline.anchors:
        text = title_of(outline, anchor)
        if _MORE.fullmatch(text):
            if name := _heading(outline, anchor):
                yield name, anchor, True
        elif _is_name(text) and not is_service(text) and not _is_row(outline, anchor):
            offered = _within(outline, anchor, _MENU)
            if offered or anchor in menus or (kind_of(text) and width(text) <= _PLAIN):
                yield text, anchor, offered


def _is_name(text: str) -> bool:
    return width(text) in _NAMES


def _doubt(outline: Outline, anchor: int, name: str, *, offered: bool) -> int:
    if _within(outline, anchor, _FOOT) or (not offered and _ARTICLE.search(address(outline, anchor))):
        return 4
    if is_about(name):
        return 3
    if kind_of(name):
        return 0
    return 1 if offered else 2


def _within(outline: Outline, anchor: int, words: re.Pattern[str]) -> bool:
    for node in (anchor, *outline.lineage(anchor, _DEEPEST)):
        element = outline.elements[node]
        if outline.tags[node] != "body" and words.search(
            f"{outline.tags[node]} {element.get('class', '')} {element.get('id', '')}"
        ):
            return True
    return False


def _is_row(outline: Outline, anchor: int) -> bool:
    """Whether a date stands beside the link: then it is an article, however short its title."""
    near = (node for node in outline.lineage(anchor, 2) if len(outline.links(node)) == 1)
    return outline.dated(anchor) > 0 or any(outline.dated(node) for node in near)


def _menus(outline: Outline) -> Iterator[int]:
    """The links of groups that one template made and whose names are short: menus of pages that name nothing."""
    groups: dict[int, list[int]] = defaultdict(list)
    for anchor in outline.anchors:
        if live(outline.elements[anchor].get("href")):
            groups[outline.paths[anchor]].append(anchor)
    for group in groups.values():
        names = {title_of(outline, anchor) for anchor in group}
        if sum(4 <= width(name) <= _SHORT for name in names) >= max(3, 0.6 * len(names)):
            yield from group


def _heading(outline: Outline, anchor: int) -> str | None:
    """The words that head the block in which a 更多 stands: the first there that are no 更多 themselves."""
    for node in outline.lineage(anchor, _CLIMB):
        pieces = (fold(outline.pieces[piece]) for piece in range(outline.firsts[node], outline.lasts[node]))
        if name := next((text for text in pieces if not _MORE.fullmatch(text) and re.search(r"\w", text)), None):
            return name if _is_name(name) else None
    return None


def find_ways_on(page: Page) -> tuple[str, ...]:
    """Return where a page that shows nothing of its own sends on: by refresh or script, or into its frames."""
    outline = page.outline
    if len(outline.anchors) > _LINKS or len(outline.text(0)) > _TEXT:
        return ()
    urls = (page.absolute(href) for href in (*_refreshed(page), *_moved(page), *_framed(page)))
    return tuple(dict.fromkeys(url for url in urls if _is_web(url) and url != page.url))


def _refreshed(page: Page) -> Iterator[str]:
    for meta in page.root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(meta.get("content") or "")
            if found and found[2] and int(found[1] or 0) <= _SOON:
                yield found[2].strip()


def _moved(page: Page) -> Iterator[str]:
    for script in page.scripts:
        yield from (found[1] or found[2] for found in _MOVE.finditer(script))


def _framed(page: Page) -> Iterator[str]:
    for frame in page.root.iter("frame", "iframe"):
        if live(frame.get("src")):
            yield frame.get("src", "")


def needs_scripts(page: Page) -> bool:
    """Whether a page without a list looks as if its scripts would fetch the rows."""
    return _LOADS.search(page.text) is not None
