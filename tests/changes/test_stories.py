"""Which items are one document, and above all which are not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes.stories import are_apart, same, subject
from portalwatch.items import Item, Origin, Precision, Published, Tie
from tests.changes.test_compare import item

ZONE = ZoneInfo("Asia/Shanghai")
RULES = (
    "第一条为了规范建筑装饰装修活动，维护公共安全，制定本办法。第二条在本省从事装饰装修的单位应当遵守本办法。"
    "第三条县级以上主管部门负责监督管理，其他部门按照各自的职责协同。第四条鼓励采用节能环保的材料和工艺。"
)
LONG = RULES + "现将有关事项通知如下，请各单位于2022年6月30日前报送自查报告，逾期不报的予以通报，联系电话87654321。"
OUTING = (
    "本市会员单位请注意，秘书处将组织大家到工地观摩，名额有限，报满为止，费用自理，欢迎踊跃参加，地点另行告知，"
    "联系人王女士。请穿平底鞋并自备雨具，集合时要清点人数，迟到十分钟视为放弃，车票不退，回程时间以当天路况而定。"
)


def published(day: date) -> Published:
    at = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return Published(at=at, precision=Precision.DAY, origin=Origin.LIST, raw="")


def paper(title: str, portal: str = "a", day: int | None = 1, **fields: object) -> Item:
    """An item published `day` days after the end of May 2022; None for one without a day."""
    when = None if day is None else published(date(2022, 5, 31) + timedelta(days=day))
    return item(f"{portal}/{title}", portal=portal, title=title, published=when, **fields)


def tied(title: str, other: str, **fields: object) -> Tie | None:
    """What ties one portal's item to another's a day later."""
    return same(paper(title, "a", 1, **fields), paper(other, "b", 2, **fields))


NUMBER = {"document_number": "建市〔2022〕15号"}
TEXT = {"body": LONG}


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("关于印发装修管理试行办法的通知", "关于印发装修管理试行办法的通知"),
        ("关于印发《装修管理试行办法》的通知", "住房和城乡建设部关于印发装修管理试行办法的通知"),
        ("关于印发《装修管理试行办法》的通知", "装修管理试行办法"),
        ("关于印发《装修管理试行办法》的通知", "关于印发《装修管理试行办法》的通知（建市〔2022〕15号）"),
        ("关于印发《装修管理试行办法》的通知", "【转载】住建部关于印发《装修管理试行办法》的通知"),
        ("住房城乡建设部办公厅关于印发试行办法的通知", "住房和城乡建设部办公厅关于印发试行办法的通知"),
    ],
)
def test_the_same_document_number_under_like_titles_is_the_same_document(title, other):
    assert tied(title, other, **NUMBER) is Tie.NUMBER
    assert tied(title, other) is not Tie.NUMBER


def test_a_document_number_holds_for_years():
    one = paper("关于印发装修管理试行办法的通知", "a", 1, **NUMBER)

    assert same(one, paper("关于印发装修管理试行办法的通知", "b", 900, **NUMBER)) is Tie.NUMBER
    assert same(one, paper("关于印发装修管理试行办法的通知", "a", 900, **NUMBER)) is Tie.NUMBER


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("关于印发装修管理试行办法的通知", "关于印发消防验收实施细则的通知"),
        ("装修管理试行办法", "《装修管理试行办法》解读"),
        ("装修管理试行办法", "《装修管理试行办法》（征求意见稿）"),
        ("省住建厅关于印发装修管理试行办法的通知", "【图解】省住建厅关于印发装修管理试行办法的通知"),
        ("关于印发装修管理试行办法的通知", "关于印发装修管理试行办法的通知（更正）"),
        ("关于印发装修管理试行办法的通知", "关于印发装修管理试行办法的通知 附件2"),
        ("装修管理试行办法", "关于转发《装修管理试行办法》的通知"),
        ("省住建厅关于开展装修质量检查的通知", "市城管局关于开展装修质量检查的通知"),
    ],
)
def test_what_a_title_adds_may_make_another_document_of_it(title, other):
    assert tied(title, other, **NUMBER, **TEXT) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建市〔2022〕15号", "建市〔2022〕16号"),
        ("建市〔2022〕15号", "建市〔2021〕15号"),
        ("建市〔2022〕15号", "建办市〔2022〕15号"),
        ("鄂建〔2022〕15号", "湘建〔2022〕15号"),
        ("公告2022年第12号", "第13号公告"),
    ],
)
def test_another_document_number_is_another_document(one, other):
    title = "关于开展全省建筑装饰装修工程质量安全检查的通知"

    assert (
        same(paper(title, "a", document_number=one, **TEXT), paper(title, "b", document_number=other, **TEXT)) is None
    )


@pytest.mark.parametrize(
    "other", ["公告2022年第12号", "第12号公告", "公告第十二号", "住房和城乡建设部公告2022年第12号"]
)
def test_a_number_that_lacks_its_office_or_year_is_no_other_one(other):
    one = paper("关于废止部分文件的公告", "a", document_number="住房和城乡建设部公告2022年第12号", **TEXT)

    assert same(one, paper("关于废止部分文件的公告", "b", document_number=other, **TEXT))


@pytest.mark.parametrize("number", ["第12号公告", "公告2022年第12号", "〔2022〕12号", None])
def test_a_number_that_every_office_has_does_not_tie(number):
    assert tied("关于废止部分文件的公告", "关于废止部分文件的公告", document_number=number) is None


def test_a_standard_is_the_same_under_a_like_title():
    news = "关于发布国家标准《建筑防火通用规范》的公告 GB 55037-2022"

    assert tied("《建筑防火通用规范》GB55037－2022", news) is Tie.STANDARD
    assert tied("《建筑防火通用规范》GB 55037-2022", "《建筑防火通用规范》GB 50016-2014") is None
    assert tied("《建筑防火通用规范》", news) is None


@pytest.mark.parametrize(
    "title", ["《建筑防火通用规范》GB 55037-2022 宣贯培训通知", "《建筑防火通用规范》GB 55037-2022 编制组成立"]
)
def test_a_standard_that_is_the_subject_of_an_occasion_does_not_tie(title):
    assert tied(title, title) is None


def test_one_text_under_one_title_is_one_document():
    assert tied("关于报送自查报告的通知", "关于报送自查报告的通知", **TEXT) is Tie.TEXT
    assert tied("关于报送自查报告的通知", "省住建厅关于报送自查报告的通知", **TEXT) is Tie.TEXT


def test_a_portal_may_add_to_a_text_and_count_its_readers():
    one = paper("关于报送自查报告的通知", "a", 1, body=LONG)
    other = paper(
        "关于报送自查报告的通知", "b", 5, body="来源：省厅网站\n" + LONG.replace("，", ", ") + "\n浏览次数：1234"
    )

    assert same(one, other) is Tie.TEXT


def test_one_text_under_two_addresses_of_a_portal_on_one_day_is_one_document():
    one, other = (
        item(key, title="关于报送自查报告的通知", published=published(date(2022, 6, 9)), body=LONG) for key in "ab"
    )

    assert same(one, other) is Tie.TEXT


@pytest.mark.parametrize("days", [2, 7, 30, 365])
def test_a_portal_that_repeats_a_text_on_another_day_has_published_the_next_one(days):
    one, other = (paper("关于企业资质审查意见的公示", "a", day, body=RULES) for day in (1, 1 + days))

    assert same(one, other) is None
    assert are_apart(one, other)


@pytest.mark.parametrize("day", [1, None])
def test_without_a_day_nobody_knows_whether_a_portal_repeats_itself(day):
    assert (
        same(paper("企业资质审查意见公示", "a", None, body=RULES), paper("企业资质审查意见公示", "a", day, body=RULES))
        is None
    )
    assert (
        same(paper("企业资质审查意见公示", "a", None, body=RULES), paper("企业资质审查意见公示", "b", day, body=RULES))
        is Tie.TEXT
    )


def test_the_same_text_a_season_later_is_the_next_one():
    assert (
        same(paper("关于报送自查报告的通知", "a", 1, **TEXT), paper("关于报送自查报告的通知", "b", 100, **TEXT)) is None
    )


def test_one_template_with_other_dates_is_another_document():
    june = paper("关于报送自查报告的通知", "a", 1, body=LONG)
    july = paper("关于报送自查报告的通知", "b", 31, body=LONG.replace("6月30日", "7月31日"))

    assert same(june, july) is None


def test_one_title_over_two_texts_is_two_documents():
    title = "关于举办全省建筑装饰行业安全生产知识竞赛活动的通知"

    assert same(paper(title, "a", body=LONG), paper(title, "b", body=OUTING)) is None
    assert same(paper(title, "a", body=LONG), paper(title, "b", body="")) is Tie.TITLE


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("关于公布2022年第一批示范项目的通知", "关于公布2022年第二批示范项目的通知"),
        ("关于召开2021年年会的通知", "关于召开2022年年会的通知"),
        ("5月份建筑材料价格信息", "6月份建筑材料价格信息"),
        ("会员简讯第12期", "会员简讯第13期"),
        ("关于报送自查报告的通知", "关于报送自查报告的通知（二）期"),
        ("关于报送自查报告的通知", "关于报送2022年自查报告的通知"),
        ("关于报送自查报告的通知", "2022年关于报送自查报告的通知"),
        ("关于同意甲公司资质延续的批复", "关于同意乙公司资质延续的批复"),
        ("公示", "公示公告"),
    ],
)
def test_what_differs_in_a_number_or_a_name_is_another_document_whatever_its_text(title, other):
    assert tied(title, other, **TEXT) is None


def test_a_long_title_is_enough_where_the_text_is_not_known():
    title = "关于举办全省建筑装饰行业安全生产知识竞赛活动的通知"

    assert same(paper(title, "a", 1), paper(title, "b", 4)) is Tie.TITLE
    assert same(paper(title, "a", 1), paper(title, "b", 5)) is None
    assert same(paper(title, "a", 1), paper(title, "a", 1)) is None
    assert same(paper(title, "a", 1), paper(title, "b", None)) is None
    assert tied("关于元旦放假的通知", "关于元旦放假的通知") is None
    assert tied(f"{title[:22]}...", f"{title[:22]}...") is None


def test_a_column_before_a_title_asks_for_the_text():
    title = "关于举办全省建筑装饰行业安全生产知识竞赛活动的通知"

    assert tied(title, f"重磅：{title}") is None
    assert tied(title, f"重磅：{title}", **TEXT) is Tie.TEXT


def test_what_is_looked_for_is_what_a_document_is_called():
    titles = (
        "装修管理试行办法",
        "关于印发《装修管理试行办法》的通知",
        "住建部关于发布装修管理试行办法的公告（2022年第12号公告）",
        "转发：住建部关于印发《装修管理试行办法》的通知（建市〔2022〕15号）",
        "《装修管理试行办法》GB 55037-2022",
    )

    assert {subject(title) for title in titles} == {"装修管理试行办法"}


WORDS = st.sampled_from(
    [
        "关于",
        "印发",
        "《",
        "》",
        "装修管理办法",
        "第二批",
        "的通知",
        "省住建厅",
        "转发",
        "2022年",
        "（建市〔2022〕15号）",
        "GB 55037-2022",
    ]
)
PAPERS = st.builds(
    paper,
    st.lists(WORDS, max_size=5).map("".join),
    st.sampled_from("ab"),
    st.sampled_from([None, 1, 2, 30]),
    document_number=st.sampled_from([None, "建市〔2022〕15号", "第12号公告"]),
    body=st.sampled_from(["", RULES, LONG]),
)


@given(PAPERS, PAPERS)
def test_it_does_not_matter_which_is_looked_at_first(one, other):
    assert same(one, other) == same(other, one)
    assert are_apart(one, other) == are_apart(other, one)
    assert not (same(one, other) and are_apart(one, other))


@given(st.text(max_size=40), st.text(max_size=300), PAPERS)
def test_no_text_is_too_odd_to_be_compared(title, body, other):
    one = paper(title, "a", body=body)

    assert same(one, other) in (None, *Tie)
    assert subject(title) is None or 8 <= len(subject(title)) <= 80


@given(PAPERS)
def test_a_document_with_its_text_is_recognised_elsewhere(one):
    elsewhere = paper(one.title, "c", 2, body=LONG, document_number=one.document_number)

    assert same(elsewhere, paper(one.title, "d", 3, body=LONG, document_number=one.document_number)) is not None
