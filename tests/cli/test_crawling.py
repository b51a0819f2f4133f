"""`crawl` in processes of their own; each story is crawled once and then looked at from all sides."""

import sqlite3
from dataclasses import dataclass

import pytest
import yaml

from portalwatch.cli.crawling import _chosen
from portalwatch.config import Home
from portalwatch.crawl.runner import Runner
from portalwatch.sample.description import description
from portalwatch.sample.portal import Portal
from portalwatch.sample.sections import SECTIONS
from portalwatch.sample.server import Server
from portalwatch.watch import Watch
from tests.cli.conftest import Said, make_home

WATCHED = ["hot", "notices", "policies"]


@dataclass
class Story:
    """A portal that was crawled first, then after some news, then with everything asked for."""

    portal: Portal
    first: Said
    second: Said
    deep: Said


@pytest.fixture(scope="module")
def story(tmp_path_factory, process):
    portal = Portal(per_section=24)
    with Server(portal) as server:
        sections = [each for each in yaml.safe_load(description(server.url))["sections"] if each["key"] in WATCHED]
        home = make_home(tmp_path_factory.mktemp("crawling"), server, first_pages=1, sections=sections)
        first = process("crawl", cwd=home)
        portal.publish("notices", "关于举办建筑幕墙设计师培训班的通知")
        portal.edit(portal.articles("hot")[5], body="更正:会议时间改为下周三上午九时。")
        second = process("crawl", "--json", cwd=home)
        since = f"{portal.articles('hot')[-1].published:%Y-%m-%d}"
        deep = process("crawl", "sample", "--section=hot", f"--since={since}", "--recheck", "--json", cwd=home)
    return Story(portal, first, second, deep)


def test_a_first_crawl_is_shown_section_by_section_and_announces_nothing(story):
    head, portal, *sections, summary = story.first.out.splitlines()

    assert (story.first.code, story.first.err) == (0, "")
    assert head.split() == ["section", "outcome", "rows", "new", "edited"]
    assert portal == "示例建筑装饰协会 sample"
    assert [line.split() for line in sections] == [[SECTIONS[key].name, key, "ok", "20"] for key in WATCHED]
    assert summary == "3 sections · ok 3 · 0 new · 0 edited · 60 stored unannounced"


def test_json_has_one_object_a_section_and_says_what_was_announced(story):
    lines = {line["section"]: line for line in story.second.lines}

    assert (story.second.code, story.second.err) == (0, "")
    assert list(lines) == WATCHED
    assert list(lines["hot"]) == [
        "portal",
        "section",
        "outcome",
        "detail",
        "pages",
        "rows",
        "opened",
        "announced",
        "gap",
        "problems",
    ]
    assert (lines["notices"]["outcome"], lines["notices"]["announced"]) == ("ok", 1)
    assert {line["outcome"] for key, line in lines.items() if key != "notices"} == {"unchanged"}


def test_one_section_is_read_down_to_a_day_and_its_articles_are_looked_at_again(story):
    (line,) = story.deep.lines

    assert story.deep.code == 0
    assert (line["section"], line["outcome"], line["pages"], line["rows"]) == ("hot", "ok", 2, 24)
    assert (line["opened"], line["announced"]) == (24, 1)


@pytest.fixture(scope="module")
def troubles(tmp_path_factory, process):
    """A portal that breaks in every section, two portals that cannot be reached, one whose description is broken."""
    portal = Portal(per_section=8)
    for section, how in {
        "hot": "huge",
        "notices": "drip",
        "news": "wrong-charset",
        "policies": "challenge",
        "works": "blank",
        "interviews": "redirect-private",
        "standards": "bomb",
        "public-standards": "404",
        "curtain-wall": "truncated",
    }.items():
        portal.break_(section, how)
    with Server(portal) as gone:
        pass
    with Server(portal) as server:
        home = make_home(tmp_path_factory.mktemp("troubles"), server, timeout=2)
        sections = [{"key": "news", "name": "行业动态"}]
        for name, url in {"gone": gone.url, "nowhere": "http://portal.invalid/"}.items():
            described = {"name": name, "title": name, "url": url, "sections": sections, "delay": 0.01}
            path = home / "config" / "portals" / f"{name}.yaml"
            path.write_text(yaml.safe_dump(described | {"allow_private": True}))
        (home / "config" / "portals" / "broken.yaml").write_text("name: broken\ntitel: x\n")
        return process("crawl", "--json", cwd=home)


def test_each_trouble_is_told_for_its_section_and_stops_no_other(troubles):
    told = {(line["portal"], line["section"]): (line["outcome"], line["detail"]) for line in troubles.lines}

    assert troubles.code == 1
    assert told.pop(("sample", "housing-standards")) == ("ok", "")
    assert told.pop(("sample", "news")) == ("ok", "")
    assert told.pop(("sample", "policies")) == ("blocked", "a 加速乐 challenge")
    assert {outcome for outcome, _ in told.values()} == {"failed"}
    details = {section if portal == "sample" else portal: detail for (portal, section), (_, detail) in told.items()}
    assert details["notices"] == "timeout: no complete answer in time"
    assert details["works"] == "unreadable: the page is blank"
    assert details["public-standards"] == "http-404"
    assert details["curtain-wall"] == "unreadable: the page ends in the middle"
    assert details["gone"] == "refused: the server refuses connections"
    assert details["nowhere"] == "dns: the host name is not known"
    assert details["hot"].startswith("too-large: ")
    assert details["standards"].startswith("too-large: ")
    assert "10.0.0.1" in details["interviews"]


def test_a_broken_description_is_told_with_its_line_and_what_would_be_accepted(troubles):
    (line,) = troubles.err.splitlines()

    assert line.startswith(
        "portalwatch: config/portals/broken.yaml:2: titel: unknown key; did you mean 'title'? (known: aliases, "
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sample", "sampel"], "there is no portal called 'sampel'; did you mean 'sample'?"),
        (
            ["sample", "--section", "hot,notice"],
            "sample: there is no section called 'notice'; did you mean 'notices'?; ",
        ),
        (["--since", "yesterday"], "--since 'yesterday' is not a day such as 2022-01-01"),
        (["--section", "notice"], "there is no section called 'notice'; did you mean 'notices'?"),
    ],
)
def test_what_is_asked_wrongly_is_told_before_anything_is_fetched(tmp_path, command, server, arguments, said):
    home = make_home(tmp_path, server)

    told = command("crawl", *arguments, "--home", home)

    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"portalwatch: {said}")
    assert server.requests == []


def test_where_no_portal_is_named_those_are_crawled_that_have_the_section(tmp_path, server):
    home = make_home(tmp_path, server)
    sections = [{"key": "hot", "name": "最新热点"}, {"key": "members", "name": "会员动态"}]
    for name, url in {"other": server.url, "waiting": None}.items():
        described = {"name": name, "title": name, "url": url, "sections": sections}
        (home / "config" / "portals" / f"{name}.yaml").write_text(yaml.safe_dump(described))
    runner = Runner(Watch(Home(home)))

    assert _chosen(runner, [], "", home) == {"other": "", "sample": ""}
    assert _chosen(runner, [], "hot", home) == {"other": "hot", "sample": "hot"}
    assert _chosen(runner, [], "members,notices", home) == {"other": "members", "sample": "notices"}
    assert _chosen(runner, ["sample"], "notices,hot", home) == {"sample": "notices,hot"}


def test_a_home_without_portals_says_what_comes_next(tmp_path, command):
    command("init", "--home", tmp_path)

    said = command("crawl", "--home", tmp_path)

    assert said.code == 2
    assert said.err == (f"portalwatch: no portal is described yet; next: portalwatch add URL --home {tmp_path}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("crawl",), "尚未添加网站；下一步：portalwatch add URL"),
        (("stories", "--part", "没有这个"), "没有条目对应 '没有这个'"),
        (("digest", "--dry-run", "--send"), "请在 --dry-run 和 --send 中选一个"),
        (("add", "http://p.example/", "--delay", "0"), "delay：不得小于 0.01，不能是 0.0"),
    ],
    ids=lambda each: each[0],
)
def test_what_was_asked_wrongly_is_told_in_chinese(tmp_path, command, monkeypatch, arguments, said):
    command("init", "--home", tmp_path)
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")
    monkeypatch.chdir(tmp_path)

    asked = command(*arguments)

    assert (asked.code, asked.err) == (2, f"portalwatch: {said}\n")


def test_a_place_that_is_no_home_says_what_makes_one(tmp_path, command):
    said = command("crawl", "--home", tmp_path)

    assert said.code == 2
    assert said.err == (
        f"portalwatch: {tmp_path}/config does not exist; `portalwatch init --home {tmp_path}` makes one\n"
    )


def test_a_store_that_cannot_be_written_is_told(tmp_path, command, server):
    home = make_home(tmp_path, server)
    (home / "var").symlink_to("/proc")

    said = command("status", "--home", home)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"portalwatch: {home}/var/portalwatch.db: unable to open database file (")


def test_a_store_of_a_newer_version_is_told_and_left_alone(tmp_path, command, server):
    home = make_home(tmp_path, server)
    command("status", "--home", home)
    with sqlite3.connect(home / "var" / "portalwatch.db") as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    said = command("items", "--home", home)

    assert (said.code, said.out) == (1, "")
    assert "was made by a newer portalwatch (schema 9999, this one knows " in said.err
    assert "install that version" in said.err
