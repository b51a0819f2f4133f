"""What five portals publish: the same kinds of things in the words of an association or a ministry."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SUBJECTS = (
    "装配式内装修",
    "既有建筑幕墙安全排查",
    "室内环境污染控制",
    "住宅全装修质量",
    "公共建筑节能改造",
    "施工现场扬尘治理",
    "适老化改造",
    "建筑装饰信用评价",
    "石材护理",
    "城市更新",
    "智能家居应用",
    "绿色建材下乡",
    "木作工艺传承",
    "医院洁净室",
)
TITLES = {
    "notice": ("关于开展{0}专项检查的通知", "关于举办{0}培训班的通知", "关于{0}示范项目入选名单的公示"),
    "news": ("{0}工作座谈会在临江召开", "我省{0}试点取得阶段性进展", "副会长带队调研{0}"),
    "policy": ("{0}管理办法（示建规〔2022〕{1}号）", "关于加强{0}管理的指导意见", "《{0}条例》修订施行"),
    "standard": (
        "T/SJZX {1}—2022《{0}技术规程》",
        "DB99/T 1{1}-2022 {0}验收标准",
        "《{0}检测方法》（征求意见稿）公开征求意见",
    ),
    "member": ("长河装饰承建的{0}项目通过验收", "会员单位交流{0}经验", "新会员风采：云岭{0}工程公司"),
    "opinion": ("专家谈{0}的难点与出路", "专访何见山：{0}要算长远账", "{0}十年回望"),
}
SOURCES = ("协会秘书处", "示例建设报", "行业发展部")
FILES = ("附件1.{0}申报表.docx", "附件2.{0}汇总表.xlsx", "{0}工作方案.pdf")
#: Rows a list, and rows a page.
ROWS, PAGE = 11, 5


@dataclass(frozen=True)
class Article:
    """One article; `files` are names of attachments. Its time is what clocks show there, whatever their zone."""

    id: int
    title: str
    published: datetime
    source: str
    body: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One 栏目: what its menu calls it, its part of the address, its kind, its articles from the newest."""

    number: int
    name: str
    slug: str
    kind: str
    articles: tuple[Article, ...]

    @property
    def key(self) -> str:
        return self.slug.rpartition("/")[2]

    @property
    def pages(self) -> list[tuple[Article, ...]]:
        return [self.articles[start : start + PAGE] for start in range(0, len(self.articles), PAGE)]


def sections(*named: tuple[str, str, str]) -> list[Section]:
    """Make sections of names, slugs and kinds."""
    return [
        Section(number, name, slug, kind, tuple(_article(number, kind, place) for place in range(ROWS)))
        for number, (name, slug, kind) in enumerate(named, start=1)
    ]


def _article(section: int, kind: str, place: int) -> Article:
    subject = SUBJECTS[(section * 5 + place) % len(SUBJECTS)]
    published = datetime(2022, 6, 8, 17, 20, tzinfo=UTC) - timedelta(days=3 * place + section, minutes=37 * place)
    files = tuple(name.format(subject) for name in FILES[: place % 3])
    title = TITLES[kind][place % 3].format(subject, 30 + section * 14 + place)
    return Article(1000 + section * 100 + place, title, published, SOURCES[place % 3], _body(subject, place), files)


def _body(subject: str, place: int) -> tuple[str, ...]:
    return (
        f"各有关单位：为做好今年的{subject}工作，经研究，现将有关事项安排如下，请结合本地实际认真落实。",
        f"一、各单位要把{subject}列入年度计划，明确责任人，并于{place + 1}个月内报送进展，逾期不报的将在全省通报。",
        f"二、对{subject}中发现的问题，要建立台账，逐项整改，整改结果由所在地主管部门复核后存档，保存期不少于五年。",
        f"三、联系人：林工，电话：0999-88{place:02}6600。工作中的经验和建议，请及时反馈，以便在行业内交流推广。",
    )
