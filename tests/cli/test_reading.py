"""`read`: pages of which nobody says what they are, from files and from the web."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portalwatch.cli import reading, screen
from portalwatch.cli.reading import is_page
from portalwatch.extract import read_page
from portalwatch.network.rendering import lacking
from tests.cli.conftest import argv
from tests.network.server import answer, serving

ROWS = "".join(
    f'<li><a href="{n}.html">关于开展2022年度装饰奖评选的通知之{n}</a><span>2022-06-{n:02}</span></li>'
    for n in range(9, 1, -1)
)
LIST = f"""<html><head><title>通知公告</title></head><body><ul>{ROWS}
<li><a href="/top.html">[置顶]关于缴纳会费的通知</a><span>2021-01-01 08:30</span></li></ul>
<p><a href="index_2.html">下一页</a></p></body></html>"""
ARTICLE = """<html><head><title>年会</title></head><body><h1>关于召开年会的通知</h1>
<p>发布时间：2022-06-09 17:21 来源：某某网</p><p>我会定于2022年7月1日在武汉召开年会，请各单位派员参加，
并于会前寄回回执，现将有关事项通知如下，请遵照执行，并转告所属各单位，其他未尽事宜，由秘书处负责解释。</p>
<p><a href="/files/1.doc">回执[a].doc</a></p></body></html>"""
CHALLENGE = "<script>$_ts=window['$_ts'];</script>"
BASE = "http://portal.test/news/"


@pytest.fixture
def saved(tmp_path):
    """Writes pages into files, and returns their paths."""

    def save(**pages):
        for name, page in pages.items():
            (tmp_path / f"{name}.html").write_bytes(page if isinstance(page, bytes) else page.encode())
        return [tmp_path / f"{name}.html" for name in pages]

    return save


def test_a_saved_list_is_read_as_json(command, saved):
    [path] = saved(list=LIST)
    [seen] = (said := command("read", path, "--base", BASE, "--json")).lines

    assert said.code == 0
    assert list(seen) == ["source", "kind", "encoding", "rows", "next", "article"]
    assert (seen["source"], seen["kind"], seen["encoding"]) == (str(path), "list", "utf-8")
    assert (seen["next"], seen["article"]) == (f"{BASE}index_2.html", None)
    assert seen["rows"][0] == {
        "title": "关于开展2022年度装饰奖评选的通知之9",
        "url": f"{BASE}9.html",
        "published": "2022-06-09",
        "precision": "day",
        "pinned": False,
    }
    assert seen["rows"][-1] == {
        "title": "关于缴纳会费的通知",
        "url": "http://portal.test/top.html",
        "published": "2021-01-01T08:30+08:00",
        "precision": "minute",
        "pinned": True,
    }


def test_a_saved_article_is_read_as_json(command, saved):
    [seen] = command("read", *saved(article=ARTICLE.encode("gbk")), "--base", BASE, "--json").lines

    text = seen["article"].pop("text")
    assert text.startswith("我会定于2022年7月1日")
    assert (seen["kind"], seen["encoding"], seen["rows"], seen["next"]) == ("article", "gb18030", [], None)
    assert seen["article"] == {
        "title": "关于召开年会的通知",
        "published": "2022-06-09T17:21+08:00",
        "precision": "minute",
        "published_origin": "article",
        "source": "某某网",
        "attachments": [{"url": "http://portal.test/files/1.doc", "name": "回执[a].doc"}],
    }


def test_what_cannot_be_read_says_why_and_the_others_are_read_all_the_same(command, saved, tmp_path):
    mojibake = LIST.encode().decode("latin-1")
    paths = saved(wall=CHALLENGE, mojibake=mojibake, picture=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", blank="", list=LIST)
    said = command("read", tmp_path / "none.html", tmp_path, *paths, "--json")

    assert said.code == 1
    assert [each["kind"] for each in said.lines] == [*2 * ["unknown"], "challenge", *3 * ["unknown"], "list"]
    assert [each.get("reason") for each in said.lines] == [
        "No such file or directory",
        "Is a directory",
        "stopped by a 瑞数 challenge",
        "Chinese that was read as Latin-1 before it was sent",
        "neither a page nor a document",
        "it shows hardly anything",
        None,
    ]
    assert said.lines[2]["wall"] == "a 瑞数 challenge"
    assert not any(each["rows"] or each["article"] for each in said.lines[:-1])


def test_a_fault_of_ours_costs_one_page(command, saved, monkeypatch):
    def fail(page, status):
        return 1 / 0 if "培训" in page.text else read_page(page, status)

    monkeypatch.setattr(reading, "read_page", fail)
    first, second = command("read", *saved(first=LIST.replace("装饰奖", "培训"), second=LIST), "--json").lines

    assert first["reason"] == "a fault of ours: ZeroDivisionError('division by zero')"
    assert second["kind"] == "list"


def test_a_list_of_files_names_the_address_of_each(command, saved, tmp_path):
    first, second = saved(first=LIST, second=LIST)
    (tmp_path / "list.tsv").write_text(f"\ufeff{first}\t{BASE}a/\n\n{second}\n", "utf-8")
    said = command("read", "--from", tmp_path / "list.tsv", "--base", "http://other.test/", "--json")

    assert [each["rows"][0]["url"] for each in said.lines] == [f"{BASE}a/9.html", "http://other.test/9.html"]


def test_the_list_may_come_from_standard_input(command, saved, monkeypatch):
    [path] = saved(list=LIST)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{path}\t{BASE}\n".encode())))

    assert command("read", "--from", "-", "--json").lines[0]["next"] == f"{BASE}index_2.html"


def test_a_page_that_a_browser_saved_knows_where_it_came_from(command, saved):
    comment = f"<!DOCTYPE html>\n<!-- saved from url=(0024){BASE} -->\n"
    known, unknown = command("read", *saved(known=comment + LIST, unknown=LIST), "--json").lines

    assert known["rows"][0]["url"] == f"{BASE}9.html"
    assert unknown["rows"][0]["url"] == "http://unknown.invalid/9.html"


def test_a_document_is_read_as_its_text(command, tmp_path):
    with zipfile.ZipFile(tmp_path / "notice.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>现将有关事项通知如下。</w:t></w:r></w:p></w:body></w:document>",
        )
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    notice, broken = command("read", tmp_path / "notice.docx", tmp_path / "broken.pdf", "--json").lines

    assert (notice["kind"], notice["article"]["text"], notice["article"]["title"]) == (
        "document",
        "现将有关事项通知如下。",
        None,
    )
    assert (broken["kind"], broken["article"]) == ("unknown", None)
    assert broken["reason"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<html>", True),
        (b"", True),
        ("\ufeff<html>".encode("utf-16"), True),
        (b"\0\0\0\x18ftypmp42", False),
        (b"\x89PNG\r\n\x1a\n\0", False),
    ],
)
def test_bytes_with_zeros_are_no_page_unless_they_say_that_characters_are_wide(body, expected):
    assert is_page(body) is expected


def test_pages_of_the_web_are_fetched(command, server):
    said = command("read", f"{server.url}/notices/", "--allow-private", "--json")
    [seen] = said.lines

    assert (said.code, seen["kind"]) == (0, "list")
    assert all(row["url"].startswith(server.url) for row in seen["rows"])


def test_an_address_that_must_not_be_connected_to_is_refused(command, server):
    said = command("read", f"{server.url}/notices/", "--json")

    assert said.code == 1
    assert "refused" in said.lines[0]["reason"]


@pytest.mark.skipif(lacking() is not None, reason=f"no page can be shown: {lacking()}")
def test_pages_that_scripts_make_are_shown_by_a_browser(process, tmp_path):
    script = f"<script>document.body.innerHTML = `{LIST}`; fetch('/api')</script>"
    page = answer(f"<html><body>{script}</body></html>".encode(), "Content-Type: text/html; charset=utf-8")
    with serving(lambda path: page if path == "/list/" else answer(status=404)) as site:
        said = process(
            "read", site.url("/list/"), site.url("/gone/"), "--render", "--allow-private", "--json", cwd=tmp_path
        )

    shown, gone = said.lines
    assert (shown["kind"], len(shown["rows"]), gone["kind"]) == ("list", 9, "error")
    assert said.err == ""


def test_a_saved_page_is_not_shown_by_a_browser(command, saved):
    said = command("read", *saved(list=LIST), "--render")

    assert (said.code, said.out) == (2, "")
    assert "--render is for addresses" in said.err


def test_the_status_of_an_answer_counts(command, server):
    [seen] = command("read", f"{server.url}/nowhere/", "--allow-private", "--json").lines

    assert seen["kind"] == "error"
    assert "404" in seen["reason"] or seen["wall"] == "an error page"


def test_many_files_are_read_by_several_processes_in_their_order(process, saved, tmp_path):
    paths = saved(**{f"p{n}": LIST.replace("之9", f"之9-{n}") for n in range(60)})
    paths[7].write_bytes(b"\0")
    said = process("read", *paths, "--json", cwd=tmp_path)

    assert said.code == 1
    assert [each["source"] for each in said.lines] == list(map(str, paths))
    assert [each["kind"] for each in said.lines] == ["unknown" if n == 7 else "list" for n in range(60)]
    assert all(each["rows"][0]["title"].endswith(f"-{n}") for n, each in enumerate(said.lines) if n != 7)


def test_ctrl_c_ends_all_processes(saved, environment, tmp_path):
    [path] = saved(list=LIST)
    (tmp_path / "list.tsv").write_text(f"{path}\n" * 20000)
    arguments = argv("read", "--from", tmp_path / "list.tsv", "--json")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(arguments, env=environment, errors="replace", process_group=0, **pipes) as running:
        assert json.loads(running.stdout.readline())["kind"] == "list"
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)

    assert running.returncode == 130
    assert len(out.splitlines()) < 20000
    assert "Traceback" not in err


SHOWN = {
    "en": ("list", "published", "2021-01-01 08:30", "[pinned] 关于缴纳会费的通知", f"next page: {BASE}index_2.html"),
    "zh": ("列表", "发布时间", "2021-01-01 08:30", "[置顶] 关于缴纳会费的通知", f"下一页: {BASE}index_2.html"),
}
FIELDS = {
    "en": ("title: 关于召开年会的通知", "source: 某某网", "attachment: 回执[a].doc", "stopped by a Ruishu challenge"),
    "zh": ("标题: 关于召开年会的通知", "来源: 某某网", "附件: 回执[a].doc", "被拦截：瑞数验证"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_a_table_in_their_language(command, saved, monkeypatch, language):
    monkeypatch.setenv("PORTALWATCH_LANG", language)
    monkeypatch.setattr(screen.out, "width", 100)
    said = command("read", *saved(list=LIST, article=ARTICLE, wall=CHALLENGE), "--base", BASE)

    assert said.code == 0
    for words in (*SHOWN[language], *FIELDS[language]):
        assert words in said.out


def test_nothing_to_read_is_asked_wrongly(command, tmp_path):
    assert command("read").code == 2
    assert command("read", "--from", tmp_path / "none.tsv").code == 2


def test_lines_of_a_list_that_make_no_sense_cost_only_themselves(command, saved, tmp_path):
    [path] = saved(list=LIST)
    lines = [
        b"\xff\xfe\tbad",
        b"\thttp://[",
        b"http://[",
        b"a\0b.html",
        f"{path}\tnot an address".encode(),
        f"{path}\t{BASE}".encode(),
    ]
    (tmp_path / "list.tsv").write_bytes(b"\n".join(lines))
    said = command("read", "--from", tmp_path / "list.tsv", "--json")

    assert said.code == 1
    assert [each["kind"] for each in said.lines] == ["unknown"] * 5 + ["list"]
    assert said.lines[3]["reason"] == "embedded null byte"
    assert said.lines[4]["reason"] == "'not an address' is no web address; it must begin with http:// or https://"


def test_a_time_without_its_year_is_read_as_of_today(command, saved):
    [seen] = command("read", *saved(list=LIST.replace("2022-06-", "06-")), "--json").lines
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()

    assert all(date.fromisoformat(row["published"][:10]) <= today for row in seen["rows"])
