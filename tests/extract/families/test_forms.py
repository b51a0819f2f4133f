import pytest

from tests.extract.families.samples import following, posted

FIELDS = '<input name="currpage" type="hidden"><input type="hidden" name="colid" value="7">'
POST = f'<form method="post" name="pageForm" action="">{FIELDS}</form>'


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="javascript:goPage(2)">下一页</a>',
        '<p><b>1</b> <a href="Javascript:goPage(\'2\')" title="第2页">2</a></p>',
        '<a href="#" onclick="return goPage(2, this)">下一页</a>',
    ],
)
def test_a_hidden_field_takes_the_pages_number(pager):
    assert posted(POST + pager) == {"currpage": "2", "colid": "7"}


def test_a_form_that_is_not_posted_becomes_an_address():
    form = f'<form action="list.jsp?a=1">{FIELDS.replace("currpage", "page_no")}</form>'

    assert following(form + '<a href="javascript:goPage(2)">下一页</a>') == "list.jsp?page_no=2&colid=7"


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="javascript:goPage(2)">下一页</a>',
        '<form method="post"><input name="page"></form><a href="javascript:goPage(2)">下一页</a>',
        POST + '<a href="javascript:goPage()">下一页</a>',
        POST + "<a href=\"javascript:goPage('next')\">下一页</a>",
        POST + '<a href="javascript:;">下一页</a>',
        POST + "<p>1</p>",
    ],
)
def test_what_names_no_number_or_has_no_place_for_it_turns_no_page(markup):
    assert following(markup) is None
