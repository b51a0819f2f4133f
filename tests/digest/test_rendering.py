"""What a digest says, in text and in HTML."""

import re
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from portalwatch.digest.rendering import render
from portalwatch.items import Attachment, Frequency, Kind, Mention, Outcome, Precision, Problem, Term, Unchecked

from .samples import POISON, SLOT, digest, dom, event, links, poisoned, published

TEMPLATES = sorted(path for path in files("portalwatch.digest").joinpath("templates").iterdir())
XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</title></style></td></table><iframe src=//evil.example>",
    "<!--",
    "]]><b>",
    "' onmouseover='alert(1)",
    '" style="position:fixed',
    "&lt;b&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "<a href=https://evil.example>x</a>",
)


FACTS = {
    "document_number": "建市〔2022〕15号",
    "standards": ("GB 55031-2022", "JGJ/T 229-2010", "T/CBDA 3-2016", "ISO 9001:2015"),
    "mentions": (
        Mention(kind=Term.DEADLINE, on=date(2026, 12, 25), raw="请于12月25日前反馈"),
        Mention(kind=Term.EFFECTIVE, on=date(2027, 3, 1), raw="自2027年3月1日起施行"),
        Mention(kind=Term.REPEALED, on=date(2027, 3, 1), raw="自2027年3月1日起废止"),
    ),
}


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page and their attributes' names, without any text."""
    return [(element.tag, tuple(element.keys())) for element in dom(page).iter() if isinstance(element.tag, str)]


def words(page: str) -> str:
    """What a reader sees of a page."""
    body = dom(page).find("body")
    return re.sub(r"\s+", " ", body.text_content())


def body_of(page: str) -> str:
    """The entries without the header block, whose preview repeats titles."""
    return page.split("<h2", 1)[1]


def two_portals(**fields):
    return digest(
        event(1),
        event(2, portal="mohurd", section="policies"),
        event(3, Kind.EDITED, ("title", "body")),
        event(4, section="standards"),
        portal_titles={"hubei": "湖北装饰网", "mohurd": "住建部"},
        section_titles={("hubei", "notices"): "通知公告", ("hubei", "standards"): "公装标准"},
        **fields,
    )


def test_events_are_grouped_by_portal_and_section_in_their_order():
    rendered = render(two_portals())
    headings = [heading.text_content() for heading in dom(rendered.html).xpath("//h2|//h3")]
    assert headings == ["湖北装饰网 3 条", "通知公告 2", "公装标准 1", "住建部 1 条", "policies 1"]
    order = [
        "湖北装饰网 · 3 条",
        "通知公告 · 2 条",
        "第1批",
        "第3批",
        "公装标准 · 1 条",
        "第4批",
        "住建部 · 1 条",
        "第2批",
    ]
    assert [rendered.text.find(part) for part in order] == sorted(rendered.text.find(part) for part in order)
    assert all(part in rendered.text for part in order)


def test_text_and_html_have_the_same_titles_and_links():
    rendered = render(two_portals(), contact="ops@example.org")
    linked = [link for link in links(rendered.html) if not link[0].startswith("mailto:")]
    titles = {text for href, text in linked if "/n/" in href}
    assert titles == set(re.findall(r"^\* (.+)$", rendered.text, re.MULTILINE))
    assert {href for href, _ in linked} == set(re.findall(r"https?://\S+", rendered.text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_entry_shows_what_is_known_of_it(language):
    entry = event(
        1, Kind.EDITED, ("title", "published", "body", "attachments", "colour"), published=published("2022-06-09")
    )
    rendered = render(digest(entry, language=language))
    mark = {"zh": "修改：标题、时间、正文、附件、colour", "en": "Edited: title, date, text, attachments, colour"}[
        language
    ]
    day = {"zh": "2022年6月9日", "en": "9 Jun 2022"}[language]
    for part in (mark, day, "秘书处", "第1批公装标准已经审定", "第1批.pdf", "关于第1批公装标准的通知"):
        assert part in words(rendered.html)
        assert part in rendered.text


def test_an_edit_without_fields_is_still_marked():
    assert " · 修改\n" in render(digest(event(1, Kind.EDITED))).text


def test_a_time_of_day_is_shown_only_where_the_page_gave_one():
    at = "2026-11-22T17:21:00"
    by_day, by_minute = (published(at, precision) for precision in (Precision.DAY, Precision.MINUTE))
    assert "11月22日 17:21 ·" in render(digest(event(published=by_minute))).text
    assert "17:21" not in render(digest(event(published=by_day))).html
    assert "未标日期" in render(digest(event(published=None))).text


def test_a_publish_time_stays_in_its_portals_zone():
    late = published("2026-11-22T23:30:00", Precision.MINUTE)
    assert "22 Nov 23:30" in render(digest(event(published=late), zone="America/New_York", language="en")).text


def test_an_article_that_could_not_be_read_says_so():
    problem = Problem(kind="timeout", url="https://portal.example.cn/n/1.html")
    rendered = render(digest(event(problem=problem, body="")))
    assert "正文暂时无法读取" in rendered.text
    assert "正文暂时无法读取" in words(rendered.html)
    assert "正文暂时无法读取" not in render(digest(event())).text


def test_a_summary_does_not_repeat_the_title_and_is_cut_with_an_ellipsis():
    title = "创新活动 竞进提质"
    rendered = render(digest(event(title=title, body="创新活动竞进提质\n——" + "标" * 300, source=None)))
    assert "  " + "标" * 35 in rendered.text
    assert "标" * 119 + "…" in rendered.html
    assert body_of(rendered.html).count("竞进提质") == 1


def test_a_body_that_is_only_the_title_has_no_summary():
    rendered = render(digest(event(title="公示", body=" 公 示 ", attachments=())))
    assert re.findall("公 ?示", body_of(rendered.html)) == ["公示"]


def test_five_attachments_are_shown_and_the_rest_counted():
    attachments = tuple(Attachment(url=f"https://a.cn/{n}.pdf", name=f"附{n}.pdf") for n in range(8))
    rendered = render(digest(event(attachments=attachments)))
    assert [text for href, text in links(rendered.html) if href.startswith("https://a.cn")] == [
        f"附{n}.pdf" for n in range(5)
    ]
    assert "+3" in words(rendered.html)
    assert "\n  +3\n" in rendered.text
    assert "附5.pdf" not in rendered.html + rendered.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.cn"]
)
def test_a_url_that_a_mail_must_not_link_to_is_only_shown(url):
    rendered = render(
        digest(event(url=url, attachments=(Attachment(url=url, name="附件.pdf"),))), contact="ops@example.org"
    )
    assert [href for href, _ in links(rendered.html)] == ["mailto:ops@example.org"]
    assert words(rendered.html).count(url) == 2
    assert rendered.text.count(url) == 2


def test_an_item_without_a_title_shows_its_address():
    assert "* https://portal.example.cn/n/1.html" in render(digest(event(title="\u200b "))).text


def test_a_portal_without_a_title_is_called_by_its_key():
    rendered = render(digest(event(), portal_titles={}, section_titles={("hubei", "notices"): ""}))
    assert "hubei · 1 条" in rendered.text
    assert "notices · 1 条" in rendered.text


def test_there_is_a_table_of_contents_only_for_more_than_three_portals():
    three = [event(number, portal=f"p{number}") for number in range(3)]
    assert "目录" not in render(digest(*three)).text
    rendered = render(digest(*three, event(3, portal="p3")))
    assert "目录\n  p0 · 1 条\n  p1 · 1 条\n  p2 · 1 条\n  p3 · 1 条\n" in rendered.text
    assert re.search(r"目录：\s*p0 1\s*·\s*p1 1\s*·\s*p2 1\s*·\s*p3 1\b", words(rendered.html))


@pytest.mark.parametrize(
    ("made", "subject"),
    [
        (digest(event()), "【portalwatch】关于第1批公装标准的通知（湖北装饰网）"),
        (digest(event(kind=Kind.EDITED)), "【portalwatch】修改：关于第1批公装标准的通知（湖北装饰网）"),
        (digest(event(), event(2)), "【portalwatch】湖北装饰网 2 条更新：关于第1批公装标准的通知（11月23日）"),
        (two_portals(), "【portalwatch】4 条更新：湖北装饰网 3、住建部 1（11月23日）"),
        (two_portals(language="en"), "[portalwatch] 4 updates: 湖北装饰网 3, 住建部 1 (23 Nov)"),
        (digest(), "【portalwatch】没有新内容（11月23日）"),
        (digest(event(), language="en"), "[portalwatch] 关于第1批公装标准的通知 (湖北装饰网)"),
    ],
)
def test_the_subject_says_how_many_and_of_what(made, subject):
    assert render(made).subject == subject


def test_a_subject_names_as_many_portals_as_have_room():
    many = [event(number, portal=f"p{number}") for number in range(5)]
    assert render(digest(*many)).subject == "【portalwatch】5 条更新：p0 1、p1 1、p2 1 等 5 个网站（11月23日）"
    titles = {f"p{number}": "建筑装饰装修行业协会联合会" * 2 for number in range(5)}
    assert render(digest(*many, portal_titles=titles)).subject.count("联合会") == 1


def test_the_window_ends_at_the_slot_and_reaches_back_to_the_earliest_event():
    assert "11月22日 08:00 至 11月23日 08:00\n1 条新增 · 1 个网站\n" in render(digest(event())).text
    late = replace(event(), at=SLOT - timedelta(days=9))
    assert "11月14日 08:00 至 11月23日 08:00\n" in render(digest(late)).text
    assert "\n11月23日 08:00\n" in render(digest(event(), frequency=Frequency.ONCE)).text
    assert "16 Nov 08:00 to 23 Nov 08:00" in render(digest(event(), frequency=Frequency.WEEKLY, language="en")).text


def test_the_footer_says_why_and_how_to_stop():
    with_contact, without = render(digest(event()), contact="ops@example.org"), render(digest(event()))
    assert "li@example.cn 订阅了“建筑标准”" in words(with_contact.html)
    assert with_contact.text.endswith("不想再收到？请写信给 ops@example.org\n")
    assert ("mailto:ops@example.org", "ops@example.org") in links(with_contact.html)
    assert without.text.endswith("请告诉为您开通订阅的管理员。\n")
    assert "请告诉为您开通订阅的管理员。" in words(without.html)


def unchecked(section: str, outcome: Outcome, hours: int = 1, **fields) -> Unchecked:
    return Unchecked(
        **{"portal": "mohurd", "section": section, "outcome": outcome, "since_at": SLOT - timedelta(hours=hours)}
        | fields
    )


def test_what_could_not_be_looked_at_is_said_with_since_when_and_why():
    rendered = render(
        digest(
            event(),
            unchecked=(
                unchecked("notices", Outcome.BLOCKED, 31, detail="加速乐"),
                unchecked("policies", Outcome.FAILED),
                unchecked("news", Outcome.FAILED),
                unchecked("bids", Outcome.EMPTY, portal="other"),
            ),
            portal_titles={"mohurd": "住建部"},
        )
    )
    assert "4 个栏目未能检查" in rendered.text.splitlines()[2]
    expected = [
        "住建部",
        "  notices：11月22日 01:00 起被验证、登录或维护页面挡住（加速乐）",
        "  policies、news：11月23日 07:00 起无法访问",
        "",
        "other",
        "  bids：11月23日 07:00 起列表为空",
    ]
    assert "\n".join(expected) in rendered.text
    assert all(line.strip() in words(rendered.html) for line in expected)


def test_nothing_new_is_not_said_alone_where_nobody_could_look():
    rendered = render(digest(unchecked=(unchecked("notices", Outcome.SUSPECT),), language="en"))
    assert rendered.subject == "[portalwatch] Nothing new, 1 section not checked (23 Nov)"
    assert "Nothing new" in rendered.text
    assert "the page looks very different, being verified, since 23 Nov 07:00" in " ".join(rendered.text.split())
    assert max(map(len, rendered.text.splitlines())) <= 76


def test_a_long_list_of_what_could_not_be_looked_at_ends_in_an_ellipsis():
    sections = [unchecked(f"s{number}", Outcome.FAILED, number) for number in range(9)]
    portals = [unchecked("news", Outcome.FAILED, portal=f"p{number}") for number in range(40)]
    rendered = render(digest(unchecked=(*sections, *portals)))
    assert rendered.text.count("\n  …\n") == 1
    assert rendered.text.count("\n…\n") == 1
    assert "49 个栏目未能检查" in rendered.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("poison", XSS)
def test_markup_in_any_string_stays_text(poison, language):
    def filled(text: str):
        attachments = (Attachment(url="https://a.cn/1.pdf", name=text),)
        return digest(
            event(kind=Kind.EDITED, changed=(text,), title=text, source=text, body="x" + text, attachments=attachments),
            unchecked=(unchecked(text, Outcome.FAILED, portal=text, detail=text),),
            portal_titles={"hubei": text},
            section_titles={("hubei", "notices"): text},
            name=text,
            address=text,
            language=language,
        )

    page = render(filled(poison), contact=poison).html
    assert shape(page) == shape(render(filled("公装标准"), contact="ops@example.org").html)
    assert poison in dom(page).find(".//a").text_content()


@pytest.mark.parametrize("poison", XSS)
def test_markup_in_a_url_stays_in_the_link(poison):
    url = "https://a.cn/?q=" + poison
    attachment = Attachment(url=url, name="附件")
    page = render(digest(event(url=url, attachments=(attachment,)))).html
    assert shape(page) == shape(render(digest(event())).html)
    assert {href for href, _ in links(page)} == {url.replace(" ", "%20")}


def check_page(page: str) -> None:
    """What every page must be, whatever its strings hold."""
    tree = dom(page)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "form", "iframe", "link", "img", "object", "embed", "base", "svg", "video"}
    assert all(re.match(r"(https?:|mailto:)", href, re.IGNORECASE) for href, _ in links(page))
    assert not tree.xpath("//@src | //@background | //@action | //@*[starts-with(name(), 'on')]")
    (style,) = tree.iter("style")
    assert len(style.text) < 8_000
    assert not re.search(r"url\(|@import|@font-face", style.text + " ".join(tree.xpath("//@style")))
    assert "prefers-color-scheme: dark" in style.text
    assert tree.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]
    assert not re.search(r"#(fff|000){1,2}\b", style.text + " ".join(tree.xpath("//@style")), re.IGNORECASE)
    hidden = tree.find("body")[0]
    assert "display:none" in hidden.get("style")
    assert 40 <= len(hidden.text_content()) <= 90
    page.encode()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [0, 1, 12])
def test_a_page_is_safe_in_any_mail_program(language, count):
    made = digest(*(event(number) for number in range(count)), language=language)
    check_page(render(made, contact="ops@example.org").html)


@given(poisoned, poisoned, poisoned, st.sampled_from(["zh", "en"]))
def test_no_string_keeps_a_digest_from_being_rendered(first, second, third, language):
    made = digest(
        event(title=first, source=second, body=third, attachments=(Attachment(url=second, name=third),)),
        event(2, title=third, url=first + second),
        unchecked=(unchecked(first, Outcome.FAILED, portal=second, detail=third),),
        portal_titles={"hubei": first},
        name=second,
        address=third,
        language=language,
    )
    rendered = render(made, contact=first)
    check_page(rendered.html)
    assert len(rendered.subject) <= 120
    assert rendered.subject.splitlines() == [rendered.subject]
    assert rendered.text.encode()


@pytest.mark.parametrize("poison", POISON)
def test_a_title_fills_one_line_of_the_text(poison):
    rendered = render(digest(event(title="公" + poison + "装", body="")))
    line = next(line for line in rendered.text.splitlines() if line.startswith("* "))
    assert line.startswith("* 公")
    assert len(line) <= 302


def test_the_language_of_the_page_is_the_subscribers():
    assert dom(render(digest(event())).html).get("lang") == "zh-CN"
    assert dom(render(digest(event(), language="en")).html).get("lang") == "en"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_a_value_through_unescaped(template):
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    assert "safe" not in {filtered.name for filtered in tree.find_all(nodes.Filter)}
    assert not list(tree.find_all((nodes.MarkSafe, nodes.MarkSafeIfAutoescape, nodes.ScopedEvalContextModifier)))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "zh",
            "GB 55031-2022、JGJ/T 229-2010、T/CBDA 3-2016 +1 · 2027年3月1日起施行 · 12月25日截止 · 2027年3月1日起废止",
        ),
        (
            "en",
            "GB 55031-2022, JGJ/T 229-2010, T/CBDA 3-2016 +1 · in force 1 Mar 2027 · due 25 Dec · repealed 1 Mar 2027",
        ),
    ],
)
def test_numbers_and_days_that_matter_are_one_line(language, line):
    rendered = render(digest(event(**FACTS), language=language))

    assert f"建市〔2022〕15号 · {line}" in words(rendered.html)
    assert line.replace(" ", "") in re.sub(r"\s", "", rendered.text)


def test_what_the_title_says_is_not_said_again():
    title = "关于发布《示例规程》T／CBDA 3—2016的通知（建市[2022]15号）"
    rendered = render(digest(event(title=title, **(FACTS | {"standards": ("T/CBDA 3-2016",), "mentions": ()}))))

    assert rendered.text.count("CBDA") == rendered.text.count("15号") == 1
