"""How each section is doing, since when, and what the operator is to be told of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, RowMapping, and_, func, insert, select, update

from portalwatch.items import Crawl, Gap, Known, Notice, Outcome, Unchecked
from portalwatch.store.engine import reading
from portalwatch.store.schema import crawl as crawls
from portalwatch.store.schema import event, item, listing, notice, section
from portalwatch.store.values import from_day, from_gap, to_day, to_gap


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionHealth:
    """One line of `portalwatch status`: a section that was crawled at least once."""

    portal: str
    section: str
    outcome: Outcome
    detail: str
    since_at: datetime
    checked_at: datetime
    trusted_at: datetime | None
    newest_on: date | None
    items: int
    gap: Gap | None


def record(connection: Connection, crawl: Crawl, before: Known) -> Notice | None:
    """Write the section's row; return a notice when its health has changed, which is kept for the operator."""
    where = and_(section.c.portal == crawl.portal, section.c.section == crawl.section)
    row = connection.execute(select(section).where(where)).mappings().first()
    values = _health_values(crawl, row)
    if crawl.outcome.trusted:
        values |= _known_values(crawl, before, row)
    if row is None:
        blank = {"portal": crawl.portal, "section": crawl.section, "run": []}
        connection.execute(insert(section).values(blank | values))
    else:
        connection.execute(update(section).where(where).values(values))
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


def unchecked(connection: Connection) -> tuple[Unchecked, ...]:
    """Return the sections whose last crawl could not be trusted."""
    bad = [outcome.value for outcome in Outcome if not outcome.trusted]
    query = select(section).where(section.c.outcome.in_(bad)).order_by(section.c.portal, section.c.section)
    return tuple(
        Unchecked(
            portal=row["portal"],
            section=row["section"],
            outcome=Outcome(row["outcome"]),
            since_at=row["since_at"],
            detail=row["detail"],
        )
        for row in connection.execute(query).mappings()
    )


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
    values: dict[str, object] = {"trusted_at": crawl.finished_at}
    if row is None or row["established_at"] is None:
        values["established_at"] = crawl.finished_at
    if crawl.outcome is Outcome.UNCHANGED and not crawl.rows:
        return values
    days = [row.published.on for row in crawl.rows if row.published and not row.pinned]
    values |= {"etag": crawl.validators.etag, "last_modified": crawl.validators.last_modified}
    values["gap"] = from_gap(crawl.coverage.gap)
    # Where the list ended above the known run nothing is left to meet: the gap stays on record, the run moves on.
    if crawl.coverage.gap is None or crawl.coverage.ended:
        values["run"] = list(crawl.run)
        values["newest_on"] = from_day(max([*days, *_given(before.newest_on)], default=None))
    values["horizon_on"] = from_day(_horizon(days, before))
    return values


def _horizon(days: list[date], before: Known) -> date | None:
    """How far down the list is known: the newest of the last three rows, so that one backdated row cannot move it."""
    return min([*_given(max(days[-3:], default=None)), *_given(before.horizon_on)], default=None)


def _given(day: date | None) -> list[date]:
    return [day] if day else []


def _differs(before: Outcome, after: Outcome) -> bool:
    return before is not after and not (before.healthy and after.healthy)


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
    connection.execute(
        insert(notice).values(
            portal=told.portal,
            section=told.section,
            before=before.value if before else None,
            after=told.after.value,
            at=told.at,
            detail=told.detail,
        )
    )
    return told


def _section_health(row: RowMapping) -> SectionHealth:
    return SectionHealth(
        portal=row["portal"],
        section=row["section"],
        outcome=Outcome(row["outcome"]),
        detail=row["detail"],
        since_at=row["since_at"],
        checked_at=row["checked_at"],
        trusted_at=row["trusted_at"],
        newest_on=to_day(row["newest_on"]),
        items=row["items"],
        gap=to_gap(row["gap"]),
    )
