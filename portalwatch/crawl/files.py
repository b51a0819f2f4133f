"""Answers that are files. A row that is one: the file is the item's attachment, and its text the item's body."""

import asyncio
from dataclasses import replace
from hashlib import sha256

from portalwatch.config import Portal
from portalwatch.crawl.reading import DOCUMENTS, is_document, is_own
from portalwatch.documents import Document, Format, read_document, recognise
from portalwatch.items import Attachment, Problem, RawArticle, RawItem, RawRow

#: What may stand before a page: the mark of its encoding, and blanks.
_BLANK = b"\xef\xbb\xbf \t\r\n\0"
#: What stands near the end of a file that was not cut off; an archive may have 64 KB of remarks behind it.
_ZIPPED = dict.fromkeys((Format.ZIP, Format.DOCX, Format.XLSX, Format.PPTX, Format.OFD), b"PK\x05\x06")
_ENDS = {Format.PDF: b"%%EOF", **_ZIPPED}
_TAIL = 0x10016


def is_file(body: bytes, url: str, content_type: str) -> bool:
    """Whether an answer is a file, and not a page, by its bytes or by its type."""
    paged = not content_type or content_type.startswith(("text/", "application/xhtml"))
    return not paged or recognise(body, url, content_type) is not None


def is_content(body: bytes, file: Attachment, content_type: str) -> bool:
    """Whether an answer is the file that an article offers, to its end, and no page or message in its place."""
    talks = "json" in content_type or "javascript" in content_type or body[:1024].lstrip(_BLANK)[:1] in (b"", b"<")
    if talks or not is_file(body, file.url, content_type):
        return False
    named = is_document(file.url) or file.name.lower().endswith(DOCUMENTS)
    kind = recognise(body, file.url, content_type)
    return _ENDS.get(kind, b"") in body[-_TAIL:] if kind else not named


def measured(file: Attachment, body: bytes) -> Attachment:
    """Return a file with what its bytes say."""
    return replace(file, digest=sha256(body).hexdigest(), size=len(body))


def unopened(row: RawRow) -> RawItem:
    """Make an item of a row that is a file, by its row alone."""
    return RawItem(row=row, article=_offer(row, row.url))


def unread(row: RawRow, problem: Problem) -> RawItem:
    """Make an item of a row whose page or file could not be had; that it offers the file can still be told."""
    return RawItem(row=row, article=_offer(row, row.url) if is_document(row.url) else None, problem=problem)


async def open_file(portal: Portal, row: RawRow, body: bytes, *, url: str, content_type: str) -> RawItem:
    """Make an item of a file that was fetched, and read its text in a process of its own while the crawl goes on.

    A file that has no text or is no document is known by its row and its bytes; one of another host by its row alone.
    """
    article = _offer(row, url)
    if not portal.documents or not is_own(portal, url):
        return RawItem(row=row, article=article)
    bare = replace(article, attachments=tuple(_weighed(each, body, content_type) for each in article.attachments))
    if recognise(body, url, content_type) is None:
        return RawItem(row=row, article=bare)
    document = await asyncio.to_thread(read_document, body, name=url, content_type=content_type)
    read = replace(article, body=document.text) if document.text else bare
    return RawItem(row=row, article=read, problem=_problem(document, url))


def _weighed(file: Attachment, body: bytes, content_type: str) -> Attachment:
    return measured(file, body) if is_content(body, file, content_type) else file


def _offer(row: RawRow, url: str) -> RawArticle:
    return RawArticle(attachments=(Attachment(url=url, name=row.title),))


def _problem(document: Document, url: str) -> Problem | None:
    if document.problem is None or document.problem.kind in ("no-text", "unsupported"):
        return None
    return Problem(kind="unreadable", url=url, detail=str(document.problem))
