"""What a digest says that it could not see."""

from datetime import date, timedelta

from portalwatch.digest import render
from portalwatch.items import Gap, Outcome, Sign, Unchecked

from .samples import SLOT, digest, event
from .test_rendering import words

GAP = Gap(known_on=date(2026, 10, 3), read_on=date(2025, 10, 8))


def unchecked(outcome, hours: float | None = 1, **fields) -> Unchecked:
    since_at = SLOT - timedelta(hours=hours) if hours is not None else None
    return Unchecked(**{"portal": "p", "section": "s", "outcome": outcome, "since_at": since_at} | fields)


def text(*found: Unchecked, language: str = "zh") -> str:
    rendered = render(digest(event(), unchecked=found, language=language))
    for line in rendered.text.splitlines():
        if "：" in line and line.startswith("  s"):
            assert line.strip() in words(rendered.html)
    return rendered.text


def test_days_that_were_passed_over_are_named():
    assert "s：10月3日 至 2025年10月8日 之间的列表未能读到" in text(unchecked(Sign.GAP, gap=GAP))
    one = Gap(known_on=GAP.known_on, read_on=GAP.known_on)
    assert "s：10月3日 的列表未能全部读到" in text(unchecked(Sign.GAP, gap=one))
    some = text(unchecked(Sign.GAP, gap=Gap(known_on=None, read_on=None)), language="en")
    assert "s: a part of the list could not be read" in some


def test_what_nobody_has_looked_at_is_named():
    assert "s：尚未检查过\n" in text(unchecked(Sign.NEVER, None))
    assert "s：11月22日 08:00 起未能按时检查\n" in text(unchecked(Sign.OVERDUE, 24))


def test_a_trouble_found_long_after_the_last_reading_says_when_that_was():
    found = unchecked(Outcome.FAILED, 1, read_at=SLOT - timedelta(days=8))
    assert "s：11月23日 07:00 起无法访问（上次读到：11月15日 08:00）" in text(found)
    assert "上次读到" not in text(unchecked(Outcome.FAILED, 1, read_at=SLOT - timedelta(hours=2)))


def test_of_a_list_that_is_held_no_more_is_said_than_that_it_is_being_verified():
    held = unchecked(Outcome.SUSPECT, detail="none of the 20 rows is known; among them “楼盘优惠”")

    assert "s：11月23日 07:00 起页面与以往大不相同，正待核实\n" in text(held)
    assert "s: the page looks very different, being verified, since 23 Nov 07:00\n" in text(held, language="en")


def test_what_a_list_counts_and_nobody_found_is_named():
    assert "s：11月23日 07:00 起列表自称的条数比读到的多 3 条\n" in text(unchecked(Sign.LACKING, detail="3"))
    assert "s: the list counts 3 more than were found, since 23 Nov" in text(
        unchecked(Sign.LACKING, detail="3"), language="en"
    )


def test_a_silent_section_is_no_unchecked_one():
    quiet = unchecked(Sign.SILENT, detail="2026-09-01")
    alone = text(quiet)
    assert "未能检查" not in alone
    assert "久无更新" in alone
    assert "s：最近一条：9月1日" in alone

    both = text(quiet, unchecked(Outcome.FAILED, portal="q"), language="en")
    assert "1 section not checked" in both
    assert both.index("Not checked") < both.index("Unusually quiet") < both.index("the newest is of 1 Sep")
