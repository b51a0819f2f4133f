"""Pages of the sample portal with boxes around what portalwatch sees on them, found by reading the pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from lxml import etree
from lxml.etree import _Element as Element

from portalwatch.extract import Page
from portalwatch.extract.lists import find_rows
from portalwatch.extract.read import read_article, read_list
from portalwatch.extract.text import fold
from portalwatch.sample.files import File
from portalwatch.sample.pages import Sheet, find_page
from portalwatch.sample.portal import Portal

#: What a window has to hold.
WIDTH, HEIGHT = 1300, 1004
_SITE = "https://www.example.cn"
_SECTION = "notices"
#: What is marked, its colour, and what the legend says of it.
_MARKS = {
    "row": ("#2f6fed", "a row"),
    "title": ("#17803d", "title"),
    "time": ("#c2570c", "publish time"),
    "pinned": ("#8b3fd1", "pinned"),
    "next": ("#c2257a", "next page"),
    "source": ("#0f7f8c", "source"),
    "body": ("#2f6fed", "text"),
    "file": ("#8b3fd1", "attachment"),
}
_BODY = """各会员单位：
　　为提高建筑幕墙工程的质量，帮助会员单位掌握检查要点，协会决定举办一期培训班，现将有关事项通知如下。
　　一、培训内容
　　幕墙材料进场复验、隐蔽工程验收、开启扇五金件检查，以及既有幕墙的安全性鉴定，并安排现场观摩。
　　二、时间和地点
　　2022年6月28日至29日，江州市装饰大厦三楼会议室。请于6月20日前将回执表发至协会秘书处。
　　三、其他事项
　　培训不收费用，食宿自理。未尽事宜请与协会秘书处联系。
示例建筑装饰协会
2022年6月9日"""
_STYLE = """
html { background: #fff; } body { position: relative; width: 1300px; background: #fff !important; }
.wrap { margin: 0 !important; }
.veil { position: absolute; inset: 0 auto 0 0; width: 1000px; z-index: 10; background: #ffffffb8; }
[data-seen] { position: relative; z-index: 11; border-radius: 4px; overflow: visible !important; }
[data-seen]:not([data-seen=row], [data-seen=body]) { padding: 1px 5px; margin: 0 2px; }
[data-seen=row] {
  height: 28px !important; margin: 5px 0; padding: 0 3px; border: 0 !important; background: #fff;
  box-shadow: 0 0 0 1px #2f6fed66; counter-increment: row;
}
[data-seen=row] * { line-height: 22px !important; }
[data-seen=row]::before {
  content: counter(row); position: absolute; left: -29px; top: 5px; width: 20px; border-radius: 9px;
  background: #2f6fed; color: #fff; font: 600 11px/18px Arial, sans-serif; text-align: center;
}
[data-seen=row] [data-seen=time] { margin: 3px 0; padding: 0 5px; color: #7a3606 !important; }
[data-seen=body] { background: #fff; box-shadow: 0 0 0 1.5px #2f6fed99; padding: 4px 10px !important; margin: 12px 0; }
.newsList:has([data-seen=row]) { padding-left: 38px !important; }
.legend {
  position: absolute; left: 1030px; top: 26px; width: 246px; color: #24292f;
  font: 14px/21px "Noto Sans", "Segoe UI", Arial, sans-serif;
}
.legend h2 { margin-bottom: 16px; font-size: 20px; line-height: 26px; }
.legend p { position: relative; margin: 0 0 14px; padding-left: 26px; }
.legend i { position: absolute; left: 0; top: 3px; width: 15px; height: 15px; border-radius: 4px; }
.legend b { display: block; }
.legend small { display: block; color: #57606a; font-size: 13px; line-height: 18px; }
.legend hr { margin: 20px 0; border: 0; border-top: 1px solid #d0d7de; }
"""


def show_list() -> str:
    """Return a list page with its rows, their titles and times, and its next page marked."""
    portal = Portal()
    portal.pin(portal.articles(_SECTION)[3])
    page, styles = _read(portal, f"/{_SECTION}/")
    outline, listed = page.outline, read_list(page)
    for row, raw in zip(find_rows(page), listed.rows, strict=True):
        assert row.anchor is not None
        _mark(outline.elements[row.node], "row")
        _mark(outline.elements[row.anchor], "title")
        pieces = range(outline.firsts[row.node], outline.lasts[row.node])
        _mark(_holding(page, raw.published or "", pieces), "time")
        if raw.pinned:
            _mark(_holding(page, "置顶", pieces), "pinned")
    following = [link for link in outline.anchors if _address(page, outline.elements[link]) == listed.next_url]
    _mark(outline.elements[max(following, key=lambda link: len(outline.text(link)))], "next")
    dates = sum(row.published is not None for row in listed.rows)
    says = {
        "row": f"{len(listed.rows)} rows, which one template made: the same way of tags and classes leads to each.",
        "title": "The full one, also where the page shows it cut short.",
        "time": f"{dates} of {len(listed.rows)} rows show a day of their own. That tells the list from the menus.",
        "pinned": "Kept on top, so it proves nothing about what is new.",
        "next": "The pager stands right below the rows: they are what is paged.",
    }
    return _dress(
        page,
        styles,
        "A list, as it is seen",
        says,
        "The lists on the left are made alike, and one shows days. Their headings call them hot and recommended.",
    )


def show_article() -> str:
    """Return an article page with its title, time, source, text and files marked."""
    portal = Portal()
    article = portal.publish(
        _SECTION,
        "关于举办幕墙工程质量检查要点培训班的通知",
        body=_BODY,
        attachments=(File("培训班回执表.docx", ("回执",)), File("培训日程.pdf", ("日程",))),
    )
    page, styles = _read(portal, article.path)
    outline, read = page.outline, read_article(page)
    whole = range(len(outline.pieces))
    _mark(_holding(page, read.title or "", whole), "title")
    _mark(_holding(page, read.published or "", whole), "time")
    _mark(_holding(page, read.source or "", range(outline.firsts[0] + _piece(page, "来源"), len(whole))), "source")
    _mark(_around([*_lines(page, read.body.splitlines())]), "body")
    files = {file.url for file in read.attachments}
    for link in outline.anchors:
        if _address(page, outline.elements[link]) in files:
            _mark(outline.elements[link], "file")
    says = {
        "title": "Set off by its markup, part of the page's own title, right above the time.",
        "time": "Labelled 发布时间, in a byline, above the text. Today's date at the top has no such company.",
        "source": "What the byline names, up to the next label.",
        "body": f"{len(read.body)} characters: the element whose lines weigh most. Sentences weigh, links do not.",
        "file": f"{len(read.attachments)} files: links between the title and a little below the text that lead to one.",
    }
    return _dress(
        page,
        styles,
        "An article, as it is seen",
        says,
        "Counters, tools, neighbours and the lists beside it are left out of the text.",
    )


def _read(portal: Portal, path: str) -> tuple[Page, str]:
    """The page at a path, and its styles, which nobody who reads needs."""
    sheet = find_page(portal, path)
    assert isinstance(sheet, Sheet)
    return Page.of(sheet.body, url=_SITE + path), "".join(re.findall(r"<style.*?</style>", sheet.text, re.DOTALL))


def _address(page: Page, link: Element) -> str:
    return page.absolute(link.get("href") or "")


def _piece(page: Page, text: str) -> int:
    return next(number for number, piece in enumerate(page.outline.pieces) if text in piece)


def _holding(page: Page, text: str, pieces: Iterable[int]) -> Element:
    """The element whose own words hold a text, links and the head apart."""
    outline = page.outline
    found = (
        piece for piece in pieces if text in outline.pieces[piece] and (not outline.linked[piece] or text == "置顶")
    )
    return outline.elements[outline.owners[next(found)]]


def _lines(page: Page, lines: Iterable[str]) -> Iterator[Element]:
    """The elements that hold the lines, one after the other."""
    pieces = iter(range(len(page.outline.pieces)))
    for line in lines:
        found = next(piece for piece in pieces if fold(page.outline.pieces[piece]) == line)
        yield page.outline.elements[page.outline.owners[found]]


def _around(elements: list[Element]) -> Element:
    """What holds them all."""
    ways = [[element, *element.iterancestors()] for element in elements]
    return next(each for each in ways[0] if all(each in way for way in ways))


def _mark(element: Element, mark: str) -> None:
    element.set("data-seen", mark)


def _dress(page: Page, styles: str, heading: str, says: Mapping[str, str], aside: str) -> str:
    inline = "".join(
        f"[data-seen={mark}]:not([data-seen=row], [data-seen=body]) "
        f"{{ background: {colour}1c; box-shadow: 0 0 0 1px {colour}88; }}"
        for mark, (colour, _) in _MARKS.items()
    )
    entries = "".join(
        f'<p><i style="background:{_MARKS[mark][0]}"></i><b>{_MARKS[mark][1]}</b><small>{escape(text)}</small></p>'
        for mark, text in says.items()
    )
    legend = f'<div class="legend"><h2>{heading}</h2>{entries}<hr><small>{escape(aside)}</small></div>'
    html = etree.tostring(page.root, encoding="unicode", method="html")
    html = html.replace("</head>", f"{styles}<style>{_STYLE}{inline}</style></head>", 1)
    return html.replace("</body>", f'<div class="veil"></div>{legend}</body>', 1)
