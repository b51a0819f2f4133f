"""Articles that do not say the same each time they are asked for: over real HTTP."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from portalwatch.items import Kind
from portalwatch.sample.articles import Article
from portalwatch.sample.portal import Portal
from portalwatch.store import archive, owed

SECTION = "notices"
Answer = Callable[[Article, int], Article | None]


class Restless(Portal):
    """A portal whose articles are what `answer` makes of them, each time one is asked for, counted from 0."""

    def __init__(self) -> None:
        super().__init__(per_section=24)
        self._asked: Counter[str] = Counter()
        self.answer: Answer = lambda article, _: article

    def article(self, path: str) -> Article | None:
        article, times = super().article(path), self._asked[path]
        self._asked[path] += 1
        return article and self.answer(article, times)

    def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        return super().neighbours(self._by_path[article.path])

    def begin(self, answer: Answer) -> None:
        self._asked, self.answer = Counter(), answer


@pytest.fixture
def portal() -> Restless:
    return Restless()


def step(place, minutes=90):
    place.clock.advance(minutes=minutes)
    return place.crawl(section=SECTION)[SECTION]


def told(place):
    return [(event.kind, event.item.title, event.fields) for event in owed.events(place.watch.engine)]


def halved(article: Article) -> Article:
    return replace(article, body=article.body[: len(article.body) // 2])


def fluttering(article: Article, number: int) -> Article:
    first, *others = article.body
    return replace(article, body=(first, f"今日推荐展位{'甲乙丙丁戊己庚辛壬癸'[number % 10] * 3}。", *others))


def test_half_of_a_text_that_is_sent_once_is_no_edit(place, portal):
    step(place)
    portal.begin(lambda article, number: article if number % 2 else halved(article))

    step(place)

    assert told(place) == []
    assert not [each for each in archive.items(place.watch.engine) if each.problem]


def test_a_line_that_is_another_each_time_is_no_edit_and_hides_none(place, portal):
    portal.begin(fluttering)
    step(place)
    step(place)
    step(place)
    assert told(place) == []

    article = portal.articles(SECTION)[0]
    portal.edit(article, title=f"{article.title}（修订）", body=[*article.body, "报名时间延长至七月底。"])
    step(place)
    step(place)

    assert told(place) == [(Kind.EDITED, article.title, ("title", "body"))]


def test_an_edit_that_one_of_two_servers_shows_is_told_when_both_do(place, portal):
    article = portal.articles(SECTION)[0]
    old = replace(article)
    step(place)
    portal.edit(article, body=[*article.body, "报名时间延长至七月底。"])
    portal.begin(lambda article, number: old if number % 2 and article.id == old.id else article)
    step(place)
    assert told(place) == []

    portal.begin(lambda article, _: article)
    step(place, minutes=1)

    assert told(place) == [(Kind.EDITED, article.title, ("body",))]


def test_an_edit_whose_second_answer_cannot_be_read_is_told_by_a_later_crawl(place, portal):
    article = portal.articles(SECTION)[0]
    step(place)
    portal.edit(article, title=f"{article.title}（修订）")
    portal.begin(lambda article, number: None if number else article)
    step(place)
    assert told(place) == []

    portal.begin(lambda article, _: article)
    step(place)

    assert told(place) == [(Kind.EDITED, article.title, ("title",))]


def test_only_what_reads_otherwise_is_asked_for_twice(place, portal, server):
    article = portal.articles(SECTION)[0]
    step(place)
    portal.edit(article, title=f"{article.title}（修订）")
    server.clear()

    step(place, minutes=10)

    asked = [each.path for each in server.requests]
    assert asked.count(article.path) == 2
    assert all(asked.count(each.path) < 2 for each in portal.articles(SECTION) if each != article)


def test_a_title_that_is_corrected_in_the_article_only_is_told_once_and_kept(place, portal):
    wrong, right = portal.articles(SECTION)[0], f"更正：{portal.articles(SECTION)[0].title}"
    step(place)

    def answer(article: Article, number: int) -> Article:
        # Its source is another each time, so that the server never says that nothing has changed.
        return replace(article, title=right, source=f"第{number}版") if article.id == wrong.id else article

    portal.begin(answer)

    for _ in range(6):
        step(place, minutes=60 * 24)

    assert told(place) == [(Kind.EDITED, right, ("title",))]
    assert right in {each.title for each in archive.items(place.watch.engine)}
