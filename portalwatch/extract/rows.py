"""One row of a list: its title, its link, its date as shown, whether it is pinned."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portalwatch.extract.dates import PARTIAL, Shown, read_leaf
from portalwatch.extract.outline import Outline
from portalwatch.extract.page import Page
from portalwatch.extract.text import compact, fold, width
from portalwatch.extract.titles import is_service, title_of
from portalwatch.items import RawRow

_PINNED: Final = re.compile(r"置顶|固顶|(?<![a-z])(?:top|sticky|zhiding)(?![a-z])", re.IGNORECASE)
_ENDED: Final = re.compile(r"(?:截止|结束|有效|到期|失效|deadline|expire)\D{0,8}$", re.IGNORECASE)
_TODAY: Final = re.compile(r"(?:今天|今日|现在)\D{0,8}$")
_LABEL: Final = re.compile(r"(?:时\s*间|日\s*期|发布|发表|更新|date|posted|on)\W{0,4}$", re.IGNORECASE)
_ONCLICK: Final = re.compile(r"['\"]([^'\"\s]*[/.][^'\"\s]*)['\"]")
_SENTENCE: Final = re.compile(r"[，。；！？]")
#: More text than this around a date is a summary that happens to mention one.
_AROUND: Final = 25


@dataclass(frozen=True, slots=True)
class Row:
    """The node that is the row, and the link that is its title: None where a rule chose a row without one."""

    node: int
    anchor: int | None


def row_at(outline: Outline, node: int) -> Row:
    """Return the row that `node` is, with the link in it that says most."""
    links = [link for link in outline.links(node) if (title := title_of(outline, link)) and not is_service(title)]
    return Row(node, max(links, key=lambda link: width(title_of(outline, link)), default=None))


def live(href: str | None) -> bool:
    """Whether a link leads anywhere."""
    href = (href or "").strip().lower()
    return bool(href) and not href.startswith(("javascript", "#", "about:", "mailto:", "tel:"))


def read_rows(page: Page, rows: tuple[Row, ...]) -> list[RawRow]:
    """Return `rows` as strings."""
    dates = find_row_dates(page.outline, rows)
    return [_read(page, row, published) for row, published in zip(rows, dates, strict=True)]


def _read(page: Page, row: Row, published: str | None) -> RawRow:
    outline = page.outline
    pinned = is_pinned(outline, row.node)
    if row.anchor is None:
        return RawRow(title=outline.text(row.node), url="", published=published, pinned=pinned)
    title = _undated(title_of(outline, row.anchor), published)
    return RawRow(title=title, url=page.absolute(address(outline, row.anchor)), published=published, pinned=pinned)


def _undated(title: str, published: str | None) -> str:
    """Take the row's date off the title's end or beginning where it shares the title's string."""
    if published and published in title:
        date = rf"[\[(（【]?\s*{re.escape(published)}\s*[\])）】]?"
        return re.sub(rf"^{date}\s*|\s*{date}$", "", title) or title
    return title


def address(outline: Outline, anchor: int) -> str:
    """Return where a link leads: its `href`, or the path that its `onclick` opens when the `href` is dead."""
    element = outline.elements[anchor]
    href = element.get("href") or ""
    if not live(href) and (found := _ONCLICK.search(element.get("onclick") or "")):
        return found[1]
    return href


def is_pinned(outline: Outline, node: int) -> bool:
    """Whether a row says that it is kept on top: 置顶 before its title, or an icon that says so."""
    pieces = outline.pieces[outline.firsts[node] : outline.lasts[node]]
    if any(
        (len(piece) < 12 and _PINNED.search(piece)) or piece.lstrip(" [【\n\t").startswith("置顶") for piece in pieces
    ):
        return True
    return any(_PINNED.search(f"{image.get('src')} {image.get('alt')}") for image in outline.elements[node].iter("img"))


def find_row_dates(outline: Outline, rows: tuple[Row, ...]) -> list[str | None]:
    """Return the date that each row shows: in it, or in what stands between it and its neighbours."""
    found = [_best(outline, range(outline.firsts[row.node], outline.lasts[row.node]), row) for row in rows]
    if any(found):
        return found
    after = [_best(outline, span, row) for span, row in zip(_gaps(outline, rows), rows, strict=True)]
    before = [_best(outline, span, row) for span, row in zip(_gaps_before(outline, rows), rows, strict=True)]
    # Dates that precede their rows also stand between two rows: what is beside the first and the last row decides.
    return before if before[0] and not after[-1] else after


def _gaps(outline: Outline, rows: tuple[Row, ...]) -> Iterable[range]:
    """The pieces that follow each row, up to the next one or to the end of what holds them."""
    for index, row in enumerate(rows):
        stop = outline.lasts[outline.parents[row.node]]
        if index + 1 < len(rows) and outline.parents[rows[index + 1].node] == outline.parents[row.node]:
            stop = outline.firsts[rows[index + 1].node]
        yield range(outline.lasts[row.node], min(stop, outline.lasts[row.node] + 6))


def _gaps_before(outline: Outline, rows: tuple[Row, ...]) -> Iterable[range]:
    for index, row in enumerate(rows):
        start = outline.firsts[outline.parents[row.node]]
        if index and outline.parents[rows[index - 1].node] == outline.parents[row.node]:
            start = outline.lasts[rows[index - 1].node]
        yield range(max(start, outline.firsts[row.node] - 6), outline.firsts[row.node])


def _best(outline: Outline, span: range, row: Row) -> str | None:
    if not outline.tells(span):
        return None
    # A row is looked at again whenever its run is joined or completed.
    key = span, row.anchor
    if key not in outline.days:
        outline.days[key] = _likeliest(outline, span, row)
    return outline.days[key]


def _likeliest(outline: Outline, span: range, row: Row) -> str | None:
    ranked: list[tuple[int, int, str]] = []
    for piece in span:
        for shown in outline.dates(piece):
            doubt = _doubt(outline, piece, shown, row)
            if doubt is not None:
                ranked.append((doubt, piece, shown.text))
    if ranked and min(ranked)[0] < PARTIAL:
        return min(ranked)[2]
    if not any("20" in outline.pieces[piece] for piece in span):
        return min(ranked)[2] if ranked else None
    leaf = read_leaf(fold(outline.pieces[piece]) for piece in span)
    return leaf or (min(ranked)[2] if ranked else None)


def _doubt(outline: Outline, piece: int, shown: Shown, row: Row) -> int | None:
    """How little a date looks like the row's publish time; None when it is part of a title or a summary."""
    text = outline.pieces[piece]
    before, after = fold(text[: shown.start]), fold(text[shown.end :])
    around = len(before) + len(after)
    if _ENDED.search(before) or _TODAY.search(before):
        return None
    if row.anchor is not None and outline.firsts[row.anchor] <= piece < outline.lasts[row.anchor]:
        if compact(_LABEL.sub("", before) + after):
            return shown.rank + 40 if _at_edge(text, shown) else None
        return shown.rank
    if around <= 8 or _LABEL.search(before):
        return shown.rank
    return shown.rank + 20 if around <= _AROUND and not _SENTENCE.search(text) else None


def _at_edge(text: str, shown: Shown) -> bool:
    """Whether a date in a title is set off at its end, or in brackets at its beginning."""
    before, after = text[: shown.start], text[shown.end :]
    bracketed = after.lstrip()[:1] in ("]", "】", ")", "）")
    if after.strip(" \t\r\n]】)）") == "":
        return bracketed or before[-1:].isspace()
    return bracketed and before.strip(" \t\r\n[【(（") == ""
