from portalwatch.extract import find_sections
from tests.extract.samples import page

HOME = page(
    """<body><a href="/top/tzgg">通知公告</a><div class="nav"><ul><li><a href="/tzgg/"> 通 知\u3000公告 </a></li>
    <li><a href="#">行业动态</a></li><li><a href="/zcfg/" title="政策法规"><img src="1.png"></a></li></ul></div>
    <div class="box"><a href="/hydt/">行业动态</a><a href="/hydt2/">行业动态</a>
    <a href="/1.html">关于通知公告的说明</a></div>
    <div class="footer"><a href="/foot/">行业动态</a><a href="/gzbz/">公装标准</a></div></body>"""
)


def test_sections_are_found_by_their_names():
    found = find_sections(HOME, ["行业动态", "通知公告", "政策法规", "公装标准", "最新热点"])

    assert found == {
        "行业动态": "http://portal.test/hydt/",
        "通知公告": "http://portal.test/tzgg/",
        "政策法规": "http://portal.test/zcfg/",
        "公装标准": "http://portal.test/gzbz/",
    }


def test_blanks_in_a_name_do_not_count():
    assert find_sections(HOME, ["通知 公告"]) == {"通知 公告": "http://portal.test/tzgg/"}


def test_a_heading_without_a_link_has_its_more_beside_it():
    markup = """<body>说明<div><h3>通知公告</h3><a href="/tzgg/">更多>></a></div>
    <div><h3>行业动态</h3><a href="/1">某条新闻</a></div>
    <div><span>政策法规</span><p><a href="/zcfg/">MORE</a></p></div><div><h3>公装标准</h3></div>
    <div><b>会员</b><a href="/hy/">更多</a></div></body>"""

    assert find_sections(page(markup), ["通知公告", "行业动态", "政策法规", "公装标准", "说明"]) == {
        "通知公告": "http://portal.test/tzgg/",
        "政策法规": "http://portal.test/zcfg/",
    }


def test_names_that_only_differ_in_blanks_are_one_section():
    found = find_sections(HOME, ["通知公告", "通知 公告"])

    assert found == {"通知公告": "http://portal.test/tzgg/", "通知 公告": "http://portal.test/tzgg/"}


def test_an_empty_name_finds_nothing():
    assert find_sections(page("<a href=/></a>"), [""]) == {}
