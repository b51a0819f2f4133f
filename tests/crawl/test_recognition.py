"""Which articles are known items under another address, told by what they say."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from portalwatch.crawl.recognition import Memory, Recognition
from portalwatch.items import Attachment, Item, Known, KnownItem, Listed, Row
from tests.changes.test_compare import NOW, item, published, row

TITLES = {key: f"关于第{key}批示范项目检查结果的通知" for key in "abcdefgh"}

TEXT = "组检查了十二个项目，其中十个达到示范要求，两个须在年底以前整改，整改以后另行复查，结果仍在本栏目公布。"
FILES = (Attachment(url="http://p/1.pdf", name="第一批名单.pdf"),)


def article(name: str, **fields: object) -> Item:
    own = {"title": TITLES.get(name, name), "body": f"{name}{TEXT}", "published": published(9)}
    return replace(item(name), **(own | fields))


def remembering(
    *others: Item,
    withdrawn: str = "",
    doubted: str = "",
    aliases: dict[str, str] | None = None,
    moved: str = "",
    titles: dict[str, str] = TITLES,
    seen: Mapping[str, datetime] = MappingProxyType({}),
    **urls: str,
) -> Memory:
    """A section that lists items in their order, eight if not said otherwise; it has never listed the `others`.

    `urls` are where some of them are, `moved` are those that have moved to `/new/` by now, `seen` is when some were
    listed last.
    """
    aliases = (aliases or {}) | {f"new/{key}": key for key in moved}
    urls |= {key: f"http://p/new/{key}" for key in moved}
    items = {key: article(key, title=titles[key], url=urls.get(key, f"http://p/{key}")) for key in titles}
    own = {
        key: KnownItem(item=each, row_fingerprint=f"row {key}", withdrawn=key in withdrawn, listed_at=seen.get(key))
        for key, each in items.items()
    }
    known = own | {each.key: KnownItem(item=each, row_fingerprint=None) for each in others}
    known |= {alias: replace(known[key], moved_at=NOW) for alias, key in aliases.items()}
    section = Known(established=True, run=tuple(titles), order=tuple(titles), doubted=frozenset(doubted))

    def ask(keys: Collection[str]) -> dict[str, KnownItem]:
        return {name: known[name] for key in keys if key in known for name in (key, known[key].item.key)}

    return Memory(
        known=lambda: section,
        items=ask,
        listed=lambda: [Listed(key=key, title=title, on=published(9).on) for key, title in titles.items()],
        dated=lambda days, titles: [
            each.item
            for each in known.values()
            if (each.item.published.on in days if each.item.published else each.item.title in titles)
        ],
    )


def rows(keys: str, prefix: str = "") -> list[Row]:
    return [replace(row(f"{prefix}{key}"), title=TITLES.get(key, key)) for key in keys]


def recognised(memory: Memory, listed: list[Row], *opened: Item) -> Recognition:
    recognition = Recognition(memory)
    read = recognition.name(listed, [])
    recognition.settle(read)
    recognition.meet(opened, read)
    return recognition


def moves(recognition: Recognition) -> dict[str, tuple[str, bool]]:
    """What is known of each item's other address, and whether it is there now."""
    return {move.alias: (move.key, move.url is not None) for move in recognition.moves.values()}


def test_what_another_section_lists_too_is_the_same_item_at_two_addresses():
    other = article("a", key="z", title="年会纪要", url="http://p/z")
    fresh = replace(other, key="new", url="http://p/new")

    recognition = recognised(remembering(other), [*rows("x"), *rows("abcdefgh")], fresh)

    assert moves(recognition) == {"new": ("z", False)}


def test_what_another_section_lists_too_is_the_same_item_in_a_baseline_as_well():
    other = article("a", key="z", title="年会纪要", url="http://p/z")
    recognition = Recognition(remembering(other))
    recognition.forget()

    recognition.meet([replace(other, key="new", url="http://p/new")], rows("x"))

    assert moves(recognition) == {"new": ("z", False)}
    assert recognition.is_twin("new")


def test_what_shows_no_day_is_known_by_its_title_and_text():
    other = article("a", key="z", title="年会纪要", published=None)

    recognition = recognised(remembering(other), rows("abcdefgh"), replace(other, key="new"))

    assert moves(recognition) == {"new": ("z", False)}


def test_an_item_of_this_section_that_is_lacking_where_it_was_has_moved():
    """It stands last, so that its neighbours cannot tell."""
    recognition = recognised(remembering(), rows("abcdefg"), article("h", key="new"))

    assert moves(recognition) == {"new": ("h", True)}
    assert recognition.resettled == frozenset()


def test_what_this_list_shows_at_both_addresses_are_two_items():
    listed = [row("new"), *rows("abcdefgh")]

    assert moves(recognised(remembering(), listed, article("h", key="new"))) == {}


def test_a_text_that_many_share_tells_by_its_files_only():
    said = {"body": "详见附件。", "title": "年会纪要"}
    known = article("a", key="z", attachments=FILES, **said)

    def met(*files: Attachment) -> bool:
        fresh = article("a", key="new", attachments=files, **said)
        return "new" in moves(recognised(remembering(known), rows("abcdefgh"), fresh))

    assert met(replace(FILES[0], url="http://p/copy/1.pdf"))
    assert not met(replace(FILES[0], name="第二批名单.pdf"))
    assert not met()
    bare = replace(known, attachments=())
    assert moves(recognised(remembering(bare), rows("abcdefgh"), replace(bare, key="new"))) == {}


def test_files_of_one_name_that_are_not_the_same_make_two_items_where_the_text_says_too_little():
    known = article("a", key="z", title="年会纪要", body="详见附件。", attachments=(replace(FILES[0], digest="1"),))
    other = replace(known, key="new", attachments=(replace(FILES[0], digest="2"),))
    text = {"body": article("a").body}

    assert moves(recognised(remembering(known), rows("abcdefgh"), other)) == {}
    same = recognised(remembering(replace(known, **text)), rows("abcdefgh"), replace(other, **text))
    assert moves(same) == {"new": ("z", False)}


def test_an_article_is_like_the_one_of_its_title_and_day_whose_text_it_keeps():
    notices = [article(text, title="年会纪要", published=None) for text in ("first", "second", "third", "fourth")]
    notices[3] = replace(notices[3], body=notices[2].body)
    recognition = Recognition(remembering(*notices))

    def alike(body: str) -> Item | None:
        return recognition.likeness(replace(notices[1], key="new", url="http://p/new", body=body))

    assert alike(notices[1].body) == notices[1]
    assert alike(f"今天推荐。{notices[1].body}") == notices[1]
    assert alike(notices[2].body) is None
    assert alike("毫不相干的正文。") is None


def test_what_was_withdrawn_and_is_shown_under_another_address_is_there():
    recognition = recognised(remembering(withdrawn="h"), rows("abcdefg"), article("h", key="new"))

    assert moves(recognition) == {"new": ("h", True)}


def test_what_was_withdrawn_is_back_under_another_address_whatever_it_says_where_only_one_can_be_meant():
    edited = article("h", key="new", body="改动后的正文。")
    memory = remembering(withdrawn="h")

    assert moves(recognised(memory, rows("abcdefg"), edited)) == {"new": ("h", True)}
    marked = replace(edited, title=f"【更正】{TITLES['h']}")
    assert moves(recognised(memory, rows("abcdefg"), marked)) == {"new": ("h", True)}
    two = recognised(memory, rows("abcdefg"), edited, replace(edited, key="newer", body="又一件事。"))
    assert moves(two) == {}
    beside = remembering(article("h", key="z"), withdrawn="h")
    assert moves(recognised(beside, rows("abcdefg"), edited)) == {}


def test_the_same_title_with_another_text_is_another_item():
    assert moves(recognised(remembering(), rows("abcdefgh"), article("h", key="new", body="另一件事。"))) == {}


def test_where_the_portal_has_resettled_an_item_may_have_another_text_or_another_title():
    listed = rows("abcdef", "new/")
    texts = article("h", key="new/h", body="改版后的正文。")
    titles = article("g", key="new/g", title="更正后的标题")

    recognition = recognised(remembering(), listed, texts, titles)

    assert {key: moves(recognition)[f"new/{key}"] for key in TITLES} == {key: (key, True) for key in TITLES}
    assert recognition.resettled == set(TITLES)


def test_where_the_portal_has_resettled_a_title_without_a_day_is_the_known_one_if_most_of_its_text_is():
    known = article("z", title="年会纪要", published=None)
    same = replace(known, key="new/z", body=f"{known.body}转载请注明出处。")

    def met(fresh: Item) -> bool:
        return "new/z" in moves(recognised(remembering(known), rows("abcdef", "new/"), fresh))

    assert met(same)
    assert not met(replace(same, body="另一年的年会纪要，说的是另一件事。"))


def test_where_the_portal_has_resettled_one_title_and_day_are_two_items_of_two_sections_where_the_texts_differ():
    known = article("z", title="年会纪要")
    fresh = replace(known, key="new/z", url="http://p/new/z", body="另一个栏目的年会纪要，说的是另一件事。")

    def met(*others: Item, item: Item = fresh) -> bool:
        return "new/z" in moves(recognised(remembering(*others), rows("abcdef", "new/"), item))

    assert not met(known)
    assert met(known, item=replace(fresh, body=f"{known.body}转载请注明出处。"))


def test_what_has_gone_from_among_its_neighbours_and_has_another_day_by_now_has_moved():
    corrected = article("c", key="new", published=published(7))

    assert moves(recognised(remembering(), rows("abdefgh"), corrected)) == {"new": ("c", True)}
    assert moves(recognised(remembering(), rows("abcdefg"), replace(corrected, title=TITLES["h"]))) == {}
    assert moves(recognised(remembering(), rows("abdefgh"), replace(corrected, body="另一件事。"))) == {}


def test_where_the_portal_has_resettled_any_item_may_have_another_day_by_now():
    corrected = article("h", key="new/h", published=published(7))

    recognition = recognised(remembering(), [*rows("abcdef", "new/"), row("new/h", 7)], corrected)

    assert moves(recognition)["new/h"] == ("h", True)
    assert "h" in recognition.resettled


def test_where_the_portal_has_resettled_a_row_without_a_day_leaves_an_item_to_the_row_that_has_its_day():
    """It is a new one of the same title, and the known one is shown on the second page."""
    recognition = Recognition(remembering())
    twin = replace(row("new/twin"), title=TITLES["h"], published=None)

    above = recognition.name([twin, *rows("abcde", "new/")], [])
    below = recognition.name(rows("fgh", "new/"), above)
    recognition.settle([*above, *below])

    assert moves(recognition) == {f"new/{key}": (key, True) for key in TITLES}


def test_where_the_portal_has_resettled_what_stands_in_the_place_of_a_lost_item_is_that_item():
    listed = rows("abcdeXgh", "new/")

    def placed(listed: list[Row], *opened: Item) -> Recognition:
        recognition = recognised(remembering(), listed)
        recognition.place(opened, recognition.name(listed, []))
        return recognition

    recognition = placed(listed)
    assert moves(recognition)["new/X"] == ("f", True)
    assert "f" in recognition.resettled
    assert "X" not in moves(placed([*rows("abcde"), row("X"), *rows("gh")]))
    retitled = article("f", key="new/X", title="另一件事")
    assert moves(placed(listed, retitled))["new/X"] == ("f", True)
    assert "new/X" not in moves(placed(listed, replace(retitled, body="毫不相干的正文。")))


def test_what_was_read_where_it_is_since_the_portal_resettled_moves_by_itself():
    """Rows further down are only now found where they have moved to."""
    longer = TITLES | {key: f"关于第{key}批示范项目检查结果的通知" for key in "ij"}
    recognition = Recognition(remembering(moved="abcdej", titles=longer))
    above = recognition.name(rows("abcdj", "new/"), [])

    below = recognition.name([replace(row(f"new/{key}"), title=longer[key]) for key in "fghi"], above)
    recognition.settle([*above, *below])
    recognition.meet([article("e", key="own/e", title="更正后的标题")], [*above, *below])

    assert moves(recognition)["own/e"] == ("e", True)
    assert recognition.resettled == set("fghi")


def test_what_is_gone_from_its_own_address_is_where_its_title_and_day_are():
    """It stands last, so that its neighbours cannot tell, and its text is another by now."""
    listed = [*rows("abcdefg"), replace(row("new"), title=TITLES["h"])]

    assert moves(recognised(remembering(doubted="h"), listed)) == {"new": ("h", True)}
    assert moves(recognised(remembering(), listed)) == {}
    recognition = recognised(remembering(), listed)
    recognition.settle(listed, gone=["h"])
    assert moves(recognition) == {"new": ("h", True)}


def test_what_is_doubted_is_where_the_list_shows_it_under_an_address_learnt_before():
    memory = remembering(doubted="h", aliases={"other": "h"})

    recognition = recognised(memory, [*rows("abcdefg"), replace(row("other"), title=TITLES["h"])])

    assert moves(recognition) == {"other": ("h", True)}
    assert moves(recognised(remembering(aliases={"other": "h"}), [row("other")])) == {}


def test_what_the_resettled_portal_had_not_shown_yet_is_known_by_its_title_and_day():
    """Its article cannot be read just now, and its neighbours are not in sight."""
    memory = remembering(moved="abcdef")

    recognition = recognised(memory, [replace(rows("h", "new/")[0], pinned=True), *rows("abcdef", "new/")])

    assert moves(recognition) == {"new/h": ("h", True)}
    assert recognition.resettled == {"h"}


def test_one_title_and_day_are_two_items_where_the_known_one_has_an_address_like_all():
    listed = [replace(rows("h")[0], key="new/8", url="http://p/new/8"), *rows("abcdef", "new/")]

    assert moves(recognised(remembering(moved="abcdef", h="http://p/new/7"), listed)) == {}


def test_one_title_and_day_are_two_items_where_few_have_moved_or_are_shown_elsewhere_as_well():
    listed = [replace(rows("h", "new/")[0], pinned=True), *rows("abc", "new/"), *rows("def")]

    assert moves(recognised(remembering(moved="abc"), listed)) == {}
    beside = remembering(aliases={f"new/{key}": key for key in "abcdef"})
    assert moves(recognised(beside, [listed[0], *rows("abcdef", "new/")])) == {}


def test_what_has_not_been_seen_since_the_portal_resettled_is_stranded_at_an_address_like_those_of_before():
    """It is in a list that does not stand in the order of its days.

    That a row which never moved has such an address changes nothing; what was seen at its new one may have any.
    """
    titles = {key: f"关于第{key}批示范项目检查结果的通知" for key in "12345678"}
    memory = remembering(moved="123456", titles=titles, **{"7": "http://p/new/7.pdf"})

    def stranded(*listed: Row) -> frozenset[str]:
        recognition = Recognition(memory, lambda url: url.removeprefix("http://p/"))
        return recognition.stranded("78", recognition.name(listed, []))

    assert stranded(*rows("526143", "new/"), row("9")) == {"8"}
    assert stranded(*rows("523", "new/"), *rows("614")) == frozenset()
    by_day = [replace(each, published=published(20 - place)) for place, each in enumerate(rows("123456", "new/"))]
    assert stranded(*by_day) == frozenset()
    memory = remembering(replace(article("8"), published=None), moved="123456", titles=titles)
    assert stranded(*by_day) == {"8"}
    memory = remembering(moved="123456", titles=titles, seen={"7": NOW - timedelta(hours=1), "8": NOW})
    assert stranded(*rows("526143", "new/")) == {"7"}
