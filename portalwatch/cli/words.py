"""What the commands say, in the reader's language: Chinese or English."""

import os
from functools import partial
from pathlib import Path

from portalwatch.digest.reasons import chinese, english
from portalwatch.digest.words import CHINESE, ENGLISH
from portalwatch.items import Outcome, Sign
from portalwatch.shell import command

_ZH = {
    **{state.value: said for state, said in CHINESE.states.items()},
    # Kinds of changes.
    "new": "新增",
    "late": "补报",
    "edited": "修改",
    "moved": "换址",
    "withdrawn": "撤下",
    "returned": "恢复",
    # What a page is, and what it shows.
    "list": "列表",
    "article": "文章",
    "document": "文件",
    "section home": "栏目首页",
    "portal home": "网站首页",
    "challenge": "验证或拦截页",
    "error": "错误页",
    "redirect": "跳转页",
    "parked": "停放或被劫持的域名",
    "unknown": "无法识别",
    "next page": "下一页",
    "pinned": "置顶",
    "source": "来源",
    "attachment": "附件",
    "text": "正文",
    "stopped by {wall}": "被拦截：{wall}",
    "only an excerpt of a list": "只是列表的开头几行",
    "neither a page nor a document": "既非网页也非文件",
    "a document; give the page that links to it": "这是文件；请给出链接到它的网页",
    "its scripts fetch what it shows": "内容由脚本载入",
    "it shows hardly anything": "页面上几乎没有内容",
    # Headings.
    "section": "栏目",
    "outcome": "结果",
    "rows": "行数",
    "published": "发布时间",
    "title": "标题",
    "no.": "编号",
    "at": "发现时间",
    "kind": "类型",
    "items": "条目",
    "since": "自",
    "newest": "最新发布",
    "subscriber": "订阅者",
    "waiting": "待发",
    "last digest": "上一期",
    "next digest": "下一期",
    "; ": "；",
    ": ": "：",
    # The demo.
    "1. The first crawl is the baseline: everything is stored, nothing announced": (
        "1. 第一次抓取是基线：全部存入，不作通知"
    ),
    "2. Asked again, nothing has changed: one request a section": "2. 再查一次，没有变化：每个栏目只发一个请求",
    "3. The portal publishes three items, edits, pins and withdraws one; a section hides behind a challenge": (
        "3. 网站新发三条、修改一条、置顶一条、撤下一条；一个栏目被验证挡住"
    ),
    "4. Each subscriber is mailed what concerns them, once; the operator hears of the challenge": (
        "4. 每位订阅者各收一封，只收一次；管理员得知栏目被挡"
    ),
    "sent {count} messages by SMTP to a server on this machine": "经本机的 SMTP 服务器发出 {count} 封",
    "sent {count} more when asked again": "再发一次：多发 {count} 封",
    "{count} requests": "{count} 个请求",
    "the first of them, as text": "第一封的纯文本",
    "as a mail program shows it: {path}": "邮件程序里的样子：{path}",
    "as a picture: {path}": "图片：{path}",
    "(no picture: install Debian's chromium to get one)": "（没有图片：安装 Debian 的 chromium 即可）",
    "Next: watch a real portal": "下一步：关注真正的网站",
    "make a home of your own": "建立自己的目录",
    "add a portal by its address": "用网址添加网站",
    "its baseline": "建立基线",
    "say who gets what": "写明谁收什么",
    "crawl and mail on schedule": "按时抓取、发信",
    # Portals and their sections.
    "checked {checked}, next {next}": "上次检查 {checked}，下次 {next}",
    "never crawled, next {next}": "尚未检查，下次 {next}",
    "never crawled": "尚未检查",
    "not crawled on schedule: {reason}": "不按时检查：{reason}",
    "needs its address, in {path}": "尚未填写网址，请写入 {path}",
    "{count} sections": "{count} 个栏目",
    "{count} new": "新增 {count}",
    "{count} edited": "修改 {count}",
    "{count} moved": "换址 {count}",
    "{count} withdrawn": "撤下 {count}",
    "{count} returned": "恢复 {count}",
    "the portal has new addresses: {count} known items were found again": "网站更换了网址：已对上 {count} 条已知条目",
    "{count} stored unannounced": "存入 {count} 条，不作通知",
    "{count} known ones completed": "补全已知条目 {count} 条",
    "{count} with a gap": "有缺口 {count}",
    "gap {gap}: these days could not be read": "{gap} 期间未能读到",
    "interrupted; what was not finished is not recorded, the next crawl reads it": (
        "已中断；未完成的栏目不作记录，下次检查会再读"
    ),
    "all portals": "全部网站",
    # How all of them are doing.
    ", ": "、",
    "whole portal": "整个网站",
    "{count} portals": "{count} 个网站",
    "{portals}, {sections}": "{portals}，{sections}",
    "{portals}, {sections}: all healthy": "{portals}，{sections}：全部正常",
    "{portals}, {sections}: {healthy} healthy, {troubled} not": (
        "{portals}，{sections}：{healthy} 个正常，{troubled} 个有问题"
    ),
    "nothing has been crawled since {since}; is `{command}` running?": (
        "自 {since} 起没有任何检查；{command} 在运行吗？"
    ),
    "not healthy": "有问题",
    "healthy": "正常",
    "nobody looked when it was time": "到期未查",
    "last read {at}": "上次读到 {at}",
    "being crawled now": "正在检查",
    "{count} healthy": "{count} 个正常",
    "{count} healthy when last crawled": "上次检查时 {count} 个正常",
    "{healthy}: {names}": "{healthy}：{names}",
    "{healthy}, newest {newest}: {names}": "{healthy}，最新 {newest}：{names}",
    "readers": "订阅",
    "a week": "每周",
    "nothing wrong was found, with the newest day": "未见异常（最新发布日期）",
    "{count} more: `{command}` shows one portal, --all everything": (
        "另有 {count} 项：{command} 看一个网站，--all 看全部"
    ),
    "status PORTAL": "status 网站名",
    "{subscriptions}, {items}, next digest {next}": "{subscriptions}，{items}，下一期 {next}",
    "{count} subscriptions": "{count} 个订阅",
    "{count} items waiting": "{count} 条待发",
    # Nothing to show.
    "no portal is described yet": "尚未添加网站",
    "no portal is crawled on schedule": "没有列入定时检查的网站",
    "nothing is known yet": "尚无内容",
    "nothing was new or changed": "没有新增或修改",
    # Adding and checking.
    "reading {url}": "正在读取 {url}",
    "{count} rows": "{count} 行",
    "more pages": "有下一页",
    "newest article": "最新文章",
    "source {source}": "来源 {source}",
    "{count} attachments": "{count} 个附件",
    "{count} characters": "{count} 字",
    "no publish time": "无发布时间",
    "{field} differs: the list says {listed}, the article {read}": "{field}不一致：列表为 {listed}，文章为 {read}",
    "Watch these, as {path}?": "就这样写入 {path}？",
    "left out": "未列入",
    "{count} pages were looked at; name it with --section": "已查看 {count} 页；需要时用 --section 指定",
    "its rows stand on every page": "所列内容各页都有",
    "its rows are those of {names}": "所列内容即 {names}",
    "on another host": "在其他主机上",
    "the same page as {url}": "与 {url} 是同一页",
    "no rows without JavaScript": "不运行 JavaScript 没有列表",
    "no rows, with JavaScript or without": "运行 JavaScript 与否都没有列表",
    "its rows are sections themselves": "所列是栏目，不是文章",
    "the same list as {name}": "与“{name}”是同一列表",
    "its rows show no dates; if they are news, name it with --section": "所列没有日期；若是文章，用 --section 指定",
    "wrote {path}": "已写入 {path}",
    "made {path}": "已建立 {path}",
    "wrote {count} {what} to {path}": "已将 {count} 条 {what} 写入 {path}",
    "next: {command}": "下一步：{command}",
    # Mail.
    "at once": "随时",
    "{count} entries": "{count} 条",
    "{name}: nothing is owed": "{name}：没有待发内容",
    "sent {count}": "已发送 {count} 封",
    "to be tried again {count}": "稍后重试 {count} 封",
    "of unknown fate {count}": "结果不明 {count} 封",
    "refused for good {count}": "被拒收 {count} 封",
    "refused for good: {address}, {count} messages": "被拒收：{address}，{count} 封",
    "waiting: {address}, {count} messages": "等待重发：{address}，{count} 封",
    "nothing was due": "没有到期的邮件",
    "nobody subscribes yet; see {path}": "尚无订阅者；见 {path}",
    "no mail server is named; the messages are in {path}": "未设邮件服务器；邮件在 {path}",
    # What the operator did.
    "{count} sections stay held until what is known is listed again": "{count} 个栏目继续保留，直到已知条目重新出现",
    "{count} repairs undone; while the rules stay as they are, they are not made again": (
        "已撤销 {count} 处修复；规则不变时不再采用"
    ),
    "no layout has changed": "没有版面变动",
    "{count} pages read again, {differing} differ": "重读 {count} 页，{differing} 处不同",
    "what was read": "读到的内容",
    "what the portal sent": "网站发来的内容",
    "what it said, and since when": "历次内容与时间",
    "address": "网址",
    "status": "状态",
    "file": "文件",
    "field": "字段",
    "then": "当时",
    "now": "现在",
    "by inference": "自动识别",
    "by the known items": "按已知条目",
    "before": "原规则",
    "after": "现规则",
    "undone": "撤销",
    "rejected on {day}": "{day} 已拒绝",
    # Stories.
    "recognised by": "依据",
    "document number": "文号",
    "standard number": "标准号",
    "by hand": "人工",
    "taken out, and not linked again by itself: {title}": "已移出，不再自动关联：{title}",
    "now one story: {title}": "已合并：{title}",
    "is one story already: {title}": "原本就是同一篇：{title}",
    "nothing was published in several places": "没有在多处发布的内容",
}

#: What English says of one.
_ONE = {
    "{count} requests": "1 request",
    "{count} known ones completed": "1 known one completed",
    "sent {count} messages by SMTP to a server on this machine": "sent 1 message by SMTP to a server on this machine",
    "{count} subscriptions": "1 subscription",
    "{count} items waiting": "1 item waiting",
    "{count} portals": "1 portal",
    "{count} sections": "1 section",
    "{count} rows": "1 row",
    "{count} attachments": "1 attachment",
    "{count} entries": "1 entry",
    "{count} characters": "1 character",
    "{count} sections stay held until what is known is listed again": (
        "1 section stays held until what is known is listed again"
    ),
    "{count} repairs undone; while the rules stay as they are, they are not made again": (
        "1 repair undone; while the rules stay as they are, it is not made again"
    ),
    "refused for good: {address}, {count} messages": "refused for good: {address}, 1 message",
    "waiting: {address}, {count} messages": "waiting: {address}, 1 message",
}


def language() -> str:
    """The reader's language, `zh` or `en`: PORTALWATCH_LANG, else that of the locale."""
    named = os.environ.get("PORTALWATCH_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def say(text: str, **values: object) -> str:
    """Return an English text in the reader's language, its braces filled in."""
    one = _ONE.get(text, text) if values.get("count") == 1 else text
    said = _ZH.get(text, text) if language() == "zh" else one
    return said.format_map(values) if values else said


def explain(reason: str) -> str:
    """Return why something could not be read, in the reader's language."""
    return _ZH.get(reason) or chinese(reason) if language() == "zh" else english(reason)


def advice(state: Outcome | Sign, named: str, home: Path, *, lasting: bool = False, rejected: bool = False) -> str:
    """Say what can be done about sections of this home, `named` as commands take them, in the reader's language."""
    spoken = CHINESE if language() == "zh" else ENGLISH
    return spoken.advice.give(state, named, partial(command, home=home), lasting=lasting, rejected=rejected)
