"""The vocabulary: every value that travels from one stage to the next.

Frozen and keyword-only; sequences are tuples. `*_at` is an aware datetime, `*_on` a date.
Strings named `raw` are exactly what the page said.
"""

from portalwatch.items.crawls import (
    Caution,
    Coverage,
    Crawl,
    Gap,
    Known,
    KnownItem,
    Listed,
    Move,
    Outcome,
    Repair,
    Sign,
)
from portalwatch.items.events import Change, Changes, Content, Event, Kind, Source, Tie
from portalwatch.items.item import Disagreement, Item, Mention, Row, Term
from portalwatch.items.mail import Delivery, Digest, Frequency, Notice, State, Subscription, Unchecked
from portalwatch.items.pages import (
    NO_VALIDATORS,
    Attachment,
    Kept,
    PageKind,
    Problem,
    RawArticle,
    RawItem,
    RawList,
    RawRow,
    Reading,
    Turn,
    Validators,
)
from portalwatch.items.times import Origin, Precision, Published

__all__ = [
    "NO_VALIDATORS",
    "Attachment",
    "Caution",
    "Change",
    "Changes",
    "Content",
    "Coverage",
    "Crawl",
    "Delivery",
    "Digest",
    "Disagreement",
    "Event",
    "Frequency",
    "Gap",
    "Item",
    "Kept",
    "Kind",
    "Known",
    "KnownItem",
    "Listed",
    "Mention",
    "Move",
    "Notice",
    "Origin",
    "Outcome",
    "PageKind",
    "Precision",
    "Problem",
    "Published",
    "RawArticle",
    "RawItem",
    "RawList",
    "RawRow",
    "Reading",
    "Repair",
    "Row",
    "Sign",
    "Source",
    "State",
    "Subscription",
    "Term",
    "Tie",
    "Turn",
    "Unchecked",
    "Validators",
]
