import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.extract import page_kind, read_page
from portalwatch.items import PageKind
from tests.extract.samples import FOOTER, NAVIGATION, NOTICE, SIDEBAR, TITLES, article, listing, page, rows

PROSE = "<p>根据年度工作安排，我会定于七月一日在武汉召开年会，请各单位派员参加，现将有关事项通知如下，请遵照执行。</p>"
DATED = rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a><span>{day}</span></li>')
BARE = rows(lambda n, title, _: f'<li><a href="{n}.html">{title}</a></li>')
SUMMARIES = rows(lambda n, title, day: f'<div><h3><a href="{n}.html">{title}</a></h3><i>{day}</i>{PROSE}</div>')
POSTS = rows(
    lambda n, title, day: f'<div><h3><a href="{n}.html">{title}</a></h3><i>{day} {n}:30</i>{PROSE * 9}</div>', 4
)
PAGER = '<div class="page"><a href="index_2.html">下一页</a></div>'
CRUMBS = "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/n/'>通知公告</a></div>"
BYLINE = "<p>发布时间：2022-06-09 来源：本站 浏览次数：33</p>"
NAMES = ("通知公告", "行业动态", "政策法规", "标准规范")


def blocks(dated=True, count=5):
    def row(name):
        return lambda n, title, day: f'<li><a href="/{name}/{n}.html">{title}</a>{f"<b>{day}</b>" * dated}</li>'

    return "".join(
        f'<div class="box"><h2>{name}<a href="/{name}/">更多</a></h2><ul>{rows(row(name), count)}</ul></div>'
        for name in NAMES
    )


@pytest.mark.parametrize(
    "shown",
    [
        listing(f"<ul>{DATED}</ul>"),
        listing(f"{CRUMBS}<ul>{BARE}</ul>{SIDEBAR}"),
        listing(SUMMARIES),
        listing(f"<ul>{DATED}</ul>{PAGER}{BYLINE}"),
        listing(f"<p>网站生成时间：2022-06-09</p><ul>{DATED}</ul>"),
        listing(f"<ul>{DATED}</ul><p>打印本页</p>"),
        listing(f"{CRUMBS}<ul>{DATED}</ul><div><a href='/more/'>更多</a></div>"),
        listing(f"<ul>{DATED}</ul><div><a href='javascript:load()'>更多</a></div>"),
        listing(f"<ul>{DATED}</ul><div><a href='index.html?page=2'>查看更多</a></div>"),
        listing(f"<ul>{DATED}</ul><div><a href='/all/'>全部公告</a></div>"),
        listing(f"<ul>{DATED}</ul><h3>行业动态<a href='/all/'>更多</a></h3>"),
        listing(rows(lambda n, title, day: f"<p><a href={n}.html>{title}</a> {day} <a href={n}.html>更多</a></p>")),
        listing('<ul><li><a href="1.html">协会召开第三次会员代表大会</a><span>2022-06-09</span></li></ul>'),
    ],
)
def test_a_list_is_known_by_its_rows(shown):
    reading = read_page(shown)

    assert reading.kind is PageKind.LIST
    assert reading.listed.rows
    assert reading.reason == ""


@pytest.mark.parametrize(
    "shown",
    [
        article(f"<h1>关于召开年会的通知</h1>{BYLINE}{NOTICE}"),
        article(f"<h1>关于召开年会的通知</h1>{BYLINE}{NOTICE * 3}<ul>{DATED}</ul>"),
        article(f"<h1>关于召开年会的通知</h1><p>2022-06-09 17:21</p>{PROSE}<ul>{BARE}</ul>"),
        article(f"<h1>关于召开年会的通知</h1><p>来源：本站</p><p>见附件</p><ul>{BARE}</ul>"),
        article(f"<h1>关于召开年会的通知 2022-06-09 来源：本站</h1>{PROSE}"),
        article("<div><h1>年会有关事项的通知</h1><p>时间：2022-06-09</p><p><a href=1.doc>年会回执表.doc</a></p></div>"),
        article(f"<h1>关于召开年会的通知</h1>{PROSE * 12}", title=""),
        article(f"<h1>关于召开年会的通知</h1><p>2022-06-09</p><p>{'年会回执 ' * 20}</p>"),
        listing(POSTS),
        listing(f"{POSTS}<p>暂无相关信息</p>"),
        listing(f"<h1>关于召开年会的通知</h1>{BYLINE}{PROSE * 9}{blocks(dated=False)}"),
    ],
)
def test_an_article_is_known_by_its_by_line_and_its_text(shown):
    reading = read_page(shown)

    assert reading.kind is PageKind.ARTICLE
    assert reading.article.title or reading.article.body
    assert reading.listed is None


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (page(f"<title>某某协会</title><body>{NAVIGATION}{blocks()}{FOOTER}", "http://portal.test/"), "portal home"),
        (page(f"<title>某某协会</title><body>{NAVIGATION}{blocks()}{FOOTER}"), "portal home"),
        (page(f"<title>某某协会</title><body>{NAVIGATION}{blocks(dated=False)}{PROSE}{FOOTER}"), "portal home"),
        (page(f"<body>{NAVIGATION}<p>当前位置：{'这里 ' * 60}</p>{blocks()}"), "portal home"),
        (page(f"<title>行业动态-某某协会</title><body>{NAVIGATION}{blocks()}{FOOTER}"), "section home"),
        (page(f"<title>某某协会</title><body>{NAVIGATION}{CRUMBS}{blocks()}", "http://portal.test/"), "section home"),
        (page(f"<body>{NAVIGATION}<p>首页 > 行业动态</p>{blocks()}"), "section home"),
        (page(f"<body>{''.join(f'<a href=/{n}/>{name}{n}</a> ' for n in range(5) for name in NAMES)}"), "portal home"),
    ],
)
def test_a_home_page_is_known_by_its_several_short_lists(shown, kind):
    reading = read_page(shown)

    assert reading.kind == kind
    assert (reading.listed, reading.article) == (None, None)
    assert reading.reason.startswith("no list: ")


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul>{DATED}</ul><p><a href='/news/all.html'>更多&gt;&gt;</a></p>",
        f"<h2><a href='/all/'>MORE</a></h2><ul>{DATED}</ul>",
    ],
)
def test_rows_beside_which_more_leads_elsewhere_are_shown_as_the_excerpt_that_they_are(markup):
    reading = read_page(listing(markup))

    assert reading.kind is PageKind.SECTION_HOME
    assert len(reading.listed.rows) == len(TITLES)
    assert reading.reason == "only an excerpt of a list"


def test_a_list_that_says_that_it_is_empty_is_one():
    reading = read_page(listing(f"{CRUMBS}<p>暂无信息</p><ul>{BARE}</ul>"))

    assert (reading.kind, reading.listed) == (PageKind.LIST, None)
    assert "empty" in reading.reason


def test_what_may_be_a_list_or_an_article_is_given_as_both():
    head = "<h1>关于召开年会的通知</h1><p>2022年6月9日</p>"
    text = f"<p>{'年会回执请于会前寄回。' * 8}</p>"
    reading = read_page(article(f"{head}{text}<ul>{BARE}</ul>{PAGER}"))

    assert len(reading.listed.rows) == len(TITLES)
    assert reading.article.published == "2022年6月9日"


@pytest.mark.parametrize(
    ("markup", "status", "kind", "wall"),
    [
        ("<script>var __jsl_clearance_s=1</script>", 521, "challenge", "a 加速乐 challenge"),
        ("<script>$_ts=window['$_ts'];</script>", 412, "challenge", "a 瑞数 challenge"),
        ("<body>您的访问被拦截，请联系云防护</body>", 405, "challenge", "a firewall"),
        ("<body>您的访问被拦截，请联系云防护</body>", 200, "challenge", "a firewall"),
        ("<body>请完成安全验证</body>", 200, "challenge", "a captcha"),
        ("<form>用户名<input name=u>密码<input type=password></form>", 200, "challenge", "a log-in form"),
        ("<body>系统正在维护升级，请稍后访问</body>", 200, "error", "a maintenance notice"),
        ("<body>抱歉，页面不存在</body>", 200, "error", "an error page"),
        ("<head><title>502</title></head><body>云防护节点无法连接源站</body>", 200, "error", "a firewall"),
        ("<head><title>404</title></head><body>云防护提示</body>", 200, "challenge", "a firewall"),
        ("<body>该域名已过期</body>", 200, "parked", "a parked domain"),
        (f"<title>澳门葡京_百家乐_时时彩平台</title><body>{NAVIGATION}{DATED}", 200, "parked", "a hijacked page"),
        ("<p>章程</p>", 500, "error", None),
        (f"<ul>{DATED}</ul>", 404, "error", None),
    ],
)
def test_what_stands_in_the_portals_place_is_named_and_nothing_is_read_of_it(markup, status, kind, wall):
    reading = read_page(page(markup), status)

    assert (reading.kind, reading.wall) == (kind, wall)
    assert (reading.listed, reading.article) == (None, None)
    assert reading.reason


@pytest.mark.parametrize(
    "markup",
    [
        "<meta http-equiv=refresh content='0;URL=../news/'>",
        "<head><meta http-equiv='Refresh' content='3; url=/news/'></head><body>正在进入…</body>",
        "<script>window.location.href='/news/'</script>",
    ],
)
def test_a_page_that_only_sends_on_is_a_redirect(markup):
    reading = read_page(page(markup))

    assert reading.kind is PageKind.REDIRECT
    assert reading.reason == "it only leads on to http://portal.test/news/"


def test_an_article_whose_scripts_lead_elsewhere_is_an_article_all_the_same():
    script = "<script>if (mobile) location.href='/m/33.html'</script>"

    assert page_kind(article(f"{script}<h1>关于召开年会的通知</h1>{BYLINE}{NOTICE}")) is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "it shows hardly anything"),
        ("<body><p>章程</p></body>", "it shows hardly anything"),
        ("<body><div id=app></div><script src=/app.js></script></body>", "its scripts fetch what it shows"),
    ],
)
def test_of_a_page_that_shows_nothing_it_is_said_why(markup, reason):
    reading = read_page(page(markup))

    assert (reading.kind, reading.reason) == (PageKind.UNKNOWN, reason)


@given(st.text(alphabet="<>/ahliutd 下页更多1年-:来源关于通知的。，\n", max_size=200))
def test_any_page_is_of_some_kind(markup):
    reading = read_page(page(f"<body>{markup}</body>"))

    assert reading.kind in PageKind
    assert reading.listed or reading.article or reading.reason
