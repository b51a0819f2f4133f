"""A flood of events still makes a mail that is shown in full."""

import re
from datetime import UTC, datetime

import pytest

from portalwatch.digest.fitting import HTML_LIMIT, TEXT_LIMIT, fit
from portalwatch.digest.message import compose, message_id
from portalwatch.digest.rendering import Rendered, render
from portalwatch.items import Attachment, Digest

from .samples import digest, event, links


def flood(count: int, portals: int = 1, url: str = "https://portal.example.cn/n/{}.html", **fields) -> Digest:
    return digest(
        *(event(number, portal=f"p{number % portals}", url=url.format(number), **fields) for number in range(count))
    )


def frozen(rendered: Rendered) -> bytes:
    return compose(
        rendered,
        sender="portalwatch <digest@example.org>",
        recipient="li@example.cn",
        message_id=message_id("flood", "example.org"),
        date=datetime(2026, 11, 23, tzinfo=UTC),
        list_id="digest.example.org",
        unsubscribe=None,
    )


def listed(rendered: Rendered) -> tuple[set[str], set[str]]:
    """The articles that the text and the HTML link to."""
    html = {href for href, _ in links(rendered.html) if "/n/" in href}
    return set(re.findall(r"^  (\S+/n/\S+)$", rendered.text, re.MULTILINE)), html


@pytest.mark.parametrize(
    "made",
    [
        flood(2_000),
        flood(2_000, portals=700),
        flood(2_000, portals=40, url="https://portal.example.cn/n/{}.html?" + "q" * 2_000),
        flood(2_000, title="标" * 10_000, body="准" * 10_000),
        flood(300, attachments=tuple(Attachment(url=f"https://a.cn/{n}", name="附" * 90) for n in range(9))),
    ],
    ids=["one section", "many portals", "long links", "long titles", "attachments"],
)
def test_a_flood_stays_within_the_sizes_and_loses_no_count(made):
    rendered = render(made)
    assert len(rendered.html.encode()) <= HTML_LIMIT == 90_000
    assert len(rendered.text.encode()) <= TEXT_LIMIT
    assert len(frozen(rendered)) <= 200_000
    text, html = listed(rendered)
    assert html <= text
    assert len(html) > 10
    assert f"其余 {len(made.events) - len(html):,} 条" in rendered.html
    assert f"{len(made.events):,} 条更新" in rendered.subject


def test_summaries_go_before_entries():
    made = flood(90, body="准" * 300, attachments=())
    rendered = render(made)
    _, html = listed(rendered)
    assert len(html) == 90
    assert "准准" not in rendered.html
    assert "准准" in rendered.text
    assert "其余" not in rendered.html


def test_what_the_html_leaves_out_stands_in_the_text_where_it_fits():
    rendered = render(flood(220, attachments=()))
    text, html = listed(rendered)
    assert len(html) < len(text) == 220
    assert f"其余 {220 - len(html)} 条的标题和链接，见本邮件的纯文本部分" in rendered.html


def test_a_flood_in_one_section_hides_no_other():
    many = [event(number) for number in range(1_500)]
    few = [event(number, portal="mohurd", title="一件小事") for number in range(1_500, 1_503)]
    rendered = render(digest(*many, *few))
    assert rendered.html.count(">一件小事</a>") == 3
    assert rendered.text.count("* 一件小事\n") == 3
    assert re.search(r"通知公告 <span[^>]*>1,500<", rendered.html)


def test_fitting_shows_as_many_as_fit():
    def draw(*, summaries: bool, shown: int) -> str:
        return "x" * (5 + shown * (20 if summaries else 10))

    assert fit(draw, 4, 100) == ("x" * 85, 4)
    assert fit(draw, 8, 100) == ("x" * 85, 8)
    assert fit(draw, 50, 100) == ("x" * 95, 9)
    assert fit(draw, 50, 3) == ("x" * 5, 0)
