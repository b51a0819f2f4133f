"""Scrapy's own commands in a home do exactly what portalwatch's do."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from portalwatch.items import Outcome
from portalwatch.sample.description import description
from portalwatch.sample.portal import Portal
from portalwatch.sample.sections import SECTIONS
from portalwatch.sample.server import Server
from tests.cli.conftest import Said, make_home

WATCHED = ["hot", "notices", "policies"]
ROOT = Path(__file__).parents[2]
#: What differs between two crawls of the same pages: when it was, and numbers given in the order of answers.
MOMENTS = (
    "started_at",
    "finished_at",
    "first_seen_at",
    "changed_at",
    "reread_at",
    "read_at",
    "first_listed_at",
    "last_listed_at",
    "established_at",
    "since_at",
    "checked_at",
    "trusted_at",
    "listed_at",
    "fetched_at",
    "created_at",
    "at",
)


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, items named by their keys, without moments and numbers."""
    store = sqlite3.connect(f"file:{home}/var/portalwatch.db?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    tables = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = {table: store.execute(f"SELECT * FROM {table}").fetchall() for table in tables if "sqlite" not in table}
    keys = {row["id"]: row["key"] for row in rows["item"]}
    store.close()
    return {table: sorted((_plain(row, keys) for row in found), key=repr) for table, found in rows.items()}


def _plain(row: sqlite3.Row, keys: dict[int, str]) -> tuple[object, ...]:
    values = {name: row[name] for name in row.keys() if name not in (*MOMENTS, "id", "crawl_id", "seq")}  # noqa: SIM118
    if "item_id" in values:
        values["item_id"] = keys[values["item_id"]]
    return tuple(values.items())


@dataclass
class Both:
    """Two homes that saw the same: one by `scrapy crawl`, one by `portalwatch crawl`; and what Scrapy said."""

    scrapy: Path
    portalwatch: Path
    said: list[Said]


@pytest.fixture(scope="module")
def both(tmp_path_factory, process):
    portal = Portal(per_section=8)
    with Server(portal) as server:
        sections = [each for each in yaml.safe_load(description(server.url))["sections"] if each["key"] in WATCHED]
        one, other = (
            make_home(tmp_path_factory.mktemp(name), server, sections=sections) for name in ("scrapy", "portalwatch")
        )
        shutil.copytree(ROOT / "spiders", one / "spiders")
        for path in (ROOT / "config" / "portals").iterdir():
            shutil.copy(path, one / "config" / "portals")
        said = [process("crawl", "sample", "-O", "items.jsonl", cwd=one, tool="scrapy")]
        process("crawl", "sample", cwd=other)
        portal.publish("notices", also_in=["hot"])
        portal.edit(portal.articles("notices")[2], title="更正：关于举办培训班的通知")
        portal.publish("hot")
        said.append(process("crawl", "sample", "-a", "section=notices", cwd=one, tool="scrapy"))
        process("crawl", "sample", "--section", "notices", cwd=other)
    said += [process(*arguments, cwd=one, tool="scrapy") for arguments in (["list"], ["crawl", "sampel"])]
    return Both(one, other, said)


def test_both_leave_the_same_store(both):
    one, other = contents(both.scrapy), contents(both.portalwatch)

    assert one == other
    assert (len(one["item"]), len(one["event"]), len(one["crawl"])) == (25, 2, 4)


def test_scrapy_says_what_it_found_and_ends_well(both):
    first, second, *_ = both.said

    assert first.code == second.code == 0
    assert first.out.splitlines() == [f"sample/{key}: ok, 0 new or changed" for key in WATCHED]
    assert second.out.splitlines() == ["sample/notices: ok, 2 new or changed"]


def test_the_items_go_into_the_file_that_scrapy_was_told(both):
    items = [json.loads(line) for line in (both.scrapy / "items.jsonl").read_text("utf-8").splitlines()]

    assert len(items) == 24
    assert {item["section"] for item in items} == set(WATCHED)
    assert all(item["published"].endswith("+08:00") and item["body"] for item in items)


def test_scrapy_lists_every_portal_those_without_address_too(both):
    listed = both.said[2]

    assert listed.code == 0
    described = {path.stem for path in (ROOT / "config" / "portals").iterdir()}
    assert set(listed.out.split()) == described | {"sample"}
    assert "hubei-decoration" in listed.out


def test_a_misspelt_portal_is_told_with_the_one_that_may_be_meant(both):
    misspelt = both.said[3]

    assert misspelt.code == 2
    assert "there is no portal called 'sampel'; did you mean 'sample'?" in misspelt.err


def test_the_portal_of_hubei_needs_its_address_only(place, server):
    text = (ROOT / "config" / "portals" / "hubei-decoration.yaml").read_text("utf-8")
    filled = text.replace("\nurl:\n", f"\nurl: {server.url}/\nallow_private: true\ndelay: 0.01\nfirst_pages: 1\n")
    assert filled != text
    (place.home.portals / "hubei-decoration.yaml").write_text(filled, "utf-8")

    crawls = place.crawl("hubei-decoration")

    assert {key: crawl.url for key, crawl in crawls.items()} == {
        each.key: server.url + each.path for each in SECTIONS.values()
    }
    assert {crawl.outcome for crawl in crawls.values()} == {Outcome.OK}
    assert {len(crawl.rows) for crawl in crawls.values()} == {20}
    assert all(item.problem is None for crawl in crawls.values() for item in crawl.items)
