import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.normalize.urls import canonical, domain, key

PIECES = (
    "http https :// / // . .. www. a.cn 例子.中国 :80 :8080 @ % %2f %2F %25 %E5 公 ; ? & &amp; = # #/ #! id sid utm_x "
    "index.html + [ ]"
)
ANY_URL = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*PIECES.split(" "), " ", "\u200b", "\ud800"]), max_size=12).map("".join),
    st.lists(st.sampled_from([*PIECES.split(" "), " "]), max_size=12).map(
        lambda pieces: "http://a.cn/" + "".join(pieces)
    ),
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("  http://www.example.cn/a/5.html\n", "http://www.example.cn/a/5.html"),
        ("HTTP://WWW.Example.CN/Art/5.HTML", "http://www.example.cn/Art/5.HTML"),
        ("http://example.cn", "http://example.cn/"),
        ("http://example.cn:80/a", "http://example.cn/a"),
        ("https://example.cn:443/a", "https://example.cn/a"),
        ("http://example.cn:443/a", "http://example.cn:443/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://user:pw@Example.cn/a", "http://user:pw@example.cn/a"),
        ("http://例子.中国/公告 1.html", "http://例子.中国/公告%201.html"),
        ("http://example.cn/a?b=2&a=1", "http://example.cn/a?b=2&a=1"),
        ("http://example.cn/a?&b=2&&", "http://example.cn/a?b=2"),
        ("http://example.cn/a?x=1&amp;y=2", "http://example.cn/a?x=1&y=2"),
        ("http://example.cn/%b9%AB?n=%B9%ab", "http://example.cn/%b9%AB?n=%B9%ab"),
        ("http://example.cn/a?n=甲 乙", "http://example.cn/a?n=甲%20乙"),
        ("http://example.cn/a#top", "http://example.cn/a"),
        ("http://example.cn/a#!", "http://example.cn/a"),
        ("http://example.cn/#/news/5", "http://example.cn/#/news/5"),
        ("http://example.cn/#!/news/5", "http://example.cn/#!/news/5"),
        ("http://example.cn/#!news", "http://example.cn/#!news"),
        ("http://example.cn/a.jsp;jsessionid=1F2E?id=5", "http://example.cn/a.jsp?id=5"),
        ("http://example.cn/a.php?PHPSESSID=1f2e&id=5", "http://example.cn/a.php?id=5"),
        ("http://example.cn/a?id=5&utm_source=wx&utm_medium=app&spm=1.2.3", "http://example.cn/a?id=5"),
        ("http://example.cn/a?id=5&from=timeline&isappinstalled=0", "http://example.cn/a?id=5"),
        ("http://example.cn/a?from=建设司&id=5", "http://example.cn/a?from=建设司&id=5"),
        ("http://example.cn/a?id=5&_=1654766460000", "http://example.cn/a?id=5"),
        ("http://example.cn/\u200ba\u2028/5\x00.html", "http://example.cn/a/5.html"),
        ("javascript:;", "javascript:;"),
        (" mailto:a@example.cn ", "mailto:a@example.cn"),
        ("/news/5.html", "/news/5.html"),
        ("http://", "http://"),
        ("http://[::1", "http://[::1"),
        ("http://example.cn:port/a", "http://example.cn:port/a"),
        ("http://exa mple.cn/a", "http://exa mple.cn/a"),
        ("", ""),
    ],
)
def test_an_address_is_made_canonical(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/news/a.html?x=1&y=%E7%94%B2",
        "https://example.cn/news/a.html?x=1&y=%E7%94%B2",
        "http://www.example.cn/news/a.html?x=1&y=%E7%94%B2",
        "http://EXAMPLE.cn:80/news/a.html?x=1&y=%E7%94%B2",
        "https://example.cn:443/news/a.html?x=1&y=%E7%94%B2",
        "http://example.cn/news/a.html?y=%E7%94%B2&x=1",
        "http://example.cn/news/a.html?x=1&y=%e7%94%b2",
        "http://example.cn/news/a.html?x=1&y=甲",
        "http://example.cn/news/%61.html?x=1&y=甲",
        "http://example.cn//news//a.html?x=1&y=甲",
        "http://example.cn/old/../news/./a.html?x=1&y=甲",
        "http://example.cn/old/%2e%2E/news/a.html?x=1&y=甲",
        "http://example.cn/news/a.html/?x=1&y=甲",
        "http://example.cn/news/a.html?x=1&y=甲#top",
        "http://example.cn/news/a.html;jsessionid=0A?x=1&y=甲",
        "http://example.cn/news/a.html?x=1&y=甲&JSESSIONID=0A",
        "http://example.cn/news/a.html?x=1&y=甲&from=singlemessage",
        "http://example.cn/news/a.html?x=1&amp;y=甲",
    ],
)
def test_an_article_has_one_key_however_it_is_linked(url):
    assert key(url) == "example.cn/news/a.html?x=1&y=%E7%94%B2"


@pytest.mark.parametrize(
    "name", ["", "index.html", "index.htm", "INDEX.SHTML", "index.php", "default.aspx", "Default.asp"]
)
def test_a_default_document_is_its_directory(name):
    assert key(f"http://example.cn/news/{name}") == key("http://example.cn/news")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.cn/a?id=5", "http://example.cn/a?id=6"),
        ("http://example.cn/a?id=5", "http://example.cn/a"),
        ("http://example.cn/newGbInfo?hcno=0A1B", "http://example.cn/newGbInfo?hcno=0A1C"),
        ("http://example.cn/Art/5", "http://example.cn/art/5"),
        ("http://example.cn/a?id=aB", "http://example.cn/a?id=ab"),
        ("http://example.cn/index_1.html", "http://example.cn/index.html"),
        ("http://example.cn/a%2Fb", "http://example.cn/a/b"),
        ("http://example.cn/a%3Fid=5", "http://example.cn/a?id=5"),
        ("http://example.cn/a%2541", "http://example.cn/a%41"),
        ("http://example.cn/%B9%AB", "http://example.cn/%E5%85%AC"),
        ("http://example.cn/#/news/5", "http://example.cn/#/news/6"),
        ("http://example.cn/?sid=" + "a" * 32, "http://example.cn/?sid=" + "b" * 32),
        ("http://example.cn/?sid=5&id=1", "http://example.cn/?sid=6&id=1"),
        ("http://example.cn/a;v=1", "http://example.cn/a;v=2"),
        ("http://example.cn:8080/a", "http://example.cn/a"),
        ("http://news.example.cn/a", "http://example.cn/a"),
        ("http://example.cn/a?_=5", "http://example.cn/a?_=6"),
    ],
)
def test_different_articles_have_different_keys(one, other):
    assert key(one) != key(other)


def test_a_session_beside_an_article_id_does_not_matter():
    assert key("http://example.cn/view.php?t=5&sid=" + "0f" * 16) == "example.cn/view.php?t=5"


def test_aliases_are_one_portal_and_go_by_the_first():
    aliases = ("www.example.cn", "M.Example.cn", "example.org:8080", "例子.中国")

    for url in [
        "https://example.cn/a",
        "http://m.example.cn/a",
        "http://example.org:8080/a",
        "http://xn--fsqu00a.xn--fiqs8s/a",
    ]:
        assert key(url, aliases=aliases) == "example.cn/a"
    assert key("http://other.cn/a", aliases=aliases) == "other.cn/a"


def test_parameters_that_a_portal_ignores_do_not_matter():
    assert key("http://example.cn/a?id=5&classid=3&v=1", ignore_query=("classid", "v")) == "example.cn/a?id=5"


def test_a_key_of_what_is_no_address_is_the_text():
    assert key(" javascript:; ") == "javascript:;"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.cn:8443/a", "example.cn"),
        ("http://m.example.cn", "m.example.cn"),
        ("http://www.cn/a", "www.cn"),
        (" no address ", "no address"),
    ],
)
def test_the_domain_is_the_host_without_www(url, host):
    assert domain(url) == host


def test_a_host_that_no_name_server_would_take_is_kept():
    assert key("http://" + "例" * 70 + ".cn/a") == "例" * 70 + ".cn/a"


def test_a_percent_sign_that_begins_no_escape_is_one():
    assert key("http://example.cn/100%/%zz?x=5%") == "example.cn/100%25/%25zz?x=5%25"


@given(ANY_URL)
def test_any_text_has_a_canonical_form_and_a_key_that_last(url):
    assert canonical(canonical(url)) == canonical(url)
    assert key(key(url)) == key(url)
    assert key(canonical(url)) == key(url)
    assert isinstance(domain(url), str)
