"""The ten sections of the portal, and how each is addressed and encoded."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
ORGANISATION = "示例建筑装饰协会"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One 栏目.

    `number` is the id that DedeCMS puts into list names. `legacy` sections follow DedeCMS in names and say gb2312
    while their bytes are GB18030; the others are UTF-8. `in_header`: the charset stands in the HTTP header, not in
    a meta tag. `voice` names the wording of its articles.
    """

    key: str
    name: str
    kind: str
    voice: str
    number: int
    legacy: bool
    in_header: bool

    @property
    def path(self) -> str:
        """Where the section begins."""
        return f"/{self.key}/"

    @property
    def declared(self) -> str:
        """The charset that pages claim to be in."""
        return "gb2312" if self.legacy else "utf-8"

    @property
    def encoding(self) -> str:
        """The charset that the bytes are in."""
        return "gb18030" if self.legacy else "utf-8"

    def page_name(self, number: int) -> str:
        """File name of a list page; `number` counts from 1."""
        if self.legacy:
            return f"list_{self.number}_{number}.html"
        return "index.html" if number == 1 else f"index_{number}.html"


_TABLE = """
1  hot               最新热点        news      event  utf-8  meta
2  notices           通知公告        notice    event  utf-8  header
3  news              行业动态        news      event  utf-8  meta
4  policies          政策法规        policy    order  gb     header
5  works             业界专著        opinion   view   utf-8  header
6  interviews        行家专访        opinion   view   utf-8  meta
7  standards         建筑装饰类标准  standard  rule   gb     meta
8  public-standards  公装标准        standard  rule   gb     header
9  curtain-wall      幕墙标准        standard  rule   gb     meta
10 housing-standards 住宅标准        standard  rule   gb     meta
"""


def _read_row(line: str) -> Section:
    number, key, name, kind, voice, charset, place = line.split()
    return Section(
        key=key,
        name=name,
        kind=kind,
        voice=voice,
        number=int(number),
        legacy=charset == "gb",
        in_header=place == "header",
    )


#: In the order of the navigation.
SECTIONS = {section.key: section for section in map(_read_row, _TABLE.strip().splitlines())}
