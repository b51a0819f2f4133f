import pytest

from portalwatch.items import Attachment
from portalwatch.normalize.files import clean_attachments, filename

URL = "http://example.cn/files/5.pdf"


def clean(*names: str) -> list[str]:
    return [file.name for file in clean_attachments([Attachment(url=URL, name=name) for name in names])]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("附件：\u3000申报表.doc", "附件： 申报表.doc"),
        ("申报表\u200b.doc", "申报表.doc"),
        ("申报表.doc已下载12次", "申报表.doc"),
        ("申报表.doc（下载次数：12）", "申报表.doc"),
        ("申报表.doc [已下载 12 次]", "申报表.doc"),
        ("申报表（下载）", "申报表（下载）"),
        ("", "5.pdf"),
        (" \u3000", "5.pdf"),
    ],
)
def test_a_name_is_made_readable(raw, name):
    assert clean(raw) == [name]


def test_a_name_that_is_too_long_keeps_its_extension():
    assert clean("附" * 300 + ".docx") == ["附" * 145 + ".docx"]
    assert clean("附" * 300) == ["附" * 150]


def test_a_file_linked_twice_is_one_under_its_longest_name():
    assert clean("下载", "招标文件.pdf", "") == ["招标文件.pdf"]


def test_files_stay_in_order_and_their_addresses_are_canonical():
    raw = [
        Attachment(url="http://example.cn/b.pdf;jsessionid=1F#page=2", name="乙"),
        Attachment(url="http://example.cn/a.pdf", name="甲"),
        Attachment(url="https://www.example.cn/b.pdf", name=""),
    ]

    assert clean_attachments(raw) == (
        Attachment(url="http://example.cn/b.pdf", name="乙"),
        Attachment(url="http://example.cn/a.pdf", name="甲"),
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://example.cn/files/P020210226327587.pdf", "P020210226327587.pdf"),
        ("http://example.cn/files/%E5%85%AC%E5%91%8A.doc", "公告.doc"),
        ("http://example.cn/files/%B9%AB%B8%E6.doc", "公告.doc"),
        ("http://example.cn/files/公告%20(1).doc", "公告 (1).doc"),
        ("http://example.cn/download.jsp?id=12&fileName=%E5%85%AC%E5%91%8A.doc", "公告.doc"),
        ("http://example.cn/download.jsp?file=/a/b/公告.doc", "公告.doc"),
        ("http://example.cn/download.jsp?id=12", "download.jsp"),
        ("http://example.cn/", "example.cn"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_file_without_a_name_goes_by_that_in_its_address(url, name):
    assert filename(url) == name
