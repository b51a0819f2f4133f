"""What counts as read: every figure of the evaluation, on answers written here."""

from pathlib import Path

import pytest

from eval.corpus import Article, day
from eval.scoring import Score, gram_f1, judge_article, judge_body, judge_encoding, judge_kind, judge_list
from eval.truths import List, Row, Saved

PAGE = Saved(Path("list/a.html"), "http://portal.test/tz/")
URL = "http://portal.test/tz/{}.html"


def row(number: int, title: str, day: str | None = "2022-06-09", *, live: bool = True) -> Row:
    return Row(title, frozenset({title}), URL.format(number) if live else None, day)


def read(number: int, title: str, published: str | None = "2022-06-09") -> dict:
    return {"title": title, "url": URL.format(number), "published": published}


def judge(rows: list[Row], *answered: dict, following: str | None = None, **answer: object) -> Score:
    score = Score()
    judge_list(List(PAGE, tuple(rows), following), {"rows": list(answered), **answer}, score)
    return score


def value(score: Score, figure: str) -> float:
    return score.means[figure].value


def test_a_list_that_is_read_as_it_is_has_no_fault():
    score = judge([row(1, "甲"), row(2, "乙")], read(1, "甲"), read(2, "乙"))

    assert [value(score, figure) for figure in ("rows", "exact", "row day")] == [1, 1, 1]
    assert score.differences == []


def test_a_row_is_found_by_its_address_whatever_its_title_and_by_its_title_where_the_link_is_dead():
    score = judge([row(1, "甲"), row(2, "乙", live=False)], read(1, "甲 …"), read(7, "乙"))

    assert value(score, "exact") == 1


def test_rows_of_one_title_are_each_found_once_before_one_is_found_twice():
    score = judge(
        [row(1, "甲", "2022-06-09", live=False), row(2, "甲", "2022-06-08", live=False)],
        read(8, "甲"),
        read(9, "甲", "2022-06-08"),
    )

    assert value(score, "exact") == 1
    assert value(score, "row day") == 1


def test_a_row_too_many_costs_precision_and_a_row_too_few_recall():
    many = judge([row(1, "甲")], read(1, "甲"), read(2, "乙"))
    few = judge([row(1, "甲"), row(2, "乙")], read(1, "甲"))

    assert value(many, "rows") == value(few, "rows") == pytest.approx(2 / 3)
    assert many.differences == [("list/a.html", "exact", "no rows 1, first '乙'")]
    assert few.differences == [("list/a.html", "exact", "not found 1, first '乙'")]


def test_a_page_that_is_not_read_scores_nothing_and_says_why():
    score = judge([row(1, "甲")], reason="only an excerpt of a list")

    assert value(score, "rows") == 0
    assert "only an excerpt of a list" in score.differences[0][2]


def test_days_are_compared_where_the_truth_has_one():
    score = judge([row(1, "甲"), row(2, "乙", None)], read(1, "甲", "2022-06-08T10:00+08:00"), read(2, "乙"))

    assert score.means["row day"].count == 1
    assert value(score, "row day") == 0


def test_the_next_page_is_compared_where_one_is_known():
    right = judge([row(1, "甲")], read(1, "甲"), following="http://portal.test/tz/2", next="http://portal.test/tz/2")
    wrong = judge([row(1, "甲")], read(1, "甲"), following="http://portal.test/tz/2", next=None)

    assert (value(right, "next"), value(wrong, "next")) == (1, 0)
    assert "next" not in judge([row(1, "甲")], read(1, "甲"), next="http://portal.test/tz/9").means


def test_an_article_is_compared_in_every_field_that_the_truth_tells():
    truth = Article(
        page="detail/a.html", title="关于检查的通知", time="2022-06-09T17:21", source="协会", files=("http://a/b.pdf",)
    )
    answer = {
        "title": "关于检查的通知 ",
        "published": "2022-06-09T17:20+08:00",
        "source": None,
        "attachments": [{"url": "http://a/b.pdf", "name": "b"}],
    }
    score = Score()

    judge_article(PAGE, truth, {"article": answer}, score)

    told = {figure: mean.value for figure, mean in score.means.items()}
    assert told == {"title": 1, "day": 1, "minute": 0, "source": 0, "files": 1}


def test_a_file_too_many_counts_apart_from_a_set_that_is_not_whole():
    score = Score()
    truth = Article(page="detail/a.html", title="甲", time="2022-06-09", source=None, files=())

    judge_article(PAGE, truth, {"article": {"title": "甲", "attachments": [{"url": "http://a/b.pdf"}]}}, score)

    assert value(score, "no files") == 0
    assert "files" not in score.means


def test_a_body_is_compared_by_runs_of_four_characters_whatever_its_blanks():
    assert gram_f1("关于举办 培训班\n的通知", "关于举办培训班的通知") == 1
    assert gram_f1("关于举办培训班", "") == gram_f1("", "关于举办培训班") == 0
    assert gram_f1("一二三四五", "一二三四六") == pytest.approx(0.5)


def test_a_run_that_occurs_twice_counts_twice():
    assert gram_f1("一二三四" * 2, "一二三四") == pytest.approx(2 / 6)


def test_only_a_body_that_is_far_off_is_told():
    score = Score()
    judge_body(PAGE, "一二三四五六七八九十" * 9, {"article": {"text": "一二三四五六七八九十" * 9 + "打印"}}, score)
    judge_body(PAGE, "一二三四五六七八九十" * 9, {}, score)

    assert [figure for _, figure, _ in score.differences] == ["body"]


@pytest.mark.parametrize(
    ("kind", "truth", "right"),
    [
        ("list", "list", True),
        ("article", "list", False),
        ("portal home", None, True),
        ("article", None, False),
        (None, None, False),
    ],
)
def test_a_page_that_is_neither_may_be_called_anything_else_but_must_be_called_something(kind, truth, right):
    score = Score()
    judge_kind(PAGE, truth, {"kind": kind}, score)

    assert value(score, "kind") == right


def test_the_gb_encodings_are_one_family():
    score = Score()
    judge_encoding(PAGE, "gb18030", {"encoding": "GBK"}, score)
    judge_encoding(PAGE, "gb18030", {"encoding": "utf-8"}, score)

    assert value(score, "encoding") == 0.5


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ("2022-6-9", "2022-06-09"),
        ("[2022年06月09日] 17:21", "2022-06-09"),
        ("06-09 2022", "2022-06-09"),
        ("22-06-09", "2022-06-09"),
        ("06-09", None),
        (None, None),
    ],
)
def test_a_label_shows_a_day_or_none(shown, iso):
    assert day(shown) == iso
