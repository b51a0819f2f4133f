"""The files that an article offers."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.rows import live
from portalwatch.extract.text import fold
from portalwatch.items import Attachment

_KINDS: Final = r"(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z|tar|gz|ceb|caj|dwg|mp3|mp4|epub)"
_FILE: Final = re.compile(rf"\.{_KINDS}$", re.IGNORECASE)
_NAMED: Final = re.compile(rf"\.{_KINDS}(?![a-z0-9])", re.IGNORECASE)
_SERVED: Final = re.compile(r"download\w*\.(?:jsp|do|aspx?|php|action)\b|/download\?|downfile|/attach(?:ment)?s?/download|fileurl=|[?&]e=\.\w{2,4}\b", re.IGNORECASE)
_CLICK: Final = re.compile(r"[\[【(（]?\s*(?:点击|附件|立即|文件)?下载(?:附件|文件|全文|原文)?\s*[\]】)）]?|附件\s*[\d一二三四五六七八九十]*")
_WRITTEN: Final = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*\\?["']([^"'\\>]+)\\?["'][^>]*>(.*?)(?=</a>|<a\b|<br|$)""", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")


def find_attachments(page: Page, nodes: range) -> tuple[Attachment, ...]:
    """Return the files linked from `nodes` or written there by a script, in page order, each once."""
    outline = page.outline
    found: dict[str, str] = {}
    for anchor in outline.anchors:
        if anchor in nodes and (file := _file(page, outline, anchor)):
            _add(found, *file)
    for script in page.scripts:
        for href, name in _WRITTEN.findall(script):
            if _FILE.search(urlsplit(href).path):
                _add(found, page.absolute(href), fold(_TAG.sub("", name)))
    return tuple(Attachment(url=url, name=name or _last(url)) for url, name in found.items())


def _add(found: dict[str, str], url: str, name: str) -> None:
    """A file whose link is split into several keeps the name that they spell together."""
    found[url] = found.get(url, "") if name in found.get(url, "") else found.get(url, "") + name


def _file(page: Page, outline: Outline, anchor: int) -> tuple[str, str] | None:
    element = outline.elements[anchor]
    href = element.get("href")
    if not live(href):
        return None
    text = outline.text(anchor)
    url = page.absolute(href or "")
    if is_file(url) or _SERVED.search(url) or _NAMED.search(text) or _NAMED.search(element.get("title") or "") or _CLICK.fullmatch(text):
        return url, text or fold(element.get("title") or "")
    return None


def is_file(url: str) -> bool:
    """Whether a URL's path ends like that of a document or an archive."""
    try:
        return _FILE.search(urlsplit(url).path) is not None
    except ValueError:
        return False


def _last(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or url
