"""Attachments: each file once, under a name that a person can read."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from portalwatch.items import Attachment
from portalwatch.normalize.texts import clean_text
from portalwatch.normalize.urls import canonical, domain, key

_FILE: Final = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|wps|et|dps|ofd|pdf|ceb|caj|rtf|txt|csv|zip|rar|7z|dwg|jpe?g|png)$", re.IGNORECASE
)
# VSB portals write the count behind the name: 申报表.doc已下载12次
_COUNT: Final = re.compile(r"\s?[(（\[【]?\s?(?:已?下载|点击)\s?(?:次数|量)?\s?[:：]?\s?\d+\s?次?\s?[)）\]】]?$")
_EXTENSION: Final = re.compile(r"\.\w{1,5}$")
_LONGEST: Final = 150


def clean_attachments(raw: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return each file once, in order. Of several names, as of an icon and a text, the longest is the text."""
    files: dict[str, Attachment] = {}
    for attachment in raw:
        name = _COUNT.sub("", clean_text(attachment.name))
        known = files.get(key(attachment.url))
        if known is None or len(name) > len(known.name):
            files[key(attachment.url)] = replace(attachment, url=canonical(attachment.url), name=name)
    return tuple(replace(file, name=_shorten(file.name or filename(file.url))) for file in files.values())


def filename(url: str) -> str:
    """Return the name of the file at `url`, which download scripts carry in their query; else the host.

    >>> filename("http://example.cn/down/%B9%AB%B8%E6.doc"), filename("http://example.cn/down.jsp?id=3&name=公告.doc")
    ('公告.doc', '公告.doc')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    segment = parts.path.rpartition("/")[2]
    values = [pair.rpartition("=")[2] for pair in parts.query.split("&")]
    names = [clean_text(_decode(name)).rpartition("/")[2] for name in (segment, *values)]
    return next((name for name in names if _FILE.search(name)), names[0]) or domain(url)


def _decode(escaped: str) -> str:
    octets = unquote_to_bytes(escaped)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("gb18030", errors="replace")


def _shorten(name: str) -> str:
    """Cut a name that is too long before its extension, which tells what the file is."""
    if len(name) <= _LONGEST:
        return name
    match = _EXTENSION.search(name)
    extension = match.group() if match else ""
    return name[: _LONGEST - len(extension)].rstrip() + extension
