"""Short events, digests and mails for the tests, and the strings that have broken mails before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from hypothesis import strategies as st
from lxml import html

from portalwatch.items import (
    Attachment,
    Digest,
    Event,
    Frequency,
    Item,
    Kind,
    Origin,
    Precision,
    Published,
    Subscription,
)

CHINA = timezone(timedelta(hours=8))
SLOT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)

POISON = (
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\ud800",
    "\udfff",
    "\x00",
    "\u202e",
    "\r\n",
    "\rBcc: thief@example.net",
    "\nSubject: 假",
    "=?utf-8?b?5YGH?=",
    "\ufeff",
    "\U000e0041",
    "e\u0301" * 40,
    "标" * 10_000,
    "x" * 10_000,
    "{0.__class__} {{ 7 * 7 }} %s",
)

poisoned = st.lists(st.one_of(st.sampled_from(POISON), st.text(max_size=12)), max_size=4).map("".join)


def published(day: str = "2026-11-22", precision: Precision = Precision.DAY) -> Published:
    return Published(
        at=datetime.fromisoformat(day).replace(tzinfo=CHINA), precision=precision, origin=Origin.LIST, raw=day
    )


def item(number: int = 1, **fields) -> Item:
    base = Item(
        portal="hubei",
        section="notices",
        key=str(number),
        url=f"https://portal.example.cn/n/{number}.html",
        title=f"关于第{number}批公装标准的通知",
        published=published(),
        source="秘书处",
        body=f"第{number}批公装标准已经审定，现予公布。",
        attachments=(Attachment(url=f"https://portal.example.cn/f/{number}.pdf", name=f"第{number}批.pdf"),),
    )
    return replace(base, **fields)


def event(number: int = 1, kind: Kind = Kind.NEW, changed: tuple[str, ...] = (), **fields) -> Event:
    return Event(seq=number, kind=kind, at=SLOT - timedelta(hours=1), item=item(number, **fields), fields=changed)


def subscription(**fields) -> Subscription:
    return Subscription(**{"name": "建筑标准", "address": "li@example.cn"} | fields)


def digest(*events: Event, **fields) -> Digest:
    """A day's digest; what is no field of a digest goes into its subscription."""
    own = {
        name: fields.pop(name) for name in ("unchecked", "portal_titles", "section_titles", "slot_at") if name in fields
    }
    titles = {"portal_titles": {"hubei": "湖北装饰网"}, "section_titles": {("hubei", "notices"): "通知公告"}}
    return Digest(**{"subscription": subscription(**fields), "slot_at": SLOT, "events": events} | titles | own)


def weekly(**fields) -> Subscription:
    return subscription(frequency=Frequency.WEEKLY, **fields)


def parse(message: bytes) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(message)


def dom(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def links(page: str) -> list[tuple[str, str]]:
    """Every link of a page: where it leads and what it says."""
    return [(link.get("href"), link.text_content()) for link in dom(page).iter("a")]
