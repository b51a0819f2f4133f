"""The files that an article offers."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from lxml.etree import _Element as Element

from portalwatch.extract.page import Page, split
from portalwatch.extract.rows import live
from portalwatch.extract.text import fold, visible
from portalwatch.items import Attachment

_KINDS: Final = (
    r"(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z|tar|gz|ceb|caj|dwg|mp3|mp4|epub)(?![a-z0-9])"
)
_FILE: Final = re.compile(rf"\.{_KINDS}$", re.IGNORECASE)
_NAMED: Final = re.compile(rf"\.{_KINDS}", re.IGNORECASE)
#: Scripts that hand out files: `/system/_content/download.jsp?…`, `/module/download/downfile.jsp`, `…?e=.doc`.
_SERVED: Final = re.compile(
    r"download\w*\.(?:jsp|do|aspx?|php|action)\b|/download\?|downfile|/attach(?:ment)?s?/download|fileurl=|[?&]e=\.\w{2,4}\b",
    re.IGNORECASE,
)
_CLICK: Final = re.compile(
    r"[\[【(（]?\s*(?:点击|附件|立即|文件)?下载(?:附件|文件|全文|原文)?\s*[\]】)）]?|附件\s*[\d一二三四五六七八九十]*"
)
_WRITTEN: Final = re.compile(
    r"""<a\b[^<>]{0,300}?\bhref\s*=\s*\\?["']([^"'\\<>]+)\\?["'][^<>]{0,300}>(.{0,500}?)(?=</a>|<a\b|<br|$)""",
    re.IGNORECASE | re.DOTALL,
)
_TAG: Final = re.compile(r"<[^<>]*>")


def find_attachments(page: Page, nodes: range) -> tuple[Attachment, ...]:
    """Return the files linked from `nodes` or written into the page by a script, in page order, each once."""
    return _each_once((*_linked(page, nodes), *_written(page)))


def collect(page: Page, hits: Iterable[Element | str]) -> tuple[Attachment, ...]:
    """Return as files what a rule chose, whatever it looks like: links, what holds links, addresses."""
    found: list[tuple[str, str]] = []
    for hit in hits:
        if isinstance(hit, str):
            found += [(page.absolute(hit), "")] if live(hit) else []
        else:
            links = ((link, link.get("href")) for link in hit.iter("a"))
            found += [(page.absolute(href), visible(link)) for link, href in links if href and live(href)]
    return _each_once(found)


def _each_once(found: Iterable[tuple[str, str]]) -> tuple[Attachment, ...]:
    names: dict[str, str] = {}
    last = None
    for url, name in found:
        names[url] = _named(names.get(url, ""), name, split=url == last)
        last = url
    return tuple(Attachment(url=url, name=name or _last(url)) for url, name in names.items())


def _named(known: str, name: str, *, split: bool) -> str:
    """The better of a file's names; a link that is split into several spells one name with its neighbours."""
    if not known or _CLICK.fullmatch(known):
        return name or known
    if name in known or _CLICK.fullmatch(name) or not split:
        return known
    return known + name


def _linked(page: Page, nodes: range) -> Iterator[tuple[str, str]]:
    outline = page.outline
    for anchor in outline.anchors:
        href = outline.elements[anchor].get("href")
        if anchor not in nodes or not href or not live(href):
            continue
        url, name = page.absolute(href), outline.text(anchor) or fold(outline.elements[anchor].get("title") or "")
        if is_file(url) or _SERVED.search(url) or _NAMED.search(name) or _CLICK.fullmatch(name):
            yield url, name


def _written(page: Page) -> Iterator[tuple[str, str]]:
    for script in page.scripts:
        for href, name in _WRITTEN.findall(script) if "href" in script else ():
            if is_file(url := page.absolute(href)):
                yield url, fold(_TAG.sub("", name))


def is_file(url: str) -> bool:
    """Whether a URL's path ends like that of a document or an archive."""
    return _FILE.search(split(url).path) is not None


def _last(url: str) -> str:
    return unquote(split(url).path.rpartition("/")[2]) or url
