"""A trade association on ASP.NET: pages turned by __doPostBack, rows in tables, one address a list."""

from tests.portals.content import Article, Section, sections
from tests.portals.site import Form, Site

TITLE = "示例省门窗行业协会"
PAGER = "ctl00$Main$AspNetPager1"
RULES = {
    "rows": "table#ctl00_Main_GridView1 tr:has(td.bt)",
    "title": "td.bt a",
    "url": "td.bt a::attr(href)",
    "published": "td.sj",
    "article": {
        "title": "span#ctl00_Main_lblTitle",
        "published": "span#ctl00_Main_lblTime",
        "source": "span#ctl00_Main_lblSource",
        "body": "div#ctl00_Main_divContent",
        "attachments": "div#ctl00_Main_divFiles a",
        "breadcrumb": "div.location a",
    },
}


def make() -> Site:
    """Make the portal."""
    listed = sections(
        ("新闻中心", "2", "news"),
        ("通知公告", "3", "notice"),
        ("政策法规", "5", "policy"),
        ("行业标准", "6", "standard"),
        ("专家观点", "8", "opinion"),
    )
    site = Site(
        sections=listed, rules=RULES, title=TITLE, paths=[f"/NewsList.aspx?ClassID={each.slug}" for each in listed]
    )
    site.pages["/"] = site.pages["/Default.aspx"] = _page(TITLE, _home(listed), listed)
    site.pages["/About.aspx"] = _page(f"协会简介-{TITLE}", ABOUT, listed)
    site.pages["/Login.aspx"] = _page(
        f"会员登录-{TITLE}", 'Email <input name="u"> <input type="password" name="p">', []
    )
    by_class = {each.slug: each for each in listed}
    by_id = {str(row.id): (each, row) for each in listed for row in each.articles}

    def answer(path: str, form: Form) -> bytes | None:
        if path == "/NewsShow.aspx" and form.get("ID") in by_id:
            section, article = by_id[form["ID"]]
            return _page(f"{article.title}-{TITLE}", _trail(section) + _article(article), listed)
        return None

    def turned(section: Section, form: Form) -> bytes:
        """A list's page: the one that its own form asks for, the first one otherwise."""
        asked = form.get("__EVENTTARGET") == PAGER and form.get("__VIEWSTATE") == _state(section)
        return _list(section, int(form["__EVENTARGUMENT"]) if asked else 1, listed)

    def find(target: str, form: Form | None) -> bytes | None:
        path, _, query = target.partition("?")
        section = by_class.get(query.removeprefix("ClassID="))
        if path == "/NewsList.aspx" and section:
            return turned(section, form or {})
        return Site.find(site, target, form)

    site.answer = answer
    site.find = find  # type: ignore[method-assign]
    return site


ABOUT = """<table class="con"><tr><td>协会由全省门窗幕墙生产、施工、材料和科研单位自愿组成，接受业务主管单位的指导和登记管理机关的监督管理，
以服务会员、规范行业、促进技术进步为宗旨，下设专家委员会、标准工作部和会员服务部。</td></tr></table>"""


def _page(title: str, main: str, listed: list[Section]) -> bytes:
    menu = "".join(f'<li><a href="NewsList.aspx?ClassID={each.slug}">{each.name}</a></li>' for each in listed)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>
	{title}
</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head><body>
<ul id="topmenu"><li><a href="Default.aspx">首页</a></li><li><a href="About.aspx">协会简介</a></li>{menu}
<li><a href="Login.aspx">会员登录</a></li><li><a href="http://shop.example.com/">门窗商城</a></li></ul>
{main}
<div id="footer">{TITLE} 版权所有 <a href="About.aspx">联系我们</a> 技术支持：<a href="http://www.example.com/">临江网络</a></div>
</body></html>""".encode()


def _home(listed: list[Section]) -> str:
    return "".join(
        f'<table class="blk"><tr><th>{each.name}</th><td align="right"><a href="NewsList.aspx?ClassID={each.slug}"><img src="more.gif" alt="更多"></a></td></tr>'
        + "".join(
            f'<tr><td><a href="NewsShow.aspx?ID={row.id}">{row.title}</a></td><td>[{row.published.month}-{row.published.day}]</td></tr>'
            for row in each.articles[:5]
        )
        + "</table>"
        for each in listed
    )


def _trail(section: Section) -> str:
    return f"""<div class="location">您的位置：<a href="Default.aspx">首页</a> → <a href="NewsList.aspx?ClassID={section.slug}">{section.name}</a></div>"""


def _state(section: Section) -> str:
    return f"/wEPDwUKMTY1NDU2MTA1Mg9kFgJm{section.slug}+a/b=="


def _list(section: Section, number: int, listed: list[Section]) -> bytes:
    rows = "".join(
        f'<tr><td width="20"><img src="dot.gif"></td><td class="bt"><a id="ctl00_Main_GridView1_ctl{place:02}_Link" href="NewsShow.aspx?ID={row.id}">'
        f'{row.title}</a></td><td class="sj">{row.published.year}/{row.published.month}/{row.published.day}</td></tr>'
        for place, row in enumerate(section.pages[number - 1], start=2)
    )
    top = "".join(
        f'<tr><td><a href="NewsShow.aspx?ID={row.id}">{row.title}</a></td></tr>' for row in section.articles[2:8]
    )
    main = f"""<form name="aspnetForm" method="post" action="NewsList.aspx?ClassID={section.slug}" id="aspnetForm">
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" /><input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{_state(section)}" />
<script type="text/javascript">function __doPostBack(eventTarget, eventArgument) {{ theForm.submit(); }}</script>
<table class="left"><tr><th>点击排行</th></tr>{top}</table>{_trail(section)}
<table id="ctl00_Main_GridView1" cellspacing="0">{rows}</table>{_pager(number, len(section.pages))}</form>"""
    return _page(f"{section.name}-{TITLE}", main, listed)


def _pager(number: int, total: int) -> str:
    def link(label: str, to: int) -> str:
        if not 1 <= to <= total or to == number:
            return f'<a disabled="disabled">{label}</a>'
        return f"""<a href="javascript:__doPostBack('{PAGER}','{to}')">{label}</a>"""

    numbers = "".join(
        f"<span>{each}</span>" if each == number else link(str(each), each) for each in range(1, total + 1)
    )
    return (
        f'<div id="ctl00_Main_AspNetPager1">{link("首页", 1)}{link("上一页", number - 1)}{numbers}'
        f"{link('下一页', number + 1)}{link('尾页', total)}</div>"
    )


def _article(article: Article) -> str:
    text = "".join(f"<p>&nbsp;&nbsp;{part}</p>" for part in article.body)
    files = "".join(
        f'<a href="UploadFile/{article.id}_{number}.{name.rpartition(".")[2]}">{name}</a><br />'
        for number, name in enumerate(article.files)
    )
    day = article.published
    return f"""<table class="show"><tr><td align="center"><span id="ctl00_Main_lblTitle">{article.title}</span></td></tr>
<tr><td>发布时间：<span id="ctl00_Main_lblTime">{day.year}/{day.month}/{day.day} {day:%H:%M}:00</span> 信息来源：<span id="ctl00_Main_lblSource">{article.source}</span>
 浏览：<span>88</span></td></tr><tr><td><div id="ctl00_Main_divContent">{text}</div><div id="ctl00_Main_divFiles">{files}</div></td></tr></table>"""
