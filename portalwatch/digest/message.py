"""Freezes a rendered mail into bytes: the same input gives the same bytes, whatever the crawled strings hold."""

import re
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import TypedDict, Unpack
from urllib.parse import quote

from portalwatch.digest.cleaning import clean_line
from portalwatch.digest.rendering import Rendered

_LINE = 78
_ADDRESS_LIMIT = 320
# So many bytes make an encoded word of 68 characters: with `Subject: ` before it the line stays within 78.
_CHUNK = 42
_PLAIN_WORD = 60
_PLAIN = re.compile(r"(?!.*=\?)[ -~]*")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~-]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,255}")
_NOBODY = "undisclosed-recipients:;"


class Envelope(TypedDict):
    """What a mail needs beside its content.

    `sender` and `recipient` are addresses, with or without a name; `message_id` comes from the function of
    that name; `list_id` is a name in one's own domain (`digest.example.org`); `unsubscribe` is a mailto: URL.
    """

    sender: str
    recipient: str
    message_id: str
    date: datetime
    list_id: str
    unsubscribe: str | None


def compose(rendered: Rendered, **envelope: Unpack[Envelope]) -> bytes:
    """Return the message, ASCII and CRLF throughout. An address that is none becomes an empty group, not an error."""
    boundary = "=_" + sha256(envelope["message_id"].encode()).hexdigest()[:24]
    lines = [
        *_headers(rendered.subject, envelope),
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
        *_part(rendered.text, "plain", boundary),
        *_part(rendered.html, "html", boundary),
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def message_id(digest_key: str, domain: str) -> str:
    """Return the Message-ID that every attempt to send one digest carries."""
    return f"<{sha256(digest_key.encode(errors='surrogatepass')).hexdigest()[:40]}@{_ascii(domain)}>"


def clean_header(text: str, limit: int = 120) -> str:
    """Make any string fit for a header: one line, NFC, only visible characters, at most `limit` of them."""
    return clean_line(text, limit)


def _headers(subject: str, envelope: Envelope) -> Iterator[str]:
    yield _header("From", _mailbox(envelope["sender"]))
    yield _header("To", _mailbox(envelope["recipient"]))
    yield _header("Subject", _encode(clean_header(subject), _PLAIN))
    yield _header("Date", format_datetime(envelope["date"]))
    yield _header("Message-ID", envelope["message_id"])
    yield _header("List-Id", f"<{_ascii(envelope['list_id'])}>")
    if envelope["unsubscribe"]:
        yield _header("List-Unsubscribe", f"<{quote(envelope['unsubscribe'], safe=':/?@!$&*+,;=%', errors='replace')}>")
    yield "Auto-Submitted: auto-generated"
    yield "Precedence: bulk"
    yield "X-Auto-Response-Suppress: All"
    yield "MIME-Version: 1.0"


def _header(name: str, value: str) -> str:
    """Fold at blanks, but not before the first word: some parsers take that for an empty header."""
    first, *others = value.split(" ")
    lines = [f"{name}: {first}"]
    for word in others:
        if len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] += " " + word
    return "\r\n".join(lines)


def _mailbox(text: str) -> str:
    name, _, address = clean_header(text, _ADDRESS_LIMIT).removesuffix(">").rpartition("<")
    local, _, domain = address.rpartition("@")
    if not _LOCAL.fullmatch(local):
        return _NOBODY
    phrase = _encode(clean_header(name.strip(' "')), _PLAIN_NAME)
    return f"{phrase} <{local}@{_ascii(domain)}>".lstrip()


def _ascii(domain: str) -> str:
    """Write a domain in A-labels; what cannot be a domain becomes the reserved one."""
    try:
        encoded = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "invalid"
    return encoded if _DOMAIN.fullmatch(encoded) else "invalid"


def _encode(text: str, plain: re.Pattern[str]) -> str:
    """Return the text itself where it is plain and can be folded, else as encoded words of at most 75 characters."""
    if plain.fullmatch(text) and all(len(word) <= _PLAIN_WORD for word in text.split(" ")):
        return text
    return " ".join(f"=?utf-8?b?{b64encode(chunk).decode('ascii')}?=" for chunk in _chunks(text))


def _chunks(text: str) -> Iterator[bytes]:
    """Cut into bytes between characters, never within one."""
    chunk = b""
    for char in text:
        encoded = char.encode()
        if len(chunk) + len(encoded) > _CHUNK:
            yield chunk
            chunk = b""
        chunk += encoded
    yield chunk


def _part(content: str, subtype: str, boundary: str) -> Iterator[str]:
    yield f"--{boundary}"
    yield f'Content-Type: text/{subtype}; charset="utf-8"'
    yield "Content-Transfer-Encoding: base64"
    yield ""
    canonical = re.sub(r"\r\n?|\n", "\r\n", content).encode(errors="replace")
    yield from encodebytes(canonical).decode("ascii").splitlines()
