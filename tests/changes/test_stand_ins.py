"""A text that stands in the places of many articles."""

from dataclasses import replace

from portalwatch.changes.stand_ins import find_stand_ins
from portalwatch.items import Item
from tests.changes.test_compare import item

NOTICE = "本文仅限会员单位查看，请登录后阅读全文。"
KNOWN = [item(name, body=f"{name}事项已经办结") for name in "abc"]


def saying(name: str, text: str = NOTICE, **fields: object) -> Item:
    return item(name, body=text, **fields)


def test_a_text_that_three_known_articles_come_to_say_at_once_is_none_of_theirs():
    read = [(saying(each.key), each) for each in KNOWN]

    assert find_stand_ins(read) == {"a", "b", "c"}
    assert find_stand_ins([*read, (saying("new"), None), (saying("own", "通知全文"), None)]) == {"a", "b", "c", "new"}
    assert find_stand_ins(read[:2]) == frozenset()


def test_what_said_so_before_or_said_the_same_or_could_not_be_read_shows_no_text_in_its_place():
    (first, second, third), unread = KNOWN, replace(KNOWN[2], fingerprint=None)

    assert not find_stand_ins((saying(name), saying(name)) for name in "abc")
    assert not find_stand_ins((saying(each.key), replace(each, body=first.body)) for each in KNOWN)
    assert not find_stand_ins((saying(each.key), each) for each in (first, second, unread))
    assert not find_stand_ins((saying(each.key, fingerprint=None), each) for each in (first, second, third))
    assert not find_stand_ins((saying(each.key, ""), each) for each in KNOWN)
