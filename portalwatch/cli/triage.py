"""What is not healthy, the most urgent first: since when, why, and what to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portalwatch.cli.screen import local
from portalwatch.cli.words import advice, explain, say
from portalwatch.config import Portal, Section
from portalwatch.digest.advice import PASSING
from portalwatch.digest.matching import watches
from portalwatch.digest.words import LONG
from portalwatch.items import Outcome, Sign
from portalwatch.schedule.due import is_overdue
from portalwatch.store.health import SectionHealth
from portalwatch.watch import Watch

Known = Mapping[tuple[str, str], SectionHealth]

#: Items a week that a section counts for whose rhythm is not known.
_UNKNOWN = 0.1
#: Room for the titles of a list that is held.
_WHY_LIMIT = 240
#: What has been found for longer than this does not go by itself.
_LASTING = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with one section. `lasting`: crawl after crawl has found it so for days.

    `read_at` is when a section that cannot be read last could, where that says more than `since_at`.
    `rejected`: the operator has looked at it, and keeps it held. `busy`: some process is at it just now.
    """

    state: Outcome | Sign
    since_at: datetime | None
    read_at: datetime | None = None
    why: str = ""
    lasting: bool = False
    rejected: bool = False
    busy: bool = False

    @property
    def seen(self) -> bool:
        """Whether somebody is to look at the page."""
        unseen = isinstance(self.state, Sign) and self.state.unseen
        return self.lasting or not (self.state.healthy or unseen or self.state in PASSING)

    def remark(self, portal: Portal, sections: Sequence[Section], watch: Watch) -> str:
        """Say why, since when nothing was read, and what to do about these sections, by commands for this home."""
        if self.busy:
            return say("being crawled now")
        read_at = local(self.read_at, watch.config.service.zone)
        read = say("last read {at}", at=read_at) if read_at else ""
        called = named(portal, sections)
        what = advice(self.state, called, watch.home.path, lasting=self.lasting, rejected=self.rejected)
        return say("; ").join(part for part in (self.why, read, what) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with some sections of a portal for the same reason, and whom it concerns.

    `readers` are the subscriptions that watch any of them; `weekly` is how many items they bring in a week.
    """

    portal: Portal
    sections: Sequence[Section]
    finding: Finding
    page: str
    readers: int
    weekly: float

    @property
    def urgency(self) -> float:
        """Subscribers concerned, times the items expected."""
        return self.readers * max(self.weekly, _UNKNOWN)

    @property
    def where(self) -> str:
        """Name the sections, beginning with the portal's name as commands take it."""
        name, first = self.portal.name, self.sections[0]
        if len(self.sections) == 1:
            return f"{name}/{first.key} {first.name}"
        if len(self.sections) == len(self.portal.sections):
            return f"{name} {self.portal.title}{say(', ')}{say('whole portal')}"
        names = say(", ").join(each.name for each in self.sections)
        return f"{name} {say('{count} sections', count=len(self.sections))} {names}"

    def remark(self, watch: Watch) -> str:
        """Say why, in short, and what to do, by commands for this home."""
        why = self.finding.why
        short = why if len(why) <= _WHY_LIMIT else f"{why[: _WHY_LIMIT - 1]}…"
        return replace(self.finding, why=short).remark(self.portal, self.sections, watch)


def stopped_at(watch: Watch, known: Known) -> datetime | None:
    """Return when anything was crawled last, if every section that ever was is overdue: then nobody crawls at all."""
    late = [
        (each.checked_at, is_overdue(portal, watch.config.service, each.checked_at, watch.now()))
        for portal in _watched(watch)
        for section in portal.sections
        if (each := known.get((portal.name, section.key)))
    ]
    return max(at for at, _ in late) if late and all(overdue for _, overdue in late) else None


def troubles(watch: Watch, known: Known, *, stopped: bool) -> list[Trouble]:
    """Return what is wrong, by urgency. When all is `stopped`, that sections are overdue goes without saying."""
    found = [trouble for portal in _watched(watch) for trouble in _of_portal(watch, portal, known, stopped=stopped)]
    return sorted(found, key=lambda each: -each.urgency)


def findings(watch: Watch, portal: Portal, each: SectionHealth | None, *, stopped: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with a section; `each` is None while it was never crawled."""
    if each is None:
        yield Finding(state=Sign.NEVER, since_at=None, busy=watch.is_claimed(portal.name))
        return
    rejected = say("rejected on {day}", day=each.rejected_at.date()) if each.rejected_at else ""
    if not each.outcome.healthy:
        why = say("; ").join(part for part in (explain(each.detail), rejected) if part)
        lasting = each.checked_at - each.since_at >= _LASTING
        long = not each.outcome.trusted and each.trusted_at and each.since_at - each.trusted_at > LONG
        yield Finding(
            state=each.outcome,
            since_at=each.since_at,
            read_at=each.trusted_at if long else None,
            why=why,
            lasting=lasting,
            rejected=bool(rejected),
        )
    elif not stopped and is_overdue(portal, watch.config.service, each.checked_at, watch.now()):
        yield Finding(state=Sign.OVERDUE, since_at=each.checked_at, why=say("nobody looked when it was time"))
    if each.gap:
        why = say("gap {gap}: these days could not be read", gap=each.gap)
        yield Finding(state=Sign.GAP, since_at=each.trusted_at, why=why)
    # What a section looks like while it cannot be read is not known.
    for caution in each.cautions if each.outcome.trusted else ():
        if caution.sign is not Sign.OVERDUE:
            yield Finding(state=caution.sign, since_at=caution.since_at, why=explain(str(caution)))


def named(portal: Portal, sections: Sequence[Section]) -> str:
    """Name sections of a portal as commands take them, so that none of the others is meant."""
    if len(sections) == len(portal.sections):
        return portal.name
    return f"{portal.name} --section {','.join(section.key for section in sections)}"


def page(portal: Portal, sections: Sequence[Section], read: str | None) -> str:
    """Return a section's address, or where it was `read` last; of several, and where neither is known, the portal's."""
    found = [sections[0].url, read] if len(sections) == 1 else []
    return next(filter(None, [*found, portal.url]), "")


def readers(watch: Watch, portal: str, sections: Iterable[str]) -> int:
    """Count the subscriptions that watch any of these sections."""
    keys = tuple(sections)
    return sum(any(watches(each, portal, key) for key in keys) for each in watch.config.subscriptions)


def _watched(watch: Watch) -> list[Portal]:
    return [portal for portal in watch.config.portals if not portal.waiting]


def _of_portal(watch: Watch, portal: Portal, known: Known, *, stopped: bool) -> Iterator[Trouble]:
    """Put together the sections that are in the same state for the same reason."""
    groups: dict[Finding, list[tuple[Section, Finding]]] = {}
    for section in portal.sections:
        for finding in findings(watch, portal, known.get((portal.name, section.key)), stopped=stopped):
            groups.setdefault(replace(finding, since_at=None, read_at=None), []).append((section, finding))
    for alike, members in groups.items():
        sections = [section for section, _ in members]
        health = [known.get((portal.name, section.key)) for section in sections]
        since_at = min((finding.since_at for _, finding in members if finding.since_at), default=None)
        read_at = min((finding.read_at for _, finding in members if finding.read_at), default=None)
        yield Trouble(
            portal=portal,
            sections=sections,
            finding=replace(alike, since_at=since_at, read_at=read_at),
            page=page(portal, sections, health[0].url if health[0] else None) if alike.seen else "",
            readers=readers(watch, portal.name, (section.key for section in sections)),
            weekly=sum(each.weekly for each in health if each),
        )
