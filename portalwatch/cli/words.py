"""What the commands say, in the reader's language: Chinese or English."""

import os

from portalwatch.items import Outcome

_ZH = {
    # Outcomes and kinds.
    "ok": "正常",
    "unchanged": "无变化",
    "partial": "部分读取",
    "empty": "列表为空",
    "blocked": "被拦截",
    "suspect": "存疑",
    "failed": "失败",
    "never": "从未",
    "new": "新增",
    "edited": "修改",
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
    # Portals and their sections.
    "checked {checked}, next {next}": "上次检查 {checked}，下次 {next}",
    "never crawled, next {next}": "尚未检查，下次 {next}",
    "never crawled": "尚未检查",
    "not crawled on schedule: {reason}": "不按时检查：{reason}",
    "needs its address, in {path}": "尚未填写网址，请写入 {path}",
    "{count} sections": "{count} 个栏目",
    "{count} new": "新增 {count}",
    "{count} edited": "修改 {count}",
    "{count} stored unannounced": "存入 {count} 条，不作通知",
    "gap {gap}: these days could not be read": "{gap} 期间未能读到",
    "interrupted; what was not finished is not recorded, the next crawl reads it": (
        "已中断；未完成的栏目不作记录，下次检查会再读"
    ),
    "all portals": "全部网站",
    # Nothing to show.
    "no portal is described yet": "尚未添加网站",
    "no portal is crawled on schedule": "没有按时检查的网站",
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
    "Watch these, as {path}?": "就这样写入 {path}？",
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
    # What the operator can do.
    "read again by the next crawl": "下次检查会再读",
    "look with `portalwatch check`; if it may be empty, write may_be_empty: true": (
        "用 portalwatch check 查看；若确可为空，写 may_be_empty: true"
    ),
    "crawl less often, or ask the portal's owner for access": "降低频率，或请对方放行",
    "look at the page; `portalwatch crawl NAME --rebaseline` takes it as it is": (
        "查看页面；无误则用 portalwatch crawl 名称 --rebaseline 接受"
    ),
    "tried again by the next crawl": "下次检查会重试",
}

#: What English says of one.
_ONE = {
    "{count} sections": "1 section",
    "{count} rows": "1 row",
    "{count} attachments": "1 attachment",
    "{count} entries": "1 entry",
    "{count} characters": "1 character",
    "refused for good: {address}, {count} messages": "refused for good: {address}, 1 message",
    "waiting: {address}, {count} messages": "waiting: {address}, 1 message",
}

_ADVICE = {
    Outcome.PARTIAL: "read again by the next crawl",
    Outcome.EMPTY: "look with `portalwatch check`; if it may be empty, write may_be_empty: true",
    Outcome.BLOCKED: "crawl less often, or ask the portal's owner for access",
    Outcome.SUSPECT: "look at the page; `portalwatch crawl NAME --rebaseline` takes it as it is",
    Outcome.FAILED: "tried again by the next crawl",
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


def advice(outcome: Outcome) -> str:
    """Say what the operator can do about an outcome; empty when there is nothing to do."""
    return say(_ADVICE[outcome]) if outcome in _ADVICE else ""
