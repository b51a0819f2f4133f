"""Rows that are documents: the file is the item's attachment, and its text the item's body."""

import asyncio
from dataclasses import replace

from portalwatch.config import Portal
from portalwatch.crawl.reading import is_document, is_own
from portalwatch.documents import Document, read_document, recognise
from portalwatch.items import Attachment, Problem, RawArticle, RawItem, RawRow


def is_file(body: bytes, url: str, content_type: str) -> bool:
    """Whether an answer is a file, and not a page, by its bytes or by its type."""
    paged = not content_type or content_type.startswith(("text/", "application/xhtml"))
    return not paged or recognise(body, url, content_type) is not None


def unopened(row: RawRow) -> RawItem:
    """Make an item of a row that is a file, by its row alone."""
    return RawItem(row=row, article=_offer(row, row.url))


def unread(row: RawRow, problem: Problem) -> RawItem:
    """Make an item of a row whose page or file could not be had; that it offers the file can still be told."""
    return RawItem(row=row, article=_offer(row, row.url) if is_document(row.url) else None, problem=problem)


async def open_file(portal: Portal, row: RawRow, body: bytes, *, url: str, content_type: str) -> RawItem:
    """Make an item of a file that was fetched, and read its text in a process of its own while the crawl goes on.

    A file that has no text, is no document, or came from another host, is an item by its row alone.
    """
    article = _offer(row, url)
    if not portal.documents or not is_own(portal, url) or recognise(body, url, content_type) is None:
        return RawItem(row=row, article=article)
    document = await asyncio.to_thread(read_document, body, name=url, content_type=content_type)
    return RawItem(row=row, article=replace(article, body=document.text), problem=_problem(document, url))


def _offer(row: RawRow, url: str) -> RawArticle:
    return RawArticle(attachments=(Attachment(url=url, name=row.title),))


def _problem(document: Document, url: str) -> Problem | None:
    if document.problem is None or document.problem.kind in ("no-text", "unsupported"):
        return None
    return Problem(kind="unreadable", url=url, detail=str(document.problem))
