"""Compares what a reader said of pages with what is true of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.corpus import Article, day, plain
from eval.truths import List, Row, Saved, same_family

#: What a reader said of one page: the object that `portalwatch read --json` prints.
Answer = Mapping[str, Any]
_GRAM = 4
#: `exact` tells what `rows` would; no two people cut a body out alike.
_ENOUGH = {"rows": 0, "body": 0.9}


@dataclass(slots=True)
class Mean:
    """The mean of what was added up, each from 0 to 1."""

    total: float = 0.0
    count: int = 0

    @property
    def value(self) -> float:
        """The mean; that of nothing is 0."""
        return self.total / self.count if self.count else 0.0


@dataclass(slots=True)
class Score:
    """What came of each figure, ms of CPU a page by task, and every difference: the page, the figure, what differs."""

    means: dict[str, Mean] = field(default_factory=lambda: defaultdict(Mean))
    costs: dict[str, float] = field(default_factory=dict)
    differences: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, figure: str, value: float, what: str, differs: str) -> None:
        """Add the part that one page, row or text has in a figure; where it is less than enough, `differs` says why."""
        mean = self.means[figure]
        mean.total += value
        mean.count += 1
        if value < _ENOUGH.get(figure, 1):
            self.differences.append((what, figure, differs))


def judge_list(truth: List, answer: Answer, score: Score) -> None:
    """Compare rows by F1, their days, and the next page. A row is found by its address, or by its title."""
    rows: Sequence[Answer] = answer.get("rows") or ()
    matched = _match(truth.rows, rows)
    found = dict(reversed([(index, row) for index, row in zip(matched, rows, strict=True) if index is not None]))
    right = len(matched) - matched.count(None)
    value = _harmonic(right / len(rows) if rows else 0.0, len(found) / len(truth.rows))
    apart = _rows_apart(truth.rows, rows, matched) + _problem(answer)
    score.count("rows", value, truth.page.name, apart)
    score.count("exact", value == 1, truth.page.name, apart)
    for index, row in sorted(found.items()):
        true = truth.rows[index].day
        if true:
            shown = row.get("published")
            score.count("row day", day(shown) == true, truth.page.name, f"{shown}, not {true}: {row.get('title')}")
    if truth.following:
        following = answer.get("next")
        score.count("next", following == truth.following, truth.page.name, f"{following}, not {truth.following}")


def _match(truths: Sequence[Row], rows: Iterable[Answer]) -> list[int | None]:
    """Return the number of the true row that each row is. Of rows with the same title each is taken once first."""
    urls = {truth.url: index for index, truth in enumerate(truths) if truth.url}
    titles: dict[str, list[int]] = defaultdict(list)
    for index, truth in enumerate(truths):
        for title in truth.titles:
            titles[title].append(index)
    matched: list[int | None] = []
    for row in rows:
        index = urls.get(row.get("url"))
        if index is None:
            named = titles.get(plain(row.get("title")), ())
            index = next((each for each in named if each not in matched), named[0] if named else None)
        matched.append(index)
    return matched


def _rows_apart(truths: Sequence[Row], rows: Iterable[Answer], matched: Sequence[int | None]) -> str:
    """The rows that were not found, and those that are none."""
    missing = [truth.shown for index, truth in enumerate(truths) if index not in matched]
    false = [f"{row.get('title')}" for row, index in zip(rows, matched, strict=True) if index is None]
    named = (("not found", missing), ("no rows", false))
    return "; ".join(f"{what} {len(titles)}, first {titles[0]!r}" for what, titles in named if titles)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def judge_article(page: Saved, truth: Article, answer: Answer, score: Score) -> None:
    """Compare title, day, minute, source and files, as far as the truth tells them."""
    article = answer.get("article") or {}
    title, published = article.get("title"), article.get("published")

    def compare(figure: str, *, same: bool, read: object, true: object) -> None:
        score.count(figure, same, page.name, f"{read!r}, not {true!r}{_problem(answer)}")

    compare("title", same=plain(title) == plain(truth.title), read=title, true=truth.title)
    compare("day", same=day(published) == day(truth.time), read=published, true=truth.time)
    if truth.time and "T" in truth.time:
        compare("minute", same=(published or "")[:16] == truth.time[:16], read=published, true=truth.time)
    if truth.source:
        source = article.get("source")
        compare("source", same=plain(source) == plain(truth.source), read=source, true=truth.source)
    if truth.files is not None:
        files = sorted({file["url"] for file in article.get("attachments") or ()})
        figure = "files" if truth.files else "no files"
        compare(figure, same=files == sorted(set(truth.files)), read=files, true=[*truth.files])


def judge_body(page: Saved, truth: str, answer: Answer, score: Score) -> None:
    """Compare the text of an article by the F1 of its runs of four characters, blanks apart."""
    read = (answer.get("article") or {}).get("text") or ""
    value = gram_f1(read, truth)
    score.count("body", value, page.name, f"F1 {value:.3f}, {len(read)} characters of {len(truth)}{_problem(answer)}")


def gram_f1(read: str, truth: str) -> float:
    """Return the F1 of the runs of four characters of two texts, each as often as it occurs."""
    mine, true = _grams(read), _grams(truth)
    common = (mine & true).total()
    return _harmonic(common / mine.total() if mine else 0.0, common / true.total() if true else 0.0)


def _grams(text: str) -> Counter[str]:
    bare = "".join(text.split())
    return Counter(bare[start : start + _GRAM] for start in range(len(bare) - _GRAM + 1))


def judge_kind(page: Saved, truth: str | None, answer: Answer, score: Score) -> None:
    """Compare the kind: `list`, `article`, or anything else where a page is neither."""
    kind = answer.get("kind")
    same = kind == truth if truth else kind not in ("list", "article", None)
    score.count("kind", same, page.name, f"{kind}, not {truth or 'neither list nor article'}{_problem(answer)}")


def judge_encoding(page: Saved, truth: str, answer: Answer, score: Score) -> None:
    """Compare the encoding, those of the GB family taken as one."""
    encoding = same_family(answer.get("encoding") or "")
    score.count("encoding", encoding == truth, page.name, f"{encoding}, not {truth}{_problem(answer)}")


def _problem(answer: Answer) -> str:
    reason = answer.get("reason")
    return f" ({reason})" if reason else ""
