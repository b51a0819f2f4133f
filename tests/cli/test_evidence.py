"""`evidence` and `replay`: what the portal sent is kept, shown, and read again."""

import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest

from portalwatch.sample.articles import Article
from portalwatch.sample.files import File
from portalwatch.sample.portal import Portal


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=6)


@pytest.fixture
def watched(place, server, portal):
    """A home that has seen an article published, and edited an hour later."""
    place.crawl(section="notices")
    article = portal.publish("notices", "关于召开年会的通知")
    place.clock.advance(minutes=30)
    place.crawl(section="notices")
    portal.edit(article, body="会议改在下周三举行。")
    place.clock.advance(minutes=90)
    place.crawl(section="notices")
    return place


def move(watched, portal: Portal, article: Article) -> Article:
    """Give an article another address, and another line; crawl."""
    portal.withdraw(article)
    moved = portal.publish("notices", article.title, at=article.published, body=[*article.body, "本文于次日更新。"])
    watched.clock.advance(minutes=90)
    watched.crawl(section="notices")
    return moved


def test_the_evidence_of_an_item_is_every_answer_with_its_hash_and_a_report(watched, command, tmp_path):
    path = tmp_path / "proof.zip"

    said = command("evidence", "关于召开年会", "-o", path, "--home", watched.home.path)

    assert (said.code, said.err) == (0, f"wrote {path}\n")
    with zipfile.ZipFile(path) as bundle:
        first, *answers = json.loads(bundle.read("manifest.json"))
        assert first["item"]["title"] == "关于召开年会的通知"
        pages = [each for each in answers if each["file"].startswith("page")]
        # The edit was asked for twice.
        assert len(pages) == 3
        for each in answers:
            assert sha256(bundle.read(each["file"])).hexdigest() == each["sha256"]
        assert "下周三".encode() in bundle.read(pages[-1]["file"])
        report = bundle.read("report.html").decode()
    assert "会议改在下周三举行" in report
    assert pages[0]["sha256"] in report


def test_the_files_of_an_item_are_evidence_too_and_are_never_read_as_pages(watched, portal, command, tmp_path):
    article = portal.publish("notices", "关于公布名单的通知", attachments=[File("名单.pdf", ("甲",))])
    watched.clock.advance(minutes=90)
    watched.crawl(section="notices")
    portal.break_(article.attachment_path(1), "login")
    watched.clock.advance(minutes=90)
    watched.crawl(section="notices")

    said = command("evidence", article.title, "-o", tmp_path / "a.zip", "--home", watched.home.path)

    assert said.code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        first, *answers = json.loads(bundle.read("manifest.json"))
        (file, wall) = (each for each in answers if each["file"].startswith("file"))
        digest = sha256(article.attachments[0].content).hexdigest()
        assert first["item"]["attachments"][0]["sha256"] == file["sha256"] == digest
        assert bundle.read(file["file"]) == article.attachments[0].content
        assert (file["file"][-4:], wall["file"][-5:]) == (".pdf", ".html")
        assert digest in bundle.read("report.html").decode()
    assert command("replay", "--home", watched.home.path).code == 0


def test_the_page_that_showed_where_an_item_has_moved_to_is_its_evidence_too(watched, portal, command, tmp_path):
    before = portal.articles("notices")[2]
    article = move(watched, portal, before)

    said = command("evidence", before.title, "-o", tmp_path / "a.zip", "--home", watched.home.path)

    assert said.code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        _, *answers = json.loads(bundle.read("manifest.json"))
        pages = [each for each in answers if each["file"].startswith("page")]
        seen, *_ = (each for each in pages if each["url"].endswith(article.path))
        assert "本文于次日更新".encode() in bundle.read(seen["file"])
        assert any(each["url"].endswith(before.path) for each in pages)


def test_an_item_is_found_by_the_number_of_its_event(watched, command, tmp_path):
    said = command("evidence", 1, "-o", tmp_path / "a.zip", "--home", watched.home.path)

    assert said.code == 0


def test_an_item_that_has_moved_is_found_by_each_of_its_addresses(watched, portal, server, command, tmp_path):
    before = portal.articles("notices")[2]
    article = move(watched, portal, before)

    for path in (before.path, article.path):
        said = command("evidence", f"{server.url}{path}", "-o", tmp_path / "a.zip", "--home", watched.home.path)

        assert said.code == 0


def test_what_nobody_knows_or_could_be_several_is_said(watched, command):
    unknown = command("evidence", "no such thing", "--home", watched.home.path)
    several = command("evidence", "关于", "--home", watched.home.path)

    assert (unknown.code, several.code) == (2, 2)
    assert "no item is known by 'no such thing'" in unknown.err
    assert "say more" in several.err


def test_pages_read_again_by_the_same_rules_differ_in_nothing(watched, command):
    said = command("replay", "--home", watched.home.path)

    assert (said.code, said.out) == (0, "")
    assert said.err == "8 pages read again, 0 differ\n"


def test_of_an_item_that_was_edited_as_it_moved_the_newest_page_is_read_again(watched, portal, command):
    move(watched, portal, portal.articles("notices")[2])
    assert [line["kind"] for line in command("events", "--json", "--home", watched.home.path).lines][-1:] == ["edited"]

    said = command("replay", "--home", watched.home.path)

    assert (said.code, said.out) == (0, "")


def test_pages_read_again_by_other_rules_show_what_would_differ(watched, command, server):
    rules = {"article": {"body": "h1"}}
    section = {"key": "notices", "name": "通知公告", "url": f"{server.url}/notices/", "rules": rules}
    watched.describe(server, sections=[section])

    said = command("replay", "sample", "--json", "--home", watched.home.path)

    assert said.code == 1
    assert {line["field"] for line in said.lines} == {"body"}
    assert command("events", "--json", "--home", watched.home.path).lines[-1]["kind"] == "edited"


def test_a_list_read_again_by_other_rules_shows_what_would_be_news(watched, command, server, portal):
    rules = {"rows": "li", "title": "a::text"}
    watched.describe(
        server, sections=[{"key": "notices", "name": "通知公告", "url": f"{server.url}/notices/", "rules": rules}]
    )

    said = command("replay", "sample", "--json", "--home", watched.home.path)

    assert said.code == 1
    assert {line["field"] for line in said.lines} == {"rows"}
    listed = {each.title for each in portal.articles("notices")}
    assert listed.isdisjoint(line["title"] for line in said.lines)
    assert f"{server.url}/news/" in {line["now"] for line in said.lines}


def test_what_was_read_by_the_repair_of_a_layout_is_read_by_it_again_until_it_is_undone(place, server, portal, command):
    place.describe(server, rules=True)
    place.crawl(section="notices")
    portal.redesign("table")
    portal.publish("notices", "关于召开年会的通知")
    place.clock.advance(minutes=30)
    place.crawl(section="notices")

    mended = command("replay", "--json", "--home", place.home.path)
    command("repair", "sample", "--undo", "--home", place.home.path)
    undone = command("replay", "--json", "--home", place.home.path)

    assert (mended.code, mended.lines) == (0, [])
    assert "page" in {line["field"] for line in undone.lines}


def test_evidence_is_let_go_when_it_is_old(watched, command):
    watched.clock.now += timedelta(days=91)
    watched.crawl(section="notices", recheck="1")

    said = command("evidence", 1, "--home", watched.home.path)

    assert said.code == 2
    assert "is kept" in said.err


def test_nothing_is_kept_where_nothing_is_to_be_kept(place, server, command):
    place.serve(evidence={"days": 0})
    place.crawl(section="notices")

    said = command("evidence", server.portal.articles("notices")[0].title, "--home", place.home.path)

    assert said.code == 2
    assert "is kept" in said.err
