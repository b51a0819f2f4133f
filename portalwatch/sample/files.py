"""Attachments: the smallest real PDF, Word and Excel files that hold some lines of Chinese text."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_OFFICE = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MEDIA = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file under a name. `origin` is its bytes, or the lines of text that a file of that suffix is made from."""

    name: str
    origin: bytes | tuple[str, ...]

    @property
    def suffix(self) -> str:
        """The part after the last dot."""
        return self.name.rpartition(".")[2].lower()

    @property
    def media(self) -> str:
        """Its Content-Type."""
        return _MEDIA.get(self.suffix, "application/octet-stream")

    @property
    def content(self) -> bytes:
        """Its bytes; the same for the same lines."""
        if isinstance(self.origin, bytes):
            return self.origin
        return {"pdf": make_pdf, "docx": make_docx, "xlsx": make_xlsx}[self.suffix](self.origin)


def make_pdf(lines: Sequence[str]) -> bytes:
    """One A4 page in the Song font that every PDF reader brings along for Chinese."""
    text = "T* ".join(f"<{line.encode('utf-16-be').hex()}> Tj " for line in lines)
    stream = f"BT /F1 12 Tf 20 TL 60 780 Td {text}ET".encode()
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        (
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
        ),
        (
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
            b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
        ),
    )
    return _number_objects(bodies)


def _number_objects(bodies: Sequence[bytes]) -> bytes:
    pdf, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(pdf))
    return bytes(pdf) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def make_docx(lines: Sequence[str]) -> bytes:
    """One paragraph a line."""
    text = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    parts = {"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>'}
    return _zip_office(parts, main="word/document.xml", types={"word/document.xml": "wordprocessingml.document.main"})


def make_xlsx(lines: Sequence[str]) -> bytes:
    """One row a line: its number and its text."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{number}</v></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for number, line in enumerate(lines, start=1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="汇总表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relate("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    types = {"xl/workbook.xml": "spreadsheetml.sheet.main", "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
    return _zip_office(parts, main="xl/workbook.xml", types=types)


def _zip_office(parts: Mapping[str, str], *, main: str, types: Mapping[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_OFFICE}.{kind}+xml"/>' for name, kind in types.items()
    )
    content_types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    everything = {"[Content_Types].xml": content_types, "_rels/.rels": _relate("officeDocument", main), **parts}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in everything.items():
            # A ZipInfo of its own carries 1980-01-01, so that the same lines give the same bytes.
            file.writestr(zipfile.ZipInfo(name), _HEAD + text, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _relate(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'
