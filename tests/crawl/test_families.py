"""Portals of families whose pages are not turned by links: a crawl reads every page of them, once."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from portalwatch.cli.check import examine
from portalwatch.crawl.loader import PortalLoader
from portalwatch.items import Outcome
from portalwatch.store import archive, owed

TOTAL, SIZE = 11, 4
BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PROXY = "/module/web/jpage/dataproxy.jsp"
UNIT = {"parseType": "bulidstatic", "webId": "1", "pageType": "column", "tagId": "当前栏目_list", "pageId": "7"}

Fields = dict[str, str]


class Portal(ThreadingHTTPServer):
    """`items` are its articles' numbers, the newest first; `asked` what came in: method, path, fields, headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.items = list(range(TOTAL, 0, -1))
        self.asked: list[tuple[str, str, Fields, Fields]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def lists(self) -> list[tuple[str, str]]:
        """What was asked for of lists, articles and robots.txt apart."""
        return [(method, path) for method, path, _, _ in self.asked if "art/" not in path and "robots" not in path]

    def rows(self, number: int) -> list[str]:
        shown = self.items[(number - 1) * SIZE : number * SIZE]
        return [
            f"<li><a href='art/{each}.html'>关于第{each}号文件的通知</a><span>2022-05-{each:02}</span></li>"
            for each in shown
        ]


class Visit(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.server.asked.append((self.command, path, dict(parse_qsl(query)), dict(self.headers)))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        text = answer(self.server, path, dict(parse_qsl(query)), dict(parse_qsl(body)))
        self.send_response(200 if text else 404)
        # A frame does not change when its rows do.
        self.send_header("ETag", '"frame"')
        self.send_header("Content-Length", str(len(text.encode())))
        # It closes the connection indeed: a POST on one that is about to be closed fails, and nothing is tried twice.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Portal]:
    with Portal() as portal:
        thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield portal
        finally:
            portal.shutdown()
            thread.join()


def page(inner: str) -> str:
    return f"<html><head><title>通知公告</title></head><body><h2>通知公告</h2>{inner}</body></html>"


def answer(portal: Portal, path: str, query: Fields, form: Fields) -> str:
    if "art/" in path:
        number = path.rpartition("/")[2].partition(".")[0]
        text = "根据年度工作安排，现将有关事项通知如下，请各有关单位遵照执行。" * 3
        return page(f"<h1>关于第{number}号文件的通知</h1><p>发布时间：2022-05-{int(number):02}</p><div>{text}</div>")
    found = ANSWERS.get(path)
    return found(portal, query, form) if found else ""


def postback(portal: Portal, query: Fields, form: Fields) -> str:
    number = int(form.get("__EVENTARGUMENT", 1))
    if number > 1 and (form["__VIEWSTATE"], form["__EVENTTARGET"]) != (f"state{number - 1}", "ctl00$pager"):
        return page("<p>服务器错误</p>")
    link = f"<a href=\"javascript:__doPostBack('ctl00$pager','{number + 1}')\">下一页</a>"
    state = f'<input type="hidden" name="__VIEWSTATE" value="state{number}">'
    pager = link if number * SIZE < len(portal.items) else "<span>下一页</span>"
    return page(f'<form method="post">{state}<ul>{"".join(portal.rows(number))}</ul><p>{pager}</p></form>')


def posted(portal: Portal, query: Fields, form: Fields) -> str:
    number = int(form.get("currpage") or 1)
    fields = '<input name="currpage" type="hidden"><input type="hidden" name="colid" value="7">'
    numbers = "".join(
        f"<b>{each}</b>" if each == number else f"<a href='javascript:goPage({each})'>{each}</a>" for each in (1, 2, 3)
    )
    shown = "".join(portal.rows(number)) if number == 1 or form["colid"] == "7" else ""
    return page(f'<form method="post" name="f" action="">{fields}</form><ul>{shown}</ul><div>{numbers}</div>')


def column(portal: Portal, query: Fields, form: Fields) -> str:
    call = f"totalRecord:{len(portal.items)},proxyUrl:'{PROXY}',perPage:2,groupSize:2,ajaxParam:{{columnid:7,path:'/'}}"
    return page(f'<div id="7"></div><script>$("#7").jpage({{{call}}});</script>')


def proxied(portal: Portal, query: Fields, form: Fields) -> str:
    assert form == {"columnid": "7", "path": "/"}
    start, end = int(query["startrecord"]), int(query["endrecord"])
    assert end - start < SIZE
    records = "".join(f"<record><![CDATA[{row}]]></record>" for row in portal.rows(start // SIZE + 1))
    total = f"<totalrecord>{len(portal.items)}</totalrecord>"
    return f"<?xml version='1.0'?><datastore>{total}<recordset>{records}</recordset></datastore>"


def framed(portal: Portal, query: Fields, form: Fields) -> str:
    data = json.dumps(UNIT, ensure_ascii=False).replace('"', "'")
    return page(f'<div><script url="{BUILD}" queryData="{data}"></script></div>')


def built(portal: Portal, query: Fields, form: Fields) -> str:
    number = json.loads(query.get("paramJson", "{}")).get("pageNo", 1)
    pager = f'<div class="pagination" rows="{SIZE}" count="{len(portal.items)}" pageNo="{number}"></div>'
    return json.dumps({"success": True, "data": {"html": f"<ul>{''.join(portal.rows(number))}</ul>{pager}"}})


def api(portal: Portal, query: Fields, form: Fields) -> str:
    number = int(query.get("pageNo", 1))
    shown = portal.items[(number - 1) * SIZE : number * SIZE]
    rows = [{"id": each, "title": f"关于第{each}号文件的通知", "day": f"2022-05-{each:02}"} for each in shown]
    return json.dumps({"data": {"list": rows, "total": len(portal.items)}})


def looping(portal: Portal, query: Fields, form: Fields) -> str:
    return framed(portal, query, form).replace(BUILD, "/x" + BUILD)


def promised(portal: Portal, query: Fields, form: Fields) -> str:
    number = int(query.get("p", 1))
    menu = "".join(f'<li><a href="/{name}.html">{name}公告</a></li>' for name in ("招标", "中标", "变更"))
    return page(f"<ul>{menu}</ul><ul class=l>{''.join(portal.rows(number))}</ul><a href='?p={number + 1}'>下一页</a>")


ANSWERS: dict[str, Callable[[Portal, Fields, Fields], str]] = {
    "/postback/list.aspx": postback,
    "/posted/list.php": posted,
    "/col/col7/index.html": column,
    PROXY: proxied,
    "/xxgk/index.html": framed,
    BUILD: built,
    "/api/list": api,
    "/loop/index.html": looping,
    "/promised/list.html": promised,
    "/x" + BUILD: looping,
}
JSON = {"rows": "data.list", "title": "title", "url": "/api/art/{id}.html", "published": "day"}
SECTIONS = {
    "postback": {"url": "/postback/list.aspx"},
    "posted": {"url": "/posted/list.php"},
    "dataproxy": {"url": "/col/col7/index.html"},
    "jpaas": {"url": "/xxgk/index.html"},
    "json": {"url": "/api/list", "rules": {"json": {**JSON, "page": "pageNo", "total": "data.total"}}},
}


def describe(place, portal, name: str, **section: object) -> None:
    described = {
        "name": "sample",
        "title": "示例",
        "url": portal.url,
        "delay": 0.01,
        "allow_private": True,
        "first_pages": 9,
        "sections": [{"key": name, "name": name, **section, "url": portal.url + str(section["url"])}],
    }
    (place.home.portals / "sample.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")


@pytest.mark.parametrize("family", SECTIONS)
def test_every_page_is_read_once_and_news_on_it_is_told(make_place, family):
    place = make_place("home")
    with serving() as portal:
        describe(place, portal, family, **SECTIONS[family])
        first = place.crawl()[family]
        asked = portal.lists()
        portal.items.insert(0, TOTAL + 1)
        place.clock.advance(hours=1)
        second = place.crawl()[family]

    assert (first.outcome, first.coverage.ended, len(first.rows)) == (Outcome.OK, True, TOTAL), first.detail
    assert {urlsplit(row.url).path.rpartition("/")[2] for row in first.rows} == {f"{n + 1}.html" for n in range(TOTAL)}
    # One more where a frame comes first, or where only an empty page says that the list is over.
    assert len(asked) == 3 + (family in ("dataproxy", "jpaas", "json"))
    assert (second.outcome, second.coverage.gap) == (Outcome.OK, None), second.detail
    assert {item.problem for item in archive.items(place.watch.engine)} == {None}
    assert [event.item.title for event in owed.events(place.watch.engine)] == ["关于第12号文件的通知"]


def test_the_menu_of_an_empty_page_that_a_pager_promises_is_no_part_of_the_list(make_place):
    place = make_place("home")
    with serving() as portal:
        describe(place, portal, "promised", url="/promised/list.html")
        crawl = place.crawl()["promised"]

    assert (crawl.outcome, len(crawl.rows)) == (Outcome.PARTIAL, TOTAL)
    assert crawl.detail == "page 4 of the list: no list: its links look like navigation"


@pytest.mark.parametrize("family", ["dataproxy", "jpaas"])
def test_rows_that_a_script_asks_for_belong_to_the_column_page_and_are_asked_for_as_it_does(make_place, family):
    place = make_place("home")
    with serving() as portal:
        describe(place, portal, family, **SECTIONS[family])
        crawl = place.crawl()[family]
        url = f"{portal.url}{SECTIONS[family]['url']}"
        headers = [headers for _, path, _, headers in portal.asked if path in (BUILD, PROXY)]

    assert (crawl.url, {row.url.rpartition("art/")[0] for row in crawl.rows}) == (url, {url.rpartition("/")[0] + "/"})
    assert {(each["Referer"], each["X-Requested-With"]) for each in headers} == {(url, "XMLHttpRequest")}
    assert crawl.validators.etag is None


def test_a_frame_that_frames_a_frame_is_left_after_one_detour(make_place):
    place = make_place("home")
    with serving() as portal:
        describe(place, portal, "loop", url="/loop/index.html")
        crawl = place.crawl()["loop"]

    assert crawl.outcome is not Outcome.OK
    assert [path for _, path in portal.lists()] == ["/loop/index.html", "/x" + BUILD]


@pytest.mark.parametrize("family", SECTIONS)
def test_check_follows_too(make_place, family):
    place = make_place("home")
    with serving() as portal:
        describe(place, portal, family, **SECTIONS[family])
        (line,) = examine(PortalLoader(place.watch), "sample")

    assert (line["outcome"], line["rows"], line["samples"][0]["published"]) == ("ok", SIZE, "2022-05-11")
    assert line["next"].startswith(portal.url)
    assert line["article"]["title"] == "关于第11号文件的通知"
