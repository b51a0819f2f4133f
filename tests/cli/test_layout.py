"""What stands on the screen: whole on a narrow terminal, in one look on a wide one, in both languages."""

import io
import os
import pty
import re
import shutil
import subprocess
from itertools import pairwise

import pytest
import yaml
from rich.cells import cell_len
from rich.text import Text

from portalwatch.cli import main, screen
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from tests.cli.conftest import argv, make_home
from tests.conftest import Place

TITLE = "关于举办建筑幕墙设计师培训班暨二〇二二年度装饰行业质量提升交流活动有关事项的补充通知"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, loop):
    """A home with a portal in all states, one that was never crawled, one without address, one that is broken."""
    portal, place = Portal(per_section=8), Place(tmp_path_factory.mktemp("layout") / "home", loop)
    with Server(portal) as server:
        place.describe(server, timeout=1)
        place.crawl(section="hot,notices,news,policies,works,interviews")
        portal.publish("notices", TITLE)
        for section, how in {"hot": "challenge", "policies": "timeout", "works": "500"}.items():
            portal.break_(section, how)
        place.clock.advance(minutes=30)
        place.crawl(section="hot,notices,news,policies,works,interviews")
    sections = [{"key": "news", "name": "行业动态"}, {"key": "notices", "name": "通知公告"}]
    for name, url in {"fresh": "http://fresh.example.org/", "waiting": None}.items():
        described = {"name": name, "title": "示例协会", "url": url, "sections": sections}
        (place.home.portals / f"{name}.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
    (place.home.portals / "broken.yaml").write_text("name: broken\ntitel: x\n")
    place.subscribe(
        {"name": "everything", "address": "li@example.org", "frequency": "at once"},
        {"name": "standards", "address": "wang@example.org"},
    )
    return place.home.path


@pytest.fixture
def home(crawled, tmp_path):
    return shutil.copytree(crawled, tmp_path / "home")


@pytest.fixture
def show(home, command, monkeypatch):
    """Runs a command in a language on so many columns."""

    def run(*arguments, width, language):
        monkeypatch.setattr(screen.out, "width", width)
        monkeypatch.setenv("PORTALWATCH_LANG", language)
        return command(*arguments, "--home", home)

    return run


ADVICE = {
    "en": ("crawl less often, or ask the portal's owner for access", "tried again by the next crawl"),
    "zh": ("降低频率，或请对方放行", "下次检查会重试"),
}
OUTCOMES = {"en": ("overdue", "blocked", "failed", "never crawled"), "zh": ("逾期未查", "被拦截", "失败", "尚未检查")}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 120])
def test_a_portal_s_status_is_whole_on_a_narrow_terminal_and_in_one_look_on_a_wide_one(show, width, language):
    said = show("status", "--all", width=width, language=language)

    lines = said.out.splitlines()
    assert said.code == 0
    assert max(map(cell_len, lines)) <= width
    assert len(lines) < 40
    for words in (*ADVICE[language], *OUTCOMES[language], "2022-06-0", "2022-06-09", "06-09 18:30"):
        assert words in said.out or words == "06-09 18:30"
    for name in ("通知公告 notices", "建筑装饰类标准 standards", "住宅标准 housing-standards", "示例协会 fresh"):
        assert name in said.out
    assert said.err.startswith("portalwatch: ")
    assert "broken.yaml:2: titel: unknown key; did you mean 'title'?" in said.err


def test_a_portal_s_status_says_what_to_do_below_each_section_in_trouble(show):
    lines = show("status", "sample", width=80, language="en").out.splitlines()

    found = {line.split()[1]: line.split()[2] for line in lines if re.match(r"  \S+ [a-z-]+  ", line)}
    assert found["hot"] == "blocked"
    assert found["notices"] == "overdue"
    assert found["policies"] == found["works"] == "failed"
    assert found["standards"] == "never"
    below = {
        line.split()[1]: after.strip() for line, after in pairwise(lines) if line.startswith("  ") and line[2:3] != " "
    }
    assert below["hot"] == "a Jiasule challenge; crawl less often, or ask the portal's owner for access"
    assert below["policies"] == "timeout: no complete answer in time; tried again by the next crawl"
    assert below["interviews"] == "nobody looked when it was time; look at the service's log"
    assert below["works"] == "HTTP 500; tried again by the next crawl"


def test_a_portal_without_address_says_where_to_write_it(show, home):
    said = show("status", width=200, language="en")

    assert f"示例协会 waiting  needs its address, in {home}/config/portals/waiting.yaml" in said.out


def test_status_as_json_has_every_section_of_every_portal(show):
    lines = {
        (line["portal"], line["section"]): line for line in show("status", "--json", width=80, language="zh").lines
    }

    assert len(lines) == 10 + 2 + 2
    hot, fresh, waiting = lines["sample", "hot"], lines["fresh", "news"], lines["waiting", "news"]
    assert (hot["outcome"], hot["detail"]) == ("blocked", "a 加速乐 challenge")
    assert (hot["since"], hot["checked"]) == ("2022-06-09T10:30:00+00:00", "2022-06-09T10:30:00+00:00")
    assert (lines["sample", "notices"]["items"], lines["sample", "notices"]["newest"]) == (9, "2022-06-09")
    assert (fresh["outcome"], fresh["checked"], fresh["next"] is None) == (None, None, False)
    assert (waiting["next"], waiting["detail"]) == (None, "needs its address")
    assert (hot["subscribers"], hot["read"], hot["warnings"]) == (2, "2022-06-09T10:00:00+00:00", [])
    assert hot["weekly"] > 0
    assert (hot["overdue"], waiting["overdue"], fresh["weekly"]) == (True, False, 0)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["items", "events"])
def test_tables_fold_titles_and_tear_nothing_else(show, name, width, language):
    lines = show(name, "sample", width=width, language=language).out.splitlines()

    assert max(map(cell_len, lines)) <= width
    row = next(line for line in lines if "sample/notices" in line)
    assert "2022-06-09 17:30" in row or (name, width) == ("events", 80)
    shown = "".join(
        line.split("  ")[-1].strip() if "sample" in line else line.strip() for line in map(str.rstrip, lines)
    )
    assert TITLE in shown


def test_the_language_is_that_of_the_locale_where_none_is_named(command, home, monkeypatch):
    monkeypatch.delenv("PORTALWATCH_LANG")
    for name, value, word in (("LANG", "zh_CN.UTF-8", "栏目"), ("LC_ALL", "en_GB.UTF-8", "section")):
        monkeypatch.setenv(name, value)
        assert command("status", "--all", "--home", home).out.split()[0] == word


def test_no_character_that_a_terminal_lacks_stops_a_command_and_json_is_utf8_everywhere(home, monkeypatch, command):
    written = []
    for arguments in (["status", "--all"], ["items", "--json"]):
        raw = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--home", str(home)])
        assert not ended.value.code
        written.append(raw.getvalue())

    status, items = written
    assert b"???? notices" in status
    assert TITLE in items.decode("utf-8")


def test_a_title_opens_its_page_where_a_terminal_can_but_nothing_unprintable_gets_there():
    assert screen.linked("通知", "https://www.example.org/1.html").style.link == "https://www.example.org/1.html"
    assert screen.linked("通知", "https://www.example.org/\x1b]0;x\x07").style == ""


def test_what_a_portal_wrote_does_not_steer_the_terminal(capsys):
    wrote = "通\x1b]0;x\x07知\x9b2J\x7f"
    made = screen.table("title")
    screen.row(made, wrote)
    screen.out.print(made)
    screen.out.print(Text(wrote, "bold"), soft_wrap=True)
    screen.complain(ValueError(wrote))

    said = capsys.readouterr()

    assert [line.strip() for line in said.out.splitlines()[1:]] == ["通]0;x知2J"] * 2
    assert said.err == "portalwatch: 通]0;x知2J\n"


def test_an_error_is_told_in_the_language_of_who_reads_it(command, monkeypatch):
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")

    assert command("add", "http://u:p@host.test/").err == "portalwatch: 网址不得含有用户名或密码\n"


def test_on_a_terminal_a_crawl_shows_how_far_it_is_and_leaves_only_the_result(tmp_path, environment):
    with Server(Portal(per_section=8)) as server:
        home = make_home(tmp_path, server)
        ours, theirs = pty.openpty()
        terminal = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        with subprocess.Popen(
            argv("crawl", "sample", "--section", "hot"), cwd=home, env={**environment, "TERM": "xterm"}, **terminal
        ) as crawling:
            os.close(theirs)
            shown = "".join(_read(ours))
        os.close(ours)

    assert crawling.returncode == 0
    bars, _, result = shown.rpartition("\x1b[2K")
    assert re.search(r"sample .*━.*\d+/\d+", bars)
    assert "━" not in result
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", result)
    assert [line.split() for line in plain.split("\r\n")][:3] == [
        ["section", "outcome", "rows", "new", "edited"],
        ["示例建筑装饰协会", "sample"],
        ["最新热点", "hot", "ok", "8"],
    ]


def _read(terminal):
    """Yield what a terminal shows until the other side has closed it."""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # EIO: so Linux says that nobody is there any more
            return
        yield piece.decode("utf-8", "replace")
