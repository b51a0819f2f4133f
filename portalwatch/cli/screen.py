"""What commands share: the two consoles, the --home and --json options, and words in the reader's language."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from portalwatch.config import Home
from portalwatch.items import Outcome
from portalwatch.watch import Watch

out = Console()
err = Console(stderr=True)

HomeOption = Annotated[
    Path,
    typer.Option("--home", help="The directory with config/ and var/.", envvar="PORTALWATCH_HOME", show_default="here"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for scripts.")]

COLOURS = {
    Outcome.OK: "green",
    Outcome.UNCHANGED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.EMPTY: "yellow",
    Outcome.SUSPECT: "yellow",
    Outcome.BLOCKED: "red",
    Outcome.FAILED: "red",
}

_ZH = {
    "ok": "正常",
    "unchanged": "无变化",
    "partial": "部分读取",
    "empty": "列表为空",
    "blocked": "被拦截",
    "suspect": "存疑",
    "failed": "失败",
    "new": "新增",
    "edited": "修改",
    "portal": "网站",
    "section": "栏目",
    "outcome": "结果",
    "rows": "行数",
    "note": "说明",
    "published": "发布时间",
    "title": "标题",
    "source": "来源",
    "at": "发现时间",
    "kind": "类型",
    "items": "条目",
    "since": "自",
    "checked": "上次检查",
    "next": "下次检查",
    "newest": "最新发布",
    "subscriber": "订阅者",
    "waiting": "待发",
    "sent in": "上一期",
    "next digest": "下一期",
    "never": "从未",
    "now": "现在",
    "needs its address": "尚未填写网址",
    "do": "处理建议",
    "link": "链接",
    "field": "字段",
    "read as": "读到的内容",
}


def language() -> str:
    """The language of tables: PORTALWATCH_LANG, else that of the locale; Chinese or English."""
    named = os.environ.get("PORTALWATCH_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def say(word: str) -> str:
    """Return a heading or an outcome in the reader's language."""
    return _ZH.get(word, word) if language() == "zh" else word


def watch_at(home: Path) -> Watch:
    """Return the watch of the home that was named."""
    return Watch(Home(home))


def table(*columns: str) -> Table:
    """Make a table with these headings; titles and notes fold, the rest does not."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        folds = column in ("title", "note", "do", "read as")
        made.add_column(say(column), overflow="fold", no_wrap=not folds, ratio=1 if folds else None)
    return made


def row(made: Table, *cells: object) -> None:
    """Add a row; what a portal wrote is shown as it is, never taken for markup."""
    made.add_row(*(cell if isinstance(cell, Marked) else escape("" if cell is None else str(cell)) for cell in cells))


class Marked(str):
    """A cell whose markup is ours."""

    __slots__ = ()


def coloured(outcome: Outcome) -> Marked:
    """Return an outcome in its colour."""
    return Marked(f"[{COLOURS[outcome]}]{say(outcome.value)}[/]")


def local(moment: datetime | None, zone: str) -> str:
    """Return a moment as local time, to the minute."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else say("never")


def print_json(objects: Iterable[Mapping[str, Any]]) -> None:
    """Print one object a line, Chinese as it is."""
    for each in objects:
        typer.echo(json.dumps(each, ensure_ascii=False))
