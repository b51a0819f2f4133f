"""The body of an article as HTML that is safe to show: an allow-list of elements, and no address but of the web."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

import nh3
from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page

_TAGS: Final = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("strong", "em", "b", "i", "u", "a", "img"),
}
#: Without "*", `lang` and `title` would be let through.
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES: Final = {"http", "https", "mailto"}
_WEB: Final = ("http://", "https://", "mailto:")
_ADDRESSES: Final = frozenset({"href", "src"})
#: What is longer is no article.
_LONGEST: Final = 500_000
#: Pictures that a page carries in itself are not kept, and are most of its length.
_INLINE: Final = re.compile(r'\bsrc="data:[^"]*"')
#: How far down an element is cut that holds text and more than the text.
_DEEPEST: Final = 200
_INNER: Final = frozenset({"tr", "tbody", "thead", "tfoot"})


def write_html(page: Page, first: int, last: int) -> str:
    """Return what shows the page's pieces from `first` up to `last`, with the pictures among them, sanitised."""
    return _sanitise(page, "".join(_parts(page.outline, _around(page.outline, first, last), range(first, last))))


def read_html(page: Page, elements: Iterable[Element]) -> str:
    """Return elements of the page, sanitised."""
    return _sanitise(page, "".join(map(_serialise, elements)))


def _sanitise(page: Page, markup: str) -> str:
    def check(_tag: str, name: str, value: str) -> str | None:
        url = page.absolute(value) if name in _ADDRESSES else value
        return url if name not in _ADDRESSES or url.lower().startswith(_WEB) else None

    markup = _INLINE.sub("", markup)
    if len(markup) > _LONGEST:
        return ""
    cleaner = nh3.Cleaner(
        tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=check, url_schemes=_SCHEMES, link_rel=None
    )
    return cleaner.clean(markup).strip()


def _around(outline: Outline, first: int, last: int) -> int:
    """The innermost node that shows all these pieces; of a table's parts the table, without which they mean nothing."""
    node = outline.owners[first]
    while outline.lasts[node] < last or outline.tags[node] in _INNER:
        node = outline.parents[node]
    return node


def _parts(outline: Outline, node: int, kept: range, depth: int = 0) -> Iterator[str]:
    """Yield the markup of what `node` shows of the pieces that are kept; what shows none counts with its neighbours."""
    begin, end = outline.firsts[node], outline.lasts[node]
    if kept.start <= begin and end <= kept.stop:
        yield _serialise(outline.elements[node])
    elif begin < kept.stop and end > kept.start and depth < _DEEPEST:
        tag = outline.tags[node] if outline.tags[node] in _TAGS else ""
        yield f"<{tag}>" if tag else ""
        yield _text(outline.elements[node].text, begin, kept)
        for child in outline.children(node):
            yield from _parts(outline, child, kept, depth + 1)
            yield _text(outline.elements[child].tail, outline.lasts[child], kept)
        yield f"</{tag}>" if tag else ""


def _text(text: str | None, piece: int, kept: range) -> str:
    return escape(text) if text and (piece in kept or text.isspace()) else ""


def _serialise(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)
