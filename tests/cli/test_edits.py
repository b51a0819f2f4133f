"""Edits as the terminal shows them."""

from datetime import UTC, datetime

import pytest

from portalwatch.cli import screen
from portalwatch.cli.edits import coloured, print_edits
from portalwatch.items import Attachment, Content, Event, Item, Kind, Origin, Precision, Published

BODY = "第一条保留\n第二条保留\n第三条保留\n第四条保留\n第五条保留\n第六条保留"


def day(number: int) -> Published:
    at = datetime(2022, 6, number, tzinfo=UTC)
    return Published(at=at, precision=Precision.DAY, origin=Origin.LIST, raw="")


ITEM = Item(
    portal="p",
    section="s",
    key="k",
    url="http://p/k",
    title="补充[bold]通知",
    published=day(9),
    body=BODY.replace("保留", "废止"),
    attachments=(Attachment(url="http://p/2", name="二.pdf"),),
)
BEFORE = Content(title="[bold]通知", published=day(8), body=BODY, attachments=())
FIELDS = ("title", "published", "body", "attachments")


@pytest.fixture
def said(monkeypatch, capsys):
    """What is printed for an edit, in a language."""
    monkeypatch.setattr(screen.out, "width", 80)

    def show(language: str, **fields) -> list[str]:
        monkeypatch.setenv("PORTALWATCH_LANG", language)
        values = {"kind": Kind.EDITED, "before": BEFORE, "fields": FIELDS} | fields
        print_edits([Event(seq=3, at=datetime(2022, 6, 9, 10, tzinfo=UTC), item=ITEM, **values)], "Asia/Shanghai")
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return show


def test_each_field_is_shown_as_it_was_and_as_it_is(said):
    assert said("zh") == [
        "3  06-09 18:00  修改  p/s  补充[bold]通知",
        "    标题：",
        "      - [bold]通知",
        "      + 补充[bold]通知",
        "    时间：6月8日 → 6月9日",
        "    正文：",
        *(line for number in "一二三四" for line in (f"      - 第{number}条保留", f"      + 第{number}条废止")),
        "      另有 2 处",
        "    附件：",
        "      + 二.pdf",
    ]


def test_what_has_returned_edited_is_shown_like_an_edit(said):
    shown = said("zh", kind=Kind.RETURNED, fields=("title",))
    edit = ["    标题：", "      - [bold]通知", "      + 补充[bold]通知"]
    assert shown == ["3  06-09 18:00  恢复  p/s  补充[bold]通知", *edit]
    assert said("en", kind=Kind.RETURNED, fields=("title",))[1] == "    title:"


def test_other_events_stand_on_one_line(said):
    line = "3  06-09 18:00  withdrawn  p/s  补充[bold]通知"
    assert said("en", kind=Kind.WITHDRAWN, before=None, fields=()) == [line]


def test_every_kind_has_a_word_in_both_languages(monkeypatch):
    told = {}
    for language in ("en", "zh"):
        monkeypatch.setenv("PORTALWATCH_LANG", language)
        told[language] = [coloured(kind).plain for kind in Kind]
    assert told["en"] == [kind.value for kind in Kind]
    assert told["zh"] == ["新增", "补报", "修改", "换址", "撤下", "恢复"]
