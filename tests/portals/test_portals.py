"""`add` finds all of a portal by its address alone, and what it writes is crawled as what a person would write."""

import pytest
import yaml

from portalwatch.items import Outcome
from portalwatch.sample.description import description
from portalwatch.sample.sections import SECTIONS
from tests.portals import aspnet, dede, hanweb, trs, vsb
from tests.portals.site import Site, served

FAMILIES = [trs, vsb, dede, hanweb, aspnet]
#: What a person would write for the sample portal after its redesign.
TABLE_RULES = {
    "rows": "//table[@class='cols']/tr/td[1]/table[@class='grid']/tr",
    "title": "td.tit a",
    "url": "td.tit a::attr(href)",
    "published": "td.md",
    "pinned": "span.flag",
    "next": "//div[@class='pager']/a[text()='下一页']/@href",
    "article": {
        "title": "td.arttitle",
        "published": "(substring-before(//td[@class='artinfo'], '　'))",
        "source": "(substring-before(substring-after(//td[@class='artinfo'], '来源：'), '　'))",
        "body": "td.artbody",
        "attachments": "td.artfiles a",
        "breadcrumb": "div.crumb a",
    },
}
QUICK = ("--yes", "--json", "--allow-private", "--delay", "0.01")


def contents(crawls):
    """What a crawl brought, by section: everything that a subscriber sees."""
    return {
        key: sorted(
            (item.url, item.title, str(item.published), item.source, item.attachments, item.body)
            for item in crawl.items
        )
        for key, crawl in crawls.items()
    }


def write(place, described):
    """Write what a person would."""
    text = yaml.safe_dump(described, allow_unicode=True)
    (place.home.portals / f"{described['name']}.yaml").write_text(text, "utf-8")


def add(command, place, url, name="found"):
    """Add a portal; return what was printed of each section, by its name, and the keys that they got."""
    said = command("add", url, "--home", place.home.path, "--name", name, *QUICK)
    assert said.code == 0, said.err
    lines = {line["name"]: line for line in said.lines if line["section"]}
    return lines, {name: line["section"] for name, line in lines.items()}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_a_portal_added_by_its_url_alone_is_crawled_as_by_rules(family, command, make_place):
    place = make_place("home")
    with served(family.make()) as site:
        lines, keys = add(command, place, site.url)
        assert list(lines) == [section.name for section in site.sections]
        write(place, site.description("ruled"))

        found = place.crawl("found", since="2000-01-01")
        ruled = place.crawl("ruled", since="2000-01-01")

    assert {crawl.outcome for crawl in (*found.values(), *ruled.values())} == {Outcome.OK}
    described = yaml.safe_load((place.home.portals / "found.yaml").read_text("utf-8"))
    assert "rules" not in described
    assert {section["name"]: section["kind"] for section in described["sections"]} == {
        section.name: section.kind for section in site.sections
    }
    for section in site.sections:
        crawl = found[keys[section.name]]
        assert [row.title for row in crawl.rows] == [article.title for article in section.articles]
        assert sorted(item.title for item in crawl.items) == sorted(article.title for article in section.articles)
    assert contents(found) == {keys[section.name]: contents(ruled)[section.key] for section in site.sections}


@pytest.mark.parametrize("template", ["classic", "table"])
def test_the_sample_portal_is_crawled_as_by_rules_in_both_of_its_templates(template, command, place, portal, server):
    portal.template = template
    described = yaml.safe_load(description(server.url, rules=True)) | {"name": "ruled"}
    write(place, described if template == "classic" else described | {"rules": TABLE_RULES})

    lines, keys = add(command, place, server.url)
    read = {key: keys[SECTIONS[key].name] for key in ("hot", "policies", "works")}
    found = place.crawl("found", since="2000-01-01", section=",".join(read.values()))
    ruled = place.crawl("ruled", since="2000-01-01", section=",".join(read))

    assert {name: (line["rows"], line["next"] is None) for name, line in lines.items()} == {
        section.name: (20, False) for section in SECTIONS.values()
    }
    assert {crawl.outcome for crawl in (*found.values(), *ruled.values())} == {Outcome.OK}
    for key, section in read.items():
        assert [row.title for row in found[section].rows] == [article.title for article in portal.articles(key)]
    assert contents(found) == {section: contents(ruled)[key] for key, section in read.items()}


def test_an_article_on_another_host_is_known_by_its_row_and_not_fetched(make_place):
    place = make_place("home")
    rows = "".join(
        f'<li><a href="{href}">关于开展第{n}批评选工作的通知</a><i>2022-06-0{n}</i></li>'
        for n, href in enumerate(("http://127.0.0.2:9/s/abc", "/1.html", "https://weixin.test/s?__biz=1"), start=1)
    )
    page = "<html><body>{}</body></html>".format
    site = Site(sections=[], rules={}, title="示例协会")
    site.pages = {"/a/": page(f"<ul>{rows}</ul>").encode(), "/1.html": page("<h1>通知</h1><p>正文。</p>").encode()}
    with served(site):
        write(place, site.description("sample") | {"sections": [{"key": "a", "name": "通知", "url": f"{site.url}/a/"}]})
        (crawl,) = place.crawl().values()

    assert crawl.outcome is Outcome.OK
    assert sorted(item.url for item in crawl.items if item.fingerprint is None) == [
        "http://127.0.0.2:9/s/abc",
        "https://weixin.test/s?__biz=1",
    ]
    assert site.asked == ["GET /robots.txt", "GET /a/", "GET /1.html"]
