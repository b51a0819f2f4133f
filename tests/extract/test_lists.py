import pytest

from portalwatch.extract import read_list
from portalwatch.items import RawRow
from tests.extract.samples import DAYS, SIDEBAR, TITLES, listing, page, rows

PLAIN = "<ul>" + rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a><span>{day}</span></li>') + "</ul>"


def calendar_leaf(day: str) -> str:
    return f'<div class="date"><b>{day[8:]}</b><span>{day[:7]}</span></div>'


WRITTEN = {
    "a list": PLAIN,
    "a list beside a sidebar": f'<div class="left">{PLAIN}</div>{SIDEBAR}',
    "a list with a category, counters and a summary in each row": "<ul>"
    + rows(
        lambda n, title, day: (
            f'<li>[<b><a href="/n/">新闻</a></b>] <a href="{n}.html" class="title">{title}</a>'
            f'<span class="info"><small>日期：</small>{day}<small>点击：</small>{n * 7} <small>好评：</small>0</span>'
            f'<p class="intro">'
            f"摘要的第一句话说的是别的事情。第二句话提到2021年5月6日，还有许多许多许多许多的文字…</p></li>"
        )
    )
    + "</ul>",
    "a list whose categories look like its titles": "<ul>"
    + rows(
        lambda n, title, day: (
            f'<li><a href="/c/{n % 2}/">[{("新闻", "公告")[n % 2]}]</a> <a href="{n}.html">{title}</a>{day}</li>'
        )
    )
    + "</ul>",
    "a list with separators": '<ul class="list">'
    + rows(
        lambda n, title, day: (
            f'<li><span class="rt">{day}</span>·<a href="{n}.html">{title}</a></li>'
            + ('<li class="bk20 hr"></li>' if n % 5 == 4 else "")
        )
    )
    + "</ul>",
    "a list split into several": "".join(
        f'<ul class="part">{part}</ul>'
        for part in rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a><em>{day}</em></li>|').split("|")
        if part
    ),
    "lists under the headings of years": "<h3>今年</h3><ul>"
    + rows(lambda n, title, day: f'<li><a href="{n}.html">{title}</a>{day}</li>', 3)
    + "</ul><h3>往年</h3><ul>"
    + "".join(f'<li><a href="{n}.html">{TITLES[n]}</a>{DAYS[n]}</li>' for n in (3, 4, 5))
    + "</ul>",
    "lines in one cell, their dates behind them": "<table><tr><td>"
    + rows(lambda n, title, day: f'·<a href="{n}.html">{title}</a> ({day})<br>')
    + "</td></tr></table>",
    "lines in one cell, their dates before them": '<div class="main">'
    + rows(lambda n, title, day: f'<span>{day}</span><a href="{n}.html">{title}</a><br>')
    + "</div>",
    "a table with spacer rows": "<table>"
    + rows(
        lambda n, title, day: (
            f"<tr><td><img src=dot.gif></td><td><a href={n}.html target=_blank>{title}</a></td>"
            f"<td><font color=gray>[{day}]</font></td></tr><tr><td colspan=3 background=line.gif></td></tr>"
        )
    )
    + "</table>",
    "a table of two columns of rows": "<table>"
    + "".join(
        "<tr>"
        + "".join(f"<td><a href={n}.html>{TITLES[n]}</a></td><td>{DAYS[n]}</td>" for n in (row, row + 1))
        + "</tr>"
        for row in (0, 2, 4)
    )
    + "</table>",
    "a table with a long department in each row": "<table><tr><th>序号</th><th>名称</th><th>单位</th><th>日期</th></tr>"
    + rows(
        lambda n, title, day: (
            f"<tr><td>{n}</td><td><a href={n}.html>{title}</a></td>"
            f"<td><a href=/dept/1>住房和城乡建设部办公厅标准定额司标准规范处</a></td><td>{day}</td></tr>"
        )
    )
    + "</table>",
    "terms and definitions": "<dl>"
    + rows(lambda n, title, day: f"<dt><a href={n}.html>{title}</a></dt><dd>{day}</dd>")
    + "</dl>",
    "calendar leaves": "<ul>"
    + rows(
        lambda n, title, day: (
            f"<li>{calendar_leaf(day)}<h3><a href={n}.html>{title}</a></h3>"
            "<p>一段很长的摘要，说的都是别的事情，说的都是别的事情，说的都是别的事情。</p></li>"
        )
    )
    + "</ul>",
    "cards that are links as a whole": "<ul>"
    + rows(
        lambda n, title, day: (
            f'<li><a href={n}.html><div class="pic"><img src={n}.jpg></div><div class="text">'
            f'<div class="tit">{title}</div><div>'
            f"一段很长的摘要，说的都是别的事情，说的都是别的事情。</div>{calendar_leaf(day)}</div></a></li>"
        )
    )
    + "</ul>",
    "articles of a weblog": "<main>"
    + rows(
        lambda n, title, day: (
            f'<article class="post-{n} post"><header><h2><a href={n}.html rel=bookmark>{title}</a></h2>'
            f"<a href={n}.html><time>{day}</time></a> by <a href=/author/1>admin</a></header>"
            f'<p>摘要说的都是别的事情，说的都是别的事情，说的都是别的事情。<a class="more" href={n}.html>'
            f"继续阅读</a></p></article>"
        )
    )
    + "</main>",
    "rows of several classes": "<ul>"
    + rows(
        lambda n, title, day: (
            f'<li class="{("first", "odd", "even")[n and n % 2 + 1]}">'
            f'<a class="t{n % 3}" href={n}.html>{title}</a>{day}</li>'
        )
    )
    + "</ul>",
    "rows that broken nesting parted": "<table><tr><td><table>"
    + rows(
        lambda n, title, day: (
            f"<tr><td></td><td class=t><a class=x href={n}.html>{title}</a></td><td>{day}</td></tr>"
            + ("</table></td></tr></table>" if n == 2 else "")
        )
    )
    + "</table>",
    "an image, a title and a date that all are links": "<ul>"
    + rows(
        lambda n, title, day: (
            f"<li><a href={n}.html><img src={n}.jpg></a><a href={n}.html>{title}</a><a href={n}.html>{day}</a></li>"
        )
    )
    + "</ul>",
    "dates inside the links": "<ul>"
    + rows(lambda n, title, day: f"<li><a href={n}.html><span>{day}</span>{title}</a></li>")
    + "</ul>",
    "placeholders beside the list": PLAIN
    + '<ul class="more">'
    + 4 * '<li><a href="#">列表标题列表标题</a><span>09-10</span></li>'
    + "</ul>",
    "data in a script": '<script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/p?1"></a>]]></nextgroup>'
    "<recordset>"
    + rows(
        lambda n, title, day: f'<record><![CDATA[<li><a href="{n}.html">{title}</a><span>{day}</span></li>]]></record>'
    )
    + "</recordset></datastore></script>",
}


@pytest.mark.parametrize("markup", WRITTEN.values(), ids=WRITTEN)
def test_the_rows_are_found_however_the_list_is_written(markup):
    found = read_list(listing(markup)).rows

    assert found == tuple(
        RawRow(title=title, url=f"http://portal.test/news/{n}.html", published=day)
        for n, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
    )


def test_rows_in_the_markup_of_a_json_answer_are_found():
    markup = rows(lambda n, title, day: f'<li><a href=\\"{n}.html\\">{title}</a>{day}</li>')
    answer = page("").of(
        f'{{"code": 200, "message": "ok", "data": {{"html": "{markup}"}}}}'.encode(), url="http://portal.test/api/"
    )

    assert [row.title for row in read_list(answer).rows] == list(TITLES)


def test_rows_without_dates_are_found():
    markup = rows(lambda n, title, _: f'<li><a href="{n}.pdf">GB/T {50000 + n}-2019 {title}</a></li>')

    found = read_list(listing(f"<ul>{markup}</ul>")).rows

    assert found[0] == RawRow(title=f"GB/T 50000-2019 {TITLES[0]}", url="http://portal.test/news/0.pdf")
    assert len(found) == len(TITLES)


def test_a_list_of_one_row_is_found():
    markup = '<div class="list"><ul><li><a href="1.html">关于召开年会的通知</a><span>2022-06-09</span></li></ul></div>'

    assert read_list(listing(markup)).rows == (
        RawRow(title="关于召开年会的通知", url="http://portal.test/news/1.html", published="2022-06-09"),
    )


def test_a_row_alone_may_be_deep_in_its_page():
    markup = f"{'<div>' * 12}<a href=1.html>关于召开年会的通知</a> 2022-06-09{'</div>' * 12}"

    assert len(read_list(listing(markup)).rows) == 1


def test_short_titles_above_a_pager_are_a_list():
    markup = "".join(f'<li><a href="{n}.html">{name}</a></li>' for n, name in enumerate(("章程", "理事", "会员")))

    found = read_list(listing(f'<ul>{markup}</ul><p><a href="2.html">下一页</a></p>'))

    assert [row.title for row in found.rows] == ["章程", "理事", "会员"]
    assert found.next_url == "http://portal.test/news/2.html"


def test_images_with_titles_are_a_list():
    markup = rows(lambda n, title, _: f'<li><a href="{n}.html"><img src="{n}.jpg" alt="{title}"></a></li>')

    assert [row.title for row in read_list(listing(f"<ul>{markup}</ul>")).rows] == list(TITLES)


def test_hot_items_in_the_section_of_that_name_are_its_list():
    markup = rows(lambda n, title, _: f'<li><a href="{n}.html">{title}很久以前的一条</a></li>')

    assert len(read_list(listing(f"<h2>最新热点</h2><ul>{markup}</ul>")).rows) == len(TITLES)


def test_a_row_that_is_repeated_is_listed_once():
    twice = '<ul><li><a href="1.html">章程修订说明</a>2022-06-09</li><li><a href="2.html">公告</a>2022-06-08</li>'

    found = read_list(listing(f'{twice}<li><a href="1.html">章程修订说明</a>2022-06-09</li></ul>')).rows

    assert [row.title for row in found] == ["章程修订说明", "公告"]


def test_dead_links_are_rows_all_the_same():
    markup = "".join(f'<li><a href="javascript:;">公告</a>2022-06-{day}</li>' for day in (10, 11))

    assert [row.url for row in read_list(listing(markup)).rows] == ["javascript:;", "javascript:;"]


def test_rows_of_hundreds_of_templates_in_one_place_are_one_list():
    rows = "".join(
        f'<li class="{chr(97 + row % 26) * (row % 19)}"><a href="{row}">会议通知某某{row}</a></li>'
        for row in range(400)
    )
    assert len(read_list(page(f"<ul>{rows}</ul>")).rows) == 400


@pytest.mark.parametrize("kind", ["head", "row"])
def test_the_linked_name_of_a_section_beside_its_dated_rows_is_no_row(kind):
    row = "<div class=row><a href={}>{}</a><span>{}</span></div>".format
    markup = rows(lambda n, title, day: row(f"{n}.html", title, day))

    found = read_list(listing(f"<div><div class={kind}><a href=/tz/>通知公告</a></div>{markup}</div>")).rows

    assert [each.title for each in found] == list(TITLES)


def test_a_headline_without_a_day_beside_dated_rows_is_a_row():
    row = "<div><a href={}>{}</a><span>{}</span></div>".format
    markup = rows(lambda n, title, day: row(f"{n}.html", title, day))

    found = read_list(
        listing(f"<div><div><a href=top.html>关于召开协会第三届理事会的通知</a></div>{markup}</div>")
    ).rows

    assert len(found) == len(TITLES) + 1
