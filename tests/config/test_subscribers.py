"""Who wants what, how often, where; and what is said of what cannot be."""

from datetime import time

import pytest

from portalwatch.items import Frequency
from tests.config.conftest import PORTAL

NAME = "subscribers.yaml"
ZHANG = "subscribers:\n  - name: zhang\n    address: zhang@example.org\n"


def subscription(desk, more: str = ""):
    desk.write(NAME, ZHANG + more)
    (found,) = desk.load().subscriptions
    return found


def test_what_is_left_out_means_all_and_daily_at_eight(desk):
    found = subscription(desk)

    assert (found.portals, found.sections, found.kinds, found.keywords) == ((), (), (), ())
    assert (found.frequency, found.at, found.zone, found.language) == (
        Frequency.DAILY,
        time(8, 0),
        "Asia/Shanghai",
        "zh",
    )


def test_a_subscription_says_portals_sections_and_the_day_of_the_week(desk):
    found = subscription(
        desk,
        "    portals: [cbda]\n    sections: [notices, cbda/news]\n    kinds: [new]\n"
        "    keywords: [装配式+标准, -招聘]\n    frequency: weekly\n    weekday: friday\n",
    )

    assert (found.portals, found.sections) == (("cbda",), ("notices", "cbda/news"))
    assert (found.kinds, found.keywords) == (("new",), ("装配式+标准", "-招聘"))
    assert (found.frequency, found.weekday) == (Frequency.WEEKLY, 4)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("08:00", time(8, 0)),
        ("8:00", time(8, 0)),
        ("18:30", time(18, 30)),
        ("1:05", time(1, 5)),
        ("0:30", time(0, 30)),
        ("00:00", time(0, 0)),
        ("23:59", time(23, 59)),
        ('"07:15"', time(7, 15)),
    ],
)
def test_a_time_of_day_needs_no_quotes_although_yaml_reads_a_number_to_base_sixty(desk, written, meant):
    assert subscription(desk, f"    at: {written}\n").at == meant


@pytest.mark.parametrize("written", ["8", "24:00", "8:60", "8.5", "'8'", "08:00:00", "true", "[8, 0]", "noon"])
def test_what_is_no_time_of_day_is_refused(desk, written):
    said = desk.refusal(NAME, f"{ZHANG}    at: {written}\n")

    assert said.startswith(":4: subscribers[0].at: must be a time of day such as 08:00, not ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("portals: [cdba]", ":4: subscribers[0].portals: there is no portal called 'cdba'; did you mean 'cbda'?"),
        ("sections: [notice]", ":4: subscribers[0].sections: there is no section called 'notice'; did you mean "),
        ("sections: [cbda/newz]", ":4: subscribers[0].sections: there is no section called 'cbda/newz'; did you mean "),
        (
            "kinds: [new, gone]",
            ":4: subscribers[0].kinds[1]: must be 'new', 'late', 'edited', 'withdrawn' or 'returned', not 'gone'",
        ),
        ("frequency: hourly", ":4: subscribers[0].frequency: must be 'at once', 'daily' or 'weekly', not 'hourly'"),
        ("weekday: Monday", ":4: subscribers[0].weekday: must be 'monday', 'tuesday', 'wednesday', "),
        ("language: no", ":4: subscribers[0].language: must be 'zh' or 'en', not False"),
        ("keywords: 幕墙", ":4: subscribers[0].keywords: must be a list, not '幕墙'"),
        ("keywords: ['']", ":4: subscribers[0].keywords[0]: must not be empty, not ''"),
        ("latest: 1000", ":4: subscribers[0].latest: must be at most 100, not 1000"),
        ("zone: Asia/Pekin", ":4: subscribers[0].zone: no time zone is called 'Asia/Pekin'"),
        ("mail: x@y.org", ":4: subscribers[0].mail: unknown key (known: address, at, frequency, keywords, kinds, "),
    ],
)
def test_a_wrong_subscription_is_told_with_its_line_and_what_would_be_accepted(desk, line, said):
    assert desk.refusal(NAME, f"{ZHANG}    {line}\n").startswith(said)


@pytest.mark.parametrize(
    "address", ["zhang", "a@b, c@d", "Zhang <zhang@example.org>", "a b@example.org", "@example.org"]
)
def test_an_address_is_one_plain_address(desk, address):
    said = desk.refusal(NAME, ZHANG.replace("zhang@example.org", f"'{address}'"))

    assert said == f":3: subscribers[0].address: must be one plain address such as name@example.org, not '{address}'"


def test_two_subscribers_of_one_name_are_refused(desk):
    assert desk.refusal(NAME, ZHANG + ZHANG.partition("\n")[2]) == ":1: subscribers: two subscribers are called 'zhang'"


def test_an_empty_list_of_subscribers_is_written_as_one(desk):
    assert desk.refusal(NAME, "subscribers:\n") == ":1: subscribers: must be a list, not nothing"


def test_a_subscription_to_a_broken_portal_waits_for_its_mending(desk):
    desk.write("portals/other.yaml", PORTAL.replace("cbda", "other"))
    desk.write("portals/cbda.yaml", "name: [")

    found = subscription(desk, "    portals: [cbda]\n    sections: [cbda/policies]\n")

    assert found.portals == ("cbda",)
