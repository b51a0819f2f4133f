"""`init`, `add` and `check`: from nothing to a description."""

import io
import json
import shutil

import pytest
import yaml

from portalwatch.cli.setup import _show_article
from portalwatch.config import Home, load
from portalwatch.export import item_json
from portalwatch.items import Disagreement, Item
from portalwatch.network.rendering import lacking
from portalwatch.sample.portal import Portal
from portalwatch.sample.sections import SECTIONS
from portalwatch.sample.server import Server
from tests.cli.conftest import Said, make_home
from tests.network.server import answer, serving

rendered = pytest.mark.skipif(lacking() is not None, reason=f"no page can be shown: {lacking()}")
HTML = "Content-Type: text/html; charset=utf-8"
QUICK = ("--yes", "--allow-private", "--delay", "0.01")


@pytest.fixture
def home(tmp_path, command):
    """What `init` makes."""
    assert command("init", "--home", tmp_path / "home").code == 0
    return tmp_path / "home"


def described(home, name="127-0-0-1"):
    return yaml.safe_load((home / "config" / "portals" / f"{name}.yaml").read_text("utf-8"))


def portals(home):
    return sorted(path.name for path in (home / "config" / "portals").iterdir())


def test_init_makes_a_home_that_loads_and_says_what_comes_next(tmp_path, command):
    said = command("init", "--home", tmp_path)

    assert said.code == 0
    assert f"made {tmp_path}/config/portalwatch.toml" in said.out
    assert said.err == f"next: portalwatch add URL --home {tmp_path}\n"
    assert load(Home(tmp_path)).portals == ()


def test_init_changes_nothing_that_is_there(home, command):
    (home / "config" / "subscribers.yaml").write_text("subscribers: [] # mine\n")

    assert command("init", "--home", home).out == ""
    assert (home / "config" / "subscribers.yaml").read_text() == "subscribers: [] # mine\n"


def test_a_home_page_becomes_a_portal_with_its_sections(home, command, server):
    said = command("add", server.url, "--home", home, "--name", "sample", *QUICK)

    assert said.code == 0
    assert said.err.splitlines() == [
        f"wrote {home}/config/portals/sample.yaml",
        f"next: portalwatch crawl sample --home {home}",
    ]
    portal = described(home, "sample")
    assert (portal["title"], portal["url"], portal["delay"]) == ("示例建筑装饰协会", f"{server.url}/", 0.01)
    found = {section["name"]: (section["kind"], section["url"]) for section in portal["sections"]}
    assert found == {each.name: (each.kind, server.url + each.path) for each in SECTIONS.values()}
    assert [section["key"] for section in portal["sections"]] == [
        "hot",
        "notices",
        "industry-news",
        "policies",
        "works",
        "interviews",
        "building-decoration-standards",
        "public-standards",
        "curtain-wall-standards",
        "housing-standards",
    ]
    assert load(Home(home)).errors == ()


def test_what_would_be_read_of_each_section_is_shown(home, command, server, portal):
    newest = portal.articles("notices")[0]

    said = command("add", server.url, "--home", home, "--section", "通知公告", *QUICK)

    assert said.code == 0
    first, *rows, article, text = said.out.splitlines()
    assert first == f"通知公告 notices  ok  20 rows, more pages  {server.url}/notices/"
    assert [row.split()[0] for row in rows] == [f"{each.published:%Y-%m-%d}" for each in portal.articles("notices")[:3]]
    assert newest.title in rows[0]
    assert article.strip().startswith(f"newest article: {newest.published:%Y-%m-%d %H:%M} · source {newest.source} · ")
    assert article.strip().endswith("首页 > 资讯中心 > 通知公告")
    assert text.strip().endswith("…")


def test_where_list_and_article_disagree_both_are_shown(command, capsys):
    read = Item(
        portal="p",
        section="s",
        key="k",
        url="http://p/k",
        title="关于开展检查的通知",
        disagreements=(Disagreement(field="title", listed="关于开展检查的通知", read="示例协会"),),
    )

    _show_article(item_json(read))

    shown = capsys.readouterr().out
    assert "title differs: the list says 关于开展检查的通知, the article 示例协会" in shown


@pytest.mark.parametrize("path", ["/policies/", "/policies/list_4_2.html"])
def test_the_page_of_a_list_becomes_a_portal_with_that_section(home, command, server, path):
    said = command("add", server.url + path, "--home", home, *QUICK)

    assert said.code == 0
    portal = described(home)
    assert (portal["title"], portal["url"]) == ("示例建筑装饰协会", f"{server.url}/")
    assert portal["sections"] == [
        {"key": "policies", "name": "政策法规", "kind": "policy", "url": server.url + path},
    ]


def test_sections_may_be_named_as_the_menu_calls_them(home, command, server):
    said = command("add", server.url, "--home", home, "--section", "公装标准", "--section", "幕墙标准", *QUICK)

    assert said.code == 0
    assert [section["key"] for section in described(home)["sections"]] == ["public-standards", "curtain-wall-standards"]

    said = command("add", server.url, "--home", home, "--name", "other", "--section", "园林标准", *QUICK)

    assert (said.code, said.out) == (2, "")
    assert said.err == f"portalwatch: {server.url}/ has no link called '园林标准'; name sections as its menu does\n"
    assert portals(home) == ["127-0-0-1.yaml"]


def test_json_writes_without_asking_and_prints_one_object_a_section(home, command, server):
    said = command("add", server.url + "/hot/", "--home", home, "--allow-private", "--delay", "0.01", "--json")

    (line,) = said.lines
    assert (said.code, line["section"], line["outcome"], line["rows"]) == (0, "hot", "ok", 20)
    assert portals(home) == ["127-0-0-1.yaml"]


def test_while_nobody_has_agreed_no_description_is_there_for_others(home, command, server, monkeypatch):
    seen = []

    class Terminal(io.StringIO):
        def readline(self, *_):
            seen.append((portals(home), load(Home(home)).names))
            return "y\n"

    monkeypatch.setattr("sys.stdin", Terminal())
    said = command("add", server.url + "/hot/", "--home", home, "--allow-private", "--delay", "0.01")

    assert (said.code, seen) == (0, [([], [])])
    assert portals(home) == ["127-0-0-1.yaml"]


def test_without_an_answer_nothing_is_written(home, command, server, monkeypatch):
    for typed, code in (("n\n", 1), ("", 1), ("y\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        said = command("add", server.url + "/hot/", "--home", home, "--allow-private", "--delay", "0.01")
        assert said.code == code
        assert "Watch these, as " in said.out
        assert portals(home) == ([] if code else ["127-0-0-1.yaml"])


def test_a_name_that_is_taken_is_refused_before_anything_is_fetched(tmp_path, command, server):
    home = make_home(tmp_path / "home", server)
    server.clear()

    said = command("add", server.url, "--home", home, "--name", "sample", *QUICK)

    assert said.code == 2
    assert said.err == (
        f"portalwatch: {home}/config/portals/sample.yaml exists already; edit it, or choose another --name\n"
    )
    assert server.requests == []


@pytest.mark.parametrize("name", ["../../evil", "A B", "名", "-x", "x" * 65])
def test_a_name_that_is_none_is_refused_before_anything_is_written(home, command, server, name):
    said = command("add", server.url, "--home", home, f"--name={name}", *QUICK)

    assert said.code == 2
    assert "--name must be made of a-z, 0-9, - and _, at most 64 of them" in said.err
    assert portals(home) == []


def test_a_private_address_needs_a_word(home, command, server):
    said = command("add", server.url, "--home", home, "--yes")

    assert said.code == 2
    assert said.err == "portalwatch: 127.0.0.1 (127.0.0.1) is refused: loopback; if it is meant, say --allow-private\n"
    assert server.requests == []


def test_the_address_of_a_metadata_service_is_refused_whatever_is_said(home, command):
    said = command("add", "http://169.254.169.254/", "--home", home, *QUICK)

    assert said.code == 1
    assert "169.254.169.254 (169.254.169.254) is refused: cloud metadata service\n" in said.err


def test_a_portal_that_is_allowed_to_be_private_leads_to_no_neighbour(home, command, server, portal):
    portal.break_("/", "redirect-private")

    said = command("add", server.url, "--home", home, *QUICK)

    assert (said.code, said.err) == (1, "portalwatch: 10.0.0.1 (10.0.0.1) is refused: private network\n")
    assert portals(home) == []


@pytest.mark.parametrize("url", ["www.example.org", "ftp://example.org/", "http://", "http://["])
def test_what_is_no_web_address_is_refused(home, command, url):
    said = command("add", url, "--home", home)

    assert said.code == 2
    assert said.err == f"portalwatch: {url!r} is no web address; it must begin with http:// or https://\n"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://exa mple.org/", "'http://exa mple.org/' is no web address: it holds a blank"),
        ("http://user:pw@host.test/", "the address must not hold a user name or password"),
        ("http://us er:pw@host.test/", "the address must not hold a user name or password"),
        ("user:pw@host.test", "the address must not hold a user name or password"),
        ("http://user:pw@[", "the address must not hold a user name or password"),
        ("\x01http://user:pw@host.test/", "the address must not hold a user name or password"),
        ("http://user:p/w@host.test/", "'host.test/' is no web address; it must begin with http:// or https://"),
        ("http:/user:pw@host.test/", "'host.test/' is no web address; it must begin with http:// or https://"),
        (
            "\x01http://host.test/",
            "url: must be a full address such as https://www.example.org/, not '\\x01http://host.test/'",
        ),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_without_its_password(home, command, url, said):
    assert command("add", url, "--home", home) == Said(2, "", f"portalwatch: {said}\n")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("500", "the server answered 500"),
        ("challenge", "stopped by a Jiasule challenge"),
        ("maintenance", "stopped by a maintenance notice"),
        ("login", "stopped by a log-in form"),
        ("blank", "the page is blank"),
        ("truncated", "the page ends in the middle"),
        ("reset", "the connection ended before the page was complete"),
        ("redirect-loop", "redirected without end"),
        ("huge", "longer than"),
        ("bomb", "bytes that decompress to more than"),
    ],
)
def test_a_page_that_cannot_be_read_is_told_in_one_line_and_leaves_no_file(home, command, server, portal, how, said):
    portal.break_("/", how)

    told = command("add", server.url, "--home", home, *QUICK)

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(f"portalwatch: {server.url}")
    assert said in told.err
    assert told.err.count("\n") == 1
    assert portals(home) == []


def test_a_page_that_shows_nothing_is_told_and_leaves_no_file(home, command):
    page = "<html><title>示例</title><body><p>协会简介</p></body></html>".encode()

    with serving(lambda _: answer(page, "Content-Type: text/html; charset=utf-8")) as server:
        said = command("add", server.url(), "--home", home, *QUICK)

    assert said.code == 1
    assert "no section was found (it has no menu, and is no list); name sections with --section\n" in said.err
    assert portals(home) == []


def test_sections_that_list_nothing_are_told_and_leave_no_file(home, command, server, portal):
    portal.break_("notices", "500")

    said = command("add", server.url, "--home", home, "--section", "通知公告", *QUICK)

    assert said.code == 1
    assert "  the server answered 500" in said.out
    assert said.err == f"portalwatch: {server.url}: no list could be read; name its sections with --section\n"
    assert portals(home) == []


def html(body, head=""):
    page = f"<html><head><title>示例协会</title>{head}</head><body>{body}</body></html>"
    return answer(page.encode(), "Content-Type: text/html; charset=utf-8")


def listed(path, dated=True, count=8, more=""):
    """A list's page."""
    titles = [f'<a href="{path}a{n}.html">关于公布第{n}批示范工程入选名单的决定</a>' for n in range(count)]
    days = [f"<i>2022-06-{20 - n:02}</i>" if dated else "" for n in range(count)]
    rows = "".join(f"<li>{title}{day}</li>" for title, day in zip(titles, days, strict=True))
    return html(f"<ul>{rows}</ul>{more}")


MENU = """<div class="nav"><a href="/about/">关于我们</a><a href="/a/">通知公告</a><a href="/b/">幕墙专区</a>
<a href="/c/">石材专区</a><a href="http://elsewhere.test/">协会论坛</a><a href="/file.pdf">标准目录</a>
<a href="/gone/">会员之家</a></div>"""


def added(home, command, pages, *more, path="/"):
    """Add a portal made of a few pages; return what was said, and its server."""
    missing = answer(b"<html><body>404</body></html>", status=404)
    with serving(lambda asked: pages.get(asked, missing)) as site:
        return command("add", site.url(path), "--home", home, *QUICK, *more), site


def test_pages_that_are_no_lists_are_left_out_with_the_reason(home, command):
    about = html("<h1>关于我们</h1><p>本会成立于一九八五年。</p>" + MENU)
    pages = {
        "/": html(MENU),
        "/about/": about,
        "/a/": listed("/a/"),
        "/b/": listed("/b/"),
        "/c/": listed("/c/", dated=False),
    }

    said, site = added(home, command, pages)

    assert said.code == 0
    assert [section["name"] for section in described(home)["sections"]] == ["通知公告", "幕墙专区"]
    left = [line.split()[:2] for line in said.out.partition("left out\n")[2].splitlines()]
    assert [name for name, _ in left] == ["关于我们", "石材专区", "协会论坛", "会员之家"]
    assert "its rows show no dates; if they are news, name it with --section" in said.out
    assert "on another host" in said.out
    assert "the server answered 404" in said.out
    assert "/file.pdf" not in site.paths
    assert len(site.paths) == len(set(site.paths))


def test_what_was_seen_stands_in_the_file_as_comments(home, command):
    pages = {"/": html(MENU), "/a/": listed("/a/", more='<a href="/a/2.html">下一页</a>'), "/b/": listed("/b/")}

    said, site = added(home, command, pages)

    assert said.code == 0
    text = (home / "config" / "portals" / "127-0-0-1.yaml").read_text("utf-8")
    assert "# 8 rows, the newest of 2022-06-20, and more pages\n- key: notices\n" in text
    assert "# 8 rows, the newest of 2022-06-20, no further page\n- key: b\n" in text
    assert f"# - 石材专区 {site.url('/c/')}: the server answered 404\n" in text
    assert "rules" not in text


def test_left_out_pages_are_objects_too(home, command):
    said, site = added(home, command, {"/": html(MENU), "/a/": listed("/a/")}, "--json")

    first, *left = said.lines
    assert (first["section"], first["outcome"]) == ("notices", "ok")
    assert {(line["section"], line["outcome"]) for line in left} == {(None, "left out")}
    assert left[0]["url"] == site.url("/about/")


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0;url=/cn/">',
        "<script>window.location.href='/cn/';</script>",
        '<meta http-equiv="refresh" content="0;url=/cn/"><script>location.replace("/cn/")</script>',
    ],
)
def test_a_home_page_that_only_sends_on_is_followed(home, command, head):
    said, _ = added(home, command, {"/": html("", head), "/cn/": html(MENU), "/a/": listed("/a/")})

    assert said.code == 0
    assert [section["name"] for section in described(home)["sections"]] == ["通知公告"]


def test_all_the_frames_of_a_home_page_are_looked_at(home, command):
    frames = answer(b'<html><frameset><frame src="/menu"><frame src="/gone"><frame src="/main"></frameset></html>')
    block = '<div><b>行业动态</b><a href="/b/">更多</a></div>'
    pages = {"/": frames, "/menu": html(MENU), "/main": html(block), "/a/": listed("/a/"), "/b/": listed("/b/")}

    said, _ = added(home, command, pages)

    assert said.code == 0
    assert [section["name"] for section in described(home)["sections"]] == ["通知公告", "幕墙专区"]


def test_pages_that_send_on_without_end_are_not_followed_for_ever(home, command):
    pages = {f"/{n}": html("", f'<meta http-equiv="refresh" content="0;url=/{n + 1}">') for n in range(20)}

    said, site = added(home, command, pages, path="/0")

    assert said.code == 1
    assert len(site.paths) < 10


def test_an_article_leads_to_the_section_that_it_stands_in(home, command, server, portal):
    article = portal.articles("policies")[0]

    said = command("add", server.url + article.path, "--home", home, *QUICK)

    assert said.code == 0
    assert described(home)["sections"] == [
        {"key": "policies", "name": "政策法规", "kind": "policy", "url": f"{server.url}/policies/"}
    ]


def test_a_list_that_menus_name_twice_is_watched_once(home, command):
    menu = (
        '<div class="nav"><a href="/a/">通知公告</a><a href="/a/index.html">公告栏</a><a href="/also/">通知</a></div>'
    )
    pages = {"/": html(menu), "/a/": listed("/a/"), "/also/": listed("/a/")}

    said, _ = added(home, command, pages)

    assert [section["name"] for section in described(home)["sections"]] == ["通知公告"]
    assert "the same list as 通知公告" in said.out


def test_a_menu_on_every_page_is_no_list_though_a_date_stands_beside_it(home, command):
    top = '<p>今天是2022年6月9日 <a href="http://gov.test/">省政府门户</a> <a href="http://xie.test/">全国协会</a></p>'
    pages = {"/": html(top + MENU), "/a/": listed("/a/", more=top + MENU)}
    pages |= {path: html(f"{top}{MENU}<p>{path}</p>") for path in ("/about/", "/b/", "/c/")}

    added(home, command, pages)

    assert [section["name"] for section in described(home)["sections"]] == ["通知公告"]


def test_no_more_pages_are_looked_at_than_is_said(home, command):
    menu = "".join(f'<a href="/s{n}/">第{n}专区</a>' for n in range(90))
    pages = {"/": html(f'<div class="nav">{menu}</div>')} | {f"/s{n}/": listed(f"/s{n}/") for n in range(90)}

    said, site = added(home, command, pages)

    assert len(described(home)["sections"]) == 60
    assert "60 pages were looked at; name it with --section" in said.out
    assert "/s60/" not in site.paths


def test_rows_that_only_a_script_would_bring_are_told_with_what_is_missing(home, command, loop, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    empty = html("<div id=app></div><script>axios.get('/api').then(show)</script>")

    said, _ = added(home, command, {"/": html(MENU), "/a/": empty, "/b/": listed("/b/")})

    assert "通知公告  no rows without JavaScript: needs a browser: " in said.out


@rendered
def test_a_page_without_rows_however_it_is_shown_is_left_out(home, command, loop):
    empty = html("<div id=app></div><script>axios.get('/api').then(show)</script>")

    said, _ = added(home, command, {"/": html(MENU), "/a/": empty, "/b/": listed("/b/")})

    assert "通知公告  no rows, with JavaScript or without" in said.out


SCRIPTED = """<div id=app></div><script>fetch("/api").then(answer => answer.json()).then(rows => {
  document.getElementById("app").innerHTML = "<ul>" + rows.map(n =>
    `<li><a href="/a/${n}.html">关于开展第${n}批幕墙工程检查的通知</a><i>2022-06-0${n}</i></li>`).join("") + "</ul>";
})</script>"""
API = answer(b"[5, 4, 3, 2, 1]", "Content-Type: application/json")


@rendered
def test_a_list_that_scripts_make_is_written_down_with_a_browser_and_checked_with_it(home, command, loop):
    pages = {"/": html(MENU), "/a/": html(SCRIPTED), "/b/": listed("/b/"), "/api": API}
    missing = answer(b"<html><body>404</body></html>", status=404)

    with serving(lambda asked: pages.get(asked, missing)) as site:
        said = command("add", site.url(), "--home", home, *QUICK)
        checked = command("check", "127-0-0-1", "--home", home, "--json")

    assert said.code == 0
    assert [section.get("render") for section in described(home)["sections"]] == ["browser", None]
    assert [line["rows"] for line in checked.lines] == [5, 8]


ROWS = [
    {"title": f"关于公布第{n}批示范工程入选名单的决定", "link": f"/a/{n}.html", "pubDate": f"2022-06-0{n}"}
    for n in range(5, 0, -1)
]


def scripted(article, rows=ROWS):
    """A portal whose list is JSON, and whose articles are this page."""
    rows = answer(json.dumps({"data": {"rows": rows, "total": 5}}).encode(), "Content-Type: application/json")
    shell = html("<div id=app></div><script>fetch('/api/list?pageNo=1').then(show)</script>")
    return {"/": html(MENU), "/a/": shell, "/api/list?pageNo=1": rows, "/a/5.html": article}


ARTICLE = html("<h1>关于公布第5批示范工程入选名单的决定</h1><p>2022-06-05</p><p>现将名单公布如下，请遵照执行。</p>")


def test_the_json_behind_a_list_is_read_before_a_browser_is_asked_for(home, command):
    said, site = added(home, command, scripted(ARTICLE))

    assert said.code == 0
    [section] = described(home)["sections"]
    assert section["url"] == site.url("/api/list?pageNo=1")
    assert section["rules"]["json"] == {
        "rows": "data.rows",
        "title": "title",
        "url": "link",
        "published": "pubDate",
        "page": "pageNo",
        "total": "data.total",
    }
    assert "render" not in section
    assert "5 rows" in said.out
    assert load(Home(home)).errors == ()


def test_an_article_that_is_gone_does_not_cost_the_json_its_list(home, command):
    pages = scripted(ARTICLE)
    pages["/a/4.html"] = pages.pop("/a/5.html")

    said, site = added(home, command, pages)

    assert said.code == 0
    assert described(home)["sections"][0]["url"] == site.url("/api/list?pageNo=1")
    assert "/a/4.html" in site.paths


def test_the_address_of_json_becomes_a_portal_with_that_section(home, command):
    said, site = added(home, command, scripted(ARTICLE), path="/api/list?pageNo=1")

    assert said.code == 0
    [section] = described(home)["sections"]
    assert (section["url"], section["rules"]["json"]["rows"]) == (site.url("/api/list?pageNo=1"), "data.rows")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (answer(b"%PDF-1.7", "Content-Type: application/pdf"), "a document; give the page that links to it"),
        (answer(b"\x89PNG\r\n\x1a\n\0", "Content-Type: image/png"), "neither a page nor a document"),
        (answer(b'{"data": []}', "Content-Type: application/json"), "no section was found"),
    ],
)
def test_what_is_no_page_is_told(home, command, page, said):
    told, site = added(home, command, {"/x": page}, path="/x")

    assert told.code == 1
    assert told.err.startswith(f"portalwatch: {site.url('/x')}: {said}")


@rendered
def test_articles_behind_json_that_scripts_make_are_shown_by_a_browser(home, command, loop):
    made = html("<div id=app></div><script>fetch('/body')</script>")

    added(home, command, scripted(made))

    assert described(home)["sections"][0]["render"] == "browser"


def test_json_whose_rows_are_elsewhere_has_no_articles_to_look_at(home, command):
    rows = [{**row, "link": f"http://elsewhere.test{row['link']}"} for row in ROWS]

    said, _ = added(home, command, scripted(ARTICLE, rows))

    assert (said.code, "render" in described(home)["sections"][0]) == (0, False)


@rendered
def test_a_menu_that_scripts_make_is_looked_at_with_a_browser(home, command, loop):
    menu = f"<div id=app></div><script>document.getElementById('app').innerHTML = `{MENU}`; fetch('/api')</script>"

    said, _ = added(home, command, {"/": html(menu), "/a/": listed("/a/"), "/b/": listed("/b/"), "/api": API})

    assert said.code == 0
    assert [section["name"] for section in described(home)["sections"]] == ["通知公告", "幕墙专区"]


@rendered
def test_the_page_of_a_list_that_scripts_make_becomes_a_portal_with_that_section(home, command, loop):
    said, site = added(home, command, {"/a/": html(SCRIPTED), "/api": API}, path="/a/")

    assert said.code == 0
    [section] = described(home)["sections"]
    assert (section["url"], section["render"]) == (site.url("/a/"), "browser")


def unclosed(page):
    """The page as a portal sends it that never closes its documents."""
    return answer(page.partition(b"\r\n\r\n")[2].replace(b"</body></html>", b"<p>the end of all pages"), HTML)


@pytest.mark.parametrize("path", ["/", "/a/"])
def test_a_portal_that_closes_none_of_its_documents_is_described_so(home, command, path):
    article = html("<h1>关于公布示范工程入选名单的决定</h1><p>2022-06-20</p><p>现将名单公布如下，请遵照执行。</p>")
    pages = {"/": html(MENU), "/a/": listed("/a/"), "/b/": listed("/b/"), "/a/a0.html": article}

    said, _ = added(home, command, {asked: unclosed(page) for asked, page in pages.items()}, path=path)

    assert said.code == 0
    assert described(home)["unclosed"] is True


@pytest.mark.parametrize(
    "pages",
    [
        {"/": unclosed(html(MENU)), "/a/": listed("/a/")},
        {"/": unclosed(html("<p>协会简介</p>"))},
        {"/": unclosed(listed("/a/"))},
    ],
    ids=["others-are-closed", "nothing-found", "no-other-page"],
)
def test_one_page_that_does_not_close_its_document_has_broken_off(home, command, pages):
    said, site = added(home, command, pages)

    assert (said.code, said.err) == (1, f"portalwatch: {site.url()}: the page ends in the middle\n")
    assert portals(home) == []


def test_what_robots_txt_forbids_is_not_looked_at(home, command):
    rules = answer(b"User-agent: *\nDisallow: /b/\n", "Content-Type: text/plain")
    pages = {"/robots.txt": rules, "/": html(MENU), "/a/": listed("/a/"), "/b/": listed("/b/")}

    said, site = added(home, command, pages)
    alone, _ = added(home, command, pages, "--name", "other", path="/b/")

    assert [section["name"] for section in described(home)["sections"]] == ["通知公告"]
    assert "幕墙专区  stopped by robots.txt, which forbids it" in said.out
    assert "/b/" not in site.paths
    assert alone.code == 1
    assert alone.err.endswith("/b/: stopped by robots.txt, which forbids it\n")


def test_without_a_list_anywhere_the_reasons_are_told(home, command):
    said, site = added(home, command, {"/": html(MENU)})

    assert said.code == 1
    assert said.err.startswith(f"portalwatch: {site.url()}: no section was found (关于我们: the server answered 404; ")
    assert portals(home) == []


def test_a_server_that_is_not_there_is_told(home, command):
    with Server(Portal(per_section=1)) as gone:
        pass

    refused = command("add", gone.url, "--home", home, *QUICK)
    unknown = command("add", "http://portal.invalid/", "--home", home, "--yes")

    assert (refused.code, refused.err) == (1, f"portalwatch: {gone.url}: the server refuses connections\n")
    assert (unknown.code, unknown.err) == (1, "portalwatch: http://portal.invalid/: the host name is not known\n")


def test_a_home_that_cannot_be_written_is_told(home, command, server):
    shutil.rmtree(home / "config" / "portals")
    (home / "config" / "portals").symlink_to("/proc")

    said = command("add", server.url + "/hot/", "--home", home, *QUICK)

    assert said.code == 1
    assert said.err.startswith(f"portalwatch: {home}/config/portals/127-0-0-1.yaml cannot be written (")


def test_init_in_a_place_that_cannot_be_written_is_told(command):
    said = command("init", "--home", "/proc/home")

    assert said.code == 1
    assert said.err.startswith("portalwatch: /proc/home/config cannot be made (")


def test_check_shows_what_is_read_and_stores_nothing(tmp_path, command, server, portal):
    home = make_home(tmp_path / "home", server)
    portal.break_("hot", "challenge")
    portal.break_("notices", "wrong-charset")

    said = command("check", "sample", "--section", "hot,notices", "--home", home)

    assert said.code == 1
    hot, detail, notices, first, *_ = said.out.splitlines()
    assert (hot, detail.strip()) == (f"最新热点 hot  blocked  {server.url}/hot/", "stopped by a Jiasule challenge")
    assert notices == f"通知公告 notices  ok  20 rows, more pages  {server.url}/notices/"
    assert portal.articles("notices")[0].title in first
    assert not (home / "var").exists()


def test_check_gives_up_on_a_page_that_comes_byte_by_byte(tmp_path, command, server, portal):
    home = make_home(tmp_path / "home", server, timeout=1)
    portal.break_("hot", "drip")

    said = command("check", "sample", "--section", "hot", "--home", home, "--json")

    (line,) = said.lines
    assert (said.code, line["outcome"], line["detail"]) == (1, "failed", "no complete answer in time")


def test_check_takes_a_list_for_empty_where_it_may_be(tmp_path, command, server):
    page = "<html><title>示例</title><body><p>暂无内容</p></body></html>".encode()

    with serving(lambda _: answer(page, "Content-Type: text/html; charset=utf-8")) as lists:
        sections = [{"key": "news", "name": "行业动态", "url": lists.url()}]
        home = make_home(tmp_path / "home", server, url=lists.url(), sections=sections)
        empty = command("check", "sample", "--home", home, "--json")
        path = home / "config" / "portals" / "sample.yaml"
        path.write_text(path.read_text("utf-8").replace("key: news", "key: news\n  may_be_empty: true"), "utf-8")
        allowed = command("check", "sample", "--home", home, "--json")

    assert (empty.code, [line["outcome"] for line in empty.lines]) == (1, ["empty"])
    assert (allowed.code, [line["outcome"] for line in allowed.lines]) == (0, ["ok"])


def test_check_obeys_robots_txt(tmp_path, command):
    pages = {"/robots.txt": answer(b"User-agent: *\nDisallow: /a/\n"), "/a/": listed("/a/")}
    with serving(lambda path: pages[path]) as site:
        sections = [{"key": "news", "name": "行业动态", "url": site.url("/a/")}]
        home = make_home(tmp_path / "home", Server(), url=site.url(), sections=sections)
        said = command("check", "sample", "--home", home, "--json")

    (line,) = said.lines
    assert (said.code, line["outcome"], line["detail"]) == (1, "blocked", "stopped by robots.txt, which forbids it")
    assert site.paths == ["/robots.txt"]


def test_check_finds_sections_by_their_names_as_a_crawl_does(tmp_path, command, server):
    sections = [{"key": "hot", "name": "最新热点"}, {"key": "gone", "name": "园林标准"}]
    home = make_home(tmp_path / "home", server, sections=sections)

    said = command("check", "sample", "--home", home, "--json")

    hot, gone = said.lines
    assert (hot["url"], hot["outcome"]) == (f"{server.url}/hot/", "ok")
    assert (gone["outcome"], gone["detail"]) == (
        "failed",
        f"{server.url}/: no link is called '园林标准'; give the section's url",
    )


def test_a_misspelt_name_is_told_with_the_one_that_may_be_meant(tmp_path, command, server):
    home = make_home(tmp_path / "home", server)

    portal = command("check", "sampel", "--home", home)
    section = command("check", "sample", "--section", "notice", "--home", home)

    assert (portal.code, portal.err) == (
        2,
        "portalwatch: there is no portal called 'sampel'; did you mean 'sample'?\n",
    )
    assert section.code == 2
    assert section.err.startswith("portalwatch: sample: there is no section called 'notice'; did you mean 'notices'?")
