"""Renders the operator's mail about sections whose health has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from portalwatch.digest.entries import title
from portalwatch.digest.fitting import HTML_LIMIT, TEXT_LIMIT, fit
from portalwatch.digest.frame import draw, preview
from portalwatch.digest.rendering import Rendered
from portalwatch.digest.subjects import name_portals, shorten_portal
from portalwatch.digest.unchecked import explain
from portalwatch.digest.words import Words, local, speak
from portalwatch.items import Notice

_PORTALS_PREVIEWED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One section: what it was and is, since when, and why."""

    portal: str
    section: str
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
    lines = [
        _line(
            notice,
            title(portal_titles, notice.portal, notice.portal),
            title(section_titles, (notice.portal, notice.section), notice.section),
            words,
            today,
        )
        for notice in sorted(notices, key=lambda notice: notice.after.healthy)
    ]
    subject = _subject(lines, words)
    context = _context(notices, lines, words, words.at(today, today))

    def draw_part(template: str, *, summaries: bool, shown: int) -> str:
        rest = words.count(len(lines) - shown, words.rest) if shown < len(lines) else ""
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


def _line(notice: Notice, portal: str, section: str, words: Words, today: datetime) -> Line:
    before = notice.before.value if notice.before else words.first
    reason = explain(words.outcomes[notice.after], notice.detail, words)
    return Line(
        portal=portal,
        section=section,
        recovered=notice.after.healthy,
        change=f"{before} → {notice.after.value}",
        reason=words.last(reason, notice.at, today),
    )


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
        "advice": {outcome.value: words.advice[outcome] for outcome in outcomes},
        "why": words.operator,
    }


def _portals(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(line.portal for line in lines))


def _counts(lines: Sequence[Line], words: Words) -> list[str]:
    recovered = sum(line.recovered for line in lines)
    numbers = {words.troubles: len(lines) - recovered, words.recoveries: recovered}
    return [words.count(number, forms) for forms, number in numbers.items() if number]


def _chapters(lines: Sequence[Line], words: Words) -> Mapping[str, Mapping[str, Sequence[Line]]]:
    """Part troubles from recoveries, each by portal."""
    chapters: dict[str, dict[str, list[Line]]] = {}
    for line in lines:
        chapter = chapters.setdefault(words.recovered if line.recovered else words.troubled, {})
        chapter.setdefault(line.portal, []).append(line)
    return chapters
