"""Which module reads which format; only the one that is needed is imported."""

from collections.abc import Callable, Iterator
from importlib import import_module

from portalwatch.documents.formats import Format
from portalwatch.documents.unpacking import Budget

#: Yields pieces of text; raises DocumentError where it cannot go on.
Reader = Callable[[bytes, Budget], Iterator[str]]

_MODULES = {
    Format.PDF: "pdf",
    Format.DOCX: "office",
    Format.PPTX: "office",
    Format.XLSX: "sheets",
    Format.OFD: "ofd",
    Format.ZIP: "archive",
    Format.DOC: "legacy",
    Format.XLS: "legacy",
    Format.PPT: "legacy",
    Format.RTF: "rtf",
}


def load(kind: Format) -> Reader:
    """Return the reader of a format: `read_` and its name. KeyError for one that is not read."""
    module = import_module(f"portalwatch.documents.{_MODULES[kind]}")
    reader: Reader = getattr(module, f"read_{kind}")
    return reader
