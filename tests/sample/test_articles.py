import io
import re
import zipfile
from datetime import datetime
from random import Random
from xml.etree import ElementTree as ET

import pytest

from portalwatch.sample import File, Portal
from portalwatch.sample.articles import Writer
from portalwatch.sample.sections import SECTIONS, ZONE

LINES = ("评审结果 & 名单", "㙓坪县 <一等奖>")


def everything(portal):
    return [(one.path, one.title, one.published, one.body, one.attachments) for one in portal.articles()]


def test_the_same_seed_writes_the_same_articles():
    assert everything(Portal(seed=3, per_section=5)) == everything(Portal(seed=3, per_section=5))


def test_another_seed_writes_others():
    assert everything(Portal(seed=3, per_section=5)) != everything(Portal(seed=4, per_section=5))


def test_no_two_articles_have_one_title_or_one_address():
    articles = Portal().articles()

    assert len(articles) == 450
    assert len({one.title for one in articles}) == len({one.path for one in articles}) == 450


def test_titles_stay_apart_when_the_words_run_out():
    writer = Writer(Random(1))
    titles = {writer.title(SECTIONS["works"], datetime(2022, 6, 9, tzinfo=ZONE)) for _ in range(1500)}

    assert len(titles) == 1500


@pytest.mark.parametrize("key", [key for key, section in SECTIONS.items() if section.kind == "standard"])
def test_every_standard_carries_its_number(key, portal):
    number = re.compile(r"(T/CBDA|DB42/T|JGJ/T|GB/T|T/CECS) \d+[-—]\d{4}")

    assert all(number.search(one.title) for one in portal.articles(key))


def test_policies_carry_document_numbers(portal):
    numbered = [one for one in portal.articles("policies") if re.search(r"〔2022〕\d+号", one.title)]

    assert len(numbered) >= 5


def test_articles_are_dated_before_now_to_the_minute(portal):
    assert all(one.published < portal.now and one.published.second == 0 for one in portal.articles())


def test_ids_follow_the_publish_times(portal):
    ids = [one.id for one in sorted(portal.articles(), key=lambda one: (one.published, one.id))]

    assert ids == sorted(ids)


def test_a_pdf_finds_its_own_objects():
    pdf = File("名单.pdf", LINES).content
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF", pdf)[1])
    offsets = re.findall(rb"(\d{10}) 00000 n ", pdf[start:])

    assert pdf.startswith(b"%PDF-1.4")
    assert pdf[start:].startswith(b"xref")
    assert [pdf[int(offset) :].split(b" obj")[0] for offset in offsets] == [b"%d 0" % n for n in range(1, 8)]
    assert LINES[1].encode("utf-16-be").hex().encode() in pdf


@pytest.mark.parametrize("name", ["回执.docx", "汇总.xlsx"])
def test_an_office_file_is_a_zip_of_well_formed_xml_with_its_text(name):
    with zipfile.ZipFile(io.BytesIO(File(name, LINES).content)) as archive:
        texts = ["".join(ET.fromstring(archive.read(part)).itertext()) for part in archive.namelist()]

    assert "[Content_Types].xml" in archive.namelist()
    assert any(all(line in text for line in LINES) for text in texts)


def test_a_file_given_as_bytes_is_served_as_such():
    assert File("怪.zip", b"PK").content == b"PK"
    assert File("怪.zip", b"PK").media == "application/octet-stream"


def test_the_same_lines_make_the_same_bytes():
    assert all(File(f"a.{suffix}", LINES).content == File(f"b.{suffix}", LINES).content for suffix in ("pdf", "docx"))
