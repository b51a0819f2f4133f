"""全国标准信息公共服务平台: a portal whose list is JSON, as an example of one that needs code.

The address, the delay and the sections stand in config/portals/samr.yaml, as for every portal. Here stands only
what a description cannot say: how rows are made of the answer, and where the next page is.
"""

import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from portalwatch.config import Section
from portalwatch.crawl import SectionSpider
from portalwatch.errors import PageError
from portalwatch.extract import Page
from portalwatch.items import RawList, RawRow, Turn

#: The search wraps what it found in a tag of its own.
MARK = re.compile(r"</?sacinfo>")
DETAIL = "https://std.samr.gov.cn/gb/search/gbDetailed?id={id}"


class Samr(SectionSpider):
    """Reads {"total": …, "pageNumber": …, "rows": [{"id", "C_STD_CODE", "C_C_NAME", "ISSUE_DATE", …}]}."""

    name = "samr"

    def headers(self, section: Section) -> dict[str, str]:
        """Ask for JSON, as the page's own script does."""
        return {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}

    def read_list(self, page: Page, section: Section) -> RawList:
        """Return the rows of one page of the search, the newest first."""
        try:
            answer = json.loads(page.text)
            rows = tuple(_row(each) for each in answer["rows"])
            total = int(answer["total"])
        except (ValueError, KeyError, TypeError) as error:
            raise PageError(f"is not the JSON that it used to be ({error!r})", url=page.url) from error
        return RawList(rows=rows, next=_next(page.url, total) if rows else None)


def _row(each: dict[str, str]) -> RawRow:
    title = f"{each['C_STD_CODE']} {MARK.sub('', each['C_C_NAME'])}"
    return RawRow(title=title, url=DETAIL.format(id=each["id"]), published=each.get("ISSUE_DATE"))


def _next(url: str, total: int) -> Turn | None:
    """Return the way to the next page, None when this one is the last."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    number, size = int(query.get("pageNumber", 1)), int(query.get("pageSize", 20))
    if number * size >= total:
        return None
    return Turn(url=parts._replace(query=urlencode(query | {"pageNumber": str(number + 1)})).geturl())
