"""`read`: what is seen on a page, saved or on the web, without being told what it is."""

import multiprocessing
import os
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.padding import Padding
from rich.text import Text

from portalwatch.cli.fetching import Answer, fetch, shown
from portalwatch.cli.screen import JsonOption, linked, out, print_json, row, table
from portalwatch.cli.words import explain, say
from portalwatch.clock import utc_now
from portalwatch.documents import read_document, recognise
from portalwatch.errors import PageError, PortalwatchError, UsageError
from portalwatch.extract import Page, read_page
from portalwatch.extract.page import split
from portalwatch.items import Origin, PageKind, Precision, Published, RawArticle, RawRow, Reading
from portalwatch.network.limits import LARGEST
from portalwatch.network.session import session
from portalwatch.network.settings import user_agent
from portalwatch.normalize.files import clean_attachments
from portalwatch.normalize.published import parse_published
from portalwatch.normalize.texts import clean_body, clean_credit
from portalwatch.normalize.titles import clean_title

if TYPE_CHECKING:
    from portalwatch.crawl.stage import Stage

#: Where the portals are whose pages name no zone.
_ZONE = ZoneInfo("Asia/Shanghai")
_MIDNIGHT = re.compile(r"(?<![\d:])0?0:00(?![\d])")
#: Fewer pages are read before more processes have started.
_FEW = 24
#: Pages that a process is given at once, and how many such parts are given out beyond what is read now.
_PART = 8
_AHEAD = 4
#: Seconds between two requests.
_DELAY = 1.0
#: Characters of an article's text that a person is shown.
_SHOWN = 120
#: Browsers write into a page that they save where it came from.
_SAVED = re.compile(rb"<!-- saved from url=\(\d+\)(https?://\S+) -->")
#: What the links of a saved page are relative to when nobody knows where it came from.
_NOWHERE = "http://unknown.invalid/"
_WEB = ("http://", "https://")
#: Text has no zeros, unless each character takes two bytes; then it says so.
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read: a file or an address, and what the links of a file are relative to."""

    name: str
    base: str = ""

    @property
    def remote(self) -> bool:
        """Whether it has to be fetched."""
        return self.name.startswith(_WEB)


def read(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Saved pages, or addresses.")] = None,
    *,
    base: Annotated[
        str, typer.Option("--base", metavar="URL", help="The address that the saved pages came from.")
    ] = "",
    listed: Annotated[
        str,
        typer.Option("--from", metavar="LIST.tsv", help="A file with a path and its address a line; - for stdin."),
    ] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow loopback and private addresses.")
    ] = False,
    render: Annotated[
        bool, typer.Option("--render", help="Let a browser run the scripts of pages that are fetched.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read pages without knowing their portal: show the rows of lists, the fields of articles, and what is neither."""
    chosen = [Source(name, base) for name in sources or ()]
    chosen += _listed(listed, base) if listed else []
    if not chosen:
        raise UsageError("nothing to read; name files, addresses, or a list with --from")
    if render and not all(source.remote for source in chosen):
        raise UsageError("--render is for addresses: the scripts of a saved page have no portal to ask")
    unread = 0
    with closing(_see_all(chosen, allow_private=allow_private, render=render)) as sights:
        for sight in sights:
            unread += sight["kind"] == PageKind.UNKNOWN
            print_json([sight]) if as_json else _show(sight)
    if unread:
        raise typer.Exit(1)


def _listed(path: str, base: str) -> list[Source]:
    try:
        text = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    lines = (line.split("\t") for line in text.decode("utf-8-sig", "surrogateescape").splitlines() if line.strip())
    return [Source(name, (rest[0].strip() if rest else "") or base) for name, *rest in lines]


def _see_all(sources: Sequence[Source], *, allow_private: bool, render: bool) -> Generator[dict[str, Any], None, None]:
    """See every source, in order; many files by several processes."""
    now = utc_now()
    workers = min(_cores(), len(sources) // _FEW)
    if workers > 1 and not any(source.remote for source in sources):
        yield from _see_together(sources, now, workers)
        return
    with ExitStack() as stack:
        fetching = _Fetching(sources, allow_private=allow_private)
        if render:
            fetching.stage = stack.enter_context(closing(_stage(fetching)))
        for source in sources:
            yield fetching.see(source, now) if source.remote else _see_file(source, now)


def _stage(fetching: "_Fetching") -> "Stage":
    from portalwatch.config import Portal  # noqa: PLC0415 - they load Scrapy, which reading files does not need
    from portalwatch.crawl.stage import Stage  # noqa: PLC0415

    hosts = [host for host in fetching.hosts if host]
    portal = {
        "name": "page",
        "title": "page",
        "url": None,
        "aliases": hosts,
        "sections": [{"key": "page", "name": "page"}],
    }
    manners = {"robots": False, "delay": _DELAY, "allow_private": fetching.allow_private}
    return Stage(Portal.model_validate(portal | manners), agent=user_agent())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _see_together(sources: Sequence[Source], now: datetime, workers: int) -> Iterator[dict[str, Any]]:
    parts = iter([sources[start : start + _PART] for start in range(0, len(sources), _PART)])
    # What is imported already need not be imported again by each process.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)
    try:
        under_way: deque[Future[list[dict[str, Any]]]] = deque()
        for part in parts:
            under_way.append(pool.submit(_see_part, part, now))
            if len(under_way) > workers * _AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process; the first one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _see_part(sources: Sequence[Source], now: datetime) -> list[dict[str, Any]]:
    return [_see_file(source, now) for source in sources]


def _see_file(source: Source, now: datetime) -> dict[str, Any]:
    if source.base and not (source.base.startswith(_WEB) and split(source.base).hostname):
        return _unread(source.name, f"{source.base!r} is no web address; it must begin with http:// or https://")
    try:
        path = Path(source.name)
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
        saved = _SAVED.search(body[:4096])
        url = source.base or (saved[1].decode("latin-1") if saved else _NOWHERE)
        return see(source.name, body, url=url, now=now)
    except OSError as error:
        return _unread(source.name, error.strerror or str(error))
    except ValueError as error:  # a path that holds a zero
        return _unread(source.name, str(error))


class _Fetching:
    """Pages of the web, one after the other. Of private addresses, when they are allowed, only the named hosts' are."""

    def __init__(self, sources: Sequence[Source], *, allow_private: bool) -> None:
        self.hosts = [split(source.name).hostname or "" for source in sources if source.remote]
        self.allow_private = allow_private
        self.stage: Stage | None = None
        self._asked = False

    def see(self, source: Source, now: datetime) -> dict[str, Any]:
        """Fetch a page and look at it."""
        if self._asked:
            time.sleep(_DELAY)
        self._asked = True
        try:
            answer = self._fetch(source.name)
        except PortalwatchError as error:
            return _unread(source.name, str(error).removeprefix(f"{source.name}: "))
        kind = answer.content_type
        return see(source.name, answer.body, url=answer.url, now=now, content_type=kind, status=answer.status)

    def _fetch(self, url: str) -> Answer:
        if self.stage:
            from portalwatch.network.rendering import Render  # noqa: PLC0415 - it loads Scrapy

            return shown(self.stage, url, Render())
        lent = session(user_agent=user_agent(), allow_private=self.allow_private, private_hosts=self.hosts)
        with lent as client:
            return fetch(client, url)


def see(
    source: str, body: bytes, *, url: str, now: datetime, content_type: str = "", status: int = 200
) -> dict[str, Any]:
    """Return what the bytes of a page or document show, in the public form of `read --json`.

    What cannot be read says so in `reason`; nothing is raised.
    """
    if len(body) > LARGEST:
        return _unread(source, f"longer than {LARGEST} bytes")
    if recognise(body, source, content_type):
        return _see_document(source, body, content_type)
    if not is_page(body):
        return _unread(source, "neither a page nor a document")
    try:
        page = Page.of(body, url=url, content_type=content_type)
        return _seen(source, page, read_page(page, status), now)
    except PageError as error:
        return _unread(source, error.reason)
    except Exception as error:  # noqa: BLE001 - of thousands of pages one must not cost the others
        return _unread(source, f"a fault of ours: {error!r}")


def is_page(body: bytes) -> bool:
    """Whether bytes that are no document can be a page."""
    return b"\0" not in body[:1024] or body.startswith(_WIDE)


def _see_document(source: str, body: bytes, content_type: str) -> dict[str, Any]:
    document = read_document(body, name=source, content_type=content_type)
    if document.problem and not document.text:
        return _unread(source, str(document.problem))
    return _form(source, PageKind.DOCUMENT, article=_article(RawArticle(), document.text, None))


def _seen(source: str, page: Page, reading: Reading, now: datetime) -> dict[str, Any]:
    rows = reading.listed.rows if reading.listed else ()
    article = None
    if raw := reading.article:
        published = parse_published(raw.published, now=now, origin=raw.published_origin, zone=_ZONE)
        article = _article(raw, clean_body(raw.body), published)
    form = _form(
        source,
        reading.kind,
        encoding=page.encoding,
        rows=[_row(each, now) for each in rows],
        next=reading.listed.next_url if reading.listed else None,
        article=article,
    )
    return form | {key: value for key, value in (("wall", reading.wall), ("reason", reading.reason)) if value}


def _unread(source: str, reason: str) -> dict[str, Any]:
    return _form(source, PageKind.UNKNOWN) | {"reason": reason}


def _form(source: str, kind: PageKind, **found: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"encoding": None, "rows": [], "next": None, "article": None}
    return {"source": source, "kind": kind.value} | nothing | found


def _row(raw: RawRow, now: datetime) -> dict[str, Any]:
    # A row's identity, which nobody asks for here, costs as much as all the rest of it; so does an article's.
    published = parse_published(raw.published, now=now, origin=Origin.LIST, zone=_ZONE)
    return {"title": clean_title(raw.title), "url": raw.url} | _time(published) | {"pinned": raw.pinned}


def _time(published: Published | None) -> dict[str, str | None]:
    if published is None:
        return {"published": None, "precision": None}
    # A clock at midnight is shown as it stands on the page; the precision says that it means nothing.
    clock = published.precision is Precision.MINUTE or _MIDNIGHT.search(published.raw) is not None
    said = published.at.isoformat(timespec="minutes") if clock else str(published)
    return {"published": said, "precision": published.precision.value}


def _article(raw: RawArticle, text: str, published: Published | None) -> dict[str, Any]:
    return {
        "title": clean_title(raw.title or "") or None,
        **_time(published),
        "published_origin": published.origin.value if published else None,
        "source": clean_credit(raw.source),
        "attachments": [{"url": file.url, "name": file.name} for file in clean_attachments(raw.attachments)],
        "text": text,
    }


def _show(sight: dict[str, Any]) -> None:
    """Print what a person wants to know of it; what a page says is shown as it is, never taken for markup."""
    out.print(Text.assemble((sight["source"], "bold"), "  ", (say(sight["kind"]), "cyan")), soft_wrap=True)
    if remark := _remark(sight):
        out.print(Text(f"  {remark}", "yellow"), soft_wrap=True)
    if sight["rows"]:
        _show_rows(sight["rows"])
    if sight["next"]:
        _show_field("next page", sight["next"])
    if sight["article"]:
        _show_article(sight["article"])
    out.print()


def _remark(sight: dict[str, Any]) -> str:
    if "wall" in sight:
        return say("stopped by {wall}", wall=explain(sight["wall"]))
    return explain(sight.get("reason", ""))


def _show_rows(rows: Sequence[dict[str, Any]]) -> None:
    made = table("published", "title")
    for each in rows:
        pin = (f"[{say('pinned')}] ", "dim") if each["pinned"] else ""
        row(made, (each["published"] or "").replace("T", " "), Text.assemble(pin, linked(each["title"], each["url"])))
    out.print(Padding(made, (0, 0, 0, 2)))


def _show_article(article: dict[str, Any]) -> None:
    text = article["text"]
    count = say("{count} characters", count=len(text))
    fields = [("title", article["title"]), ("published", article["published"]), ("source", article["source"])]
    fields += [("attachment", f"{file['name']}  {file['url']}") for file in article["attachments"]]
    fields += [("text", f"{shorten(text, _SHOWN, placeholder=' …')} ({count})" if text else None)]
    for name, value in fields:
        if value:
            _show_field(name, value)


def _show_field(name: str, value: str) -> None:
    out.print(Text.assemble("  ", (f"{say(name)}: ", "bold"), value), soft_wrap=True)
