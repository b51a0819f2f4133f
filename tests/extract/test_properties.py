from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from portalwatch.errors import PageError
from portalwatch.extract import Page, Rules, compile_rule, decode, find_sections, read_article, read_list, wall
from portalwatch.extract.text import fold

URL = "http://portal.test/news/"
WORDS = st.sampled_from(
    [
        "通知公告",
        "关于召开年会的通知",
        "2022-06-09",
        "06-09",
        "发布时间：",
        "来源：某某网",
        "当前位置：首页>新闻",
        "下一页",
        "1",
        "2",
        ">",
        "更多",
        "置顶",
        "附件.doc",
        "&nbsp;",
        "<",
        "&#0;",
        "根据年度工作安排，我会定于七月在武汉召开年会，请各单位派员参加，现将有关事项通知如下。",
        " ",
        "\u200b",
        "\ufffd",
        "\0",
    ]
)
NAMES = st.sampled_from(
    [
        "a",
        "li",
        "ul",
        "div",
        "p",
        "td",
        "tr",
        "table",
        "h1",
        "span",
        "b",
        "br",
        "img",
        "title",
        "script",
        "base",
        "font",
        "select",
        "meta",
        "x:y",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' href="1.html"',
        ' href="javascript:;"',
        ' href="http://[bad"',
        ' href="a.doc"',
        ' href="?page=2"',
        " onclick=\"open('/2.html')\"",
        ' class="title"',
        ' class="nav"',
        ' class="\u3000"',
        ' id="content"',
        ' style="display:none"',
        ' title="关于召开年会的通知（全文）"',
        ' name="PubDate" content="2022-06-09"',
    ]
)
TAGS = st.builds(lambda name, attributes: f"<{name}{attributes}>", NAMES, ATTRIBUTES)
MARKUP = st.lists(st.one_of(WORDS, TAGS, NAMES.map("</{}>".format)), max_size=60).map("".join)
TEXT = st.one_of(MARKUP, st.text())


@given(TEXT)
def test_no_page_raises_anything_but_its_own_error(text):
    with suppress(PageError):
        page = Page.of(text.encode("utf-8", "replace"), url=URL)
        wall(page, 200)
        find_sections(page, ["通知公告"])
        read_article(page)
        read_list(page)


@given(st.binary(max_size=300), st.none() | st.text(max_size=20))
def test_any_bytes_become_text(body, header):
    text, encoding = decode(body, header=header)

    assert isinstance(text, str)
    assert body.decode(encoding, "replace") is not None


@given(MARKUP)
def test_rows_have_a_title_and_an_address(text):
    try:
        found = read_list(Page.of(text.encode(), url=URL))
    except PageError:
        return
    assert all(row.title == fold(row.title) != "" and row.url for row in found.rows)
    assert found.next_url != URL


@given(MARKUP)
def test_an_article_is_made_of_folded_lines(text):
    try:
        read = read_article(Page.of(text.encode(), url=URL))
    except PageError:
        return
    assert all(line == fold(line) != "" for line in read.body.split("\n") if read.body)
    assert len({file.url for file in read.attachments}) == len(read.attachments)


@given(MARKUP, st.sampled_from(["li", "a", "div", "//td", "*"]))
def test_ruled_rows_raise_nothing_else_either(text, rule):
    try:
        found = read_list(Page.of(text.encode(), url=URL), Rules(rows=rule, title="a", published="./*[last()]"))
    except PageError:
        return
    assert found.rows


@given(st.text(max_size=40))
def test_any_selector_compiles_or_says_why_not(text):
    with suppress(ValueError):
        assert isinstance(compile_rule(text).texts(Page("<p>1</p>", url=URL).root), list)


@given(st.lists(st.sampled_from("abc<>[]():./@'\"*$ -1|text attr"), max_size=12).map("".join))
def test_any_xpath_compiles_or_says_why_not(text):
    with suppress(ValueError):
        assert isinstance(compile_rule(f"/{text}").select(Page("<p>1</p>", url=URL).root), list)
