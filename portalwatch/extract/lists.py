"""The rows of a list page, found without being told where they are."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Final

from portalwatch.errors import EmptyListError
from portalwatch.extract.crumbs import is_breadcrumb, split_trail
from portalwatch.extract.dates import is_date
from portalwatch.extract.lines import read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.refusals import Refusal, tell_other
from portalwatch.extract.rows import Row, find_row_dates, live, row_at
from portalwatch.extract.text import compact, fold, width
from portalwatch.extract.titles import HEADINGS, is_service, title_of

#: No template puts more than this between a link and its row.
_CLIMB: Final = 8
#: Rows of hundreds of templates in one place would each bring in all the others.
_ADDED: Final = 10_000
_NEIGHBOUR: Final = re.compile(r"\W*(?:上|下|前|后)\s*一\s*[篇条则个]")
#: A longer text before a link is no label of it.
_LABEL: Final = 20
#: Fewer rows than these have no heading to themselves.
_BOX: Final = 3
_CONTAINERS: Final = frozenset({"body", "form", "ol", "table", "tbody", "ul"})
_HOT: Final = re.compile(r"热[点门]|推荐|排行|点击榜|猜你|相关(?:新闻|文章|链接|阅读|信息)")
#: What parts a long list stands between its parts: a line, a month.
_COUNT: Final = re.compile(r"[\W\d_年月日份度第一二三四五六七八九十今本去前往上]*")
_MORE: Final = re.compile(r"\W*(?:查看|了解)?(?:更多|more)\W*", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"[-_|—–/>»]+")
_TURN: Final = re.compile(r"下\s*[一1]?\s*页|后一页|尾\s*页|末\s*页|^\s*next|^\s*[>»]+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that one template made, in page order; `score` says how much they look like the page's main list."""

    rows: tuple[Row, ...]
    anchors: tuple[int, ...]
    dated: float
    width: float = 0.0
    paged: bool = False
    aside: bool = False
    score: float = 0.0


def find_rows(page: Page) -> tuple[Row, ...]:
    """Return the rows of the page's main list. Raises PageError when it has none."""
    ranked = _ranked(page)
    if reason := _refusal(page, ranked):
        raise EmptyListError(reason, url=page.url)
    return ranked[0].rows


def _ranked(page: Page) -> list[Run]:
    """All runs, the likeliest main list first."""
    outline = page.outline
    turns = [anchor for anchor in outline.anchors if _TURN.search(title_of(outline, anchor))]
    menu = {compact(title_of(outline, anchor)) for anchor in outline.anchors}
    names = _names(page)
    return sorted((_scored(page, run, turns, menu, names) for run in find_runs(outline)), key=lambda run: -run.score)


def find_runs(outline: Outline) -> list[Run]:
    """Return all that could be a list's rows, in page order."""
    runs = [run for group in _groups(outline) for run in _runs(outline, group)]
    found, added = [], 0
    for run in _joined(outline, runs):
        if full := _completed(outline, run, alone=added > _ADDED):
            added += len(full.rows) - len(run.rows)
            found.append(full)
    return found


def _refusal(page: Page, ranked: list[Run]) -> Refusal | None:
    """Why the best run is not a main list, None when it is."""
    if not ranked:
        return Refusal.NO_LINKS
    best = ranked[0]
    if best.paged and (len(best.rows) > 2 or (best.dated > 0.5 and best.width >= 12)):
        return None
    if best.dated < 0.5 and (best.width < 12 or len(best.rows) < 2):
        return Refusal.NAVIGATION
    if best.aside and not best.paged:
        return Refusal.ASIDE
    if sum(1 for run in ranked if _rivals(page.outline, run, best)) >= 2:
        return Refusal.BLOCKS
    return tell_other(page, best.rows, dated=best.dated >= 0.5)


def _rivals(outline: Outline, run: Run, best: Run) -> bool:
    if len(run.rows) < 3 or run.score < 0.5 * best.score or (run.dated > 0.5) != (best.dated > 0.5):
        return False
    return outline.ends[run.rows[-1].node] <= best.rows[0].node or outline.ends[best.rows[-1].node] <= run.rows[0].node


def _groups(outline: Outline) -> list[list[int]]:
    """The links that can be titles, by the shape of their path."""
    groups: dict[int, list[int]] = defaultdict(list)
    for anchor in outline.anchors:
        title = title_of(outline, anchor)
        if title and not is_service(title) and not _is_neighbour(outline, anchor, title):
            groups[outline.paths[anchor]].append(anchor)
    return list(groups.values())


def _is_neighbour(outline: Outline, anchor: int, title: str) -> bool:
    """Whether a link leads to the article before or after the one that it stands below."""
    first = outline.firsts[anchor]
    before = outline.pieces[first - 1] if first else ""
    return _NEIGHBOUR.match(title) is not None or (len(before) < _LABEL and _NEIGHBOUR.match(before) is not None)


def _runs(outline: Outline, anchors: list[int]) -> list[Run]:
    """Make rows of the links and part them by what holds the rows."""
    anchors = _folded(outline, _undoubled(outline, anchors))
    tops = _tops(outline, anchors)
    level = _lone_level(outline, anchors[0]) if len(anchors) == 1 else Counter(tops).most_common(1)[0][0]
    nodes = [_ancestor(outline, anchor, top) for anchor, top in zip(anchors, tops, strict=True)]
    beside = Counter(outline.parents[node] for node in nodes)
    held: dict[int, list[Row]] = defaultdict(list)
    for anchor, top, node in zip(anchors, tops, nodes, strict=True):
        # What stands alone of its kind has no neighbour to tell where its row ends.
        row = node if beside[outline.parents[node]] > 1 else _ancestor(outline, anchor, min(level, top))
        held[outline.parents[row]].append(Row(row, anchor))
    return [_run(outline, rows) for rows in held.values()]


def _run(outline: Outline, rows: list[Row]) -> Run:
    dates = find_row_dates(outline, tuple(rows))
    anchors = tuple(row.anchor for row in rows if row.anchor is not None)
    return Run(tuple(rows), anchors, dated=sum(1 for date in dates if date) / len(rows))


def _undoubled(outline: Outline, anchors: list[int]) -> list[int]:
    """Drop links that lead where the one before them leads: image and title, title and summary."""
    kept: list[int] = []
    last = None
    for anchor in anchors:
        href = outline.elements[anchor].get("href")
        if href != last or not live(href):
            kept.append(anchor)
        last = href
    return kept


def _folded(outline: Outline, anchors: list[int]) -> list[int]:
    """Keep one link of each row where rows hold several of the same shape: category and title."""
    for level in range(1, 4):
        holders: dict[int, list[int]] = defaultdict(list)
        for anchor in anchors:
            holders[_ancestor(outline, anchor, level)].append(anchor)
        if (
            len(holders) >= max(2, len(anchors) / 4)
            and len(anchors) >= 1.3 * len(holders)
            and _single(outline, holders)
        ):
            return _titular(outline, list(holders.values()))
    return anchors


def _titular(outline: Outline, rows: list[list[int]]) -> list[int]:
    """Of each row's links the one in the column that differs most from row to row: the title, not the category."""
    columns: dict[int, set[str]] = defaultdict(set)
    for links in rows:
        for column, link in enumerate(links):
            columns[column].add(title_of(outline, link))
    order = sorted(columns, key=lambda column: (-len(columns[column]), -sum(map(width, columns[column]))))
    return [next(links[column] for column in order if column < len(links)) for links in rows]


def _single(outline: Outline, holders: dict[int, list[int]]) -> bool:
    """Whether each holder is one row: it has one date, or its first link is one of a few categories."""
    several = {holder: links for holder, links in holders.items() if len(links) > 1}
    dates = [outline.dated(holder) for holder in several]
    if sum(dates) and sum(count == 1 for count in dates) >= 0.8 * len(dates):
        return True
    return len(several) > 2 and len({title_of(outline, links[0]) for links in several.values()}) <= len(several) / 2


def _tops(outline: Outline, anchors: list[int]) -> list[int]:
    """How many steps up from each link the highest element is that holds no other of them."""
    bounds = [-1, *anchors, len(outline.tags)]
    return [_steps(outline, anchor, bounds[index], bounds[index + 2]) for index, anchor in enumerate(anchors)]


def _steps(outline: Outline, anchor: int, before: int, after: int) -> int:
    steps, node = 0, outline.parents[anchor]
    while steps < _CLIMB and node > max(before, 0) and outline.ends[node] <= after:
        steps, node = steps + 1, outline.parents[node]
    return steps


def _lone_level(outline: Outline, anchor: int) -> int:
    """A row alone ends where more text begins than a date and a word or two."""
    limit = len(outline.text(anchor)) + 60
    for level, node in enumerate(outline.lineage(anchor, _CLIMB)):
        if outline.tags[node] in _CONTAINERS or len(outline.text(node)) > limit:
            return level
    return _CLIMB


def _ancestor(outline: Outline, node: int, steps: int) -> int:
    for _ in range(steps):
        node = max(outline.parents[node], 0)
    return node


def _joined(outline: Outline, runs: list[Run]) -> list[Run]:
    """Join neighbours that look alike with no link between them: split lists, and rows that broken nesting parted."""
    joined: list[Run] = []
    latest: dict[tuple[str, ...], int] = {}
    for run in sorted(runs, key=lambda run: run.rows[0].node):
        look = _look(outline, run.anchors[0])
        index = latest.get(look)
        if index is not None and _adjacent(outline, joined[index], run):
            joined[index] = _together(joined[index], run)
        else:
            latest[look] = len(joined)
            joined.append(run)
    return joined


def _together(left: Run, right: Run) -> Run:
    rows = left.rows + right.rows
    dated = (left.dated * len(left.rows) + right.dated * len(right.rows)) / len(rows)
    return Run(rows, left.anchors + right.anchors, dated)


def _look(outline: Outline, anchor: int) -> tuple[str, ...]:
    return tuple(
        f"{outline.tags[node]}.{outline.elements[node].get('class', '')}"
        for node in (anchor, *outline.lineage(anchor, 2))
    )


def _adjacent(outline: Outline, left: Run, right: Run) -> bool:
    dated = left.dated > 0.5
    same = outline.paths[left.anchors[-1]] == outline.paths[right.anchors[0]]
    if dated != (right.dated > 0.5) or not (same or dated):
        return False
    start, stop = outline.ends[left.rows[-1].node], right.rows[0].node
    if start > stop or any(title_of(outline, anchor) for anchor in outline.links_between(start, stop)):
        return False
    return not _headed(outline, left, right) and not _unlike(outline, left, right)


def _headed(outline: Outline, left: Run, right: Run) -> bool:
    """Whether one of two neighbours has a heading to itself, so that they are two lists."""
    between = range(outline.lasts[left.rows[-1].node], outline.firsts[right.rows[0].node])
    above = range(0)
    if len(left.rows) >= _BOX:
        branch = _branch(outline, left.rows[0].node, right.rows[0].node)
        above = range(outline.firsts[branch], outline.firsts[left.rows[0].node])
    return any(_is_heading(outline.pieces[piece]) for span in (between, above) for piece in span)


def _unlike(outline: Outline, left: Run, right: Run) -> bool:
    """Whether one of two neighbours without dates is a menu: the other's titles are several times as long."""
    sizes = [
        sum(width(title_of(outline, anchor)) for anchor in run.anchors) / len(run.anchors) for run in (left, right)
    ]
    return min(len(left.rows), len(right.rows)) > 1 and left.dated <= 0.5 and min(sizes) < min(12, max(sizes) / 2)


def _branch(outline: Outline, node: int, other: int) -> int:
    """The highest element that holds `node` and not `other`, which comes after it."""
    while outline.parents[node] >= 0 and outline.ends[outline.parents[node]] <= other:
        node = outline.parents[node]
    return node


def _is_heading(text: str) -> bool:
    return _COUNT.fullmatch(text) is None and not is_date(fold(text))


def _completed(outline: Outline, run: Run, *, alone: bool) -> Run | None:
    """Add the siblings that a template dressed differently (the first, the odd, the pinned), drop placeholders."""
    rows = list(run.rows)
    if len(rows) > 1 and not alone:
        known = {row.node for row in rows}
        most = max(len(outline.links(node)) for node in known) + 1
        for parent in {outline.parents[node] for node in known}:
            rows += [
                row for row in _siblings(outline, parent, outline.tags[rows[0].node], most) if row.node not in known
            ]
    kept = _genuine(outline, sorted(rows, key=lambda row: row.node))
    return _run(outline, kept) if kept else None


def _siblings(outline: Outline, parent: int, tag: str, most: int) -> list[Row]:
    nodes = [
        node for node in outline.children(parent) if outline.tags[node] == tag and 0 < len(outline.links(node)) <= most
    ]
    return [row for row in (row_at(outline, node) for node in nodes) if row.anchor is not None]


def _genuine(outline: Outline, rows: list[Row]) -> list[Row]:
    """Drop what a template shows where it has nothing to show: one row again and again."""
    faces = [(title_of(outline, row.anchor or 0), outline.elements[row.anchor or 0].get("href")) for row in rows]
    counts = Counter(faces)
    return [row for row, face in zip(rows, faces, strict=True) if counts[face] < 4]


def _scored(page: Page, run: Run, turns: list[int], menu: set[str], names: set[str]) -> Run:
    outline = page.outline
    titles = [title_of(outline, anchor) for anchor in run.anchors]
    mass = sum(_mass(width(title)) for title in titles)
    mean, paged, aside = mass / len(titles), _paged(outline, run, turns), _aside(page, run, menu)
    score = mass * (0.4 + 1.6 * run.dated) * len(set(titles)) / len(titles) * outline.place(outline.parents[run.rows[0].node])
    if not outline.text(run.anchors[0]):
        score *= 0.5
    if any(outline.tags[node] in HEADINGS for node in outline.lineage(run.anchors[0])[:3]):
        score *= 1.3
    if not run.dated and mean < 12:
        score *= 0.3
    score *= (3.0 if paged else 1.0) * ((0.3 if paged else 0.1) if aside else 1.0) * _heading(page, run, names)
    return replace(run, width=mean, paged=paged, aside=aside, score=score)


def _heading(page: Page, run: Run, names: set[str]) -> float:
    """What the words right above say: the page's own name, or where it stands, or that there is more elsewhere."""
    outline = page.outline
    first = outline.firsts[run.rows[0].node]
    if any(_MORE.fullmatch(fold(piece)) for piece in outline.pieces[max(0, first - 2) : first]):
        return 0.4
    above = read_lines(outline)[: outline.rows[first]][-2:] if first < len(outline.rows) else []
    if any(is_breadcrumb(line.text) for line in above[-1:]) or names & {compact(line.text) for line in above}:
        return 2.0
    return 0.7 if above and _is_heading(above[-1].text) and len(above[-1].text) <= 12 else 1.0


def _names(page: Page) -> set[str]:
    """What the page calls its section: in its title, at the end of its breadcrumb."""
    trails = (split_trail(line.text) for line in read_lines(page.outline) if is_breadcrumb(line.text))
    named = [*_SEPARATOR.split(page.title), *(trail[-1] for trail in trails if trail)]
    return {compact(name) for name in named} - {""}


def _aside(page: Page, run: Run, menu: set[str]) -> bool:
    """Whether the words right above name a list of hot or recommended items, and not the page's own section."""
    outline = page.outline
    first = outline.firsts[run.rows[0].node]
    above = [text for piece in outline.pieces[max(0, first - 3) : first] if len(text := fold(piece)) <= 12]
    named = [compact(text) for text in above if _HOT.search(text)]
    return bool(named) and not any(name in compact(page.title) or name in menu for name in named)


def _mass(size: int) -> int:
    """A longer title counts for more, but a summary is not a title."""
    return 20 if size > 200 else min(size, 60)


def _paged(outline: Outline, run: Run, turns: list[int]) -> bool:
    """Whether a pager comes right below: then these rows are the list that is paged."""
    end = outline.ends[run.rows[-1].node]
    turn = next((turn for turn in turns if turn >= end), None)
    if turn is None:
        return False
    return all(is_service(title) for link in outline.links_between(end, turn) if (title := title_of(outline, link)))
