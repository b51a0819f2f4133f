"""Says which sections could not be looked at, since when and why: never "nothing new" where nobody could look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from portalwatch.digest.cleaning import clean_line, shorten
from portalwatch.digest.entries import title
from portalwatch.digest.words import Words
from portalwatch.items import Digest, Unchecked

_PORTALS_SHOWN = 12
_LINES_SHOWN = 4
_SECTIONS_LIMIT = 120
_DETAIL_LIMIT = 80

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One portal's sections that could not be looked at: a line for each reason."""

    title: str
    lines: tuple[str, ...]


def list_missing(digest: Digest, words: Words, today: datetime) -> tuple[Missing, ...]:
    """Group by portal, then by reason. A long list ends in an ellipsis; how many portals there are stands above."""
    portals: dict[str, list[Unchecked]] = {}
    for unchecked in digest.unchecked:
        portals.setdefault(unchecked.portal, []).append(unchecked)
    missing = [
        Missing(title=title(digest.portal_titles, portal, portal), lines=_lines(digest, sections, words, today))
        for portal, sections in portals.items()
    ]
    return _cut(missing, _PORTALS_SHOWN, Missing(title="…", lines=()))


def explain(outcome_words: str, detail: str, words: Words) -> str:
    """Say an outcome, with what is known of it in brackets."""
    return words.add(outcome_words, clean_line(detail, _DETAIL_LIMIT))


def _lines(digest: Digest, unchecked: Sequence[Unchecked], words: Words, today: datetime) -> tuple[str, ...]:
    reasons: dict[str, list[str]] = {}
    for one in unchecked:
        reason = words.last(explain(words.outcomes[one.outcome], one.detail, words), one.since_at, today)
        section = title(digest.section_titles, (one.portal, one.section), one.section)
        reasons.setdefault(reason, []).append(section)
    lines = [
        shorten(words.join(sections), _SECTIONS_LIMIT) + words.colon + reason for reason, sections in reasons.items()
    ]
    return _cut(lines, _LINES_SHOWN, "…")


def _cut(things: Sequence[Thing], limit: int, more: Thing) -> tuple[Thing, ...]:
    return (*things[:limit], more) if len(things) > limit else tuple(things)
