"""Renders the operator's mail about sections whose health has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from portalwatch.digest.cleaning import shorten
from portalwatch.digest.entries import title
from portalwatch.digest.fitting import HTML_LIMIT, TEXT_LIMIT, fit
from portalwatch.digest.frame import draw, preview
from portalwatch.digest.rendering import Rendered
from portalwatch.digest.subjects import name_portals, shorten_portal
from portalwatch.digest.unchecked import explain
from portalwatch.digest.words import Words, local, speak
from portalwatch.items import Notice

_PORTALS_PREVIEWED = 3
_NAMES_LIMIT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Sections of a portal that changed alike, `count` of them: what they were and are, since when, and why."""

    portal: str
    section: str
    count: int
    recovered: bool
    change: str
    reason: str


def render_notices(
    notices: Sequence[Notice],
    *,
    portal_titles: Mapping[str, str],
    section_titles: Mapping[tuple[str, str], str],
    language: str = "zh",
    zone: str = "Asia/Shanghai",
) -> Rendered:
    """Render one mail for at least one notice: troubles, then recoveries; times in `zone`."""
    words = speak(language)
    today = local(max(notice.at for notice in notices), zone)
    groups = _group(sorted(notices, key=lambda notice: notice.after.healthy))
    lines = [_line(group, portal_titles, section_titles, words, today) for group in groups]
    subject = _subject(lines, words)
    context = _context(notices, lines, words, words.at(today, today))

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
    portal_titles: Mapping[str, str],
    section_titles: Mapping[tuple[str, str], str],
    words: Words,
    today: datetime,
) -> Line:
    first = min(group, key=lambda notice: notice.at)
    reason = words.last(explain(words.outcomes[first.after], first.detail, words), first.at, today)
    return Line(
        portal=title(portal_titles, first.portal, first.portal),
        section=_name_sections(group, section_titles, words),
        count=len(group),
        recovered=first.after.healthy,
        change=_change(group, words),
        reason=words.add(reason, words.count(first.times, words.times) if first.times > 1 else ""),
    )


def _name_sections(group: Sequence[Notice], titles: Mapping[tuple[str, str], str], words: Words) -> str:
    """Name the sections, or the whole portal when it has several and these are all of them."""
    portal, keys = group[0].portal, {notice.section for notice in group}
    if len(keys) > 1 and keys >= {key for name, key in titles if name == portal}:
        return words.whole
    names = [title(titles, (portal, notice.section), notice.section) for notice in group]
    return shorten(words.join(dict.fromkeys(names)), _NAMES_LIMIT)


def _change(group: Sequence[Notice], words: Words) -> str:
    """Say what they were, when it was the same for all, and what they are."""
    before = {words.states[notice.before] if notice.before else words.first for notice in group}
    return " → ".join([*(before if len(before) == 1 else ()), words.states[group[0].after]])


def _subject(lines: Sequence[Line], words: Words) -> str:
    names = [shorten_portal(portal) for portal in _portals(lines)]
    return words.brand + words.clause.join(_counts(lines, words)) + words.colon + name_portals(names, words)


def _context(notices: Iterable[Notice], lines: Sequence[Line], words: Words, now: str) -> Mapping[str, object]:
    outcomes = dict.fromkeys(notice.after for notice in notices if not notice.after.healthy)
    return {
        "words": words,
        "headline": words.clause.join(_counts(lines, words)),
        "window": now,
        "preview": preview([*_portals(lines)[:_PORTALS_PREVIEWED], now, words.operator]),
        "advice": {words.states[outcome]: words.advice[outcome] for outcome in outcomes},
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
