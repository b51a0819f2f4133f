"""The operator's mail about sections whose health has changed."""

from datetime import timedelta

import pytest
from hypothesis import given

from portalwatch.digest.notices import render_notices
from portalwatch.items import Notice, Outcome, Sign

from .samples import SLOT, dom, poisoned
from .test_rendering import XSS, check_page, shape, words

PORTALS = {"hubei": "湖北装饰网", "mohurd": "住建部"}
SECTIONS = {("hubei", "notices"): "通知公告"}


def notice(after: Outcome = Outcome.BLOCKED, **fields) -> Notice:
    base = {"portal": "hubei", "section": "notices", "before": Outcome.OK, "at": SLOT, "detail": ""}
    return Notice(**{"after": after} | base | fields)


def render(*notices: Notice, **options):
    return render_notices(notices, **{"portal_titles": PORTALS, "section_titles": SECTIONS} | options)


def test_a_notice_says_what_happened_since_when_why_and_what_to_do():
    rendered = render(notice(detail="加速乐"))
    assert rendered.subject == "【portalwatch】1 个栏目需要处理：湖北装饰网"
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
    assert rendered.subject == "[portalwatch] 2 sections need a look, 1 section is back: 湖北装饰网, 住建部"
    order = [
        "In trouble",
        "湖北装饰网",
        "ok → empty",
        "住建部",
        "first visit → suspect",
        "Back to normal",
        "failed → ok",
        "What to do",
        "empty: ",
        "suspect: ",
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
    assert f"{outcome.value}: " in rendered.text.split("What to do")[1]


def test_times_are_told_in_the_operators_zone():
    rendered = render(
        notice(), notice(at=SLOT - timedelta(hours=2), section="news"), zone="Europe/Berlin", language="en"
    )
    assert "\n23 Nov 01:00\n" in rendered.text
    assert "since 22 Nov 23:00" in rendered.text


def test_an_outage_of_everything_still_makes_one_mail():
    rendered = render(*(notice(Outcome.FAILED, portal=f"p{number}", detail="超时" * 20) for number in range(3_000)))
    assert rendered.subject == "【portalwatch】3,000 个栏目需要处理：p0、p1、p2 等 3,000 个网站"
    assert len(rendered.html.encode()) <= 90_000
    assert len(rendered.text.encode()) <= 54_000
    shown = rendered.html.count("正常 → 失败")
    assert shown > 100
    assert f"其余 {3_000 - shown:,} 条" in rendered.html


def test_a_portal_that_is_down_as_a_whole_is_one_line():
    titles = {("hubei", key): key.upper() for key in ("a", "b", "c")} | {("mohurd", "a"): "A"}
    down = [notice(Outcome.FAILED, section=key, detail="timeout") for key in "abc"]

    rendered = render(*down, section_titles=titles)
    assert rendered.subject == "【portalwatch】3 个栏目需要处理：湖北装饰网"
    assert rendered.text.count("超时") == rendered.text.count("正常 → 失败") == 1
    assert "整个网站 · 正常 → 失败" in rendered.text

    other = notice(Outcome.FAILED, section="a", portal="mohurd", before=Outcome.PARTIAL, detail="timeout")
    some = render(*down[:2], other, section_titles=titles, language="en").text
    assert "A, B · ok → failed" in some
    assert "A · partial → failed" in some
    assert "whole portal" not in some


def test_sections_that_were_different_before_are_told_together_by_what_they_are():
    titles = SECTIONS | {("hubei", "hot"): "最新热点"}
    two = notice(Outcome.FAILED), notice(Outcome.FAILED, section="news", before=Outcome.PARTIAL)
    mixed = render(*two, section_titles=titles).text
    assert "* 通知公告、news · 失败\n" in mixed


def test_a_sign_is_told_with_what_was_measured_when_it_comes_and_when_it_goes():
    come = render(notice(Sign.SHORT, detail="6 / 20"), language="en")
    assert "ok → short" in come.text
    assert "far fewer rows than usual (6 / 20), since" in come.text
    assert "short: Open the section in a browser" in come.text.replace("\n", " ")
    gone = render(notice(Outcome.OK, before=Sign.SHORT))
    assert gone.subject == "【portalwatch】1 个栏目已恢复：湖北装饰网"
    assert "行数偏少 → 正常" in gone.text


def test_many_changes_are_told_with_their_number():
    assert "（变化 7 次）" in render(notice(Outcome.FAILED, times=7)).text
    assert "(changed 7 times)" in words(render(notice(Outcome.FAILED, times=7), language="en").html)


@pytest.mark.parametrize("poison", XSS)
def test_markup_in_a_notice_stays_text(poison):
    def filled(text: str) -> str:
        return render(notice(section=text, detail=text), portal_titles={"hubei": text}).html

    assert shape(filled(poison)) == shape(filled("公装标准"))


@given(poisoned, poisoned)
def test_no_string_keeps_a_notice_from_being_rendered(first, second):
    rendered = render(notice(portal=first, section=second, detail=first + second))
    check_page(rendered.html)
    assert rendered.text.encode()
    assert rendered.subject.splitlines() == [rendered.subject]
