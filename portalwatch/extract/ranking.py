"""Which of a page's runs of rows is its main list: the long, dated, paged one that stands under its own name."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from portalwatch.extract.crumbs import is_breadcrumb, split_trail
from portalwatch.extract.dates import is_date
from portalwatch.extract.lines import Line, read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import Row
from portalwatch.extract.text import compact, fold, width
from portalwatch.extract.titles import HEADINGS, is_service, title_of

_HOT: Final = re.compile(r"热[点门]|推荐|排行|点击榜|猜你|相关(?:新闻|文章|链接|阅读|信息)")
#: What a long list stands between its parts: a line, a month.
_COUNT: Final = re.compile(r"[\W\d_年月日份度第一二三四五六七八九十今本去前往上]*")
_MORE: Final = re.compile(r"\W*(?:查看|了解)?(?:更多|more)\W*", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"[-_|—–/>»]+")
_TURN: Final = re.compile(r"下\s*[一1]?\s*页|后一页|尾\s*页|末\s*页|^\s*next|^\s*[>»]+\s*$", re.IGNORECASE)
#: The heading of a box is not longer.
_NAME: Final = 12


class Heading(Enum):
    """What stands right above a run, and what it is worth: the page's own name, another, a way to more elsewhere."""

    NONE = 1.0
    OWN = 3.0
    OTHER = 0.7
    EXCERPT = 0.4


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that one template made, in page order; `score` says how much they look like the page's main list."""

    rows: tuple[Row, ...]
    anchors: tuple[int, ...]
    dated: float
    width: float = 0.0
    paged: bool = False
    aside: bool = False
    heading: Heading = Heading.NONE
    score: float = 0.0

    @property
    def plain(self) -> float:
        """The score that it would have under no heading."""
        return self.score / self.heading.value


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a page shows around its runs: its lines, its own names, all links' texts.

    `crumbs` are where it says where it stands, `turns` the links to further pages.
    """

    lines: list[Line]
    crumbs: list[int]
    turns: list[int]
    titles: Collection[str]
    names: frozenset[str]


def rank(page: Page, runs: Iterable[Run]) -> list[Run]:
    """Return the runs with what speaks for each, the likeliest main list first."""
    outline = page.outline
    titles = {anchor: title_of(outline, anchor) for anchor in outline.anchors}
    lines = read_lines(outline)
    setting = _Setting(
        lines=lines,
        crumbs=[line.first for line in lines if is_breadcrumb(line.text)],
        turns=[anchor for anchor, title in titles.items() if _TURN.search(title)],
        titles=titles.values(),
        names=_names(page),
    )
    return sorted((_scored(page, run, setting) for run in runs), key=lambda run: -run.score)


def is_heading(text: str) -> bool:
    """Whether a text between rows names what follows, and is no line, number or date."""
    return _COUNT.fullmatch(text) is None and not is_date(fold(text))


def _scored(page: Page, run: Run, setting: _Setting) -> Run:
    outline = page.outline
    titles = [title_of(outline, anchor) for anchor in run.anchors]
    mass = sum(_mass(width(title)) for title in titles)
    mean, paged = mass / len(titles), _paged(outline, run, setting)
    aside, heading = _aside(page, run, setting.titles), _heading(outline, run, setting)
    # Rows may be hidden until a script shows some of them: what counts is where their list stands.
    place = outline.place(outline.parents[run.rows[0].node])
    score = mass * (0.4 + 1.6 * run.dated) * len(set(titles)) / len(titles) * place
    if not outline.text(run.anchors[0]):
        score *= 0.5
    if any(outline.tags[node] in HEADINGS for node in outline.lineage(run.anchors[0])[:3]):
        score *= 1.3
    if not run.dated and mean < 12:
        score *= 0.3
    score *= (3.0 if paged else 1.0) * ((0.3 if paged else 0.1) if aside else 1.0) * heading.value
    return replace(run, width=mean, paged=paged, aside=aside, heading=heading, score=score)


def _heading(outline: Outline, run: Run, setting: _Setting) -> Heading:
    first = outline.firsts[run.rows[0].node]
    if any(_MORE.fullmatch(fold(piece)) for piece in outline.pieces[max(0, first - 2) : first]):
        return Heading.EXCERPT
    line = outline.rows[first] if first < len(outline.rows) else 0
    above = [line.text for line in setting.lines[max(0, line - 2) : line]]
    if any(map(is_breadcrumb, above[-1:])) or setting.names.intersection(map(compact, above)):
        return Heading.OWN
    other = above and len(above[-1]) <= _NAME and is_heading(above[-1])
    return Heading.OTHER if other else Heading.NONE


def _names(page: Page) -> frozenset[str]:
    """What the page calls its section: in its title, at the end of its breadcrumb."""
    trails = (split_trail(line.text) for line in read_lines(page.outline) if is_breadcrumb(line.text))
    named = [*_SEPARATOR.split(page.title), *(trail[-1] for trail in trails if trail)]
    return frozenset(map(compact, named)) - {""}


def _aside(page: Page, run: Run, titles: Iterable[str]) -> bool:
    """Whether the words right above name a list of hot or recommended items, and not the page's own section."""
    outline = page.outline
    first = outline.firsts[run.rows[0].node]
    above = [text for piece in outline.pieces[max(0, first - 3) : first] if len(text := fold(piece)) <= 12]
    named = [compact(text) for text in above if _HOT.search(text)]
    if not named:
        return False
    menu = set(map(compact, titles))
    return not any(name in compact(page.title) or name in menu for name in named)


def _mass(size: int) -> int:
    """A longer title counts for more, but a summary is not a title."""
    return 20 if size > 200 else min(size, 60)


def _paged(outline: Outline, run: Run, setting: _Setting) -> bool:
    """Whether a pager comes right below: then these rows are the list that is paged.

    What stands above a breadcrumb is not: that is the menu, where the list between the two is empty.
    """
    end = outline.ends[run.rows[-1].node]
    anchors, turns = outline.anchors, setting.turns
    following = bisect_left(turns, end)
    if following == len(turns):
        return False
    crumb = bisect_left(setting.crumbs, outline.lasts[run.rows[-1].node])
    if crumb < len(setting.crumbs) and setting.crumbs[crumb] < outline.firsts[turns[following]]:
        return False
    span = range(bisect_left(anchors, end), bisect_left(anchors, turns[following]))
    return all(is_service(title) for index in span if (title := title_of(outline, anchors[index])))
