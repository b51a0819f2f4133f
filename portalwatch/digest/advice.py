"""What the operator can do about a section: the one place of it, for mails and for the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portalwatch.items import Outcome, Sign

Command = Callable[[str], str]
"""Makes of `check NAME` what is typed for it."""

#: The commands that are named; `{}` are the sections, as commands take them.
_COMMANDS = {
    "accept": "accept {}",
    "reject": "reject {}",
    "check": "check {}",
    "since": "crawl {} --since YYYY-MM-DD",
    "crawl": "crawl {}",
    "serve": "serve",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One language's advice: on what has just come, on what has lasted for days, on what was rejected.

    `later` joins the advice on what may go by itself and what is left to do when it does not.
    """

    now: Mapping[Outcome | Sign, str]
    lasting: Mapping[Outcome | Sign, str]
    rejected: str
    later: str

    def give(
        self, state: Outcome | Sign, named: str, command: Command, *, lasting: bool = False, rejected: bool = False
    ) -> str:
        """Say what can be done about sections, `named` as commands take them; empty when there is nothing to do."""
        said = self.rejected if rejected else self.lasting.get(state) if lasting else None
        return _filled(said or self.now.get(state, ""), named, command)

    def foresee(self, state: Outcome | Sign, named: str, command: Command) -> str:
        """Say what can be done now, and where waiting is all that, what after some days: for who is told only once."""
        now = self.give(state, named, command)
        if state not in PASSING:
            return now
        return self.later.format(now=now, lasting=self.give(state, named, command, lasting=True))


PASSING = (Outcome.PARTIAL, Outcome.FAILED)
"""What may go by itself."""


def _filled(text: str, named: str, command: Command) -> str:
    typed = {name: command(form.format(named)) for name, form in _COMMANDS.items()}
    return text.format_map(typed)


_COMPARE = "compare with `{check}`; if it differs from the page, update its rules"
_MOVED = "if the page has moved, update its url, else see `{check}`"

ENGLISH = Advice(
    now=MappingProxyType(
        {
            Outcome.PARTIAL: "read again by the next crawl",
            Outcome.EMPTY: "look with `{check}`; if it may be empty, write may_be_empty: true",
            Outcome.BLOCKED: "crawl less often, or ask the portal's owner for access",
            Outcome.SUSPECT: "if the page is right, `{accept}`, else `{reject}`",
            Outcome.FAILED: "tried again by the next crawl",
            Sign.SILENT: "if the page lists newer items, update its url or its rules",
            Sign.SHORT: _COMPARE,
            Sign.UNDATED: _COMPARE,
            Sign.MISDATED: _COMPARE,
            Sign.UNTITLED: _COMPARE,
            Sign.LACKING: "look further down with `{since}`",
            Sign.OVERDUE: "look at the service's log",
            Sign.GAP: "read again by the next crawl",
            Sign.NEVER: "crawl it: `{crawl}`, or start `{serve}`",
        }
    ),
    lasting=MappingProxyType(
        {
            Outcome.PARTIAL: _MOVED,
            Outcome.FAILED: _MOVED,
            Outcome.BLOCKED: "if the page opens for you, crawl less often or ask for access; "
            "if it has moved, update its url",
        }
    ),
    rejected="if the page is right after all, `{accept}`",
    later="{now}; where it lasts for days: {lasting}",
)

_ZH_COMPARE = "用 {check} 核对；与页面不符则更新规则"
_ZH_MOVED = "页面若已迁移，请更新网址，否则用 {check} 查看"

CHINESE = Advice(
    now=MappingProxyType(
        {
            Outcome.PARTIAL: "下次检查会再读",
            Outcome.EMPTY: "用 {check} 查看；若确可为空，写 may_be_empty: true",
            Outcome.BLOCKED: "降低频率，或请对方放行",
            Outcome.SUSPECT: "页面无误则用 {accept} 接受，否则用 {reject} 拒绝",
            Outcome.FAILED: "下次检查会重试",
            Sign.SILENT: "页面若有更新的内容，请更新网址或规则",
            Sign.SHORT: _ZH_COMPARE,
            Sign.UNDATED: _ZH_COMPARE,
            Sign.MISDATED: _ZH_COMPARE,
            Sign.UNTITLED: _ZH_COMPARE,
            Sign.LACKING: "用 {since} 往下多读一些",
            Sign.OVERDUE: "查看服务的日志",
            Sign.GAP: "下次检查会再读",
            Sign.NEVER: "用 {crawl} 检查，或启动 {serve}",
        }
    ),
    lasting=MappingProxyType(
        {
            Outcome.PARTIAL: _ZH_MOVED,
            Outcome.FAILED: _ZH_MOVED,
            Outcome.BLOCKED: "页面若能打开，请降低频率或请对方放行；若已迁移，请更新网址",
        }
    ),
    rejected="页面其实无误时，用 {accept} 接受",
    later="{now}；数日后仍如此：{lasting}",
)
