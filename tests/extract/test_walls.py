import pytest

from portalwatch.extract import page_kind, wall
from portalwatch.items import PageKind
from tests.extract.samples import NOTICE, article, listing, page, rows

ABOUT_WALLS = (
    "关于网站系统升级维护的通知",
    "关于新平台维护费缴纳的通知",
    "关于开展建筑平台升级改造工程验收的通知",
    "关于开展安全验证工作的通知",
    "云防护采购项目中标公告",
    "关于域名转让的公告",
    "关于网站关闭的公告",
    "关于服务器运行错误的情况说明",
)
BYLINES = (
    "发布时间：2022-06-09 来源：某某协会",
    "发布日期：<span>2022年6月9日</span>",
    "发表于 2022/6/9",
    "来源：某某协会 时间：2022-06-09",
    "[2022-06-09] 浏览次数：12",
)
TRACES = ("ORA-00942: 表或视图不存在", "错误 '80004005'", "SQLSTATE[HY000]")
TEXT = "<p>各有关单位：现将有关事项通知如下，请遵照执行。</p>"


@pytest.mark.parametrize(
    ("status", "name"),
    [(521, "a 加速乐 challenge"), (512, "a 加速乐 challenge"), (412, "a 瑞数 challenge"), (405, "a firewall")],
)
def test_a_challenge_is_told_by_its_status(status, name):
    assert wall(page("<script>1</script>"), status) == name


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        (
            "<script>document.cookie=('_')+('_jsl');location.href=location.pathname+location.search</script>",
            "a 加速乐 challenge",
        ),
        ("<script>var __jsl_clearance_s=1</script>", "a 加速乐 challenge"),
        ("<script>$_ts=window['$_ts'];</script>", "a 瑞数 challenge"),
        ('<meta id="9DhefwqGPrzGxEp9hPaoag" content="x" r=\'m\'><script>1</script>', "a 瑞数 challenge"),
        ("<body>您的访问被拦截，请联系云防护</body>", "a firewall"),
        (
            "<title>405</title><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</body>",
            "a firewall",
        ),
        (
            "<head><title>502</title></head><body>使用安域防护后，为什么会出现502？" + "原因有以下几点。" * 200,
            "a firewall",
        ),
        ("<head><title>404 Not Found</title></head><body>nginx" + "说明" * 600, "an error page"),
        ("<head><title>404</title></head><body>？</body>", "an error page"),
        ("<body>安全验证</body>", "a captcha"),
        ("<body>请输入验证码以继续访问</body>", "a captcha"),
        ("<title>Just a moment...</title>", "a captcha"),
        ("<body>系统正在维护升级，请稍后访问</body>", "a maintenance notice"),
        ("<body>该域名已过期</body>", "a parked domain"),
        ("<h1>Welcome to nginx!</h1>", "a parked domain"),
        ("<body>抱歉，页面不存在</body>", "an error page"),
        ("<form>用户名<input name=u>密码<input type=PASSWORD></form>", "a log-in form"),
        ("<title>澳门葡京_百家乐_六合彩</title>", "a hijacked page"),
        ("<title>某某协会</title><meta name=Keywords content='真人娱乐,时时彩,老虎机'>", "a hijacked page"),
    ],
)
def test_a_page_that_stands_in_front_of_the_portal_is_named(markup, name):
    assert wall(page(markup), 200) == name


@pytest.mark.parametrize(
    "shown",
    [
        listing("<h1>关于系统维护的通知</h1><p>系统将于今晚维护。</p>" + 9 * "<a href=1.html>新闻</a>"),
        article(f"<h1>关于启用安全验证的通知</h1>{NOTICE * 8}"),
        page(f"<h1>关于系统维护的通知</h1>{NOTICE * 8}"),
        page("<script>location.href='/index.html'</script>"),
        page("<meta http-equiv=refresh content='0;URL=./news/'>"),
        page("<ul><li><a href=1.html>章程</a></li></ul><input type=text>"),
        page("<title>关于打击网络博彩和赌博平台的通告</title><meta name=description content='百家乐、时时彩等'>"),
        page(""),
    ],
)
def test_the_portals_own_pages_are_no_walls(shown):
    assert wall(shown, 200) is None


def test_an_error_status_alone_is_no_wall():
    assert wall(page("<p>章程</p>"), 500) is None


def test_a_page_with_the_server_s_own_error_printed_in_it_is_an_error_page():
    links = "".join(f"<a href='/{number}'>栏目{number}</a>" for number in range(30))

    assert (
        wall(page(f"{links}<h1>标题</h1>Microsoft OLE DB Provider 错误 '80004005' /inc/conn.asp"), 200)
        == "an error page"
    )


def test_a_page_full_of_links_is_nobody_s_wall_whatever_it_says():
    links = "".join(f'<a href="/{number}">栏目</a>' for number in range(30))

    assert wall(page(f"{links}<p>系统维护中</p>"), 200) is None


@pytest.mark.parametrize("title", ABOUT_WALLS)
def test_a_short_article_about_what_walls_speak_of_is_no_wall(title):
    shown = article(f"<h1>{title}</h1><div>发布时间：2022-06-09 来源：某某协会</div>{TEXT}", title=title)

    assert wall(shown, 200) is None
    assert page_kind(shown) is PageKind.ARTICLE


@pytest.mark.parametrize("byline", BYLINES)
def test_a_by_line_of_any_usual_shape_makes_a_page_the_portals_own(byline):
    assert wall(page(f"<h1>{ABOUT_WALLS[0]}</h1><div>{byline}</div>{TEXT}"), 200) is None


@pytest.mark.parametrize("title", ABOUT_WALLS)
@pytest.mark.parametrize(
    "row",
    [
        "<li><a href={n}.html>{title}</a><span>[{day}]</span></li>",
        "<li><span>{day}</span><a href={n}.html>{title}</a></li>",
        "<li><a href={n}.html>{title} {day}</a></li>",
        "<a href={n}.html>{title}</a> {day}<br>",
    ],
)
def test_a_few_dated_rows_one_of_which_is_about_what_walls_speak_of_are_no_wall(title, row):
    shown = rows(lambda n, other, day: row.format(n=n, title=other if n else title, day=day), 3)

    assert wall(page(f"<ul>{shown}</ul>"), 200) is None


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<p>请求被拦截</p><p>来源：10.0.0.1 时间：2022-06-09 10:00:00</p>", "a firewall"),
        ("<p>系统维护中</p><p>时间：2022-06-09</p><a href=/>首页</a>", "a maintenance notice"),
        ("<p>系统于2022年6月9日升级维护，请用<a href=/new>新址</a>，2022年6月10日恢复。</p>", "a maintenance notice"),
        ("<p>该域名已过期</p><p>到期日期：2022-06-09</p><a href=#>续费</a>2022-06-09", "a parked domain"),
    ],
)
def test_a_wall_that_shows_a_day_is_still_one(markup, name):
    assert wall(page(markup), 200) == name


@pytest.mark.parametrize("trace", TRACES)
def test_an_error_that_an_article_quotes_is_none(trace):
    assert wall(article(f"<h1>数据库故障处理</h1><p>{BYLINES[0]}</p><p>系统提示{trace}，请重启。</p>"), 200) is None


@pytest.mark.parametrize("trace", TRACES)
def test_an_error_that_is_quoted_beside_dated_rows_is_none(trace):
    shown = rows(lambda n, title, day: f"<li><a href={n}.html>{title}</a><span>{day}</span></li>", 19)

    assert wall(listing(f"<ul>{shown}</ul><p>系统提示{trace}的处理办法。</p>"), 200) is None
