"""Rows that are documents: fetched for their text, known by their rows where there is none."""

import pytest
import yaml

from portalwatch.items import Attachment, Outcome
from portalwatch.sample.files import make_docx, make_pdf
from portalwatch.store import archive
from tests.network.server import answer, serving

LINES = ("关于公开征求意见的通知", "各有关单位：", "请于2022年7月15日前反馈。")
PDF = make_pdf(LINES)
LIST = "/list/index.html"


def listing(*names: str) -> bytes:
    rows = "".join(
        f'<li><a href="{name}">关于征求第{number}项标准意见的通知</a><span>2022-06-{number:02}</span></li>'
        for number, name in enumerate(names, start=1)
    )
    return answer(f"<html><body><ul>{rows}</ul></body></html>".encode(), "Content-Type: text/html; charset=utf-8")


@pytest.fixture
def crawl(make_place):
    """Crawl a list of these files, each answered as it is given; return the items by the ends of their addresses."""

    def run(files, **keys):
        place = make_place("home")
        pages = {f"/list/{name}": reply for name, reply in files.items()} | {LIST: listing(*files)}
        with serving(lambda path: pages.get(path, answer(status=404))) as server:
            described = {"name": "files", "title": "文件", "url": server.url(), "delay": 0.01, "allow_private": True}
            described |= {
                "robots": False,
                "sections": [{"key": "all", "name": "全部", "url": server.url(LIST)}],
                **keys,
            }
            (place.home.portals / "files.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
            (section,) = place.crawl("files").values()
        paths = [path for path in server.paths if path != LIST]
        return section, {item.url.rpartition("/")[2]: item for item in archive.items(place.watch.engine)}, paths

    return run


def test_the_text_of_a_document_is_the_items_body_and_the_file_its_attachment(crawl):
    files = {
        "1.pdf": answer(PDF, "Content-Type: application/pdf"),
        "2.docx": answer(make_docx(LINES), "Content-Type: application/octet-stream"),
        # A script that sends a file says so, if at all, by its type.
        "3.jsp": answer(PDF, "Content-Type: application/pdf"),
    }
    section, items, _ = crawl(files)
    assert section.outcome is Outcome.OK
    for name, item in items.items():
        assert item.body == "\n".join(LINES)
        assert item.attachments == (Attachment(url=item.url, name=item.title),)
        assert (item.problem, bool(item.fingerprint), item.url.endswith(name)) == (None, True, True)


def test_a_document_that_cannot_be_read_is_an_item_with_a_named_problem_and_harms_no_other(crawl):
    files = {
        "1.pdf": answer(b"%PDF-1.7 and nothing more", "Content-Type: application/pdf"),
        "2.pdf": answer(PDF, "Content-Type: application/pdf"),
        "3.pdf": answer(status=404),
        "4.pdf": answer("<html><body><p>请登陆后查看</p></body></html>".encode(), "Content-Type: text/html"),
    }
    section, items, _ = crawl(files)
    assert section.outcome is Outcome.OK
    kinds = {name: item.problem and item.problem.kind for name, item in items.items()}
    assert kinds == {"1.pdf": "unreadable", "2.pdf": None, "3.pdf": "http-404", "4.pdf": "unreadable"}
    assert items["1.pdf"].problem.detail.startswith("damaged: ")
    for item in items.values():
        assert [file.url for file in item.attachments] == [item.url]
        assert bool(item.fingerprint) is (item.problem is None)


def test_a_file_that_is_no_document_or_has_no_text_is_an_item_without_a_problem_known_by_its_bytes(crawl):
    files = {
        "1.rar": answer(b"Rar!\x1a\x07\x01\x00", "Content-Type: application/octet-stream"),
        "2.jsp": answer(b"\x89PNG\r\n", "Content-Type: image/png"),
    }
    _, items, _ = crawl(files)
    for item in items.values():
        assert (item.body, item.problem, len(item.attachments)) == ("", None, 1)
    assert [items[name].attachments[0].size for name in files] == [8, 6]


def test_a_portal_may_ask_that_documents_are_not_fetched(crawl):
    _, items, paths = crawl({"1.pdf": answer(PDF, "Content-Type: application/pdf")}, documents=False)
    assert paths == []
    assert (items["1.pdf"].body, len(items["1.pdf"].attachments)) == ("", 1)
