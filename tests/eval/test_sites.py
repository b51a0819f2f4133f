"""The evaluation on real pages, itself tried on two small sites whose pages and truth are written here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]

LIST = """<html><head><title>{name}</title></head><body><ul class="news">{rows}</ul><p>{pager}</p></body></html>"""
ROW = """<li><a href="{href}">{title}</a><span>{date}</span></li>"""
ARTICLE = """<html><head><title>{title}</title></head><body><h1>{title}</h1>
<div class="info">发布时间：<b>{time}</b> 来源：<i>{source}</i></div>
<div class="text"><p>各会员单位：为提高幕墙工程的质量，协会决定开展一次检查，现将有关事项通知如下。</p></div>
<div class="files">{files}</div></body></html>"""
RULES = {
    "rows": "ul.news li",
    "title": "a",
    "url": "a",
    "published": "span",
    "next": "//a[.='下一页']",
    "article": {"title": "h1", "published": "b", "source": "i", "body": "div.text", "attachments": "div.files a"},
}
#: A list of two pages; the first two articles are saved, the last is not.
NOTICES = (
    ("a/1.html", "关于开展幕墙工程质量检查的通知", "2022-06-09"),
    ("a/2.html", "关于举办装饰设计师培训班的通知", "2022-06-08"),
    ("a/3.html", "关于公布年度优秀会员名单的通知", "2022-05-30"),
)
NEWS = (
    ("1.html", "协会召开标准编制工作会议", "2022年6月7日"),
    ("2.html", "全省装饰行业座谈会在江州举行", "2022年6月1日"),
    ("javascript:;", "协会领导走访会员企业", "2022年5月20日"),
)


class Corpus:
    """Two sites in a folder: `north` has its list on two pages, `south` writes GB18030 and has a dead link."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.truth: dict[str, dict] = {"list": {}, "detail": {}, "detail2": {}}
        self.sites = path / "sites"
        self.sites.mkdir()
        for folder in self.truth:
            (path / folder).mkdir()
        self._north()
        self._south()

    def evaluate(self) -> subprocess.CompletedProcess[str]:
        for folder, truth in self.truth.items():
            (self.path / f"{folder}.json").write_text(json.dumps(truth), encoding="utf-8")
        command = [sys.executable, "-m", "eval.sites", str(self.path), "--sites", str(self.sites)]
        wide = os.environ | {"COLUMNS": "160"}
        return subprocess.run(command, cwd=ROOT, env=wide, capture_output=True, text=True, check=False)

    def describe(self, name: str, url: str, **more: object) -> None:
        section = {"key": "list", "name": "通知公告", "url": url}
        portal = {"title": name, "rules": RULES, "sections": [section], **more.pop("portal", {})}
        text = yaml.safe_dump({"cms": "own", "site": name, "portal": portal, **more}, allow_unicode=True)
        (self.sites / f"{name}.yaml").write_text(text, encoding="utf-8")

    def _north(self) -> None:
        self.describe("north", "/tz/index.html", portal={"first_pages": 2})
        self._list("north__tz__index.html", NOTICES[:2], following="index_1.html")
        self._list("north__tz__index_1.html", NOTICES[2:])
        self._article("detail", "north__tz__a__1.html", NOTICES[0][1], "2022-06-09 17:21", file="report.docx")
        truth = {
            "title": NOTICES[0][1],
            "time": "2022-06-09T17:21",
            "source": "协会秘书处",
            "attachments": ["report.docx"],
        }
        self.truth["detail"]["north__tz__a__1.html"] = truth
        self._article("detail2", "owner+north__tz__a__2.html", NOTICES[1][1], "2022-06-08 09:05")
        self.truth["detail2"]["owner+north__tz__a__2.html"] = {
            "title": NOTICES[1][1],
            "date": "2022-06-08",
            "time": "9:05",
        }

    def _south(self) -> None:
        self.describe("south", "/index.html")
        self._list("south__index.html", NEWS, encoding="gb18030")
        self._article("detail2", "south__1.html", NEWS[0][1], "2022年6月7日", encoding="gb18030")
        self.truth["detail2"]["south__1.html"] = {"title": NEWS[0][1], "date": "2022-06-07"}

    def _list(self, name: str, rows: tuple, following: str | None = None, encoding: str = "utf-8") -> None:
        shown = "".join(ROW.format(href=href, title=title, date=date) for href, title, date in rows)
        pager = f'<a href="{following}">下一页</a>' if following else ""
        text = LIST.format(name="通知公告", rows=shown, pager=pager)
        (self.path / "list" / name).write_bytes(text.encode(encoding))
        self.truth["list"][name] = {
            "rows": [{"title": title, "href": href, "date": date} for href, title, date in rows],
            "next": following,
        }

    def _article(self, folder: str, name: str, title: str, time: str, *, file: str = "", encoding="utf-8") -> None:
        files = f'<a href="{file}">{file}</a>' if file else ""
        text = ARTICLE.format(title=title, time=time, source="协会秘书处", files=files)
        (self.path / folder / name).write_bytes(text.encode(encoding))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def test_sites_that_are_read_as_they_are_pass(corpus):
    done = corpus.evaluate()

    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.strip("│ ").replace("│", " ").split() for line in done.stdout.splitlines() if "own" in line]
    assert rows == [
        ["north", "own", "by", "selectors", "3/3", "3/3", "2/2", "1/1", "unchanged"],
        ["south", "own", "by", "selectors", "2/2", "2/2", "1/1", "1/1", "unchanged"],
        ["north", "own", "without", "3/3", "3/3", "2/2", "1/1", "unchanged"],
        ["south", "own", "without", "2/2", "2/2", "1/1", "1/1", "unchanged"],
    ]


def test_every_wrong_label_is_told_and_fails(corpus):
    corpus.truth["list"]["north__tz__index_1.html"]["rows"][0] |= {"date": "2022-05-31"}
    corpus.truth["list"]["south__index.html"]["rows"][1]["href"] = "9.html"
    corpus.truth["detail"]["north__tz__a__1.html"] |= {"time": "2022-06-09T18:00", "attachments": []}
    corpus.truth["detail2"]["owner+north__tz__a__2.html"]["title"] = "关于推迟培训班的通知"

    done = corpus.evaluate()

    assert done.returncode == 1
    told = [line.partition(", by selectors: ") for line in done.stdout.splitlines()]
    assert [(name, what) for name, _, what in told if what] == [
        ("north", "detail/north__tz__a__1.html: time is '2022-06-09T17:21', not '2022-06-09T18:00'"),
        ("north", "detail/north__tz__a__1.html: files is ['/tz/a/report.docx'], not []"),
        (
            "north",
            "detail2/owner+north__tz__a__2.html: title is '关于举办装饰设计师培训班的通知', not '关于推迟培训班的通知'",
        ),
        ("north", "/tz/index.html: /tz/a/3.html: day is 2022-05-30, not 2022-05-31"),
        ("south", "/index.html: not found: '全省装饰行业座谈会在江州举行' /9.html"),
        ("south", "/index.html: no such row: '全省装饰行业座谈会在江州举行' /2.html"),
    ]


def test_a_label_that_is_known_to_be_wrong_can_be_excepted(corpus):
    corpus.truth["detail"]["north__tz__a__1.html"]["source"] = "某某网"
    excepted = {"page": "detail/north__tz__a__1.html", "field": "source", "reason": "the page names the secretariat"}
    corpus.describe("north", "/tz/index.html", portal={"first_pages": 2}, truth_exceptions=[excepted])

    assert corpus.evaluate().returncode == 0
