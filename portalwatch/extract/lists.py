"""The rows of a list page, found without being told where they are."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Final

from portalwatch.errors import EmptyListError
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page, split
from portalwatch.extract.ranking import Heading, Run, is_heading, rank
from portalwatch.extract.refusals import Refusal, tell_empty, tell_other
from portalwatch.extract.rows import Row, address, find_row_dates, live, row_at
from portalwatch.extract.signs import content, is_titled
from portalwatch.extract.text import width
from portalwatch.extract.titles import is_service, title_of

#: No template puts more than this between a link and its row.
_CLIMB: Final = 8
#: How far above its links a row that holds several of them is, at most.
_NESTED: Final = 3
#: No row holds more links.
_CROWD: Final = 10
#: Rows of hundreds of templates in one place would each bring in all the others.
_ADDED: Final = 10_000
_NEIGHBOUR: Final = re.compile(r"\W*(?:上|下|前|后)\s*一\s*[篇条则个]")
#: Names are narrower than this, hardly any title is.
_SHORT: Final = 12
#: A longer text before a link is no label of it.
_LABEL: Final = 20
#: Fewer rows than these have no heading to themselves.
_BOX: Final = 3
#: What a server shows of a folder.
_INDEX: Final = re.compile(r"(?<=/)(?:index|default)\.\w+$", re.IGNORECASE)
_CONTAINERS: Final = frozenset({"body", "form", "ol", "table", "tbody", "ul"})


def find_rows(page: Page) -> tuple[Row, ...]:
    """Return the rows of the page's main list. Raises PageError when it has none."""
    ranked = rank(page, find_runs(page.outline))
    if reason := _refusal(page, ranked):
        raise EmptyListError(reason, url=page.url)
    return ranked[0].rows


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
        return tell_empty(page) or Refusal.NO_LINKS
    best = ranked[0]
    several = len(best.rows) > 2 or (best.dated > 0.5 and best.width >= _SHORT)
    if best.paged and several and not _leads_up(page, best):
        # What is paged under a title and a time, and has names for titles, is a thread.
        return Refusal.ARTICLE if best.width < _SHORT and is_titled(page, content(page.outline)) else None
    if _is_navigation(best):
        return tell_empty(page) or Refusal.NAVIGATION
    if best.aside and not best.paged:
        return Refusal.ASIDE
    if _is_block(page.outline, ranked):
        return Refusal.BLOCKS
    return tell_other(page, best.rows, dated=best.dated >= 0.5)


def _leads_up(page: Page, run: Run) -> bool:
    """Whether names without days are the menu above an empty list: one leads to the page, or to a folder it is in."""
    if run.dated >= 0.5 or run.width >= _SHORT:
        return False
    hrefs = (address(page.outline, anchor) for anchor in run.anchors)
    return any(live(href) and _holds(page.absolute(href), page.url) for href in hrefs)


def _holds(url: str, inner: str) -> bool:
    """Whether an address is a folder that the other one is in, or the other one."""
    upper, lower = split(url), split(inner)
    if upper.netloc != lower.netloc or (upper.query and upper.query != lower.query):
        return False
    folder = _INDEX.sub("", upper.path)
    return upper.path == lower.path or (folder.endswith("/") and lower.path.startswith(folder))


def _is_navigation(run: Run) -> bool:
    """Whether a run is too little for a list: names without days, or hardly a link that nothing announces."""
    announced = run.heading is Heading.OWN
    if run.dated < 0.5:
        return run.width < _SHORT or (len(run.rows) < 3 and not announced)
    return run.width < _SHORT and len(run.rows) < 2 and not announced


def _is_block(outline: Outline, ranked: list[Run]) -> bool:
    """Whether the best run is one of several that are much alike, or has no days where several others have."""
    best = ranked[0]
    others = [run for run in ranked if len(run.rows) > 2 and _apart(outline, run, best)]
    own = best.heading is Heading.OWN
    alike = [
        run
        for run in others
        if (run.dated > 0.5) == (best.dated > 0.5)
        # A list under its own name is no block for what stands beside it; other headings part blocks from each other.
        and (run.score >= 0.5 * best.score if own else run.plain >= 0.5 * best.plain)
    ]
    if len(alike) > 1 or any(run.heading is best.heading is Heading.EXCERPT for run in alike):
        return True
    return best.dated <= 0.5 and sum(run.dated > 0.5 and run.score >= 0.3 * best.score for run in others) > 2


def _apart(outline: Outline, run: Run, best: Run) -> bool:
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
    nodes = anchors
    for _ in range(_NESTED):
        nodes = [max(outline.parents[node], 0) for node in nodes]
        count = len(set(nodes))
        if count < max(2, len(anchors) / 4) or len(anchors) < 1.3 * count:
            continue
        holders: dict[int, list[int]] = defaultdict(list)
        for anchor, node in zip(anchors, nodes, strict=True):
            holders[node].append(anchor)
        if _single(outline, holders):
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
    if _has_title_column(outline, list(several.values())):
        return True
    dates = [outline.dated(holder) for holder in several]
    if sum(dates) and sum(count == 1 for count in dates) >= 0.8 * len(dates):
        return True
    return len(several) > 2 and len({title_of(outline, links[0]) for links in several.values()}) <= len(several) / 2


def _has_title_column(outline: Outline, rows: list[list[int]]) -> bool:
    """Whether one link of each row is much longer than the names beside it: a thread, its author, who wrote last."""
    if len(rows) < 3 or len({len(links) for links in rows}) > 1:
        return False
    columns = zip(*rows, strict=True)
    means = sorted(sum(width(title_of(outline, link)) for link in column) / len(rows) for column in columns)
    return means[-2] < _SHORT and means[-1] > 2 * means[-2]


def _tops(outline: Outline, anchors: list[int]) -> list[int]:
    """How many steps up from each link the highest element is that holds no other of them."""
    bounds = [-1, *anchors, len(outline.tags)]
    return [_steps(outline, anchor, bounds[index], bounds[index + 2]) for index, anchor in enumerate(anchors)]


def _steps(outline: Outline, anchor: int, before: int, after: int) -> int:
    steps, node = 0, outline.parents[anchor]
    while steps < _CLIMB and node > max(before, 0) and outline.ends[node] <= after and _is_small(outline, node):
        steps, node = steps + 1, outline.parents[node]
    return steps


def _is_small(outline: Outline, node: int) -> bool:
    """Whether an element holds so few links that it can be a row: what holds a list is none."""
    anchors = outline.anchors
    index = bisect_left(anchors, node) + _CROWD
    return index >= len(anchors) or anchors[index] >= outline.ends[node]


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
    return any(is_heading(outline.pieces[piece]) for span in (between, above) for piece in span)


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


def _completed(outline: Outline, run: Run, *, alone: bool) -> Run | None:
    """Add the siblings that a template dressed differently (the first, the odd, the pinned), drop placeholders."""
    first = _is_name(outline, run, run.rows[0])
    rows = list(run.rows[first:])
    if len(rows) > 1 and not alone:
        known = {row.node for row in rows}
        most = max(len(outline.links(node)) for node in known) + 1
        for parent in {outline.parents[node] for node in known}:
            rows += [row for row in _siblings(outline, parent, known, most) if not _is_name(outline, run, row)]
    kept = _genuine(outline, sorted(rows, key=lambda row: row.node))
    if len(rows) == len(kept) == len(run.rows):
        return run
    return _run(outline, kept) if kept else None


def _is_name(outline: Outline, run: Run, row: Row) -> bool:
    """Whether what stands beside rows, all of them dated, is the linked name of their section: short, without a day."""
    dated = len(run.rows) > _BOX and run.dated * len(run.rows) > len(run.rows) - 1.5
    return dated and width(title_of(outline, row.anchor or 0)) < _SHORT and not outline.dated(row.node)


def _siblings(outline: Outline, parent: int, known: set[int], most: int) -> list[Row]:
    tag = outline.tags[min(known)]
    nodes = [
        node
        for node in outline.children(parent)
        if node not in known and outline.tags[node] == tag and 0 < len(outline.links(node)) <= most
    ]
    return [row for row in (row_at(outline, node) for node in nodes) if row.anchor is not None]


def _genuine(outline: Outline, rows: list[Row]) -> list[Row]:
    """Drop what a template shows where it has nothing to show: one row again and again."""
    faces = [(title_of(outline, row.anchor or 0), outline.elements[row.anchor or 0].get("href")) for row in rows]
    counts = Counter(faces)
    return [row for row, face in zip(rows, faces, strict=True) if counts[face] < 4]
