"""Says what could not be looked at, since when and why: never "nothing new" where nobody could look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from portalwatch.digest.cleaning import clean_line, shorten
from portalwatch.digest.entries import title
from portalwatch.digest.words import Words
from portalwatch.items import Digest, Gap, Outcome, Sign, Unchecked

_PORTALS_SHOWN = 12
_LINES_SHOWN = 4
_SECTIONS_LIMIT = 120
_DETAIL_LIMIT = 80

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One portal's sections of which something is missing: a line for each reason."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is missing for one kind of reason, and what that means."""

    title: str
    note: str
    portals: tuple[Missing, ...]


def list_missing(digest: Digest, words: Words, today: datetime) -> tuple[Chapter, ...]:
    """Part what could not be seen from what can be and says nothing."""
    unseen = [each for each in digest.unchecked if each.outcome is not Sign.SILENT]
    quiet = [each for each in digest.unchecked if each.outcome is Sign.SILENT]
    chapters = (words.unchecked, words.unchecked_note, unseen), (words.quiet, words.quiet_note, quiet)
    return tuple(
        Chapter(title=heading, note=note, portals=_list_portals(digest, each, words, today))
        for heading, note, each in chapters
        if each
    )


def _list_portals(digest: Digest, found: Sequence[Unchecked], words: Words, today: datetime) -> tuple[Missing, ...]:
    """Group by portal, then by reason. A long list ends in an ellipsis; how many sections there are stands above."""
    portals: dict[str, list[Unchecked]] = {}
    for unchecked in found:
        portals.setdefault(unchecked.portal, []).append(unchecked)
    missing = [
        Missing(title=title(digest.portal_titles, portal, portal), lines=_lines(digest, sections, words, today))
        for portal, sections in portals.items()
    ]
    return _cut(missing, _PORTALS_SHOWN, Missing(title="…", lines=()))


def explain(outcome_words: str, detail: str, words: Words, limit: int = _DETAIL_LIMIT) -> str:
    """Say an outcome, with what is known of it in brackets."""
    return words.add(outcome_words, clean_line(words.reason(detail), limit))


def _lines(digest: Digest, unchecked: Sequence[Unchecked], words: Words, today: datetime) -> tuple[str, ...]:
    reasons: dict[str, list[str]] = {}
    for one in unchecked:
        reason = _reason(one, words, today)
        section = title(digest.section_titles, (one.portal, one.section), one.section)
        reasons.setdefault(reason, []).append(section)
    lines = [
        shorten(words.join(sections), _SECTIONS_LIMIT) + words.colon + reason for reason, sections in reasons.items()
    ]
    return _cut(lines, _LINES_SHOWN, "…")


def _reason(one: Unchecked, words: Words, today: datetime) -> str:
    if one.gap:
        return _passed_over(one.gap, words, today)
    if one.outcome is Sign.SILENT:
        return words.newest.format(words.on(date.fromisoformat(one.detail), today))
    lacking = one.outcome is Sign.LACKING
    # By what a list is held, strange titles among it, is for who decides on it.
    detail = "" if one.outcome is Outcome.SUSPECT else one.detail
    reason = words.unfound.format(detail) if lacking else explain(words.outcomes[one.outcome], detail, words)
    if one.since_at is None:
        return reason
    return words.add(words.last(reason, one.since_at, today), words.since_read(one.since_at, one.read_at, today))


def _passed_over(gap: Gap, words: Words, today: datetime) -> str:
    if gap.known_on is None or gap.read_on is None:
        return words.somewhere
    start, end = words.on(gap.known_on, today), words.on(gap.read_on, today)
    if gap.known_on == gap.read_on:
        return words.passed_over_on.format(start)
    return words.passed_over.format(start=start, end=end)


def _cut(things: Sequence[Thing], limit: int, more: Thing) -> tuple[Thing, ...]:
    return (*things[:limit], more) if len(things) > limit else tuple(things)
