import pytest

from portalwatch.extract.paging import find_next
from tests.extract.families.samples import following, posted, shown

NEXT = '<a href="javascript:toPage(2)">下一页</a>'
FORM = '<form method="post" name="f" action="list.do"><input type="hidden" name="n" id="number"></form>'


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ('function toPage(n) { location.href = "list_" + n + ".html"; }', "list_2.html"),
        (
            "function toPage(n){ if (n == 1) { location = 'index.html' } else { location = 'list_'+n+'.html' } }",
            "list_2.html",
        ),
        ("var toPage = function (n) { window.location.replace('?page=' + (n - 1)) }", "index.html?page=1"),
        ("function toPage(n) { location.assign('list?page=' + n); }", "list?page=2"),
    ],
)
def test_the_function_opens_an_address(code, url):
    assert following(f"<script>{code}</script>{NEXT}") == url


def test_the_function_loads_a_fragment():
    code = "function executePage(n, size, url) { $('#list').load(url + '&page=' + n + '&size=' + size, show); }"
    call = "<a href='#' onclick=\"executePage(2, 15, '/news?kind=1,2', 'list')\">下一页</a>"

    turn = find_next(shown(f"<script>{code}</script>{call}"))

    assert turn is not None
    assert (turn.url, turn.script) == ("http://portal.test/news?kind=1,2&page=2&size=15", True)


@pytest.mark.parametrize(
    "code",
    [
        "function toPage(n) { document.f.n.value = n; document.f.submit(); }",
        "function toPage(n) { document.getElementById('number').value = n; document.forms[0].submit() }",
        "function toPage(n) { $('#number').val(n); $('form').submit(); }",
        "function toPage(n) { document.forms['f']['n'].value = n; f.submit(); }",
    ],
)
def test_the_function_sends_a_form(code):
    assert posted(f"{FORM}<script>{code}</script>{NEXT}") == {"n": "2"}


def test_the_link_itself_sends_a_form():
    assert posted(f'{FORM}<a href="#" onclick="f.n.value=2; f.submit()">下一页</a>') == {"n": "2"}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "function toPage() { location.href = 'list_2.html'; }",
        "function toPage(n) { location.href = 'index.html'; }",
        "function toPage(n) { location.href = base + n; }",
        "function toPage(n) { location.href = 'list' + (m + 1) + n; }",
        "function toPage(n) { location.href = n * 2; }",
        "function toPage(n) { document.f.n.value = n; }",
        "function toPage(n) { document.f.other.value = n; document.f.submit(); }",
        "function toPage(n) { document.f.n.value = ''; document.f.submit(); }",
        "function toPage(n) { f.submit(); " + "x;" * 2000 + " location.href = 'a' + n; }",
        "function toPage(n) { location.href = (n + 1)",
    ],
)
def test_what_cannot_be_read_without_running_it_turns_no_page(code):
    assert following(f"{FORM}<script>{code}</script>{NEXT}") is None


def test_a_call_of_a_function_that_is_elsewhere_is_no_address():
    assert following("<a onclick=\"load(2, 15, '/servlet/news?id=2', 'list')\">下一页</a>") is None
