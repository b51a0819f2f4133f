from datetime import UTC, date, datetime

from portalwatch.export import event_json, item_json, item_row
from portalwatch.items import Attachment, Content, Disagreement, Event, Item, Kind, Mention, Term

ITEM = Item(
    portal="p",
    section="s",
    key="k",
    url="http://p/k",
    title="标题",
    document_number="建市〔2022〕15号",
    standards=("GB 55031-2022", "ISO 9001:2015"),
    mentions=(
        Mention(kind=Term.DEADLINE, on=date(2022, 7, 1), raw="请于7月1日前反馈"),
        Mention(kind=Term.EFFECTIVE, on=date(2023, 3, 1), raw="自2023年3月1日起实施"),
        Mention(kind=Term.DEADLINE, on=date(2022, 7, 15), raw="报名截止日期：7月15日"),
    ),
    body="正文",
    html="<p>正文</p>",
    disagreements=(Disagreement(field="published", listed="2022-06-09", read="2022-06-01"),),
)


def test_the_public_form_tells_numbers_days_markup_and_disagreements():
    said = item_json(ITEM)

    assert said["document_number"] == "建市〔2022〕15号"
    assert said["standards"] == ["GB 55031-2022", "ISO 9001:2015"]
    assert said["mentions"][1] == {"kind": "effective", "on": "2023-03-01", "raw": "自2023年3月1日起实施"}
    assert said["html"] == "<p>正文</p>"
    assert said["disagreements"] == [{"field": "published", "listed": "2022-06-09", "read": "2022-06-01"}]


def test_a_row_of_a_table_has_a_column_for_each_kind_of_day():
    row = item_row(ITEM)

    assert row["standards"] == "GB 55031-2022、ISO 9001:2015"
    assert (row["effective"], row["deadline"], row["repealed"]) == ("2023-03-01", "2022-07-01 2022-07-15", "")
    assert "html" not in row


def test_an_edit_tells_what_the_edited_fields_said_and_of_the_body_what_differs():
    before = Content(title="旧标题", body="正文甲", attachments=(Attachment(url="http://p/1", name="一"),))
    fields = ("title", "published", "body", "attachments")
    at = datetime(2022, 6, 9, tzinfo=UTC)
    event = Event(seq=7, kind=Kind.EDITED, at=at, item=ITEM, fields=fields, before=before)

    said = event_json(event)

    assert said["fields"] == list(fields)
    assert said["before"] == {
        "title": "旧标题",
        "published": None,
        "attachments": [{"url": "http://p/1", "name": "一", "size": None, "sha256": None}],
        "body": [{"before": "正文甲", "after": "正文"}],
        "more": 0,
    }
    only = Event(seq=7, kind=Kind.EDITED, at=at, item=ITEM, fields=("title",), before=before)
    assert event_json(only)["before"] == {"title": "旧标题"}
    assert event_json(Event(seq=8, kind=Kind.NEW, at=at, item=ITEM))["before"] is None
