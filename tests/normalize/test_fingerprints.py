from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from portalwatch.items import Attachment, Item, Origin, Precision, Published
from portalwatch.normalize.fingerprints import fingerprint, is_kept, row_fingerprint

CHINA = timezone(timedelta(hours=8))
DAY = Published(at=datetime(2022, 6, 9, tzinfo=CHINA), precision=Precision.DAY, origin=Origin.ARTICLE, raw="2022-06-09")
MINUTE = replace(DAY, at=datetime(2022, 6, 9, 17, 21, tzinfo=CHINA), precision=Precision.MINUTE, raw="2022-06-09 17:21")
ITEM = Item(
    portal="hbjz",
    section="notices",
    key="example.cn/5",
    url="http://example.cn/5",
    title="关于开展检查的通知",
    published=DAY,
    body="第一段。\n第二段。",
    attachments=(
        Attachment(url="http://example.cn/a.doc", name="甲.doc"),
        Attachment(url="http://example.cn/b", name="乙"),
    ),
)


def test_a_fingerprint_is_the_same_for_ever():
    assert fingerprint(ITEM) == "4a0c9684b44194c3addc2d09e9f0fdb5e8769c7448cf4a580f93fbcced8d9d92"
    assert row_fingerprint("通知", MINUTE) == "5b755ed35ed3d9cce1faed328a98f630a9dc1577f5db9c6c1f6011cbe1236db9"


@pytest.mark.parametrize(
    "other",
    [
        replace(ITEM, title="关于开展检查的通知（修订）"),
        replace(ITEM, published=MINUTE),
        replace(ITEM, published=None),
        replace(ITEM, body="第一段。\n第三段。"),
        replace(ITEM, attachments=ITEM.attachments[:1]),
        replace(ITEM, attachments=(Attachment(url="http://example.cn/a2.doc", name="甲.doc"), ITEM.attachments[1])),
        replace(ITEM, attachments=(Attachment(url="http://example.cn/a.doc", name="丙.doc"), ITEM.attachments[1])),
    ],
)
def test_another_title_time_body_or_file_is_another_fingerprint(other):
    assert fingerprint(other) != fingerprint(ITEM)


@pytest.mark.parametrize(
    "other",
    [
        replace(ITEM, portal="other", section="news", key="x", url="http://m.example.cn/5"),
        replace(ITEM, source="湖北日报", author="张三", breadcrumb=("首页",)),
        replace(ITEM, published=replace(DAY, origin=Origin.LIST, raw="2022年6月9日")),
        replace(ITEM, title="关于开展检查\u3000的通知 "),
        replace(ITEM, body="\u3000\u3000第一段。\n\n第二 段。\n"),
        replace(ITEM, attachments=ITEM.attachments[::-1]),
        replace(ITEM, attachments=(Attachment(url="https://www.example.cn/a.doc", name="甲.doc"), ITEM.attachments[1])),
    ],
)
def test_what_is_no_content_does_not_matter(other):
    assert fingerprint(other) == fingerprint(ITEM)


@pytest.mark.parametrize(
    "passing",
    [
        "浏览次数：123",
        "浏览次数：",
        "阅读 1,234",
        "阅读(12)",
        "阅读量：1.2万+",
        "点击数: 12次",
        "点击率：次",
        "访问量：12 人次",
        "人气：12",
        "12人阅读",
        "已下载次数：3",
        "[12]次阅读",
        "（1,234）人次浏览",
        "\n您是本站第12位访客",
        "\nHits: 1,234",
        "\nviews 12",
        "\n上一篇：关于另一件事的通知",
        "\n下一条：\n关于又一件事的通知",
        "\n今天是2022年6月9日 星期四",
        "\n打印时间：2022-06-09 17:21",
    ],
)
def test_what_changes_by_itself_in_a_body_does_not_matter(passing):
    label = "已" if passing.startswith("已") else ""

    assert fingerprint(replace(ITEM, body=f"{ITEM.body}{passing}")) == fingerprint(
        replace(ITEM, body=ITEM.body + label)
    )


def test_a_number_in_the_text_matters():
    assert fingerprint(replace(ITEM, body="共阅卷12份")) != fingerprint(replace(ITEM, body="共阅卷13份"))


def test_an_empty_field_leaves_no_trace():
    bare = replace(ITEM, published=None, body="", attachments=())

    assert fingerprint(bare) == row_fingerprint(ITEM.title, None)


def test_content_does_not_pass_from_one_field_to_the_next():
    assert fingerprint(replace(ITEM, title="甲乙", body="丙")) != fingerprint(replace(ITEM, title="甲", body="乙丙"))


def test_a_time_told_from_now_does_not_matter():
    seen = replace(MINUTE, raw="2小时前")
    later = replace(MINUTE, raw="3小时前", at=MINUTE.at - timedelta(minutes=7))

    assert fingerprint(replace(ITEM, published=seen)) == fingerprint(replace(ITEM, published=later))
    assert row_fingerprint("通知", seen) == row_fingerprint("通知", later) == row_fingerprint("通知", None)


def test_a_row_is_known_by_title_and_time():
    assert row_fingerprint("通知", DAY) == row_fingerprint(" 通 知", DAY)
    assert row_fingerprint("通知", DAY) != row_fingerprint("通知", MINUTE)
    assert row_fingerprint("通知", DAY) != row_fingerprint("公告", DAY)


@pytest.mark.parametrize(
    "line", ["甲.doc", "附件：甲.doc", "附件1：甲", "附件 2. 甲.doc(点击下载)", "  甲  ", "下载：乙"]
)
def test_a_line_that_only_names_a_file_does_not_matter(line):
    assert fingerprint(replace(ITEM, body=f"第一段。\n第二段。\n{line}")) == fingerprint(ITEM)


@pytest.mark.parametrize("line", ["附件：丁.doc", "甲.doc 是申请表", "甲乙"])
def test_a_line_that_says_more_does(line):
    assert fingerprint(replace(ITEM, body=f"第一段。\n第二段。\n{line}")) != fingerprint(ITEM)


def test_a_text_is_kept_when_most_of_its_sentences_are_there_and_they_say_enough():
    text = "各会员单位要高度重视质量检查工作并于月底以前完成自查。协会将对有关情况进行走访并将结果另行公布。详见附件。"

    assert is_kept(text, f"按：{text}责任编辑：王五")
    assert is_kept(text, text[:52])
    assert not is_kept(text, text[:20])
    assert not is_kept("详见附件。", "详见附件。")
