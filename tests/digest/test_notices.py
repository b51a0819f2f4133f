"""The operator's mail about sections whose health has changed."""

from datetime import timedelta

import pytest
from hypothesis import given

from portalwatch.digest.notices import Places, render_notices
from portalwatch.items import Notice, Outcome, Sign

from .samples import SLOT, dom, poisoned
from .test_rendering import XSS, check_page, shape, words

PORTALS = {"hubei": "湖北装饰网", "mohurd": "住建部"}
SECTIONS = {("hubei", "notices"): "通知公告", ("hubei", "policies"): "政策法规"}
PAGES = {("hubei", "notices"): "http://p.example/notices/", ("hubei", ""): "http://p.example/"}


def notice(after: Outcome = Outcome.BLOCKED, **fields) -> Notice:
    base = {"portal": "hubei", "section": "notices", "before": Outcome.OK, "at": SLOT, "detail": ""}
    return Notice(**{"after": after} | base | fields)


def render(*notices: Notice, portals=PORTALS, sections=SECTIONS, pages=PAGES, **options):
    def typed(text: str) -> str:
        return f"/opt/bin/portalwatch {text} --home /srv/watch"

    places = Places(portals=portals, sections=sections, pages=pages, command=typed)
    return render_notices(notices, places=places, **options)


def test_the_operator_sees_titles_of_a_list_that_is_held():
    counts = "0 have the title and day of a known item, 15 are older than the newest known"
    titles = " ".join(
        f"“{name}房产楼盘优惠第{number}期：精装修三居室…”" for number, name in enumerate(("金地", "万科", "保利"), 1)
    )
    held = notice(Outcome.SUSPECT, detail=f"none of the 20 rows is known; {counts}; among them {titles}")

    assert "精装修三居室…”“保利房产" in "".join(render(held).text.split())
    assert "楼盘优惠第3期：精装修三居室…”" in "".join(render(held, language="en").text.split())


def test_a_notice_says_what_happened_since_when_why_and_what_to_do():
    rendered = render(notice(detail="加速乐"))
    assert rendered.subject == "【portalwatch】1 个栏目有问题：湖北装饰网"
    for part in (
        "湖北装饰网",
        "通知公告",
        "正常 → 被拦截",
        "11月23日 08:00 起被验证、登录或维护页面挡住（加速乐）",
        "被拦截",
    ):
        assert part in rendered.text
        assert part in words(rendered.html)
    assert "降低频率" in rendered.text
    assert "降低频率" in words(rendered.html)


def test_recoveries_stand_apart_after_the_troubles():
    rendered = render(
        notice(Outcome.OK, before=Outcome.FAILED, portal="mohurd", section="news"),
        notice(Outcome.EMPTY),
        notice(Outcome.SUSPECT, before=None, portal="mohurd"),
        language="en",
    )
    assert rendered.subject == "[portalwatch] 2 sections in trouble, 1 section is back: 湖北装饰网, 住建部"
    order = [
        "In trouble",
        "湖北装饰网",
        "ok → empty",
        "住建部",
        "first visit → suspect",
        "Back to normal",
        "failed → ok",
    ]
    positions = [rendered.text.index(part) for part in order]
    assert positions == sorted(positions)
    assert [heading.text for heading in dom(rendered.html).iter("h2")] == ["In trouble", "Back to normal"]


def test_a_mail_of_recoveries_gives_no_advice():
    rendered = render(notice(Outcome.UNCHANGED, before=Outcome.FAILED))
    assert rendered.subject == "【portalwatch】1 个栏目已恢复：湖北装饰网"
    assert "怎么办" not in rendered.text + rendered.html


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.healthy])
def test_every_trouble_has_its_advice(outcome):
    rendered = render(notice(outcome), language="en")
    assert f"ok → {outcome.value}" in rendered.text
    assert "\n  What to do: " in rendered.text
    assert "What to do" in words(rendered.html)


@pytest.mark.parametrize(
    ("language", "accept", "reject"),
    [("zh", "用 {} 接受", "用 {} 拒绝"), ("en", "if the page is right, {},", "else {}")],
)
def test_a_command_stands_on_one_line_for_the_sections_concerned_and_the_page_on_its_own(language, accept, reject):
    rendered = render(notice(Outcome.SUSPECT), language=language)

    typed = "/opt/bin/portalwatch {} hubei --section notices --home /srv/watch"
    lines = [line.strip() for line in rendered.text.splitlines()]
    for verb, said in {"accept": accept, "reject": reject}.items():
        assert any(typed.format(verb) in line for line in lines)
        assert said.format(typed.format(verb)) in words(rendered.html)
        assert f">{typed.format(verb)}</code>" in rendered.html
    assert "http://p.example/notices/" in lines
    assert 'href="http://p.example/notices/"' in rendered.html


def test_what_concerns_a_whole_portal_names_its_address_and_no_section():
    both = [notice(Outcome.SUSPECT, section=section) for section in ("notices", "policies")]
    text = render(*both).text
    assert "accept hubei --home" in text
    assert "\n  http://p.example/\n" in text


@pytest.mark.parametrize("url", ["", "javascript:alert(1)"])
def test_what_cannot_be_linked_is_not(url):
    rendered = render(notice(Outcome.SUSPECT), pages={("hubei", "notices"): url})
    assert "<a " not in rendered.html
    assert (url or "http") in rendered.text or not url


def test_what_may_go_by_itself_says_what_to_do_when_it_does_not():
    text = render(notice(Outcome.FAILED, detail="http-500"), language="en").text.replace("\n ", "")
    assert "What to do: tried again by the next crawl; where it lasts for days: if the page has moved" in text


def test_of_what_the_page_says_nothing_about_no_page_is_named():
    assert "http" not in render(notice(Sign.OVERDUE)).text


def test_a_reason_is_told_to_the_operator_in_full():
    detail = "112 of 121 articles could not be read: replaced: http://p.example/notices/000000000000000112.html"
    text = render(notice(Outcome.PARTIAL, detail=f"{detail} (one text in the places of several articles)")).text
    assert "多篇文章的位置上是同一段文字" in text.replace("\n  ", "")
    assert max(map(len, text.splitlines())) <= 76


def test_trouble_that_has_become_another_says_when_the_section_was_last_read():
    turned = notice(before=Outcome.FAILED, read_at=SLOT - timedelta(days=3))
    assert "（上次读到：11月20日 08:00）" in words(render(turned).html)
    assert "上次读到" not in render(notice(read_at=SLOT - timedelta(hours=1))).text


@pytest.mark.parametrize(
    ("lasted", "said"),
    [
        (timedelta(days=4, hours=3), "in trouble since 19 Nov 05:00, for 4 days"),
        (timedelta(hours=30), "for 30 hours"),
        (timedelta(minutes=90), "for 90 minutes"),
        (timedelta(seconds=4), "for 1 minute)"),
    ],
)
def test_a_recovery_says_how_long_the_trouble_lasted(lasted, said):
    over = notice(Outcome.OK, before=Outcome.FAILED, since_at=SLOT - lasted)
    assert said in " ".join(render(over, language="en").text.split())


def test_times_are_told_in_the_operators_zone():
    rendered = render(
        notice(), notice(at=SLOT - timedelta(hours=2), section="news"), zone="Europe/Berlin", language="en"
    )
    assert "\n23 Nov 01:00\n" in rendered.text
    assert "since 22 Nov 23:00" in rendered.text


def test_an_outage_of_everything_still_makes_one_mail():
    rendered = render(*(notice(Outcome.FAILED, portal=f"p{number}", detail="超时" * 20) for number in range(3_000)))
    assert rendered.subject == "【portalwatch】3,000 个栏目有问题：p0、p1、p2 等 3,000 个网站"
    assert len(rendered.html.encode()) <= 90_000
    assert len(rendered.text.encode()) <= 54_000
    shown = rendered.html.count("正常 → 失败")
    assert shown > 100
    assert f"其余 {3_000 - shown:,} 条" in rendered.html


def test_a_portal_that_is_down_as_a_whole_is_one_line():
    titles = {("hubei", key): key.upper() for key in ("a", "b", "c")} | {("mohurd", "a"): "A"}
    down = [notice(Outcome.FAILED, section=key, detail="timeout") for key in "abc"]

    rendered = render(*down, sections=titles)
    assert rendered.subject == "【portalwatch】3 个栏目有问题：湖北装饰网"
    assert rendered.text.count("超时") == rendered.text.count("正常 → 失败") == 1
    assert "整个网站 · 正常 → 失败" in rendered.text

    other = notice(Outcome.FAILED, section="a", portal="mohurd", before=Outcome.PARTIAL, detail="timeout")
    some = render(*down[:2], other, sections=titles, language="en").text
    assert "A, B · ok → failed" in some
    assert "A · partial → failed" in some
    assert "whole portal" not in some


def test_sections_that_were_different_before_are_told_together_by_what_they_are():
    titles = SECTIONS | {("hubei", "hot"): "最新热点"}
    two = notice(Outcome.FAILED), notice(Outcome.FAILED, section="news", before=Outcome.PARTIAL)
    mixed = render(*two, sections=titles).text
    assert "* 通知公告、news · 失败\n" in mixed


def test_a_sign_is_told_with_what_was_measured_when_it_comes_and_when_it_goes():
    come = render(notice(Sign.SHORT, detail="6 rows a page, usually 20"), language="en")
    assert "ok → short" in come.text
    assert "far fewer rows than usual (6 rows a page, usually 20), since" in come.text
    assert "What to do: compare with `/opt/bin/portalwatch check hubei" in come.text.replace("\n ", "")
    assert "每页 6 行，往常 20 行" in render(notice(Sign.SHORT, detail="6 rows a page, usually 20")).text.replace(
        "\n  ", ""
    )
    gone = render(notice(Outcome.OK, before=Sign.SHORT))
    assert gone.subject == "【portalwatch】1 个栏目已恢复：湖北装饰网"
    assert "行数偏少 → 正常" in gone.text


def test_many_changes_are_told_with_their_number():
    assert "（变化 7 次）" in render(notice(Outcome.FAILED, times=7)).text
    assert "(changed 7 times)" in words(render(notice(Outcome.FAILED, times=7), language="en").html)


@pytest.mark.parametrize("poison", XSS)
def test_markup_in_a_notice_stays_text(poison):
    def filled(text: str) -> str:
        return render(notice(section=text, detail=text), portals={"hubei": text}).html

    assert shape(filled(poison)) == shape(filled("公装标准"))


@given(poisoned, poisoned)
def test_no_string_keeps_a_notice_from_being_rendered(first, second):
    rendered = render(notice(portal=first, section=second, detail=first + second))
    check_page(rendered.html)
    assert rendered.text.encode()
    assert rendered.subject.splitlines() == [rendered.subject]
