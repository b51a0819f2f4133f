"""What a portal publishes: articles as they truly are, and a writer who makes them up."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

ZONE = timezone(timedelta(hours=8))

_ACTS = ("举办", "召开", "开展", "组织参加", "征集", "公布", "印发", "推荐申报", "发布", "做好")
_TOPICS = (
    "建筑装饰工程质量检查", "绿色建材推广应用", "幕墙安全排查", "会员单位信用评价", "装配式装修技术交流",
    "优秀设计师评选", "安全生产培训", "招标投标管理", "住宅全装修验收", "行业统计年报", "防水材料抽检", "节能改造试点",
    "职业技能竞赛", "工程造价指标", "室内环境检测", "消防设计审查",
)  # fmt: skip
_THINGS = ("通知", "公告", "公示", "函", "意见", "决定")
_REPORTS = (
    "{topic}工作会议在{place}召开", "{place}{topic}取得阶段成果", "协会赴{place}调研{topic}",
    "{place}会员单位交流{topic}经验", "《{topic}规程》第{number}次编制会召开", "第{number}期{topic}培训班圆满结束",
)  # fmt: skip
_PLACES = ("武汉", "宜昌", "襄阳", "黄石", "荆州", "十堰", "孝感", "咸宁", "恩施", "随州", "鄂州", "仙桃")
_CLAUSES = (
    "各会员单位要高度重视{topic}工作，明确分管负责人和联系人，并于月底以前完成自查",
    "会议指出，{place}在{topic}方面积累的做法值得同行借鉴，今后还要继续总结和完善",
    "根据年度工作安排，协会将分{number}批对{place}等地的{topic}情况进行走访，有关结果另行公布",
    "参加{topic}的单位应当如实填写申报材料，对内容的真实性负责，逾期不再受理",
    "与会代表围绕{topic}的难点展开讨论，提出了{number}条建议，秘书处将逐条研究答复",
    "{place}有关部门对此次{topic}给予了大力支持，在此一并表示感谢",
)
_FILES = ("申报表", "汇总表", "参会回执", "评审名单", "实施细则")
_SUFFIXES = ("doc", "pdf", "xls", "docx")


@dataclass(slots=True, eq=False)
class Article:
    """One thing published: `listed` says since when each section has it on its list, `old` are its former paths.

    `gone` is how its address says that it is not there any more: 404, 410, or 200 with an error page. `alone`: when it
    last moved, it moved alone. `twin`: something else has its title.
    """

    id: int
    home: str
    title: str
    published: datetime
    body: tuple[str, ...]
    files: tuple[str, ...] = ()
    path: str = ""
    old: list[str] = field(default_factory=list)
    alone: bool = False
    listed: dict[str, datetime] = field(default_factory=dict)
    pinned: bool = False
    dated: bool = True
    rank: float = 0.0
    gone: int | None = None
    twin: bool = False
    edits: int = 0


class Writer:
    """Makes up titles, texts and files; no two of its texts are the same."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._count = 0

    def title(self, year: int) -> str:
        words = {"topic": self.chance.choice(_TOPICS), "place": self.chance.choice(_PLACES)}
        number = self.chance.randint(1, 40)
        if self.chance.random() < 0.5:
            return self.chance.choice(_REPORTS).format(number=number, **words)
        act, thing = self.chance.choice(_ACTS), self.chance.choice(_THINGS)
        return f"关于{act}{year}年第{number}批{words['topic']}的{thing}"

    def body(self) -> tuple[str, ...]:
        return tuple(self.paragraph() for _ in range(self.chance.randint(2, 4)))

    def paragraph(self) -> str:
        self._count += 1
        words = {"topic": self.chance.choice(_TOPICS), "place": self.chance.choice(_PLACES)}
        one, two = self.chance.sample(_CLAUSES, 2)
        number = self.chance.randint(2, 9)
        return f"{one.format(number=number, **words)}；{two.format(number=number, **words)}（文号{self._count}）。"

    def files(self) -> tuple[str, ...]:
        return tuple(self.file() for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))))

    def file(self) -> str:
        self._count += 1
        return f"{self.chance.choice(_FILES)}{self._count}.{self.chance.choice(_SUFFIXES)}"
