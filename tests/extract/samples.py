"""Pages of made-up portals, in the ways in which CMSs write them."""

from collections.abc import Callable

from portalwatch.extract import Page

URL = "http://portal.test/news/index.html"
TITLES = (
    "关于开展2022年度装饰奖评选的通知",
    "协会召开第三次会员代表大会",
    "幕墙工程技术规范征求意见",
    "公告",
    "行业自律公约发布实施的有关说明",
    "住宅装修标准宣贯会在武汉举行",
)
DAYS = ("2022-06-09", "2022-06-08", "2022-05-31", "2022-05-12", "2022-04-02", "2022-03-01")
NAVIGATION = (
    '<div class="nav"><ul>'
    + "".join(
        f'<li><a href="/{name}/">{name}</a></li>' for name in ("首页", "最新热点", "通知公告", "行业动态", "政策法规")
    )
    + "</ul></div>"
)
SIDEBAR = (
    '<div class="right"><h3>热点文章</h3><ul>'
    + "".join(f'<li><a href="/hot/{n}.html">很久以前的一条长长的热点文章之{n}</a></li>' for n in range(10))
    + "</ul></div>"
)
FOOTER = '<div class="footer"><a href="/about">关于我们</a> <a href="/map">网站地图</a> 版权所有 某某协会</div>'
NOTICE = (
    "<p>各有关单位：</p><p>"
    "根据年度工作安排，我会定于2022年7月1日在武汉召开年会，请各单位派员参加，现将有关事项通知如下。</p>"
    "<p>一、时间：2022年7月1日9:00</p><p>二、地点：武汉市</p>"
    '<p style="text-align:right">某某协会</p><p style="text-align:right">2022年6月8日</p>'
)


def page(markup: str, url: str = URL) -> Page:
    return Page.of(f"<html>{markup}</html>".encode(), url=url)


def rows(row: Callable[[int, str, str], str], count: int = len(TITLES)) -> str:
    """Rows of a list, made of a number, a title and a day each."""
    return "".join(row(n, TITLES[n % 6] + "续" * (n // 6), DAYS[n % 6]) for n in range(count))


def listing(inner: str) -> Page:
    """A list page with a navigation above and a footer below."""
    return page(f"<head><title>通知公告-某某协会</title></head><body>{NAVIGATION}{inner}{FOOTER}</body>")


def article(inner: str, title: str = "关于召开年会的通知-某某协会", head: str = "") -> Page:
    """An article page with a navigation above and a footer below."""
    return page(
        f"<head><title>{title}</title>{head}</head><body>{NAVIGATION}{inner}{FOOTER}</body>", url=f"{URL[:-10]}33.html"
    )
