"""大汉 jpage: a column page holds the first rows as data; `dataproxy.jsp` answers with more of them as XML."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urlencode, urlsplit

from portalwatch.extract.page import Page, join, split
from portalwatch.items import Turn

_PROXY: Final = "dataproxy.jsp"
_JPAGE: Final = re.compile(r"\.jpage\s*\(\s*\{")
_OPTION: Final = re.compile(r"\b(totalRecord|perPage|groupSize|proxyUrl)['\"]?\s*:\s*['\"]?([^'\",}\s]+)")
_PARAMETERS: Final = re.compile(r"\bajaxParam['\"]?\s*:\s*(?:\{([^{}]*)\}|([A-Za-z_$][\w$]*))")
_PAIR: Final = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))")
_TOTAL: Final = re.compile(r"<totalrecord>\s*(\d{1,9})")
_GROUP: Final = re.compile(r"<nextgroup>.{0,40}?href\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.DOTALL)
#: What one call of jpage is written in.
_LONGEST: Final = 3000
#: A page has a list or two.
_MOST: Final = 8
#: How many pages jpage asks for at once, unless it is told.
_GROUP_SIZE: Final = 3


def find(page: Page) -> Iterator[Turn]:
    """Yield the next rows: by number as the page's script asks for them, else by the address of the next group."""
    if _is_answer(page):
        yield from _from_answer(page)
    elif _PROXY in page.text:
        shown = max((part.count("<record>") for part in page.text.split("</datastore>")), default=0)
        if shown:
            yield from _by_number(page, shown)
            yield from _group(page)


def find_frame(page: Page) -> Iterator[Turn]:
    """Yield the first rows of a column page that holds none."""
    if _PROXY in page.text and not _is_answer(page):
        yield from _by_number(page, 0)
        yield from _group(page)


def is_end(page: Page) -> bool:
    """Whether the page is an answer that says that there are no more records."""
    return _is_answer(page) and "<datastore" in page.text and "<record>" not in page.text


def _by_number(page: Page, shown: int) -> Iterator[Turn]:
    """`$('#1').jpage({totalRecord: 99, perPage: 15, proxyUrl: '…', ajaxParam: {columnid: 7}})` posts its parameters."""
    for call in islice(_JPAGE.finditer(page.text), _MOST):
        options = dict(_OPTION.findall(page.text, call.end(), call.end() + _LONGEST))
        parameters = _parameters(page.text, call.end())
        proxy, size = options.get("proxyUrl", ""), _number(options.get("perPage", ""))
        if proxy.endswith(_PROXY) and size and parameters:
            asked = shown or size * (_number(options.get("groupSize", "")) or _GROUP_SIZE)
            url = page.absolute(f"{proxy}?perpage={size}")
            total = _number(options.get("totalRecord", "")) or (0 if shown else asked)
            yield from _span(url, shown, asked, total, tuple(parameters.items()))


def _parameters(text: str, start: int) -> dict[str, str]:
    """What is sent along: written there, or in a variable."""
    found = _PARAMETERS.search(text, start, start + _LONGEST)
    if found and found[2]:
        found = re.search(rf"\b{re.escape(found[2])}\s*=\s*\{{([^{{}}]*)\}}", text)
    pairs = _PAIR.findall(found[1] or "") if found else []
    return {name: single or double or plain for name, single, double, plain in pairs}


def _span(url: str, shown: int, asked: int, total: int, form: tuple[tuple[str, str], ...] | None) -> Iterator[Turn]:
    """Ask for the records after those `shown`, unless there are no more; records are counted from 1."""
    if shown < total:
        joint = "&" if "?" in url else "?"
        span = urlencode({"startrecord": shown + 1, "endrecord": min(shown + asked, total)})
        yield Turn(url=f"{url}{joint}{span}", form=form, script=True)


def _from_answer(page: Page) -> Iterator[Turn]:
    parts = urlsplit(page.url)
    query = _pieces(parts.query)
    start, end = (_number(query.pop(name, "").partition("=")[2]) for name in ("startrecord", "endrecord"))
    total = _TOTAL.search(page.text)
    if start and end and total:
        url = parts._replace(query="&".join(query.values()), fragment="").geturl()
        yield from _span(url, end, end - start + 1, int(total[1]), page.form)
    else:
        yield from _group(page)


def _group(page: Page) -> Iterator[Turn]:
    """`<nextgroup>` leads to the next rows. It names only some of the parameters; the others stay as they were."""
    if found := _GROUP.search(page.text):
        # Where rows belong is the column page; this address belongs to the answer that it stands in.
        target = split(join(page.url, (found[1] or found[2]).replace("&amp;", "&")))
        before = _pieces(urlsplit(page.url).query) if _is_answer(page) else {}
        query = "&".join({**before, **_pieces(target.query)}.values())
        yield Turn(url=target._replace(query=query).geturl(), script=True)


def _pieces(query: str) -> dict[str, str]:
    """The parts of a query by name, as they are written: their encoding is the portal's own."""
    return {piece.partition("=")[0]: piece for piece in query.split("&") if piece}


def _number(text: str) -> int:
    return int(text[:9]) if text.isdecimal() else 0


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith(_PROXY)
