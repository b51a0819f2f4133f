import pytest

from tests.extract.families.samples import ROOT, following

WIDGET = "$('#page').pagination({ pageIndex: pageIndex, pageSize: 15, total: 40 });"
OPENS = """$('#page').on('pageClicked', function (event, data) {
  if (data.pageIndex == 0) { window.location.href = "/news/moreinfo.html"; }
  else { window.location.href = "/news/" + (data.pageIndex + 1) + ".html"; } });"""
REPLACES = "window.location.replace('/news/moreinfo.html?categoryNum=7&pageIndex=' + (data.pageIndex + 1));"
READS = "var pageIndex = getQueryString('pageIndex');"


@pytest.mark.parametrize(
    ("script", "url", "expected"),
    [
        (WIDGET + OPENS, f"{ROOT}moreinfo.html", "2.html"),
        (WIDGET + OPENS, f"{ROOT}2.html", "3.html"),
        (WIDGET + OPENS, f"{ROOT}3.html", None),
        (WIDGET + OPENS, f"{ROOT}other/3.html", "2.html"),
        (WIDGET + REPLACES, f"{ROOT}moreinfo.html", "moreinfo.html?categoryNum=7&pageIndex=2"),
        (WIDGET + REPLACES, f"{ROOT}moreinfo.html?pageIndex=2", "moreinfo.html?categoryNum=7&pageIndex=3"),
        (READS + WIDGET, f"{ROOT}list.html?a=1", "list.html?a=1&pageIndex=2"),
        (READS + WIDGET, f"{ROOT}list.html?pageIndex=3", None),
        (READS + WIDGET.replace("pageIndex: pageIndex", "pageIndex: 1"), f"{ROOT}list.html", "list.html?pageIndex=3"),
        (READS + WIDGET.replace("total: 40", "total: n"), f"{ROOT}list.html", None),
        (WIDGET, f"{ROOT}list.html", None),
        (WIDGET + "location.href = base + data.pageIndex;", f"{ROOT}list.html", None),
    ],
)
def test_the_widget_counts_pages(script, url, expected):
    assert following(f"<script>{script}</script>", url) == expected
