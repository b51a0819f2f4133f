#!/usr/bin/env python3
"""Draws what the documentation shows.

    .venv/bin/python docs/pictures.py [zh|en] [folder]

digest-light.png and digest-dark.png: a sample digest as a mail program shows it, wide and narrow. reading-list.png and
reading-article.png: pages of the sample portal with what is seen on them.

Needs Debian's chromium and pngquant. The portals, titles and addresses are invented.
"""

import re
import sys
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from html import escape
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import reading

from portalwatch.digest import render
from portalwatch.items import (
    Attachment,
    Content,
    Digest,
    Event,
    Item,
    Kind,
    Origin,
    Outcome,
    Precision,
    Problem,
    Published,
    Subscription,
    Unchecked,
)

WIDTHS = (600, 375)
GAP = 24
SCHEMES = {"light": "--blink-settings=preferredColorScheme=1", "dark": "--blink-settings=preferredColorScheme=0"}
QUIETLY = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
FRAME = '<iframe width="{width}" style="border:0;height:100vh" srcdoc="{html}"></iframe>'
PAGE = """<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title></title>
<body style="margin:0;display:flex;gap:{gap}px;background:Canvas">{frames}
<script>
onload = () => {{
  const frames = [...document.querySelectorAll("iframe")];
  document.title = Math.max(...frames.map(frame => frame.contentDocument.body.scrollHeight));
}};
</script>
"""

CHINA = timezone(timedelta(hours=8))
SLOT = datetime(2026, 11, 23, tzinfo=UTC)
PORTALS = {"jiangan": "江岸建筑装饰协会", "muqiang": "幕墙标准信息网", "zhujian": "江城市住房和城乡建设局"}
SECTIONS = {
    ("jiangan", "notices"): "通知公告",
    ("jiangan", "news"): "行业动态",
    ("jiangan", "policies"): "政策法规",
    ("muqiang", "standards"): "标准发布",
    ("muqiang", "drafts"): "征求意见",
    ("zhujian", "documents"): "政策文件",
}


def day(text: str) -> Published:
    """Read a day as a list shows it."""
    at = datetime.fromisoformat(text).replace(tzinfo=CHINA)
    return Published(at=at, precision=Precision.DAY, origin=Origin.LIST, raw=text)


def minute(text: str) -> Published:
    """Read a time as an article shows it."""
    at = datetime.fromisoformat(text).replace(tzinfo=CHINA)
    return Published(at=at, precision=Precision.MINUTE, origin=Origin.ARTICLE, raw=text)


def files(*names: str) -> tuple[Attachment, ...]:
    """Make attachments of these names."""
    return tuple(Attachment(url=f"https://www.example.cn/files/{n}", name=name) for n, name in enumerate(names, 1))


NOTICES = (
    Item(
        portal="jiangan",
        section="notices",
        key="1",
        url="https://www.example.cn/notices/1.html",
        title="关于举办2026年建筑装饰装修工程质量提升培训班的通知",
        published=minute("2026-11-22 17:21"),
        source="协会秘书处",
        body="各会员单位：为进一步提升我市建筑装饰装修工程质量管理水平，推动新工艺、新材料在公共建筑中的应用，协会定于12月8日至10日"
        "举办质量提升培训班。培训内容包括隐蔽工程验收要点、装配式内装节点做法、室内空气质量检测等，请各单位于12月1日前报名。",
        attachments=files("报名回执表.docx", "培训日程安排.pdf"),
    ),
    Item(
        portal="jiangan",
        section="notices",
        key="2",
        url="https://www.example.cn/notices/2.html",
        title="关于公布2026年度建筑装饰优质工程奖入选名单的公示",
        published=minute("2026-11-22 10:05"),
        source="评审委员会",
        body="经企业申报、资料初审、现场复查和专家评审，共有46项工程入选2026年度建筑装饰优质工程奖，现予公示。公示期自即日起五个工作日。",
        attachments=files(*(f"入选名单(第{number}批).xlsx" for number in "一二三四五六七")),
    ),
    Item(
        portal="jiangan",
        section="notices",
        key="3",
        url="https://www.example.cn/notices/3.html",
        title="关于开展会员单位信息更新工作的补充通知",
        published=day("2026-11-20"),
        body="部分会员单位反映系统登录时收不到验证码，现将填报截止日期延长至11月30日，并增加邮寄纸质材料的方式。",
    ),
)
NEWS = (
    Item(
        portal="jiangan",
        section="news",
        key="4",
        url="https://www.example.cn/news/4.html",
        title="装配式内装走进老旧小区：江岸区首个整栋改造样板间开放",
        published=day("2026-11-22"),
        source="江岸日报",
        body="11月22日，江岸区首个采用装配式内装技术的老旧小区样板间向居民开放。整体卫浴、干法地面等部品在工厂预制，现场安装仅用七天。",
    ),
    Item(
        portal="jiangan",
        section="news",
        key="5",
        url="https://www.example.cn/news/5.html",
        title="第三届绿色建材博览会在江城国际会展中心开幕",
        published=day("2026-11-21"),
        source="本网",
        body="本届博览会以“低碳更新、宜居共享”为主题，三百余家企业参展，同期举办既有建筑幕墙安全、室内适老化改造等六场专题论坛。",
    ),
    Item(
        portal="jiangan",
        section="policies",
        key="6",
        url="https://www.example.cn/policies/6.html",
        title="《江城市住宅室内装饰装修管理办法》修订解读",
        published=minute("2026-11-21 09:30"),
        source="法规科",
        problem=Problem(kind="timeout", url="https://www.example.cn/policies/6.html"),
    ),
)
STANDARDS = (
    Item(
        portal="muqiang",
        section="standards",
        key="7",
        url="https://www.example.com/standards/7.html",
        title="T/JCMQ 018—2026《建筑幕墙用硅酮结构密封胶应用技术规程》发布公告",
        published=day("2026-11-22"),
        source="标准化工作部",
        body="本规程适用于新建、扩建和改建民用建筑幕墙工程中硅酮结构密封胶的选用、设计、施工与质量验收，自2027年3月1日起施行。",
        attachments=files("T/JCMQ 018—2026 全文.pdf"),
    ),
    Item(
        portal="muqiang",
        section="standards",
        key="8",
        url="https://www.example.com/standards/8.html",
        title="既有建筑幕墙安全性检查技术标准（局部修订）",
        published=day("2022-06-09"),
        source="标准化工作部",
        body="局部修订增加了开启扇五金件的逐樘检查要求，调整了石材面板抽样比例，并补充无人机近距离摄影检查的适用条件。",
        attachments=files("局部修订条文.pdf", "条文说明.pdf"),
    ),
    Item(
        portal="muqiang",
        section="drafts",
        key="9",
        url="https://www.example.com/drafts/9.html",
        title="关于征求《光伏幕墙电气安全技术要求（征求意见稿）》意见的函",
        published=minute("2026-11-22 16:40"),
        source="标准化工作部",
        body="各有关单位及专家：根据年度编制计划，编制组已完成征求意见稿，请于2026年12月25日前将意见反馈至编制组，逾期视为无意见。",
        attachments=files("征求意见稿.pdf", "编制说明.pdf", "意见反馈表.docx"),
    ),
    Item(
        portal="muqiang",
        section="drafts",
        key="10",
        url="https://www.example.com/drafts/10.html",
        title="公开征集2027年团体标准立项建议",
        published=None,
        body="建议项目应符合产业政策，优先支持低碳、智能建造、城市更新等方向，每家单位可提交不超过三项。",
    ),
)
DOCUMENTS = (
    Item(
        portal="zhujian",
        section="documents",
        key="11",
        url="https://www.example.org/documents/11.html",
        title="关于印发《江城市既有公共建筑绿色化改造三年行动方案（2027—2029年）》的通知",
        published=minute("2026-11-22 18:02"),
        source="建筑节能与科技处",
        body="到2029年，全市完成既有公共建筑绿色化改造不少于300万平方米，改造后单位面积能耗平均下降百分之二十以上。方案明确了资金补助、"
        "容积率奖励和绿色金融支持措施。",
        attachments=files("三年行动方案.pdf", "任务分解表.xlsx"),
    ),
    Item(
        portal="zhujian",
        section="documents",
        key="12",
        url="https://www.example.org/documents/12.html",
        title="江城市建筑装饰装修工程施工许可办理指南",
        published=day("2026-11-19"),
        source="行政审批处",
        body="投资额在一百万元以上的装饰装修工程应当办理施工许可。申请材料由九项精简为五项，承诺办结时限压缩至三个工作日。",
    ),
)
KINDS = {"3": Kind.EDITED, "5": Kind.LATE, "8": Kind.EDITED, "9": Kind.RETURNED, "12": Kind.WITHDRAWN}
BEFORE = {
    "3": Content(
        title=NOTICES[2].title,
        published=day("2026-11-19"),
        body="部分会员单位反映系统登录时收不到验证码，现将填报截止日期延长至11月25日。",
    ),
    "8": Content(
        title="既有建筑幕墙安全性检查技术规程（局部修订）",
        published=day("2022-06-09"),
        body="局部修订增加了开启扇五金件的抽样检查要求，调整了石材面板抽样比例，并补充无人机近距离摄影检查的适用条件。\n"
        "本次修订自2023年1月1日起实施。",
        attachments=(*files("局部修订条文.pdf"), Attachment(url="https://www.example.cn/files/9", name="送审稿.docx")),
    ),
}
EDITED = {"3": ("published", "body"), "8": ("title", "body", "attachments")}


def make_digest(language: str) -> Digest:
    """Make a day's digest: twelve events, six sections, three portals, and a fourth that could not be looked at."""
    items = (*NOTICES, *NEWS, *STANDARDS, *DOCUMENTS)
    return Digest(
        subscription=Subscription(name="装饰装修与幕墙", address="li@example.net", language=language),
        slot_at=SLOT,
        events=tuple(
            Event(
                seq=seq,
                kind=KINDS.get(item.key, Kind.NEW),
                at=SLOT - timedelta(hours=2),
                item=item,
                fields=EDITED.get(item.key, ()),
                before=BEFORE.get(item.key),
            )
            for seq, item in enumerate(items, 1)
        ),
        unchecked=(
            Unchecked(
                portal="zhaobiao",
                section="tenders",
                outcome=Outcome.BLOCKED,
                since_at=SLOT - timedelta(hours=31),
                detail="滑块验证",
            ),
            Unchecked(portal="zhaobiao", section="results", outcome=Outcome.FAILED, since_at=SLOT - timedelta(hours=7)),
        ),
        portal_titles=PORTALS | {"zhaobiao": "江城招标采购网"},
        section_titles=SECTIONS | {("zhaobiao", "tenders"): "招标公告", ("zhaobiao", "results"): "中标结果"},
    )


def photograph(html: str, scheme: str, picture: Path) -> None:
    """Show the mail in frames of each width, side by side, as tall as the taller."""
    # A window cannot be as narrow as a telephone; a frame can.
    frames = "".join(FRAME.format(width=width, html=escape(html)) for width in WIDTHS)
    width = sum(WIDTHS) + GAP
    with TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(PAGE.format(gap=GAP, frames=frames), encoding="utf-8")
        show = partial(browse, page, f"--user-data-dir={folder}/profile", SCHEMES[scheme])
        height = re.search(r"<title>(\d+)</title>", show("--dump-dom", size=(width, 600)))
        assert height is not None
        show(f"--screenshot={picture}", size=(width, int(height[1])))
    shrink(picture)


def photograph_page(html: str, picture: Path) -> None:
    """Show a page of the sample portal as it is."""
    with TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        options = (f"--user-data-dir={folder}/profile", SCHEMES["light"], f"--screenshot={picture}")
        browse(page, *options, size=(reading.WIDTH, reading.HEIGHT))
    shrink(picture)


def shrink(picture: Path) -> None:
    """Leave a picture the colours that it needs."""
    run(
        ["pngquant", "--force", "--strip", "--speed=1", "--nofs", f"--output={picture}", "128", "--", picture],
        check=True,
    )


def browse(page: Path, *options: str, size: tuple[int, int]) -> str:
    """Open a page in a window of a size; return what Chromium prints."""
    window = f"--window-size={size[0]},{size[1]}"
    command = ["chromium", *QUIETLY, window, *options, page.as_uri()]
    return run(command, check=True, capture_output=True, text=True).stdout


def main(language: str = "zh", folder: str = str(Path(__file__).parent)) -> None:
    """Draw all pictures."""
    rendered = render(make_digest(language), contact="portalwatch@example.net")
    for scheme in SCHEMES:
        photograph(rendered.html, scheme, Path(folder, f"digest-{scheme}.png").resolve())
    photograph_page(reading.show_list(), Path(folder, "reading-list.png").resolve())
    photograph_page(reading.show_article(), Path(folder, "reading-article.png").resolve())


if __name__ == "__main__":
    main(*sys.argv[1:])
