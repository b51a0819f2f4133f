"""A society on VSB 博达: pages that count down, info/ addresses, attachments behind download.jsp."""

from tests.portals.content import ROWS, Article, Section, sections
from tests.portals.site import Site

TITLE = "示例土木工程学会"
RULES = {
    "rows": "div.sub-right li[id^=line_]",
    "title": "a",
    "url": "a::attr(href)",
    "published": "i",
    "next": "span.p_next a::attr(href)",
    "article": {
        "title": "h3.art-tit",
        "published": "//p[@class='art-inf']/span[@class='t']",
        "source": "//p[@class='art-inf']/span[@class='s']",
        "body": "div.v_news_content",
        "attachments": "ul.fj a",
        "breadcrumb": "p.wz a",
    },
}


def make() -> Site:
    """Make the portal. Its menu names 学会概况 and what stands below it, which are no lists."""
    listed = sections(
        ("学会新闻", "xhxw", "news"),
        ("通知公告", "tzgg", "notice"),
        ("学术论坛", "xslt", "opinion"),
        ("团体标准", "ttbz", "standard"),
        ("会员风采", "hyfc", "member"),
    )
    site = Site(sections=listed, rules=RULES, title=TITLE, paths=[f"/{each.slug}.htm" for each in listed])
    site.pages["/"] = site.pages["/index.htm"] = _page(TITLE, _home(listed), listed, "")
    for name, title in (("xhgk/xhjj", "学会简介"), ("xhgk/zzjg", "组织机构"), ("lxwm", "联系我们")):
        site.pages[f"/{name}.htm"] = _page(f"{title}-{TITLE}", _about(title), listed, "../" * name.count("/"))
    for section in listed:
        _publish(site, listed, section)
    return site


def _page(title: str, main: str, listed: list[Section], up: str) -> bytes:
    menu = "".join(f'<li><a href="{up}{each.slug}.htm">{each.name}</a></li>' for each in listed)
    return f"""\ufeff<!DOCTYPE html><HTML><HEAD><TITLE>{title}</TITLE>
<META content="text/html; charset=UTF-8" http-equiv="Content-Type"><META Name="SiteName" Content="{TITLE}"></HEAD><BODY>
<div class="head"><a href="{up}index.htm"><img src="{up}images/logo.png"></a></div>
<div class="nav"><ul><li><a href="{up}index.htm">网站首页</a></li>
<li><a href="{up}xhgk/xhjj.htm">学会概况</a><ul><li><a href="{up}xhgk/xhjj.htm">学会简介</a></li>
<li><a href="{up}xhgk/zzjg.htm">组织机构</a></li></ul></li>{menu}
<li><a href="{up}lxwm.htm">联系我们</a></li><li><a href="https://mail.example.org/">邮箱登录</a></li></ul></div>
{main}
<div class="yqlj">友情链接：<a href="http://www.example.com/">示例科协</a><a href="http://www.example.net/">标准平台</a></div>
<div class="foot">版权所有 {TITLE} 地址：临江市学府路1号 示ICP备10002345号</div></BODY></HTML>""".encode()


def _home(listed: list[Section]) -> str:
    return "".join(
        f'<div class="box"><div class="tt"><span>{each.name}</span><a href="{each.slug}.htm" class="more">MORE+</a></div><ul>'
        + "".join(
            f'<li><a href="info/{1010 + each.number}/{row.id}.htm" title="{row.title}">{row.title[:16]}...</a>'
            f"<span>{row.published:%m-%d}</span></li>"
            for row in each.articles[:5]
        )
        + "</ul></div>"
        for each in listed
    )


def _about(title: str) -> str:
    return f"""<div class="sub-right"><h2>{title}</h2><div id="vsb_content"><p>学会成立于一九八五年，由土木工程科技工作者自愿组成，
设有结构、施工、装饰等专业委员会，现有个人会员三千余人，接受省科协的领导和监督管理。</p></div></div>"""


def _publish(site: Site, listed: list[Section], section: Section) -> None:
    pages = section.pages
    names = [f"/{section.slug}.htm", *(f"/{section.slug}/{number}.htm" for number in range(len(pages) - 1, 0, -1))]
    for place, rows in enumerate(pages):
        up = "../" * (place > 0)
        items = "".join(
            f'<li id="line_u8_{number}"><i>{row.published:%Y-%m-%d}</i>'
            f'<a href="{up}info/{1010 + section.number}/{row.id}.htm">{row.title}</a></li>'
            for number, row in enumerate(rows)
        )
        main = _wrapped(section, up, f"<ul>{items}</ul>{_pager(section, place, len(pages), up)}")
        site.pages[names[place]] = _page(f"{section.name}-{TITLE}", main, listed, up)
    for article in section.articles:
        path = f"/info/{1010 + section.number}/{article.id}.htm"
        main = _wrapped(section, "../../", _article(article))
        site.pages[path] = _page(f"{article.title}-{TITLE}", main, listed, "../../")


def _wrapped(section: Section, up: str, main: str) -> str:
    hot = "".join(
        f'<li><a href="{up}info/{1010 + section.number}/{row.id}.htm">{row.title}</a></li>'
        for row in section.articles[5:9]
    )
    return f"""<div class="sub"><div class="sub-left"><h4>热门点击</h4><ul class="rm">{hot}</ul></div>
<div class="sub-right"><p class="wz">当前位置: <a href="{up}index.htm">网站首页</a> &gt;&gt; <a href="{up}{section.slug}.htm">{section.name}</a>
</p>{main}</div></div>"""


def _pager(section: Section, place: int, total: int, up: str) -> str:
    """Page 2 of 3 is 2.htm, the last is 1.htm."""
    following = f"{section.slug}/{total - place - 1}.htm" if not place else f"{total - place - 1}.htm"
    more = (
        f'<span class="p_next p_fun"><a href="{following}">下页</a></span>'
        f'<span class="p_last p_fun"><a href="{"1.htm" if place else section.slug + "/1.htm"}">尾页</a></span>'
        if place < total - 1
        else '<span class="p_next_d p_fun_d">下页</span><span class="p_last_d p_fun_d">尾页</span>'
    )
    return f'<div class="pb_sys_common"><span class="p_t">共{ROWS}条</span><span class="p_no_d">{place + 1}</span>{more}</div>'


def _article(article: Article) -> str:
    text = "".join(f"<p>{part}</p>" for part in article.body)
    files = "".join(
        f'<li>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;owner=17&amp;wbfileid={article.id}{number}"'
        f' target="_blank">{name}</a>】已下载<span id="nattach{number}">3</span>次</li>'
        for number, name in enumerate(article.files)
    )
    return f"""<form name="_newscontent_fromname"><h3 class="art-tit">{article.title}</h3>
<p class="art-inf">时间：<span class="t">{article.published:%Y-%m-%d %H:%M}</span>&nbsp;来源：<span class="s">{article.source}</span>&nbsp;点击：<span>66</span></p>
<div id="vsb_content"><div class="v_news_content">{text}</div></div><ul class="fj">{files}</ul>
<p>上一条：<a href="{article.id}.htm">没有了</a></p></form>"""
