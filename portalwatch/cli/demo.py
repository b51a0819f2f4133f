"""`portalwatch demo`: the whole main job on a small portal of our own, served on this machine."""

import asyncio
import email
import email.policy
import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml
from rich.rule import Rule
from rich.text import Text

from portalwatch.cli.crawling import quiet_scrapy, show
from portalwatch.cli.picture import take
from portalwatch.cli.screen import HomeOption, out
from portalwatch.cli.words import say
from portalwatch.config import Home
from portalwatch.crawl.runner import Report, Runner, run
from portalwatch.deliver import post
from portalwatch.errors import UsageError
from portalwatch.sample.description import description
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server
from portalwatch.shell import program
from portalwatch.watch import Watch

#: What to type next, and what it does.
_NEXT = {
    "{program} init --home watch": "make a home of your own",
    "{program} add URL --home watch": "add a portal by its address",
    "{program} crawl --home watch": "its baseline",
    "{editor} watch/config/subscribers.yaml": "say who gets what",
    "{program} serve --home watch": "crawl and mail on schedule",
}
SUBSCRIBERS = [
    {"name": "everything", "address": "li@example.org", "frequency": "at once", "language": "zh"},
    {
        "name": "curtain-walls",
        "address": "wang@example.org",
        "frequency": "at once",
        "keywords": ["幕墙"],
        "language": "en",
    },
]


class Mailbox:
    """Keeps what the mail server was given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802, ANN401 - aiosmtpd's name and type
        """Take a message."""
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"


def demo(*, home: HomeOption = Path()) -> None:
    """Show the whole job: crawl a sample portal, see it change and break, crawl again, mail the digest."""
    place = Home((home / "var" / "demo").absolute())
    quiet_scrapy()
    shutil.rmtree(place.path, ignore_errors=True)
    with Server(Portal(now=datetime.now(UTC))) as server, mail_server() as (port, mailbox):
        _furnish(place, server.url, port)
        run(lambda: _play(Watch(place), server))
    _show_mail(place, mailbox.messages)
    _show_next()


@contextmanager
def mail_server() -> Iterator[tuple[int, Mailbox]]:
    """Run a real SMTP server on this machine; it keeps what it is given."""
    try:
        from aiosmtpd.controller import Controller  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise UsageError("the demo needs a mail server to send to: pip install 'portalwatch[demo]'") from None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, mailbox
    finally:
        controller.stop()


def _furnish(place: Home, url: str, port: int) -> None:
    place.portals.mkdir(parents=True)
    (place.portals / "sample.yaml").write_text(description(url), encoding="utf-8")
    people = yaml.safe_dump({"subscribers": SUBSCRIBERS}, allow_unicode=True)
    (place.config / "subscribers.yaml").write_text(people, encoding="utf-8")
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "portalwatch@example.org"\n'
    mail += 'contact = "operator@example.org"\n[operator]\naddress = "operator@example.org"\n'
    (place.config / "portalwatch.toml").write_text(mail, encoding="utf-8")


async def _play(watch: Watch, server: Server) -> None:
    runner, portal = Runner(watch), server.portal
    _head(say("1. The first crawl is the baseline: everything is stored, nothing announced"))
    await _crawl(runner, server)
    _head(say("2. Asked again, nothing has changed: one request a section"))
    await _crawl(runner, server)
    _head(say("3. The portal publishes three items, edits, pins and withdraws one; a section hides behind a challenge"))
    portal.publish("notices", "关于举办建筑幕墙设计师培训班的通知")
    portal.publish("notices", "关于公布2026年度建筑装饰行业信用评价结果的公告")
    portal.publish("curtain-wall", "T/CBDA 99-2026 单元式幕墙施工质量验收标准", also_in=("standards",))
    articles = portal.articles("news")
    first, *rest = articles[0].body
    portal.edit(articles[0], body=[f"{first.removesuffix('。')}，下一场改为下周三上午九时举行。", *rest])
    portal.pin(articles[7])
    portal.withdraw(articles[3])
    portal.break_("policies", "challenge")
    await _crawl(runner, server, recheck="1")
    _head(say("4. Each subscriber is mailed what concerns them, once; the operator hears of the challenge"))
    done = await asyncio.to_thread(post, watch)
    out.print(say("sent {count} messages by SMTP to a server on this machine", count=done.tally.sent), highlight=False)
    done = await asyncio.to_thread(post, watch)
    out.print(say("sent {count} more when asked again", count=done.tally.sent), highlight=False)


async def _crawl(runner: Runner, server: Server, **arguments: str) -> Report:
    server.clear()
    report = await runner.crawl("sample", arguments)
    show([report], runner.loader.watch)
    out.print(Text(say("{count} requests", count=len(server.requests)), "dim"))
    return report


def _show_mail(place: Home, messages: Sequence[EmailMessage]) -> None:
    for message in messages:
        out.print(f"→ {message['To']}: {message['Subject']}", markup=False, highlight=False, soft_wrap=True)
    digest = next(message for message in messages if "li@example.org" in str(message["To"]))
    text, html = digest.get_body(("plain",)), digest.get_body(("html",))
    assert text is not None
    assert html is not None
    out.print(Rule(say("the first of them, as text"), style="dim"))
    out.print(text.get_content(), markup=False, highlight=False, soft_wrap=True)
    page = place.path / "digest.html"
    page.write_text(html.get_content(), encoding="utf-8")
    out.print(Rule(style="dim"))
    out.print(say("as a mail program shows it: {path}", path=page), highlight=False, soft_wrap=True)
    picture = place.path / "digest.png"
    if take(page, picture):
        out.print(say("as a picture: {path}", path=picture), highlight=False, soft_wrap=True)
    else:
        out.print(say("(no picture: install Debian's chromium to get one)"))


def _show_next() -> None:
    _head(say("Next: watch a real portal"))
    # What Debian calls whatever editor there is.
    names = {"program": program(), "editor": os.environ.get("EDITOR") or "editor"}
    steps = {typed.format_map(names): what for typed, what in _NEXT.items()}
    width = max(map(len, steps))
    for typed, what in steps.items():
        out.print(f"  {typed:<{width}}  {say(what)}", markup=False, highlight=False, soft_wrap=True)


def _head(text: str) -> None:
    out.print()
    out.print(f"[bold]{text}[/]", highlight=False)
