"""The title of an article page."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portalwatch.extract.dates import find_dates, is_date
from portalwatch.extract.lines import Sheet, lines_within
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.stamps import is_byline
from portalwatch.extract.text import compact, fold
from portalwatch.extract.titles import HEADINGS

_META: Final = frozenset({"articletitle", "og:title", "dc.title", "title"})
_TITLED: Final = re.compile(r"title|(?:^|[\W_])(?:tit|bt|h1)|headline|biaoti|subject|_bt(?:$|\W)", re.IGNORECASE)
_LABEL: Final = re.compile(r"^(?:发布|来源|作者|时间|日期|浏览|点击|字体|【?字号)|[:：]$")
#: Breadcrumbs, labels and dates are no titles.
_UNTITLED: Final = re.compile(
    rf"当前(?:的)?位置|您?(?:现在)?的?所在位置|>\s*正文|首页\s*[>»]|(?:阅读|浏览|点击|访问)(?:次数|量|数)?\W*\d|{_LABEL.pattern}"
)
_LOUD: Final = frozenset({"b", "strong", "font", "big"})
_SEPARATOR: Final = re.compile(r"\s*[-_|—–]{1,}\s*|\s+[-|]\s+|\s*>>?\s*")
#: A subtitle begins so, under the title.
_DASHES: Final = ("——", "--", "—")
#: A line that has less than this for it is not taken for the title.
_LEAST: Final = 1.0
#: A title that is longer than this is none, however the line goes on.
_READ: Final = 1000
#: No section's name is longer, brackets and bullets included.
_SECTION: Final = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that may be the title, the last line that it stands on and the one that it begins on.

    `named`: a link of the page has the same short name, so that it is a section's heading more likely than a title.
    """

    text: str
    last: int
    line: int
    named: bool


class Offers:
    """What may be the title: every line, or what it and its element show of a title; made as far down as is asked."""

    def __init__(self, sheet: Sheet) -> None:
        outline = sheet.outline
        self._sheet = sheet
        self._parts = {compact(part) for part in _SEPARATOR.split(sheet.page.title)}
        self._menu = {compact(text) for anchor in outline.anchors if len(text := outline.text(anchor)) <= _SECTION}
        self._made: list[Offer] = []

    def before(self, stop: int | None) -> list[Offer]:
        """Return those of the lines up to `stop`; of all lines where it is None."""
        lines = range(len(self._sheet.lines))[:stop]
        self._made += map(self._offer, lines[len(self._made) :])
        return self._made[: len(lines)]

    def _offer(self, index: int) -> Offer:
        text, last = _text(self._sheet, index, self._parts)
        return Offer(text, last, index, named=len(text) <= _SECTION and compact(text) in self._menu)


def find_title(sheet: Sheet, made: Offers, stamp: int) -> tuple[str | None, int]:
    """Return the title and the last line that it stands on (-1: on none).

    `stamp` is the line of the publish time (-1: not known).
    """
    offers = made.before(max(stamp, sheet.prose[0]) + 3 if sheet.prose else None)
    named = _declared(sheet.page)
    if offer := _agreed(sheet, offers, named):
        return offer.text, offer.last
    whole = compact(sheet.page.title)
    scored = [(_score(sheet, offer, whole, stamp), offer) for offer in offers]
    most, best = max(scored, default=(0.0, None), key=lambda pair: pair[0])
    if best is None or most <= _LEAST:
        return _from_head(sheet.page, named), -1
    # A form repeats its title; the first one is the article's.
    first = next(offer for score, offer in scored if offer.text == best.text and score > most / 2)
    return first.text, first.last


def _agreed(sheet: Sheet, offers: list[Offer], named: list[str]) -> Offer | None:
    """The first text that says what the page declares as its title."""
    shown: dict[str, Offer] = {}
    for offer in offers if named else ():
        line = sheet.lines[offer.line]
        if not line.linked and line.place >= 0.2:
            shown.setdefault(compact(offer.text), offer)
    return next((shown[title] for title in map(compact, named) if title in shown and title), None)


def _declared(page: Page) -> list[str]:
    found = []
    for meta in page.root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name in _META and (content := fold(meta.get("content") or "")):
            found.append(content)
    return found


def _from_head(page: Page, named: list[str]) -> str | None:
    if named:
        return named[0]
    return next((part for part in _SEPARATOR.split(page.title) if part), None)


def _score(sheet: Sheet, offer: Offer, whole: str, stamp: int) -> float:
    line, text = sheet.lines[offer.line], offer.text
    if not 3 <= len(text) <= 200 or line.linked > len(line.text) / 2 or _UNTITLED.search(text):
        return 0.0
    score = _dress(sheet.outline, line.node) + _echo(compact(text), whole) - 6.0 * offer.named
    if stamp < 0:
        score += 2.0 * any(0 < index - offer.last <= 2 for index in sheet.bylines)
    else:
        # What shares its line with the time is a source's name as often as a title.
        score += max(0.0, 4.0 - max(stamp - offer.last, 2 * (offer.line == stamp))) if offer.last <= stamp else -2.0
    if (following := bisect_right(sheet.prose, offer.last)) < len(sheet.prose):
        score += max(0.0, 2.0 - 0.5 * (sheet.prose[following] - offer.last))
    if text.endswith(("。", "；")):
        score -= 2.0
    if text.startswith(_DASHES):
        score -= 4.0
    return score * line.place


def _echo(text: str, whole: str) -> float:
    """How much of the head's title a line is; a short one may as well be the column or the site."""
    return min(1.0, len(text) / 6) * (2.0 + 6.0 * len(text) / len(whole)) if text and text in whole else 0.0


def _dress(outline: Outline, node: int) -> float:
    """How much the markup makes of a line."""
    if outline.tags[node] in HEADINGS:
        return 5.0 - int(outline.tags[node][1]) / 2 + 2.0 * _titled(outline, node)
    loud = any(outline.tags[inner] in _LOUD for inner in range(node + 1, min(outline.ends[node], node + 4)))
    return 2.0 * (_titled(outline, node) or _titled(outline, max(outline.parents[node], 0))) + 0.5 * loud


def _titled(outline: Outline, node: int) -> bool:
    element = outline.elements[node]
    return _is_titled(element.get("class"), element.get("id"))


@lru_cache(maxsize=8192)
def _is_titled(classes: str | None, name: str | None) -> bool:
    return _TITLED.search(f"{classes or ''} {name or ''}") is not None


def _text(sheet: Sheet, index: int, parts: set[str]) -> tuple[str, int]:
    """A line's text without the date and the labels in it, and the line it ends on: a title may be broken in two."""
    outline, line = sheet.outline, sheet.lines[index]
    first, last = line.first, line.last
    heading = outline.tags[line.node] in HEADINGS
    if heading or _titled(outline, line.node):
        span = lines_within(outline, line.node)
        if span.start == index and len(span) <= 3 and compact(line.text) not in parts:
            last = outline.lasts[line.node]
    kept: list[str] = []
    for piece in range(first, last):
        part = fold(outline.pieces[piece])
        if is_date(part) or _LABEL.search(part):
            if kept or not heading:
                last = max(piece, first + 1)
                break
            continue
        kept.append(outline.pieces[piece])
    return _unsigned(fold("".join(kept)[:_READ])), outline.rows[last - 1]


def _unsigned(text: str) -> str:
    """Take off a byline that shares its string with the title, or is all there is: [2022-06-09] 来源：某某网."""
    found = find_dates(text)
    if found and (is_byline(text[found[0].end :]) or (found[0].timed and not text[found[0].end :].strip())):
        return text[: found[0].start].rstrip(" [(（【")
    return text
