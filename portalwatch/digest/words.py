"""Every word that a mail says, once per language, and how that language counts and writes dates."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portalwatch.digest import advice
from portalwatch.digest.advice import Advice
from portalwatch.digest.reasons import chinese, english
from portalwatch.items import Frequency, Kind, Outcome, Sign, Subscription, Term

LONG = timedelta(days=1)
"""Between two crawls of any usual schedule lies less."""

Count = tuple[str, str]
"""How one is said, and how many are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. `tag` is its name in HTML; names in braces are filled in."""

    tag: str
    #: Says in this language why something could not be read.
    reason: Callable[[str], str]
    brand: str
    comma: str
    clause: str
    colon: str
    aside: str
    quoted: str

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    day_and_year: str
    window: str
    undated: str

    updates: Count
    entries: Count
    kinds: Mapping[Kind, Count]
    portals: Count
    others: Count
    unseen: Count
    rest: Count
    rest_in_text: Count
    nothing: str
    contents: str

    marks: Mapping[Kind, str]
    late: str
    withdrawn: str
    returned: str
    returned_edited: str
    again: str
    also: str
    undone: str
    replaced: str
    replaced_sizes: str
    more_passages: Count
    fields: Mapping[str, str]
    source: str
    attachments: str
    terms: Mapping[Term, str]
    unread: str

    unchecked: str
    unchecked_note: str
    lasting: str
    last_read: str
    passed_over: str
    passed_over_on: str
    somewhere: str
    quiet: str
    quiet_note: str
    newest: str
    unfound: str
    states: Mapping[Outcome | Sign, str]
    outcomes: Mapping[Outcome | Sign, str]

    why: str
    rhythms: Mapping[Frequency, str]
    stop: str
    stop_unknown: str

    troubles: Count
    recoveries: Count
    troubled: str
    recovered: str
    first: str
    whole: str
    times: Count
    lasted: str
    days: Count
    hours: Count
    minutes: Count
    what_to_do: str
    advice: Advice
    operator: str

    def count(self, number: int, forms: Count) -> str:
        """Say how many: `1 update`, `1,024 updates`."""
        return forms[number != 1].format(n=f"{number:,}")

    def join(self, parts: Iterable[str]) -> str:
        """Join names."""
        return self.comma.join(parts)

    def add(self, text: str, aside: str) -> str:
        """Append a remark in brackets, if there is one."""
        return text + self.aside.format(aside) if aside else text

    def last(self, reason: str, since: datetime, today: datetime) -> str:
        """Say a reason and how long it has held."""
        return self.lasting.format(reason=reason, since=self.at(since, today))

    def since_read(self, found_at: datetime, read_at: datetime | None, today: datetime) -> str:
        """Say when a section was last read, where that is long before its trouble was found, or took this form."""
        return self.last_read.format(self.at(read_at, today)) if read_at and found_at - read_at > LONG else ""

    def span(self, time: timedelta) -> str:
        """Say how long something lasted, in days, hours or minutes."""
        for forms, unit in ((self.days, timedelta(days=1)), (self.hours, timedelta(hours=1))):
            if time >= 2 * unit:
                return self.count(time // unit, forms)
        return self.count(max(time // timedelta(minutes=1), 1), self.minutes)

    def on(self, day: date, today: date) -> str:
        """Write a day, with its year unless it is today's."""
        form = self.day if day.year == today.year else self.day_and_year
        return form.format(year=day.year, month=self.months[day.month - 1], day=day.day)

    def at(self, moment: datetime, today: datetime) -> str:
        """Write a moment in the zone of `today`."""
        local = moment.astimezone(today.tzinfo)
        return f"{self.on(local, today)} {local:%H:%M}"

    def rhythm(self, subscription: Subscription) -> str:
        """Say how often and when a subscription's mail goes out."""
        form = self.rhythms[subscription.frequency]
        weekday = self.weekdays[subscription.weekday]
        return form.format(weekday=weekday, at=f"{subscription.at:%H:%M}", zone=subscription.zone)


def local(moment: datetime, zone: str) -> datetime:
    """Return the same moment as the reader's clock shows it."""
    return moment.astimezone(ZoneInfo(zone))


def speak(language: str) -> Words:
    """Return a language's words by its tag (`zh`, `zh-CN`, `en`); English for one that portalwatch does not speak."""
    return _LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


CHINESE = Words(
    tag="zh-CN",
    reason=chinese,
    brand="【portalwatch】",
    comma="、",
    clause="，",
    colon="：",
    aside="（{}）",
    quoted="“{}”",
    months=tuple(str(month) for month in range(1, 13)),
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    day="{month}月{day}日",
    day_and_year="{year}年{month}月{day}日",
    window="{start} 至 {end}",
    undated="未标日期",
    updates=("{n} 条更新", "{n} 条更新"),
    entries=("{n} 条", "{n} 条"),
    kinds={
        Kind.NEW: ("{n} 条新增", "{n} 条新增"),
        Kind.LATE: ("{n} 条补报", "{n} 条补报"),
        Kind.RETURNED: ("{n} 条恢复", "{n} 条恢复"),
        Kind.EDITED: ("{n} 条修改", "{n} 条修改"),
        Kind.WITHDRAWN: ("{n} 条撤下", "{n} 条撤下"),
    },
    portals=("{n} 个网站", "{n} 个网站"),
    others=("等 {n} 个网站", "等 {n} 个网站"),
    unseen=("{n} 个栏目未能检查", "{n} 个栏目未能检查"),
    rest=("其余 {n} 条", "其余 {n} 条"),
    rest_in_text=("其余 {n} 条的标题和链接，见本邮件的纯文本部分", "其余 {n} 条的标题和链接，见本邮件的纯文本部分"),
    nothing="没有新内容",
    contents="目录",
    marks={
        Kind.NEW: "新增",
        Kind.LATE: "补报",
        Kind.RETURNED: "恢复",
        Kind.EDITED: "修改",
        Kind.WITHDRAWN: "撤下",
    },
    late="{day}发布，现在才列出",
    withdrawn="原网址已无此文",
    again="转载",
    also="另见",
    returned="重新列出",
    returned_edited="重新列出，有修改",
    undone="现已改回",
    replaced="（文件已替换）",
    replaced_sizes="（文件已替换：{before} → {after}）",
    more_passages=("另有 {n} 处", "另有 {n} 处"),
    fields={"title": "标题", "published": "时间", "source": "来源", "body": "正文", "attachments": "附件"},
    source="来源",
    attachments="附件",
    terms={Term.EFFECTIVE: "{}起施行", Term.DEADLINE: "{}截止", Term.REPEALED: "{}起废止"},
    unread="正文暂时无法读取",
    unchecked="未能检查",
    unchecked_note="以下内容未能看到；凡网站仍列出的，恢复后会补上。",
    lasting="{since} 起{reason}",
    last_read="上次读到：{}",
    passed_over="{start} 至 {end} 之间的列表未能读到",
    passed_over_on="{} 的列表未能全部读到",
    somewhere="列表中有一段未能读到",
    quiet="久无更新",
    quiet_note="以下栏目可以打开，但久无新内容，与往常不同；也许已停更或搬家。",
    newest="最近一条：{}",
    unfound="列表自称的条数比读到的多 {} 条",
    states={
        Outcome.OK: "正常",
        Outcome.UNCHANGED: "无变化",
        Outcome.PARTIAL: "部分读取",
        Outcome.EMPTY: "列表为空",
        Outcome.BLOCKED: "被拦截",
        Outcome.SUSPECT: "存疑",
        Outcome.FAILED: "失败",
        Sign.SILENT: "久无更新",
        Sign.SHORT: "行数偏少",
        Sign.UNDATED: "缺少日期",
        Sign.MISDATED: "日期有误",
        Sign.UNTITLED: "标题异常",
        Sign.LACKING: "条数不符",
        Sign.OVERDUE: "逾期未查",
        Sign.LACKING: "条数不符",
        Sign.GAP: "有缺口",
        Sign.NEVER: "从未",
    },
    outcomes={
        Outcome.OK: "正常",
        Outcome.UNCHANGED: "没有变化",
        Outcome.PARTIAL: "部分页面无法读取",
        Outcome.EMPTY: "列表为空",
        Outcome.BLOCKED: "被验证、登录或维护页面挡住",
        Outcome.SUSPECT: "页面与以往大不相同，正待核实",
        Outcome.FAILED: "无法访问",
        Sign.SILENT: "久无新内容",
        Sign.SHORT: "行数远少于往常",
        Sign.UNDATED: "有日期的行少于往常",
        Sign.MISDATED: "日期不可信",
        Sign.UNTITLED: "标题多有空缺或重复",
        Sign.LACKING: "列表自称的条数多于读到的",
        Sign.OVERDUE: "未能按时检查",
        Sign.GAP: "有一段列表未能读到",
        Sign.NEVER: "尚未检查过",
    },
    why="您收到这封邮件，是因为 {address} 订阅了{name}：{rhythm}。",
    rhythms={
        Frequency.ONCE: "有更新即发",
        Frequency.DAILY: "每天 {at} 发送（{zone}）",
        Frequency.WEEKLY: "每{weekday} {at} 发送（{zone}）",
    },
    stop="不想再收到？请写信给",
    stop_unknown="不想再收到？请告诉为您开通订阅的管理员。",
    troubles=("{n} 个栏目有问题", "{n} 个栏目有问题"),
    recoveries=("{n} 个栏目已恢复", "{n} 个栏目已恢复"),
    troubled="有问题",
    recovered="已恢复",
    first="首次检查",
    whole="整个网站",
    times=("变化 {n} 次", "变化 {n} 次"),
    lasted="{since} 起有问题，历时 {span}",
    days=("{n} 天", "{n} 天"),
    hours=("{n} 小时", "{n} 小时"),
    minutes=("{n} 分钟", "{n} 分钟"),
    what_to_do="怎么办",
    advice=advice.CHINESE,
    operator="您是本服务的管理员。栏目状况变化时通知一次，恢复时再通知一次。",
)

ENGLISH = Words(
    tag="en",
    reason=english,
    brand="[portalwatch] ",
    comma=", ",
    clause=", ",
    colon=": ",
    aside=" ({})",
    quoted="“{}”",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    day="{day} {month}",
    day_and_year="{day} {month} {year}",
    window="{start} to {end}",
    undated="no date",
    updates=("{n} update", "{n} updates"),
    entries=("{n} item", "{n} items"),
    kinds={
        Kind.NEW: ("{n} new", "{n} new"),
        Kind.LATE: ("{n} late", "{n} late"),
        Kind.RETURNED: ("{n} back", "{n} back"),
        Kind.EDITED: ("{n} edited", "{n} edited"),
        Kind.WITHDRAWN: ("{n} withdrawn", "{n} withdrawn"),
    },
    portals=("{n} portal", "{n} portals"),
    others=("on {n} portals in all", "on {n} portals in all"),
    unseen=("{n} section not checked", "{n} sections not checked"),
    rest=("{n} more", "{n} more"),
    rest_in_text=(
        "{n} more, with title and link, in the plain text part of this mail",
        "{n} more, with titles and links, in the plain text part of this mail",
    ),
    nothing="Nothing new",
    contents="Contents",
    marks={
        Kind.NEW: "New",
        Kind.LATE: "Late",
        Kind.RETURNED: "Back",
        Kind.EDITED: "Edited",
        Kind.WITHDRAWN: "Withdrawn",
    },
    late="published {day}, listed only now",
    withdrawn="no longer at its address",
    again="Republished",
    also="Also",
    returned="listed again",
    returned_edited="listed again, edited",
    undone="since changed back",
    replaced=" (file replaced)",
    replaced_sizes=" (file replaced: {before} → {after})",
    more_passages=("{n} more change", "{n} more changes"),
    fields={"title": "title", "published": "date", "source": "source", "body": "text", "attachments": "attachments"},
    source="Source",
    attachments="Attachments",
    terms={Term.EFFECTIVE: "in force {}", Term.DEADLINE: "due {}", Term.REPEALED: "repealed {}"},
    unread="The text cannot be read at the moment",
    unchecked="Not checked",
    unchecked_note="This could not be seen; what the portals still list will follow.",
    lasting="{reason}, since {since}",
    last_read="last read {}",
    passed_over="the list between {start} and {end} could not be read",
    passed_over_on="not all of the list of {} could be read",
    somewhere="a part of the list could not be read",
    quiet="Unusually quiet",
    quiet_note="These sections can be read but have long had nothing new, unlike before; they may have ended or moved.",
    newest="the newest is of {}",
    unfound="the list counts {} more than were found",
    states={each: each.value for each in (*Outcome, *Sign)},
    outcomes={
        Outcome.OK: "fine",
        Outcome.UNCHANGED: "no change",
        Outcome.PARTIAL: "some pages cannot be read",
        Outcome.EMPTY: "the list is empty",
        Outcome.BLOCKED: "behind a challenge, log-in or maintenance page",
        Outcome.SUSPECT: "the page looks very different, being verified",
        Outcome.FAILED: "cannot be reached",
        Sign.SILENT: "nothing new for unusually long",
        Sign.SHORT: "far fewer rows than usual",
        Sign.UNDATED: "fewer rows with a date than usual",
        Sign.MISDATED: "dates that cannot be right",
        Sign.UNTITLED: "many titles are missing or repeated",
        Sign.LACKING: "the list counts more items than were found",
        Sign.OVERDUE: "not checked when it was due",
        Sign.GAP: "a part of the list could not be read",
        Sign.NEVER: "not checked yet",
    },
    why="You get this mail because {address} subscribes to {name}: {rhythm}.",
    rhythms={
        Frequency.ONCE: "sent as soon as there is something new",
        Frequency.DAILY: "sent every day at {at} ({zone})",
        Frequency.WEEKLY: "sent every {weekday} at {at} ({zone})",
    },
    stop="To stop it, write to",
    stop_unknown="To stop it, tell whoever set it up for you.",
    troubles=("{n} section in trouble", "{n} sections in trouble"),
    recoveries=("{n} section is back", "{n} sections are back"),
    troubled="In trouble",
    recovered="Back to normal",
    first="first visit",
    whole="whole portal",
    times=("changed {n} time", "changed {n} times"),
    lasted="in trouble since {since}, for {span}",
    days=("{n} day", "{n} days"),
    hours=("{n} hour", "{n} hours"),
    minutes=("{n} minute", "{n} minutes"),
    what_to_do="What to do",
    advice=advice.ENGLISH,
    operator="You run this service. A section's health is told once when it changes, and once when it is back.",
)

_LANGUAGES = {"zh": CHINESE, "en": ENGLISH}
