"""`items`, `events`, `export`, `digest`: what is known, shown and written."""

import csv
import io
import json
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from portalwatch.cli.looking import _cell
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from tests.conftest import Place

SUBSCRIBERS = (
    {"name": "everything", "address": "li@example.org", "frequency": "at once", "language": "en"},
    {"name": "standards", "address": "wang@example.org", "sections": ["curtain-wall"], "language": "en"},
)
TITLES = ("=1+1 公告", "+8610 电话", "-1 调整", "@某某 通知", "关于“培训班”的通知, 第二号")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, loop):
    """A home that has seen five new notices, and an edited item of news; and its portal."""
    portal, place = Portal(per_section=24), Place(tmp_path_factory.mktemp("looking") / "home", loop)
    place.subscribe(*SUBSCRIBERS)
    with Server(portal) as server:
        place.describe(server)
        place.crawl(section="notices,news")
        for title in TITLES:
            portal.publish("notices", title)
        portal.edit(portal.articles("news")[0], body="更正:会议时间改为下周三上午九时。")
        place.clock.advance(minutes=30)
        place.crawl(section="notices,news", recheck="1")
    return place.home.path, portal


@pytest.fixture
def home(crawled, tmp_path):
    """A copy of that home, to do with as one likes."""
    return shutil.copytree(crawled[0], tmp_path / "home")


@pytest.fixture
def portal(crawled):
    return crawled[1]


def test_items_are_shown_newest_first_with_the_time_as_exactly_as_it_is_known(home, command, portal):
    said = command("items", "sample", "--section", "news", "--limit", 3, "--home", home)

    head, *rows = said.out.splitlines()
    assert head.split() == ["published", "section", "title"]
    expected = [(f"{each.published:%Y-%m-%d %H:%M}", each.title) for each in portal.articles("news")[:3]]
    assert [(row[:16], row.split("  ")[2].strip()) for row in rows] == expected
    assert all("sample/news" in row for row in rows)


def test_items_show_fifty_at_most_and_json_all_unless_a_number_is_said(home, command):
    assert len(command("items", "--home", home).out.splitlines()) == 1 + 50
    everything = command("items", "--home", home, "--json").lines
    assert len(everything) == 53
    assert len(command("items", "--home", home, "--json", "--limit", 50).lines) == 50
    assert list(everything[0]) == [
        "portal",
        "section",
        "title",
        "url",
        "published",
        "precision",
        "origin",
        "source",
        "author",
        "breadcrumb",
        "document_number",
        "standards",
        "mentions",
        "body",
        "html",
        "attachments",
        "disagreements",
        "problem",
    ]


def test_events_are_shown_in_the_order_in_which_they_were_found(home, command, portal):
    said = command("events", "--home", home)

    head, *rows = said.out.splitlines()
    assert head.split() == ["no.", "at", "kind", "published", "section", "title"]
    cells = [row.split() for row in rows]
    assert [row[0] for row in cells] == ["1", "2", "3", "4", "5", "6"]
    assert sorted(row[3] for row in cells) == ["edited"] + ["new"] * 5
    assert {row[6] for row in cells} == {"sample/notices", "sample/news"}
    assert cells[0][1:3] == ["06-09", "18:30"]  # half past ten, UTC, in the service's zone


def test_events_as_json_have_exactly_these_keys(home, command):
    lines = command("events", "--home", home, "--json").lines

    assert {tuple(line) for line in lines} == {
        ("seq", "kind", "portal", "section", "title", "url", "published", "at", "fields", "before"),
    }
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    new = [line for line in lines if line["kind"] == "new"]
    assert {line["title"] for line in new} == set(TITLES)
    assert all(re.fullmatch(r"http://127\.0\.0\.1:\d+/notices/\d+\.html", line["url"]) for line in new)
    assert {line["published"] for line in new} == {"2022-06-09T17:30+08:00"}
    assert {line["at"] for line in lines} == {"2022-06-09T10:30:00+00:00"}


def test_an_edit_as_json_says_what_was_there_before(home, command):
    lines = command("events", "--home", home, "--json").lines

    (edited,) = [line for line in lines if line["kind"] == "edited"]
    assert edited["fields"] == ["body"]
    assert list(edited["before"]) == ["body", "more"]
    assert edited["before"]["body"][0]["after"] == "更正:会议时间改为下周三上午九时。"
    assert edited["before"]["body"][0]["before"] != ""
    assert {str((line["fields"], line["before"])) for line in lines if line["kind"] == "new"} == {"([], None)"}


def test_edits_are_shown_below_their_event(home, command):
    said = command("events", "--home", home, "--diff").out.splitlines()

    heads = [line for line in said if not line.startswith(" ")]
    assert [line.split("  ")[0] for line in heads] == ["1", "2", "3", "4", "5", "6"]
    assert sorted(line.split("  ")[2] for line in heads) == ["edited"] + ["new"] * 5
    below = [line for line in said if line.startswith(" ")]
    assert below[0].rstrip() == "    text:"
    assert below[1].startswith("      - ")
    assert below[2].rstrip() == "      + 更正:会议时间改为下周三上午九时。"


def test_events_go_on_after_a_number_up_to_a_limit(home, command):
    assert [line["seq"] for line in command("events", "--home", home, "--json", "--after", 4).lines] == [5, 6]
    assert [line["seq"] for line in command("events", "--home", home, "--json", "--limit", 2).lines] == [5, 6]


def test_where_there_is_nothing_to_show_it_is_said(tmp_path, command):
    command("init", "--home", tmp_path)

    for name, said in (("items", "nothing is known yet\n"), ("events", "nothing was new or changed\n")):
        told = command(name, "--home", tmp_path)
        assert (told.code, told.out, told.err) == (0, "", said)
        assert command(name, "--home", tmp_path, "--json").out == ""
    assert command("status", "--home", tmp_path).err == (
        f"no portal is described yet; next: portalwatch add URL --home {tmp_path}\n"
    )


def test_what_to_type_next_can_be_typed_where_the_shell_does_not_know_the_program(tmp_path, command, monkeypatch):
    own = Path(sys.executable).with_name("portalwatch")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    assert command("init", "--home", tmp_path).err.endswith(f"next: {own} add URL --home {tmp_path}\n")
    monkeypatch.chdir(own.parent.parent)
    assert command("status", "--home", tmp_path).err.endswith(f"next: bin/portalwatch add URL --home {tmp_path}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("items", "sampel"), "there is no portal called 'sampel'; did you mean 'sample'?"),
        (("events", "sampel"), "there is no portal called 'sampel'; did you mean 'sample'?"),
        (("items", "--section", "notice"), "there is no section called 'notice'; did you mean 'notices'?"),
        (("items", "sample", "--section", "xyz"), "there is no section called 'xyz'"),
        (("digest", "--dry-run", "evrything"), "there is no subscriber called 'evrything'; did you mean 'everything'?"),
        (("digest",), "say either --dry-run or --send"),
        (("digest", "--dry-run", "--send"), "say either --dry-run or --send"),
        (("digest", "--send", "everything"), "--send is for all subscribers; names go with --dry-run"),
    ],
)
def test_what_is_asked_wrongly_is_told(home, command, arguments, said):
    told = command(*arguments, "--home", home)

    assert (told.code, told.out, told.err) == (2, "", f"portalwatch: {said}\n")


def test_a_spreadsheet_takes_no_title_for_a_formula(home, command, tmp_path):
    path = tmp_path / "events.csv"

    said = command("export", "events", "--home", home, "--output", path)

    assert (said.code, said.out, said.err) == (0, "", f"wrote 6 events to {path}\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert list(rows[0]) == [
        *("seq", "kind", "portal", "section", "title", "url", "published", "at", "fields", "before")
    ]
    (edited,) = [row for row in rows if row["kind"] == "edited"]
    assert json.loads(edited["fields"]) == ["body"]
    assert json.loads(edited["before"])["body"][0]["after"] == "更正:会议时间改为下周三上午九时。"
    assert {row["title"] for row in rows if row["kind"] == "new"} == {
        "'=1+1 公告",
        "'+8610 电话",
        "'-1 调整",
        "'@某某 通知",
        "关于“培训班”的通知, 第二号",
    }


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_begins_with_what_a_spreadsheet_runs(mark):
    assert _cell(f"{mark}1") == f"'{mark}1"
    assert _cell(f"a{mark}1") == f"a{mark}1"


def test_items_are_exported_to_standard_output_with_lists_as_json(home, command):
    rows = list(csv.DictReader(io.StringIO(command("export", "items", "--home", home).out, newline="")))

    assert len(rows) == 53
    assert all(json.loads(row["breadcrumb"])[0] == "首页" for row in rows)
    assert any(json.loads(row["attachments"]) for row in rows)
    assert list(rows[0])[-4:] == ["standards", "effective", "deadline", "repealed"]
    assert "html" not in rows[0]


def test_json_lines_are_the_objects_that_json_shows(home, command, tmp_path):
    path = tmp_path / "items.jsonl"

    assert command("export", "items", "--format", "jsonl", "--home", home, "--output", path).code == 0

    assert path.read_text("utf-8") == command("items", "--json", "--home", home).out


def test_a_file_that_cannot_be_written_is_told(home, command):
    said = command("export", "items", "--home", home, "--output", "/proc/items.csv")

    assert said.code == 1
    assert said.err.startswith("portalwatch: /proc/items.csv cannot be written (")


def test_a_dry_run_shows_each_digest_and_writes_nothing(home, command):
    for _ in range(2):
        said = command("digest", "--dry-run", "--home", home)
        assert said.code == 0
        assert said.out.startswith("→ everything <li@example.org>  [portalwatch] ")
        assert all(title in said.out for title in TITLES)
        assert said.err == "standards: nothing is owed\n"
    assert command("digest", "--dry-run", "standards", "--home", home).out == ""
    assert not (home / "var" / "outbox").exists()


def test_a_digest_that_is_due_is_sent_once(home, command):
    sent = command("digest", "--send", "--home", home)
    again = command("digest", "--send", "--home", home)

    assert sent.code == again.code == 0
    assert sent.out == "→ everything <li@example.org>  6 entries\nsent 1\n"
    assert sent.err == f"no mail server is named; the messages are in {home}/var/outbox\n"
    assert (again.out, again.err) == ("nothing was due\n", "")
    (path,) = (home / "var" / "outbox").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"] == "li@example.org"
    assert TITLES[0] in message.get_body(("plain",)).get_content()


def test_now_does_not_wait_for_the_hour(make_place, command, server):
    place, now = make_place("home"), datetime.now(UTC)
    place.clock.now = now
    place.describe(server)
    later = f"{now + timedelta(hours=12):%H:%M}"
    place.subscribe({"name": "daily", "address": "li@example.org", "language": "en", "at": later, "zone": "UTC"})
    place.crawl(section="hot")
    server.portal.publish("hot", TITLES[0])
    place.crawl(section="hot")

    waiting = command("digest", "--send", "--home", place.home.path)
    sent = command("digest", "--send", "--now", "--home", place.home.path)

    assert waiting.out == "nothing was due\n"
    assert sent.out == "→ daily <li@example.org>  1 entry\nsent 1\n"


def test_a_mail_server_that_is_not_there_is_told(home, command):
    (home / "config" / "portalwatch.toml").write_text('[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n')

    said = command("digest", "--send", "--home", home)

    assert said.code == 1
    assert said.out == "→ everything <li@example.org>  6 entries\nto be tried again 1\n"
    assert said.err.startswith("li@example.org: ")
    assert "Connection refused" in said.err


def test_the_status_names_the_messages_that_could_not_be_delivered(home, command):
    (home / "config" / "portalwatch.toml").write_text('[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n')
    before = command("status", "--home", home)

    command("digest", "--send", "--home", home)

    after = command("status", "--home", home)
    assert "waiting" not in before.err
    (line,) = [line for line in after.err.splitlines() if line.startswith("waiting: ")]
    assert line.startswith("waiting: li@example.org, 1 message: ")
    assert "Connection refused" in line


def test_without_subscribers_it_is_said_where_they_are_written(tmp_path, command):
    command("init", "--home", tmp_path)

    said = command("digest", "--send", "--home", tmp_path)

    assert said.out == "nothing was due\n"
    assert said.err == f"nobody subscribes yet; see {tmp_path}/config/subscribers.yaml\n"
