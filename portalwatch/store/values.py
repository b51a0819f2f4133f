"""Values as the tables hold them: to a column or JSON, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import RowMapping

from portalwatch.changes.stories import subject
from portalwatch.changes.totals import Tally
from portalwatch.items import (
    Attachment,
    Caution,
    Content,
    Disagreement,
    Gap,
    Item,
    Mention,
    Origin,
    Outcome,
    Precision,
    Problem,
    Published,
    Sign,
    Term,
    Validators,
)

#: The columns of an item that its revisions keep.
CONTENT: Final = (
    "title",
    "published",
    "published_precision",
    "published_origin",
    "published_raw",
    "body",
    "attachments",
)
#: Revisions were once kept without saying how exactly the time was known, and where it was read.
_UNSAID: Final = {"published_origin": Origin.LIST.value, "published_raw": ""}


def from_item(each: Item) -> dict[str, object]:
    """Return what the item table holds of an item's content."""
    published = each.published
    return {
        "url": each.url,
        "title": each.title,
        "heading": each.heading,
        "published": published.at.isoformat(timespec="minutes") if published else None,
        "published_precision": published.precision.value if published else None,
        "published_origin": published.origin.value if published else None,
        "published_raw": published.raw if published else None,
        "published_on": published.on.isoformat() if published else None,
        "source": each.source,
        "author": each.author,
        "breadcrumb": list(each.breadcrumb),
        "body": each.body,
        "attachments": from_files(each.attachments),
        "html": each.html,
        "document_number": each.document_number,
        "standards": list(each.standards),
        "mentions": [from_mention(mention) for mention in each.mentions],
        "disagreements": [asdict(disagreement) for disagreement in each.disagreements],
        "fingerprint": each.fingerprint,
        "problem": from_problem(each.problem) if each.problem else None,
        "etag": each.validators.etag,
        "last_modified": each.validators.last_modified,
        "subject": subject(each.title),
    }


def to_item(row: RowMapping) -> Item:
    """Return the item that a row of the table holds."""
    return Item(
        portal=row["portal"],
        section=row["section"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        heading=row["heading"],
        published=_published(row),
        source=row["source"],
        author=row["author"],
        breadcrumb=tuple(row["breadcrumb"]),
        body=row["body"],
        attachments=to_files(row["attachments"]),
        html=row["html"] if "html" in row else "",  # noqa: SIM401 - a row is slow to say that it lacks something
        document_number=row["document_number"],
        standards=tuple(row["standards"]),
        mentions=tuple(to_mention(each) for each in row["mentions"]),
        disagreements=tuple(Disagreement(**each) for each in row["disagreements"]),
        fingerprint=row["fingerprint"],
        problem=Problem(**row["problem"]) if row["problem"] else None,
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
    )


def to_content(value: Mapping[str, Any]) -> Content:
    """Return what a revision keeps."""
    exact = Precision.DAY if "T00:00" in (value["published"] or "") else Precision.MINUTE
    return Content(
        title=value["title"],
        published=_published({"published_precision": exact.value, **_UNSAID, **value}),
        body=value["body"],
        attachments=to_files(value["attachments"]),
    )


def _published(row: Mapping[str, Any] | RowMapping) -> Published | None:
    if row["published"] is None:
        return None
    return Published(
        at=datetime.fromisoformat(row["published"]),
        precision=Precision(row["published_precision"]),
        origin=Origin(row["published_origin"]),
        raw=row["published_raw"],
    )


def to_files(value: Iterable[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """Return the files that JSON says."""
    return tuple(map(_file, value))


def _file(value: Mapping[str, Any]) -> Attachment:
    said = {name: value.get(name) for name in ("digest", "size")}
    asked = Validators(etag=value.get("etag"), last_modified=value.get("last_modified"))
    return Attachment(url=value["url"], name=value["name"], **said, validators=asked)


def from_files(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return files as JSON; what is not known of one is left out."""
    said = ({**asdict(file), **asdict(file.validators)} for file in files)
    return [{name: each[name] for name in _FILE if each[name] is not None} for each in said]


_FILE: Final = ("url", "name", "digest", "size", "etag", "last_modified")


def to_mention(value: dict[str, str]) -> Mention:
    """Return the mention that JSON says."""
    return Mention(kind=Term(value["kind"]), on=date.fromisoformat(value["on"]), raw=value["raw"])


def from_mention(mention: Mention) -> dict[str, str]:
    """Return a mention as JSON."""
    return {"kind": mention.kind.value, "on": mention.on.isoformat(), "raw": mention.raw}


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


def to_health(value: str) -> Outcome | Sign:
    """Return what a notice says that a section has turned from, or into."""
    return Sign(value) if value in _SIGNS else Outcome(value)


_SIGNS = frozenset(sign.value for sign in Sign)


def to_caution(value: dict[str, str]) -> Caution:
    """Return the caution that JSON says."""
    since_at = datetime.fromisoformat(value["since_at"])
    return Caution(sign=Sign(value["sign"]), since_at=since_at, found=value["found"], usual=value["usual"])


def from_caution(each: Caution) -> dict[str, str]:
    """Return a caution as JSON."""
    since_at = each.since_at.isoformat()
    return {"sign": each.sign.value, "since_at": since_at, "found": each.found, "usual": each.usual}


def to_days(value: Mapping[str, int]) -> dict[date, int]:
    """Return the publish days that JSON says, with their numbers of items."""
    return {date.fromisoformat(day): count for day, count in value.items()}


def from_days(days: Mapping[date, int]) -> dict[str, int]:
    """Return publish days with their numbers of items as JSON."""
    return {day.isoformat(): count for day, count in days.items()}


def to_lost(value: Sequence[Mapping[str, Any]]) -> list[tuple[datetime, Gap]]:
    """Return the gaps that JSON says, and when they were found."""
    gaps = [(datetime.fromisoformat(each["at"]), to_gap(each["gap"])) for each in value]
    return [(at, gap) for at, gap in gaps if gap]


def from_lost(lost: Iterable[tuple[datetime, Gap]]) -> list[dict[str, Any]]:
    """Return gaps and when they were found as JSON."""
    return [{"at": at.isoformat(), "gap": from_gap(gap)} for at, gap in lost]


def to_tally(value: Mapping[str, Any] | None) -> Tally | None:
    """Return the tally that JSON says."""
    if not value:
        return None
    since_at = datetime.fromisoformat(value["since_at"]) if value["since_at"] else None
    return Tally(**{**value, "since_at": since_at})


def from_tally(tally: Tally | None) -> dict[str, Any] | None:
    """Return a tally as JSON."""
    return {**asdict(tally), "since_at": tally.since_at.isoformat() if tally.since_at else None} if tally else None
