"""Every family is asked in its turn; what each of them reads is tested beside it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.errors import PageError
from portalwatch.extract import Page, read_list
from portalwatch.extract.families import FRAMES, NEXT
from portalwatch.extract.paging import find_frame, find_next
from portalwatch.items import Turn
from tests.extract.families.samples import ROOT, URL, following, shown

LINK = '<a href="2.html">下一页</a>'
SCRIPT = '<script>createPageHTML(25, 0, "index", "html")</script>'
NUMBERS = '<p><b>1</b> <a href="page2.html">2</a></p>'


@pytest.mark.parametrize(
    ("markup", "url"),
    [(NUMBERS + SCRIPT + LINK, "2.html"), (NUMBERS + SCRIPT, "index_1.html"), (NUMBERS, "page2.html"), ("", None)],
)
def test_words_are_believed_before_scripts_and_scripts_before_numbers(markup, url):
    assert following(markup) == url


def test_a_turn_that_leads_back_is_passed_over_for_the_next_family():
    assert following('<a href="index.html">下一页</a>' + SCRIPT) == "index_1.html"


def test_a_plain_page_belongs_to_no_family():
    page = shown("<p>正文</p>")

    assert not any(turn for family in (*NEXT, *FRAMES) for turn in family(page))
    assert find_frame(page) is None


def test_a_form_goes_to_the_portals_own_host_only():
    form = (
        '<form method="post" action="{}"><input type="hidden" name="page"></form><a href="javascript:go(2)">下一页</a>'
    )

    assert find_next(shown(form.format(""))) == Turn(url=URL, form=(("page", "2"),))
    assert find_next(shown(form.format("http://other.test/list"))) is None


PIECES = [
    LINK,
    NUMBERS,
    SCRIPT,
    "<form method=post><input type=hidden name=page><input name=__VIEWSTATE value=a>",
    "<a href=\"javascript:__doPostBack('a','2')\">&gt;</a>",
    "<a href='javascript:go(2)'>下一页</a>",
    "<script>function go(n) { location.href = 'a' + n; f.page.value = n; f.submit() }",
    "<datastore><nextgroup><![CDATA[<a href='/dataproxy.jsp?page=1'></a>]]></nextgroup><record><![CDATA[<a href=1>",
    "$('#1').jpage({perPage:5,totalRecord:9,proxyUrl:'/dataproxy.jsp',ajaxParam:{a:1}})",
    "<script url='/page/build/unit' queryData=\"{'tagId':'list'}\">",
    "<div rows=2 count=9>",
    ".pagination({pageIndex:0,pageSize:2,total:9}) ('pageIndex') location.href='a'+(data.pageIndex+1)",
    "<span data-url='/more' data-page=1>加载更多</span>",
    "]]></record></datastore>",
    "</script>",
    "<a href='http://[bad'>下一页</a>",
    "<form action='http://[bad'><input type=hidden name=page></form>",
    "<p data-url='http://[bad'>加载更多</p>",
    "<script>/dataproxy.jsp</script><nextgroup><a href='http://[bad'></a><record>",
    "'",
    '"',
    "{",
    "(",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.sampled_from(
        [URL, ROOT, f"{ROOT}dataproxy.jsp?startrecord=1&endrecord=x", "http://portal.test/page/build/unit"]
    ),
)
def test_whatever_follows_is_a_web_page_and_another_one(text, url):
    page = Page.of(text.encode(), url=url).answering(Turn(url=url), column=URL)

    for turn in (find_next(page), find_frame(page)):
        assert turn is None or (turn.url.startswith("http") and (turn.url, turn.form) != (url, None))
    with suppress(PageError):
        read = read_list(page)
        assert read.rows or read.next or "dataproxy" in url
