"""An article page's fields, found without being told where they are."""

from collections.abc import Iterable
from typing import Final

from lxml.etree import _Element as Element

from portalwatch.extract.body import find_body, join, keep, trim, weigh
from portalwatch.extract.credits import find_author, find_number, find_source
from portalwatch.extract.crumbs import find_breadcrumb
from portalwatch.extract.dates import find_dates, is_date
from portalwatch.extract.files import find_attachments
from portalwatch.extract.headline import Offers, find_title
from portalwatch.extract.lines import Line, Sheet, read_lines
from portalwatch.extract.markup import write_html
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.stamps import find_published, find_stamp, is_byline
from portalwatch.extract.text import fold
from portalwatch.items import RawArticle

#: A line of the body that weighs this much is text: what belongs to the head of the article stands above it.
_SENTENCE: Final = 30
#: How many elements below the body may still list its files.
_BELOW: Final = 60


def infer_article(page: Page, *, html: bool = True) -> RawArticle:
    """Return what the page shows of an article; without `html` its body is text alone.

    Title and time point to each other (the time stands under the title), and the text to both (they stand above
    it): the text is found first, then the title alone, the time, and the title once more.
    """
    sheet = _lay_out(page)
    offers = Offers(sheet)
    _, at = find_title(sheet, offers, -1)
    stamp, _ = find_stamp(sheet, at)
    title, at = find_title(sheet, offers, stamp)
    stamp, published, origin = find_published(sheet, at)
    text = trim(sheet, max(at, stamp))
    body = keep(sheet.lines[text.start : text.stop])
    around = sheet.lines[max(at, 0) : max(text.start, at + 4, stamp + 4)]
    return RawArticle(
        title=title,
        published=published,
        published_origin=origin,
        source=find_source(page, around),
        author=find_author(around),
        breadcrumb=find_breadcrumb(sheet, title),
        body=join(body),
        html=write_html(page, body[0].first, body[-1].last) if body and html else "",
        document_number=find_number(sheet.lines[: text.start]),
        attachments=find_attachments(page, _region(sheet, at)),
    )


def _lay_out(page: Page) -> Sheet:
    lines = read_lines(page.outline)
    weights = weigh(lines)
    dates = [(index, shown) for index, line in enumerate(lines) for shown in find_dates(line.text)]
    bylines = [index for index, _ in dates if is_byline(lines[index].text)]
    body = find_body(page.outline, weights)
    sure = (index for index in body if weights[index] >= _SENTENCE and lines[index].prose)
    prose = [index for index in sure if not _is_head(lines, index, bylines)]
    return Sheet(page=page, lines=lines, weights=weights, dates=dates, body=body, prose=prose, bylines=bylines)


def _is_head(lines: list[Line], index: int, bylines: list[int]) -> bool:
    """Whether a line of the body is a by-line, or what a time stands alone under."""
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    return index in bylines or ("。" not in lines[index].text and is_date(below))


def read_text(hits: Iterable[Element | str]) -> str:
    """Return the cleaned text of what a rule chose as the body: elements of the page, or strings."""
    texts = [fold(hit) if isinstance(hit, str) else join(keep(read_lines(Outline(hit)))) for hit in hits]
    return "\n".join(text for text in texts if text)


def _region(sheet: Sheet, title: int) -> range:
    """The nodes from the title to a little below the body, where some portals list the files."""
    if not sheet.lines:
        return range(0)
    last = sheet.lines[max(sheet.body.stop, title + 1, 1) - 1]
    return range(sheet.lines[max(title, 0)].node, sheet.outline.ends[last.node] + _BELOW)
