"""What a description may say, and what is said of one that says something else."""

import pytest

from portalwatch.config import Portal
from portalwatch.errors import ConfigError, UsageError
from tests.config.conftest import PORTAL

NAME = "portals/cbda.yaml"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("titel: x", ":7: titel: unknown key; did you mean 'title'? (known: aliases, allow_private, attachments, "),
        ("page: 3", ":7: page: unknown key; did you mean 'first_pages'? (known: "),
        ("标题: x", ":7: 标题: unknown key (known: aliases, "),
        ("delay: fast", ":7: delay: must be a number, not 'fast'"),
        ("delay: 0", ":7: delay: must be at least 0.01, not 0"),
        ("timeout: 1000", ":7: timeout: must be at most 600.0, not 1000"),
        ("first_pages: 1.5", ":7: first_pages: must be a whole number, not 1.5"),
        ("robots: maybe", ":7: robots: must be true or false, not 'maybe'"),
        ("paused: 2022-06-09", ":7: paused: must be text in quotes, not datetime.date(2022, 6, 9)"),
        ("aliases: m.example.org", ":7: aliases: must be a list, not 'm.example.org'"),
        ("aliases: [http://m.example.org/]", ":7: aliases[0]: must be a host such as example.org, not "),
        ("encoding: gbk2", ":7: encoding: no encoding is called 'gbk2'; usual ones are utf-8 and gb18030"),
        ("zone: Asia/Shangai", ":7: zone: no time zone is called 'Asia/Shangai'; did you mean 'Asia/Shanghai'?"),
        ("zone: Asia", ":7: zone: no time zone is called 'Asia'; write an IANA name such as Asia/Shanghai"),
        ("zone: ../../etc/passwd", ":7: zone: no time zone is called '../../etc/passwd'; write an IANA name"),
        ("schedule: often", ":7: schedule: must be an interval such as 30m or 2h, or five cron fields such as "),
        ("schedule: 0 8 * *", ":7: schedule: must be an interval such as 30m or 2h, or five cron fields such as "),
        ("schedule: 61 * * * *", ":7: schedule: Error validating expression '61'"),
        ("schedule: 0 0 31 2 *", ":7: schedule: '0 0 31 2 *' never comes"),
        ("rules: {rows: 'div >'}", ":7: rules.rows: not a CSS selector: 'div >' ("),
        ("rules: {article: {body: '//div['}}", ":7: rules.article.body: not an XPath 1.0 expression: '//div[' ("),
        ("rules: {json: {title: t, url: u}}", ":7: rules.json.rows: is missing"),
        ("rules: {json: {rows: 'a[', title: t, url: u}}", ":7: rules.json.rows: not a JMESPath expression: 'a[' ("),
        (
            "rules: {json: {rows: a, title: 'up(t)', url: u}}",
            ":7: rules.json.title: not a JMESPath expression: 'up(t)'",
        ),
        ("rules: {json: {rows: a, title: t, url: '/x?{i[}'}}", ":7: rules.json.url: not a JMESPath expression: 'i['"),
        (
            "rules: {json: {rows: a, titel: t, url: u}}",
            ":7: rules.json.titel: unknown key; did you mean 'title'? (known: ",
        ),
        ("rules: {jsn: {}}", ":7: rules.jsn: unknown key; did you mean 'json'? (known: article, json, next, pinned, "),
        ("rules: {title: //a}", ":7: rules: title: '//a' looks in the whole page, not in the row: begin it with ./"),
    ],
)
def test_a_wrong_key_or_value_is_told_with_its_line_and_what_would_be_accepted(desk, line, said):
    assert desk.refusal(NAME, PORTAL + line + "\n").startswith(said)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("name: cbda", "name: other", ":1: name: must be 'cbda' as the file is, not 'other'"),
        ("title: 示例协会\n", "", ":1: title: is missing"),
        ("url: https://www.example.org/\n", "", ":1: url: is missing"),
        ("title: 示例协会", "title:", ":2: title: must be text in quotes, not nothing"),
        ("https://www.example.org/", "www.example.org", ":3: url: must be a full address such as https://"),
        ("https://www.example.org/", "https://a b.org/", ":3: url: must be a full address such as https://"),
        ("  - {key: news, name: 行业动态}", "  - notices", ":6: sections[1]: must hold keys and values, not 'notices'"),
        ("key: news", "key: 新闻", ":6: sections[1].key: must be made of a-z, 0-9, - and _, at most 64 of them"),
        ("key: news", "keys: news", ":6: sections[1].keys: unknown key; did you mean 'key'? (known: key, kind, "),
        (", name: 行业动态", "", ":6: sections[1].name: is missing"),
        ("key: news", "key: notices", ":4: sections: sections[0] and sections[1] have the same key 'notices'"),
        ("name: 行业动态", "name: 行业动态, kind: novel", ":6: sections[1].kind: must be 'news', 'notice', 'policy', "),
    ],
)
def test_what_a_description_must_say_is_told_with_its_line(desk, was, becomes, said):
    assert desk.refusal(NAME, PORTAL.replace(was, becomes)).startswith(said)


def test_the_line_is_that_of_the_key_itself_however_deep_it_stands(desk):
    text = PORTAL + "  - key: policies\n    name: 政策法规\n    rules:\n      article:\n        boddy: div\n"

    said = desk.refusal(NAME, text)

    assert said.startswith(":11: sections[2].rules.article.boddy: unknown key; did you mean 'body'?")


def test_a_log_in_in_an_address_is_refused_and_not_shown(desk):
    said = desk.refusal(NAME, PORTAL.replace("https://", "https://li:hunter2@"))

    assert said == ":3: url: must not hold a user name or password"


def test_a_broken_portal_stops_no_other(desk):
    desk.write("portals/other.yaml", PORTAL.replace("cbda", "other"))
    desk.write("portals/cbda.yaml", "name: [")

    config = desk.load()

    assert [portal.name for portal in config.portals] == ["other"]
    assert config.names == ["other", "cbda"]
    with pytest.raises(ConfigError, match="is not valid YAML"):
        config.portal("cbda")


def test_an_unknown_portal_is_told_with_the_one_that_may_be_meant(desk):
    with pytest.raises(UsageError, match="there is no portal called 'cdba'; did you mean 'cbda'?"):
        desk.load().portal("cdba")


def test_one_portal_in_two_files_is_refused(desk):
    assert desk.refusal("portals/cbda.yml", PORTAL) == ": cbda: is described in another file too"


def test_files_that_editors_leave_behind_are_no_portals(desk):
    for name in (".#cbda.yaml", ".cbda.yaml.swp", "cbda.yaml~", "cbda.yaml.bak"):
        desk.write(f"portals/{name}", "not: a portal")

    assert [portal.name for portal in desk.load().portals] == ["cbda"]
    assert desk.load().errors == ()


def test_a_home_without_config_says_what_makes_one(tmp_path):
    from portalwatch.config import Home, load

    with pytest.raises(UsageError, match=r"config does not exist; `.*portalwatch init --home .*` makes one"):
        load(Home(tmp_path))


def test_a_sections_own_selectors_go_before_the_portals():
    portal = Portal.model_validate(
        {
            "name": "p",
            "title": "p",
            "url": None,
            "rules": {"rows": "ul > li", "title": "a", "article": {"title": "h1", "body": ".text"}},
            "sections": [{"key": "news", "name": "n", "rules": {"rows": "tr", "article": {"body": ".content"}}}],
        }
    )

    rules = portal.rules_of(portal.section("news"))

    assert (rules.rows, rules.title, rules.article.title, rules.article.body) == ("tr", "a", "h1", ".content")
    assert portal.waiting == "needs its address"


def test_a_section_may_be_json_where_the_portal_is_not():
    records = {"rows": "data.list", "title": "title", "url": "/art/{id}.html", "page": "pageNo"}
    portal = Portal.model_validate(
        {
            "name": "p",
            "title": "p",
            "url": None,
            "rules": {"rows": "ul > li", "article": {"body": ".text"}},
            "sections": [{"key": "news", "name": "n", "rules": {"json": records}}, {"key": "hot", "name": "h"}],
        }
    )

    news, hot = (portal.rules_of(section) for section in portal.sections)

    assert (news.json and news.json.url, news.rows, news.article.body) == ("/art/{id}.html", "ul > li", ".text")
    assert hot.json is None


@pytest.mark.parametrize("schedule", ["90s", "30m", "2h", "1d", "0 8-18 * * mon-fri", "0 0 29 2 *"])
def test_intervals_and_cron_fields_are_schedules(schedule):
    section = {"key": "news", "name": "n"}

    Portal.model_validate({"name": "p", "title": "p", "url": None, "schedule": schedule, "sections": [section]})
