"""An article page's fields, found without being told where they are."""

from typing import Final

from portalwatch.extract.body import clean, find_body, trim, weigh
from portalwatch.extract.bylines import find_author, find_published, find_source, find_stamp
from portalwatch.extract.crumbs import find_breadcrumb
from portalwatch.extract.files import find_attachments
from portalwatch.extract.headline import find_title
from portalwatch.extract.lines import Line, read_lines
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.items import RawArticle

#: A body without a sentence of this weight may be anything on the page, and does not tell where title and time are.
_SOLID: Final = 30


def infer_article(page: Page) -> RawArticle:
    """Return what the page shows of an article."""
    outline = page.outline
    lines = read_lines(outline)
    weights = weigh(lines, outline)
    body = find_body(outline, lines, weights)
    solid = body if any(lines[index].prose and weights[index] >= _SOLID for index in body) else range(0)
    _, at = find_title(page, lines, -1, solid)
    stamp, _ = find_stamp(page, lines, at, solid)
    title, at = find_title(page, lines, stamp, solid)
    stamp, published, origin = find_published(page, lines, at, solid)
    head = max(at, stamp)
    text = trim(lines, weights, body, head)
    around = range(max(at, 0), min(max(text.start, head + 4), len(lines)))
    return RawArticle(
        title=title,
        published=published,
        published_origin=origin,
        source=find_source(lines, around),
        author=find_author(lines, around),
        breadcrumb=find_breadcrumb(lines, title),
        body=clean([lines[index] for index in text]),
        attachments=find_attachments(page, _region(outline, lines, at, body)),
    )


def _region(outline: Outline, lines: list[Line], title: int, body: range) -> range:
    """The nodes from the title to a little below the body, where some portals list the files."""
    if not lines:
        return range(0)
    last = max(body.stop, title + 1, 1) - 1
    return range(lines[max(title, 0)].node, outline.ends[lines[last].node] + 60)
