"""Pages that show nothing before their scripts have run, shown by a real Chromium from servers on 127.0.0.1."""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from portalwatch.crawl.runner import Runner
from portalwatch.errors import ConfigError
from portalwatch.items import Outcome
from portalwatch.network.rendering import lacking

from .server import Answer, Server, answer, serving

pytestmark = pytest.mark.skipif(lacking() is not None, reason=f"no page can be shown: {lacking()}")

ROWS = [(number, f"关于开展第{number}批幕墙工程质量检查的通知") for number in range(1, 5)]
SCRIPT = """
fetch("/api/rows").then(answer => answer.json()).then(rows => {
  document.getElementById("app").innerHTML = "<ul>" + rows.map(row =>
    `<li><a href="/article/${row[0]}.html">${row[1]}</a><span>2022-06-0${row[0]}</span></li>`).join("") + "</ul>";
});
"""
ARTICLE = """
const [, number] = location.pathname.match(/(\\d+)/);
document.getElementById("app").innerHTML = `<h1>关于开展第${number}批幕墙工程质量检查的通知</h1>
  <p>发布时间：2022-06-0${number} 17:21 来源：某某网</p>
  <div class="content"><p>各有关单位：根据年度工作安排，现将有关事项通知如下，请遵照执行。</p></div>`;
"""
HTML = "Content-Type: text/html; charset=utf-8"
JSON = "Content-Type: application/json"


def shell(script: str) -> bytes:
    """A page that is made by `script`."""
    head = "<!DOCTYPE html><html><head><title>通知公告</title></head>"
    return answer(f'{head}<body><div id="app"></div><script>{script}</script></body></html>'.encode(), HTML)


def portal(path: str) -> Answer:
    """A portal whose list and articles are put in place by scripts."""
    return shell(ARTICLE) if path.startswith("/article/") else listed(path)


def listed(path: str) -> Answer:
    """The same portal without its articles."""
    if path == "/api/rows":
        return answer(json.dumps(ROWS[::-1]).encode(), JSON)
    return shell(SCRIPT) if path.startswith("/list") else answer(status=404)


@pytest.fixture
def describe(place) -> Callable[..., None]:
    """Describe the portal of a server by the address of its list."""

    def write(server: Server, **keys: object) -> None:
        section = {"key": "notices", "name": "通知公告", "url": server.url("/list.html")}
        described = {"name": "app", "title": "应用", "url": server.url(), "allow_private": True, "delay": 0.01}
        text = yaml.safe_dump(described | {"sections": [section]} | keys, allow_unicode=True)
        (place.home.portals / "app.yaml").write_text(text, encoding="utf-8")

    return write


def crawl(place):
    return place.crawl("app")["notices"]


def test_rows_that_scripts_put_in_place_are_read_and_only_with_a_browser(place, describe):
    with serving(portal) as server:
        describe(server)
        without = crawl(place)
        describe(server, render="browser")
        first, second = crawl(place), crawl(place)

    assert (without.outcome in (Outcome.EMPTY, Outcome.FAILED), without.rows) == (True, ())
    assert first.outcome is Outcome.OK, first.detail
    assert [row.title for row in first.rows] == [title for _, title in ROWS[::-1]]
    assert {str(item.published) for item in first.items} == {f"2022-06-0{day}T17:21+08:00" for day, _ in ROWS}
    assert all("各有关单位" in item.body and item.problem is None for item in first.items)
    assert (second.outcome, second.items) == (Outcome.UNCHANGED, ())


def test_a_page_reaches_no_address_that_we_may_not_reach_and_is_read_all_the_same(place, describe):
    with serving(lambda path: answer(b"[]", JSON, "Access-Control-Allow-Origin: *")) as neighbour:
        ways = f"""
          const out = "{neighbour.url(host="localhost")}";
          fetch(out + "/fetch").catch(() => 0);
          try {{ const asked = new XMLHttpRequest(); asked.open("GET", out + "/xhr", false); asked.send(); }} catch {{}}
          for (const host of [out, "{neighbour.url()}"]) {{
            try {{ new WebSocket(host.replace("http", "ws")); }} catch {{}}
          }}
          try {{ new EventSource(out + "/events"); }} catch {{}}
          navigator.sendBeacon(out + "/beacon", "x");
          window.open(out + "/popup");
          for (const [tag, name] of [["img", "src"], ["iframe", "src"], ["script", "src"], ["link", "href"]]) {{
            const made = document.createElement(tag); made.rel = "stylesheet"; made[name] = out + "/" + tag;
            document.body.append(made);
          }}
        """
        with serving(lambda path: shell(ways + SCRIPT) if path == "/list.html" else listed(path)) as server:
            describe(server, render="browser", first_pages=1)
            found = crawl(place)

    assert (found.outcome, len(found.rows)) == (Outcome.OK, len(ROWS))
    assert neighbour.connections == 0


def test_a_script_is_fetched_as_a_page_is(place, describe):
    def answers(path: str) -> Answer:
        if path == "/robots.txt":
            return answer(b"User-agent: *\nDisallow: /secret", "Content-Type: text/plain")
        own = (
            'fetch("/secret/rows"); new Image().src = "/picture.png"; navigator.serviceWorker?.register("/worker.js");'
        )
        return shell(own + SCRIPT) if path == "/list.html" else listed(path)

    with serving(answers) as server:
        describe(server, render="browser")
        found = crawl(place)

    assert found.outcome is Outcome.OK
    articles = [f"/article/{number}.html" for number, _ in ROWS]
    assert sorted(server.paths) == sorted(["/robots.txt", "/list.html", "/api/rows", *articles])
    agents = {header for header in server.headers if header.lower().startswith("user-agent")}
    assert agents == {f"User-Agent: {place.watch.user_agent}"}


def test_rows_are_waited_for_where_a_rule_says_what_they_are(place, describe):
    late = f"setTimeout(() => {{ {SCRIPT} }}, 1500);"
    with serving(lambda path: shell(late) if path == "/list.html" else listed(path)) as server:
        describe(server, render="browser", rules={"rows": "#app li"})
        found = crawl(place)
    assert (found.outcome, len(found.rows)) == (Outcome.OK, len(ROWS))


ENDLESS = {
    "a-script-never-sent": '<script src="/never"></script>',
    "a-script-never-ended": "<script>while (true) {}</script>",
    "a-script-that-never-lets-go": "<script>setTimeout(() => { while (true) {} }, 50);</script>",
    "a-page-reloaded-for-ever": "<script>setTimeout(() => location.reload(), 10);</script>",
}


def test_pages_that_come_to_no_end_are_ended_and_harm_no_other(place, describe):
    def answers(path: str) -> Answer:
        if path == "/never":
            server.over.wait(60)
            return ()
        end = ENDLESS.get(path.strip("/"))
        return answer(f'<html><body><div id="app"></div>{end}</body></html>'.encode(), HTML) if end else listed(path)

    with serving(answers) as server:
        paths = [*ENDLESS, "list.html"]
        sections = [{"key": path.removesuffix(".html"), "name": path, "url": server.url(f"/{path}")} for path in paths]
        describe(server, render="browser", timeout=2, sections=sections)
        found = place.crawl("app")

    assert found.pop("list").outcome is Outcome.OK
    assert {crawl.outcome for crawl in found.values()} <= {Outcome.FAILED, Outcome.EMPTY}
    assert "timeout" in found["a-script-never-ended"].detail


def test_what_is_still_under_way_when_the_rows_are_there_does_not_matter(place, describe):
    def answers(path: str) -> Answer:
        if path == "/never":
            server.over.wait(60)
            return ()
        return shell(SCRIPT + 'fetch("/never");') if path == "/list.html" else listed(path)

    with serving(answers) as server:
        describe(server, render="browser", timeout=2)
        found = crawl(place)
    assert (found.outcome, len(found.rows)) == (Outcome.OK, len(ROWS))


def test_a_page_that_its_scripts_make_too_large_is_not_read(place, describe):
    grown = 'document.body.innerHTML = "x".repeat(3e5);'
    with serving(lambda path: shell(grown) if path == "/list.html" else listed(path)) as server:
        describe(server, render="browser")
        runner = Runner(place.watch, {"RETRY_TIMES": 0, "DOWNLOAD_MAXSIZE": 200_000})
        report = place.loop.run_until_complete(runner.crawl("app"))
    ((found, _),) = report.sections
    assert found.outcome is Outcome.FAILED
    assert "too-large" in found.detail


def test_only_the_section_that_says_so_is_shown(place, describe):
    with serving(listed) as server:
        sections = [
            {"key": "shown", "name": "通知公告", "url": server.url("/list.html"), "render": "browser"},
            {"key": "plain", "name": "新闻", "url": server.url("/list2.html")},
        ]
        describe(server, sections=sections)
        found = place.crawl("app")
    assert (found["shown"].outcome, len(found["shown"].rows)) == (Outcome.OK, len(ROWS))
    assert found["plain"].rows == ()


def test_a_page_in_another_encoding_than_it_says_is_shown_as_it_was_meant(place, describe):
    def answers(path: str) -> Answer:
        if path != "/list.html":
            return listed(path)
        page = shell(SCRIPT.replace("${row[1]}", "标准：${row[1]}")).partition(b"\r\n\r\n")[2]
        return answer(page.decode().encode("gb18030"), "Content-Type: text/html; charset=iso-8859-1")

    with serving(answers) as server:
        describe(server, render="browser")
        found = crawl(place)
    assert {row.title for row in found.rows} == {f"标准：{title}" for _, title in ROWS}


def test_a_missing_browser_is_told_with_what_to_install(place, describe, monkeypatch, tmp_path):
    with serving(listed) as server:
        describe(server, render="browser")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match=r"app\.yaml: render: needs a browser: apt-get install chromium"):
        crawl(place)
    monkeypatch.setitem(sys.modules, "scrapy_playwright", None)
    with pytest.raises(ConfigError, match=r"pip install 'portalwatch\[browser\]', and Debian's package chromium"):
        crawl(place)


def test_a_crawl_that_is_stopped_meanwhile_ends_and_leaves_no_browser(place, describe):
    asked = threading.Event()

    def answers(path: str) -> Answer:
        if path == "/never":
            asked.set()
            server.over.wait(60)
            return ()
        return answer(b'<html><body><script src="/never"></script></body></html>', HTML)

    async def stop_meanwhile():
        runner, before = Runner(place.watch), asyncio.all_tasks()
        crawling = asyncio.ensure_future(runner.crawl("app"))
        await asyncio.to_thread(asked.wait, 60)
        await runner.stop()
        report = await crawling
        # Scrapy still waits for the script; hung up on, it leaves nothing to the next test.
        server.over.set()
        if left := asyncio.all_tasks() - before:
            _, pending = await asyncio.wait(left, timeout=10)
            assert not pending
        return report

    with serving(answers) as server:
        describe(server, render="browser", timeout=50, robots=False)
        report = place.loop.run_until_complete(stop_meanwhile())
    assert report.sections == ()
    assert not [name for name in names_of_processes_below(os.getpid()) if "chrom" in name]


def names_of_processes_below(process: int) -> list[str]:
    """The names of all processes that `process` has started, and that those have started."""
    found = []
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        found += [Path(f"/proc/{child}/comm").read_text(), *names_of_processes_below(int(child))]
    return found
