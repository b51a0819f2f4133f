"""`status`: what is not healthy comes first, and all of it fits one screen."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from rich.cells import cell_len

from portalwatch.cli import screen
from portalwatch.config import Home
from portalwatch.items import Coverage, Crawl, Gap, Outcome
from portalwatch.watch import Watch
from tests.changes.test_compare import item
from tests.changes.test_health import rows

SECTIONS = {"notices": "通知公告", "news": "行业动态", "policies": "政策法规"}
#: What these homes know was crawled just now: the command looks at the real clock.
NOW = datetime.now(UTC).replace(microsecond=0)


class Ward:
    """A home with so many portals, whose sections have all been well a month ago."""

    def __init__(self, path, portals: int) -> None:
        self.watch = Watch(Home(path))
        self.watch.home.portals.mkdir(parents=True)
        sections = [{"key": key, "name": name} for key, name in SECTIONS.items()]
        sections[0]["url"] = "http://p.example/notices/"
        for number in range(portals):
            name = f"p{number:02}"
            described = {"name": name, "title": f"协会{number}", "url": f"http://{name}.example/", "sections": sections}
            text = yaml.safe_dump(described, allow_unicode=True)
            (self.watch.home.portals / f"{name}.yaml").write_text(text, "utf-8")

    def crawl(self, portal: str, section: str, outcome=Outcome.OK, detail="", *, gap=None, days=0.0, count=6) -> None:
        at = NOW - timedelta(days=days)
        listed = rows(count, end=at.date()) if outcome.trusted else ()
        self.watch.record(
            Crawl(
                portal=portal,
                section=section,
                started_at=at,
                finished_at=at,
                outcome=outcome,
                detail=detail,
                url="http://p.example/",
                rows=listed,
                items=tuple(item(each.key, portal=portal, section=section) for each in listed),
                coverage=Coverage(pages=1, overlapped=gap is None, gap=gap),
            )
        )

    def heal(self, *portals: str) -> None:
        for portal in portals:
            for section in SECTIONS:
                self.crawl(portal, section)


@pytest.fixture
def ward(tmp_path):
    made = []

    def make(portals: int, *subscribers) -> Ward:
        made.append(Ward(tmp_path / "home", portals))
        home = made[-1].watch.home
        home.config.mkdir(exist_ok=True)
        people = [{"name": f"s{number}", "address": "s@example.org"} | each for number, each in enumerate(subscribers)]
        (home.config / "subscribers.yaml").write_text(yaml.safe_dump({"subscribers": people}))
        return made[-1]

    yield make
    for each in made:
        each.watch.engine.dispose()


@pytest.fixture
def show(command, monkeypatch, tmp_path):
    def run(*arguments, width=100, language="en"):
        monkeypatch.setattr(screen.out, "width", width)
        monkeypatch.setenv("PORTALWATCH_LANG", language)
        monkeypatch.chdir(tmp_path / "home")
        return command("status", *arguments)

    return run


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100])
def test_fifty_portals_fit_one_screen(ward, show, width, language):
    home = ward(50, {}, {"portals": ["p03"]}, *[{}] * 8)
    home.heal(*(f"p{number:02}" for number in range(50) if number not in (3, 7)))
    for section in SECTIONS:
        home.crawl("p03", section, Outcome.FAILED, "timeout: no complete answer in time", days=21)
        home.crawl("p03", section, Outcome.FAILED, "timeout: no complete answer in time")
        home.crawl("p07", section, *((Outcome.BLOCKED, "a captcha") if section == "news" else ()))

    lines = show(width=width, language=language).out.splitlines()

    assert max(map(cell_len, lines)) <= width
    assert len(lines) < 40
    assert all(f"p{number:02}" in "\n".join(lines) for number in range(50))
    since = (NOW - timedelta(days=21)).date()
    assert f"{since:%m-%d}" in lines[2] or f"{since + timedelta(days=1):%m-%d}" in lines[2]


def test_what_is_wrong_is_told_by_whom_it_concerns_and_how_much_they_miss(ward, show):
    home = ward(4, {"sections": ["p02/news"]}, {"sections": ["p02/news"]}, {"sections": ["p01/notices"]})
    home.heal("p00", "p03")
    for portal, section in (("p01", "notices"), ("p01", "news"), ("p02", "news")):
        home.crawl(portal, section, days=1)
        home.crawl(portal, section, Outcome.FAILED, f"http-500 {section}")
    for portal, section in (("p01", "policies"), ("p02", "notices"), ("p02", "policies")):
        home.crawl(portal, section)

    lines = show().out.splitlines()

    assert lines[0] == "4 portals, 12 sections: 9 healthy, 3 not"
    assert [line.split()[:3] for line in lines if line.startswith("  p")] == [
        ["p02/news", "行业动态", "failed"],
        ["p01/notices", "通知公告", "failed"],
        ["p01/news", "行业动态", "failed"],
    ]
    assert lines[3].strip() == "HTTP 500 news; tried again by the next crawl"
    assert any(line.startswith("协会0 p00  checked") for line in lines)


def test_gaps_signs_and_sections_that_nobody_looked_at_are_not_healthy(ward, show):
    home = ward(2, {})
    for hours in range(6, 0, -1):
        home.crawl("p00", "news", days=hours / 24)
    home.crawl("p00", "news", count=2)
    home.crawl("p00", "notices", gap=Gap(known_on=NOW.date() - timedelta(days=9), read_on=NOW.date()))
    home.crawl("p00", "policies", days=1)

    said = show().out

    assert "p00/news 行业动态" in said
    assert "2 rows a page, usually 6; compare with `portalwatch check p00 --section news`" in said
    assert "these days could not be read; read again by the next crawl" in said
    assert "p00/policies 政策法规" in said
    assert "look at the service's log" in said
    assert "p01 协会1, whole portal" in said
    assert "crawl it: `portalwatch crawl p01`, or start `portalwatch serve`" in said
    line = next(line for line in show("--json").lines if (line["portal"], line["section"]) == ("p00", "news"))
    assert [(each["sign"], each["found"], each["usual"]) for each in line["warnings"]] == [("short", "2", "6")]


def test_what_does_not_go_by_itself_is_not_left_to_the_next_crawl(ward, show):
    home = ward(1, {})
    for section, outcome in {"news": Outcome.FAILED, "notices": Outcome.FAILED, "policies": Outcome.BLOCKED}.items():
        for days in (25, 21, 4) if section != "notices" else (2,):
            home.crawl("p00", section, outcome, "http-404" if outcome is Outcome.FAILED else "a captcha", days=days)

    said, chinese = show(width=200).out, show(width=200, language="zh").out

    check = "see `portalwatch check p00 --section news`"
    assert f"HTTP 404; if the page has moved, update its url, else {check}" in said
    assert "HTTP 404; tried again by the next crawl" in said
    assert "a captcha; if the page opens for you, crawl less often or ask for access" in said
    assert "HTTP 404；页面若已迁移，请更新网址，" in chinese
    assert chinese.count("下次检查会重试") == 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("arguments", [(), ("--all",)], ids=" ".join)
def test_the_page_to_look_at_is_named_by_an_address_that_stands_alone(ward, show, language, arguments):
    home = ward(2, {})
    home.heal("p00", "p01")
    for hours in range(6, 0, -1):
        home.crawl("p00", "news", days=hours / 24)
    home.crawl("p00", "news", count=2)
    home.crawl("p00", "notices", Outcome.SUSPECT, "none of the 9 rows is known")
    home.crawl("p00", "policies", Outcome.EMPTY, "the list has no rows")
    for section in SECTIONS:
        home.crawl("p01", section, Outcome.FAILED, "http-500")

    said = show(*arguments, language=language).out.split()

    # By its description; where it was last read; where its address is looked for.
    assert [word for word in said if word.startswith("http://")] == [
        "http://p.example/notices/",
        "http://p.example/",
        "http://p00.example/",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_advised_is_typed_for_the_sections_concerned_and_no_others(ward, show, language):
    home = ward(2, {})
    home.heal("p00", "p01")
    for section, count in {"news": 20, "policies": 3}.items():
        home.crawl("p00", section, Outcome.SUSPECT, f"none of the {count} rows is known")
    for section in SECTIONS:
        home.crawl("p01", section, Outcome.SUSPECT, "none of the 9 rows is known")

    for said in (show(language=language, width=160).out, show("--all", language=language, width=160).out):
        assert "portalwatch accept p00 --section news" in said
        assert "portalwatch accept p00 --section policies" in said
    assert "portalwatch accept p01 " in show(language=language, width=160).out.replace("`", " ")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_advised_is_typed_for_the_home_that_was_asked_about(ward, command, monkeypatch, tmp_path, language):
    home = ward(1, {})
    home.heal("p00")
    home.crawl("p00", "news", Outcome.SUSPECT, "none of the 9 rows is known")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(screen.out, "width", 200)
    monkeypatch.setenv("PORTALWATCH_LANG", language)

    said = command("status", "--home", "home").out

    assert "portalwatch accept p00 --section news --home home" in said
    assert "portalwatch reject p00 --section news --home home" in said


@pytest.mark.parametrize(("language", "said"), [("en", "last read"), ("zh", "上次读到")])
def test_trouble_that_has_become_another_says_when_the_section_was_last_read(ward, show, language, said):
    home = ward(1, {})
    home.crawl("p00", "notices")
    home.crawl("p00", "policies")
    for days, outcome in ((5, Outcome.OK), (2, Outcome.FAILED), (0, Outcome.BLOCKED)):
        home.crawl("p00", "news", outcome, "" if outcome is Outcome.OK else "a captcha", days=days)
    moment = (NOW - timedelta(days=5)).astimezone(ZoneInfo("Asia/Shanghai"))

    assert f"{said} {moment:%m-%d %H:%M}" in show(language=language, width=160).out
    assert f"{said} {moment:%m-%d %H:%M}" in show("--all", language=language, width=160).out
    # One that has failed between two crawls only says nothing of it.
    home.crawl("p00", "notices", Outcome.FAILED, "http-500")
    assert show(language=language, width=160).out.count(said) == 1


@pytest.mark.parametrize(
    ("language", "said", "advice"), [("en", "being crawled now", "crawl it"), ("zh", "正在检查", "检查，或")]
)
def test_what_is_being_crawled_for_the_first_time_is_not_to_be_crawled(ward, show, language, said, advice):
    home = ward(1)

    with home.watch.claim("p00"):
        during = show(language=language).out
    after = show(language=language).out

    assert said in during
    assert advice not in during
    assert said not in after
    assert advice in after


def test_when_nobody_crawls_at_all_that_is_said_once(ward, show):
    home = ward(3, {})
    for portal in ("p00", "p01", "p02"):
        for section in SECTIONS:
            home.crawl(portal, section, days=31)

    said = show().out

    assert "is `portalwatch serve` running?" in said
    assert "overdue" not in said
    assert said.startswith("3 portals, 9 sections\n")


def test_a_long_list_of_troubles_is_cut_and_all_is_shown_when_asked_for(ward, show):
    home = ward(20, {})
    for number in range(20):
        home.heal(f"p{number:02}")
        home.crawl(f"p{number:02}", "news", Outcome.FAILED, f"http-50{number}")

    said = show().out
    assert "11 more: `portalwatch status PORTAL` shows one portal, --all everything" in said
    assert len(said.splitlines()) < 40
    assert show("--all").out.count("failed") == 20
    assert show("p19").out.count("\n") == 1 + 1 + 3 + 1
    assert show("p91").code == 2


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1 portal, 3 sections: all healthy"), ("zh", "1 个网站，3 个栏目：全部正常")]
)
def test_one_portal_is_one(ward, show, language, said):
    ward(1).heal("p00")

    assert show(language=language).out.splitlines()[0] == said


@pytest.mark.parametrize(
    ("language", "some", "one"),
    [
        (
            "en",
            "p00  2 healthy, newest {day}: 通知公告, 政策法规",
            "p01  1 healthy, newest {day}: 行业动态",
        ),
        ("zh", "p00  2 个正常，最新 {day}：通知公告、政策法规", "p01  1 个正常，最新 {day}：行业动态"),
    ],
)
def test_what_is_healthy_beside_what_is_not_is_named(ward, show, language, some, one):
    home = ward(3)
    home.heal("p00", "p01")
    for portal, section in (
        ("p00", "news"),
        ("p01", "notices"),
        ("p01", "policies"),
        *(("p02", key) for key in SECTIONS),
    ):
        home.crawl(portal, section, Outcome.FAILED, "http-500")

    lines = show(language=language).out.splitlines()

    day = NOW.date()
    assert lines[-2:] == [some.format(day=day), one.format(day=day)]
    assert max(map(cell_len, show(width=40, language=language).out.splitlines()[-2:])) <= 40


def test_what_nobody_crawls_any_more_is_said_to_have_been_healthy(ward, show):
    home = ward(1)
    for section in SECTIONS:
        home.crawl("p00", section, *((Outcome.FAILED, "dns") if section == "news" else ()), days=31)

    assert "p00  2 healthy when last crawled, newest " in show().out
    assert "p00  上次检查时 2 个正常，最新 " in show(language="zh").out


def test_of_many_portals_only_the_number_of_healthy_sections_is_said(ward, show):
    home = ward(7)
    for number in range(7):
        home.heal(f"p0{number}")
        home.crawl(f"p0{number}", "news", Outcome.FAILED, "http-500")

    said = show().out

    assert said.startswith("7 portals, 21 sections: 14 healthy, 7 not\n")
    assert "通知公告" not in said


@pytest.mark.parametrize(
    ("language", "healthy", "overdue", "why"),
    [
        ("en", "healthy", "overdue", "nobody looked when it was time; look at the service's log"),
        ("zh", "正常", "逾期未查", "到期未查；查看服务的日志"),
    ],
)
def test_since_when_a_section_is_as_it_is_said_to_be(ward, show, language, healthy, overdue, why):
    home = ward(1)
    home.crawl("p00", "notices", days=5)
    home.crawl("p00", "notices", Outcome.UNCHANGED)
    home.crawl("p00", "news", days=9)
    home.crawl("p00", "news", days=4)
    home.crawl("p00", "policies")

    lines = show("--all", language=language).out.splitlines()

    days = {ago: (NOW - timedelta(days=ago)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d") for ago in (5, 4)}
    assert lines[2].split()[1:4] == ["notices", healthy, days[5]]
    assert lines[3].split()[1:4] == ["news", overdue, days[4]]
    assert lines[4].strip() == why


def test_an_old_trouble_is_dated_by_its_year(ward, show):
    home = ward(1, {})
    home.heal("p00")
    home.crawl("p00", "news", Outcome.FAILED, "dns", days=400)
    home.crawl("p00", "news", Outcome.FAILED, "dns")
    assert (NOW - timedelta(days=400)).date().isoformat()[:4] in show().out.splitlines()[2]
