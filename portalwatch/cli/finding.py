"""The sections of a portal, looked for page by page from where it is entered."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from heapq import heappop, heappush
from itertools import islice
from typing import Any, NamedTuple

from portalwatch.cli.browsing import Browser
from portalwatch.cli.words import explain, say
from portalwatch.crawl.reading import is_document, is_own
from portalwatch.errors import PageError, PortalwatchError
from portalwatch.extract import Page, read_article, read_list
from portalwatch.extract.behind import find_sources, infer_records
from portalwatch.extract.naming import is_about, kind_of
from portalwatch.extract.navigation import Offer, find_offers, find_ways_on, needs_scripts
from portalwatch.extract.records import read_records
from portalwatch.extract.rows import address
from portalwatch.items import RawList, RawRow
from portalwatch.network.rendering import Render, lacking
from portalwatch.normalize import urls as addresses

#: Pages that are looked at, at most, to find the sections of one portal.
MOST = 60
#: Pages that send on, one after the other, before a portal shows itself.
_STUBS = 4
#: What is more doubtful is looked at only where nothing was found.
_LIKELY = 3
#: Rows whose articles are asked for until one is there.
_TRIED = 3
#: Steps from the home page: a menu, the home of a section, the lists below it.
_DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A section, the first page of its list as it was seen, and what its description must say for it to be read."""

    name: str
    url: str
    listed: RawList | None = None
    needs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a menu offers and is no section, and why."""

    name: str
    url: str
    reason: str


class _Candidate(NamedTuple):
    """Ordered as they are looked at. `way` are the places of the links that lead there: it orders them as menus do."""

    doubt: int
    way: tuple[int, ...]
    offer: Offer


class Search:
    """Looks at what the menus of some pages offer, the likeliest first.

    `tell` is called before each page with how many were looked at and how many there are to look at by now.
    """

    def __init__(self, browser: Browser, tell: Callable[[int, int], None]) -> None:
        self.browser, self.tell = browser, tell
        self._found: dict[tuple[int, ...], Found] = {}
        self._left: dict[tuple[int, ...], Left] = {}
        self._queue: list[_Candidate] = []
        self._seen: set[str] = set()
        self._looked = 0
        #: On how many of the pages each address is linked.
        self._linked: Counter[str] = Counter()

    @property
    def found(self) -> tuple[Found, ...]:
        """The sections, in the order of the menus."""
        return tuple(self._found[way] for way in sorted(self._found))

    @property
    def left(self) -> tuple[Left, ...]:
        """What is no section, in the order of the menus."""
        return tuple(self._left[way] for way in sorted(self._left))

    def run(self, pages: Sequence[Page]) -> None:
        """Look from `pages`, which are where the portal is entered: one, or the frames that it is made of."""
        self._seen |= {addresses.key(page.url) for page in pages}
        for number, page in enumerate(pages):
            self._take(page, (number,))
        while self._queue:
            candidate = heappop(self._queue)
            if candidate.doubt > _LIKELY and self._found:
                break
            if self._looked == MOST:
                self._leave(candidate, say("{count} pages were looked at; name it with --section", count=MOST))
                continue
            self.tell(self._looked, min(MOST, self._looked + 1 + len(self._queue)))
            self._looked += 1
            self._look(candidate)
        self._settle()

    def _take(self, page: Page, way: tuple[int, ...], *, deepest_doubt: int = 4) -> None:
        """Queue what a page offers and no page before it did."""
        links = (page.absolute(address(page.outline, anchor)) for anchor in page.outline.anchors)
        self._linked.update({addresses.key(link) for link in links})
        for place, offer in enumerate(find_offers(page)):
            candidate = _Candidate(offer.doubt, (*way, place), offer)
            name = addresses.key(offer.url)
            if name in self._seen or offer.doubt > deepest_doubt:
                continue
            self._seen.add(name)
            if not is_own(self.browser.portal, offer.url):
                self._leave(candidate, say("on another host"))
            elif not is_document(offer.url):
                heappush(self._queue, candidate)

    def _look(self, candidate: _Candidate) -> None:
        offer = candidate.offer
        try:
            page = self.browser.page(offer.url)
        except PortalwatchError as error:
            self._leave(candidate, _reason(error, offer.url))
            return
        if addresses.key(page.url) != addresses.key(offer.url) and addresses.key(page.url) in self._seen:
            self._leave(candidate, say("the same page as {url}", url=page.url))
            return
        self._seen.add(addresses.key(page.url))
        try:
            listed, needs = read_rows(self.browser, page, scripts=kind_of(offer.name) is not None)
        except PortalwatchError as error:
            self._leave(candidate, _reason(error, page.url))
        else:
            if reason := self._objection(offer, listed):
                self._leave(candidate, reason)
            else:
                self._found[candidate.way] = Found(name=offer.name, url=page.url, listed=listed, needs=needs)
        self._take(page, candidate.way, deepest_doubt=1 if len(candidate.way) <= _DEEPEST else -1)

    def _settle(self) -> None:
        """Leave out what only the other pages could tell: lists that stand on all of them, homes of sections."""
        most = max(2, 0.6 * self._looked)
        for way, each in list(self._found.items()):
            rows = _rows(each)
            common = sum(self._linked[addresses.key(row.url)] > most for row in rows)
            # A short section's newest rows may well stand beside every page: a name that says so is believed.
            if common * 2 > len(rows) and not _is_named(each.name):
                self._drop(way, say("its rows stand on every page"))
            elif below := self._below(way):
                self._drop(way, say("its rows are those of {names}", names=", ".join(below)))

    def _drop(self, way: tuple[int, ...], reason: str) -> None:
        each = self._found.pop(way)
        self._left[way] = Left(name=each.name, url=each.url, reason=reason)

    def _below(self, way: tuple[int, ...]) -> list[str]:
        """The sections below a page that together list whatever it lists: then it is only their home."""
        home = self._found[way]
        path = addresses.key(home.url) + "/"
        lower = [
            each
            for other, each in self._found.items()
            if each is not home and (other[: len(way)] == way or addresses.key(each.url).startswith(path))
        ]
        listed = {row.url for each in lower for row in _rows(each)}
        more = home.listed is not None and home.listed.next is not None
        known = not more and listed.issuperset(row.url for row in _rows(home))
        return [each.name for each in lower] if known else []

    def _objection(self, offer: Offer, listed: RawList) -> str | None:
        """Why a list is not a section's, None if it is."""
        urls = [row.url for row in listed.rows]
        if sum(addresses.key(url) in self._seen for url in urls) * 2 > len(urls):
            return say("its rows are sections themselves")
        for other in self._found.values():
            if [row.url for row in _rows(other)] == urls:
                return say("the same list as {name}", name=other.name)
        dated = sum(row.published is not None for row in listed.rows)
        if dated * 2 < len(urls) and not _is_named(offer.name):
            return say("its rows show no dates; if they are news, name it with --section")
        return None

    def _leave(self, candidate: _Candidate, reason: str) -> None:
        offer = candidate.offer
        self._left[candidate.way] = Left(name=offer.name, url=offer.url, reason=reason)


def enter(browser: Browser, url: str) -> list[Page]:
    """Return the page at `url`, or what it leads to where it only sends on: one page, or all of its frames."""
    page = browser.enter(url)
    for _ in range(_STUBS):
        pages = list(_reached(browser, find_ways_on(page)))
        if not pages:
            break
        if len(pages) > 1:
            return pages
        page = pages[0]
    return [page]


def read_rows(browser: Browser, page: Page, *, scripts: bool = True) -> tuple[RawList, dict[str, Any]]:
    """Return the rows of a list page, and the keys that its section needs for them to be read again.

    With `scripts`, a page that shows none before its scripts have run is replaced by the JSON that they ask for, else
    shown by a browser, where there is one. Raises PageError when there are no rows.
    """
    try:
        return browser.read(page, read_list), {}
    except PageError:
        if not (scripts and (needs_scripts(page) or _is_json(page))):
            raise
        if found := next(_behind(browser, page), None):
            return found
        if _is_json(page):
            raise
    if missing := lacking():
        raise PageError(f"{say('no rows without JavaScript')}{say(': ')}{explain(missing)}", url=page.url)
    shown = browser.page(page.url, render=Render())
    try:
        return browser.read(shown, read_list), {"render": "browser"}
    except PageError as error:
        raise PageError(say("no rows, with JavaScript or without"), url=page.url) from error


def _behind(browser: Browser, page: Page) -> Iterator[tuple[RawList, dict[str, Any]]]:
    """Read the answers that a page's scripts ask for; or the page, where it is one."""
    for url in [page.url] if _is_json(page) else find_sources(page):
        with suppress(PortalwatchError):
            answer = browser.page(url) if is_own(browser.portal, url) else None
            if answer and (rules := infer_records(answer.text, url)):
                given = {name: value for name, value in asdict(rules).items() if value is not None}
                listed = read_records(answer, rules)
                yield listed, {"url": url, "rules": {"json": given}, **_article_needs(browser, listed)}


def _is_json(page: Page) -> bool:
    return page.text.lstrip()[:1] in ("{", "[")


def _article_needs(browser: Browser, listed: RawList) -> dict[str, Any]:
    """What articles need of which their row's page shows nothing by itself."""
    own = (row.url for row in listed.rows if is_own(browser.portal, row.url) and not is_document(row.url))
    for url in islice(own, _TRIED):
        with suppress(PortalwatchError):
            page = browser.page(url)
            shown = read_article(page).body or not needs_scripts(page) or lacking()
            return {} if shown else {"render": "browser"}
    return {}


def _rows(found: Found) -> Sequence[RawRow]:
    return found.listed.rows if found.listed else ()


def _reached(browser: Browser, urls: Sequence[str]) -> Iterator[Page]:
    for url in urls:
        try:
            yield browser.page(url)
        except PageError:
            continue


def _is_named(name: str) -> bool:
    return kind_of(name) is not None and not is_about(name)


def _reason(error: PortalwatchError, url: str) -> str:
    return explain(str(error).removeprefix(f"{url}: "))
