import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.config.portal import SLUG
from portalwatch.extract.naming import is_about, key_of, kind_of


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("通知公告", "notice", "notices"),
        ("行业动态", "news", "industry-news"),
        ("最新热点", "news", "hot"),
        ("协会要闻", "news", "association-headlines"),
        ("政策法规", "policy", "policies"),
        ("标准征求意见", "policy", "standards-consultations"),
        ("标准动态", "standard", "standards-news"),
        ("标准公告", "notice", "standards-announcements"),
        ("幕墙标准", "standard", "curtain-wall-standards"),
        ("业界专著", "opinion", "works"),
        ("行家专访", "opinion", "interviews"),
        ("会员动态", "member", "members-news"),
        ("会员通知", "notice", "members-notices"),
        ("公告公告", "notice", "announcements"),
        ("News", "news", "news"),
    ],
)
def test_a_name_says_what_kind_of_section_it_is_of(name, kind, key):
    assert (kind_of(name), key_of(name, "http://portal.test/x/")) == (kind, key)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://portal.test/kjzx/index.html", "kjzx"),
        ("http://portal.test/col/col1234/index.html", "col1234"),
        ("http://portal.test/Zone/list_12_1.html", "zone"),
        ("http://portal.test/%E4%B8%93%E5%8C%BA/", "section"),
        ("http://portal.test/list.aspx?id=3", "section"),
        ("http://portal.test/" + "a" * 80, "a" * 40),
    ],
)
def test_a_name_without_known_words_leaves_the_key_to_the_address(url, key):
    assert kind_of("专区") is None
    assert key_of("专区", url) == key
    assert key_of("装饰专区", url) == key


@pytest.mark.parametrize("name", ["关于我们", "联系方式", "入会申请", "组织机构", "网站地图", "English"])
def test_pages_about_the_portal_are_told_by_their_names(name):
    assert is_about(name)


@pytest.mark.parametrize("name", ["通知公告", "行业动态", "公装标准", "工作简报"])
def test_sections_are_not_taken_for_pages_about_the_portal(name):
    assert not is_about(name)


@given(st.text(), st.text())
def test_every_key_can_be_typed(name, path):
    assert SLUG.fullmatch(key_of(name, f"http://portal.test/{path}"))


@given(st.lists(st.sampled_from(["通知", "标准", "会员", "动态", "征求意见", "行业"]), min_size=1, max_size=30))
def test_long_names_keep_short_keys(words):
    assert SLUG.fullmatch(key_of("".join(words), "http://portal.test/"))
