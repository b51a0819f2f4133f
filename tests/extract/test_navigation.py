import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.extract import Page
from portalwatch.extract.navigation import find_offers, find_ways_on, needs_scripts
from tests.extract.samples import page


def offers(markup):
    return {each.name: (each.url.removeprefix("http://portal.test"), each.doubt) for each in find_offers(page(markup))}


def test_a_menu_offers_what_it_links_to():
    menu = """<div class="mainNav"><a href="/">首页</a><a href="/tzgg/">通知公告</a><a href="/zt/#a">幕墙专区</a>
    <a href="/about/">关于我们</a><a href="http://bbs.test/">论坛</a><a href="#">空的</a>
    <a href="javascript:;">专区</a></div>"""

    assert offers(menu) == {
        "通知公告": ("/tzgg/", 0),
        "幕墙专区": ("/zt/", 1),
        "关于我们": ("/about/", 3),
        "论坛": ("http://bbs.test/", 0),
    }


def test_a_menu_that_nothing_names_is_told_by_its_short_names():
    cells = [f'<td><a href="/{name}/">{name}</a></td>' for name in ("幕墙", "石材", "木作")]

    assert set(offers(f"<table><tr>{''.join(cells)}</tr></table>")) == {"幕墙", "石材", "木作"}
    assert offers(f"<table><tr>{''.join(cells[:2])}</tr></table>") == {}


def test_titles_are_no_menu():
    rows = "".join(f'<li><a href="/a/{n}.html">关于公布第{n}批装饰工程获奖企业名单的决定</a></li>' for n in range(9))

    assert offers(f"<ul>{rows}</ul>") == {}


def test_the_name_of_a_section_needs_no_menu_around_it():
    assert offers('<div><a href="/tzgg/">通知公告</a> <a href="/x/">某某</a></div>') == {"通知公告": ("/tzgg/", 0)}


def test_a_short_title_is_told_from_a_section_by_its_address_its_date_or_its_length():
    rows = """<ul><li><a href="/2022/0601/12.html">培训通知</a></li><li><a href="/b/">停电通知</a> 2022-06-01</li>
    <li><a href="/c/">会议通知2022-06-01</a></li><li><a href="/d/">关于举办培训班的补充通知</a></li></ul>"""

    assert offers(rows) == {"培训通知": ("/2022/0601/12.html", 4)}


def test_the_more_of_a_block_has_the_name_of_its_heading():
    blocks = """<div><h3><span>通知公告</span><a href="/tzgg/">更多&gt;&gt;</a></h3></div>
    <div><a href="/zx/">MORE+</a><b>幕墙专区</b></div>
    <div><i>——</i><a href="/fg/"><img alt="更多" src="m.gif"></a><em>政策法规</em></div>
    <div><p>这里是一句很长很长的话，不会是哪一个栏目的名字</p><a href="/no/">更多</a></div>"""

    assert offers(blocks) == {"通知公告": ("/tzgg/", 0), "幕墙专区": ("/zx/", 1), "政策法规": ("/fg/", 0)}


def test_a_more_without_a_heading_offers_nothing():
    deep = "<div>" * 8 + '<a href="/x/">更多</a>' + "</div>" * 8

    assert offers(f"<p>通知公告</p>{deep}") == {}


def test_the_footer_is_the_last_place_to_look():
    assert offers('<div class="footer"><a href="/tzgg/">通知公告</a></div>') == {"通知公告": ("/tzgg/", 4)}


def test_an_address_is_offered_once_by_its_likeliest_name():
    both = '<div class="nav"><a href="/bz/">专区</a><a href="/bz/">标准规范</a><a href="/bz/">又一名</a></div>'

    assert offers(both) == {"标准规范": ("/bz/", 0)}


def test_a_click_offers_as_much_as_a_link():
    assert offers("""<div class=nav><a href="#" onclick="location.href='/tzgg/'">通知公告</a></div>""") == {
        "通知公告": ("/tzgg/", 0)
    }


@pytest.mark.parametrize(
    ("markup", "ways"),
    [
        ('<meta http-equiv="refresh" content="0;URL=./new/">', ["/new/"]),
        ("""<meta http-equiv="Refresh" content="3; url='/new/'">""", ["/new/"]),
        ('<meta http-equiv="refresh" content="600;url=/new/">', []),
        (f'<meta http-equiv="refresh" content="{"0" * 5000};url=/new/">', ["/new/"]),
        (f'<meta http-equiv="refresh" content="{"9" * 5000};url=/new/">', []),
        ('<meta http-equiv="refresh" content="5">', []),
        ('<meta http-equiv="refresh">', []),
        ('<meta http-equiv="Content-Type" content="text/html">', []),
        ("<script>window.location.href = 'index.asp';</script>", ["/index.asp"]),
        ('<script>top.location.replace("/cn/")</script>', ["/cn/"]),
        ("<script>var x = 1;</script>", []),
        ("<script>location='mailto:a@b.test'</script>", []),
        ("<script>location.href='/'</script>", []),
        (
            '<frameset cols="1,2"><frame src="left.asp"><frame src="main.asp"><frame></frameset>',
            ["/left.asp", "/main.asp"],
        ),
        ('<body><iframe src="/in/"></iframe><iframe src="about:blank"></iframe></body>', ["/in/"]),
    ],
)
def test_a_page_that_shows_nothing_sends_on(markup, ways):
    assert find_ways_on(page(markup, "http://portal.test/")) == tuple(f"http://portal.test{way}" for way in ways)


def test_a_page_that_shows_something_is_stayed_on():
    moving = "<script>location.href='/other/'</script>"

    assert find_ways_on(page(f"{moving}<body>{'<a href=/a>一</a>' * 4}</body>")) == ()
    assert find_ways_on(page(f"{moving}<body>{'协会简介' * 60}</body>")) == ()


@pytest.mark.parametrize(
    ("markup", "needed"),
    [
        ("<div id=app></div><script src=app.js></script>", True),
        ("<ul><li v-for='each in rows'>{{ each.title }}</li></ul>", True),
        ("<script>$.ajax({url: '/list'})</script>", True),
        ("<script>fetch('/list').then(show)</script>", True),
        ("<p>栏目建设中</p><script>var visits = 3;</script>", False),
    ],
)
def test_a_page_whose_rows_come_later_is_told(markup, needed):
    assert needs_scripts(page(markup)) is needed


@given(st.text(alphabet="<>/ai='\"li通知公告更多#.0;", max_size=200))
def test_no_markup_is_too_strange(markup):
    strange = Page(markup, url="http://portal.test/")
    find_offers(strange)
    find_ways_on(strange)
