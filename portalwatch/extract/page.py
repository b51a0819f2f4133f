"""A fetched page: its bytes decoded, its markup parsed once, its addresses made absolute."""

import codecs
import re
from functools import cached_property
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.errors import PageError
from portalwatch.extract.outline import Outline
from portalwatch.extract.text import visible
from portalwatch.extract.wrappers import unwrap

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META: Final = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: Old servers send these for every page, whatever it holds.
_UNTRUE: Final = frozenset({"ascii", "iso8859-1", "cp1252"})
_CHINESE: Final = frozenset({"gb2312", "gbk", "hz", "gb18030"})
#: A page that has lost more than this share of its characters would be stored as mojibake.
_LOST: Final = 0.001
#: No title says more.
_LONGEST: Final = 500
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
            continue
    readings = [(body.decode(name, "replace"), name) for name in names]
    return min(readings, key=lambda reading: reading[0].count("\ufffd"))


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

    @classmethod
    def of(cls, body: bytes, *, url: str, content_type: str | None = None, encoding: str | None = None) -> "Page":
        """Decode `body`. Raises PageError when too much of it is lost: mojibake must not be stored."""
        text, name = decode(body, header=content_type, override=encoding)
        lost = text.count("\ufffd")
        if lost > _LOST * len(text):
            raise PageError(f"{lost} of {len(text)} characters are not {name}", url=url)
        return cls(text, url=url, encoding=name)

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
        root = _parse(unwrap(self.text).encode("utf-8", "replace"))
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
        """What relative addresses are relative to: `<base href>` where the page has one."""
        for element in self.root.iter("base"):
            if href := (element.get("href") or "").strip():
                return _join(self.url, href)
        return self.url

    def absolute(self, href: str) -> str:
        """Return `href` as an absolute URL; `javascript:` and addresses that cannot be read come back as they are."""
        return _join(self.base, href)


def _parse(body: bytes, *, deep: bool = False) -> Element:
    """Parse markup as it comes. Elements that are never closed nest deep; only pages that need it are let."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=deep)
    root: Element | None = etree.fromstring(body, parser)
    error = parser.error_log.last_error
    if not deep and error is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return _parse(body, deep=True)
    return etree.Element("html") if root is None else root


def _join(base: str, href: str) -> str:
    href = re.sub(r"[\t\r\n]", "", href).strip()
    try:
        # Old portals write a backslash where a slash belongs; browsers read it as one.
        if "\\" in href and not urlsplit(href).scheme.lower().startswith("javascript"):
            href = href.replace("\\", "/")
        return urljoin(base, href)
    except ValueError:
        return href
