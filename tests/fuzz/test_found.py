"""What the search for such inputs has found, so that it stays mended."""

import pytest

from portalwatch.extract import read_article, read_list
from portalwatch.extract.navigation import find_offers
from portalwatch.normalize.urls import canonical, key
from tests.extract.samples import page

DEAD = "http://[x"
ROW = '<li><a href="1">会议通知某某</a>2022-06-09'


@pytest.mark.parametrize(
    "markup",
    [
        f'<li><a href="{DEAD}">通知公告</a>',
        f'{ROW}<li><a href="{DEAD}">会议通知某二</a>2022-06-08</ul><a href="{DEAD}">更多</a>',
        f'{ROW}</ul><div><a data-url="{DEAD}" data-page="2">加载更多</a></div>',
        f'<datastore><nextgroup><![CDATA[<a href="{DEAD}">]]></nextgroup><![CDATA[{ROW}]]></datastore>',
        f'{ROW}</ul><form action="{DEAD}"><input type="hidden" name="page"></form><a onclick="go(2)">下一页</a>',
    ],
)
def test_an_address_that_nobody_can_read_costs_only_itself(markup):
    if ROW in markup:
        assert "会议通知某某" in [row.title for row in read_list(page(markup)).rows]
    assert all(offer.url != DEAD for offer in find_offers(page(markup)))
    read_article(page(markup))


def test_a_blank_before_a_fragment_ends_no_address():
    assert canonical("http://www.example.cn/a\u3000#top") == "http://www.example.cn/a"
    assert key("http://www.example.cn/a\u3000#top") == key("http://www.example.cn/a")


def test_a_pager_beside_a_long_number_is_read_all_the_same():
    listed = "<ul><li><a href=1>会议通知某某</a>2022-06-09<li><a href=2>会议通知某二</a>2022-06-08</ul>"
    found = read_list(page(f"{listed}<div>{'1' * 50_000} 3/10页 <a href=p4>下一页</a></div>"))
    assert found.next is not None


def test_a_file_among_broken_links_of_a_script_is_found():
    script = "<a href='" * 5_000 + "><a href='/b/1.doc'>附件：报名表</a>"
    found = read_article(page(f'<h1>会议通知某某</h1><p>2022-06-09</p><script>document.write("{script}");</script>'))
    assert [file.name for file in found.attachments] == ["附件：报名表"]
