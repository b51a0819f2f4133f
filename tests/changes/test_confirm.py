"""What two answers of one crawl say of an article that is known."""

from dataclasses import replace

from portalwatch.changes import confirm, is_doubtful
from portalwatch.items import Attachment, Item, Origin, Precision, Published, Validators
from portalwatch.normalize.fingerprints import fingerprint
from tests.changes.test_compare import NOW
from tests.changes.test_compare import item as named

TEXT = ("各会员单位：", "现将有关事项通知如下。", "报名截至六月底。", "特此通知。")
BEFORE = named("a", body="\n".join(TEXT))
ETAG = Validators(etag='"1"')


def saying(*lines: str, **fields: object) -> Item:
    """Return the known item as it reads with these lines."""
    item = replace(BEFORE, body="\n".join(lines), html="<p>", validators=ETAG, **fields)
    return replace(item, fingerprint=fingerprint(item))


def body(first: Item, second: Item) -> tuple[str, ...]:
    return tuple(confirm(BEFORE, first, second).body.split("\n"))


EDITED = (*TEXT[:2], "报名截至七月底。", TEXT[3])


def with_line(line: str, *lines: str) -> Item:
    """Return what reads so with a line of its own in the middle."""
    return saying(*lines[:2], line, *lines[2:])


def test_what_two_answers_agree_on_is_believed():
    edited = saying(*EDITED)

    assert confirm(BEFORE, edited, edited) is edited


def test_half_of_a_text_is_not_believed_whichever_answer_it_is():
    half, whole = saying(*TEXT[:2]), saying(*TEXT)

    assert body(half, whole) == body(whole, half) == TEXT


def test_an_edit_is_believed_by_the_whole_text_whether_or_not_the_half_shows_it():
    whole = saying(*EDITED)

    for half in (saying(*EDITED[:3]), saying(*TEXT[:1], TEXT[1][:4])):
        assert body(half, whole) == body(whole, half) == EDITED


def test_a_line_that_is_another_each_time_changes_nothing():
    known = with_line("推荐甲", *TEXT)
    first, second = with_line("推荐乙", *TEXT), with_line("推荐丙", *TEXT)

    assert confirm(known, first, second).body == known.body
    assert not is_doubtful(known, confirm(known, first, second))


def test_a_line_that_is_another_each_time_hides_no_edit():
    known = with_line("推荐甲", *TEXT)
    changed = [with_line(line, *EDITED) for line in ("推荐乙", "推荐丙")]
    shorter = [with_line(line, *TEXT[:3]) for line in ("推荐乙", "推荐丙")]

    assert confirm(known, *changed).body == with_line("推荐甲", *EDITED).body
    assert confirm(known, *shorter).body == with_line("推荐甲", *TEXT[:3]).body


def test_a_line_that_is_another_each_time_is_known_by_what_stays_of_it_among_many_changes():
    known = with_line("今日推荐读者关注甲展位。", *TEXT)
    changed = [with_line(f"今日推荐读者关注{place}展位。", *EDITED, "责任编辑：王五") for place in "乙丙"]

    assert confirm(known, *changed).body == with_line("今日推荐读者关注甲展位。", *EDITED, "责任编辑：王五").body


def test_a_line_that_only_one_answer_shows_does_not_stand_in_the_text():
    first, second = saying("通知如下：", *EDITED[1:]), with_line("数据库正忙", "通知如下：", *EDITED[1:], "完")

    assert body(second, first) == body(first, second) == ("通知如下：", *EDITED[1:])


def test_a_second_answer_that_could_not_be_read_leaves_the_article_unread():
    unread = replace(BEFORE, fingerprint=None)

    assert confirm(BEFORE, saying(*EDITED), unread) is unread


def test_fields_that_two_answers_show_otherwise_stay_as_they_were():
    at = Published(at=NOW, raw="", precision=Precision.DAY, origin=Origin.ARTICLE)
    files = (Attachment(url="http://p/1.doc", name="报名表"),)
    first = saying(*TEXT, title="关于报名的通知", published=at, attachments=files)

    kept = confirm(BEFORE, first, saying(*TEXT, title="出错了"))

    assert (kept.title, kept.published, kept.attachments) == (BEFORE.title, None, ())
    assert not is_doubtful(BEFORE, kept)


def test_the_rest_is_believed_where_only_one_field_differs():
    first = saying(*EDITED, title="关于报名的通知")
    second = saying(*TEXT, title="关于报名的通知")

    kept = confirm(BEFORE, first, second)

    assert (kept.title, kept.body) == ("关于报名的通知", BEFORE.body)
    assert kept.fingerprint == fingerprint(kept)


def test_what_the_server_gave_to_ask_with_is_good_for_its_own_answer_only():
    half, whole = saying(*EDITED[:3]), saying(*EDITED)

    assert confirm(BEFORE, half, whole).validators == ETAG
    assert confirm(BEFORE, whole, half).validators == Validators()


def test_only_what_could_be_read_before_and_now_and_says_something_else_is_doubtful():
    unread = replace(BEFORE, fingerprint=None)

    assert is_doubtful(BEFORE, saying(*EDITED))
    assert not is_doubtful(BEFORE, saying(*TEXT))
    assert not is_doubtful(None, saying(*EDITED))
    assert not is_doubtful(unread, saying(*EDITED))
    assert not is_doubtful(BEFORE, replace(saying(*EDITED), fingerprint=None))
