from hypothesis import given
from hypothesis import strategies as st

from portalwatch.items import Attachment, Validators
from portalwatch.normalize.versions import differ, inherit, match

VALIDATORS = Validators(etag='"1"')


def file(url: str, digest: str | None = None, **more) -> Attachment:
    return Attachment(url=f"http://p/{url}", name=url, digest=digest, **more)


names = st.sampled_from(["a.pdf", "x/a.pdf", "b.pdf", "y/b.pdf", "d.jsp?id=1", "d.jsp?id=2", ""])
files = st.lists(st.builds(file, names, st.sampled_from([None, "1", "2"])), max_size=6)


def test_a_file_is_paired_by_its_address_then_by_its_bytes_then_by_its_name():
    address, content, name = file("a.pdf", "1"), file("b.pdf", "2"), file("x/c.pdf")
    moved, renamed = file("y/c.pdf", "3"), file("z.pdf", "2")
    fresh, gone = file("new.pdf"), file("old.pdf")

    assert match((name, content, gone, address), (moved, address, fresh, renamed)) == (
        (name, moved),
        (address, address),
        (None, fresh),
        (content, renamed),
        (gone, None),
    )


def test_files_of_one_name_are_paired_in_their_order():
    before, after = (file("1/a.pdf"), file("2/a.pdf")), (file("3/a.pdf"), file("4/a.pdf"))

    assert match(before, after) == tuple(zip(before, after, strict=True))


def test_other_bytes_under_the_same_address_are_another_file():
    assert differ([file("a.pdf", "1")], [file("a.pdf", "2")])
    assert differ([file("x/a.pdf", "1")], [file("y/a.pdf", "2")])


def test_bytes_that_are_not_known_yet_differ_from_none():
    assert not differ([file("a.pdf")], [file("a.pdf", "1")])
    assert not differ([file("a.pdf", "1")], [file("a.pdf")])


def test_a_file_that_only_has_another_address_or_name_is_the_same():
    assert not differ([file("x/a.pdf", "1")], [file("y/a.pdf")])
    assert not differ([file("a.pdf", "1")], [file("b.pdf", "1")])
    assert differ([file("a.pdf")], [file("b.pdf")])


def test_what_was_known_of_a_file_is_kept_until_it_is_fetched_again():
    known = file("a.pdf", "1", size=5, validators=VALIDATORS)

    (kept,) = inherit([file("a.pdf")], [known])
    assert (kept, kept.validators) == (known, VALIDATORS)
    assert inherit([file("a.pdf", "2", size=6)], [known]) == (file("a.pdf", "2", size=6),)
    assert inherit([file("b.pdf")], [known]) == (file("b.pdf"),)


def test_what_a_server_gave_to_ask_with_is_not_asked_of_another_address():
    (moved,) = inherit([file("y/a.pdf")], [file("x/a.pdf", "1", size=5, validators=VALIDATORS)])

    assert (moved.digest, moved.size, moved.validators) == ("1", 5, Validators())


@given(files, files)
def test_every_file_is_paired_once(before, after):
    pairs = match(before, after)

    assert [new for _, new in pairs if new] == after
    assert sorted(map(repr, before)) == sorted(repr(old) for old, _ in pairs if old)


@given(st.lists(st.builds(file, names, st.sampled_from([None, "1", "2"])), max_size=6, unique_by=lambda each: each.url))
def test_an_article_that_is_read_again_inherits_all_that_was_known_and_does_not_differ(before):
    bare = [Attachment(url=each.url, name=each.name) for each in before]

    assert inherit(bare, before) == tuple(before)
    assert not differ(before, bare)
