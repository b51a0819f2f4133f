"""What a digest says of each kind of change."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.entries import EDITS_SHOWN_AMONG
from portalwatch.digest.rendering import render
from portalwatch.items import Attachment, Content, Kind, Precision, Problem

from .samples import digest, dom, event, item, links, poisoned, published

FIELDS = ("title", "published", "body", "attachments")
BEFORE = Content(
    title="关于第一批公装标准的通知",
    published=published("2026-11-20"),
    body="第1批公装标准已经拟定，现予公示。",
    attachments=(
        Attachment(url="https://portal.example.cn/f/draft.pdf", name="送审稿.pdf"),
        Attachment(url="https://portal.example.cn/f/old.pdf", name="第1批.pdf"),
    ),
)
KINDS = [Kind.LATE, Kind.EDITED, Kind.WITHDRAWN, Kind.RETURNED]


def edited(fields=FIELDS, before=BEFORE, **changes):
    return replace(event(1, Kind.EDITED, fields, **changes), before=before)


def changes(page: str) -> list[tuple[str, str]]:
    """What a page shows as gone and as added, in its order."""
    return [(each.tag, each.text_content()) for each in dom(page).iter("del", "ins")]


def test_an_edit_shows_what_was_and_what_is():
    rendered = render(digest(edited()))

    assert changes(rendered.html) == [
        ("del", "一"),
        ("ins", "1"),
        ("del", "11月20日"),
        ("ins", "11月22日"),
        ("del", "拟"),
        ("ins", "审"),
        ("del", "示"),
        ("ins", "布"),
        ("ins", "（文件已替换）"),
        ("del", "送审稿.pdf"),
    ]
    assert "修改：标题、时间、正文、附件" in dom(rendered.html).text_content()


def test_in_the_text_what_was_stands_above_what_is():
    said = render(digest(edited())).text

    assert (
        "  标题：\n  - 关于第一批公装标准的通知\n  + 关于第1批公装标准的通知\n"
        "  时间：11月20日 → 11月22日\n"
        "  正文：\n  - 第1批公装标准已经拟定，现予公示。\n  + 第1批公装标准已经审定，现予公布。\n"
        "  附件：\n  - 第1批.pdf\n  + 第1批.pdf（文件已替换）\n  - 送审稿.pdf\n"
    ) in said


def test_a_long_passage_goes_on_below_itself():
    rendered = render(digest(edited(("title",), before=replace(BEFORE, title="标" * 60), title="准" * 60)))

    assert f"  - {'标' * 33}\n    {'标' * 27}\n  + {'准' * 33}\n" in rendered.text


def test_an_edit_is_shown_in_place_of_the_summary():
    assert render(digest(edited(("title",)))).html.count("已经审定") == 0
    assert "已经审定" in render(digest(edited(("title",), before=None))).html


def test_of_many_passages_and_files_the_rest_is_counted():
    body = "\n".join(f"第{number}条保留" for number in range(9))
    files = tuple(Attachment(url=f"https://a.cn/{number}", name=f"附件{number}") for number in range(7))
    rendered = render(
        digest(
            edited(
                ("body", "attachments"),
                body=body,
                before=replace(BEFORE, body=body.replace("保留", "废止")),
                attachments=files,
            )
        )
    )

    for said in (rendered.text, dom(rendered.html).text_content()):
        assert re.findall(r"另有 \d 处", said) == ["另有 5 处", "另有 5 处"]


def test_what_was_changed_back_since_is_said():
    now = item(1)
    before = Content(title=now.title, published=now.published, body=now.body, attachments=now.attachments)
    rendered = render(digest(edited(before=before)))

    assert "修改：标题、时间、正文、附件（现已改回）" in rendered.text
    assert changes(rendered.html) == []
    assert "现已改回" not in render(digest(edited())).text


def test_an_edit_is_compared_with_what_followed_it():
    event = replace(edited(("title",)), after=Content(title="关于第二批公装标准的通知"))

    assert changes(render(digest(event)).html) == [("del", "一"), ("ins", "二")]


def test_a_time_that_came_or_went_is_shown_with_its_clock():
    at = published("2026-11-22T09:30:00", Precision.MINUTE)
    rendered = render(digest(edited(("published",), before=replace(BEFORE, published=None), published=at)))

    assert "时间：未标日期 → 11月22日 09:30" in rendered.text


def test_a_field_of_which_nothing_is_kept_is_only_named():
    rendered = render(digest(edited(("source", "title"))))

    assert "修改：来源、标题" in rendered.text
    assert "  来源：\n" not in rendered.text


@pytest.mark.parametrize(
    ("language", "sizes", "said"),
    [
        ("zh", (980, 12_345), "送审稿.pdf（文件已替换：980 B → 12 KB）"),
        ("zh", (12_345, 12_346), "送审稿.pdf（文件已替换）"),
        ("en", (999_000, 2_340_000), "送审稿.pdf (file replaced: 999 KB → 2.3 MB)"),
        ("en", (None, None), "送审稿.pdf (file replaced)"),
    ],
)
def test_a_file_with_other_bytes_under_its_own_address_is_said_to_be_replaced(language, sizes, said):
    draft, *others = BEFORE.attachments
    old, new = (replace(draft, digest=digest, size=size) for digest, size in zip("ab", sizes, strict=True))
    before = replace(BEFORE, attachments=(old, *others))

    rendered = render(digest(edited(("attachments",), before, attachments=(new, *others)), language=language))

    assert f"- 送审稿.pdf\n  + {said}\n" in rendered.text
    assert changes(rendered.html) == [("ins", said.removeprefix("送审稿.pdf"))]


def test_a_file_that_has_only_moved_is_not_told_beside_one_that_came():
    moved = replace(BEFORE.attachments[0], url="https://portal.example.cn/files/2026/draft.pdf")
    came = Attachment(url="https://portal.example.cn/f/new.pdf", name="说明.pdf")

    rendered = render(digest(edited(("attachments",), attachments=(moved, BEFORE.attachments[1], came))))

    assert changes(rendered.html) == [("ins", "说明.pdf")]


def test_a_file_without_a_name_is_known_by_its_address():
    file = Attachment(url="https://a.cn/1 2.pdf", name="\u200b")
    rendered = render(digest(edited(("attachments",), attachments=(*BEFORE.attachments, file))))

    assert changes(rendered.html) == [("ins", "https://a.cn/1%202.pdf")]


@pytest.mark.parametrize(
    ("language", "kind", "mark"),
    [
        ("zh", Kind.LATE, "补报：11月22日发布，现在才列出"),
        ("zh", Kind.WITHDRAWN, "撤下：原网址已无此文"),
        ("zh", Kind.RETURNED, "恢复：重新列出"),
        ("en", Kind.LATE, "Late: published 22 Nov, listed only now"),
        ("en", Kind.WITHDRAWN, "Withdrawn: no longer at its address"),
        ("en", Kind.RETURNED, "Back: listed again"),
    ],
)
def test_every_kind_but_the_new_is_marked(language, kind, mark):
    rendered = render(digest(event(kind=kind), language=language))

    assert mark in rendered.text
    assert mark in dom(rendered.html).text_content()


def test_what_is_late_without_a_day_is_late_all_the_same():
    assert " · 补报\n" in render(digest(event(kind=Kind.LATE, published=None))).text


def test_what_was_withdrawn_is_struck_through_and_leads_nowhere():
    gone = Problem(kind="http-404", url="https://portal.example.cn/n/1.html")
    rendered = render(digest(event(kind=Kind.WITHDRAWN, problem=gone)))

    assert [each.text_content() for each in dom(rendered.html).iter("s")] == ["关于第1批公装标准的通知"]
    assert links(rendered.html) == []
    assert "* 撤下：关于第1批公装标准的通知\n  11月22日" in rendered.text
    for said in (rendered.text, rendered.html):
        assert not re.search(r"已经审定|第1批\.pdf|暂时无法读取|https://portal", said)


@pytest.mark.parametrize(
    ("language", "mark", "lines"),
    [
        ("zh", "恢复：重新列出，有修改（标题、时间）", "  时间：11月20日 → 11月22日\n"),
        ("en", "Back: listed again, edited (title, date)", "  date: 20 Nov → 22 Nov\n"),
    ],
)
def test_what_has_returned_edited_shows_what_was_and_what_is(language, mark, lines):
    rendered = render(digest(replace(edited(("title", "published")), kind=Kind.RETURNED), language=language))

    assert f" · {mark}\n" in rendered.text
    assert mark in dom(rendered.html).text_content()
    assert "  - 关于第一批公装标准的通知\n  + 关于第1批公装标准的通知\n" + lines in rendered.text
    assert changes(rendered.html)[:2] == [("del", "一"), ("ins", "1")]
    assert "已经审定" not in rendered.text


def test_what_has_returned_as_it_was_says_so():
    plain = event(1, Kind.RETURNED)
    undone = replace(edited(("title",), replace(BEFORE, title=plain.item.title)), kind=Kind.RETURNED)

    for each in (plain, undone):
        rendered = render(digest(each))
        assert " · 恢复：重新列出\n" in rendered.text
        assert changes(rendered.html) == []


def test_what_was_edited_before_it_was_withdrawn_shows_no_edits():
    assert changes(render(digest(replace(edited(), kind=Kind.WITHDRAWN))).html) == []


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        ("zh", "2 条新增 · 1 条补报 · 1 条恢复 · 1 条修改 · 1 条撤下 · 1 个网站"),
        ("en", "2 new · 1 late · 1 back · 1 edited · 1 withdrawn · 1 portal"),
    ],
)
def test_each_kind_is_counted_and_news_stand_first(language, facts):
    kinds = [*reversed(KINDS), Kind.NEW, Kind.NEW]
    rendered = render(digest(*(event(number, kind) for number, kind in enumerate(kinds, 1)), language=language))

    assert facts in rendered.text
    assert facts in dom(rendered.html).text_content().replace("\u00a0", " ")
    assert re.findall(r"^\* .*第(\d)批", rendered.text, re.MULTILINE) == ["5", "6", "4", "1", "3", "2"]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.LATE, "补报：关于第1批公装标准的通知（湖北装饰网）"),
        (Kind.EDITED, "修改：关于第1批公装标准的通知（湖北装饰网）"),
        (Kind.WITHDRAWN, "撤下：关于第1批公装标准的通知（湖北装饰网）"),
        (Kind.RETURNED, "恢复：关于第1批公装标准的通知（湖北装饰网）"),
    ],
)
def test_the_subject_of_a_single_change_says_its_kind(kind, subject):
    assert render(digest(event(kind=kind))).subject == f"【portalwatch】{subject}"


def test_a_subject_or_preview_shows_no_withdrawn_title_as_news():
    rendered = render(digest(event(1, Kind.WITHDRAWN), event(2, Kind.WITHDRAWN)))

    assert rendered.subject == "【portalwatch】湖北装饰网 2 条更新，撤下：关于第1批公装标准的通知（11月23日）"
    assert dom(rendered.html).find("body")[0].text_content().startswith("撤下：关于第1批")


def test_a_mail_of_very_many_entries_leaves_their_edits_out():
    many = [replace(edited(("title",)), item=item(number)) for number in range(EDITS_SHOWN_AMONG + 1)]

    assert "一批" not in render(digest(*many)).text
    assert "一批" in render(digest(*many[:90])).text


@given(poisoned, poisoned, st.sampled_from(KINDS), st.sampled_from(["zh", "en"]))
def test_no_string_keeps_a_change_from_being_shown(first, second, kind, language):
    before = Content(title=first, body=f"{first}\n{second}", attachments=(Attachment(url=first, name=second),))
    entry = event(kind=kind, changed=FIELDS, title=second, body=first + "。" + second, published=None)
    rendered = render(digest(replace(entry, before=before), language=language))

    assert rendered.text.encode()
    assert rendered.html.encode()
    assert rendered.subject.splitlines() == [rendered.subject]


@pytest.mark.parametrize(
    "poison", ["<script>alert(1)</script>", '"><svg/onload=alert(1)>', "</del></table><b>", "{{ 7 }}"]
)
def test_markup_in_an_edit_stays_text(poison):
    def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
        before = Content(title=f"{text}甲", body=f"{text}甲", attachments=(Attachment(url="https://a.cn", name=text),))
        page = render(digest(edited(FIELDS, before, title="乙", body="乙", published=None))).html
        assert text in dom(page).text_content()
        return [(each.tag, tuple(each.keys())) for each in dom(page).iter() if isinstance(each.tag, str)]

    assert shape(poison) == shape("公装标准")
