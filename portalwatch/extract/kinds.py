"""What a page is, and its rows and its article as far as it has them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from portalwatch.errors import PageError
from portalwatch.extract.articles import infer_article
from portalwatch.extract.crumbs import is_breadcrumb
from portalwatch.extract.dates import is_date
from portalwatch.extract.lines import Line
from portalwatch.extract.navigation import find_ways_on, needs_scripts
from portalwatch.extract.page import Page, split
from portalwatch.extract.read import read_list
from portalwatch.extract.refusals import Refusal
from portalwatch.extract.rows import live
from portalwatch.extract.signs import content, is_article, is_headed, is_titled, prose
from portalwatch.extract.text import compact
from portalwatch.extract.titles import title_of
from portalwatch.extract.walls import is_fault, wall
from portalwatch.items import Origin, PageKind, RawArticle, RawList, Reading

_WALLS: Final = {
    "a maintenance notice": PageKind.ERROR,
    "an error page": PageKind.ERROR,
    "a parked domain": PageKind.PARKED,
    "a hijacked page": PageKind.PARKED,
}
#: A page that shows more than this is one, wherever its scripts may lead.
_BARE: Final = 60
#: A page of fewer links is no home page.
_LINKS: Final = 12
#: A text that is shorter proves no article.
_TEXT: Final = 60
#: Fewer rows than these, or rows without dates, may as well be what stands below an article.
_ROWS: Final = 3
_MORE: Final = re.compile(r"\W*(?:查看|了解)?(?:更多|more)\W*", re.IGNORECASE)
_ROOT: Final = re.compile(r"/?|/(?:index|default|main|home)\.\w+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[-_|—–>]+")


def page_kind(page: Page, status: int = 200) -> PageKind:
    """Return what a page is."""
    return read_page(page, status).kind


def read_page(page: Page, status: int = 200) -> Reading:
    """Read a page of which nobody says what it is; one that cannot be read says why.

    `status` is the HTTP status that it came with. The body of an article comes as text alone.
    """
    if name := wall(page, status):
        kind = PageKind.ERROR if is_fault(page) else _WALLS.get(name, PageKind.CHALLENGE)
        return Reading(kind=kind, wall=name, reason=f"stopped by {name}")
    if status >= 300:
        return Reading(kind=PageKind.ERROR, reason=f"the server answered {status}")
    if len(page.outline.text(0)) < _BARE and (ways := find_ways_on(page)):
        return Reading(kind=PageKind.REDIRECT, reason=f"it only leads on to {ways[0]}")
    lines = content(page.outline)
    if is_article(lines):
        return Reading(kind=PageKind.ARTICLE, article=infer_article(page, html=False))
    try:
        return _listed(page, lines, read_list(page))
    except PageError as error:
        return _unlisted(page, lines, error.reason)


def _listed(page: Page, lines: Sequence[Line], listed: RawList) -> Reading:
    """What shows rows: a list; the home page of which they are an excerpt; or an article, when they prove little."""
    if listed.rows and listed.next is None and not _has_breadcrumb(lines) and _is_excerpt(page, listed):
        return Reading(kind=_home(page, lines), listed=listed, reason="only an excerpt of a list")
    dated = sum(1 for row in listed.rows if row.published)
    if not listed.rows or (len(listed.rows) >= _ROWS and dated * 2 >= len(listed.rows)):
        return Reading(kind=PageKind.LIST, listed=listed)
    article = infer_article(page, html=False)
    return Reading(kind=PageKind.LIST, listed=listed, article=article if _proved(article) else None)


def _unlisted(page: Page, lines: Sequence[Line], reason: str) -> Reading:
    """What shows no list: an article, a home page, a list that is empty."""
    if reason == Refusal.EMPTY:
        return Reading(kind=PageKind.LIST, reason=reason)
    lone = reason in (Refusal.ASIDE, Refusal.NAVIGATION, Refusal.NO_LINKS)
    told = (
        reason == Refusal.ARTICLE
        or is_headed(lines)
        or is_titled(page, lines, lone=lone)
        or prose(lines) > sum(line.linked for line in lines)
    )
    if reason == Refusal.BLOCKS and not told:
        return Reading(kind=_home(page, lines), reason=reason)
    article = infer_article(page, html=False)
    if told or _proved(article):
        return Reading(kind=PageKind.ARTICLE, article=article)
    if len(page.outline.anchors) > _LINKS:
        return Reading(kind=_home(page, lines), reason=reason)
    loads = needs_scripts(page)
    return Reading(
        kind=PageKind.UNKNOWN, reason="its scripts fetch what it shows" if loads else "it shows hardly anything"
    )


def _proved(article: RawArticle) -> bool:
    """Whether an article's fields are those of one: a text, and the time that a page of its own shows."""
    stamped = article.published is not None and article.published_origin is Origin.ARTICLE
    return bool(article.title) and (stamped or bool(article.attachments)) and len(article.body) > _TEXT


def _is_excerpt(page: Page, listed: RawList) -> bool:
    """Whether 更多 stands right above or below a row and leads to another page, which is not the row's own."""
    outline = page.outline
    rows = {row.title for row in listed.rows}
    here = {split(url).path for url in (page.url, *(row.url for row in listed.rows))}
    titled = [(title_of(outline, anchor), anchor) for anchor in outline.anchors]
    for (above, upper), (below, lower) in pairwise(titled):
        more = lower if above in rows and _MORE.fullmatch(below) else None
        more = upper if below in rows and _MORE.fullmatch(above) else more
        if more is not None and _touch(page, upper, lower):
            href = outline.elements[more].get("href") or ""
            return live(href) and split(page.absolute(href)).path not in here
    return False


def _touch(page: Page, upper: int, lower: int) -> bool:
    """Whether nothing stands between two links but a row's date."""
    outline = page.outline
    between = outline.span(outline.lasts[upper], outline.firsts[lower])
    return not compact(between) or is_date(between)


def _has_breadcrumb(lines: Sequence[Line]) -> bool:
    return any(is_breadcrumb(line.text) for line in lines)


def _home(page: Page, lines: Sequence[Line]) -> PageKind:
    """A section's home says where it stands: in a breadcrumb, its address, or its title, which begins as its menu."""
    if _has_breadcrumb(lines):
        return PageKind.SECTION_HOME
    if _ROOT.fullmatch(split(page.url).path):
        return PageKind.PORTAL_HOME
    menu = {compact(title_of(page.outline, anchor)) for anchor in page.outline.anchors}
    first = compact(_BETWEEN.split(page.title)[0])
    return PageKind.SECTION_HOME if first in menu - {""} else PageKind.PORTAL_HOME
