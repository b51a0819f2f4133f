"""What a new template makes of articles, beside what is done to the articles themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes import compare
from portalwatch.changes.templates import find_blocks
from portalwatch.items import Attachment, Item, Kind
from tests.changes.test_compare import announced, crawl, item, known, published, row

NAMES = tuple("abcdefghij")
NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)


def article(name: str, **fields: object) -> Item:
    """One of several articles, each with a text, a day and a file of its own."""
    own = {
        "title": f"关于{name}事项的通知",
        "body": f"各单位：\n{name}事项已经办结\n请于6月{ord(name)}日前答复",
        "published": published(9),
        "attachments": (Attachment(url=f"http://p/{name}.pdf", name=f"{name}.pdf"),),
    }
    return item(name, **(own | fields))


def read_again(*after: Item, rows=(), pieces: frozenset[str] = frozenset(), lately: str = ""):
    """Read articles again that were last read an hour ago, or a minute ago if they are among those read `lately`."""
    now = [replace(each, fingerprint="2") for each in after]
    before = known(*(article(each.key) for each in after), pieces=pieces)
    ages = {key: timedelta(minutes=1 if key in lately else 60) for key in before.items}
    items = {key: replace(each, read_at=NOW - ages[key]) for key, each in before.items.items()}
    return compare(replace(before, items=items), crawl(*now, rows=rows))


def adding(name: str, *lines: str) -> Item:
    return replace(article(name), body="\n".join([article(name).body, *lines]))


def framed(name: str) -> Item:
    """An article to which a new template adds a line of its own."""
    old = article(name)
    return replace(old, body=f"作者：协会秘书处 第{ord(name)}号\n{old.body}")


def test_what_three_articles_have_in_common_is_their_template():
    changes = read_again(*map(framed, "abc"))

    assert (changes.announced, len(changes.stored)) == ((), 3)


def test_two_articles_may_have_anything_in_common():
    assert announced(read_again(*map(framed, "ab"))) == [(Kind.EDITED, "a"), (Kind.EDITED, "b")]


def test_what_a_template_was_found_to_add_is_known_in_the_single_article_that_is_read_later():
    pieces = read_again(*map(framed, "abc")).pieces
    edited = replace(framed("e"), body=f"{framed('e').body}\n另行通知")

    assert read_again(framed("d"), pieces=pieces).announced == ()
    assert announced(read_again(edited, pieces=pieces)) == [(Kind.EDITED, "e")]
    assert read_again(framed("d")).pieces == frozenset()


def test_the_same_line_in_three_of_many_is_their_own():
    repealed = [adding(name, "本文件已废止。") for name in "abc"]

    changes = read_again(*repealed, *map(article, "defgh"))

    assert (len(changes.announced), changes.pieces) == (3, frozenset())


def test_those_that_were_read_since_the_template_has_changed_say_nothing_against_it():
    changes = read_again(*map(framed, "abc"), *map(article, "defgh"), lately="defgh")

    assert changes.announced == ()


def test_who_made_a_page_is_the_templates_whatever_the_name_and_what_is_put_right_is_not():
    signed = [adding(name, f"责任编辑：{name}某") for name in "abc"]
    corrected = [adding(name, f"更正：{name}事项延期") for name in "abc"]

    assert read_again(*signed).announced == ()
    assert read_again(adding("d", "责任编辑：d某"), pieces=read_again(*signed).pieces).announced == ()
    assert len(read_again(*corrected).announced) == 3


def test_what_stands_between_the_lines_of_a_template_has_come_with_them():
    leaking = [adding(name, "相关推荐", f"{name}类工程一览", f"{name}的旧文", "分享到微信") for name in "abc"]
    beside = adding("d", "相关推荐", "d类工程一览", "分享到微信", "本通知作废")

    changes = read_again(*leaking, beside)

    assert announced(changes) == [(Kind.EDITED, "d")]
    again = [adding("e", "相关推荐", "e类工程一览", "分享到微信"), adding("f", "f类工程一览")]
    assert announced(read_again(*again, pieces=changes.pieces)) == [(Kind.EDITED, "f")]


def test_the_title_of_another_article_is_no_text():
    neighbour = adding("a", article("b").title)

    assert read_again(neighbour, article("b")).announced == ()
    assert len(read_again(neighbour).announced) == 1

    elsewhere = known(article("a"), titles=frozenset({article("b").title}))
    assert compare(elsewhere, crawl(replace(neighbour, fingerprint="2"))).announced == ()

    numbered = replace(article("b"), title="关于公布2021年第3批会员单位的通知")
    again = replace(adding("a", numbered.title), fingerprint="2")
    assert compare(known(article("a"), numbered), crawl(again)).announced == ()


def test_edits_of_their_own_are_told_however_many_they_are():
    edited = [replace(article(name), body=f"{name}事项重新办理") for name in NAMES]

    assert [key for _, key in announced(read_again(*edited))] == list(NAMES)


def test_an_edit_beside_a_new_template_is_told():
    edited = replace(framed("d"), body=f"{framed('d').body}\n另行通知")

    assert announced(read_again(*map(framed, "abc"), edited)) == [(Kind.EDITED, "d")]


def test_only_the_fields_that_are_the_articles_own_are_told():
    retitled = replace(framed("d"), title="关于另一事项的通知")

    (change,) = read_again(*map(framed, "abc"), retitled).announced

    assert (change.item.key, change.fields) == ("d", ("title",))


def test_another_day_in_three_texts_is_no_template():
    put_off = [replace(article(name), body=article(name).body.replace("6月", "7月")) for name in "abc"]

    assert len(read_again(*put_off).announced) == 3


COUNTERS = (
    "热度 {}",
    "距报名截止还有{}天",
    "2022年6月{}日 欢迎光临",
    "当前IP：10.0.{}.7",
    "作者：本站 更新时间：06-{}",
)


def counting(
    names: str, line: str = "距报名截止还有{}天", *, by: int = 1, pieces: frozenset[str] = frozenset(), also=()
):
    """Read articles again all of which show a number, which has grown in those of these `names`."""
    numbers = {name: 30 + place for place, name in enumerate("abcdefgh")}
    before = known(*(adding(name, line.format(number)) for name, number in numbers.items()), pieces=pieces)
    now = [adding(name, line.format(numbers[name] + by)) for name in names]
    return compare(before, crawl(*(replace(each, fingerprint="2") for each in (*now, *also)), rows=()))


@pytest.mark.parametrize("line", COUNTERS)
def test_a_line_that_counts_in_all_articles_is_the_templates_and_known_in_a_single_one_later(line):
    changes = counting("abcd", line)

    assert (changes.announced, len(changes.stored)) == ((), 4)
    assert counting("e", line, by=7, pieces=changes.pieces).announced == ()
    assert len(counting("e", line, by=7).announced) == 1


def test_a_number_that_grows_by_a_digit_counts_too():
    changes = counting("abcd", by=100)

    assert changes.announced == ()
    longer = replace(article("a"), body=f"{article('a').body}\n另有3")
    later = replace(longer, body=f"{longer.body}5", fingerprint="2")
    assert len(compare(known(longer, pieces=changes.pieces), crawl(later)).announced) == 1


def test_the_day_of_the_week_counts_with_the_date_beside_it():
    days = "一二三四五六日"
    before = [adding(name, f"2022年6月6日 星期{days[0]}") for name in "abcd"]
    now = [replace(adding(name, f"2022年6月9日 星期{days[3]}"), fingerprint="2") for name in "abcd"]

    assert compare(known(*before), crawl(*now)).announced == ()


def test_numbers_that_differ_in_a_few_of_those_read_are_told_and_so_is_what_differs_beside_a_counter():
    line = "报名截止时间：6月{}日"
    rest = [adding(name, line.format(30 + "abcdefgh".index(name))) for name in "defgh"]

    assert len(counting("abc", line).announced) == 3
    assert len(counting("abc", line, also=rest).announced) == 3
    assert len(counting("abc", line, also=[article(name) for name in "xy"]).announced) >= 3
    edited = replace(adding("e", "距报名截止还有9天"), body=f"{adding('e', '距报名截止还有9天').body}\n另行通知")
    assert announced(counting("abcd", also=[edited])) == [(Kind.EDITED, "e")]


def test_a_template_that_adds_a_line_with_a_number_hides_no_other_number_in_it():
    pieces = read_again(*(adding(name, "咨询电话：5556") for name in "abc")).pieces

    assert len(counting("a", "咨询电话：{}", pieces=pieces).announced) == 1


def titled(name: str) -> Item:
    return replace(article(name), title=f"{article(name).title}_协会网站")


def test_the_same_words_at_the_titles_of_most_are_the_templates_unless_the_list_has_them_too():
    now = [titled(name) for name in "abcd"]
    listed = tuple(replace(row(each.key), title=each.title) for each in now)

    assert read_again(*now).announced == ()
    assert read_again(*now, rows=tuple(row(name) for name in "abcd")).announced == ()
    assert len(read_again(*now, rows=listed).announced) == 4
    assert len(read_again(*now, *map(article, "efghij")).announced) == 4


def retitled(marked: str, names: str = "abcdefgh", *, before: str = "【通知】", after: str = ""):
    """Read a list again in which some titles have gained something, and their articles; the others are as they were."""
    now = [
        replace(article(name), title=f"{before}{article(name).title}{after}" if name in marked else article(name).title)
        for name in names
    ]
    return [each for each in now if each.key in marked], tuple(replace(row(each.key), title=each.title) for each in now)


@pytest.mark.parametrize("marks", [{}, {"before": "", "after": "（06-09）"}])
def test_what_most_titles_of_a_list_have_gained_is_the_lists_also_where_it_shows_in_a_single_one_later(marks):
    opened, listed = retitled("abcdefg", **marks)
    changes = read_again(*opened, rows=listed)
    later, shown = retitled("h", **marks)

    assert changes.announced == ()
    assert read_again(*later, rows=shown, pieces=changes.pieces).announced == ()
    assert len(read_again(*later, rows=shown).announced) == 1


def test_what_one_title_says_later_is_news_though_most_came_to_say_it_at_once():
    opened, listed = retitled("abcdefg", before="", after="（已废止）")
    changes = read_again(*opened, rows=listed)
    later, shown = retitled("h", before="", after="（已废止）")

    assert changes.announced == ()
    assert len(read_again(*later, rows=shown, pieces=changes.pieces).announced) == 1


def test_what_most_titles_of_a_list_have_gained_is_the_lists_also_where_no_article_could_ever_be_read():
    now, listed = retitled("abcdefgh")
    before = known(*(replace(article(each.key), fingerprint=None) for each in now))
    rows_alone = [replace(each, fingerprint=None) for each in now]

    assert compare(before, crawl(*rows_alone, rows=listed)).announced == ()
    assert len(compare(before, crawl(rows_alone[0], rows=listed[:1])).announced) == 1


def test_the_same_correction_of_a_few_titles_of_a_list_is_told():
    for marked, names in (("abc", "abcdefgh"), ("abcd", "abcd")):
        opened, listed = retitled(marked, names, before="【更正】")

        assert len(read_again(*opened, rows=listed).announced) == len(marked)


def test_titles_that_change_each_in_its_own_way_are_told():
    now = [replace(article(name), title=f"{name}事项终止的公告") for name in "abc"]

    assert len(read_again(*now).announced) == 3


def test_most_articles_with_another_day_are_the_templates_unless_the_list_has_it_too():
    now = [replace(article(name), published=published(8)) for name in "abcd"]

    assert read_again(*now).announced == ()
    assert read_again(*now, rows=tuple(row(name, 9) for name in "abcd")).announced == ()
    assert len(read_again(*now, rows=tuple(row(name, 8) for name in "abcd")).announced) == 4
    assert len(read_again(*now, *map(article, "efghij")).announced) == 4


def test_a_file_that_a_template_offers_with_every_article_is_the_templates():
    app = Attachment(url="http://p/app.apk", name="客户端")
    now = [replace(article(name), attachments=(*article(name).attachments, app)) for name in "abc"]

    assert read_again(*now).announced == ()
    assert len(read_again(*now[:2]).announced) == 2


def test_files_that_are_all_elsewhere_or_nowhere_are_the_templates():
    elsewhere = {name: Attachment(url=f"http://p/down?{name}", name=name) for name in "abc"}
    moved = [replace(article(name), attachments=(elsewhere[name],)) for name in "abc"]
    without = [replace(article(name), attachments=()) for name in "abc"]

    assert read_again(*moved).announced == ()
    assert read_again(*without).announced == ()
    assert len(read_again(*moved, article("d")).announced) == 3


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("一\n二", "一\n二\n三\n四", {"+三", "+四"}),
        ("一\n来源：甲报\n二", "一\n二", {"-来源"}),
        ("作者：甲", "作者：乙", {"-作者：甲", "+作者：乙"}),
        ("作者：甲", "来源：乙", {"-作者", "+来源"}),
        ("一", "二\n三", {"-一", "+二", "+三"}),
        ("一\n二", "二", {"-一"}),
        ("附件：表12.doc\n完", "表12.doc\n完", {"-附件："}),
        ("表.doc", "表.doc下载", {"+下载"}),
        ("第2条", "第3条", {"-第2条", "+第3条"}),
        ("日期：2022-6-9", "日期：2022/6/9", {"-日期：0-0-0", "+日期：0/0/0"}),
        ("一二", "一\n 二", set()),
    ],
)
def test_the_pieces_of_a_difference(before, after, pieces):
    assert set(chain(*find_blocks(before, after))) == pieces


lines = st.lists(st.text("甲乙丙丁0123 ", max_size=6), max_size=6)


@given(lines, lines)
def test_texts_differ_in_pieces_just_when_they_differ_in_more_than_blanks(before, after):
    one, other = ("".join("".join(each).split()) for each in (before, after))

    assert bool(find_blocks("\n".join(before), "\n".join(after))) is (one != other)


@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=10, unique=True), st.text("甲乙丙", min_size=1))
def test_a_line_that_is_put_around_every_article_is_never_told(names, line):
    now = [replace(article(name), body=f"{line}\n{article(name).body}\n{line}") for name in names]

    assert read_again(*now).announced == ()


@given(st.sets(st.sampled_from(NAMES[:5])), st.booleans())
def test_a_template_hides_no_edit_but_its_own(edited, redesigned):
    frame = framed if redesigned else article
    now = [frame(name) for name in NAMES]
    now = [replace(each, body=f"{each.body}\n{each.key}事项有变") if each.key in edited else each for each in now]

    assert {key for _, key in announced(read_again(*now))} == edited
