"""What was said before an edit, and what several changes of one item in one digest come to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from portalwatch.items import Attachment, Content, Event, Kind, Origin, Precision, Problem, Published
from portalwatch.items import Subscription as Subscriber
from portalwatch.normalize.fingerprints import fingerprint
from portalwatch.store import owed
from portalwatch.store.engine import writing
from portalwatch.store.schema import revision
from tests.changes.test_compare import row
from tests.store.test_archive import HOUR, NOW, crawl, item, record

LI = Subscriber(name="li", address="li@p.org")


def article(key="a", **fields):
    """An article as read, with the fingerprint of what it says."""
    made = item(key, **fields)
    return replace(made, fingerprint=fingerprint(made))


def at(text: str, precision=Precision.MINUTE) -> Published:
    return Published(at=datetime.fromisoformat(text), precision=precision, origin=Origin.ARTICLE, raw=text)


FIRST = article(
    title="通知",
    published=at("2022-06-09T17:21+08:00"),
    body="第一段",
    attachments=(Attachment(url="http://p/a.pdf", name="附件.pdf"),),
)
SECOND = article(title="补充通知", published=FIRST.published, body="第一段", attachments=FIRST.attachments)
THIRD = article(title="补充通知", published=FIRST.published, body="第二段", attachments=FIRST.attachments)


def content(each) -> Content:
    return Content(title=each.title, published=each.published, body=each.body, attachments=each.attachments)


@pytest.fixture
def tell(engine):
    """Records crawls of a list that shows two articles, the first of them as said."""
    owed.subscribe(engine, [LI], NOW)
    hours = iter(range(100))

    def record_next(*items, **fields):
        now = NOW + next(hours) * HOUR
        rows = fields.pop("rows", (row("a"), row("b")))
        record(engine, crawl(*items, rows=rows, at=now, **fields), lambda item, kind, sections: ["li"] * kind.told)

    record_next(FIRST, article("b"))
    return record_next


def due(engine) -> list[Event]:
    return list(owed.preview(engine, LI, lambda item, sections: True, NOW + timedelta(days=9)).events)


def test_an_edit_says_what_was_said_before_and_after_it(engine, tell):
    tell(SECOND)
    tell(THIRD)

    first, second = owed.events(engine)

    assert (first.fields, first.before, first.after) == (("title",), content(FIRST), content(SECOND))
    assert (second.fields, second.before, second.after) == (("body",), content(SECOND), content(THIRD))
    assert first.item.body == "第二段"


def test_several_edits_in_one_digest_are_one_from_the_oldest_to_the_newest(engine, tell):
    tell(SECOND)
    tell(THIRD)

    (event,) = due(engine)

    assert (event.kind, event.fields) == (Kind.EDITED, ("title", "body"))
    assert (event.before, event.after) == (content(FIRST), content(THIRD))


def test_what_is_new_was_nothing_before(engine, tell):
    tell(article("c"), rows=(row("c"), row("a"), row("b")))

    (event,) = due(engine)

    assert (event.kind, event.before, event.after) == (Kind.NEW, None, None)


def withdraw(tell, each) -> None:
    gone = replace(each, fingerprint=None, problem=Problem(kind="http-404", url=each.url))
    for _ in range(2):
        tell(gone, rows=(row("b"),), missing=(each.key,))


def test_what_was_edited_and_withdrawn_since_is_withdrawn_and_once_it_is_back_shows_its_edits(engine, tell):
    tell(SECOND)
    withdraw(tell, SECOND)
    (withdrawn,) = due(engine)
    tell(SECOND)
    (returned,) = due(engine)

    assert withdrawn.kind is Kind.WITHDRAWN
    assert (returned.kind, returned.fields, returned.before) == (Kind.RETURNED, ("title",), content(FIRST))


def test_what_has_returned_edited_says_what_was_said_before_it_went_and_stays_so_when_it_is_edited_again(engine, tell):
    withdraw(tell, FIRST)
    tell(SECOND)
    returned = list(owed.events(engine))[-1]
    tell(THIRD)
    (both,) = due(engine)

    assert (returned.kind, returned.fields) == (Kind.RETURNED, ("title",))
    assert (returned.before, returned.after) == (content(FIRST), content(SECOND))
    assert (both.kind, both.fields) == (Kind.RETURNED, ("title", "body"))
    assert (both.before, both.after) == (content(FIRST), content(THIRD))


def test_what_is_new_stays_so_when_it_is_edited_and_is_withdrawn_when_it_goes(engine, tell):
    fresh = article("c", title="新")
    tell(fresh, rows=(row("c"), row("a"), row("b")))
    tell(article("c", title="更新"), rows=(row("c"), row("a"), row("b")))
    (edited,) = due(engine)
    withdraw(tell, fresh)
    (withdrawn,) = due(engine)

    assert (edited.kind, edited.item.title) == (Kind.NEW, "更新")
    assert withdrawn.kind is Kind.WITHDRAWN


@pytest.mark.parametrize(
    ("kept", "precision"), [("2022-06-09T00:00+08:00", Precision.DAY), ("2022-06-09T17:21+08:00", Precision.MINUTE)]
)
def test_a_revision_that_does_not_say_how_exact_its_time_is_can_be_read(engine, tell, kept, precision):
    tell(SECOND)
    old = {"title": "通知", "published": kept, "body": "", "attachments": []}
    with writing(engine) as connection:
        connection.execute(update(revision).where(revision.c.number == 1).values(content=old))

    (edit,) = owed.events(engine)

    assert edit.before is not None
    assert str(edit.before.published) == str(at(kept, precision))
