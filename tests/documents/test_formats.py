import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.documents import Format, recognise
from portalwatch.documents.formats import entries

from .samples import TYPES, compound, ofd, old_sheet, old_word, page, slides, word, workbook, zipped

DOCUMENTS = {
    Format.PDF: page(b"<<>>"),
    Format.DOCX: word(""),
    Format.XLSX: workbook(""),
    Format.PPTX: slides("一"),
    Format.OFD: ofd(""),
    Format.ZIP: zipped({"通知.txt": "一"}),
    Format.DOC: old_word("一"),
    Format.XLS: old_sheet("一"),
    Format.PPT: compound(**{"PowerPoint Document": b"1"}),
    Format.RTF: rb"{\rtf1 abc}",
    Format.RAR: b"Rar!\x1a\x07\x01\x00",
    Format.SEVENZIP: b"7z\xbc\xaf\x27\x1c\x00\x04",
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_told_by_its_bytes_whatever_it_is_called(kind):
    assert recognise(DOCUMENTS[kind]) is kind
    assert recognise(DOCUMENTS[kind], "index.html", "text/html") is kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "关于征求意见的通知".encode(),
        b"<html><p>%PDF-1.7 is how a PDF begins</p></html>",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"<html xmlns:w='urn:schemas-microsoft-com:office:word'>",
    ],
)
def test_a_page_a_text_and_a_picture_are_no_documents(data):
    assert recognise(data, "通知.doc", "application/msword") is None


def test_an_archive_that_only_has_a_folder_of_that_name_is_an_archive():
    assert recognise(zipped({"word/通知.txt": "一"})) is Format.ZIP
    assert recognise(zipped({**TYPES, "other/1.xml": ""})) is Format.ZIP


def test_a_document_within_an_archive_does_not_make_it_one():
    assert recognise(zipped({"通知.docx": word("")}, zipfile.ZIP_STORED)) is Format.ZIP


def test_the_name_decides_where_a_document_holds_another_one():
    both = compound(WordDocument=b"1", Workbook=b"2")
    assert [recognise(both), recognise(both, "a.wps"), recognise(both, "a.ET?id=1")] == ["doc", "doc", "xls"]
    assert recognise(both, "download.jsp", "application/vnd.ms-excel") is Format.XLS


def test_the_names_in_an_archive_are_read_wherever_it_begins():
    assert list(entries(b"junk" * 100 + zipped({"a": "1", "b/c": "2"}))) == [b"a", b"b/c"]


@given(st.binary(max_size=200), st.sampled_from(sorted(DOCUMENTS)), st.integers(0, 3000))
def test_any_bytes_are_one_thing_or_another(junk, kind, cut):
    recognise(junk)
    recognise(DOCUMENTS[kind][:cut] + junk)
    list(entries(junk + DOCUMENTS[kind][cut:]))
