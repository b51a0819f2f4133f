"""A fetched page: its bytes decoded, its markup parsed once, its addresses made absolute."""

import codecs
import re
from functools import cached_property
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.errors import PageError
from portalwatch.extract.mojibake import foreign, garbled
from portalwatch.extract.outline import Outline
from portalwatch.extract.text import visible
from portalwatch.extract.wrappers import is_fragment, unwrap
from portalwatch.items import Turn

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META: Final = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: Old servers send these for every page, whatever it holds.
_UNTRUE: Final = frozenset({"ascii", "iso8859-1", "cp1252"})
_CHINESE: Final = frozenset({"gb2312", "gbk", "hz", "gb18030"})
#: Where a CMS cuts titles and summaries after so many bytes, less than this share of what is not ASCII is lost.
_LOST: Final = 0.05
#: No title says more.
_LONGEST: Final = 500
#: The largest pages seen had 1.2 million characters, 15,754 tags, 1,593 links.
_CHARACTERS, _TAGS, _LINKS, _ATTRIBUTES = 4_000_000, 60_000, 8_000, 10_000
_LONG_TAG: Final = re.compile(r"<[a-zA-Z][^<>]{80000,}")
#: Addresses are read without these, wherever they stand.
_BREAKS: Final = re.compile(r"[\t\r\n]")
_LINK: Final = re.compile(r"<a\s", re.IGNORECASE)
_SILENT: Final = ("script", "style", "noscript", "template")


def decode(body: bytes, *, header: str | None = None, override: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding used; bytes that do not fit become U+FFFD.

    `header` is a Content-Type or a bare charset. Portals often declare what is not so: bytes that are UTF-8 throughout
    are UTF-8 whatever is said, and gb2312 or gbk is always read as gb18030, which holds both.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if chosen := _codec(override):
        return body.decode(chosen, "replace"), chosen
    names = _candidates(body, header)
    for name in names:
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            if name == "utf-8" and _is_whole(text := body.decode(name, "replace")):
                return text, name
    readings = [(body.decode(name, "replace"), name) for name in names]
    return min(readings, key=lambda reading: reading[0].count("\ufffd"))


def _is_whole(text: str) -> bool:
    """Whether so little was lost that the rest is as it was meant; another encoding may fit the bytes by chance."""
    return text.count("\ufffd") < _LOST * foreign(text)


def _candidates(body: bytes, header: str | None) -> list[str]:
    declared = [_codec(_charset(header)), *(_codec(name.decode("ascii")) for name in _META.findall(body[:4096]))]
    named = [name for name in declared if name]
    names = ["utf-8", *(name for name in named if name not in _UNTRUE), "gb18030", *named]
    return list(dict.fromkeys(names))


def _charset(header: str | None) -> str | None:
    if not header:
        return None
    found = _CHARSET.search(header)
    if found:
        return found[1]
    return None if "/" in header else header.strip()


def _codec(name: str | None) -> str | None:
    """Python's name of a declared text encoding, None when it has none."""
    if not name:
        return None
    try:
        found = codecs.lookup(name).name
        b"\0\0\0\0".decode(found)
    except (LookupError, ValueError):
        return None
    return "gb18030" if found in _CHINESE else found


class Page:
    """One page as it was fetched. `root` holds no script, style or comment; the scripts' text is in `scripts`."""

    def __init__(self, text: str, *, url: str, encoding: str = "utf-8") -> None:
        self.text = text.replace("\0", "")
        self.url = url
        self.encoding = encoding
        #: What was posted to get it, and the page on which a script shows it: see `answering`.
        self.form: tuple[tuple[str, str], ...] | None = None
        self.column: str | None = None

    @classmethod
    def of(cls, body: bytes, *, url: str, content_type: str | None = None, encoding: str | None = None) -> "Page":
        """Decode `body`. Raises PageError when it does not read: mojibake must not be stored, nor a bomb laid out."""
        text, name = decode(body, header=content_type, override=encoding)
        page = cls(text, url=url, encoding=name)
        if reason := garbled(text, name) or _crowded(page.markup):
            raise PageError(reason, url=url)
        return page

    def answering(self, turn: Turn, *, column: str | None) -> "Page":
        """Return the page, which now knows what it was asked for by, and on which page of a list it is shown."""
        self.form, self.column = turn.form, column
        return self

    @cached_property
    def markup(self) -> str:
        """The text, or the markup that it wraps."""
        return unwrap(self.text)

    @cached_property
    def root(self) -> Element:
        """The `html` element; an empty one when the page holds nothing."""
        return self._parsed[0]

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The text of the inline scripts, in page order."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Element, tuple[str, ...]]:
        root = _parse(self.markup.encode("utf-8", "replace"))
        scripts = tuple(script.text for script in root.iter("script") if script.text)
        etree.strip_elements(root, *_SILENT, with_tail=False)
        return root, scripts

    @cached_property
    def outline(self) -> Outline:
        """The body laid out flat."""
        body = self.root.find("body")
        return Outline(etree.Element("body") if body is None else body)

    @cached_property
    def title(self) -> str:
        """What the page calls itself in its head, the site's name and all."""
        return next((visible(title)[:_LONGEST] for title in self.root.iter("title")), "")

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to: `<base href>` where the page has one.

        A fragment that a script puts into another page belongs there.
        """
        if self.column and is_fragment(self.text):
            return self.column
        for element in self.root.iter("base"):
            if href := (element.get("href") or "").strip():
                return join(self.url, href)
        return self.url

    def absolute(self, href: str) -> str:
        """Return `href` as an absolute URL; `javascript:` and addresses that cannot be read come back as they are."""
        return join(self.base, href)


def _crowded(markup: str) -> str | None:
    """Say that a page holds more than any that people read; reading it would take too long."""
    tags = markup.count("<")
    links = sum(1 for _ in _LINK.finditer(markup)) if tags > _LINKS else 0
    if len(markup) > _CHARACTERS or tags > _TAGS or links > _LINKS:
        return f"too large for a page: {len(markup)} characters, {tags} tags, {links} links"
    # The parser compares each attribute with those before it.
    attributes = max((len(tag.split()) for tag in _LONG_TAG.findall(markup)), default=0)
    return f"too large for a page: {attributes} attributes in one tag" if attributes > _ATTRIBUTES else None


def _parse(body: bytes, *, deep: bool = False) -> Element:
    """Parse markup as it comes. Elements that are never closed nest deep; only pages that need it are let."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=deep)
    root: Element | None = etree.fromstring(body, parser)
    error = parser.error_log.last_error
    if not deep and error is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return _parse(body, deep=True)
    return etree.Element("html") if root is None else root


def split(url: str) -> SplitResult:
    """Return the parts of an address; none of what cannot be read as one."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def join(base: str, href: str) -> str:
    """Return `href` as an absolute URL, or as it is where it cannot be read."""
    href = (href if href.isprintable() else _BREAKS.sub("", href)).strip()
    try:
        # Old portals write a backslash where a slash belongs; browsers read it as one.
        if "\\" in href and not urlsplit(href).scheme.lower().startswith("javascript"):
            href = href.replace("\\", "/")
        return urljoin(base, href)
    except ValueError:
        return href
