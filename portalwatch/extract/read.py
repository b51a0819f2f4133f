"""A page read as a list or as an article: by rule where there is one, by inference where there is none."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from lxml.etree import _Element as Element

from portalwatch.errors import EmptyListError, PageError
from portalwatch.extract.articles import infer_article, read_text
from portalwatch.extract.crumbs import split_trail
from portalwatch.extract.files import collect
from portalwatch.extract.lists import find_rows
from portalwatch.extract.markup import read_html
from portalwatch.extract.page import Page
from portalwatch.extract.paging import find_frame, find_next, is_end
from portalwatch.extract.records import read_records
from portalwatch.extract.rows import Row, live, read_rows, row_at
from portalwatch.extract.rules import ArticleRules, Rules, compile_rule
from portalwatch.extract.totals import find_total
from portalwatch.extract.wrappers import is_fragment
from portalwatch.items import Origin, RawArticle, RawList, RawRow, Turn

#: The way to a row's link begins so far above it: at what holds the rows.
_STEPS: Final = 3


def read_list(page: Page, rules: Rules | None = None) -> RawList:
    """Return the rows of a list page and its next page. Raises PageError when it shows no list."""
    rules = rules or Rules()
    if rules.json:
        return read_records(page, rules.json)
    try:
        rows = _chosen_rows(page, rules.rows) if rules.rows else find_rows(page)
        found = _found(page, rules, rows)
    except PageError:
        if is_end(page):
            return RawList(rows=())
        if frame := find_frame(page):
            return RawList(rows=(), next=frame)
        raise
    # Rows without a day, where a script brings the list's own: the menu beside it.
    if not rules.rows and not any(row.published for row in found) and (frame := find_frame(page)):
        return RawList(rows=(), next=frame)
    places = frozenset[str]() if rules.rows else _places(page, rows)
    return RawList(rows=_once(found), next=_next(page, rules), total=find_total(page), places=places)


def _places(page: Page, rows: Iterable[Row]) -> frozenset[str]:
    """Return the ways to the rows' links. What a script puts in place has none that a whole page would have."""
    if page.markup != page.text or is_fragment(page.text):
        return frozenset()
    return frozenset(page.outline.way(row.anchor, _STEPS) for row in rows if row.anchor is not None)


def _found(page: Page, rules: Rules, rows: tuple[Row, ...]) -> list[RawRow]:
    read = [_ruled_row(page, rules, row.node, raw) for row, raw in zip(rows, read_rows(page, rows), strict=True)]
    found = [row for row in read if row.title and row.url]
    if not found:
        raise PageError("no list: no row has a title and a link", url=page.url)
    return found


def _chosen_rows(page: Page, rule: str) -> tuple[Row, ...]:
    numbers = page.outline.numbers
    found = [numbers[element] for element in compile_rule(rule).elements(page.root) if element in numbers]
    if not found:
        raise EmptyListError(f"no list: nothing matches {rule!r}", url=page.url)
    return tuple(row_at(page.outline, node) for node in found)


def _ruled_row(page: Page, rules: Rules, node: int, row: RawRow) -> RawRow:
    """Read a row by its rules. Where title or link are not found, the inferred ones stay: no row may be lost."""
    element = page.outline.elements[node]
    if rules.title and (title := compile_rule(rules.title).first(element)):
        row = replace(row, title=title)
    if rules.url and (href := compile_rule(rules.url).link(element)):
        row = replace(row, url=page.absolute(href))
    if rules.published:
        row = replace(row, published=compile_rule(rules.published).first(element))
    if rules.pinned:
        row = replace(row, pinned=bool(compile_rule(rules.pinned).select(element)))
    return row


def _once(rows: list[RawRow]) -> tuple[RawRow, ...]:
    """Drop a row that repeats an earlier one: pinned above, and again in its place. Dead links all look the same."""
    kept: dict[object, RawRow] = {}
    for row in rows:
        kept.setdefault((row.url, row.title) if live(row.url) else object(), row)
    return tuple(kept.values())


def _next(page: Page, rules: Rules) -> Turn | None:
    if not rules.next:
        return find_next(page)
    href = compile_rule(rules.next).link(page.root)
    url = page.absolute(href) if href else None
    return Turn(url=url) if url and url != page.url else None


def read_article(page: Page, rules: ArticleRules | None = None) -> RawArticle:
    """Return an article page's fields; one that is neither ruled nor found is None or empty.

    Nothing is inferred where every field has a rule. The author counts with the source, beside which it stands.
    """
    if rules is None:
        return infer_article(page)
    ruled = (rules.title, rules.published, rules.source, rules.body, rules.attachments, rules.breadcrumb)
    return _ruled_article(page, rules, RawArticle() if all(ruled) else infer_article(page))


def _ruled_article(page: Page, rules: ArticleRules, article: RawArticle) -> RawArticle:
    """Put what the rules find in the place of what was inferred; where a rule finds nothing, there is nothing."""
    return replace(
        article,
        title=_ruled(page, rules.title, article.title),
        published=_ruled(page, rules.published, article.published),
        published_origin=Origin.ARTICLE if rules.published else article.published_origin,
        source=_ruled(page, rules.source, article.source),
        author=_ruled(page, rules.author, article.author),
        breadcrumb=_breadcrumb(page, rules.breadcrumb) if rules.breadcrumb else article.breadcrumb,
        body=read_text(_hits(page, rules.body)) if rules.body else article.body,
        html=read_html(page, compile_rule(rules.body).elements(page.root)) if rules.body else article.html,
        attachments=collect(page, _hits(page, rules.attachments)) if rules.attachments else article.attachments,
    )


def _ruled(page: Page, rule: str | None, inferred: str | None) -> str | None:
    return compile_rule(rule).first(page.root) if rule else inferred


def _hits(page: Page, rule: str) -> list[Element | str]:
    return compile_rule(rule).select(page.root)


def _breadcrumb(page: Page, rule: str) -> tuple[str, ...]:
    texts = compile_rule(rule).texts(page.root)
    return tuple(split_trail(texts[0]) or texts) if len(texts) == 1 else tuple(texts)
