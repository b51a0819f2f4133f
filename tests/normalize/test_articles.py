from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from portalwatch.items import Attachment, Item, Origin, Precision, Problem, RawArticle, RawItem, RawRow
from portalwatch.normalize.articles import is_refused, merge, normalize_row, refused, reread
from portalwatch.normalize.fingerprints import fingerprint, row_fingerprint

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2022, 6, 9, 18, tzinfo=CHINA)
ROW = RawRow(title="· 创新活动 竞进提质…", url="http://www.example.cn/news/5.html#top", published="[06-09]")
ARTICLE = RawArticle(
    title="创新活动 竞进提质 开创新局面",
    published="发布时间:2022-06-09 17:21  点击下载",
    source="来源：某某协会",
    author="作者：",
    breadcrumb=("当前位置:首页 > 资讯中心",),
    body="\u3000\u3000第一段。\n\n\n\n第二段。",
    attachments=(Attachment(url="http://www.example.cn/a.doc", name=""),),
)


def item(row: RawRow = ROW, article: RawArticle | None = ARTICLE, problem: Problem | None = None) -> Item:
    raw = RawItem(row=row, article=article, problem=problem)
    return merge(raw, portal="hbjz", section="hot", key="example.cn/news/5.html", now=NOW, zone=CHINA)


def published(listed: str | None, shown: str | None, origin: Origin = Origin.ARTICLE) -> tuple[str, Origin | None]:
    made = item(replace(ROW, published=listed), replace(ARTICLE, published=shown, published_origin=origin)).published
    return str(made or ""), made.origin if made else None


def test_a_row_and_its_article_become_an_item():
    made = item()

    assert (made.portal, made.section, made.key) == ("hbjz", "hot", "example.cn/news/5.html")
    assert made.url == "http://www.example.cn/news/5.html"
    assert made.title == "创新活动 竞进提质 开创新局面"
    assert str(made.published) == "2022-06-09T17:21+08:00"
    assert (made.source, made.author) == ("某某协会", None)
    assert made.breadcrumb == ("首页", "资讯中心")
    assert made.body == "第一段。\n\n第二段。"
    assert made.attachments == (Attachment(url="http://www.example.cn/a.doc", name="a.doc"),)
    assert made.fingerprint == fingerprint(made)


def test_without_an_article_there_is_no_fingerprint_but_the_problem():
    problem = Problem(kind="http-404", url=ROW.url)
    made = item(article=None, problem=problem)

    assert made.title == "创新活动 竞进提质…"
    assert str(made.published) == "2022-06-09"
    assert made.fingerprint is None
    assert made.problem is problem


@pytest.mark.parametrize(
    ("row", "heading", "title"),
    [
        ("关于开展质量检查…", "关于开展质量检查的通知", "关于开展质量检查的通知"),
        ("关于开展质量检查的通知", "某某协会", "关于开展质量检查的通知"),
        ("关于开展质量检查的通知", None, "关于开展质量检查的通知"),
        ("", "关于开展质量检查的通知", "关于开展质量检查的通知"),
    ],
)
def test_the_title_is_the_rows_unless_the_heading_completes_it(row, heading, title):
    assert item(replace(ROW, title=row), replace(ARTICLE, title=heading)).title == title


@pytest.mark.parametrize(
    ("listed", "shown", "expected"),
    [
        ("2022-06-09", "2022-06-09 17:21", ("2022-06-09T17:21+08:00", Origin.ARTICLE)),
        ("2022-06-09 17:21", "2022-06-09", ("2022-06-09T17:21+08:00", Origin.LIST)),
        ("2022-06-09 17:21", "2022-06-09 17:25", ("2022-06-09T17:25+08:00", Origin.ARTICLE)),
        ("2022-06-09", "2022年6月9日", ("2022-06-09", Origin.ARTICLE)),
        ("2022-06-09", "2022-06-01", ("2022-06-01", Origin.ARTICLE)),
        ("2022-06-09 17:21", "2022-06-01", ("2022-06-01", Origin.ARTICLE)),
        (None, "2022-06-01", ("2022-06-01", Origin.ARTICLE)),
        ("2022-06-09", None, ("2022-06-09", Origin.LIST)),
        ("2022-06-09", "浏览：20220601", ("2022-06-09", Origin.LIST)),
        (None, None, ("", None)),
    ],
)
def test_the_article_tells_the_time_unless_the_list_knows_the_minute(listed, shown, expected):
    assert published(listed, shown) == expected


@pytest.mark.parametrize("origin", [Origin.META, Origin.URL])
def test_a_time_that_is_not_shown_counts_only_alone(origin):
    assert published("2022-06-09", "2022-06-09 17:21", origin) == ("2022-06-09", Origin.LIST)
    assert published("2022-06-09", "2022-06-01", origin) == ("2022-06-09", Origin.LIST)
    assert published(None, "2022-06-01", origin) == ("2022-06-01", origin)


def differing(row: str, heading: str | None, listed: str | None, shown: str | None) -> list[tuple[str, str, str]]:
    made = item(replace(ROW, title=row, published=listed), replace(ARTICLE, title=heading, published=shown))
    return [(each.field, each.listed, each.read) for each in made.disagreements]


@pytest.mark.parametrize(
    ("row", "heading", "listed", "shown"),
    [
        ("关于开展质量检查…", "关于开展质量检查的通知", "2022-06-09", "2022-06-09 17:21"),
        ("关于开展质量检查的通知", "关于开展质量检查的通知（更正）", "06-09", "2022年6月9日"),
        ("", "关于开展质量检查的通知", None, "2022-06-09"),
        ("关于开展质量检查的通知", None, "2022-06-09", None),
    ],
)
def test_a_row_and_its_article_that_say_the_same_agree(row, heading, listed, shown):
    assert differing(row, heading, listed, shown) == []


def test_where_a_row_and_its_article_disagree_both_are_kept():
    assert differing("关于开展质量检查的通知", "示例建筑装饰协会", "2022-06-09 08:00", "2022-06-01") == [
        ("title", "关于开展质量检查的通知", "示例建筑装饰协会"),
        ("published", "2022-06-09T08:00+08:00", "2022-06-01"),
    ]


def test_a_time_that_is_shown_and_not_believed_disagrees_with_the_one_that_is():
    """The portal's clock is days ahead: what the list shows comes first."""
    title = "关于开展质量检查的通知"

    assert differing(title, title, "2022-06-09", "2042-06-09 01:36") == [
        ("published", "2022-06-09", "2042-06-09 01:36")
    ]


def test_a_time_that_the_article_does_not_show_is_no_disagreement():
    made = item(
        replace(ROW, published="2022-06-09"), replace(ARTICLE, published="2022-06-01", published_origin=Origin.META)
    )

    assert made.disagreements == ()


def test_an_item_tells_its_numbers_and_the_days_that_matter():
    body = "各单位：\n现发布 GB 55031—2022，自2023年3月1日起实施。请于7月1日前反馈意见。"
    made = item(article=replace(ARTICLE, body=body, document_number="建市[2022] 15号", html="<p>各单位：</p>"))

    assert (made.document_number, made.standards) == ("建市〔2022〕15号", ("GB 55031-2022",))
    assert [str(mention) for mention in made.mentions] == ["effective 2023-03-01", "deadline 2022-07-01"]
    assert made.html == "<p>各单位：</p>"


def test_the_fingerprint_does_not_depend_on_the_markup():
    assert item(article=replace(ARTICLE, html="<p>第一段。</p>")).fingerprint == item().fingerprint


def test_a_row_alone_tells_what_its_title_names():
    made = item(replace(ROW, title="《示例规程》T/CBDA 3—2016（2016年8月1日起施行）", published=None), article=None)

    assert made.standards == ("T/CBDA 3-2016",)
    assert [str(mention) for mention in made.mentions] == ["effective 2016-08-01"]


def test_a_row_is_made_of_values():
    row = normalize_row(replace(ROW, pinned=True), now=NOW, zone=CHINA)

    assert row.key == "example.cn/news/5.html"
    assert row.url == "http://www.example.cn/news/5.html"
    assert row.title == "创新活动 竞进提质…"
    assert row.published is not None
    assert (str(row.published), row.published.origin) == ("2022-06-09", Origin.LIST)
    assert row.published.precision is Precision.DAY
    assert row.pinned
    assert row.fingerprint == row_fingerprint("创新活动 竞进提质…", row.published)


def test_a_row_without_a_time_has_none():
    assert normalize_row(replace(ROW, published=None), now=NOW, zone=CHINA).published is None


def test_a_rows_key_knows_the_portals_aliases_and_parameters():
    row = replace(ROW, url="http://m.example.cn/news/5.html?classid=3")

    made = normalize_row(row, now=NOW, zone=CHINA, aliases=("example.cn", "m.example.cn"), ignore_query=("classid",))

    assert made.key == "example.cn/news/5.html"
    assert made.url == "http://m.example.cn/news/5.html?classid=3"


def test_a_day_that_only_the_list_shows_is_the_items():
    assert published("2022-06-09", None) == ("2022-06-09", Origin.LIST)


def test_an_article_read_again_without_a_new_row_tells_a_new_title_by_its_heading_alone():
    before = item(
        row=RawRow(title="关于召开年会的通知", url="http://p/1"), article=RawArticle(title="关于召开年会的通知")
    )
    again = item(row=RawRow(title="关于召开年会的通知", url="http://p/1"), article=RawArticle(title="【延期】召开年会"))

    assert reread(again, before).title == "【延期】召开年会"
    assert reread(before, before) == before
    assert reread(again, reread(again, before)).title == "【延期】召开年会"


def test_a_mark_that_is_left_out_by_now_makes_no_other_heading():
    row = RawRow(title="召开年会", url="http://p/1")
    now = item(row=row, article=RawArticle(title="召开年会"))
    before = replace(now, title="[最新]召开年会", heading="[图文]召开年会")

    assert reread(now, before) == now


def test_an_article_that_shows_no_heading_for_once_keeps_its_title_also_where_its_row_is_cut():
    row = RawRow(title="关于召开…", url="http://p/1")
    before = item(row=row, article=RawArticle(title="关于召开年会的通知"))
    without = reread(item(row=row, article=RawArticle()), before)

    assert without.title == "关于召开年会的通知"
    assert reread(before, without).title == "关于召开年会的通知"
    assert reread(before, item(row=row, article=None)).title == "关于召开年会的通知"


def test_a_time_that_is_told_from_now_or_no_longer_told_stays_what_it_was_at_first():
    row = RawRow(title="关于召开年会的通知", url="http://p/1")
    before, later = (item(row=row, article=RawArticle(published=text)) for text in ("2小时前", "3小时前"))

    assert reread(later, before).published == before.published
    assert reread(item(row=row, article=RawArticle()), before).published == before.published

    dated = item(row=row, article=RawArticle(published="2022-06-08"))
    assert reread(dated, before).published == dated.published


def test_a_time_that_an_article_shows_and_that_has_yet_to_come_is_refused():
    def refused(shown: str | None) -> bool:
        raw = RawItem(row=RawRow(title="通知", url="http://p/1"), article=RawArticle(published=shown))
        made = merge(raw, portal="p", section="s", key="p/1", now=NOW, zone=CHINA)
        return is_refused(raw, made, now=NOW, zone=CHINA)

    assert refused("2099-01-01")
    assert not refused("2022-06-01")
    assert not refused(None)
    assert not is_refused(RawItem(row=ROW), item(article=None), now=NOW, zone=CHINA)


def test_an_article_whose_text_is_none_of_its_own_is_left_with_what_its_row_says():
    wall = Problem(kind="wall", url="http://www.example.cn/news/5.html")

    made = refused(item(), wall)

    assert (made.title, made.published) == (item().title, item().published)
    assert (made.body, made.html, made.attachments, made.fingerprint, made.problem) == ("", "", (), None, wall)
