import codecs

import pytest

from portalwatch.errors import PageError
from portalwatch.extract import Page, decode
from tests.extract.samples import URL, page

CHINESE = "通知公告：幕墙工程技术规范"


@pytest.mark.parametrize(
    ("body", "header", "text", "encoding"),
    [
        (CHINESE.encode(), "text/html; charset=gbk", CHINESE, "utf-8"),
        (codecs.BOM_UTF8 + CHINESE.encode(), None, CHINESE, "utf-8"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "gbk", CHINESE, "utf-16-le"),
        (CHINESE.encode("gbk"), "text/html; charset=gb2312", CHINESE, "gb18030"),
        (f"{CHINESE}镕".encode("gbk"), "text/html; charset=GB2312", f"{CHINESE}镕", "gb18030"),
        (CHINESE.encode("gbk"), "text/html; charset=utf-8", CHINESE, "gb18030"),
        (CHINESE.encode("gbk"), None, CHINESE, "gb18030"),
        (CHINESE.encode("gbk"), "text/html; charset=ISO-8859-1", CHINESE, "gb18030"),
        ("協會公告".encode("big5"), "big5", "協會公告", "big5"),
        (b'<meta charset="big5">' + "協會公告".encode("big5"), None, '<meta charset="big5">協會公告', "big5"),
        ("<?xml version='1.0' encoding='euc-kr'?>가나다".encode("euc-kr"), "text/html", None, "euc_kr"),
        (CHINESE.encode("gbk"), "text/html; charset=no-such", CHINESE, "gb18030"),
        (CHINESE.encode("gbk"), "text/html; charset=undefined", CHINESE, "gb18030"),
        (CHINESE.encode("gbk"), "text/html; charset=base64", CHINESE, "gb18030"),
        (b"caf\xe9 ", None, "caf\ufffd ", "utf-8"),
        (b"caf\xe9 ", "iso-8859-1", "café ", "iso8859-1"),
        (b"", None, "", "utf-8"),
    ],
)
def test_bytes_are_decoded_as_what_they_are(body, header, text, encoding):
    decoded = decode(body, header=header)

    assert decoded[1] == encoding
    assert text is None or decoded[0] == text


def test_an_override_outranks_what_the_page_says():
    assert decode(CHINESE.encode(), override="gbk") == (CHINESE.encode().decode("gb18030", "replace"), "gb18030")


def test_of_two_encodings_that_do_not_fit_the_better_one_is_taken():
    body = (CHINESE * 40).encode("gbk") + b"\xff"

    assert decode(body, header="utf-8") == (CHINESE * 40 + "\ufffd", "gb18030")


def test_a_few_lost_characters_are_replaced():
    assert Page.of((CHINESE * 200).encode() + b"\xff", url=URL).text.endswith("\ufffd")


def test_utf8_with_a_character_cut_in_the_middle_is_utf8_whatever_else_would_fit():
    body = ((CHINESE * 20).encode()[:-1] + b" ") + CHINESE.encode()[:-1] + b"0"

    assert decode(body, header="gbk") == (f"{CHINESE * 20}"[:-1] + "\ufffd " + CHINESE[:-1] + "\ufffd0", "utf-8")


def test_a_page_that_lost_too_much_is_refused():
    with pytest.raises(PageError, match="2 of 15 characters are not gb18030"):
        Page.of(CHINESE.encode("gbk") + b"\xff\xff", url=URL)


TEXT = "各有关单位：为做好建筑幕墙质量提升工作，现将有关事项通知如下。" * 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT.encode().decode("gb18030", "ignore"), "UTF-8 that was read as GBK before it was sent"),
        (TEXT.encode().decode("latin-1"), "Chinese that was read as Latin-1 before it was sent"),
        (TEXT.encode().decode("cp1252", "ignore"), "Chinese that was read as Latin-1 before it was sent"),
        (TEXT.encode().decode("latin-1").encode().decode("latin-1"), "Chinese that was read as Latin-1"),
        (TEXT.encode("gbk").decode("latin-1"), "Chinese that was read as Latin-1 before it was sent"),
        (TEXT.encode("gbk").decode("utf-8", "replace"), "characters are not utf-8"),
        (TEXT.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "replace"), "are not utf-8"),
        (TEXT.encode("gbk").decode("utf-8", "replace").encode().decode("latin-1"), "are not utf-8"),
    ],
)
def test_mojibake_is_refused_also_when_it_was_made_before_it_was_sent(text, reason):
    with pytest.raises(PageError, match=reason):
        Page.of(f"<h1>{CHINESE}</h1><p>{text}</p>".encode(), url=URL)


def test_another_encoding_that_gb18030_happens_to_fit_is_refused():
    body = ("各有關單位為貫徹落實中央經濟工作會議精神現將有關事項通知如下" * 4).encode("big5")

    with pytest.raises(PageError, match="letters of many scripts among the characters, so not gb18030"):
        Page.of(body, url=URL)


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}有一种乱码叫“锟斤拷”，另一种叫“ï¿½”。" + TEXT * 60,
        f"锛、銆、鐨三个字很少见。{TEXT}",
        "Où est l'hôtel ? À côté du café, près de la forêt ; prix : 5 £, 3 µm.",
        "各有關單位為貫徹落實中央經濟工作會議精神現將有關事項通知如下",
        "ÀÉÎÕÜ".lower() + TEXT * 20,
    ],
)
def test_rare_characters_and_foreign_words_are_no_mojibake(text):
    for encoding in ("utf-8", "gb18030"):
        assert Page.of(text.encode(encoding), url=URL).text == text


def test_a_short_page_of_a_few_rare_characters_is_let_pass():
    assert Page.of("钃矫鍚勬湁：α、β、ァ".encode("gb18030"), url=URL).encoding == "gb18030"


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<?xml version='1.0'?>", b"<!-- -->", b"\0", b"<?xml version='1.0' encoding='gb2312'?>"]
)
def test_an_empty_page_has_an_empty_root(body):
    empty = Page.of(body, url=URL)

    assert empty.root.tag == "html"
    assert empty.outline.anchors == []
    assert empty.title == ""


def test_an_xml_declaration_does_not_disturb():
    markup = '<?xml version="1.0" encoding="gb2312"?><html><title>通知公告</title></html>'

    assert Page.of(markup.encode("gbk"), url=URL).title == "通知公告"


def test_scripts_are_kept_apart_from_the_markup():
    made = page("<body><script>var a = 1;</script><script src=a.js></script><style>p {}</style><p>正文</p></body>")

    assert made.scripts == ("var a = 1;",)
    assert "".join(made.root.itertext()) == "正文"


def test_text_below_very_deep_nesting_is_not_lost():
    assert page("<body>" + "<font>" * 600 + "<a href=1.html>公告</a></body>").outline.anchors


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("1.html", "http://portal.test/news/1.html"),
        ("./a/../1.html", "http://portal.test/news/1.html"),
        (" /1\n.html ", "http://portal.test/1.html"),
        (r"..\upload\1.doc", "http://portal.test/upload/1.doc"),
        ("//other.test/1", "http://other.test/1"),
        ("?id=1", "http://portal.test/news/index.html?id=1"),
        ("javascript:open('a\\b')", "javascript:open('a\\b')"),
        ("javascript:;", "javascript:;"),
        ("http://[bad", "http://[bad"),
        ("", URL),
    ],
)
def test_addresses_are_made_absolute(href, url):
    assert page("").absolute(href) == url


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ('<base href="http://www.portal.test/">', "http://www.portal.test/1.html"),
        ('<base target="_blank"><base href="/a/">', "http://portal.test/a/1.html"),
        ('<base href=" ">', "http://portal.test/news/1.html"),
    ],
)
def test_a_base_element_is_what_addresses_are_relative_to(base, url):
    assert page(f"<head>{base}</head>").absolute("1.html") == url


@pytest.mark.parametrize(
    "markup", ["<p>甲" * 60_001, "<A\nhref=x>甲</A>" * 8_001, "甲" * 4_000_001, '{"a": "' + "<a href=x>" * 8_001 + '"}']
)
def test_a_page_that_holds_more_than_people_read_is_refused(markup):
    with pytest.raises(PageError, match="too large for a page: [0-9]+ characters, [0-9]+ tags, [0-9]+ links"):
        Page.of(markup.encode(), url="http://portal.test/")
