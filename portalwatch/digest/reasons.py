"""Why something could not be read or done, in Chinese: what is said in English, `{}` standing for what is filled in."""

import re
from collections.abc import Iterator
from functools import cache

_ZH = {
    # What stands in front of a page, or in its place.
    "a firewall": "防火墙",
    "a captcha": "验证码",
    "a log-in form": "登录页",
    "a {} challenge": "{}验证",
    "a challenge": "验证页",
    "a maintenance notice": "维护公告",
    "a parked domain": "停放的域名",
    "a hijacked page": "被劫持的页面",
    "an error page": "错误页",
    # Lists.
    "no list: the page has no links that could be titles": "没有列表：页面上没有可作标题的链接",
    "no list: its links look like navigation": "没有列表：链接只像导航",
    "no list: only one that stands beside the content": "没有列表：只有正文旁边的一个",
    "no list: several short ones, as on a home page": "没有列表：只有几个短列表，像是首页",
    "no list: the page is an article": "没有列表：这是一篇文章",
    "no list: it says that it is empty": "没有列表：页面说暂无内容",
    "no list: no row has a title and a link": "没有列表：没有一行同时有标题和链接",
    "no list: no row has a title and an address": "没有列表：没有一行同时有标题和网址",
    "no list: nothing matches {}": "没有列表：{} 没有匹配到任何内容",
    "the list has no rows": "列表没有内容",
    "none of the {} rows is known; {} have the title and day of a known item, {} are older than the newest known": (
        "{} 行中没有一行是已知的；{} 行与已知条目标题、日期相同，{} 行早于已知的最新日期"
    ),
    "{} of the {} rows are another section's, and what was known is not below them": (
        "有 {} 行（共 {} 行）属于其他栏目，其下也没有已知内容"
    ),
    "{}; among them {}": "{}；其中有 {}",
    "{} rows have the titles of known items, at other addresses and on other days": (
        "有 {} 行的标题与已知条目相同，网址和日期却都不同"
    ),
    "{} known addresses show the titles of other known items": "{} 个已知网址显示的是其他已知条目的标题",
    "{} rows without a day, in the place of more that had theirs": "只有 {} 行，且没有日期；原来的列表更长，也有日期",
    "{} known rows show another day than before": "{} 条已知内容的日期与以前不同",
    "its layout has changed; it is read by the known items in it": "版面已变，改按已知条目读取",
    "page {} of the list: {}": "列表第 {} 页：{}",
    "{} of {} articles could not be read: {}": "有文章未能读取（{}/{}）：{}",
    "no link is called {}; give the section's url": "首页没有名为 {} 的链接，请填写栏目网址",
    "is not the JSON that its rules are for {}": "不是规则所说的 JSON {}",
    "is not the JSON that its rules are for: {}": "不是规则所说的 JSON：{}",
    "internal error; see the log": "程序内部错误，见日志",
    # What is unusual of a section.
    "nothing new since {}, usually within {} days": "{} 以来没有新内容，往常不超过 {} 天",
    "{} rows a page, usually {}": "每页 {} 行，往常 {} 行",
    "{} of the rows show a date, usually {}": "{} 的行有日期，往常 {}",
    "{} of {} dates cannot be right": "有 {} 个日期不可信（共 {} 个）",
    "{} of the rows have a title of their own": "{} 的行有自己的标题",
    "the list counts {} items, {} more than were found": "列表自称共 {} 条，比读到的多 {} 条",
    # Adding a portal.
    "no section was found ({}); name sections with --section": "未找到栏目（{}）；请用 --section 写明栏目名",
    "it has no menu, and is no list": "没有菜单，也不是列表",
    "no list could be read; name its sections with --section": "没有可读的列表，请用 --section 写明栏目名",
    "{} has no link called {}; name sections as its menu does": "{} 没有名为 {} 的链接，栏目名须与菜单一致",
    "{} exists already; edit it, or choose another --name": "{} 已存在；可修改它，或用 --name 另取名称",
    "{}; if it is meant, say --allow-private": "{}；确要如此，请加 --allow-private",
    "{} is no web address: it holds a blank": "{} 不是网址：含有空白",
    "the address must not hold a user name or password": "网址不得含有用户名或密码",
    # Names that nothing has.
    "{}: there is no section called {}; did you mean {}?; it has {}": "{}：没有名为 {} 的栏目，是否指 {}？现有 {}",
    "{}: there is no section called {}; it has {}": "{}：没有名为 {} 的栏目，现有 {}",
    "there is no section called {}; did you mean {}?": "没有名为 {} 的栏目，是否指 {}？",
    "there is no section called {}": "没有名为 {} 的栏目",
    "there is no portal called {}; did you mean {}?": "没有名为 {} 的网站，是否指 {}？",
    "there is no portal called {}": "没有名为 {} 的网站",
    "there is no subscriber called {}; did you mean {}?": "没有名为 {} 的订阅者，是否指 {}？",
    "there is no subscriber called {}": "没有名为 {} 的订阅者",
    "no section of {} is held; name one with --section": "{} 没有被保留的栏目；可用 --section 指定一个",
    "nothing is held of {}": "{} 没有被保留的列表",
    "--undo needs the portal's name": "--undo 须写明网站名",
    # Commands that were asked for what cannot be done.
    "no item is known by {}": "没有条目对应 {}",
    "{} may be {} items, say more: {}": "{} 可能指 {} 个条目，请写得更具体：{}",
    "{} is in no story": "{} 不属于任何一组转载",
    "say --join ITEM ITEM, or --part ITEM, or neither": "请用 --join 条目 条目，或 --part 条目，或都不用",
    "say either --dry-run or --send": "请在 --dry-run 和 --send 中选一个",
    "--send is for all subscribers; names go with --dry-run": "--send 发给所有订阅者；只看某几位请用 --dry-run",
    "nothing that {} sent of it is kept; see [evidence] days in portalwatch.toml": (
        "没有保存 {} 发来的相关内容；见 portalwatch.toml 的 [evidence] days"
    ),
    "nothing to read; name files, addresses, or a list with --from": (
        "没有可读的；请给出文件、网址，或用 --from 给出清单"
    ),
    "--render is for addresses: the scripts of a saved page have no portal to ask": (
        "--render 只用于网址：已保存的网页，其脚本无处取数据"
    ),
    "--since {} is not a day such as 2022-01-01": "--since {} 不是 2022-01-01 这样的日期",
    "--name must be made of a-z, 0-9, - and _, at most 64 of them, not {}": (
        "--name 只能由 a-z、0-9、- 和 _ 组成，最多 64 个字符，不能是 {}"
    ),
    "{}: must be at least {}, not {}": "{}：不得小于 {}，不能是 {}",
    "{}: must be at most {}, not {}": "{}：不得大于 {}，不能是 {}",
    "{} does not exist; `{}` makes one": "{} 不存在；可用 {} 建立",
    "{} (process {})": "{}（进程 {}）",
    "{} is being crawled by another process; try again when that has ended": "另一进程正在检查 {}；请等它结束再试",
    "another `portalwatch serve` of this home is running; stop that one first": (
        "此目录已有一个 portalwatch serve 在运行；请先停止它"
    ),
    "another portalwatch of this home is sending; it will send these too": (
        "此目录的另一个 portalwatch 正在发信；这些也由它发出"
    ),
    # Pages, and their text.
    "stopped by {}": "被拦截：{}",
    "robots.txt, which forbids it": "robots.txt 不允许",
    "the server answered {}": "服务器答复 {}",
    "it only leads on to {}": "只转到 {}",
    "longer than {} bytes": "超过 {} 字节",
    "the page is blank": "页面空白",
    "{} is no web address; it must begin with http:// or https://": "{} 不是网址，须以 http:// 或 https:// 开头",
    "the page ends in the middle": "页面不完整",
    "one text in the places of several articles": "多篇文章的位置上是同一段文字",
    "a page is sent in the file's place": "应为文件，发来的却是网页",
    "another page is sent in the article's place": "应为文章，发来的却是别的网页",
    "too large for a page: {} characters, {} tags, {} links": "页面过大：{} 字、{} 个标签、{} 个链接",
    "too large for a page: {} attributes in one tag": "页面过大：一个标签有 {} 个属性",
    "{} of {} characters are not {}": "乱码：{1} 字中有 {0} 字不是 {2}",
    "UTF-8 that was read as GBK before it was sent": "乱码：网站把 UTF-8 当成了 GBK",
    "Chinese that was read as Latin-1 before it was sent": "乱码：网站把中文当成了 Latin-1",
    "letters of many scripts among the characters, so not gb18030": "乱码：不是 gb18030",
    "the browser cannot show it: {}": "浏览器无法显示：{}",
    "needs a browser: pip install 'portalwatch[browser]', and Debian's package chromium": (
        "需要浏览器：pip install 'portalwatch[browser]'，并安装 Debian 的 chromium"
    ),
    # Connections.
    "the host name is not known": "域名无法解析",
    "the server refuses connections": "服务器拒绝连接",
    "no complete answer in time": "未在时限内收到完整的答复",
    "the connection ended in the middle of the page": "连接中途断开",
    "only http and https are followed": "只支持 http 和 https",
    "robots.txt forbids it": "robots.txt 不允许",
    "of robots.txt": "robots.txt",
    "{} is refused: {}": "不允许连接 {}：{}",
    "loopback": "本机地址",
    "private network": "内网地址",
    "cloud metadata service": "云主机的元数据服务",
}
#: The kinds of problems.
_KINDS = {
    "dns": "域名",
    "refused": "连接",
    "timeout": "超时",
    "truncated": "截断",
    "robots": "不允许抓取",
    "address": "网址",
    "certificate": "证书",
    "too-large": "过大",
    "redirect": "跳转",
    "wall": "被拦截",
    "replaced": "内容被换",
    "unreadable": "无法读取",
    "no-section": "找不到栏目",
    "failed": "失败",
    "internal": "程序内部错误",
}
_STATUS = re.compile(r"http-(\d{3})")
_CODE = re.compile(r"\bhttp-(\d{3})\b(?=$|[: (;])")
_CHALLENGE = re.compile(r"\ba (\S+) challenge\b")
#: A problem as `Problem` shows it, or a list's: its kind, its address, and in brackets or alone what is known of it.
_PROBLEM = re.compile(r"(?P<kind>[a-z][a-z0-9-]*)(?:: (?P<url>https?://\S+))?(?: \((?P<aside>.+)\)|: (?P<detail>.+))?")
#: An error of a page: its address, and what is wrong with it.
_AT = re.compile(r"(https?://\S+): (.+)")


#: What those who wrote the walls call themselves in Latin letters.
_MAKERS = {"加速乐": "Jiasule", "瑞数": "Ruishu"}


def english(reason: str) -> str:
    """Return a reason in English for people: no code of ours, and names that can be read."""
    said = _CODE.sub(r"HTTP \1", reason)
    return _CHALLENGE.sub(lambda found: f"a {_MAKERS.get(found[1], found[1])} challenge", said)


def chinese(reason: str) -> str:
    """Return a reason in Chinese; what nobody has words for stays as it is."""
    if reason in _ZH:
        return _ZH[reason]
    return _problem(reason) or _at(reason) or next(_filled(reason), reason)


def _problem(reason: str) -> str | None:
    found = _PROBLEM.fullmatch(reason)
    if not found:
        return None
    status = _STATUS.fullmatch(found["kind"])
    named = f"HTTP {status[1]}" if status else _KINDS.get(found["kind"])
    if named is None:
        return None
    # The address comes last, after a blank: where a line is cut the reason stays, and its end can be seen.
    why = f"{named}（{chinese(found['aside'])}）" if found["aside"] else named
    why = f"{why}：{chinese(found['detail'])}" if found["detail"] else why
    return f"{why} {found['url']}" if found["url"] else why


def _at(reason: str) -> str | None:
    found = _AT.fullmatch(reason)
    said = chinese(found[2]) if found else None
    return f"{found[1]}：{said}" if found and said != found[2] else None


def _filled(reason: str) -> Iterator[str]:
    for pattern, said in _patterns():
        if found := pattern.fullmatch(reason):
            yield said.format(*map(chinese, found.groups()))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what fills each text's braces."""
    blank = re.escape("{}")
    return tuple(
        (re.compile(re.escape(text).replace(blank, "(.+?)")), said) for text, said in _ZH.items() if "{" in text
    )
