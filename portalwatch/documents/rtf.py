"""RTF, as Word and WPS write it: groups, control words, and bytes in the document's code page."""

import re
from collections.abc import Iterator
from typing import Final

from portalwatch.documents.unpacking import Budget

#: A byte, a control word and its number, a symbol, a brace, or plain text.
_TOKEN: Final = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d{1,9})? ?|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_BREAKS: Final = {b"par": "\n", b"line": "\n", b"row": "\n", b"page": "\n", b"sect": "\n", b"tab": "\t", b"cell": "\t"}
#: Groups that are about the text and not of it; so is one that begins with `\*`.
_ASIDE: Final = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable"}
)
_CHARSETS: Final = {b"936": "gb18030", b"950": "big5", b"65001": "utf-8"}


def read_rtf(data: bytes, _: Budget) -> Iterator[str]:
    """Yield the text of an RTF document."""
    declared = re.search(rb"\\ansicpg(\d+)", data[:1024])
    charset = _CHARSETS.get(declared[1] if declared else b"936", "cp1252")
    octets = bytearray()
    for piece in _pieces(data):
        if isinstance(piece, bytes):
            octets += piece
        else:
            # A character of two bytes is written as two tokens.
            yield octets.decode(charset, "replace") + piece
            octets.clear()
    yield octets.decode(charset, "replace")


def _pieces(data: bytes) -> Iterator[bytes | str]:
    """Yield bytes as they are to be decoded, and characters that are given otherwise."""
    aside, outer, substitute = False, list[bool](), 0
    for match in _TOKEN.finditer(data):
        hexed, word, number, symbol, brace, plain = match.groups()
        if brace == b"{":
            outer.append(aside)
        elif brace and outer:
            aside = outer.pop()
        aside = aside or word in _ASIDE or symbol == b"*"
        if aside:
            continue
        said = bytes.fromhex(hexed.decode()) if hexed else plain or (symbol if symbol in (b"\\", b"{", b"}") else b"")
        if said:
            yield said[substitute:]
            substitute = 0
        elif word == b"u" and number:
            # What programs without Unicode show stands behind it: one character, unless it is said otherwise.
            substitute = 1
            yield chr(int(number) & 0xFFFF)
        elif word in _BREAKS:
            yield _BREAKS[word]
