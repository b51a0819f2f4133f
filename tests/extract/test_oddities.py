"""What real portals do to the fields of a page, one oddity a test."""

from portalwatch.extract import read_article, read_list
from tests.extract.samples import page

TEXT = "<p>各有关单位：为做好今年的评选工作，现将有关事项通知如下，请结合本地实际认真落实。</p>" * 3


def article(head="", title="<h2>关于开展评选工作的通知</h2>", byline="", body=TEXT):
    return read_article(page(f"<head>{head}</head><body>{title}<p>{byline}</p><div class=content>{body}</div></body>"))


def test_entities_that_lay_out_a_time_are_blanks():
    assert article(byline="发布时间：2020-12-24&#32;10:16&emsp;来源：秘书处").published == "2020-12-24 10:16"
    rows = """<ul><li><a href=1.html>关于评选的&#8203;通知&nbsp;</a><i>[2020-12-24&#32;]</i></li>
    <li><a href=2.html>公告</a></li></ul>"""
    (row, *_) = read_list(page(rows)).rows
    assert (row.title, row.published) == ("关于评选的通知", "2020-12-24")


def test_the_day_in_an_address_is_not_that_of_its_row():
    rows = "".join(
        f'<li><a href="./201711/t20171122_{n}.html">第{n}号林地使用许可决定</a><span>2017-05-2{n}</span></li>'
        for n in range(5)
    )

    read = read_list(page(f"<ul>{rows}</ul>"))

    assert [row.published for row in read.rows] == [f"2017-05-2{n}" for n in range(5)]


def test_markup_in_the_head_s_title_is_no_title():
    head = "<title>&lt;h1 style=&quot;color:red&quot;&gt;示例区政府</title>"

    assert article(head=head).title == "关于开展评选工作的通知"


def test_a_file_whose_link_is_in_pieces_is_one_file():
    files = """<p><a href="/f/1.doc">附件1：</a><a href="/f/1.doc">申报表</a><a href="/f/1.doc">.doc</a></p>
    <p><img oldsrc="W020221109.jpg" src="./W020221109.jpg">
    <a href="./P020221109.pdf" oldsrc="P020221109.pdf">附件2</a></p>"""

    read = article(body=TEXT + files)

    assert {each.url for each in read.attachments} == {
        "http://portal.test/f/1.doc",
        "http://portal.test/news/P020221109.pdf",
    }
