"""How a portal looks: markup drawn by lot from what association and ministry portals are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from random import Random

ORGANISATION = "江汉建筑装饰协会"

#: A row, with its link, its date and its class.
ROWS = (
    "<li><a href='{href}'>{title}</a><span>{date}</span></li>",
    "<li><span class='date'>{date}</span><a href='{href}' title='{title}'>{title}</a></li>",
    "<li class='item'><a href='{href}'><em>{title}</em><i>{date}</i></a></li>",
    "<tr><td width='16'>·</td><td><a href='{href}' target='_blank'>{title}</a></td><td>{date}</td></tr>",
    "<tr><td><a class='t' href='{href}'>{title}</a>&nbsp;({date})</td></tr>",
    "<dd><a href='{href}'>{title}</a> <font color='#999'>[{date}]</font></dd>",
    "<div class='news'><h3><a href='{href}'>{title}</a></h3><p class='time'>发布时间：{date}</p></div>",
    "<div class='box'><div class='l'>{date}</div><div class='r'><a href='{href}'>{title}</a></div></div>",
    "<li><a href='{href}'><span class='tt'>{title}</span><span class='tm'>{date}</span></a></li>",
    "<div class='card'><a href='{href}'><img src='/p.jpg'></a><h4><a href='{href}'>{title}</a></h4><b>{date}</b></div>",
    "<p class='row'>{date}&nbsp;&nbsp;<a href='{href}'>{title}</a></p>",
    "<tr><td>{date}</td><td align='left'><a href='{href}'>{title}</a></td><td>协会秘书处</td></tr>",
)
_HOLDERS = {"<li": "ul", "<tr": "table", "<dd": "dl", "<di": "div", "<p ": "div"}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y-%m-%d %H:%M")
PAGERS = ("words", "script", "query", "numbers", "arrow")
PLACES = ("left", "right", "none")
HEADS = ("<h1>{title}</h1>", "<div class='title'>{title}</div>", "<h2 class='biaoti'>{title}</h2>")
LINES = (
    "<div class='info'>发布时间：{time}　来源：{source}　浏览次数：{views}</div>",
    "<p class='meta'><span>{time}</span><span>来源：{source}</span><span>阅读 {views} 次</span></p>",
    "<table><tr><td>日期：{time}</td><td>作者：{source}</td><td>点击：{views}</td></tr></table>",
    "<div class='sub'>来源：{source} 时间：{time} 【字号：大 中 小】</div>",
    "<div class='att'>{source} | {time} | 浏览量：{views}</div>",
)
BODIES = ("<div class='content'>{text}</div>", "<td id='zoom'>{text}</td>", "<article>{text}</article>")
PARAGRAPHS = ("<p>{}</p>", "<p style='text-indent:2em'>　　{}</p>", "<div>{}</div>", "　　{}<br>")
FILES = (
    "<p><a href='{href}'>{name}</a></p>",
    "<p>附件：<a href='{href}'>{name}</a></p>",
    "<div class='fj'><a href='{href}' target='_blank'>{name}</a></div>",
)
#: What stands in every text, and nobody can tell from it: before it, or after it.
NOTES = (
    "",
    "<p>本文由协会秘书处整理发布，转载请注明出处。</p>",
    "<p>（信息来源：会员服务部）</p>",
    "<p>江汉建筑装饰协会竭诚为广大会员单位服务</p>",
    "<div>欢迎关注协会公众号，了解更多行业资讯</div>",
)
TIMES = ("%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows of an article; `date` is None where it shows none."""

    id: int
    title: str
    href: str
    date: datetime | None
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One look of a portal, for all of its pages. `dates` and `times` are how lists and articles write times."""

    row: str
    dates: str
    pager: str
    place: str
    head: str
    line: str
    body: str
    paragraph: str
    file: str
    times: str
    charset: str
    neighbours: bool
    today: bool

    @property
    def note(self) -> str:
        """The template's own words in its articles' texts; other templates are drawn as if there were none."""
        return Random(repr(self)).choice(NOTES)

    @classmethod
    def draw(cls, chance: Random) -> "Template":
        pick = chance.choice
        return cls(
            row=pick(ROWS),
            dates=pick(DATES),
            pager=pick(PAGERS),
            place=pick(PLACES),
            head=pick(HEADS),
            line=pick(LINES),
            body=pick(BODIES),
            paragraph=pick(PARAGRAPHS),
            file=pick(FILES),
            times=pick(TIMES),
            charset=pick(("utf-8", "gb18030")),
            neighbours=pick((True, False)),
            today=pick((True, False)),
        )

    def page_name(self, number: int) -> str:
        """What follows the section's address on the list's page `number`, counted from 1."""
        if number == 1:
            return ""
        return {"script": f"index_{number - 1}.html", "query": f"?page={number}"}.get(self.pager, f"list_{number}.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the content of every page: sections by name and path, hot articles, the time it is."""

    sections: Sequence[tuple[str, str]]
    hot: Sequence[Shown]
    now: datetime


def show_list(template: Template, frame: Frame, name: str, rows: Sequence[Shown], number: int, pages: int) -> str:
    """Return a list page of the section called `name`."""
    inner = "".join(_row(template, row) for row in rows)
    holder = _HOLDERS[template.row[:3]]
    parts = [
        f"<div class='pos'>当前位置：<a href='/'>首页</a> &gt; {name}</div>",
        f"<{holder} class='list'>{inner}</{holder}>",
    ]
    return _whole(template, frame, f"{name}-{ORGANISATION}", "".join([*parts, _pager(template, number, pages)]))


def show_home(template: Template, frame: Frame, blocks: Sequence[tuple[str, str, Sequence[Shown]]]) -> str:
    """Return the home page, with a block of the newest of each section (name, path, rows)."""
    holder = _HOLDERS[template.row[:3]]
    shown = [
        f"<div class='block'><h2>{name}</h2><a href='{path}'>更多</a><{holder}>"
        + "".join(_row(template, row) for row in rows)
        + f"</{holder}></div>"
        for name, path, rows in blocks
    ]
    return _whole(template, frame, ORGANISATION, "".join(shown))


def show_article(
    template: Template, frame: Frame, row: Shown, content: tuple[Sequence[str], Sequence[str]], views: int
) -> str:
    """Return an article page; `content` are its paragraphs and its files' paths."""
    body, files = content
    time = row.date.strftime(template.times) if row.date else ""
    text = "".join(template.paragraph.format(each) for each in body) + template.note
    text += "".join(template.file.format(href=path, name=path.rpartition("/")[2]) for path in files)
    line = template.line.format(time=time, source=ORGANISATION, views=views)
    parts = [template.head.format(title=escape(row.title)), line, _held(template.body.format(text=text))]
    if template.neighbours and frame.hot:
        near = frame.hot[views % len(frame.hot)]
        parts.append(
            f"<div class='near'><p>上一篇：<a href='{near.href}'>{near.title}</a></p><p>下一篇：没有了</p></div>"
        )
    return _whole(template, frame, f"{escape(row.title)}-{ORGANISATION}", "".join(parts))


def show_error() -> str:
    """Return the page that a portal sends, with 200, where nothing is."""
    said = "<p>您访问的页面不存在或已被删除</p><a href='/'>返回首页</a>"
    return f"<html><head><title>出错了</title></head><body>{said}</body></html>"


def _held(body: str) -> str:
    return f"<table><tr>{body}</tr></table>" if body.startswith("<td") else body


def _row(template: Template, row: Shown) -> str:
    date = row.date.strftime(template.dates) if row.date else ""
    title = f"[置顶]{escape(row.title)}" if row.pinned else escape(row.title)
    return template.row.format(href=row.href, title=title, date=date)


def _pager(template: Template, number: int, pages: int) -> str:
    if pages == 1:
        return ""
    following = template.page_name(number + 1) if number < pages else None
    if template.pager == "script":
        return f"<script>createPageHTML({pages}, {number - 1}, 'index', 'html');</script>"
    if template.pager in ("words", "query"):
        turn = f"<a href='{following}'>下一页</a>" if following else "<span>下一页</span>"
        return f"<div class='page'>共{pages}页 第{number}页 <a href='./'>首页</a> {turn}</div>"
    numbers = "".join(_number(template, each, number) for each in range(1, pages + 1))
    arrow = f"<a href='{following}'>&gt;</a>" if following and template.pager == "arrow" else ""
    return f"<div class='page'>{numbers}{arrow}</div>"


def _number(template: Template, each: int, current: int) -> str:
    if each == current:
        return f"<span>{each}</span>"
    return f"<a href='{template.page_name(each) or './'}'>{each}</a>"


def _whole(template: Template, frame: Frame, title: str, content: str) -> str:
    links = "".join(f"<li><a href='{path}'>{name}</a></li>" for name, path in frame.sections)
    hot = "".join(f"<li><a href='{row.href}'>{escape(row.title)}</a></li>" for row in frame.hot)
    side = f"<div class='side'><h4>热点推荐</h4><ul>{hot}</ul></div>"
    today = f"<span>今天是{frame.now:%Y年%m月%d日}</span>" if template.today else ""
    main = {"left": side + _main(content), "right": _main(content) + side, "none": _main(content)}[template.place]
    return (
        f"<!DOCTYPE html><html><head><meta charset='{template.charset}'><title>{title}</title>"
        "</head><body>"
        f"<div class='top'>{today}<a href='/'>{ORGANISATION}</a></div>"
        f"<ul class='nav'><li><a href='/'>首页</a></li>{links}</ul>"
        f"{main}<div class='foot'>版权所有 {ORGANISATION} 鄂ICP备12345678号</div></body></html>"
    )


def _main(content: str) -> str:
    return f"<div class='main'>{content}</div>"
