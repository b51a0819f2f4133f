"""What is looked up for a crawl follows the crawl, however much its section has ever listed."""

import re
from datetime import date

import pytest
from sqlalchemy import event

from portalwatch.store import archive
from portalwatch.store.engine import connect
from tests.store.test_archive import NOW, crawl, item, record

KEYS = [f"k{number}" for number in range(200)]
LOOKS = {
    "known": lambda engine: archive.known(engine, "p", "s", KEYS, NOW),
    "unread": lambda engine: archive.unread(engine, "p", "s", NOW, 10),
    "listed": lambda engine: archive.listed(engine, "p", "s"),
    "dated": lambda engine: archive.dated(engine, "p", [date(2022, 6, 9)], ["关于召开年会的通知"]),
}
#: All of a table, or all that a portal or a section has in it.
TOO_MUCH = re.compile(
    r"SCAN (item|listing|alias|revision)\b|SEARCH (item|listing|alias) .*\(portal=\?( AND section=\?)?\)"
)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_look_goes_through_all_that_a_section_has_listed(tmp_path, look):
    engine = connect(f"sqlite:///{tmp_path / 'store.db'}")
    record(engine, crawl(*map(item, KEYS)))
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    look(engine)
    selects = [each for each in asked if each[0].startswith("SELECT")]

    with engine.connect() as connection:
        explained = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values) for text, values in selects]
        steps = [row[3] for plan in explained for row in plan]
    engine.dispose()
    assert steps
    assert [step for step in steps if TOO_MUCH.search(step)] == []
