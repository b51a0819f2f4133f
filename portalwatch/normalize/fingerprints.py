"""Fingerprints of content: the same for as long as the portal has not changed what it published.

They are compared with those of years ago: whatever changes here makes every article on record look edited.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from portalwatch.items import Item, Published
from portalwatch.normalize.published import is_moving
from portalwatch.normalize.texts import clean_text
from portalwatch.normalize.urls import key

# What changes in a body by itself: counters, the neighbours of the article, today's date.
_PASSING: Final = re.compile(
    r"""(?:浏览|阅读|点击|访问|查看|人气|下载|评论|收藏|点?赞|转发|分享)\s?
        (?: (?:次数|人数|总数|量|数|率)\s?[:：(（\[]?\s?[\d.,]{0,12} | [:：(（\[]?\s?\d[\d.,]{0,12} )
        \s?万?\+?\s?(?:人次|次|人)?[)）\]]?
      | \d[\d.,]{0,12}\s?万?\+?\s?(?:人次|次|人)\s?(?:浏览|阅读|点击|访问|查看|下载)
      | [\[【(（]\s?\d[\d.,]{0,12}\s?[\]】)）]\s?(?:人次|次|人)\s?(?:浏览|阅读|点击|访问|查看|下载)
      | 您是(?:本[站页网文])?的?第\s?\d{1,12}\s?[位个名](?:访客|访问者|来访者|浏览者|读者)
      | (?<![a-zA-Z])(?i:hits|views)\s?[:：]?\s?\d[\d.,]{0,12}
      | ^[^\S\n]*[上下]一?[篇条则]\s?[:：][^\S\n]*\n?.*$
      | (?:今天是|现在是|当前时间|打印时间)[:：]?\s?[\d年月日/:：\s.-]{4,40}(?:星期[一二三四五六日天])?""",
    re.VERBOSE | re.MULTILINE,
)
# What stands before the name of a file in a body, and behind it.
_LABEL: Final = re.compile(r"^\s*(?:相关)?(?:附件|附表|下载)?\s*[\d一二三四五六七八九十]*\s*[:：.、．]?\s*")
_ENDING: Final = re.compile(
    r"(?:\.(?:pdf|docx?|xlsx?|pptx?|wps|ofd|zip|rar|7z))?\s*(?:[(（\[【][^()（）\[\]【】]{0,20}[)）\]】]\s*)?$",
    re.IGNORECASE,
)

_SENTENCE: Final = re.compile(r"[^。\n]+。")

#: So many characters that two texts have in common are no chance. Fewer (详见附件。) stand in many.
TELLING: Final = 40


def fingerprint(item: Item) -> str:
    """Return the fingerprint of an article's content: title, publish time, body and attachments, in hex.

    Blanks do not matter, nor what changes by itself: counters in the body, a publish time told from now (2小时前),
    the order of attachments. An empty field leaves no trace, so a field added later does not disturb old items.
    """
    return _digest(_content(item))


def row_fingerprint(title: str, published: Published | None) -> str:
    """Return the fingerprint of what a list shows of an item, in hex."""
    return _digest(iter((("title", title), ("published", _fixed(published)))))


def body_fingerprint(item: Item) -> str:
    """Return the fingerprint of a body alone, in hex."""
    return _digest(iter((("body", own_text(item)),)))


def lasting(body: str) -> str:
    """Return a body without what changes in it by itself."""
    return _PASSING.sub("", body)


def own_text(item: Item) -> str:
    """The lasting text without the lines that only name a file: a new template writes them otherwise, or elsewhere."""
    names = {_bare(file.name) for file in item.attachments}
    text = lasting(item.body)
    return "\n".join(line for line in text.split("\n") if not _is_name(line, names)) if names else text


def is_kept(text: str, now: str) -> bool:
    """Whether most of a text, in whole sentences, is there now, and more than other articles say too (详见附件。)."""
    kept = sum(len(each) for each in _SENTENCE.findall(text) if each in now)
    return kept >= TELLING and 2 * kept >= len(text)


def _is_name(line: str, names: set[str]) -> bool:
    # Most lines hold no file's name at all, which is sooner seen than what stands around one.
    folded = "".join(line.split()).casefold()
    mentioned = any(name in folded for name in names)
    return mentioned and not names.isdisjoint((_bare(line), _bare(_LABEL.sub("", line))))


def _bare(name: str) -> str:
    return "".join(_ENDING.sub("", name).split()).casefold()


def _content(item: Item) -> Iterator[tuple[str, str]]:
    yield "title", item.title
    yield "published", _fixed(item.published)
    yield "body", own_text(item)
    for url, name in sorted((key(file.url), file.name) for file in item.attachments):
        yield "file", url
        yield "name", name


def _fixed(published: Published | None) -> str:
    return "" if published is None or is_moving(published) else str(published)


def _digest(fields: Iterator[tuple[str, str]]) -> str:
    digest = sha256()
    for name, value in fields:
        content = "".join(clean_text(value).split())
        if content:
            digest.update(f"{name}\x1f{content}\x1e".encode())
    return digest.hexdigest()
