"""`accept`, `reject`, `repair`: a list that is not the one that was known, and what the operator says of it."""

import json

import pytest

from portalwatch.sample.portal import Portal


@pytest.fixture
def portal() -> Portal:
    return Portal(per_section=15)


@pytest.fixture
def held(place, server, portal):
    """A home where two sections are held: another portal answers in the place of the one that was known."""
    place.crawl(section="notices,news")
    server.portal = Portal(per_section=0)
    for number in range(30):
        server.portal.publish(("notices", "news")[number % 2], f"关于另一家网站第{number}件事情的通知")
    server.portal.move("/new")
    place.clock.advance(minutes=30)
    place.crawl(section="notices,news")
    return place


def outcomes(command, place):
    said = command("status", "--json", "--home", place.home.path)
    return {line["section"]: line["outcome"] for line in said.lines if line["section"] in ("notices", "news")}


def test_of_a_list_that_is_held_no_days_are_said_to_be_missing(held, process):
    shown = process("crawl", "--section", "notices", cwd=held.home.path)
    said = process("crawl", "--section", "notices", "--json", cwd=held.home.path)

    assert "accept" in shown.out
    assert "gap" not in shown.out
    assert [(line["outcome"], line["gap"]) for line in said.lines] == [("suspect", None)]


def test_what_is_accepted_is_stored_without_a_word(held, process, command):
    assert outcomes(command, held) == {"notices": "suspect", "news": "suspect"}

    said = process("accept", "sample", "--json", cwd=held.home.path)

    assert said.code == 0
    assert [(line["section"], line["outcome"], line["announced"]) for line in said.lines] == [
        ("news", "ok", 0),
        ("notices", "ok", 0),
    ]
    assert command("events", "--json", "--home", held.home.path).lines == []


def test_what_is_accepted_can_be_announced(held, process, command):
    said = process("accept", "sample", "--section", "notices", "--announce", cwd=held.home.path)

    assert said.code == 0
    assert len(command("events", "--json", "--home", held.home.path).lines) == 15
    assert outcomes(command, held) == {"notices": "ok", "news": "suspect"}


def test_what_is_rejected_stays_held_until_what_is_known_is_back(held, command, server, portal):
    said = command("reject", "sample", "--home", held.home.path)

    assert (said.code, said.err) == (0, "2 sections stay held until what is known is listed again\n")
    held.clock.advance(minutes=30)
    held.crawl(section="notices,news")
    assert outcomes(command, held) == {"notices": "suspect", "news": "suspect"}
    status = " ".join(command("status", "--home", held.home.path).out.split())
    assert "rejected on" in status
    assert "reject`" not in status

    server.portal = portal
    held.clock.advance(minutes=30)
    held.crawl(section="notices,news")
    assert outcomes(command, held) == {"notices": "ok", "news": "ok"}
    assert command("events", "--json", "--home", held.home.path).lines == []


def test_nothing_is_accepted_where_nothing_is_held(place, command):
    place.crawl(section="notices")

    said = command("accept", "sample", "--home", place.home.path)

    assert said.code == 2
    assert "no section of sample is held" in said.err


@pytest.mark.parametrize("named", [(), ("--section", "news"), ("--section", "notices,news")], ids=" ".join)
def test_nothing_is_rejected_where_nothing_is_held(place, command, monkeypatch, named):
    place.crawl(section="notices,news")

    said = command("reject", "sample", *named, "--home", place.home.path)
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")
    chinese = command("reject", "sample", *named, "--home", place.home.path)

    free = ", ".join(f"sample/{key}" for key in named[-1].split(",")) if named else "sample"
    assert (said.code, said.err) == (2, f"portalwatch: nothing is held of {free}\n")
    assert (chinese.code, chinese.err) == (2, f"portalwatch: {free} 没有被保留的列表\n")


def test_a_list_that_is_held_is_shown_by_some_of_its_titles(held, command):
    assert "; among them “关于另一家网站第28件事情的通知” “关于另一家网站第26件" in " ".join(
        command("status", "--json", "--home", held.home.path).out.split()
    )


def test_that_nothing_is_held_is_said_in_the_language_of_who_reads_it(place, command, monkeypatch):
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")

    said = command("accept", "sample", "--home", place.home.path)

    assert (said.code, said.err) == (2, "portalwatch: sample 没有被保留的栏目；可用 --section 指定一个\n")


@pytest.mark.parametrize(
    "arguments",
    [("accept", "sample"), ("reject", "sample"), ("repair", "sample"), ("repair", "sample", "--undo")],
    ids=" ".join,
)
def test_a_section_that_there_is_not_is_refused_with_those_that_there_are(place, command, monkeypatch, arguments):
    said = command(*arguments, "--section", "notice", "--home", place.home.path)
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")
    chinese = command(*arguments, "--section", "xyz", "--home", place.home.path)

    assert (said.code, chinese.code) == (2, 2)
    known = "hot, notices, news, policies, "
    assert said.err.startswith(
        f"portalwatch: sample: there is no section called 'notice'; did you mean 'notices'?; it has {known}"
    )
    assert chinese.err.startswith(f"portalwatch: sample：没有名为 'xyz' 的栏目，现有 {known}")


def test_a_section_that_no_portal_has_is_refused_too(place, command):
    said = command("repair", "--section", "notice", "--home", place.home.path)

    assert (said.code, said.err) == (
        2,
        "portalwatch: there is no section called 'notice'; did you mean 'notices'?\n",
    )


def test_repairs_are_shown_and_undone(place, server, portal, command):
    place.describe(server, rules=True)
    place.crawl(section="notices")
    portal.redesign("table")
    place.clock.advance(minutes=30)
    place.crawl(section="notices")

    (line,) = command("repair", "--json", "--home", place.home.path).lines
    shown = command("repair", "--home", place.home.path)
    others = command("repair", "--section", "news", "--home", place.home.path)
    undone = command("repair", "sample", "--undo", "--home", place.home.path)

    assert (line["section"], line["undone"], bool(line["before"]), bool(line["after"])) == ("notices", None, True, True)
    assert "sample/notices" in shown.out
    assert (others.out, others.err) == ("", "no layout has changed\n")
    assert undone.err == "1 repair undone; while the rules stay as they are, it is not made again\n"
    assert json.loads(command("repair", "--json", "--home", place.home.path).out)["undone"] is not None


def test_undoing_needs_a_name(place, command):
    said = command("repair", "--undo", "--home", place.home.path)

    assert (said.code, said.err) == (2, "portalwatch: --undo needs the portal's name\n")
