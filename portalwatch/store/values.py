"""Values as the tables hold them: to a column or JSON, and back."""

from datetime import date, datetime

from sqlalchemy import RowMapping

from portalwatch.items import Attachment, Gap, Item, Origin, Precision, Problem, Published, Validators


def from_item(each: Item) -> dict[str, object]:
    """Return what the item table holds of an item's content."""
    published = each.published
    return {
        "url": each.url,
        "title": each.title,
        "published": published.at.isoformat(timespec="minutes") if published else None,
        "published_precision": published.precision.value if published else None,
        "published_origin": published.origin.value if published else None,
        "published_raw": published.raw if published else None,
        "published_on": published.on.isoformat() if published else None,
        "source": each.source,
        "author": each.author,
        "breadcrumb": list(each.breadcrumb),
        "body": each.body,
        "attachments": [{"url": file.url, "name": file.name} for file in each.attachments],
        "fingerprint": each.fingerprint,
        "problem": from_problem(each.problem) if each.problem else None,
        "etag": each.validators.etag,
        "last_modified": each.validators.last_modified,
    }


def to_item(row: RowMapping) -> Item:
    """Return the item that a row of the table holds."""
    return Item(
        portal=row["portal"],
        section=row["section"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        published=_published(row),
        source=row["source"],
        author=row["author"],
        breadcrumb=tuple(row["breadcrumb"]),
        body=row["body"],
        attachments=tuple(Attachment(**each) for each in row["attachments"]),
        fingerprint=row["fingerprint"],
        problem=Problem(**row["problem"]) if row["problem"] else None,
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
    )


def _published(row: RowMapping) -> Published | None:
    if row["published"] is None:
        return None
    return Published(
        at=datetime.fromisoformat(row["published"]),
        precision=Precision(row["published_precision"]),
        origin=Origin(row["published_origin"]),
        raw=row["published_raw"],
    )


def from_problem(problem: Problem) -> dict[str, str]:
    """Return a problem as JSON."""
    return {"kind": problem.kind, "url": problem.url, "detail": problem.detail}


def to_day(text: str | None) -> date | None:
    """Return the day that a column holds."""
    return date.fromisoformat(text) if text else None


def from_day(day: date | None) -> str | None:
    """Return a day as a column holds it."""
    return day.isoformat() if day else None


def to_gap(value: dict[str, str | None] | None) -> Gap | None:
    """Return the gap that JSON says."""
    return Gap(known_on=to_day(value["known_on"]), read_on=to_day(value["read_on"])) if value else None


def from_gap(gap: Gap | None) -> dict[str, str | None] | None:
    """Return a gap as JSON."""
    return {"known_on": from_day(gap.known_on), "read_on": from_day(gap.read_on)} if gap else None
