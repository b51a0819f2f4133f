"""Renders the operator's mail about sections whose health has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from portalwatch.digest.advice import Command
from portalwatch.digest.cleaning import clean_line, clean_url, linkable, shorten
from portalwatch.digest.entries import Link, title
from portalwatch.digest.fitting import HTML_LIMIT, TEXT_LIMIT, fit
from portalwatch.digest.frame import draw, preview
from portalwatch.digest.rendering import Rendered
from portalwatch.digest.subjects import name_portals, shorten_portal
from portalwatch.digest.unchecked import explain
from portalwatch.digest.words import Words, local, speak
from portalwatch.items import Notice, Sign

_PORTALS_PREVIEWED = 3
_NAMES_LIMIT = 120
#: The operator must see all of a reason, and be able to type all of a command.
_DETAIL_LIMIT, _COMMAND_LIMIT = 400, 2000
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What portals and sections are called and where they are; and how this program's commands are typed.

    `pages` are addresses by portal and section, those of whole portals by portal and an empty string.
    """

    portals: Mapping[str, str]
    sections: Mapping[tuple[str, str], str]
    pages: Mapping[tuple[str, str], str]
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Sections of a portal that changed alike, `count` of them: what they were and are, since when, and why.

    `advice` is what can be done about it. Its commands are kept together by blanks that do not break.
    """

    portal: str
    section: str
    count: int
    recovered: bool
    change: str
    reason: str
    advice: str
    page: Link | None


def render_notices(
    notices: Sequence[Notice],
    *,
    places: Places,
    language: str = "zh",
    zone: str = "Asia/Shanghai",
) -> Rendered:
    """Render one mail for at least one notice: troubles, then recoveries; times in `zone`."""
    words = speak(language)
    today = local(max(notice.at for notice in notices), zone)
    groups = _group(sorted(notices, key=lambda notice: notice.after.healthy))
    lines = [_line(group, places, words, today) for group in groups]
    subject = _subject(lines, words)
    context = _context(lines, words, words.at(today, today))

    def draw_part(template: str, *, summaries: bool, shown: int) -> str:
        hidden = sum(line.count for line in lines[shown:])
        rest = words.count(hidden, words.rest) if hidden else ""
        return draw(
            template,
            **context,
            subject=subject,
            chapters=_chapters(lines[:shown], words),
            rest=rest,
            reasons=summaries,
        )

    text, listed = fit(partial(draw_part, "notices.txt"), len(lines), TEXT_LIMIT)
    html, _ = fit(partial(draw_part, "notices.html"), listed, HTML_LIMIT)
    return Rendered(subject=subject, text=text, html=html)


def _group(notices: Iterable[Notice]) -> list[list[Notice]]:
    """Put together the sections of a portal that changed into the same for the same reason."""
    groups: dict[tuple[object, ...], list[Notice]] = {}
    for each in notices:
        came_from = each.before if each.after.healthy else None
        groups.setdefault((each.portal, each.after, came_from, each.detail, each.times), []).append(each)
    return list(groups.values())


def _line(
    group: Sequence[Notice],
    places: Places,
    words: Words,
    today: datetime,
) -> Line:
    first = min(group, key=lambda notice: notice.at)
    recovered = first.after.healthy
    return Line(
        portal=title(places.portals, first.portal, first.portal),
        section=_name_sections(group, places, words),
        count=len(group),
        recovered=recovered,
        change=_change(group, words),
        reason=_reason(group, first, words, today),
        advice="" if recovered else _advice(group, places, words),
        page=_page(group, places),
    )


def _reason(group: Sequence[Notice], first: Notice, words: Words, today: datetime) -> str:
    """Say since when and why; how long ago it was read, how long it lasted, and how often it turned."""
    said = words.last(explain(words.outcomes[first.after], first.detail, words, _DETAIL_LIMIT), first.at, today)
    began = min((notice.since_at for notice in group if notice.since_at), default=None)
    asides = [
        words.since_read(first.at, first.read_at, today),
        words.lasted.format(since=words.at(began, today), span=words.span(first.at - began)) if began else "",
        words.count(first.times, words.times) if first.times > 1 else "",
    ]
    return words.add(said, words.clause.join(filter(None, asides)))


def _advice(group: Sequence[Notice], places: Places, words: Words) -> str:
    def typed(text: str) -> str:
        return clean_line(places.command(text), _COMMAND_LIMIT).replace(" ", _NO_BREAK)

    return words.advice.foresee(group[0].after, _named(group, places), typed)


def _named(group: Sequence[Notice], places: Places) -> str:
    """Name the sections as commands take them, so that none of the others is meant."""
    portal, keys = group[0].portal, dict.fromkeys(notice.section for notice in group)
    return portal if _are_all(group, places) else f"{portal} --section {','.join(keys)}"


def _page(group: Sequence[Notice], places: Places) -> Link | None:
    """Link to what is to be looked at: the section, or where there are several the portal."""
    after = group[0].after
    if after.healthy or (isinstance(after, Sign) and after.unseen):
        return None
    keys = {notice.section for notice in group}
    url = places.pages.get((group[0].portal, keys.pop() if len(keys) == 1 else ""))
    if not url:
        return None
    shown = clean_url(url)
    return Link(text=shown, url=shown, href=shown if linkable(shown) else None)


def _are_all(group: Sequence[Notice], places: Places) -> bool:
    portal, keys = group[0].portal, {notice.section for notice in group}
    return keys >= {key for named, key in places.sections if named == portal}


def _name_sections(group: Sequence[Notice], places: Places, words: Words) -> str:
    """Name the sections, or the whole portal when it has several and these are all of them."""
    portal, keys = group[0].portal, {notice.section for notice in group}
    if len(keys) > 1 and _are_all(group, places):
        return words.whole
    names = [title(places.sections, (portal, notice.section), notice.section) for notice in group]
    return shorten(words.join(dict.fromkeys(names)), _NAMES_LIMIT)


def _change(group: Sequence[Notice], words: Words) -> str:
    """Say what they were, when it was the same for all, and what they are."""
    before = {words.states[notice.before] if notice.before else words.first for notice in group}
    return " → ".join([*(before if len(before) == 1 else ()), words.states[group[0].after]])


def _subject(lines: Sequence[Line], words: Words) -> str:
    names = [shorten_portal(portal) for portal in _portals(lines)]
    return words.brand + words.clause.join(_counts(lines, words)) + words.colon + name_portals(names, words)


def _context(lines: Sequence[Line], words: Words, now: str) -> Mapping[str, object]:
    return {
        "words": words,
        "headline": words.clause.join(_counts(lines, words)),
        "window": now,
        "preview": preview([*_portals(lines)[:_PORTALS_PREVIEWED], now, words.operator]),
        "why": words.operator,
    }


def _portals(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(line.portal for line in lines))


def _counts(lines: Sequence[Line], words: Words) -> list[str]:
    troubled = sum(line.count for line in lines if not line.recovered)
    recovered = sum(line.count for line in lines if line.recovered)
    numbers = {words.troubles: troubled, words.recoveries: recovered}
    return [words.count(number, forms) for forms, number in numbers.items() if number]


def _chapters(lines: Sequence[Line], words: Words) -> Mapping[str, Mapping[str, Sequence[Line]]]:
    """Part troubles from recoveries, each by portal."""
    chapters: dict[str, dict[str, list[Line]]] = {}
    for line in lines:
        chapter = chapters.setdefault(words.recovered if line.recovered else words.troubled, {})
        chapter.setdefault(line.portal, []).append(line)
    return chapters
