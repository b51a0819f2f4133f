"""How each section is doing, since when, and what the operator is to be told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, RowMapping, and_, bindparam, func, insert, select, update

from portalwatch.changes.health import CRAWLS, Measure, a_week, count_days, frozen_at, judge, measure, widen
from portalwatch.changes.reach import lowest
from portalwatch.changes.totals import count, lacked
from portalwatch.items import Caution, Crawl, Gap, Known, Notice, Outcome, Sign, Unchecked
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import at_place, event, item, listing, notice, section
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.values import (
    from_caution,
    from_day,
    from_days,
    from_gap,
    from_lost,
    from_tally,
    to_caution,
    to_day,
    to_days,
    to_gap,
    to_lost,
    to_tally,
)

# What every crawl asks and writes is built once: building a statement costs more than executing it.
_SECTION, _UPDATE_SECTION = select(section).where(at_place(section)), update(section).where(at_place(section))
_TRUSTED = [outcome.value for outcome in Outcome if outcome.trusted]
_MEASURES = (
    select(crawls.c.pages, crawls.c.listed, crawls.c.dated, crawls.c.titled)
    .where(at_place(crawls), crawls.c.outcome.in_(_TRUSTED))
    .where(crawls.c.finished_at < bindparam("until"), crawls.c.listed > 0, crawls.c.dated.is_not(None))
    .order_by(crawls.c.id.desc())
    .limit(CRAWLS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionHealth:
    """One line of `portalwatch status`: a section that was crawled at least once.

    `url` is where it was last read, None when its last crawl could not be trusted; `weekly` is how many items it
    brings in a week, as far as its own rhythm tells.
    """

    portal: str
    section: str
    url: str | None
    outcome: Outcome
    detail: str
    since_at: datetime
    checked_at: datetime
    trusted_at: datetime | None
    newest_on: date | None
    items: int
    gap: Gap | None
    rejected_at: datetime | None = None
    cautions: tuple[Caution, ...] = ()
    weekly: float = 0.0


def record(connection: Connection, crawl: Crawl, before: Known, order: Sequence[str]) -> Notice | None:
    """Write the section's row; return a notice when its health has changed.

    That one, and those of signs that have come or gone, are kept for the operator.
    """
    where = {"of_portal": crawl.portal, "of_section": crawl.section}
    row = connection.execute(_SECTION, where).mappings().first()
    values = _health_values(crawl, row)
    if crawl.outcome.trusted:
        values |= _known_values(crawl, before, row) | {"sequence": list(order)}
        values |= _sign_values(connection, crawl, before, row)
    if row is None:
        blank = {"portal": crawl.portal, "section": crawl.section, "run": []}
        connection.execute(insert(section), blank | values)
    else:
        connection.execute(_UPDATE_SECTION, where | values)
    return _notify(connection, crawl, Outcome(row["outcome"]) if row is not None else None)


def sections(engine: Engine) -> list[SectionHealth]:
    """Return every section that was ever crawled, by portal and section."""
    count = (
        select(listing.c.portal, listing.c.section, func.count().label("items"))
        .group_by(listing.c.portal, listing.c.section)
        .subquery()
    )
    same = and_(count.c.portal == section.c.portal, count.c.section == section.c.section)
    query = (
        select(section, func.coalesce(count.c["items"], 0).label("items"))
        .join(count, same, isouter=True)
        .order_by(section.c.portal, section.c.section)
    )
    with reading(engine) as connection:
        return [_section_health(row) for row in connection.execute(query).mappings()]


def checked(engine: Engine) -> dict[tuple[str, str], datetime]:
    """Return when each section was last crawled, well or ill."""
    with reading(engine) as connection:
        rows = connection.execute(select(section.c.portal, section.c.section, section.c.checked_at))
        return {(row.portal, row.section): row.checked_at for row in rows}


def unchecked(connection: Connection, since: datetime) -> tuple[Unchecked, ...]:
    """Return what cannot be looked at now, or was passed over after `since`; last come the sections that are silent."""
    query = select(section).order_by(section.c.portal, section.c.section)
    found = [each for row in connection.execute(query).mappings() for each in _unchecked(row, since)]
    return tuple(sorted(found, key=lambda each: each.outcome is Sign.SILENT))


def _unchecked(row: RowMapping, since: datetime) -> Iterator[Unchecked]:
    where = {"portal": row["portal"], "section": row["section"], "read_at": row["trusted_at"]}
    outcome = Outcome(row["outcome"])
    if not outcome.trusted:
        yield Unchecked(**where, outcome=outcome, since_at=row["since_at"], detail=row["detail"])
    gap = to_gap(row["gap"])
    if gap:
        yield Unchecked(**where, outcome=Sign.GAP, since_at=row["trusted_at"], gap=gap)
    for at, lost in to_lost(row["lost"]):
        if at > since and lost != gap:
            yield Unchecked(**where, outcome=Sign.GAP, since_at=at, gap=lost)
    for each in map(to_caution, row["warnings"]):
        if each.sign in (Sign.SILENT, Sign.LACKING) and outcome.trusted:
            yield Unchecked(**where, outcome=each.sign, since_at=each.since_at, detail=each.found)


def note_overdue(engine: Engine, late: Mapping[tuple[str, str], datetime], now: datetime) -> None:
    """Note that nobody has looked at these sections since then, and keep it for the operator, once."""
    where = section.c.portal.in_({portal for portal, _ in late})
    with writing(engine) as connection:
        for row in connection.execute(select(section).where(where)).mappings().all():
            before = [to_caution(each) for each in row["warnings"]]
            key = (row["portal"], row["section"])
            if key not in late or any(each.sign is Sign.OVERDUE for each in before):
                continue
            made = Caution(sign=Sign.OVERDUE, since_at=late[key])
            here = and_(section.c.portal == key[0], section.c.section == key[1])
            values = {"warnings": [from_caution(each) for each in (*before, made)]}
            connection.execute(update(section).where(here).values(values))
            _keep(connection, _turned(key, Outcome(row["outcome"]), Sign.OVERDUE, now))


def reject(engine: Engine, portal: str, keys: Sequence[str], now: datetime) -> None:
    """Note that the lists held of these sections are not theirs; what is known being listed again ends it."""
    where = and_(section.c.portal == portal, section.c.section.in_(keys))
    with writing(engine) as connection:
        connection.execute(update(section).where(where).values(rejected_at=now, url=None))


def counts(engine: Engine) -> tuple[int, int, int]:
    """Return how many items, events and crawls the store holds."""
    with reading(engine) as connection:
        each = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in _COUNTED]
    return each[0], each[1], each[2]


_COUNTED = (item, event, crawls)


def _health_values(crawl: Crawl, row: RowMapping | None) -> dict[str, object]:
    """`since_at` is when the section became healthy, or became unhealthy in this way."""
    values: dict[str, object] = {
        "outcome": crawl.outcome.value,
        "detail": crawl.detail,
        "checked_at": crawl.finished_at,
    }
    if row is None or _differs(Outcome(row["outcome"]), crawl.outcome):
        values["since_at"] = crawl.finished_at
    # An address that no longer answers is looked for again in the portal's navigation.
    values["url"] = crawl.url if crawl.outcome.trusted else None
    return values


def _known_values(crawl: Crawl, before: Known, row: RowMapping | None) -> dict[str, object]:
    """What a trusted crawl teaches of the section. While a gap is open the run below it stays the known run."""
    values: dict[str, object] = {"trusted_at": crawl.finished_at, "rejected_at": None}
    if row is None or row["established_at"] is None:
        values["established_at"] = crawl.finished_at
    if crawl.outcome is Outcome.UNCHANGED and not crawl.rows:
        return values
    values |= {"etag": crawl.validators.etag, "last_modified": crawl.validators.last_modified}
    values |= {"listed_at": crawl.finished_at} if crawl.coverage.pages else {}
    values["gap"] = from_gap(crawl.coverage.gap)
    # Where the list ended above the known run nothing is left to meet: the gap stays on record, the run moves on.
    # What a first crawl could not read lies below what it has read.
    if crawl.coverage.gap is None or crawl.coverage.ended or not before.established:
        values["run"] = list(crawl.run)
        values["newest_on"] = from_day(_newest(crawl, before))
    horizon = [*_given(lowest(before, crawl.rows)), *_given(before.horizon_on)]
    values["horizon_on"] = from_day(min(horizon, default=None))
    return values


def _newest(crawl: Crawl, before: Known) -> date | None:
    """The newest day that has come: by one that lies ahead all that is published until then would be late."""
    times = [row.published for row in crawl.rows if row.published and not row.pinned]
    today = max((crawl.finished_at.astimezone(each.at.tzinfo).date() for each in times), default=date.max)
    days = [*(each.on for each in times), *_given(before.newest_on)]
    return max((day for day in days if day <= today), default=None)


def _given(day: date | None) -> list[date]:
    return [day] if day else []


def _differs(before: Outcome, after: Outcome) -> bool:
    return before is not after and not (before.healthy and after.healthy)


def measured(crawl: Crawl) -> dict[str, int]:
    """Return what the crawl table keeps of a list in numbers."""
    counted = measure(crawl)
    return {"dated": counted.dated, "titled": counted.titled}


def _sign_values(connection: Connection, crawl: Crawl, known: Known, row: RowMapping | None) -> dict[str, object]:
    """Judge a trusted crawl by those before it; keep a notice of each sign that has come or gone."""
    before = [to_caution(each) for each in row["warnings"]] if row is not None else []
    tally = count(to_tally(row["tally"]) if row is not None else None, known, crawl)
    days = count_days(to_days(row["days"]) if row is not None else {}, crawl)
    past = _measures(connection, crawl, frozen_at(before, crawl.finished_at)) if crawl.rows else []
    seen = (each for each in judge(crawl, before, past, days) if each.sign is not Sign.LACKING)
    cautions = (*seen, *lacked(tally))
    had, has = ({each.sign: each for each in each_time} for each_time in (before, cautions))
    key = (crawl.portal, crawl.section)
    for sign in has.keys() - had.keys():
        _keep(connection, _turned(key, crawl.outcome, sign, crawl.finished_at, str(has[sign])))
    for sign in had.keys() - has.keys():
        _keep(connection, _turned(key, sign, crawl.outcome, crawl.finished_at))
    lost = widen(to_lost(row["lost"]) if row is not None else [], crawl)
    warnings = [from_caution(each) for each in cautions]
    return {"warnings": warnings, "days": from_days(days), "lost": from_lost(lost), "tally": from_tally(tally)}


def _measures(connection: Connection, crawl: Crawl, until: datetime) -> list[Measure]:
    """Return the section's last trusted crawls before a time, in numbers."""
    where = {"of_portal": crawl.portal, "of_section": crawl.section, "until": until}
    return [Measure(**row) for row in connection.execute(_MEASURES, where).mappings()]


def _turned(
    key: tuple[str, str], before: Outcome | Sign, after: Outcome | Sign, at: datetime, detail: str = ""
) -> Notice:
    return Notice(portal=key[0], section=key[1], before=before, after=after, at=at, detail=detail)


def _notify(connection: Connection, crawl: Crawl, before: Outcome | None) -> Notice | None:
    """A first crawl that goes well is not worth a word."""
    changed = not crawl.outcome.healthy if before is None else _differs(before, crawl.outcome)
    if not changed:
        return None
    told = Notice(
        portal=crawl.portal,
        section=crawl.section,
        before=before,
        after=crawl.outcome,
        at=crawl.finished_at,
        detail=crawl.detail,
    )
    _keep(connection, told)
    return told


def _keep(connection: Connection, told: Notice) -> None:
    values = {"portal": told.portal, "section": told.section, "at": told.at, "detail": told.detail}
    before = told.before.value if told.before else None
    connection.execute(insert(notice).values(**values, before=before, after=told.after.value))


def _section_health(row: RowMapping) -> SectionHealth:
    return SectionHealth(
        portal=row["portal"],
        section=row["section"],
        url=row["url"],
        outcome=Outcome(row["outcome"]),
        detail=row["detail"],
        since_at=row["since_at"],
        checked_at=row["checked_at"],
        trusted_at=row["trusted_at"],
        newest_on=to_day(row["newest_on"]),
        items=row["items"],
        gap=to_gap(row["gap"]),
        rejected_at=row["rejected_at"],
        cautions=tuple(map(to_caution, row["warnings"])),
        weekly=a_week(to_days(row["days"])),
    )
