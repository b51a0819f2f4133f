"""The next page of a list: a link, or what a pager script would make of its arguments."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live

_EDGE: Final = r"[\s\[\]【】()（）<>《》«»‹›|·.…→]*"
_WORD: Final = re.compile(rf"{_EDGE}(?:下\s*[一1]?\s*[页頁]|后\s*一?\s*[页頁]|next(?:\s*page)?|older(?:\s+posts)?){_EDGE}", re.IGNORECASE)
_ARROWS: Final = (">", "›", "＞", "»", ">>")
_PATH: Final = re.compile(r"['\"]([^'\"\s]+\.\w{2,6}(?:\?[^'\"\s]*)?|[^'\"\s]*\?[^'\"\s]*=\d+[^'\"\s]*|[^'\"\s]*/[^'\"\s]*\d[^'\"\s]*)['\"]")
#: Code that opens an address; calls that load a fragment also hold paths, but the same for every page.
_MOVES: Final = re.compile(r"location|\bhref\b|\bopen\s*\(|\(\s*['\"][^'\"]*['\"]\s*\)")
_OVER: Final = re.compile(r"(?:第|当前)?[^\d/]{0,4}(\d+)\s*(?:页)?\s*[/／]\s*(?:共)?\s*(\d+)\s*页?|第\s*(\d+)\s*页\W{0,4}共\s*(\d+)\s*页|共\s*(\d+)\s*页\W{0,4}(?:当前)?第\s*(\d+)\s*页")
_CREATE: Final = re.compile(r"(?<!function )createPageHTML\w*\s*\(([^()]*)\)")
_PAGER: Final = re.compile(r"Pager\s*\(\s*\{([^{}]*)\}")
_PAIR: Final = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]?([\w./-]*)['\"]?")


def find_next(page: Page) -> str | None:
    """Return the absolute URL of the page that follows, None on the last one and where it cannot be told."""
    if _is_last(page):
        return None
    ways: tuple[Callable[[Page], Iterator[str]], ...] = (_worded, _declared, _created, _paged, _arrowed, _counted)
    for way in ways:
        for href in way(page):
            url = page.absolute(href)
            if url.startswith(("http://", "https://")) and not _same(url, page.url):
                return url
    return None


def _same(left: str, right: str) -> bool:
    return left.partition("#")[0] == right.partition("#")[0]


def _is_last(page: Page) -> bool:
    """Whether the pager says that this is the last page, as 第3页/共3页 or 3/3页."""
    outline = page.outline
    for anchor in outline.anchors:
        if not _WORD.fullmatch(outline.text(anchor)):
            continue
        holder = outline.parents[outline.parents[anchor]] if outline.tags[outline.parents[anchor]] in ("li", "span") else outline.parents[anchor]
        found = _OVER.search(outline.text(max(holder, 0)))
        if found:
            groups = [int(group) for group in found.groups() if group]
            return groups[0] == groups[1]
    return False


def _worded(page: Page) -> Iterator[str]:
    """下一页, Next: the link, or the path that its script opens."""
    outline = page.outline
    for node in _clickable(outline):
        if _WORD.fullmatch(outline.text(node)) or _titled(outline, node):
            yield from _target(outline, node)


def _clickable(outline: Outline) -> list[int]:
    return outline.anchors + [
        node
        for node, tag in enumerate(outline.tags)
        if tag in ("span", "div", "li", "input", "button", "td") and outline.elements[node].get("onclick")
    ]


def _titled(outline: Outline, node: int) -> bool:
    element = outline.elements[node]
    words = (element.get("title") or "", element.get("value") or "", element.get("aria-label") or "")
    return any(_WORD.fullmatch(word) for word in words if word)


def _target(outline: Outline, node: int) -> Iterator[str]:
    element = outline.elements[node]
    href = element.get("href")
    if live(href):
        yield href or ""
        return
    for code in (element.get("onclick") or "", href or ""):
        if _MOVES.search(code) and (found := _PATH.search(code)):
            yield found[1]


def _declared(page: Page) -> Iterator[str]:
    """`rel=next`, in the head or on a link."""
    for element in page.root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split() and live(element.get("href")):
            yield element.get("href") or ""


def _created(page: Page) -> Iterator[str]:
    """Read `createPageHTML(25, 0, "index", "html")`: counted from 0, page 2 is index_1.html.

    A look-alike that first names an element counts from 1: `createPageHTML('page_div', 50, 1, 'list', 'shtml', 1000)`,
    whose page 2 is list_2.shtml. The call is often commented out, or given variables.
    """
    for call in _CREATE.findall(page.text) if "createPageHTML" in page.text else ():
        arguments = [argument.strip() for argument in call.split(",")]
        from_one = bool(re.match(r"['\"][^'\"\d]", arguments[0]))
        values = [_value(page.text, argument) for argument in arguments[from_one:]]
        if len(values) >= 4 and values[0].isdigit() and values[1].isdigit():
            yield from _numbered(int(values[0]), int(values[1]), values[2], values[3], from_one=from_one)


def _value(text: str, argument: str) -> str:
    bare = argument.strip("'\" ")
    if bare != argument or bare.isdigit() or not bare.isidentifier():
        return bare
    found = re.search(rf"\b{bare}\s*=\s*['\"]?([\w.]+)", text)
    return found[1] if found else bare


def _numbered(count: int, current: int, name: str, suffix: str, *, from_one: bool) -> Iterator[str]:
    last = count if from_one else count - 1
    if current < last:
        yield f"{name}_{current + 1}.{suffix.lstrip('.')}"


def _paged(page: Page) -> Iterator[str]:
    """Read `Pager({size: 15, current: 0, prefix: 'index', suffix: 'html'})`, counted from 0."""
    for call in _PAGER.findall(page.text) if "Pager" in page.text else ():
        options = dict(_PAIR.findall(call))
        size, current = options.get("size", ""), options.get("current", "")
        if size.isdigit() and current.isdigit() and options.get("prefix"):
            yield from _numbered(int(size), int(current), options["prefix"], options.get("suffix") or "html", from_one=False)


def _arrowed(page: Page) -> Iterator[str]:
    """A bare arrow, where it stands among page numbers."""
    outline = page.outline
    shown = {anchor: outline.text(anchor) for anchor in outline.anchors}
    for arrow in _ARROWS:
        for anchor, text in shown.items():
            if text == arrow and any(shown[other].isdigit() for other in outline.links(_pager(outline, anchor))):
                yield from _target(outline, anchor)


def _pager(outline: Outline, anchor: int) -> int:
    parent = outline.parents[anchor]
    return outline.parents[parent] if outline.tags[parent] in ("li", "span", "td") and outline.parents[parent] >= 0 else max(parent, 0)


def _counted(page: Page) -> Iterator[str]:
    """Page numbers without a word: the link after the one number that is not a link."""
    outline = page.outline
    for anchor in outline.anchors:
        number = outline.text(anchor)
        if not (number.isdigit() and 1 < len(number) + int(number) < 10_000):
            continue
        holder = _pager(outline, anchor)
        before = [piece for piece in range(outline.firsts[holder], outline.firsts[anchor])]
        if before and not outline.linked[before[-1]] and outline.pieces[before[-1]].strip() == str(int(number) - 1):
            yield from _target(outline, anchor)
