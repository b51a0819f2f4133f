"""Documents made here: real ones, as small as they come, and those that are made to do harm."""

import io
import struct
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = {"[Content_Types].xml": "<Types/>"}
OFD_SPACE = "http://www.ofdspec.org/2016"


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


def word(body: str, before: str = "") -> bytes:
    """A DOCX with this markup in its body, and something before its root."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{HEAD}{before}<w:document xmlns:w="{space}" xmlns:mc="m"><w:body>{body}</w:body></w:document>'
    return zipped({**TYPES, "word/document.xml": document})


def paragraphs(*lines: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)


def workbook(rows: str, *, strings: str = "", styles: str = "", before: str = "") -> bytes:
    """An XLSX with these rows in its one sheet."""
    files = {"xl/worksheets/sheet1.xml": f"{HEAD}{before}<worksheet><sheetData>{rows}</sheetData></worksheet>"}
    if strings:
        files["xl/sharedStrings.xml"] = f"{HEAD}{before}<sst>{strings}</sst>"
    if styles:
        files["xl/styles.xml"] = f"<styleSheet>{styles}</styleSheet>"
    return zipped({**TYPES, **files})


def slides(*texts: str) -> bytes:
    """A PPTX with a text a slide."""
    files = {
        f"ppt/slides/slide{number}.xml": f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>{text}</a:t></a:p></p:sld>'
        for number, text in enumerate(texts, start=1)
    }
    return zipped({**TYPES, **dict(sorted(files.items()))})


def ofd(*pages: str, before: str = "") -> bytes:
    """An OFD whose pages hold this markup, the last of them listed first in the archive."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    space = f'xmlns:ofd="{OFD_SPACE}"'
    contents = {
        f"Doc_0/Pages/Page_{number}/Content.xml": f"{before}<ofd:Page {space}>{page}</ofd:Page>"
        for number, page in enumerate(pages)
    }
    return zipped({
        **dict(reversed(contents.items())),
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    })  # fmt: skip


def placed(text: str, top: float) -> str:
    """A piece of text on a page of an OFD, so many millimetres from its top."""
    return f'<ofd:TextObject Boundary="20 {top} 100 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    content, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(content))
    return bytes(content) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def page(content: bytes, extra: bytes = b"") -> bytes:
    """A PDF of one page with this object as its content; `extra` stands in its resources."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % extra,
        content,
    )


def compound(**streams: bytes) -> bytes:
    """An OLE file with these streams, each filled up to the 4,096 bytes from which on it has sectors of its own."""
    parts = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors, chains, entries = bytearray(), [], []
    for name, data in parts.items():
        first, count = len(chains), -(-len(data) // 512)
        chains += [*range(first + 1, first + count), -2]
        sectors += data.ljust(count * 512, b"\0")
        entries.append((name, 2, first, len(data)))
    tree = [("Root Entry", 5, -2, 0), *entries]
    directory = b"".join(_entry(number, len(tree), *each) for number, each in enumerate(tree)).ljust(2048, b"\0")
    first = len(chains)
    chains += [*range(first + 1, first + 4), -2, -3]
    table = struct.pack(f"<{len(chains)}i", *chains).ljust(512, b"\xff")
    head = struct.pack("<8s16xHHHHH6xIIiIIiIiI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1,
                       first, 0, 4096, -2, 0, -2, 0)  # fmt: skip
    return head + struct.pack("<i", first + 4).ljust(436, b"\xff") + bytes(sectors) + directory + table


def _entry(number: int, count: int, name: str, kind: int, first: int, size: int) -> bytes:
    letters = f"{name}\0".encode("utf-16-le")
    right = number + 1 if 0 < number < count - 1 else -1
    child = 1 if kind == 5 else -1
    return struct.pack("<64sHBBiii16x4x16xiI4x", letters, len(letters), kind, 1, -1, right, child, first, size)


def old_word(text: str) -> bytes:
    """A DOC: a header that says where the text is, the text, and a table of its one piece."""
    text = f"{text}\r".replace("\n", "\r")
    letters = text.encode("utf-16-le")
    head = bytearray(1024)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0x0A, 0x1000)
    struct.pack_into("<II", head, 0x18, 1024, 1024 + len(letters))
    struct.pack_into("<H", head, 0x20, 14)
    struct.pack_into("<H", head, 0x3E, 22)
    struct.pack_into("<I", head, 0x4C, len(text))
    pieces = struct.pack("<BIIIHIH", 2, 16, 0, len(text), 0, 1024, 0)
    struct.pack_into("<II", head, 0x1A2, 0, len(pieces))
    return compound(WordDocument=bytes(head) + letters, **{"0Table": pieces})


def old_sheet(*cells: str) -> bytes:
    """An XLS with a cell a row."""
    records = [struct.pack("<HHHHHHII", 0x809, 16, 0x600, 0x10, 0, 0, 0, 0)]
    for row, text in enumerate(cells):
        letters = text.encode("utf-16-le")
        label = struct.pack("<HHHHB", row, 0, 0, len(text), 1) + letters
        records.append(struct.pack("<HH", 0x204, len(label)) + label)
    return compound(Workbook=b"".join([*records, struct.pack("<HH", 0x0A, 0)]))
