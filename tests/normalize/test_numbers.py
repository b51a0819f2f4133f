import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.normalize.numbers import MOST_STANDARDS, find_document_number, find_standards

TITLE = "关于开展质量检查的通知"
#: What numbers are made of, so that random text comes close to them.
PIECES = st.lists(
    st.sampled_from(
        [*"建市〔〕[]（）()第号年公告令/-—.: \n0129", "2022", "GB", "GB/T", "T/", "CECS", "ISO", "DB42", "通知", "文号"]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("建市〔2022〕15号", "建市〔2022〕15号"),
        ("鄂建文[2022]8号", "鄂建文〔2022〕8号"),
        ("国办发〔2023〕 4 号", "国办发〔2023〕4号"),
        ("（建城函﹝２０２２﹞０１５号）", "建城函〔2022〕15号"),
        ("某农检（药效）函【2016】101号", "某农检(药效)函〔2016〕101号"),
        ("（某台发〔2003〕第1号 2003年03月20日）", "某台发〔2003〕1号"),
        ("文号：建市〔2022〕15号", "建市〔2022〕15号"),
        ("中华人民共和国住房和城乡建设部公告 2022年 第12号", "住房和城乡建设部公告2022年第12号"),
        ("中华人民共和国国务院令\n第677号", "国务院令第677号"),
        ("中华人民共和国主席令第九十一号", "主席令第九十一号"),
        ("第12号公告", "第12号公告"),
        ("2022年第12号公告", "2022年第12号公告"),
    ],
)
def test_a_document_bears_the_number_that_has_one_of_its_first_lines(written, number):
    assert find_document_number(TITLE, None, f"各有关单位：\n{written}\n现将有关事项通知如下。") == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("建市〔2022〕15号", "建市〔2022〕15号"),
        ("关于公布获奖名单的通知（鄂教函〔2020〕639号）", "鄂教函〔2020〕639号"),
        ("建市〔2022〕15号 关于开展检查的通知", "建市〔2022〕15号"),
        ("江城市产权转让公告江市产权公发[2019]第20号", "江市产权公发〔2019〕20号"),
        ("登记资料要求（2017年农业部公告第2569号）", "农业部公告第2569号"),
        ("《示例管理条例》（国务院令第677号）", "国务院令第677号"),
        ("关于发布国家标准的公告（2022年第12号）", "公告2022年第12号"),
        ("质量检查通告（第七号）", "通告第七号"),
    ],
)
def test_a_document_bears_the_number_at_the_edge_of_its_title(title, number):
    assert find_document_number(title, None, "") == number


@pytest.mark.parametrize(
    "title",
    [
        "关于废止建市〔2010〕10号等文件的公告",
        "关于废止建市〔2010〕10号",
        "建市〔2022〕15号文解读",
        "《关于加强管理的通知》（建市〔2022〕15号）解读",
        "转发《关于加强管理的通知》（国办发〔2023〕4号）",
        "转发《示例管理条例》（国务院令第677号）",
        "关于落实建市〔2022〕15号文件的通知",
        "第12期培训班通知",
    ],
)
def test_a_title_that_only_mentions_a_number_does_not_bear_it(title):
    assert find_document_number(title, None, "") is None


@pytest.mark.parametrize(
    "body",
    [
        "根据建市〔2022〕15号，现通知如下。",
        "建市〔2022〕15号.pdf",
        "现将有关事项通知如下。" * 10 + "\n建市〔2022〕15号",
        "各单位：\n" * 15 + "建市〔2022〕15号",
        "第677号",
        "",
    ],
)
def test_a_number_within_a_text_or_below_it_is_not_the_documents_own(body):
    assert find_document_number(TITLE, None, body) is None


def test_what_stands_beside_the_label_counts_before_all_else():
    assert (
        find_document_number("建市〔2022〕15号", "鄂建文〔2022〕8号 主题词", "国办发〔2023〕4号") == "鄂建文〔2022〕8号"
    )
    assert find_document_number("建市〔2022〕15号", "发布机构", "") == "建市〔2022〕15号"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("GB/T 50378-2019", "GB/T 50378-2019"),
        ("GB 55031-2022", "GB 55031-2022"),
        ("GB50210-2018", "GB 50210-2018"),
        ("ＧＢ／Ｔ５０３７８－２０１９", "GB/T 50378-2019"),
        ("GB∕T 19378－2017", "GB/T 19378-2017"),
        ("GB 50222-95", "GB 50222-95"),
        ("GBZ 2.1—2019", "GBZ 2.1-2019"),
        ("GB/T 1.1-2020", "GB/T 1.1-2020"),
        ("JGJ/T 229—2010", "JGJ/T 229-2010"),
        ("JTG D60-2015", "JTG D60-2015"),
        ("JTG/T D60-2015", "JTG/T D60-2015"),
        ("DB42/T 1955-2022", "DB42/T 1955-2022"),
        ("DB11/ 1234-2015", "DB11/1234-2015"),
        ("DBJ/T 45-007-2012", "DBJ/T 45-007-2012"),
        ("DBJ41/T 123-2020", "DBJ41/T 123-2020"),
        ("DBJ50/T-123-2010", "DBJ50/T 123-2010"),
        ("DG/TJ 08-2090-2020", "DG/TJ 08-2090-2020"),
        ("T/CBDA 3-2016", "T/CBDA 3-2016"),
        ("T / CECS 1203 — 2022", "T/CECS 1203-2022"),
        ("CECS 102:2002", "CECS 102:2002"),
        ("ISO 9001:2015", "ISO 9001:2015"),
        ("ISO9001-2015", "ISO 9001:2015"),
        ("ISO 14064-1：2018", "ISO 14064-1:2018"),
        ("ISO/IEC 27001:2022", "ISO/IEC 27001:2022"),
        ("ISO 9001", "ISO 9001"),
        ("GB/T 8478", "GB/T 8478"),
    ],
)
def test_a_standard_is_read_in_any_spelling(written, number):
    assert find_standards(f"现批准《示例标准》（编号{written}）", "") == (number,)
    assert find_standards("", f"按照{written}执行") == (number,)


@pytest.mark.parametrize(
    "text",
    [
        "16 GB 256 GB 128",
        "鄂ICP备2022060900号",
        "ISO/TC 332",
        "JSZB-JG 12-2021",
        "合同SL 12-2021-03",
        "DN 100-2020",
        "建市〔2022〕15号",
        "",
    ],
)
def test_other_numbers_are_no_standards(text):
    assert find_standards(text, text) == ()


def test_the_titles_standards_come_first_and_each_once():
    found = find_standards("JGJ 133-2001 局部修订", "GB/T 21086-2007、JGJ133—2001、GB/T 21086、GB/T 21086-2007")

    assert found == ("JGJ 133-2001", "GB/T 21086-2007")


def test_a_catalogue_is_cut():
    found = find_standards("", "、".join(f"GB/T {number}-2019" for number in range(100, 200)))

    assert len(found) == MOST_STANDARDS
    assert found[0] == "GB/T 100-2019"


@given(PIECES, PIECES | st.none(), PIECES)
def test_any_text_is_read_and_a_number_read_again_is_the_same(title, labelled, body):
    number = find_document_number(title, labelled, body)
    standards = find_standards(title, body)

    assert number is None or find_document_number("", number, "") == number
    assert all(find_standards(standard, "") == (standard,) for standard in standards)
