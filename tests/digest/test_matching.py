"""What a subscription wants."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.matching import matches, watches
from portalwatch.items import Kind

from .samples import item, poisoned, subscription


def wants(*, kind=Kind.NEW, sections=("notices",), title="幕墙标准征求意见", body="", **fields) -> bool:
    return matches(subscription(**fields), item(title=title, body=body), kind=kind, sections=sections)


def test_a_subscription_without_a_filter_wants_everything():
    assert wants()


@pytest.mark.parametrize(("portals", "wanted"), [(("hubei",), True), (("hubei", "other"), True), (("other",), False)])
def test_a_portal_is_wanted_by_its_key(portals, wanted):
    assert wants(portals=portals) is wanted


@pytest.mark.parametrize(
    ("sections", "wanted"),
    [
        (("notices",), True),
        (("standards",), True),
        (("hubei/standards",), True),
        (("other/standards",), False),
        (("news",), False),
    ],
)
def test_an_item_is_wanted_from_any_section_that_lists_it(sections, wanted):
    assert wants(sections=("notices", "standards")) is True
    filtered = subscription(sections=sections)
    assert matches(filtered, item(), kind=Kind.NEW, sections=("notices", "standards")) is wanted


def test_only_the_wanted_kinds_are_owed():
    assert wants(kinds=("new",))
    assert not wants(kinds=("new",), kind=Kind.EDITED)
    assert wants(kinds=("new", "edited"), kind=Kind.EDITED)


@pytest.mark.parametrize(
    ("keywords", "wanted"),
    [
        (("幕墙",), True),
        (("门窗", "幕墙"), True),
        (("门窗",), False),
        (("幕墙+标准",), True),
        (("标准 + 幕墙",), True),
        (("幕墙+门窗",), False),
        (("-幕墙",), False),
        (("-门窗",), True),
        (("幕墙", "-征求意见"), False),
        (("幕墙", "-征求意见+门窗"), True),
        (("-幕墙+标准",), False),
        (("",), True),
        (("+",), True),
        (("-",), True),
        ((" - 幕墙",), False),
        (("幕墙\uff0b标准",), True),
        (("\uff0d幕墙",), False),
    ],
)
def test_keywords_want_any_of_them_all_words_of_one_and_none_with_a_minus(keywords, wanted):
    assert wants(keywords=keywords) is wanted


@pytest.mark.parametrize(
    ("keyword", "title"),
    [
        ("gb/t 21086", "GB/T  21086—2026"),
        ("\uff27\uff22", "gb 50210"),
        ("BIM", "\uff42\uff49\uff4d 应用"),
        ("straße", "STRASSE"),
        ("①", "1 总则"),
        ("公装 标准", "公装\n\t标准"),
    ],
)
def test_letter_case_width_and_blanks_do_not_matter(keyword, title):
    assert wants(keywords=(keyword,), title=title)


def test_nobody_is_told_that_an_item_has_another_address():
    assert not matches(subscription(), item(), kind=Kind.MOVED, sections=("notices",))


def test_what_is_late_is_news_to_whoever_asked_for_news():
    def told(kind: Kind, *kinds: str) -> bool:
        return matches(subscription(kinds=kinds), item(), kind=kind, sections=("notices",))

    assert told(Kind.LATE, "new")
    assert told(Kind.LATE, "late")
    assert not told(Kind.NEW, "late")
    assert not told(Kind.LATE, "edited")
    assert told(Kind.WITHDRAWN, "withdrawn")
    assert not told(Kind.RETURNED, "new", "edited")


def test_a_keyword_may_stand_in_the_body_and_its_words_apart():
    assert wants(keywords=("硅酮+标准",), body="硅酮密封胶")


def test_a_keyword_does_not_reach_from_the_title_into_the_body():
    assert not wants(keywords=("意见 硅酮",), body="硅酮密封胶")


@given(st.text("幕墙 标准AaＡ①\u3000ß", min_size=1).filter(str.strip), poisoned)
def test_a_keyword_and_its_exclusion_never_agree(keyword, title):
    assert wants(keywords=(keyword,), title=title) is not wants(keywords=("-" + keyword,), title=title)


@given(st.text(min_size=1), st.text(), st.text())
def test_a_title_is_found_by_any_part_of_it(part, before, after):
    keyword = re.sub(r"^[\s-]+", "", normalize("NFKC", part).replace("+", ""))
    assert wants(keywords=(keyword,), title=f"{before} {keyword} {after}") is True


@given(st.lists(poisoned, max_size=4), poisoned)
def test_any_keywords_can_be_asked_of_any_title(keywords, title):
    assert wants(keywords=tuple(keywords), title=title) in (True, False)


@pytest.mark.parametrize(
    ("fields", "watched"),
    [
        ({}, True),
        ({"portals": ("hubei",)}, True),
        ({"portals": ("other",)}, False),
        ({"sections": ("hubei/notices",)}, True),
        ({"sections": ("news",)}, False),
        ({"keywords": ("幕墙",)}, True),
    ],
)
def test_a_section_is_watched_when_anything_of_it_could_be_wanted(fields, watched):
    assert watches(subscription(**fields), "hubei", "notices") is watched
