"""What the table of `crawl` says of what was crawled."""

from datetime import timedelta

import pytest

from portalwatch.cli import screen
from portalwatch.cli.crawling import show
from portalwatch.crawl.runner import Report
from portalwatch.items import Coverage, Crawl, Gap, Outcome, Problem
from tests.changes.test_compare import item
from tests.changes.test_health import rows
from tests.cli.test_status import NOW, Ward

LISTED = rows(6, end=NOW.date())
READ = tuple(item(each.key, portal="p00", section="news") for each in LISTED)


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path / "home", 1)
    yield made
    made.watch.engine.dispose()


@pytest.fixture
def told(ward, monkeypatch, capsys):
    """Records a crawl, and returns the lines that are shown of it."""

    def tell(language="en", **fields):
        monkeypatch.setenv("PORTALWATCH_LANG", language)
        monkeypatch.setattr(screen.out, "width", 100)
        times = {"started_at": NOW, "finished_at": NOW}
        crawl = Crawl(
            **{"portal": "p00", "section": "news", "outcome": Outcome.OK, "rows": LISTED, "items": READ}
            | times
            | fields
        )
        show([Report(portal="p00", sections=((crawl, ward.watch.record(crawl)),))], ward.watch)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return tell


@pytest.mark.parametrize(("language", "said"), [("en", "ok 1 · 1 with a gap ·"), ("zh", "正常 1 · 有缺口 1 ·")])
def test_a_gap_is_named_in_the_last_line_too(told, language, said):
    gap = Gap(known_on=NOW.date() - timedelta(days=9), read_on=NOW.date())

    assert said in told(language, coverage=Coverage(pages=1, gap=gap))[-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_of_several_problems_has_a_line_with_its_address_whole(told, language):
    urls = [f"http://p.example/notices/{'0' * 40}{number}.html" for number in range(3)]
    detail = "one text in the places of several articles"
    problems = tuple(Problem(kind="replaced", url=url, detail=detail) for url in urls)

    lines = told(language, problems=problems)

    assert [sum(url in line for line in lines) for url in urls] == [1, 1, 1]
    assert len([line for line in lines if line.startswith("    ") and ("replaced" in line or "内容被换" in line)]) == 3


@pytest.mark.parametrize(("language", "said"), [("en", "1 known one completed"), ("zh", "补全已知条目 1 条")])
def test_articles_that_could_be_read_at_last_are_not_called_unannounced(told, language, said):
    key = LISTED[0].key
    unread = item(key, portal="p00", section="news", fingerprint=None, problem=Problem(kind="http-503", url=key))
    told(items=(unread, *READ[1:]))

    last = told(language, items=(item(key, portal="p00", section="news", body="at last"),))[-1]

    assert last.endswith(said)
