"""Documents that are made to take all memory, all time, or to lead somewhere else."""

import os
import struct
import zlib

import pytest

from portalwatch.documents.limits import MEMBERS, MEMORY

from .samples import TYPES, ofd, page, paragraphs, pdf, word, workbook, zipped

MB = 1024 * 1024
#: What the process that reads may take, whatever it is given.
MOST = 300 * MB
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE r [<!ENTITY l0 "哈">{LAUGHS}]>'


def nested(depth: int) -> bytes:
    data = zipped({"内.txt": "内层"})
    for _ in range(depth):
        data = zipped({"内.zip": data})
    return data


def external(path: str) -> str:
    return f'<!DOCTYPE r [<!ENTITY e SYSTEM "file://{path}">]>'


def deflated(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 1)
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (len(packed), extra, packed)


def test_the_limits_leave_room_below_what_may_be_taken():
    assert MEMORY < MOST


@pytest.mark.parametrize(
    ("make", "detail"),
    [
        pytest.param(lambda: zipped({"零.txt": bytes(50 * MB)}), "it unpacks to more than", id="1000-fold"),
        pytest.param(
            lambda: zipped({f"{n}.txt": bytes(50 * MB) for n in range(5)} | {"散": os.urandom(3 * MB)}),
            f"it unpacks to more than {200 * MB} bytes",
            id="250 MB",
        ),
        pytest.param(
            lambda: zipped({str(n): "" for n in range(MEMBERS + 1)}), "more than 2000 files", id="2,001 files"
        ),
        pytest.param(lambda: zipped({str(n): "" for n in range(20_000)}), "more than 2000 files", id="20,000 files"),
        pytest.param(
            lambda: workbook("<row><c><v>1</v></c></row>" * (2 * MB)), "it unpacks to more than", id="a sheet of 52 MB"
        ),
    ],
)
def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(measure, make, detail):
    done = measure(make())
    assert done.fault["kind"] == "bomb"
    assert done.fault["detail"].startswith(detail)
    assert done.peak < MOST


def test_archives_in_archives_are_opened_to_the_second(measure):
    assert "内层" in measure(nested(1)).text
    for depth in (2, 8):
        done = measure(nested(depth))
        assert "内层" not in done.text
        assert done.members[-1]["fault"] == {"kind": "bomb", "detail": "archives in archives, more than 2 deep"}
        assert done.peak < MOST


def test_what_archives_in_an_archive_unpack_to_is_counted_together(measure):
    inner = zipped({"零.bin": bytes(900 * 1024)})
    done = measure(zipped({f"{n}.zip": inner for n in range(20)}))
    faults = [member["fault"]["kind"] for member in done.members if member["fault"]]
    assert faults == ["bomb"] * 19
    assert done.peak < MOST


def test_a_file_that_is_longer_than_it_says_is_not_read_beyond_that(measure):
    data = bytearray(zipped({"零.txt": bytes(50 * MB)}))
    for place in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        struct.pack_into("<I", data, place, 1000)
    done = measure(bytes(data))
    assert done.members[0]["fault"]["kind"] == "damaged"
    assert done.peak < MOST


def test_a_list_of_files_that_is_as_long_as_can_be_takes_no_more_memory_than_there_is(measure):
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 4) + bytes(16) + b"name"
    files = (6 * MB) // len(entry)
    # The old list of an archive says how long it is; one of the long form need not be where that says.
    long = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, files, files, files * len(entry), 4)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + files * len(entry), 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    done = measure(b"PK\x03\x04" + entry * files + long + locator + end, "名单.zip")
    assert done.fault["kind"] in ("memory", "bomb")
    assert done.peak < MOST


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.txt", "a/../../b", "\x1b[31m红"])
def test_the_name_of_a_file_is_no_path(measure, name):
    done = measure(zipped({f"{name}.txt": "内容"}))
    assert done.text.endswith("内容")
    assert "\x1b" not in done.members[0]["name"]


def test_a_name_of_three_hundred_bytes_is_a_name(measure):
    name = "标" * 100 + ".txt"
    done = measure(zipped({name: "内容"}))
    assert (done.members[0]["name"], done.text) == (name, f"{name}\n内容")


PLACES = {
    "docx": lambda before, text: word(paragraphs("甲") + f"<w:t>{text}</w:t>", before),
    "xlsx": lambda before, text: workbook(
        f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>', strings="<si><t>甲</t></si>", before=before
    ),
    "ofd": lambda before, text: ofd(
        f"<ofd:TextObject><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject>", before=before
    ),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_billion_laughs_are_not_laughed(measure, kind):
    done = measure(PLACES[kind](BILLION, "&l9;"))
    assert done.fault == {"kind": "bomb", "detail": "its XML declares a DOCTYPE"}
    assert done.peak < MOST


@pytest.mark.parametrize("kind", PLACES)
def test_no_other_file_is_brought_in(measure, tmp_path, kind):
    (tmp_path / "secret.txt").write_text("SENTINEL")
    done = measure(PLACES[kind](external(str(tmp_path / "secret.txt")), "&e;"))
    assert done.fault == {"kind": "bomb", "detail": "its XML declares a DOCTYPE"}
    assert "SENTINEL" not in done.text
    # And the same entity undeclared is nothing at all.
    assert measure(PLACES[kind]("", "&e;")).fault["kind"] == "damaged"


def test_xml_in_another_encoding_declares_no_entities_either(measure):
    document = ('<?xml version="1.0" encoding="UTF-16"?>' + BILLION + "<w:document/>").encode("utf-16")
    done = measure(zipped({**TYPES, "word/document.xml": document}))
    assert done.fault == {"kind": "bomb", "detail": "its XML declares a DOCTYPE"}


@pytest.mark.parametrize(
    "body", ["<w:p>" * 200_000 + "</w:p>" * 200_000, f"<w:t>{'长' * 5_000_000}</w:t>", "<w:p a='1'/>" * 200_000]
)
def test_deep_and_long_xml_takes_no_more_memory_than_there_is(measure, body):
    filling = os.urandom(MB)
    data = zipped({**TYPES, "word/document.xml": f'<w:document xmlns:w="w">{body}</w:document>', "x": filling})
    done = measure(data)
    assert done.fault is None or done.fault["kind"] in ("no-text", "memory")
    assert len(done.text) <= 200_000
    assert done.peak < MOST


CATALOGUE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
FORM = b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>"
LOOP = pdf(*CATALOGUE)
PDFS = {
    "a stream of 300 MB in two layers": lambda: page(
        deflated(zlib.compress(bytes(300 * MB), 1)).replace(b"/FlateDecode", b"[/FlateDecode/FlateDecode]")
    ),
    "a stream of 300 MB": lambda: page(deflated(bytes(300 * MB))),
    "a stream of 60 MB of text": lambda: page(
        deflated(b"BT /F1 9 Tf " + b"(standard) Tj " * (60 * MB // 14)),
        b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
    ),
    "an object 1,000,000 deep": lambda: page(b"[" * 1_000_000 + b"]" * 1_000_000),
    "a page that contains itself": lambda: page(
        b"<</Type/XObject%s/Length 5>>stream\n/A Do\nendstream" % FORM, b"/XObject<</A 4 0 R>>"
    ),
    "a page tree that contains itself": lambda: pdf(
        CATALOGUE[0], b"<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 1000000000>>"
    ),
    "tables that go on in each other": lambda: pdf(*CATALOGUE, trailer=b"/Prev %d" % (LOOP.rindex(b"xref\n0"))),
    "a length that is itself": lambda: page(b"<</Length 4 0 R>>stream\n\nendstream"),
    "a billion pages": lambda: pdf(CATALOGUE[0], b"<</Type/Pages/Kids[]/Count 2147483647>>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_takes_no_more_memory_and_time_than_there_is(measure, name):
    done = measure(PDFS[name]())
    assert done.fault is not None or done.text
    assert done.peak < MOST
