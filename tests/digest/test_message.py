"""The frozen bytes of a mail."""

import re
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.digest.message import clean_header, compose, message_id
from portalwatch.digest.rendering import Rendered, render

from .samples import POISON, digest, event, parse, poisoned

ONCE = ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "List-Id", "Content-Type")
PLAIN = Rendered(subject="12 条更新", text="一\n二\n", html="<p>一</p>\n")


def freeze(rendered: Rendered = PLAIN, **fields) -> bytes:
    envelope = {
        "sender": "portalwatch <digest@example.org>",
        "recipient": "li@example.cn",
        "message_id": message_id("sub:2026-11-23", "example.org"),
        "date": datetime(2026, 11, 23, tzinfo=UTC),
        "list_id": "digest.example.org",
        "unsubscribe": "mailto:ops@example.org?subject=stop",
    }
    return compose(rendered, **(envelope | fields))


def header_lines(message: bytes) -> list[bytes]:
    return message.split(b"\r\n\r\n", 1)[0].split(b"\r\n")


def check_form(message: bytes) -> None:
    """What every mail must be, whatever its strings hold."""
    assert b"\x00" not in message
    assert message.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", message)
    assert message.endswith(b"\r\n")
    assert max(map(len, message.split(b"\r\n"))) <= 998
    lines = header_lines(message)
    assert all(re.match(rb"[A-Za-z-]+: ?|[ ]\S", line) for line in lines)
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", b"\n".join(lines)))
    parsed = parse(message)
    assert all(len(parsed.get_all(name)) == 1 for name in ONCE)
    assert set(parsed.keys()) == {
        *ONCE,
        "List-Unsubscribe",
        "Auto-Submitted",
        "Precedence",
        "X-Auto-Response-Suppress",
    }
    assert not parsed.defects


def test_a_digest_makes_a_well_formed_mail():
    message = freeze(render(digest(event(1), event(2)), contact="ops@example.org"))
    check_form(message)
    assert all(len(line) <= 78 for line in header_lines(message))
    assert len(message) < 200_000


def test_the_text_comes_first_and_both_parts_are_utf8_in_base64():
    parsed = parse(freeze())
    assert parsed.get_content_type() == "multipart/alternative"
    parts = list(parsed.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"base64"}
    assert [part.get_payload(decode=True).decode() for part in parts] == ["一\r\n二\r\n", "<p>一</p>\r\n"]


def test_the_headers_say_whose_it_is_and_that_a_machine_wrote_it():
    parsed = parse(freeze())
    assert parsed["From"] == "portalwatch <digest@example.org>"
    assert parsed["To"] == "li@example.cn"
    assert parsed["Date"].datetime == datetime(2026, 11, 23, tzinfo=UTC)
    assert parsed["List-Id"] == "<digest.example.org>"
    assert parsed["List-Unsubscribe"] == "<mailto:ops@example.org?subject=stop>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Precedence"] == "bulk"
    assert parsed["X-Auto-Response-Suppress"] == "All"


def test_without_an_address_to_unsubscribe_there_is_no_such_header():
    assert "List-Unsubscribe" not in parse(freeze(unsubscribe=None))


def test_the_same_input_gives_the_same_bytes():
    assert freeze() == freeze()
    assert freeze() != freeze(message_id=message_id("sub:2026-11-24", "example.org"))


def test_a_message_id_is_stable_and_differs_between_digests():
    identity = message_id("sub:2026-11-23", "example.org")
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", identity)
    assert identity == message_id("sub:2026-11-23", "example.org")
    assert identity != message_id("sub:2026-11-24", "example.org")
    assert message_id("\ud800", "例子.cn").endswith("@xn--fsqu00a.cn>")


@given(st.text().map(clean_header))
def test_the_subject_is_read_back_as_it_was_written(subject):
    message = freeze(Rendered(subject=subject, text="", html=""))
    folded = re.search(rb"Subject: ((?:.|\r\n )*)\r\n", message)[1].decode().replace("\r\n", "")
    assert str(make_header(decode_header(folded))) == subject
    assert parse(message)["Subject"] == subject
    assert all(len(line) <= 78 for line in header_lines(message))


@pytest.mark.parametrize("subject", ["12 updates", "a" * 70, "=?utf-8?q?=41?=", "标" * 119, "a 标 " * 20, "é" * 100])
def test_no_subject_needs_a_long_line(subject):
    subject = clean_header(subject)
    message = freeze(Rendered(subject=subject, text="", html=""))
    check_form(message)
    assert parse(message)["Subject"] == subject
    assert all(len(line) <= 78 for line in header_lines(message))


@given(poisoned, poisoned, poisoned)
def test_no_string_breaks_a_header(subject, sender, recipient):
    message = freeze(
        Rendered(subject=subject, text=subject, html=subject),
        sender=f"{sender} <a@b.cn>",
        recipient=f"{recipient}@b.cn",
    )
    check_form(message)


@pytest.mark.parametrize("poison", POISON)
def test_no_address_breaks_a_header(poison):
    check_form(freeze(sender=poison, recipient=f"{poison} <{poison}@{poison}>", list_id=poison))


@pytest.mark.parametrize(
    ("recipient", "written"),
    [
        ("li@example.cn", "<li@example.cn>"),
        ("Li Lei <li@example.cn>", "Li Lei <li@example.cn>"),
        ("li@例子.cn", "<li@xn--fsqu00a.cn>"),
        ('"Li, Lei" <li@example.cn>', "=?utf-8?b?TGksIExlaQ==?= <li@example.cn>"),
        ("li@example.cn, wang@example.cn", "undisclosed-recipients:;"),
        ("li@exa mple", "<li@invalid>"),
        ("李@example.cn", "undisclosed-recipients:;"),
        ("nobody", "undisclosed-recipients:;"),
        ("", "undisclosed-recipients:;"),
        ("li@" + "a" * 64 + ".cn", "<li@invalid>"),
        ("li@exa_mple", "<li@invalid>"),
    ],
)
def test_only_an_address_is_written_as_one(recipient, written):
    assert f"\r\nTo: {written}\r\n".encode() in freeze(recipient=recipient)


def test_a_name_is_encoded_unless_it_is_plain():
    parsed = parse(freeze(sender='"装饰, 协会" <digest@example.org>'))
    address = parsed["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == ("装饰, 协会", "digest@example.org")


def test_an_unsubscribe_address_cannot_leave_its_brackets():
    parsed = parse(freeze(unsubscribe="mailto:ops@example.org?subject=停 止>\r\nBcc: x"))
    assert parsed["List-Unsubscribe"] == "<mailto:ops@example.org?subject=%E5%81%9C%20%E6%AD%A2%3E%0D%0ABcc:%20x>"
    assert "Bcc" not in parsed


@given(poisoned, st.integers(1, 200))
def test_a_clean_header_is_short_and_on_one_line(text, limit):
    cleaned = clean_header(text, limit)
    assert len(cleaned) <= limit
    assert cleaned.splitlines() in ([], [cleaned])
    assert clean_header(cleaned, limit) == cleaned
