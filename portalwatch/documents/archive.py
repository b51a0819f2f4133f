"""ZIP: the texts of its files, one after the other, each under its name. Nothing is ever written anywhere."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from zipfile import ZipFile, ZipInfo

from portalwatch.documents.faults import DocumentError
from portalwatch.documents.formats import Format, recognise
from portalwatch.documents.limits import DEPTH
from portalwatch.documents.readers import load
from portalwatch.documents.unpacking import Budget, content, unpack
from portalwatch.normalize.texts import clean_text

_UTF8: Final = 0x800
_LONGEST: Final = 300
_FIRST_HAN: Final = "\u2e80"


def read_zip(data: bytes, budget: Budget) -> Iterator[str]:
    """Yield the names and texts of what is in an archive. What cannot be read is named in `budget.members`."""
    archive = unpack(data, budget)
    for info in archive.infolist():
        if not info.is_dir() and not info.filename.startswith("__MACOSX/"):
            yield from _member(archive, info, budget)


def _member(archive: ZipFile, info: ZipInfo, budget: Budget) -> Iterator[str]:
    name = member_name(info)
    place = len(budget.members)
    budget.members.append((name, None))
    yield f"\n{name}\n"
    try:
        yield from _text(content(archive, info), name, budget)
    except DocumentError as error:
        budget.members[place] = (name, error.fault)


def _text(data: bytes, name: str, budget: Budget) -> Iterator[str]:
    kind = recognise(data, name)
    if kind is None:
        if name.lower().endswith(".txt"):
            yield _decoded(data)
        return
    budget.depth += kind is Format.ZIP
    try:
        if budget.depth >= DEPTH:
            raise DocumentError("bomb", f"archives in archives, more than {DEPTH} deep")
        yield from load(kind)(data, budget)
    finally:
        budget.depth -= kind is Format.ZIP


def member_name(info: ZipInfo) -> str:
    """Return a file's name as its maker wrote it: Windows writes gb18030 and does not say so.

    Its folders stay, its controls do not; it is text to be shown, and no path.
    """
    name = info.filename
    if not info.flag_bits & _UTF8:
        name = _decoded(name.encode("cp437")) or name
    return clean_text(name)[:_LONGEST]


def _decoded(octets: bytes) -> str:
    """Decode what does not say in which encoding it is; empty where that cannot be told."""
    for charset in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = octets.decode(charset)
            # Some words of gb18030, such as 通知, are UTF-8 too, of two-byte characters that nobody writes.
            if charset != "utf-8" or text.isascii() or max(text) >= _FIRST_HAN:
                return text
    return ""
