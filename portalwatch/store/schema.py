"""The tables. Every time is an `Instant`; every statement about them stands in this package."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    bindparam,
    false,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC text of fixed width, so that it sorts and compares in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse a naive datetime: nobody can say when it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value!r} has no time zone"
            raise ValueError(msg)
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return it aware, in UTC."""
        return datetime.fromisoformat(value) if value is not None else None


def among(column: Column[Any], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values that a statement is given under this name; of none, nothing has."""
    return column.in_(bindparam(name, type_=column.type, expanding=True))


def at_place(table: Table) -> ColumnElement[bool]:
    """Whether a row is of the section that a statement is given as `of_portal` and `of_section`."""
    return and_(table.c.portal == bindparam("of_portal"), table.c.section == bindparam("of_section"))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: One row for each thing ever published. `fingerprint` is null while the article has not been read; `read_at` is when
#: it was last found to say this.
item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("heading", Text, nullable=False, server_default=""),
    Column("published", String(40)),
    Column("published_precision", String(8)),
    Column("published_origin", String(16)),
    Column("published_raw", Text),
    Column("published_on", String(10)),
    Column("source", Text),
    Column("author", Text),
    Column("breadcrumb", JSON, nullable=False),
    Column("body", Text, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("html", Text, nullable=False, server_default=""),
    Column("document_number", Text),
    Column("standards", JSON, nullable=False, server_default="[]"),
    Column("mentions", JSON, nullable=False, server_default="[]"),
    Column("disagreements", JSON, nullable=False, server_default="[]"),
    Column("fingerprint", String(64)),
    Column("problem", JSON(none_as_null=True)),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("gone_at", Instant),
    Column("withdrawn_at", Instant),
    Column("muted", Boolean, nullable=False, server_default=false()),
    Column("tries", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("reread_at", Instant),
    Column("read_at", Instant),
    Column("subject", Text),
    UniqueConstraint("portal", "key"),
    Index("ix_item_portal_published_on", "portal", "published_on"),
    Index("ix_item_portal_reread_at", "portal", "reread_at"),
    Index("ix_item_subject_published_on", "subject", "published_on"),
    Index("ix_item_document_number", "document_number"),
)

#: A document that was published in several places.
story = Table(
    "story",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created_at", Instant, nullable=False),
)

#: Which items are one story, and by what each is known to belong there. `parted_at`: taken out by hand, for good.
story_item = Table(
    "story_item",
    metadata,
    Column("item_id", ForeignKey("item.id"), primary_key=True),
    Column("story_id", ForeignKey("story.id"), nullable=False, index=True),
    Column("reason", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("parted_at", Instant),
)

#: What the templates of a portal's articles were found to add to them and to take from them, as digests.
piece = Table(
    "piece",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("mark", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
)

#: The other addresses of items: `key` is one that an item has had, or has got since.
alias = Table(
    "alias",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

#: In which sections an item is listed, and the row it was last seen as. `misses`: crawls in a row that missed it.
listing = Table(
    "listing",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("section", String(64), primary_key=True),
    Column("item_id", ForeignKey("item.id"), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("title", Text),
    Column("published_on", String(10)),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("first_listed_at", Instant, nullable=False),
    Column("last_listed_at", Instant, nullable=False),
    Index("ix_listing_item_id", "item_id"),
)

#: What an item said before: its content at each change.
revision = Table(
    "revision",
    metadata,
    Column("item_id", ForeignKey("item.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("fingerprint", String(64)),
    Column("content", JSON, nullable=False),
)

#: Every visit to a section; how many of its rows show a time, and how many have a title of their own.
crawl = Table(
    "crawl",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("announced", Integer, nullable=False),
    Column("gap", JSON(none_as_null=True)),
    Column("dated", Integer),
    Column("titled", Integer),
    Column("problems", JSON, nullable=False),
    Index("ix_crawl_portal_section_id", "portal", "section", "id"),
)

#: What is known of a section as a whole, and its health. `listed_at` is when rows of its list were last read;
#: `sequence` are the newest keys that it lists, in order; `days` its newest publish days with their numbers of items;
#: `lost` the gaps that no later crawl can close; `tally` how many items the list says that it has, and how far that
#: agrees with what was found.
section = Table(
    "section",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("section", String(64), primary_key=True),
    Column("url", Text),
    Column("established_at", Instant),
    Column("run", JSON, nullable=False),
    Column("sequence", JSON, nullable=False, server_default="[]"),
    Column("horizon_on", String(10)),
    Column("newest_on", String(10)),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("gap", JSON(none_as_null=True)),
    Column("outcome", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("trusted_at", Instant),
    Column("listed_at", Instant),
    Column("rejected_at", Instant),
    Column("warnings", JSON, nullable=False, server_default="[]"),
    Column("days", JSON, nullable=False, server_default="{}"),
    Column("lost", JSON, nullable=False, server_default="[]"),
    Column("tally", JSON(none_as_null=True)),
)

#: How sections are read since their layout has changed, until somebody undoes it.
repair = Table(
    "repair",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Index("ix_repair_portal_section", "portal", "section"),
)

#: One row for each change, numbered, kept for ever.
event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("crawl_id", ForeignKey("crawl.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("item_id", "revision"),
    sqlite_autoincrement=True,
)

#: The subscriptions that the store has ever heard of. `slot_at` is the newest window already made into a digest.
subscription = Table(
    "subscription",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("slot_at", Instant),
)

#: One message to one address, its bytes frozen.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("message", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ambiguous", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("detail", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_delivery_state_next_at", "state", "next_at"),
)

#: One window of one subscription.
digest = Table(
    "digest",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription", ForeignKey("subscription.name"), nullable=False),
    Column("slot_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("events", Integer, nullable=False),
    Column("delivery_id", ForeignKey("delivery.id")),
    UniqueConstraint("subscription", "slot_at"),
)

#: What each subscription is owed. The primary key is the rule "never twice".
owed = Table(
    "owed",
    metadata,
    Column("subscription", ForeignKey("subscription.name"), primary_key=True),
    Column("seq", ForeignKey("event.seq"), primary_key=True),
    Column("digest_id", ForeignKey("digest.id")),
    Index("ix_owed_subscription_digest_id", "subscription", "digest_id"),
)

#: Every try at a delivery: the audit trail.
attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
)

#: Changes of a section's health; told to the operator once, by the delivery named, or settled without one.
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("detail", Text, nullable=False),
    Column("delivery_id", ForeignKey("delivery.id")),
    Column("told_at", Instant),
    Index("ix_notice_told_at", "told_at"),
)

#: robots.txt of each host, good for a day.
robots = Table(
    "robots",
    metadata,
    Column("host", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)
