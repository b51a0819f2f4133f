"""By which rules a section is read."""

import pytest

from portalwatch.config import Portal
from portalwatch.crawl.rulebook import Rulebook
from portalwatch.errors import EmptyListError
from portalwatch.items import RawList, Repair

REPAIR = Repair(before="ul.news > li", after="table tr")
PORTAL = Portal.model_validate(
    {
        "name": "sample",
        "title": "示例协会",
        "url": "http://www.example.org/",
        "sections": [{"key": "tzgg", "name": "通知公告", "url": "http://www.example.org/tzgg/"}],
        "rules": {"rows": "ul.news > li", "title": "a", "article": {"body": "div.text"}},
    }
)
SECTION = PORTAL.sections[0]


@pytest.fixture
def rules() -> Rulebook:
    return Rulebook(PORTAL)


def test_a_repair_reads_the_rows_and_leaves_the_articles_to_the_description(rules):
    rules.adopt(SECTION, REPAIR)

    assert rules.is_mended(SECTION)
    assert (rules.of(SECTION).rows, rules.of(SECTION).title) == ("table tr", None)
    assert rules.of(SECTION).article.body == "div.text"


@pytest.mark.parametrize("repair", [None, Repair(before="ol > li", after="table tr"), Repair(before=None, after=None)])
def test_a_repair_of_other_rules_is_none(rules, repair):
    rules.adopt(SECTION, REPAIR)
    rules.adopt(SECTION, repair)

    assert not rules.is_mended(SECTION)
    assert rules.of(SECTION) == PORTAL.rules_of(SECTION)


def test_the_descriptions_own_rules_are_taken_up_again_only_where_they_read_something(rules):
    def nothing() -> RawList:
        raise EmptyListError("no list", url=SECTION.url)

    assert rules.by_own(SECTION, lambda: RawList(rows=())) is None
    rules.adopt(SECTION, REPAIR)
    assert rules.by_own(SECTION, nothing) is None
    assert rules.is_mended(SECTION)
    assert rules.by_own(SECTION, lambda: RawList(rows=())) == RawList(rows=())
    assert not rules.is_mended(SECTION)
