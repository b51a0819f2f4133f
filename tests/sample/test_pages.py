from datetime import timedelta

import pytest

from portalwatch.sample import File, Portal, Server
from portalwatch.sample.sections import SECTIONS

KEYS = list(SECTIONS)
LEGACY = [key for key in KEYS if SECTIONS[key].legacy]


def titles(page):
    return page.css("div.listBox li a::attr(title)").getall()


@pytest.mark.parametrize("key", KEYS)
def test_a_list_holds_twenty_rows_and_leads_on_to_the_rest(key, portal, look):
    first = look(f"/{key}/")
    second = look(f"/{key}/" + first.xpath("//a[text()='下一页']/@href").get())

    assert titles(first) + titles(second) == [one.title for one in portal.articles(key)]
    assert len(titles(first)) == 20
    assert not second.xpath("//a[text()='下一页']")
    assert second.xpath("//a[text()='首页']")
    assert second.xpath("//a[text()='上一页']")
    assert "共22条" in second.css("div.pages").xpath("string()").get()


@pytest.mark.parametrize("template", ["classic", "table"])
def test_the_two_halves_number_their_pages_differently(template, portal, look):
    portal.redesign(template)

    assert look("/hot/").xpath("//a[text()='下一页']/@href").get() == "index_2.html"
    assert look("/policies/").xpath("//a[text()='下一页']/@href").get() == "list_4_2.html"
    assert look("/policies/list_4_1.html").xpath("//a[text()='尾页']/@href").get() == "list_4_2.html"


@pytest.mark.parametrize(
    "path", ["/hot/index_3.html", "/policies/list_3_1.html", "/hot/list_1_1.html", "/nothing/", "/x"]
)
def test_what_is_not_there_is_a_404(path, get):
    assert get(path).status_code == 404


def test_a_section_without_its_slash_is_redirected(get):
    answer = get("/hot", allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (301, "/hot/")


@pytest.mark.parametrize("key", LEGACY)
def test_legacy_pages_say_gb2312_and_hold_more_than_it_has(key, portal, get):
    for path in (f"/{key}/", portal.articles(key)[0].path):
        answer = get(path)
        said = "charset=gb2312" in answer.headers["Content-Type"]
        assert said is SECTIONS[key].in_header
        assert (b"charset=gb2312" in answer.content) is not said
        assert portal.articles(key)[0].title in answer.content.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("gb2312")


@pytest.mark.parametrize("key", sorted(set(KEYS) - set(LEGACY)))
def test_the_other_pages_are_utf8_and_say_so(key, portal, get):
    answer = get(f"/{key}/")

    assert (b"charset=utf-8" in answer.content) is not SECTIONS[key].in_header
    assert portal.articles(key)[0].title in answer.content.decode("utf-8")


def test_pages_have_the_size_of_real_ones(portal, get):
    for key in KEYS:
        assert 14_000 < len(get(f"/{key}/").content) < 22_000
        assert 15_000 < len(get(portal.articles(key)[1].path).content) < 22_000


def test_the_home_page_leads_to_every_section_by_its_name(look):
    home = look("/")

    for section in SECTIONS.values():
        assert home.xpath("//div[@class='nav']//a[text()=$name]/@href", name=section.name).get() == section.path


def test_the_header_shows_the_portals_own_today(portal, look):
    portal.now += timedelta(days=1)

    assert "今天是2022年6月10日 星期五" in look("/").css("div.topbar").xpath("string()").get()


def test_an_article_shows_its_fields(portal, look):
    file = File("附件1.pdf", ("名单",))
    article = portal.publish("hot", "关于<试点>的通知", body="　　第一段\n　　第二段", attachments=[file])
    page = look(article.path)
    info = page.css("div.info").xpath("string()").get()

    assert page.css("h1.title::text").get() == "关于<试点>的通知"
    assert info.startswith("发布时间:2022-06-09 17:30\xa0\xa0来源:")
    assert "浏览次数:1" in info
    assert page.xpath("//a[text()='点击下载']/@href").get() == page.css("div.fujian a::attr(href)").get()
    assert page.css("div.fujian a::text").getall() == ["附件1.pdf"]
    assert page.css("div.content p::text").getall() == ["　　第一段", "　　第二段"]
    assert page.css("div.position").xpath("string()").get() == "当前位置:首页 > 资讯中心 > 最新热点 >"


def test_an_article_names_its_neighbours(portal, look):
    newest, middle, oldest = portal.articles("hot")[:3]
    page = look(middle.path)

    assert page.css("div.prevnext a::attr(href)").getall() == [oldest.path, newest.path]
    assert "没有了" in look(newest.path).css("div.prevnext").xpath("string()").get()


def test_side_lists_look_like_the_main_one(look, portal):
    for path in ("/hot/", portal.articles("hot")[0].path):
        assert len(look(path).css("div.left ul.newsList li a::attr(title)").getall()) == 20


def test_an_attachment_is_a_download(portal, get):
    article = portal.publish("hot", attachments=[File("名单.xlsx", ("甲",))])
    answer = get(article.attachment_path(1))

    assert answer.content == article.attachments[0].content
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_robots_are_kept_out_of_admin_where_a_form_is(get):
    assert "Disallow: /admin/" in get("/robots.txt").text
    assert "登录" in get("/admin/login.html").content.decode()


def test_the_table_template_shows_the_same_in_other_markup(portal, look):
    article = portal.articles("hot")[0]
    portal.redesign("table")
    rows, page = look("/hot/"), look(article.path)

    assert rows.css("td > table.grid td.tit a::text").getall()[:20] == [
        one.title for one in portal.articles("hot")[:20]
    ]
    assert rows.css("td.md::text").get() == f"{article.published:%m-%d}"
    assert not rows.css("ul.newsList")
    assert not page.css("h1")
    assert page.css("td.artbody div::text").getall() == list(article.body)
    assert f"{article.published:%Y年%m月%d日 %H:%M}" in page.css("td.artinfo::text").get()
    assert SECTIONS["policies"].name in look("/").css("td.crumb, div.crumb a::text").getall()


def test_every_page_of_the_table_template_can_be_read(portal, get):
    portal.redesign("table")
    portal.pin(portal.articles("policies")[5])
    paths = ["/", *(f"/{key}/" for key in KEYS), *(portal.articles(key)[0].path for key in KEYS)]

    assert {get(path).status_code for path in paths} == {200}


def test_two_servers_of_one_seed_send_the_same_bytes(get):
    with Server(Portal(per_section=22)) as other:
        twin = get("/policies/").content
        assert get("/policies/").content == twin
        assert other.url != ""
