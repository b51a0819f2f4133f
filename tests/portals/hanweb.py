"""An administration on 大汉 jcms: rows as CDATA in the page, further ones from a data proxy, art_ addresses."""

from collections.abc import Sequence

from tests.portals.content import Article, Section, sections
from tests.portals.site import Form, Site

TITLE = "示例市市场监督管理局"
#: Rows that the page itself holds; the proxy gives groups of as many.
GROUP = 5
RULES = {
    "rows": "//div[@class='default_pgContainer']//li | /html/body/div/li",
    "title": "a::attr(title)",
    "url": "a::attr(href)",
    "published": "span",
    "article": {
        "title": "//meta[@name='ArticleTitle']/@content",
        "published": "//p[@class='sjly']/span[1]",
        "source": "//p[@class='sjly']/span[2]/i",
        "body": "div#zoom",
        "attachments": "div#zoom a",
        "breadcrumb": "//table[@class='dqwz']//a",
    },
}


def make() -> Site:
    """Make the portal."""
    listed = sections(
        ("工作动态", "1101", "news"),
        ("公示公告", "1102", "notice"),
        ("政策法规", "1103", "policy"),
        ("地方标准", "1104", "standard"),
        ("行业要闻", "1105", "news"),
    )
    site = Site(sections=listed, rules=RULES, title=TITLE, paths=[f"/col/col{each.slug}/index.html" for each in listed])
    site.pages["/"] = site.pages["/index.html"] = _page(TITLE, _home(listed), listed)
    site.pages["/col/col1001/index.html"] = _page(f"{TITLE} 机构概况", ABOUT, listed)
    for section in listed:
        site.pages[f"/col/col{section.slug}/index.html"] = _page(f"{TITLE} {section.name}", _list(section), listed)
        for article in section.articles:
            main = _trail(section) + _article(article)
            site.pages[_path(section, article)] = _page(article.title, main, listed, article.title)
    by_number = {each.slug: each for each in listed}

    def answer(path: str, form: Form) -> bytes | None:
        section = by_number.get(form.get("columnid", ""))
        if path != "/module/web/jpage/dataproxy.jsp" or section is None:
            return None
        first, last = int(form["startrecord"]), int(form["endrecord"])
        return _store(section, section.articles[first - 1 : last]).encode()

    site.answer = answer
    return site


ABOUT = """<div class="article"><p>贯彻落实国家市场监督管理工作的方针政策和决策部署，负责全市市场综合监督管理和知识产权管理，
起草有关规范性文件，组织实施质量强市战略，指导企业建立质量诚信体系，承担标准化管理工作。</p></div>"""


def _page(title: str, main: str, listed: list[Section], article: str = "") -> bytes:
    menu = "".join(f'<td><a href="/col/col{each.slug}/index.html">{each.name}</a></td>' for each in listed)
    metas = f'<meta name="ArticleTitle" content="{article}">' if article else ""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="SiteName" content="{TITLE}">{metas}</head><body><div id="header"><h1>{TITLE}</h1></div>
<table class="dh"><tr><td><a href="/index.html">首页</a></td><td><a href="/col/col1001/index.html">机构概况</a></td>{menu}
<td><a href="http://zwfw.example.gov.cn/">政务服务</a></td></tr></table>
{main}
<div id="footer"><a href="/col/col1001/index.html">关于我们</a> 主办单位：{TITLE} 示ICP备06004567号</div></body></html>""".encode()


def _path(section: Section, article: Article) -> str:
    day = article.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_{section.slug}_{article.id}.html"


def _home(listed: list[Section]) -> str:
    return "".join(
        f'<div class="bk"><div class="bt"><a href="/col/col{each.slug}/index.html">{each.name}</a></div><ul>'
        + "".join(
            f'<li><a href="{_path(each, row)}" title="{row.title}">{row.title[:20]}</a><b>{row.published:%m-%d}</b></li>'
            for row in each.articles[:5]
        )
        + "</ul></div>"
        for each in listed
    )


def _list(section: Section) -> str:
    return f"""{_trail(section)}<div class="nr"><div id="90{section.slug}" class="default_pgContainer"></div>
<script type="text/xml">{_store(section, section.articles[:GROUP])}</script>
<script type="text/javascript" src="/script/jpage.js"></script><script type="text/javascript">
$(function(){{ $('#90{section.slug}').jpage({{ dataBefore: '<ul>', dataAfter: '</ul>', showMode: 'normal',
proxyUrl: '/module/web/jpage/dataproxy.jsp', perPage: {GROUP}, groupSize: 1, totalRecord: {len(section.articles)}, openCookies: false,
ajaxParam: {{ col: 1, appid: 1, webid: 7, path: '/', columnid: {section.slug}, sourceContentType: 1, unitid: '90{section.slug}',
webname: '{TITLE}', permissiontype: 0 }} }}); }});
</script></div>"""


def _store(section: Section, rows: Sequence[Article]) -> str:
    records = "".join(
        f'<record><![CDATA[<li><a href="{_path(section, row)}" title="{row.title}" target="_blank">{row.title}</a>'
        f"<span>{row.published:%Y-%m-%d}</span></li>]]></record>"
        for row in rows
    )
    total = len(section.articles)
    return (
        f"<?xml version='1.0' encoding='utf-8' ?><datastore><nextgroup><![CDATA[<a href=\"/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=7&path=/"
        f'&columnid={section.slug}&unitid=90{section.slug}&webname=&permissiontype=0"></a>]]></nextgroup><totalpage>{-(-total // GROUP)}</totalpage><totalrecord>{total}</totalrecord>'
        f"<recordset>{records}</recordset></datastore>"
    )


def _trail(section: Section) -> str:
    return f"""<table class="dqwz"><tr><td>您现在的位置：<a href="/index.html">首页</a>&gt;&gt;
<a href="/col/col{section.slug}/index.html">{section.name}</a></td></tr></table>"""


def _article(article: Article) -> str:
    text = "".join(f"<p>{part}</p>" for part in article.body)
    files = "".join(
        f'<p><a href="/module/download/downfile.jsp?classid=0&amp;filename={article.id}{number}.{name.rpartition(".")[2]}">{name}</a></p>'
        for number, name in enumerate(article.files)
    )
    return f"""<div class="article"><p class="bt"><!--<$[信息名称]>begin-->{article.title}<!--<$[信息名称]>end--></p>
<p class="sjly"><span>发布日期：{article.published:%Y-%m-%d %H:%M}</span> <span>来源：<i>{article.source}</i></span> <span>浏览次数：<em>31</em></span></p>
<div id="zoom">{text}{files}</div></div>"""
