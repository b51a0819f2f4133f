import pytest

from tests.extract.families.samples import URL, following, posted

STATE = '<input type="hidden" name="__VIEWSTATE" value="dDwx">'


def form(pager: str, action: str = "./list.aspx?id=3") -> str:
    kept = '<input name="key" value="幕墙"><input type="submit" name="go" value="搜"><input type="checkbox" name="all">'
    return f'<form method="post" action="{action}">{STATE}{kept}{pager}</form>'


@pytest.mark.parametrize(
    ("pager", "event"),
    [
        ("<a href=\"javascript:__doPostBack('ctl00$pager','2')\">下一页</a>", ("ctl00$pager", "2")),
        ("<p><span>1</span> <a href=\"javascript:__doPostBack('pager','2')\">2</a></p>", ("pager", "2")),
        ("<p><a>1</a><a href=\"javascript:__doPostBack('grid','Page$2')\">&gt;</a></p>", ("grid", "Page$2")),
        ("<a href=\"javascript:__doPostBack('lnkNext','')\">下一页</a>", ("lnkNext", "")),
        ("<a href='#' onclick=\"__doPostBack('pager','2');return false\">下一页</a>", ("pager", "2")),
    ],
)
def test_the_form_is_sent_back_with_the_pager_as_its_target(pager, event):
    expected = {"__VIEWSTATE": "dDwx", "key": "幕墙", "__EVENTTARGET": event[0], "__EVENTARGUMENT": event[1]}

    assert posted(form(pager)) == expected
    assert following(form(pager)) == "list.aspx?id=3"


def test_a_form_without_an_address_goes_back_to_its_page():
    pager = "<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>"

    assert posted(form(pager).replace('action="./list.aspx?id=3"', "")) is not None
    assert following(form(pager, "")) == "index.html"


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>",
        form('<a href="javascript:__doPostBack(2)">下一页</a>'),
        form("<span>下一页</span><script>function __doPostBack(target, argument) {}</script>"),
        form("<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>", "http://elsewhere.test/"),
        form("<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>").replace("dDwx", "A" * 1_000_000),
    ],
)
def test_what_is_no_form_of_the_portals_own_is_not_sent(markup):
    assert following(markup) is None


def test_the_page_that_was_asked_for_is_not_asked_for_again():
    from portalwatch.extract.paging import find_next
    from tests.extract.families.samples import shown

    page = shown(form("<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>", URL))
    turn = find_next(page)

    assert turn is not None
    assert find_next(page.answering(turn, column=None)) is None
