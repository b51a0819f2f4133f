"""`init`, `add` and `check`: from nothing to a description."""

import io
import shutil

import pytest
import yaml

from portalwatch.cli.describing import USUAL
from portalwatch.config import Home, load
from portalwatch.sample.portal import Portal
from portalwatch.sample.sections import SECTIONS
from portalwatch.sample.server import Server
from tests.cli.conftest import make_home
from tests.network.server import answer, serving

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
    assert {section["key"] for section in portal["sections"]} == {USUAL[name][0] for name in found}
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
    assert [section["key"] for section in described(home)["sections"]] == ["public-standards", "curtain-wall"]

    said = command("add", server.url, "--home", home, "--name", "other", "--section", "园林标准", *QUICK)

    assert (said.code, said.out) == (2, "")
    assert said.err == f"portalwatch: {server.url}/ has no link called '园林标准'; name sections as its menu does\n"
    assert portals(home) == ["127-0-0-1.yaml"]


def test_json_writes_without_asking_and_prints_one_object_a_section(home, command, server):
    said = command("add", server.url + "/hot/", "--home", home, "--allow-private", "--delay", "0.01", "--json")

    (line,) = said.lines
    assert (said.code, line["section"], line["outcome"], line["rows"]) == (0, "hot", "ok", 20)
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
    ("how", "said"),
    [
        ("500", "the server answered 500"),
        ("challenge", "stopped by a 加速乐 challenge"),
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

    assert said.code == 2
    assert "is no list, nor links to sections by a usual name; name them with --section" in said.err
    assert portals(home) == []


def test_sections_that_list_nothing_are_told_and_leave_no_file(home, command, server, portal):
    portal.break_("notices", "500")

    said = command("add", server.url, "--home", home, "--section", "通知公告", *QUICK)

    assert said.code == 2
    assert "  the server answered 500" in said.out
    assert f"no list could be read at {server.url}; name its sections with --section" in said.err
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
    assert (hot, detail.strip()) == (f"最新热点 hot  blocked  {server.url}/hot/", "stopped by a 加速乐 challenge")
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
