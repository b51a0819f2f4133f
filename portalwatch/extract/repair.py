"""A list's rows found by those that are known to be in it, when its layout is no longer the one that was known."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portalwatch.extract.lists import find_runs
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.paging import find_next
from portalwatch.extract.read import read_list
from portalwatch.extract.rows import address, read_rows
from portalwatch.extract.rules import Rules, compile_rule
from portalwatch.extract.titles import title_of
from portalwatch.items import RawList, RawRow

#: Gives the names of the known items that a row, or a link alone, may be; empty for one that is none of them.
Recognise = Callable[[RawRow], str | None]
#: Fewer known rows prove nothing; of those that the page links to, so large a part must come back.
_FEWEST, _ENOUGH = 3, 0.9


@dataclass(frozen=True, slots=True)
class Repair:
    """A list as read by the known rows in it; `rules` read the same without them, where rules can say what they are."""

    rules: Rules | None
    listed: RawList


def repair(page: Page, recognise: Recognise) -> Repair | None:
    """Return the list that holds the known rows, None when there is none that holds enough of those it links to."""
    outline = page.outline
    linked = {name for anchor in outline.anchors if (name := recognise(_link(page, anchor)))}
    read = [(run.rows, read_rows(page, run.rows)) for run in find_runs(outline)]
    rows, best = max(read, key=lambda pair: len(_known(pair[1], recognise)), default=((), []))
    if len(_known(best, recognise)) < max(_FEWEST, _ENOUGH * len(linked)):
        return None
    for path in _paths(page, [row.node for row in rows]):
        listed = read_list(page, Rules(rows=path))
        if {row.url for row in listed.rows} == {row.url for row in best}:
            return Repair(Rules(rows=path), listed)
    return Repair(None, RawList(rows=tuple(best), next=find_next(page)))


def _known(rows: Iterable[RawRow], recognise: Recognise) -> set[str]:
    return {name for row in rows if (name := recognise(row))}


def _link(page: Page, anchor: int) -> RawRow:
    return RawRow(title=title_of(page.outline, anchor), url=page.absolute(address(page.outline, anchor)))


def _paths(page: Page, nodes: list[int]) -> Iterator[str]:
    """XPaths for rows, from what holds them all down to their tags: the most lasting first."""
    outline = page.outline
    holder = max(set.intersection(*(set(outline.lineage(node)) for node in nodes)))
    depths = {outline.lineage(node).index(holder) for node in nodes}
    between = "/*" * depths.pop() + "/" if len(depths) == 1 else "//"
    named = " or ".join(f"self::{tag}" for tag in sorted({outline.tags[node] for node in nodes}))
    within = f"{between}*[{named}][.//a]"
    address = _address(outline, holder)
    yield address + within
    yield address + within + _marks(outline, nodes)
    place = compile_rule(address).elements(page.root).index(outline.elements[holder]) + 1
    yield f"({address})[{place}]{within}"


def _marks(outline: Outline, nodes: list[int]) -> str:
    """Return the predicates that ask for the classed elements which all rows hold."""
    held = [{(e.tag, e.get("class")) for e in outline.elements[node].iter() if e.get("class")} for node in nodes]
    shared = sorted((tag, value) for tag, value in set.intersection(*held) if value and "'" not in value)
    return "".join(f"[descendant-or-self::{tag}[@class='{value}']]" for tag, value in shared)


def _address(outline: Outline, node: int) -> str:
    steps: list[str] = []
    for each in (node, *outline.lineage(node)):
        element, tag = outline.elements[each], outline.tags[each]
        for attribute in ("id", "class"):
            value = element.get(attribute) or ""
            if value and "'" not in value:
                return "/".join([f"//{tag}[@{attribute}='{value}']", *reversed(steps)])
        steps.append(tag)
    return "//" + "/".join(reversed(steps))
