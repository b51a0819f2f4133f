"""Which changes of health the operator is told of now, which later, and which not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from portalwatch.items import Notice, Outcome, Sign

#: What is older is in `status`; a mail of it would be history.
STALE = timedelta(days=7)
#: A section that flaps is told of once in so long.
DAY = timedelta(days=1)
#: So many times it has gone wrong in a day, or changed in any way, when it flaps.
_STARTS, _CHANGES = 2, 5
#: It has come and gone: that is no number of changes worth telling.
_COME_AND_GONE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What is told now, in order, and the numbers of all notices that are dealt with thereby."""

    told: tuple[Notice, ...]
    settled: frozenset[int]


def sift(notices: Iterable[Notice], outcomes: Mapping[tuple[str, str], Outcome], now: datetime) -> Sifted:
    """Choose among the notices not told yet; those told in the last day are given too.

    `outcomes` are those of all sections that are watched: a change of another section is nobody's any more. While no
    section of a portal can be read, what its troubles change into is told only when it is the same for all.
    """
    told: list[Notice] = []
    settled: set[int] = set()
    for _, track in groupby(sorted(notices, key=_track), _track):
        due, done = _due(list(track), now)
        told += due
        settled |= done
    muted = _muted(told, outcomes)
    kept = [each for each in told if each.id not in muted and (each.portal, each.section) in outcomes]
    return Sifted(told=tuple(sorted(kept, key=lambda each: each.id)), settled=frozenset(settled))


def _track(each: Notice) -> tuple[str, str, str]:
    """A section's outcomes are one matter, each of its signs another."""
    sign = next((side for side in (each.before, each.after) if isinstance(side, Sign)), "")
    return each.portal, each.section, sign


def _due(track: Sequence[Notice], now: datetime) -> tuple[list[Notice], set[int]]:
    waiting = [each for each in track if each.told_at is None]
    if _flaps(track, now) and any(each.mailed and each.told_at and each.told_at > now - DAY for each in track):
        return [], set()
    return _folded(waiting), {each.id for each in waiting}


def _flaps(track: Iterable[Notice], now: datetime) -> bool:
    recent = [each for each in track if each.at > now - DAY]
    return sum(_starts(each) for each in recent) >= _STARTS or len(recent) >= _CHANGES


def _starts(each: Notice) -> bool:
    return not each.after.healthy and (each.before is None or each.before.healthy)


def _folded(waiting: Sequence[Notice]) -> list[Notice]:
    """Tell how it is now, once, with the number of changes. A trouble that is over by now asks for nothing any more."""
    if not waiting:
        return []
    last, turns = waiting[-1], len(waiting)
    if last.after.healthy:
        return [replace(last, times=turns if turns > _COME_AND_GONE else 1)]
    return [replace(last, before=waiting[0].before, times=turns)]


def _muted(told: Iterable[Notice], outcomes: Mapping[tuple[str, str], Outcome]) -> set[int]:
    """Find the changes from trouble to trouble in portals that are down, unless all of it changed alike."""
    up = {portal for (portal, _), outcome in outcomes.items() if outcome.trusted}
    turned = [each for each in told if each.portal not in up and not each.after.healthy and not _starts(each)]
    alike = {
        (portal, after)
        for portal, after in {(each.portal, each.after) for each in turned}
        if {each.section for each in turned if (each.portal, each.after) == (portal, after)}
        >= {section for name, section in outcomes if name == portal}
    }
    return {each.id for each in turned if (each.portal, each.after) not in alike}
