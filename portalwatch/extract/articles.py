"""An article page's fields, found without being told where they are."""

from collections.abc import Iterable
from typing import Final

from lxml.etree import _Element as Element

from portalwatch.extract.body import clean, find_body, trim, weigh
from portalwatch.extract.credits import find_author, find_source
from portalwatch.extract.crumbs import find_breadcrumb
from portalwatch.extract.files import find_attachments
from portalwatch.extract.headline import find_title
from portalwatch.extract.lines import Line, lines_within, read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.stamps import find_published, find_stamp, is_byline
from portalwatch.extract.text import fold
from portalwatch.items import RawArticle

#: A line of the body that weighs this much is text: what belongs to the head of the article stands above it.
_SENTENCE: Final = 30
#: How many elements below the body may still list its files.
_BELOW: Final = 60


def infer_article(page: Page) -> RawArticle:
    """Return what the page shows of an article.

    Title and time point to each other (the time stands under the title), and the text to both (they stand above
    it): the text is found first, then the title alone, the time, and the title once more.
    """
    outline = page.outline
    lines = read_lines(outline)
    weights = weigh(lines)
    body = find_body(outline, weights)
    prose = [at for at in body if lines[at].prose and weights[at] >= _SENTENCE and not is_byline(lines[at])]
    _, at = find_title(page, lines, -1, prose)
    stamp, _ = find_stamp(outline, lines, at, prose)
    title, at = find_title(page, lines, stamp, prose)
    stamp, published, origin = find_published(page, lines, at, prose)
    head = max(at, stamp)
    text = trim(lines, weights, body, head)
    around = lines[max(at, 0) : max(text.start, head + 4)]
    return RawArticle(
        title=title,
        published=published,
        published_origin=origin,
        source=find_source(page, around),
        author=find_author(around),
        breadcrumb=find_breadcrumb(outline, lines, title),
        body=clean(lines[text.start : text.stop]),
        attachments=find_attachments(page, _region(outline, lines, at, body)),
    )


def read_text(page: Page, hits: Iterable[Element | str]) -> str:
    """Return the cleaned text of what a rule chose as the body: elements of the page, or strings."""
    outline, lines = page.outline, read_lines(page.outline)
    texts = []
    for hit in hits:
        if isinstance(hit, str):
            texts.append(fold(hit))
        elif (node := outline.numbers.get(hit)) is not None:
            span = lines_within(outline, node)
            texts.append(clean(lines[span.start : span.stop]))
    return "\n".join(text for text in texts if text)


def _region(outline: Outline, lines: list[Line], title: int, body: range) -> range:
    """The nodes from the title to a little below the body, where some portals list the files."""
    if not lines:
        return range(0)
    last = max(body.stop, title + 1, 1) - 1
    return range(lines[max(title, 0)].node, outline.ends[lines[last].node] + _BELOW)
