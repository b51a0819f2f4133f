"""An association on DedeCMS: gb2312 pages, list_12_2.html, tables without a class, a menu that nothing names."""

from tests.portals.content import Article, Section, sections
from tests.portals.site import Site

TITLE = "示例市建筑装饰行业协会"
RULES = {
    "rows": "ul.e2 > li",
    "title": "a.tit",
    "url": "a.tit::attr(href)",
    "published": "span.dt",
    "next": "//ul[@class='pagelist']//a[text()='下一页']/@href",
    "article": {
        "title": "div.viewbox h2",
        "published": "//div[@class='info']/text()[contains(., ':')]",
        "source": "//div[@class='info']/b[@class='from']",
        "body": "div.content",
        "attachments": "div.content ~ table a",
        "breadcrumb": "div.place a",
    },
}


def make() -> Site:
    """Make the portal. 标准专栏 lists what its two sub-sections list, and links to them."""
    listed = sections(
        ("协会动态", "xhdt", "news"),
        ("通知公告", "tzgg", "notice"),
        ("政策法规", "zcfg", "policy"),
        ("幕墙标准", "bzzl/mqbz", "standard"),
        ("会员之窗", "hyzc", "member"),
    )
    site = Site(sections=listed, rules=RULES, title=TITLE, paths=[f"/{each.slug}/" for each in listed])
    site.pages["/"] = site.pages["/index.html"] = _page(TITLE, _home(listed))
    site.pages["/bzzl/"] = _page(f"标准专栏-{TITLE}", _column(listed[3]))
    site.pages["/about/"] = _page(f"关于协会-{TITLE}", ABOUT)
    site.pages["/member/login.php"] = _page(
        f"会员登录-{TITLE}", '<form><input name="u"><input type="password" name="p"></form>'
    )
    for section in listed:
        _publish(site, section)
    return site


ABOUT = """<div class="viewbox"><h2>关于协会</h2><p>本会是由全市从事建筑装饰设计、施工和材料生产的企业自愿结成的行业性、非营利性社会团体，
宗旨是为会员服务、为行业服务、为政府服务，反映会员诉求，规范行业行为，维护会员的合法权益。</p></div>"""


def _page(title: str, main: str) -> bytes:
    menu = "".join(
        f'<td width="90" align="center"><a href="{href}"><font color="#ffffff">{name}</font></a></td>'
        for name, href in (
            ("首 页", "/"),
            ("关于协会", "/about/"),
            ("协会动态", "/xhdt/"),
            ("通知公告", "/tzgg/"),
            ("政策法规", "/zcfg/"),
            ("标准专栏", "/bzzl/"),
            ("会员之窗", "/hyzc/"),
            ("会员登录", "/member/login.php"),
            ("协会论坛", "http://bbs.example.org/"),
        )
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" /><title>{title}</title></head><body>
<table width="960" bgcolor="#990000"><tr>{menu}</tr></table>
{main}
<table width="960"><tr><td align="center">Copyright &copy; {TITLE} 示ICP备09003456号 电话：0999-86001234</td></tr></table>
</body></html>""".encode("gb18030")


def _path(section: Section, article: Article) -> str:
    return f"/{section.slug}/{article.published:%Y/%m%d}/{article.id}.html"


def _home(listed: list[Section]) -> str:
    return "".join(
        f'<dl class="tbox"><dt><strong><a href="/{each.slug}/">{each.name}</a></strong><span class="more">'
        f'<a href="/{each.slug}/">更多...</a></span></dt><dd><ul class="d1">'
        + "".join(
            f'<li><a href="{_path(each, row)}">{row.title[:20]}</a><span>{row.published:%m-%d}</span></li>'
            for row in each.articles[:5]
        )
        + "</ul></dd></dl>"
        for each in listed
        if "/" not in each.slug
    )


def _column(section: Section) -> str:
    """A section home with one block of its own and a link to a list that the menu does not name."""
    rows = "".join(f'<li><a href="{_path(section, row)}">{row.title}</a></li>' for row in section.articles[:3])
    return f"""<div class="pleft"><dl class="tbox"><dt><strong><a href="/{section.slug}/">{section.name}</a></strong></dt>
<dd><ul>{rows}</ul></dd></dl><dl class="tbox"><dt><strong>住宅标准</strong></dt><dd>正在整理，敬请期待</dd></dl></div>"""


def _publish(site: Site, section: Section) -> None:
    total = len(section.pages)
    place = f'<div class="place">当前位置: <a href="/">主页</a> &gt; <a href="/{section.slug}/">{section.name}</a> &gt; </div>'
    for number, rows in enumerate(section.pages, start=1):
        items = "".join(
            f'<li>[<b><a href="/{section.slug}/">{section.name}</a></b>] <a href="{_path(section, row)}" class="tit">{row.title}</a>'
            f'<span class="dt">{row.published:%Y-%m-%d %H:%M}</span><p class="intro">{row.body[1][:40]}...</p></li>'
            for row in rows
        )
        hot = "".join(f'<li><a href="{_path(section, row)}">{row.title}</a></li>' for row in section.articles[:6])
        main = f"""{place}<div class="listbox"><ul class="e2">{items}</ul></div>{_pager(section, number, total)}
<div class="pright"><dl class="tbox"><dt><strong>推荐内容</strong></dt><dd><ul class="d4">{hot}</ul></dd></dl></div>"""
        site.pages[f"/{section.slug}/list_{section.number}_{number}.html"] = _page(f"{section.name}_{TITLE}", main)
    site.pages[f"/{section.slug}/"] = site.pages[f"/{section.slug}/list_{section.number}_1.html"]
    for article in section.articles:
        page = _page(f"{article.title}_{section.name}_{TITLE}", place + _article(article))
        site.pages[_path(section, article)] = page


def _pager(section: Section, number: int, total: int) -> str:
    following = f'<li><a href="list_{section.number}_{number + 1}.html">下一页</a></li>' if number < total else ""
    numbers = "".join(
        f'<li class="thisclass">{each}</li>'
        if each == number
        else f'<li><a href="list_{section.number}_{each}.html">{each}</a></li>'
        for each in range(1, total + 1)
    )
    return f'<div class="dede_pages"><ul class="pagelist"><li>首页</li>{numbers}{following}<li><span>共 <b>{total}</b>页</span></li></ul></div>'


def _article(article: Article) -> str:
    text = "".join(f"<div>　　{part}</div>" for part in article.body)
    files = "".join(
        f'<table><tr><td><a href="/uploads/soft/{article.id}-{number}.{name.rpartition(".")[2]}" target="_blank">{name}</a></td></tr></table>'
        for number, name in enumerate(article.files)
    )
    return f"""<div class="viewbox"><div class="title"><h2>{article.title}</h2></div>
<div class="info"><small>时间:</small>{article.published:%Y-%m-%d %H:%M}<small>来源:</small><b class="from">{article.source}</b>
<small>作者:</small>admin <small>点击:</small>129次</div>
<div class="content">{text}</div>{files}</div>"""
