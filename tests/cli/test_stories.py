"""`stories`: documents that were published in several places, and what a person says of them."""

import pytest

from tests.changes.test_stories import paper
from tests.store.test_stories import NUMBER, TITLE, publish


@pytest.fixture
def home(place):
    """A home that knows of three sources of one document, and of something else."""
    place.subscribe({"name": "reader", "address": "li@example.org"})
    publish(place.watch.engine, paper(TITLE, "association", 8, **NUMBER), paper(TITLE, "ministry", 1, **NUMBER))
    publish(place.watch.engine, paper("装修新规来了", "news", None), paper(TITLE, "city", 3, **NUMBER))
    return place.home.path


def portals(command, home) -> list[list[str]]:
    return [[each["portal"] for each in line["sources"]] for line in command("stories", "--json", "--home", home).lines]


def test_stories_are_shown_with_their_sources_the_earliest_first(command, home):
    said = command("stories", "--home", home)

    rows = [line.split()[-5:] for line in said.out.splitlines()[1:]]
    assert [row[-4:] for row in rows] == [
        ["ministry/s", "document", "number", TITLE],
        ["city/s", "document", "number", TITLE],
        ["association/s", "document", "number", TITLE],
    ]
    assert [row[0] for row in rows] == ["2022-06-01", "2022-06-03", "2022-06-08"]


def test_they_can_be_read_by_scripts(command, home):
    (story,) = command("stories", "--json", "--home", home).lines

    assert (story["story"], len(story["sources"])) == (1, 3)
    assert story["sources"][0] == {
        "portal": "ministry",
        "section": "s",
        "title": TITLE,
        "url": f"http://p/ministry/{TITLE}",
        "published": "2022-06-01",
        "reason": "document number",
    }


def test_they_are_shown_in_chinese(command, home, monkeypatch):
    monkeypatch.setenv("PORTALWATCH_LANG", "zh")

    said = command("stories", "--home", home)

    assert said.out.split()[:5] == ["编号", "发布时间", "栏目", "依据", "标题"]
    assert "文号" in said.out


def test_an_item_is_taken_out_and_put_back(command, home):
    city, ministry = (f"http://p/{portal}/{TITLE}" for portal in ("city", "ministry"))

    said = command("stories", "--part", city, "--home", home)
    assert (said.code, "taken out" in said.err, portals(command, home)) == (0, True, [["ministry", "association"]])

    again = command("stories", "--part", city, "--home", home)
    assert (again.code, "is in no story" in again.err) == (2, True)

    said = command("stories", "--join", ministry, city, "--home", home)
    assert (said.code, "now one story" in said.err) == (0, True)
    assert portals(command, home) == [["ministry", "city", "association"]]


def test_items_are_named_by_their_title_or_event(command, home):
    said = command("stories", "--join", "装修新规", "1", "--home", home)

    assert (said.code, "now one story" in said.err) == (0, True)
    assert portals(command, home) == [["ministry", "city", "association", "news"]]
    assert "is one story already" in command("stories", "--join", "装修新规", "1", "--home", home).err


def test_as_many_are_shown_as_were_asked_for(command, home):
    assert len(command("stories", "--json", "--limit", 1, "--home", home).lines) == 1


def test_nothing_to_show_is_said(command, place):
    said = command("stories", "--home", place.home.path)

    assert (said.code, said.out, said.err) == (0, "", "nothing was published in several places\n")


@pytest.mark.parametrize(
    "arguments", [["x"], ["--join", "x"], ["--join", "x", "y", "--part", "z"], ["--part", "nothing"]]
)
def test_what_is_asked_wrongly_ends_with_two(command, home, arguments):
    said = command("stories", *arguments, "--home", home)

    assert (said.code, said.out) == (2, "")
