import parsel
import pytest
import yaml

from portalwatch.config.portal import Portal as Description
from portalwatch.sample.description import description
from portalwatch.sample.sections import SECTIONS


@pytest.mark.parametrize("rules", [False, True])
def test_the_description_is_one_that_the_configuration_takes(rules):
    portal = Description.model_validate(yaml.safe_load(description("http://127.0.0.1:8022", rules=rules)))

    assert (portal.name, portal.zone, portal.allow_private) == ("sample", "Asia/Shanghai", True)
    assert [section.key for section in portal.sections] == list(SECTIONS)
    assert portal.section("policies").url == "http://127.0.0.1:8022/policies/"
    assert (portal.rules_of(portal.section("hot")).rows is not None) is rules


def pick(node, rule):
    return (node.xpath(rule) if rule.startswith("/") else node.css(rule)).getall()


@pytest.mark.parametrize("key", ["hot", "policies"])
def test_the_rules_find_the_fields_of_the_classic_template(key, portal, server, look):
    portal.pin(portal.articles(key)[4])
    rules = yaml.safe_load(description(server.url, rules=True))["rules"]
    page = look(f"/{key}/")
    rows = page.css(rules["rows"])
    first = portal.articles(key)[0]

    assert len(rows) == 20
    assert [pick(row, rules["title"]) for row in rows] == [[one.title] for one in portal.articles(key)[:20]]
    assert pick(rows[0], rules["url"]) == [first.path]
    assert pick(rows[0], f"{rules['published']}::text") == [f"[{first.published:%Y-%m-%d}]"]
    assert [bool(pick(row, rules["pinned"])) for row in rows] == [True] + [False] * 19
    assert pick(page, rules["next"]) == [SECTIONS[key].page_name(2)]


def test_the_rules_find_the_fields_of_an_article(portal, server, look):
    rules = yaml.safe_load(description(server.url, rules=True))["rules"]["article"]
    article = next(one for one in portal.articles() if one.attachments)
    page = look(article.path)

    def text(field):
        return [parsel.Selector(hit).xpath("string()").get().strip() for hit in pick(page, rules[field])]

    assert text("title") == [article.title]
    assert text("published") == [f"{article.published:%Y-%m-%d %H:%M}"]
    assert text("source") == [article.source]
    assert text("attachments") == [file.name for file in article.attachments]
    assert text("breadcrumb") == ["首页", "资讯中心", SECTIONS[article.section].name]
    assert "".join(article.body).replace("　", "") in "".join(text("body")).replace("\n", "").replace("　", "")
