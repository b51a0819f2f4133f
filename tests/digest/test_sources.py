"""What a mail says of documents that were published in several places."""

from dataclasses import replace

import pytest

from portalwatch.digest import render
from portalwatch.items import Kind, Source
from tests.digest.samples import POISON, digest, event, links, published

TITLES = {"hubei": "湖北装饰网", "ministry": "住建部"}
MINISTRY = Source(portal="ministry", url="https://ministry.example.cn/1", published=published("2022-06-01"))


def told(each, *, again=False, sources=(MINISTRY,), **fields):
    return digest(replace(each, sources=sources, again=again), portal_titles=TITLES, **fields)


def test_an_entry_names_the_other_sources_in_one_line():
    made = render(told(event(1)))

    assert "\n  另见：住建部 2022年6月1日\n" in made.text
    assert ("https://ministry.example.cn/1", "住建部 2022年6月1日") in links(made.html)
    assert "\n  Also: 住建部 1 Jun 2022\n" in render(told(event(1), language="en")).text


def test_an_entry_without_other_sources_says_nothing_of_them():
    assert "另见" not in (made := render(digest(event(1)))).text + made.html


@pytest.mark.parametrize(("language", "mark"), [("zh", "转载"), ("en", "Republished")])
def test_what_was_told_before_is_marked(language, mark):
    again, first = (render(told(event(1), again=again, language=language)) for again in (True, False))

    assert mark in again.text
    assert mark in again.html
    assert mark not in first.text


def test_what_is_late_and_was_told_before_says_both():
    assert "转载，补报：11月22日发布" in render(told(event(1, kind=Kind.LATE), again=True)).text


def test_of_many_sources_a_few_are_named_and_the_others_counted():
    sources = tuple(Source(portal=f"portal{number}", url=f"https://example.cn/{number}") for number in range(5))

    made = render(told(event(1), sources=sources))

    assert "另见：portal0 未标日期、portal1 未标日期、portal2 未标日期 +2" in made.text
    assert "+2" in made.html
    assert "portal3" not in made.text + made.html


@pytest.mark.parametrize("poison", POISON)
def test_no_source_breaks_a_mail(poison):
    made = render(told(event(1), sources=(Source(portal=poison, url=poison),)))

    assert "另见" in made.text
    assert "另见" in made.html
