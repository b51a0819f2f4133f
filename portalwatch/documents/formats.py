"""What a file is, told by its bytes; its name and its Content-Type decide only where the bytes leave it open."""

import struct
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice

from portalwatch.documents.limits import MEMBERS


class Format(StrEnum):
    """A kind of document. WPS Office writes DOC, XLS and PPT, or their successors, under names of its own."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OFD = "ofd"
    ZIP = "zip"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    RTF = "rtf"
    RAR = "rar"
    SEVENZIP = "7z"


_MAGIC = {b"{\\rt": Format.RTF, b"Rar!\x1a\x07": Format.RAR, b"7z\xbc\xaf\x27\x1c": Format.SEVENZIP}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: The folder that holds the text, in a package that also has a list of content types.
_PACKAGES = {b"word/": Format.DOCX, b"xl/": Format.XLSX, b"ppt/": Format.PPTX}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What the stream with the text is called. A document may hold one of another kind, which then has its stream as well.
_STREAMS = {
    Format.DOC: ("WordDocument",),
    Format.XLS: ("Workbook", "Book"),
    Format.PPT: ("PowerPoint Document",),
}
_HINTS = {
    Format.DOC: (".doc", ".wps", ".dot", ".wpt", "msword", "wps-writer"),
    Format.XLS: (".xls", ".et", ".xlt", ".ett", "ms-excel", "wps-office.et"),
    Format.PPT: (".ppt", ".dps", ".pps", ".dpt", "ms-powerpoint", "wps-office.dps"),
}


def recognise(data: bytes, name: str = "", content_type: str = "") -> Format | None:
    """Return what a file is; None for a page, plain text, a picture, and whatever else is no document."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\r ")
    if b"%PDF-" in head and not head.startswith(b"<"):
        return Format.PDF
    if head.startswith(_ZIP):
        return _package(data)
    if head.startswith(_OLE):
        return _compound(data, name, content_type)
    return next((known for magic, known in _MAGIC.items() if head.startswith(magic)), None)


def entries(data: bytes) -> Iterator[bytes]:
    """Yield the names in a ZIP's own list, one after the other, without believing how many it says there are."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 0x10016))
    if end < 0 or len(data) - end < 22:
        return
    # Counted from the end: anything may stand before an archive.
    at = end - int(struct.unpack_from("<I", data, end + 12)[0])
    while 0 <= at <= end - 46 and data.startswith(b"PK\x01\x02", at):
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        yield data[at + 46 : at + 46 + name]
        at += 46 + name + extra + comment


def _package(data: bytes) -> Format:
    names = set(islice(entries(data), MEMBERS))
    if b"OFD.xml" in names:
        return Format.OFD
    if b"[Content_Types].xml" not in names:
        return Format.ZIP
    found = (known for folder, known in _PACKAGES.items() if any(name.startswith(folder) for name in names))
    return next(found, Format.ZIP)


def _compound(data: bytes, name: str, content_type: str) -> Format | None:
    places = {known: _place(data, streams) for known, streams in _STREAMS.items()}
    found = sorted((at, known) for known, at in places.items() if at >= 0)
    said = f"{content_type} {name.partition('?')[0]}".lower()
    hinted = (known for _, known in found if any(hint in said for hint in _HINTS[known]))
    return next(hinted, found[0][1] if found else None)


def _place(data: bytes, streams: tuple[str, ...]) -> int:
    """Where a stream of one of these names begins to be listed: a name of 64 bytes, filled up with zeros."""
    places = (data.find(f"{stream}\0".encode("utf-16-le")) for stream in streams)
    return min((at for at in places if at >= 0), default=-1)
