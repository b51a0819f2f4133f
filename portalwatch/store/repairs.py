"""How sections are read since their layout has changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, bindparam, insert, select, update

from portalwatch.items import Crawl, Repair
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import repair, section

# Asked by every crawl, and so built once.
_OF_SECTION = (
    select(repair.c.before, repair.c.after, repair.c.undone_at)
    .where(repair.c.portal == bindparam("portal"), repair.c.section == bindparam("section"))
    .order_by(repair.c.id.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A repair, of which section and when."""

    portal: str
    section: str
    at: datetime
    undone_at: datetime | None
    repair: Repair


def of_section(connection: Connection, portal: str, section_key: str) -> tuple[Repair | None, frozenset[Repair]]:
    """Return the repair that a section is read by now, and those that were undone."""
    rows = connection.execute(_OF_SECTION, {"portal": portal, "section": section_key}).all()
    made = [(Repair(before=row.before, after=row.after), row.undone_at is not None) for row in rows]
    current = next((each for each, undone in made if not undone), None)
    return current, frozenset(each for each, undone in made if undone)


def keep(connection: Connection, crawl: Crawl) -> None:
    """Write down the repair that a crawl needed, unless the section is read by the same already."""
    made = crawl.repair
    if made is not None and made != of_section(connection, crawl.portal, crawl.section)[0]:
        where = {"portal": crawl.portal, "section": crawl.section}
        values = where | {"before": made.before, "after": made.after, "at": crawl.finished_at}
        connection.execute(insert(repair).values(values))


def repairs(engine: Engine) -> list[Repaired]:
    """Return all repairs, the newest first."""
    with reading(engine) as connection:
        return [
            Repaired(
                portal=row.portal,
                section=row.section,
                at=row.at,
                undone_at=row.undone_at,
                repair=Repair(before=row.before, after=row.after),
            )
            for row in connection.execute(select(repair).order_by(repair.c.id.desc()))
        ]


def undo(engine: Engine, portal: str, section_key: str | None, now: datetime) -> int:
    """Let a portal's sections, or one of them, be read by their own rules again; return how many repairs that ends.

    Their lists are read anew by the next crawl, also where the server says that they are as they were.
    """
    where = and_(repair.c.portal == portal, repair.c.undone_at.is_(None))
    lists = section.c.portal == portal
    if section_key:
        where, lists = and_(where, repair.c.section == section_key), and_(lists, section.c.section == section_key)
    with writing(engine) as connection:
        connection.execute(update(section).where(lists).values(etag=None, last_modified=None))
        return connection.execute(update(repair).where(where).values(undone_at=now)).rowcount
