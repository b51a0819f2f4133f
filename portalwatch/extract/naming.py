"""What the name of a section says: its kind, and a key that can be read and typed."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

#: The words that names of sections are made of, by the kind that they speak for, and what they are in a key.
#: Those of "" only say of what; a longer word is preferred to the shorter ones in it.
_WORDS: Final = {
    "notice": (
        "通知公告=notices 公告通知=notices 公告公示=notices 公示公告=notices 公示公报=notices 通知=notices"
        " 公告=announcements 公示=publicity 通告=notices 通报=circulars 招标=tenders 招投标=tenders"
        " 采购=procurement 中标=awards 培训=training 招聘=jobs 会议=meetings 考试=exams 评选=awards"
        " 表彰=awards 评优=awards"
    ),
    "policy": (
        "政策法规=policies 法律法规=laws 政策文件=policies 政策=policies 法规=regulations 法律=laws"
        " 规章=rules 条例=regulations 文件=documents 公文=documents 征求意见=consultations"
        " 意见征集=consultations 征集=consultations 解读=explained 制度=rules 办法=rules"
    ),
    "standard": (
        "标准规范=standards 规范标准=standards 标准=standards 规范=codes 规程=codes 图集=drawings 定额=quotas"
        " 工法=methods"
    ),
    "opinion": (
        "专访=interviews 访谈=interviews 专著=works 观点=opinions 视点=opinions 视角=opinions 评论=comments"
        " 论坛=forum 专家=experts 论文=papers 研究=research 学术=papers 人物=people 理论=theory 调研=research"
        ""
    ),
    "member": ("会员=members"),
    "news": (
        "新闻=news 动态=news 资讯=news 要闻=headlines 头条=headlines 热点=hot 快讯=briefs 简讯=briefs"
        " 简报=briefs 时讯=briefs 快报=briefs 速递=briefs 信息公开=disclosure 信息=information 报道=reports"
        " 时政=politics 活动=activities 专题=topics 专栏=columns 党建=party 展会=fairs news=news"
    ),
    "": (
        "行业=industry 协会=association 学会=society 商会=chamber 团体=group 国家=national 地方=local"
        " 企业=company 工作=work 公装=public 幕墙=curtain-wall 住宅=housing 建筑=building 建设=construction"
        " 装饰=decoration 工程=engineering 国内=domestic 国际=international 技术=technical 科技=technology"
        " 质量=quality 安全=safety 市场=market 媒体=media 图片=picture 人事=personnel 财政=finance"
        " 教育=education 党=party 分会=branch 省=province 市=city"
    ),
}
_MEANT: Final = {
    word: (kind, key)
    for kind, words in _WORDS.items()
    for word, _, key in (pair.partition("=") for pair in words.split())
}
_WORD: Final = re.compile("|".join(sorted(_MEANT, key=lambda word: -len(word))), re.IGNORECASE)
#: Names of pages about the portal itself.
_ABOUT: Final = re.compile(
    r"关于|联系|简介|概况|介绍|章程|机构|领导|理事|委员会|登[录陆]|注册|地图|版权|隐私|声明|入会|申请|名录|名单|查询|留言|投诉|信箱|邮箱"
    r"|友情|链接|帮助|服务指南|搜索|检索|无障碍|繁[体體]|手机版|客户端|微博|微信|公众号|english|contact|about|log\s*in",
    re.IGNORECASE,
)
#: Parts of an address that name no section.
_BARE: Final = re.compile(r"(?:index|default|list|main|html?|www)?[\d_-]*", re.IGNORECASE)
_LONGEST: Final = 40


def kind_of(name: str) -> str | None:
    """Return the kind of section that a name speaks for, None when it has no word that sections are named by.

    The last such word decides, as in Chinese it is the head; but 动态 or 新闻 say less than any other.
    """
    kinds = [kind for word in _WORD.findall(name) if (kind := _MEANT[word.lower()][0])]
    return next((kind for kind in reversed(kinds) if kind != "news"), "news") if kinds else None


def is_about(name: str) -> bool:
    """Whether a name is that of a page about the portal itself: 关于我们, 联系方式, 入会申请."""
    return _ABOUT.search(name) is not None


def key_of(name: str, url: str) -> str:
    """Return a key for a section: its name's words in English, else a readable part of its address, else `section`."""
    words = list(dict.fromkeys(_MEANT[word.lower()][1] for word in _WORD.findall(name)))
    if words and kind_of(name):
        return "-".join(words)[:_LONGEST].rstrip("-")
    parts = [re.sub(r"\.\w+$", "", part).lower() for part in unquote(urlsplit(url).path).split("/")]
    named = (part for part in reversed(parts) if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", part))
    return next((part[:_LONGEST] for part in named if not _BARE.fullmatch(part)), "section")
