import zipfile

import pytest

from portalwatch.documents import Document, Fault, Format, Member, read_document
from portalwatch.documents.limits import LARGEST, TEXT
from portalwatch.sample.files import make_docx, make_pdf, make_xlsx

from .samples import ofd, page, paragraphs, placed, slides, word, workbook, zipped

LINES = ("关于公开征求《建筑幕墙工程技术标准》意见的通知", "各有关单位：", "请于2022年7月15日前反馈。")


@pytest.mark.parametrize(("make", "kind"), [(make_pdf, "pdf"), (make_docx, "docx")])
def test_a_document_is_its_lines_of_text(make, kind):
    assert read_document(make(LINES)) == Document(format=Format(kind), text="\n".join(LINES))


def test_a_sheet_is_a_line_a_row():
    assert read_document(make_xlsx(LINES)).text == "\n".join(f"{n} {line}" for n, line in enumerate(LINES, start=1))


def test_a_line_of_a_pdf_that_was_broken_for_want_of_room_goes_on():
    full = "为规范建筑装饰装修市场秩序加强幕墙工程质量管理现将标准征求意见稿印"
    last = "发给你们。"
    text = read_document(make_pdf((full, full[::-1], last, "请反馈意见。"))).text
    assert text == f"{full}{full[::-1]}{last}\n请反馈意见。"


def test_what_stands_side_by_side_in_a_pdf_is_one_line():
    content = b"BT /F1 12 Tf 1 0 0 1 60 780 Tm (GB/T) Tj 1 0 0 1 200 779 Tm (21086) Tj 1 0 0 1 60 700 Tm (2022) Tj ET"
    font = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    assert read_document(page(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content), font)).text == (
        "GB/T 21086\n2022"
    )


def test_a_table_in_a_word_document_is_a_line_a_row():
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    body = f"<w:tbl>{row.format(paragraphs('标准号', '编号'), paragraphs('名称'))}</w:tbl>{paragraphs('说明')}"
    assert read_document(word(body)).text == "标准号 编号 名称\n说明"


def test_what_was_deleted_moved_or_is_there_twice_in_a_word_document_is_left_out():
    body = (
        "<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t></w:r>"
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom>"
        "<mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback>"
        "</mc:AlternateContent><w:instrText>PAGE</w:instrText></w:p>"
    )
    assert read_document(word(body)).text == "一 二\n三框"


def test_slides_come_in_the_order_of_their_numbers():
    assert read_document(slides(*"一二三四五六七八九十")).text.split() == list("一二三四五六七八九十")


def test_a_sheet_shows_shared_texts_days_and_numbers():
    strings = "<si><r><t>实施</t></r><r><t>日期</t></r><rPh><t>shi</t></rPh></si><si><t>面积</t></si>"
    styles = (
        '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
        '<numFmt numFmtId="177" formatCode="0.0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
        '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/>'
        '<xf numFmtId="177"/></cellXfs>'
    )
    rows = (
        '<row><c t="s"><v>0</v></c><c s="1"><v>44721</v></c><c s="2"><v>44721.5</v></c></row>'
        '<row><c t="s"><v>1</v></c><c s="0"><f>A1*2</f><v>3000</v></c><c s="3"><v>2.5</v></c></row>'
        '<row><c t="s"><v>99</v></c><c s="1"><v>1e30</v></c><c t="b"><v>1</v></c></row>'
    )
    assert read_document(workbook(rows, strings=strings, styles=styles)).text == (
        "实施日期 2022-06-09 2022-06-09\n面积 3000 2.5\n99 1e30 1"
    )


def test_an_ofd_is_read_page_by_page_and_line_by_line():
    first = placed("关于", 20) + placed("征求意见的通知", 20.4) + placed("各有关单位：", 30)
    assert (
        read_document(ofd(first, placed("联系人：张三", 20))).text == "关于征求意见的通知\n各有关单位：\n\n联系人：张三"
    )


def test_an_rtf_is_read_in_its_code_page():
    data = rb"""{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}{\*\generator WPS;}
\'b9\'d8\'d3\'da\u24449?\u27714?\par a\{b\}\tab c}"""
    assert read_document(data).text == "关于征求\na{b} c"


def test_an_archive_is_the_texts_of_its_files_under_their_names():
    data = zipped({
        "附件/": "",
        "附件/通知.docx": make_docx(("各有关单位：",)),
        "内层.zip": zipped({"名单.txt": "张三".encode("gb18030")}),
        "照片.png": b"\x89PNG",
        "坏.pdf": b"%PDF-1.7 nothing more",
        "__MACOSX/._通知.docx": b"\0",
    })  # fmt: skip
    document = read_document(data)
    assert document.text == "附件/通知.docx\n各有关单位：\n\n内层.zip\n\n名单.txt\n张三\n照片.png\n\n坏.pdf"
    names = ["附件/通知.docx", "内层.zip", "名单.txt", "照片.png", "坏.pdf"]
    assert [member.name for member in document.members] == names
    assert [member.fault.kind for member in document.members if member.fault] == ["damaged"]


def test_the_names_that_windows_writes_are_decoded():
    data = zipped({"AAAA.txt": "一"}).replace(b"AAAA", "通知".encode("gb18030"))
    assert read_document(data).members == (Member(name="通知.txt"),)


def test_an_archive_in_which_nothing_can_be_read_says_why():
    damaged = zipped({"坏.pdf": b"%PDF-1.7"})
    assert read_document(damaged).problem is None  # its name is a text too
    assert read_document(zipped({})).problem == Fault(kind="no-text", detail="it has no text")


def test_a_pdf_of_pictures_says_that_it_has_no_text():
    assert read_document(page(b"<</Length 0>>stream\n\nendstream")).problem == Fault(
        kind="no-text", detail="it has no text"
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7", word("")[:200], zipped({"[Content_Types].xml": "", "word/a": ""})])
def test_a_damaged_document_says_so(data):
    assert read_document(data).problem.kind == "damaged"


def test_a_file_that_is_no_document_is_not_read():
    assert read_document(b"<html>").problem.kind == "unknown"
    assert read_document(b"Rar!\x1a\x07\x01\x00").problem == Fault(
        kind="unsupported", detail="rar archives are not opened"
    )
    assert read_document(b"%PDF-".ljust(LARGEST + 1)).problem.kind == "too-large"


def test_a_locked_file_says_so():
    locked = bytearray(zipped({"一.txt": "一"}, zipfile.ZIP_STORED))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert read_document(bytes(locked)).members[0].fault == Fault(kind="encrypted", detail="it needs a password")


def test_a_text_is_cleaned_and_cut():
    text = read_document(word(paragraphs("一\u200b\u00a0 二", "三") + paragraphs("长" * TEXT))).text
    assert text.startswith("一 二\n三\n长")
    assert len(text) <= TEXT
