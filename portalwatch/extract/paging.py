"""The next page of a list: a link, or what a pager script would make of its arguments."""

import re
from collections.abc import Iterator
from typing import Final

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live

_EDGE: Final = r"[\s\[\]【】()（）<>《》«»‹›|·.…→]*"
_NEXT: Final = re.compile(
    rf"{_EDGE}(?:下\s*[一1]?\s*[页頁]|后\s*一?\s*[页頁]|next(?:\s*page)?|older(?:\s+posts)?){_EDGE}", re.IGNORECASE
)
#: The surest first: where both stand, ">" is the next page and "»" the last one.
_ARROWS: Final = (">", "›", "＞", "»", ">>")
_CLICKABLE: Final = frozenset({"span", "div", "li", "input", "button", "td"})
_PATH: Final = re.compile(
    r"['\"]([^'\"\s]+\.\w{2,6}(?:\?[^'\"\s]*)?|[^'\"\s]*\?[^'\"\s]*=\d+[^'\"\s]*|[^'\"\s]*/[^'\"\s]*\d[^'\"\s]*)['\"]"
)
#: Code that opens an address; calls that load a fragment also hold paths, but the same for every page.
_MOVES: Final = re.compile(r"location|\bhref\b|\bopen\s*\(|\(\s*['\"][^'\"]*['\"]\s*\)")
#: Which page this is and how many there are: 3/10, 第3页/共10页, 共10页 第3页.
_NUMBERS: Final = (
    re.compile(r"(?P<this>\d+)\s*页?\s*[/／]\s*共?\s*(?P<all>\d+)"),
    re.compile(r"第\s*(?P<this>\d+)\s*页\W{0,4}共\s*(?P<all>\d+)\s*页"),
    re.compile(r"共\s*(?P<all>\d+)\s*页\W{0,4}(?:当前)?第\s*(?P<this>\d+)\s*页"),
)
_CREATE: Final = re.compile(r"(?<!function )createPageHTML\w*\s*\(([^()]*)\)")
_PAGER: Final = re.compile(r"Pager\s*\(\s*\{([^{}]*)\}")
_PAIR: Final = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]?([\w./-]*)['\"]?")


def find_next(page: Page) -> str | None:
    """Return the absolute URL of the page that follows, None on the last one and where it cannot be told."""
    if _is_last(page.outline):
        return None
    for href in _addresses(page):
        url = page.absolute(href)
        if url.startswith(("http://", "https://")) and url.partition("#")[0] != page.url.partition("#")[0]:
            return url
    return None


def _addresses(page: Page) -> Iterator[str]:
    yield from _worded(page.outline)
    yield from _declared(page)
    yield from _created(page.text)
    yield from _paged(page.text)
    yield from _arrowed(page.outline)
    yield from _counted(page.outline)


def _is_last(outline: Outline) -> bool:
    """Whether the pager says so; then its 下一页 may lead to this very page under another address."""
    for anchor in outline.anchors:
        if _NEXT.fullmatch(outline.text(anchor)):
            text = outline.text(_holder(outline, anchor))
            found = next((match for numbers in _NUMBERS if (match := numbers.search(text))), None)
            return found is not None and found["this"] == found["all"]
    return False


def _holder(outline: Outline, anchor: int) -> int:
    """What holds the whole pager: its links may each have an element of their own."""
    parent = outline.parents[anchor]
    return max(outline.parents[parent] if outline.tags[parent] in ("li", "span", "td") else parent, 0)


def _worded(outline: Outline) -> Iterator[str]:
    """下一页, Next: the link, or the path that its script opens."""
    for node, tag in enumerate(outline.tags):
        if tag == "a" or (tag in _CLICKABLE and outline.elements[node].get("onclick")):
            element = outline.elements[node]
            words = (outline.text(node), element.get("title"), element.get("value"), element.get("aria-label"))
            if any(word and _NEXT.fullmatch(word) for word in words):
                yield from _target(outline, node)


def _target(outline: Outline, node: int) -> Iterator[str]:
    element = outline.elements[node]
    href = element.get("href") or ""
    if live(href):
        yield href
        return
    for code in (element.get("onclick") or "", href):
        if _MOVES.search(code) and (found := _PATH.search(code)):
            yield found[1]


def _declared(page: Page) -> Iterator[str]:
    """`rel=next`, in the head or on a link."""
    for element in page.root.iter("link", "a"):
        href = element.get("href")
        if href and live(href) and "next" in (element.get("rel") or "").lower().split():
            yield href


def _created(text: str) -> Iterator[str]:
    """Read `createPageHTML(25, 0, "index", "html")`: counted from 0, page 2 is index_1.html.

    A look-alike that first names an element counts from 1: `createPageHTML('page_div', 50, 1, 'list', 'shtml', 1000)`,
    whose page 2 is list_2.shtml. The call is often commented out, or given variables.
    """
    for call in _CREATE.findall(text) if "createPageHTML" in text else ():
        arguments = [argument.strip() for argument in call.split(",")]
        from_one = re.match(r"['\"][^'\"\d]", arguments[0]) is not None
        values = [_value(text, argument) for argument in arguments[from_one:]]
        if len(values) >= 4 and values[0].isdecimal() and values[1].isdecimal():
            last = int(values[0]) - (not from_one)
            yield from _numbered(int(values[1]), last, values[2], values[3])


def _value(text: str, argument: str) -> str:
    """What an argument of a call stands for: itself, or what the page gives the variable of that name."""
    bare = argument.strip("'\" ")
    if bare != argument or not bare.isidentifier():
        return bare
    found = re.search(rf"\b{bare}\s*=\s*['\"]?([\w.]+)", text)
    return found[1] if found else bare


def _paged(text: str) -> Iterator[str]:
    """Read `Pager({size: 15, current: 0, prefix: 'index', suffix: 'html'})`, counted from 0."""
    for call in _PAGER.findall(text) if "Pager" in text else ():
        options = dict(_PAIR.findall(call))
        size, current = options.get("size", ""), options.get("current", "")
        if size.isdecimal() and current.isdecimal() and options.get("prefix"):
            yield from _numbered(int(current), int(size) - 1, options["prefix"], options.get("suffix") or "html")


def _numbered(current: int, last: int, name: str, suffix: str) -> Iterator[str]:
    if current < last:
        yield f"{name}_{current + 1}.{suffix.lstrip('.')}"


def _arrowed(outline: Outline) -> Iterator[str]:
    """A bare arrow, where it stands among page numbers."""
    for arrow in _ARROWS:
        for anchor in outline.anchors:
            if outline.text(anchor) == arrow and _numbers(outline, anchor):
                yield from _target(outline, anchor)


def _numbers(outline: Outline, anchor: int) -> bool:
    return any(outline.text(link).isdecimal() for link in outline.links(_holder(outline, anchor)))


def _counted(outline: Outline) -> Iterator[str]:
    """Page numbers without a word: the link right after the number that is no link."""
    for anchor in outline.anchors:
        before = outline.firsts[anchor] - 1
        if before < outline.firsts[_holder(outline, anchor)] or outline.linked[before]:
            continue
        this, following = outline.pieces[before].strip(), outline.text(anchor)
        if this.isdecimal() and following.isdecimal() and int(following[:9]) == int(this[:9]) + 1:
            yield from _target(outline, anchor)
