"""A ministry on TRS: createPageHTML pagers, tYYYYMMDD addresses relative to the list, a home that only sends on."""

from tests.portals.content import Article, Section, sections
from tests.portals.site import Site

TITLE = "示例省住房和城乡建设厅"
RULES = {
    "rows": "div.list_right ul.gl_list > li",
    "title": "a::attr(title)",
    "url": "a::attr(href)",
    "published": "span.sj",
    "article": {
        "title": "div.xl_tit",
        "published": "//div[@class='xl_tit2']/span[1]",
        "source": "//div[@class='xl_tit2']/span[2]/b",
        "body": "div.TRS_Editor",
        "attachments": "div.xl_fj a",
        "breadcrumb": "div.dqwz a",
    },
}


def make() -> Site:
    """Make the portal. 政务公开 is a section home: its lists stand below it, in a menu of its own."""
    listed = sections(
        ("工作动态", "xwdt/gzdt", "news"),
        ("通知公告", "xwdt/tzgg", "notice"),
        ("政策文件", "zwgk/zcwj", "policy"),
        ("工程建设标准", "zwgk/gcjsbz", "standard"),
        ("意见征集", "hdjl/yjzj", "policy"),
    )
    site = Site(sections=listed, rules=RULES, title=TITLE, paths=[f"/{each.slug}/" for each in listed])
    site.pages["/"] = b'<html><head><meta http-equiv="refresh" content="0;URL=./sy/"></head><body></body></html>'
    site.pages["/sy/"] = _page(TITLE, _home(listed))
    site.pages["/zwgk/"] = _page(f"政务公开_{TITLE}", _section_home(listed[2:4]))
    site.pages["/jgzn/"] = _page(f"机构职能_{TITLE}", ABOUT)
    site.pages["/lxwm/"] = _page(
        f"联系我们_{TITLE}", "<div class=con><p>地址：临江市湖滨路6号</p><p>电话：0999-8800</p></div>"
    )
    for section in listed:
        _publish(site, section)
    return site


ABOUT = """<div class="con"><h1>机构职能</h1><p>贯彻执行国家住房和城乡建设的方针政策，组织起草有关地方性法规和规章草案，
拟订工程建设地方标准，指导全省建筑活动，监督管理建筑市场和工程质量安全。</p>
<p>承担规范城市建设和村镇建设的责任，指导城市供水、节水、燃气和园林工作，承办省政府交办的其他事项。</p></div>"""


def _page(title: str, main: str, crumb: str = "") -> bytes:
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{title}</title>
<meta name="SiteName" content="{TITLE}"></head><body>
<div class="top">今天是2022年6月9日 星期四 <a href="http://www.example.gov.cn/">省政府</a> <a href="#">无障碍</a></div>
<div class="dh_nav"><ul><li><a href="/sy/">首页</a></li>
<li><a href="/jgzn/">机构职能</a></li>
<li><a href="javascript:void(0)">新闻动态</a><dl><dd><a href="/xwdt/gzdt/">工作动态</a></dd>
<dd><a href="/xwdt/tzgg/index.html">通知公告</a></dd></dl></li>
<li><a href="/zwgk/">政务公开</a></li><li><a href="http://search.example.gov.cn/">查询服务</a></li>
<li><a href="/lxwm/">联系我们</a></li></ul></div>{crumb}
<div class="main">{main}</div>
<div class="footer"><a href="/lxwm/">网站声明</a> <a href="/jgzn/">网站地图</a> 主办：{TITLE} 示ICP备05001234号-1 网站标识码9900000012</div>
</body></html>""".encode()


def _home(listed: list[Section]) -> str:
    blocks = "".join(
        f'<div class="blk"><h2>{each.name}<span><a href="/{each.slug}/">更多&gt;&gt;</a></span></h2><ul>'
        + "".join(f'<li><a href="/{each.slug}/{_name(row)}">{row.title[:14]}...</a></li>' for row in each.articles[:4])
        + "</ul></div>"
        for each in listed
    )
    return f'<div class="pic"><a href="/{listed[0].slug}/{_name(listed[0].articles[0])}"><img src="/1.jpg" alt="要闻图片"></a></div>{blocks}'


def _section_home(listed: list[Section]) -> str:
    return "".join(
        f'<div class="gk"><div class="gk_t"><a href="../{each.slug}/">{each.name}</a></div><ul>'
        + "".join(
            f'<li><a href="../{each.slug}/{_name(row)}">{row.title}</a><span>{row.published:%Y-%m-%d}</span></li>'
            for row in each.articles[:5]
        )
        + "</ul></div>"
        for each in listed
    )


def _name(article: Article) -> str:
    return f"{article.published:%Y%m}/t{article.published:%Y%m%d}_{article.id}.html"


def _cut(title: str) -> str:
    return title if len(title) <= 18 else f"{title[:18]}…"


def _publish(site: Site, section: Section) -> None:
    crumb = (
        f'<div class="dqwz">当前位置：<a href="/sy/">首页</a>&gt;<a href="/{section.slug}/">{section.name}</a></div>'
    )
    for number, rows in enumerate(section.pages):
        items = "".join(
            f'<li><a href="./{_name(row)}" target="_blank" title="{row.title}">{_cut(row.title)}</a>'
            f'<span class="sj">{row.published:%Y-%m-%d}</span></li>'
            for row in rows
        )
        hot = "".join(f'<li><a href="./{_name(row)}">{row.title}</a></li>' for row in section.articles[3:8])
        pager = f'<script>createPageHTML({len(section.pages)}, {number}, "index", "html");</script>'
        main = (
            f'<div class="list_left"><h3>热点推荐</h3><ul class="gl_list">{hot}</ul></div>'
            f'<div class="list_right"><ul class="gl_list">{items}</ul><div class="page">{pager}</div></div>'
        )
        name = f"index_{number}.html" if number else ""
        site.pages[f"/{section.slug}/{name}"] = _page(f"{section.name}_{TITLE}", main, crumb)
    site.pages[f"/{section.slug}/index.html"] = site.pages[f"/{section.slug}/"]
    for article in section.articles:
        site.pages[f"/{section.slug}/{_name(article)}"] = _page(f"{article.title}_{TITLE}", _article(article), crumb)


def _article(article: Article) -> str:
    files = "".join(
        f'<p><a href="./P{article.published:%Y%m%d}{number:06}.{name.rpartition(".")[2]}">{name}</a></p>'
        for number, name in enumerate(article.files, start=1)
    )
    text = "".join(f'<p style="text-indent:2em">{part}</p>' for part in article.body)
    return f"""<div class="xl"><div class="xl_tit">{article.title}</div>
<div class="xl_tit2"><span>发布时间：{article.published:%Y-%m-%d %H:%M}</span> <span>来源：<b>{article.source}</b></span>
<span>字体：[<a href="#">大</a> <a href="#">小</a>]</span></div>
<div class="TRS_Editor">{text}</div><div class="xl_fj">{files}</div></div>"""
