"""Any string, made fit to be shown."""

from unicodedata import category, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.cleaning import clean, clean_url, linkable, shorten, width, wrap

from .samples import POISON, poisoned


@given(poisoned)
def test_a_cleaned_text_is_one_visible_line(text):
    cleaned = clean(text)
    assert cleaned.splitlines() in ([], [cleaned])
    assert not {category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "  " not in cleaned
    assert is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("关于\r\n\t公布\u3000名单", "关于 公布 名单"),
        ("公装\u2028标准", "公装 标准"),
        ("公\u200b装\ufeff标\xad准", "公装标准"),
        ("e\u0301", "é"),
        ("\x00\u202e", ""),
    ],
)
def test_blanks_are_folded_and_what_cannot_be_seen_is_dropped(text, cleaned):
    assert clean(text) == cleaned


@given(poisoned, st.integers(1, 40))
def test_a_shortened_text_keeps_its_limit_and_its_beginning(text, limit):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_an_accent_is_not_parted_from_its_letter():
    assert shorten("abcq\u0323\u0307de", 6) == "abc…"
    assert shorten("\u0307" * 9, 5) == "…"


@pytest.mark.parametrize("url", ["http://a.cn", "https://a.cn/标准?x=1#y", "HTTPS://A.CN", "mailto:a@b.cn"])
def test_a_mail_links_to_pages_and_addresses(url):
    assert linkable(url)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.cn", "/n/1", "", "http:", " https://a.cn"],
)
def test_a_mail_links_to_nothing_else(url):
    assert not linkable(url)


@given(poisoned)
def test_a_cleaned_url_has_no_blank_and_nothing_unseen(url):
    cleaned = clean_url(url)
    assert not any(char.isspace() for char in cleaned)
    assert not {category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert clean_url(cleaned) == cleaned


def test_a_good_url_stays_as_it_is():
    url = "https://a.cn/info/1021/标准.htm?b=%E6%A0%87&a=1#top"
    assert clean_url(url) == url
    assert clean_url(" https://a.cn/a b\n") == "https://a.cn/a%20b"


def test_a_chinese_character_takes_two_columns_and_an_accent_none():
    assert width("公装a") == 5
    assert width("q\u0323") == 1


@given(st.text("公装标准，。（）《》“”abc 12,.()"), st.integers(12, 80))
def test_wrapped_lines_hold_the_same_text_within_their_columns(text, columns):
    cleaned = clean(text)
    lines = wrap(cleaned, columns)
    assert "".join(lines).replace(" ", "") == cleaned.replace(" ", "")
    longest = max((width(unit) for unit in cleaned.replace("，", " ").split()), default=0)
    assert all(width(line) <= max(columns, longest + 2) for line in lines)


def test_a_line_does_not_begin_with_a_stop_nor_end_with_an_opening_bracket():
    assert wrap("公装标准（试行），现予公布。", 11) == ["公装标准", "（试行），", "现予公布。"]


def test_a_word_is_not_broken():
    assert wrap("see https://a.cn/standards/2026 for it", 12) == ["see", "https://a.cn/standards/2026", "for it"]
    assert wrap("https://a.cn/standards/2026", 12) == ["https://a.cn/standards/2026"]


@pytest.mark.parametrize("text", POISON)
def test_any_text_can_be_wrapped_once_it_is_clean(text):
    assert "".join(wrap(clean(text), 70)).replace(" ", "") == clean(text).replace(" ", "")
