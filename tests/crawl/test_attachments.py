"""The files of articles, looked at over real HTTP: replaced under their own addresses, or not to be had."""

from datetime import timedelta
from itertools import count

import pytest
import yaml

from portalwatch.crawl.files import is_content
from portalwatch.items import Attachment, Kind
from portalwatch.sample.files import File, make_docx, make_pdf
from portalwatch.sample.portal import Portal
from portalwatch.store import archive, owed
from tests.network.server import answer, serving

SECTION = "notices"
PDF = File("名单.pdf", ("甲",))


@pytest.fixture
def portal() -> Portal:
    """The sample portal, without a file."""
    portal = Portal(per_section=12)
    for each in portal.articles():
        each.attachments = ()
    return portal


@pytest.fixture
def watched(place, portal):
    """A home whose section has been seen once; then an article with a file was published, and seen too."""
    step(place)
    place.article = portal.publish(SECTION, "关于公布名单的通知", attachments=[PDF])
    step(place)
    return place


def step(place, minutes=90, **arguments):
    place.clock.advance(minutes=minutes)
    return place.crawl(section=SECTION, **arguments)[SECTION]


def told(place):
    found = owed.events(place.watch.engine)
    return [(event.kind, event.fields) for event in found if event.item.title == place.article.title]


def files(place) -> tuple[Attachment, ...]:
    (item,) = archive.find(place.watch.engine, place.article.title)
    return item.attachments


def asked(server, path):
    return [request.status for request in server.requests if request.path == path]


def test_a_file_replaced_under_its_own_address_is_an_edit_told_once(watched, portal, server):
    (first,) = files(watched)
    assert (first.digest, first.size) != (None, None)
    portal.replace(watched.article, ["甲", "乙"])
    server.clear()

    step(watched)
    step(watched)
    step(watched)

    assert told(watched) == [(Kind.NEW, ()), (Kind.EDITED, ("attachments",))]
    (second,) = files(watched)
    assert second.url == first.url
    assert second.digest != first.digest
    # It is asked for twice when it has changed, and not sent again when it has not. Its article never changed.
    assert asked(server, watched.article.attachment_path(1)) == [200, 200, 304]
    assert asked(server, watched.article.path) == [304, 304]
    (edit,) = (each for each in owed.events(watched.watch.engine) if each.kind is Kind.EDITED)
    assert (edit.before.attachments, edit.item.attachments) == ((first,), (second,))


def test_a_first_crawl_asks_for_no_file_and_what_is_learnt_later_is_no_edit(place, portal, server):
    place.describe(server, rereads=30)
    place.article = portal.publish(SECTION, "关于公布名单的通知", attachments=[PDF])
    step(place)
    assert not any(request.path.startswith("/uploadfile/") for request in server.requests)
    assert [file.digest for file in files(place)] == [None]

    step(place)
    assert None not in [file.digest for file in files(place)]
    assert told(place) == []
    portal.replace(place.article, ["甲", "乙"])
    step(place, minutes=300)

    assert told(place) == [(Kind.EDITED, ("attachments",))]
    (edit,) = (each for each in owed.events(place.watch.engine) if each.kind is Kind.EDITED)
    assert [file.size for file in edit.before.attachments] != [file.size for file in edit.item.attachments]


def test_a_file_that_cannot_be_had_is_as_it_was(watched, portal):
    before = files(watched)
    for number, how in enumerate(("404", "503", "login", "challenge", "maintenance", "blank", "reset")):
        portal.replace(watched.article, [how])
        portal.break_(watched.article.attachment_path(1), how)
        step(watched, minutes=180 * 2**number)

    assert told(watched) == [(Kind.NEW, ())]
    assert files(watched) == before
    portal.mend()
    step(watched, minutes=60 * 24 * 30)
    assert told(watched)[1:] == [(Kind.EDITED, ("attachments",))]


def test_files_beyond_the_limit_wait_for_the_next_look_the_newest_article_first(place, server, portal):
    place.describe(server, attachments=2)
    step(place)
    older = portal.publish(SECTION, "较早的通知", attachments=[PDF], at=portal.now)
    newer = portal.publish(SECTION, "较新的通知", attachments=[PDF, File("附表.xlsx", ("甲",))])
    portal.now += timedelta(minutes=1)

    step(place)
    assert [asked(server, newer.attachment_path(number)) for number in (1, 2)] == [[200], [200]]
    assert asked(server, older.attachment_path(1)) == []
    place.describe(server, attachments=3)
    step(place)

    assert asked(server, older.attachment_path(1)) == [200]
    place.describe(server, attachments=0)
    server.clear()
    portal.publish(SECTION, attachments=[PDF])
    step(place)
    assert not any(request.path.startswith("/uploadfile/") for request in server.requests)


def test_the_files_of_an_item_in_two_sections_are_asked_for_once(place, server, portal):
    place.crawl(section="notices,news")
    article = portal.publish("notices", attachments=[PDF], also_in=["news"])
    place.clock.advance(minutes=90)

    place.crawl(section="notices,news")

    assert asked(server, article.attachment_path(1)) == [200]


LIST, PAGE = "/list/index.html", "/list/{}.html"
PARAGRAPH = "<p>经研究，现将入选单位名单予以公布，请各有关单位相互转告，并于本月底之前报送回执。</p>"


def article(number: int, link: str) -> bytes:
    body = f"<h1>关于公布第{number}批名单的通知</h1><div>{PARAGRAPH * 3}<p><a href='{link}'>名单.pdf</a></p></div>"
    return answer(f"<html><body>{body}</body></html>".encode(), "Content-Type: text/html; charset=utf-8")


def listing(count: int) -> bytes:
    rows = (
        f"<li><a href='{n}.html'>关于公布第{n}批名单的通知</a><span>2022-06-{n:02}</span></li>"
        for n in range(count, 0, -1)
    )
    return answer(
        f"<html><body><ul>{''.join(rows)}</ul></body></html>".encode(), "Content-Type: text/html; charset=utf-8"
    )


def test_a_file_made_anew_for_everyone_who_asks_and_one_of_another_host_are_not_compared(make_place):
    place, turns = make_place("home"), count()
    pages = {LIST: listing(5)} | {PAGE.format(n): article(n, "/down.php?id=1") for n in (1, 2, 3, 4)}

    def reply(path: str) -> bytes:
        if path == "/down.php?id=1":
            return answer(make_pdf([str(next(turns))]), "Content-Type: application/pdf")
        return pages.get(path, answer(status=404))

    with serving(reply) as server, serving(lambda _: answer(status=404)) as other:
        pages[PAGE.format(5)] = article(5, other.url("/名单.pdf", host="localhost"))
        described = {"name": "made", "title": "生成", "url": server.url(), "delay": 0.01, "allow_private": True}
        described |= {"robots": False, "sections": [{"key": "all", "name": "全部", "url": server.url(LIST)}]}
        (place.home.portals / "made.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
        for _ in range(4):
            place.crawl("made")
            place.clock.advance(days=1)

    assert owed.events(place.watch.engine) == []
    assert server.paths.count("/down.php?id=1") > 4
    assert other.paths == []


HTML, PDF_TYPE = "text/html; charset=utf-8", "application/pdf"


@pytest.mark.parametrize(
    ("body", "name", "content_type", "expected"),
    [
        (PDF.content, "名单.pdf", PDF_TYPE, True),
        (PDF.content, "名单.pdf", "application/octet-stream", True),
        (PDF.content, "点击下载", HTML, True),
        (b"\xff\xd8\xff\xe0", "照片.jpg", "image/jpeg", True),
        (PDF.content[:-20], "名单.pdf", PDF_TYPE, False),
        (make_docx(["甲"]), "名单.docx", PDF_TYPE, True),
        (make_docx(["甲"])[:-40], "名单.docx", PDF_TYPE, False),
        (b"Rar!\x1a\x07\x01\x00", "名单.rar", "application/octet-stream", True),
        (b"<html>", "名单.pdf", PDF_TYPE, False),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "下载", "application/octet-stream", False),
        ("文件不存在".encode(), "名单.pdf", PDF_TYPE, False),
        (b'{"code": 404}', "下载", "application/json", False),
        (b"alert('login')", "下载", "text/javascript", False),
        ("请登录".encode(), "下载", HTML, False),
        (b" \n", "照片.jpg", "image/jpeg", False),
    ],
)
def test_a_page_or_a_message_in_a_files_place_is_not_its_content(body, name, content_type, expected):
    assert is_content(body, Attachment(url="http://p/down.jsp?id=1", name=name), content_type) is expected
