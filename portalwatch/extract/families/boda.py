"""博达 (VSB) site builder: its pages are numbered from the end, so that the second of 36 is `35.htm`.

The numbers shift with every page that is added. So the next page is what the pager links to, never a number that was
counted or kept.
"""

from collections.abc import Iterator

from portalwatch.extract.page import Page
from portalwatch.extract.rows import live
from portalwatch.items import Turn


def find(page: Page) -> Iterator[Turn]:
    """Yield the link within `p_next`, which bears no word where a template draws an arrow."""
    for element in page.root.iter("span", "td", "li", "a") if "p_next" in page.text else ():
        if "p_next" in (element.get("class") or "").split():
            href = next((link.get("href") for link in element.iter("a")), None)
            if href and live(href):
                yield Turn(url=page.absolute(href))
